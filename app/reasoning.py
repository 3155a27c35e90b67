"""Derivation: what follows from a case on a date, by the rules in force.

Rules run set-at-a-time, stratum by stratum, on an in-memory store: each rule is one update over all
its focus nodes. Everything stands in one graph, so that a rule looks in one place only (in three
graphs rules took twice the time). What is derived is whatever was neither given nor a code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

import pyoxigraph as ox

from app.calendar import stamp
from app.case import Case, question_facts, question_iri, terms_of
from app.errors import PolicyError, QuestionError
from app.parts import Rule
from app.policy import Policy
from app.terms import CW, CWS, TYPE, local_name, vocabulary

EVERYTHING = ox.DefaultGraph()
# The strata of family ties, whose rules read no other records: parents and unions; siblings; kin.
FAMILY_STRATA = (range(24, 44), range(44, 60), range(60, 100))
_MARKS = {CW["Record"].value, CW["OnRecord"].value}

PREFIXES = (
    f"PREFIX cw: <{CW.base}>\n"
    f"PREFIX cws: <{CWS.base}>\n"
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
)


@dataclass(frozen=True)
class Ask:
    """One question put to a case: its kind and who fills its roles (keys of people or homes)."""

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
        """The solutions of a pattern over all facts, some of its variables fixed."""
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
        QuestionError: a role names nobody in the case.
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
    store = ox.Store()
    quads, terms = _added(case, added)
    store.bulk_extend([*case.quads.values(), *quads, *_code_quads(law.code_facts)])
    given = case.facts | frozenset(added)
    rules = law.rules_for(frozenset(ask.question for ask in asks))
    _run(store, case, given, rules, {*case.terms, *terms, *_code_terms(law.code_facts)})
    return Derivation(case, law, as_of, given, store, carried)


@dataclass(frozen=True)
class _Layer:
    """What the rules of some strata made of a case, and the facts the case then held.

    Attributes:
        given: the asserted and stamped facts.
        store: everything that came of them.
        makes: the terms that these rules make; no rule of another layer makes one of them.
        terms: the terms that occurred when the rules had run.
    """

    given: frozenset[ox.Triple]
    store: ox.Store
    makes: frozenset[str]
    terms: frozenset[str]

    @cached_property
    def quads(self) -> list[ox.Quad]:
        """What the rules made."""
        made = [ox.NamedNode(term) for term in self.makes]
        patterns: list[tuple[ox.NamedNode, ox.NamedNode | None]] = [(each, None) for each in made]
        patterns += [(TYPE, each) for each in made]
        return [
            quad
            for predicate, value in patterns
            for quad in self.store.quads_for_pattern(None, predicate, value, EVERYTHING)
            if quad.triple not in self.given
        ]


def _run(
    store: ox.Store,
    case: Case,
    given: frozenset[ox.Triple],
    rules: tuple[Rule, ...],
    present: set[str],
) -> None:
    """Run the rules in order; what those of family ties made before serves again where it can.

    Family ties are most of the work and seldom what a worker changes. What they made of an
    earlier state of the case holds as long as no fact that differs is one that they, or the layers
    below them, can read.
    """
    _fire(store, [r for r in rules if r.stratum < FAMILY_STRATA[0].start], present)
    family, holds = tuple[Rule, ...](), True
    for strata in FAMILY_STRATA:
        layer = [rule for rule in rules if rule.stratum in strata]
        family += tuple(layer)
        key = tuple(rule.iri for rule in family)
        known = case.layers.get(key)
        if holds and known is not None:
            able = [rule for rule in family if rule.needs_terms <= known.terms | present]
            holds = not _differs(case, able, known.given ^ given)
        if known is None or not holds:
            _fire(store, layer, present)
            makes = frozenset(term for rule in layer for term in rule.makes_terms)
            case.layers[key] = _Layer(given, store, makes, frozenset(present))
        else:
            store.extend(known.quads)
            present |= known.terms
    _fire(store, [r for r in rules if r.stratum >= FAMILY_STRATA[-1].stop], present)


def _differs(case: Case, rules: Iterable[Rule], changed: frozenset[ox.Triple]) -> bool:
    """Whether rules can read, or make, any of some facts that were added or taken away.

    A row counts by its class, anything else by the property that changed.
    """
    read = {term for rule in rules for term in rule.reads_terms | rule.makes_terms} - _MARKS
    types: dict[Any, set[Any]] = {}
    for fact in changed:
        kinds = types.setdefault(fact.subject, set(case.index.objects(fact.subject, TYPE)))
        if fact.predicate == TYPE:
            kinds.add(fact.object)
    for fact in changed:
        kinds = types[fact.subject]
        touched = [*kinds] if CW["Record"] in kinds else [fact.predicate, fact.object]
        if any(isinstance(term, ox.NamedNode) and term.value in read for term in touched):
            return True
    return False


@cache
def _code_terms(triples: tuple[ox.Triple, ...]) -> frozenset[str]:
    return frozenset(terms_of(triples))


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


@cache
def _code_quads(triples: tuple[ox.Triple, ...]) -> list[ox.Quad]:
    return _quads(triples)


def _require_roles(case: Case, law: Policy, ask: Ask) -> None:
    kind = law.question(ask.question)
    allowed = {*kind.roles, *kind.optional_roles}
    for role, keys in ask.roles.items():
        if role not in allowed:
            raise QuestionError(
                f"{ask.question} has no role {role!r}; its roles: {', '.join(sorted(allowed))}"
            )
        for key in keys:
            if not case.index.predicates(case.node(key)):
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
