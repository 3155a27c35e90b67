"""Derivation: what follows from a case on a date, the questions among its facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, cast
from weakref import ref

import pyoxigraph as ox

from app.calendar import stamp
from app.case import Case, question_facts, question_iri
from app.errors import QuestionError
from app.inference import EVERYTHING, ONE_AT_A_TIME, PREFIXES, infer
from app.policy import Policy
from app.terms import CW, TYPE, local_name, role_codes, vocabulary


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

    def select(self, body: str, fixed: Mapping[str, Any] | None = None) -> ox.QuerySolutions:
        """The solutions of a pattern over all facts, some of its variables fixed.

        Of the codes it finds only what rules or checks of the questions read.
        """
        values = ""
        if fixed:
            names = " ".join(f"?{name}" for name in fixed)
            terms = " ".join(str(term) for term in fixed.values())
            values = f"VALUES ({names}) {{ ({terms}) }} "
        query = f"{PREFIXES}SELECT * WHERE {{ {values}{body} }}"
        return cast("ox.QuerySolutions", self.store.query(query))


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
    with ONE_AT_A_TIME:
        made = infer(case, added, given, selection, as_of)
        derivation = Derivation(case, law, as_of, given, made.store, carried)
        made.reader = ref(derivation)
    return derivation


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
