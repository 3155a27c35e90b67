"""Derivation: what follows from a case on a date, by the rules in force.

Rules run set-at-a-time, stratum by stratum, on an in-memory store: each rule is one update over all
its focus nodes. Everything stands in one graph, so that a rule looks in one place only (in three
graphs rules took twice the time). What is derived is whatever was neither given nor a code.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache
from itertools import chain
from threading import RLock
from typing import Any
from weakref import WeakValueDictionary, ref

import pyoxigraph as ox

from app.calendar import stamp
from app.case import Case, question_facts, question_iri, terms_of
from app.errors import PolicyError, QuestionError
from app.parts import Rule
from app.policy import Policy, Selection
from app.terms import CW, CWS, TYPE, local_name, role_codes, vocabulary

EVERYTHING = ox.DefaultGraph()
# That a row is one, or counts on the date, is not what tells which rules read it: its class is.
_MARKS = frozenset({CW["Record"].value, CW["OnRecord"].value})
_CLASSED = frozenset({CW["Record"].value, CW["Question"].value})

PREFIXES = (
    f"PREFIX cw: <{CW.base}>\n"
    f"PREFIX cws: <{CWS.base}>\n"
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
)


@dataclass(frozen=True)
class Ask:
    """One question put to a case: its kind and who fills its roles.

    Roles hold keys of people or homes, or codes of the list that a role takes.
    """

    question: str
    roles: Mapping[str, tuple[str, ...]]

    def node(self, case: Case) -> ox.NamedNode:
        """The node of this question in the graph of a case."""
        return question_iri(case, self.question, self.roles)


@dataclass(frozen=True)
class Derivation:
    """A case on a date with everything that follows from it.

    Attributes:
        given: the asserted and stamped facts, the questions among them.
        carried: facts that an earlier view of the case brought in, each with that view's own
            derivation and the triple that says it there.
    """

    case: Case
    policy: Policy
    as_of: date
    given: frozenset[ox.Triple]
    store: ox.Store = field(repr=False)
    carried: Mapping[ox.Triple, tuple[Derivation, ox.Triple]] = field(default_factory=dict)

    def objects(self, subject: Any, predicate: ox.NamedNode) -> list[Any]:
        """Every value of a predicate, asserted, stamped or derived."""
        return [
            quad.object
            for quad in self.store.quads_for_pattern(subject, predicate, None, EVERYTHING)
        ]

    def subjects(self, predicate: ox.NamedNode, value: Any) -> list[Any]:
        """Every subject with this value for a predicate."""
        found = self.store.quads_for_pattern(None, predicate, value, EVERYTHING)
        return [quad.subject for quad in found]

    def links(self, subject: Any) -> list[Any]:
        """The nodes of the case that a node points at: people, homes, rows and what rules made."""
        found = self.store.quads_for_pattern(subject, None, None, EVERYTHING)
        return [
            value
            for value in (quad.object for quad in found)
            if isinstance(value, ox.NamedNode) and value.value.startswith(self.case.iri.value)
        ]

    def holds(self, triple: ox.Triple) -> bool:
        """Whether a triple is asserted, stamped, of the vocabulary, or derived."""
        pattern = self.store.quads_for_pattern(
            triple.subject, triple.predicate, triple.object, EVERYTHING
        )
        return next(iter(pattern), None) is not None

    def is_vocabulary(self, triple: ox.Triple) -> bool:
        """Whether a triple is part of a code list."""
        return triple in self._codes

    @cached_property
    def _codes(self) -> frozenset[ox.Triple]:
        return frozenset(self.policy.code_facts)

    def derived(self) -> list[ox.Triple]:
        """Every derived triple."""
        found = (quad.triple for quad in self.store.quads_for_pattern(None, None, None, EVERYTHING))
        return [each for each in found if each not in self.given and each not in self._codes]

    def select(self, body: str, fixed: Mapping[str, Any] | None = None) -> Iterable[Any]:
        """The solutions of a pattern over all facts, some of its variables fixed.

        Of the codes it finds only what rules or checks of the questions read.
        """
        values = ""
        if fixed:
            names = " ".join(f"?{name}" for name in fixed)
            terms = " ".join(str(term) for term in fixed.values())
            values = f"VALUES ({names}) {{ ({terms}) }} "
        query = f"{PREFIXES}SELECT * WHERE {{ {values}{body} }}"
        found: Any = self.store.query(query)
        return found  # type: ignore[no-any-return]


@cache
def update_text(rule: Rule) -> str:
    """A rule as one update that adds what it makes."""
    return f"{PREFIXES}INSERT {{ {rule.head} }} WHERE {{ {rule.body} }}"


def derive(case: Case, policy: Policy, as_of: date, asks: Sequence[Ask]) -> Derivation:
    """What follows from a case on a date, the questions among its facts.

    Args:
        case: the asserted facts.
        policy: the whole law; what is not in force on the date is left out here.
        as_of: the date of the question.
        asks: the questions, whose roles must name people or homes of the case.

    Raises:
        QuestionError: a role names nobody in the case, or no code of its list.
        PolicyError: a rule is no valid query.
    """
    law = policy.as_of(as_of)
    added = list(stamp(case, as_of, law.timings))
    for ask in asks:
        _require_roles(case, law, ask)
        classes = law.question(ask.question).classes
        added += question_facts(case, classes, ask.question, ask.roles)
    carried = _earlier_views(case, policy, as_of, asks)
    added += carried
    selection = law.selection(frozenset(ask.question for ask in asks))
    given = case.facts | frozenset(added)
    with _ONE_AT_A_TIME:
        store = _reasoned(case, added, given, selection, as_of)
        derivation = Derivation(case, law, as_of, given, store, carried)
        case.layers["made"][as_of, selection].reader = ref(derivation)
    return derivation


# What was made of one state of a case becomes what follows from the next: two must not take it.
_ONE_AT_A_TIME = RLock()


@dataclass(eq=False)
class _Made:
    """What some rules made of a state of a case.

    Attributes:
        given: the asserted and stamped facts of that state.
        codes: the facts of code lists among which the rules ran.
        asserted: the terms that occur in these two.
        terms: the terms that occurred when the rules had run.
        known: what is known already of what they made, by property or class.
        reader: the derivation that reads the store, as long as somebody holds it.
    """

    given: frozenset[ox.Triple]
    codes: frozenset[ox.Triple]
    asserted: frozenset[str]
    store: ox.Store
    terms: frozenset[str]
    known: dict[str, list[ox.Quad]]
    reader: Callable[[], Derivation | None] = lambda: None

    def quads(self, term: str) -> list[ox.Quad]:
        """What the rules made of one property or class."""
        if term not in self.known:
            node = ox.NamedNode(term)
            found = [
                *self.store.quads_for_pattern(None, node, None, EVERYTHING),
                *self.store.quads_for_pattern(None, TYPE, node, EVERYTHING),
            ]
            self.known[term] = [
                quad
                for quad in found
                if not (quad.triple in self.given or quad.triple in self.codes)
            ]
        return self.known[term]


# Whoever asks again asks of one of the last few cases; what was made of the others is let go.
_RECENT: deque[_Made] = deque(maxlen=32)


def _reasoned(
    case: Case,
    added: Sequence[ox.Triple],
    given: frozenset[ox.Triple],
    selection: Selection,
    as_of: date,
) -> ox.Store:
    """A store with everything given and everything that the rules make of it.

    A worker changes one fact at a time, and few rules can read it. Only those run again, those
    that read what they make, and so on; what the others made of the case before still holds. The
    store of before is changed where nobody reads it any more; else there is a new one.
    """
    earlier: WeakValueDictionary[Any, _Made]
    earlier = case.layers.setdefault("made", WeakValueDictionary())
    key = as_of, selection
    before = earlier.get(key)
    rules, known = selection.rules, dict[str, list[ox.Quad]]()
    if before is None:
        quads, terms = _added(case, added)
        asserted = terms | case.terms | selection.code_terms
        store, present = _filled(case, quads, selection), set(asserted)
    else:
        changed = before.given ^ given
        gone, new = changed & before.given, changed & given
        asserted = before.asserted | terms_of(new)
        stale = _stale(rules, frozenset(_touched(case, changed)), before.terms | asserted)
        made = before.terms & frozenset().union(*(rule.makes_terms for rule in rules))
        rules = tuple(rule for rule in rules if rule.makes_terms & stale)
        if before.reader() is None:
            del earlier[key]
            _RECENT.remove(before)
            store = before.store
            for quad in (*_quads(gone), *chain(*map(before.quads, made & stale))):
                store.remove(quad)
            found = (case.quads.get(fact) for fact in new & case.facts)
            store.extend([*filter(None, found), *_quads(new - case.facts)])
            present = {*asserted, *(term for term in made - stale if _occurs(store, term))}
        else:
            store = _filled(case, _added(case, added)[0], selection)
            known = {term: before.quads(term) for term in made - stale}
            store.extend(list(chain(*known.values())))
            present = {*asserted, *(term for term, quads in known.items() if quads)}
    _fire(store, rules, present)
    made_now = _Made(given, selection.codes, frozenset(asserted), store, frozenset(present), known)
    earlier[key] = made_now
    _RECENT.append(made_now)
    return store


def _filled(case: Case, added: Iterable[ox.Quad], selection: Selection) -> ox.Store:
    store = ox.Store()
    store.bulk_extend([*case.quads.values(), *added, *selection.code_quads])
    return store


@lru_cache(maxsize=64)
def _stale(
    rules: tuple[Rule, ...], touched: frozenset[str], occurring: frozenset[str]
) -> frozenset[str]:
    """The terms whose facts may differ from those made before: what rules make of changed facts.

    A rule that reads or makes one of these terms may make anything of its own anew. Which rules
    can match at all is judged by what occurred before, occurs now, or may be made now.
    """
    stale = touched - _MARKS
    possible = occurring | _MARKS
    waiting: Sequence[Rule] = rules
    while waiting:
        left = []
        for rule in waiting:
            if stale.isdisjoint(rule.terms) or not rule.needs_terms <= possible:
                left.append(rule)
            else:
                stale |= rule.makes_terms - _MARKS
                possible |= rule.makes_terms
        if len(left) == len(waiting):
            break
        waiting = left
    return stale | _MARKS


def _touched(case: Case, changed: frozenset[ox.Triple]) -> set[str]:
    """The terms by which rules read some facts that were added or taken away.

    Rules reach a row or a question by its class, or by what a rule made of that (a lint holds
    this), and anything else by the property.
    """
    kinds: dict[Any, set[str]] = {}
    for fact in changed:
        known = kinds.setdefault(
            fact.subject, {kind.value for kind in case.index.objects(fact.subject, TYPE)}
        )
        if fact.predicate == TYPE:
            known |= terms_of([fact])
    touched: set[str] = set()
    for fact in changed:
        known = kinds[fact.subject]
        if known & _CLASSED:
            touched |= known
        else:
            touched |= set(terms_of([fact]))
    return touched


def _fire(store: ox.Store, rules: Iterable[Rule], present: set[str]) -> None:
    """Run rules in order, each unless a term that it needs occurs nowhere."""
    for rule in rules:
        if not rule.needs_terms <= present:
            continue
        try:
            store.update(update_text(rule))
        except SyntaxError as error:
            raise PolicyError(f"rule {local_name(rule.iri)}: {error}") from error
        present |= {term for term in rule.makes_terms - present if _occurs(store, term)}


def _occurs(store: ox.Store, term: str) -> bool:
    node = ox.NamedNode(term)
    patterns: tuple[tuple[Any, Any, Any], ...] = ((None, node, None), (None, None, node))
    return any(
        next(iter(store.quads_for_pattern(*pattern, EVERYTHING)), None) is not None
        for pattern in patterns
    )


def _quads(triples: Iterable[ox.Triple | ox.Quad]) -> list[ox.Quad]:
    return [ox.Quad(each.subject, each.predicate, each.object) for each in triples]


def _added(case: Case, triples: Iterable[ox.Triple]) -> tuple[Iterable[ox.Quad], frozenset[str]]:
    """What is added to the case for a question, most of it the same each time, and its terms."""
    known: dict[ox.Triple, ox.Quad]
    known, terms = case.layers.get("added", ({}, frozenset()))
    quads = {
        each: known.get(each) or ox.Quad(each.subject, each.predicate, each.object)
        for each in triples
    }
    # Terms of what was added before may stay: what reasoning skips for want of a term, it can run.
    terms |= frozenset(terms_of(quads.keys() - known.keys()))
    case.layers["added"] = quads, terms
    return quads.values(), terms


def _require_roles(case: Case, law: Policy, ask: Ask) -> None:
    kind = law.question(ask.question)
    allowed = {*kind.roles, *kind.optional_roles}
    for role, keys in ask.roles.items():
        if role not in allowed:
            raise QuestionError(
                f"{ask.question} has no role {role!r}; its roles: {', '.join(sorted(allowed))}"
            )
        coded = role_codes(role)
        for key in keys:
            if coded and key not in coded:
                raise QuestionError(f"{role}: {key!r} is none of {', '.join(coded)}")
            if not coded and not case.index.predicates(case.node(key)):
                raise QuestionError(f"{role}: nobody and no home in the case is called {key!r}")
    for role in kind.roles:
        if not ask.roles.get(role):
            raise QuestionError(f"{ask.question} needs the role {role!r}")


def _earlier_views(
    case: Case, policy: Policy, as_of: date, asks: Sequence[Ask]
) -> dict[ox.Triple, tuple[Derivation, ox.Triple]]:
    """The facts that the case on an earlier day brings in (`cw:EarlierView` of the ontology).

    A view names the records it looks back from, a question to ask on the day before each, and
    which of its derived facts to carry over.
    """
    words = vocabulary()
    carried: dict[ox.Triple, tuple[Derivation, ox.Triple]] = {}
    for view in words.subjects(TYPE, CW["EarlierView"]):
        kind = policy.question(local_name(words.value(view, CW["viewAsks"])))
        # One derivation a day serves every question of a sweep.
        looks: dict[date, list[tuple[Any, Ask, Ask]]] = {}
        for ask in asks:
            if not set(kind.classes) & set(policy.question(ask.question).classes):
                continue
            past = Ask(kind.name, {r: v for r, v in ask.roles.items() if r in kind.roles})
            for row, day in _view_days(case, view, ask, as_of):
                looks.setdefault(day, []).append((row, ask, past))
        for day, found in looks.items():
            earlier = derive(case, policy, day, [past for _, _, past in found])
            for row, ask, past in found:
                carried |= _carry(view, row, ask.node(case), past.node(case), earlier)
    return carried


def _view_days(case: Case, view: Any, ask: Ask, as_of: date) -> Iterable[tuple[Any, date]]:
    words = vocabulary()
    role = words.value(view, CW["viewRole"])
    starts = words.value(view, CW["viewStarts"])
    where, value = words.value(view, CW["viewWhere"]), words.value(view, CW["viewValue"])
    for key in ask.roles.get(local_name(role), ()):
        for row in case.index.subjects(role, case.node(key)):
            if value not in case.index.objects(row, where):
                continue
            start = case.index.value(row, starts)
            if start is not None and date.fromisoformat(start.value) <= as_of:
                yield row, date.fromisoformat(start.value) - timedelta(days=1)


def _carry(
    view: Any, row: Any, question: Any, asked: Any, earlier: Derivation
) -> dict[ox.Triple, tuple[Derivation, ox.Triple]]:
    words = vocabulary()
    node = ox.NamedNode(f"{question.value}/view/{row.value.rsplit('/#/', 1)[-1]}")
    found: dict[ox.Triple, tuple[Derivation, ox.Triple]] = {}
    for pair in words.objects(view, CW["carries"]):
        source, goal = words.value(pair, CW["carried"]), words.value(pair, CW["carriedAs"])
        for value in earlier.objects(asked, source):
            found[ox.Triple(node, goal, value)] = (earlier, ox.Triple(asked, source, value))
    if found:
        anchor = next(iter(found.values()))
        found[ox.Triple(node, CW["viewOf"], question)] = anchor
        found[ox.Triple(node, CW["viewedBefore"], row)] = anchor
    return found
