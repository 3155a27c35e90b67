"""The law as the project holds it: checks, rules, time limits, questions, and what is in force.

Everything here is read from `shapes/` and `ontology/`; a broken file fails at start.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Any

import pyoxigraph as ox
from rdflib import Graph

from app.calendar import TimeLimit
from app.case import terms_of, to_rdflib_triple
from app.errors import PolicyError, QuestionError
from app.model import Clause
from app.parts import Limit, QuestionKind, Rule, Shape
from app.reader import Reader
from app.register import Register, register
from app.terms import (
    CW,
    DCTERMS,
    OWL,
    SH,
    SHAPES,
    TYPE,
    Facts,
    is_code_class,
    local_name,
    read_turtle,
    schema,
    vocabulary,
)

# How surely a relation stands on a question, the surest first.
RELATION_STANDINGS = ("relation", "relationIfProven", "relationIfConfirmed")


@dataclass(frozen=True, eq=False)
class Selection:
    """The part of the law that some kinds of question need; there is one of each.

    Attributes:
        rules: in the order of their strata.
        codes: the facts of code lists that these rules, or the checks, can read.
    """

    rules: tuple[Rule, ...]
    codes: frozenset[ox.Triple]

    @cached_property
    def code_quads(self) -> tuple[ox.Quad, ...]:
        """The codes as a store takes them."""
        return tuple(ox.Quad(each.subject, each.predicate, each.object) for each in self.codes)

    @cached_property
    def code_terms(self) -> frozenset[str]:
        """The terms that occur in the codes."""
        return frozenset(terms_of(self.codes))

    @cached_property
    def code_predicates(self) -> frozenset[str]:
        """The properties and classes of the codes."""
        kinds = [each for each in self.codes if each.predicate == TYPE]
        return frozenset(terms_of(kinds) | {each.predicate.value for each in self.codes})


@dataclass(frozen=True, eq=False)
class Policy:
    """The law on a date.

    Attributes:
        shapes: checks in force, by IRI.
        rules: rules in force, in the order of their strata.
        limits: time limits in force, by IRI.
        graph: the shapes as an rdflib graph, for the validator.
    """

    as_of_date: date | None
    facts: Facts
    shapes: Mapping[str, Shape]
    rules: tuple[Rule, ...]
    limits: Mapping[str, Limit]
    questions: Mapping[str, QuestionKind]
    register: Register
    graph: Graph = field(repr=False)
    _dated: dict[tuple[bool, ...], Policy] = field(default_factory=dict, repr=False, compare=False)
    _chosen: dict[frozenset[str], Selection] = field(
        default_factory=dict, repr=False, compare=False
    )

    def as_of(self, day: date) -> Policy:
        """The checks, rules and limits whose clauses are in force on a day.

        A check or rule with several clauses is in force from the first of them on; one without a
        clause is bookkeeping and always in force.
        """
        starts = sorted(
            {d for clause in self.register.clauses.values() if (d := clause.in_force_from)}
        )
        key = tuple(start <= day for start in starts)
        if key not in self._dated:
            self._dated[key] = self._in_force(day)
        return self._dated[key]

    def _in_force(self, day: date) -> Policy:
        return Policy(
            as_of_date=day,
            facts=self.facts,
            shapes={k: v for k, v in self.shapes.items() if self._holds(v.clauses, day)},
            rules=tuple(rule for rule in self.rules if self._holds(rule.clauses, day)),
            limits={k: v for k, v in self.limits.items() if self._holds(v.clauses, day)},
            questions=self.questions,
            register=self.register,
            graph=self.graph,
        )

    def _holds(self, clauses: tuple[str, ...], day: date) -> bool:
        if not clauses:
            return True
        known = [self.register.by_identifier(clause) for clause in clauses]
        starts = [clause.in_force_from for clause in known if clause is not None]
        return any(start is None or start <= day for start in starts)

    @cached_property
    def code_facts(self) -> tuple[ox.Triple, ...]:
        """The code lists with the properties that rules read, for the data graph."""
        return _code_facts()

    def selection(self, questions: frozenset[str]) -> Selection:
        """The rules that can lead to what some kinds of question check or show, with their codes.

        What a rule can read is taken widely (every term in its body), so that nothing that
        matters is left out.
        """
        if questions not in self._chosen:
            self._chosen[questions] = self._choose(questions)
        return self._chosen[questions]

    def _choose(self, questions: frozenset[str]) -> Selection:
        kinds = [self.question(name) for name in questions]
        families = {family for kind in kinds for family in kind.families}
        wanted = {CW["OnRecord"].value, *(term for kind in kinds for term in kind.shows)}
        limits = [limit for limit in self.limits.values() if limit.family in families]
        for shape in self.shapes.values():
            if shape.family in families or (limits and shape.target == CW["Duty"].value):
                wanted |= {shape.target, *self._path_terms(shape.iri)}
        # What an earlier view carries over is read by no rule of that earlier day.
        words = vocabulary()
        wanted |= {
            carried.value
            for view in words.subjects(TYPE, CW["EarlierView"])
            if local_name(words.value(view, CW["viewAsks"])) in questions
            for pair in words.objects(view, CW["carries"])
            for carried in words.objects(pair, CW["carried"])
        }
        # A field that a rule copies onto what it makes comes with that thing's class.
        carried = {CW["concerns"].value} | {
            field.term.value for record in schema().records.values() for field in record.fields
        }
        telling = {rule: rule.makes_terms - carried or rule.makes_terms for rule in self.rules}
        chosen: set[Rule] = set()
        waiting = [
            rule for rule in self.rules if telling[rule] & wanted or telling[rule] <= carried
        ]
        while waiting:
            for rule in waiting:
                chosen.add(rule)
                wanted |= rule.reads_terms
            waiting = [r for r in self.rules if r not in chosen and telling[r] & wanted]
        return Selection(
            rules=tuple(rule for rule in self.rules if rule in chosen),
            codes=frozenset(
                fact for fact in self.code_facts if not wanted.isdisjoint(terms_of([fact]))
            ),
        )

    def path_starts(self, shape: str) -> frozenset[str]:
        """The predicates with which the path of a check starts."""
        path = self.facts.value(ox.NamedNode(shape), SH["path"])
        if isinstance(path, ox.NamedNode):
            return frozenset({path.value})
        first = next(self.facts.members(path), None)
        return frozenset({first.value} if isinstance(first, ox.NamedNode) else ())

    def _path_terms(self, shape: str) -> set[str]:
        node, found = ox.NamedNode(shape), set()
        waiting = [self.facts.value(node, SH["path"]), *self.facts.objects(node, SH["disjoint"])]
        while waiting:
            part = waiting.pop()
            if isinstance(part, ox.NamedNode):
                found.add(part.value)
                continue
            inverse = self.facts.value(part, SH["inversePath"])
            choice = self.facts.value(part, SH["alternativePath"])
            waiting += [inverse] if inverse is not None else self.facts.members(choice or part)
        return found

    @cached_property
    def rule_index(self) -> Mapping[str, Rule]:
        """The rules in force, by IRI."""
        return {rule.iri: rule for rule in self.rules}

    @cached_property
    def makers(self) -> Mapping[str, Sequence[Rule]]:
        """The rules in force by each predicate and class that they make."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for term in rule.makes_terms:
                found.setdefault(term, []).append(rule)
        return found

    @cached_property
    def timings(self) -> tuple[TimeLimit, ...]:
        """The time limits in force, as the calendar needs them."""
        return tuple(limit.timing for limit in self.limits.values() if limit.timing is not None)

    def question(self, name: str) -> QuestionKind:
        """The kind of question with this name.

        Raises:
            QuestionError: there is none; names those there are.
        """
        if name not in self.questions:
            raise QuestionError(
                f"There is no question {name!r}. Questions: {', '.join(sorted(self.questions))}."
            )
        return self.questions[name]

    def clauses_of(self, node: Any) -> tuple[str, ...]:
        """The identifiers of the clauses a term of ontology or shapes gives as its source."""
        sources = self.facts.objects(node, DCTERMS["source"])
        return tuple(self._identifier(each) for each in sources)

    def encoders(self, clause: Clause) -> tuple[ox.NamedNode, ...]:
        """The checks, rules, time limits and words of the ontology whose source a clause is."""
        node = ox.NamedNode(clause.iri)
        held = (facts.subjects(DCTERMS["source"], node) for facts in (self.facts, vocabulary()))
        return tuple(dict.fromkeys(each for found in held for each in found))

    def _identifier(self, clause: Any) -> str:
        found = self.register.clauses.get(clause.value)
        if found is None:
            raise PolicyError(f"{clause.value} is cited but stands in no register file")
        return found.identifier


@cache
def _code_facts() -> tuple[ox.Triple, ...]:
    words = vocabulary()
    return tuple(
        ox.Triple(code, predicate, value)
        for each in words.subjects(TYPE, OWL["Class"])
        if is_code_class(each)
        for code in words.subjects(TYPE, each)
        for predicate, values in words.predicates(code).items()
        if predicate == TYPE or predicate.value.startswith(CW.base)
        for value in values
    )


@cache
def policy() -> Policy:
    """The whole policy of `shapes/`, read once.

    Raises:
        PolicyError: ontology, shapes or rules are broken.
    """
    built = build_policy(read_turtle([*SHAPES.glob("*.ttl"), *SHAPES.glob("*/*.ttl")]))
    # The policy lives as long as the process: searching it for garbage would double every answer.
    gc.collect()
    gc.freeze()
    return built


def build_policy(triples: Sequence[ox.Triple]) -> Policy:
    """A policy from the triples of its shapes, rules and time limits.

    Raises:
        PolicyError: something in them is broken.
    """
    shapes, words = Facts(triples), vocabulary()
    reader = Reader(shapes, words, register())
    graph = Graph()
    for triple in triples:
        graph.add(to_rdflib_triple(triple))
    named = [n for n in shapes.subjects(TYPE, SH["PropertyShape"]) if isinstance(n, ox.NamedNode)]
    checks = sorted(map(reader.shape, named), key=lambda shape: (shape.order, shape.iri))
    limits = [reader.limit(node) for node in shapes.subjects(TYPE, CW["TimeLimit"])]
    return Policy(
        as_of_date=None,
        facts=Facts([*triples, *_sources(words)]),
        shapes={shape.iri: shape for shape in checks},
        rules=tuple(sorted(reader.rules(), key=lambda rule: (rule.stratum, rule.iri))),
        limits={limit.iri: limit for limit in limits},
        questions=reader.questions(),
        register=register(),
        graph=graph,
    )


def _sources(words: Facts) -> Iterator[ox.Triple]:
    """The clauses that coded values of the ontology cite."""
    for each in words.subjects(TYPE, OWL["Class"]):
        if is_code_class(each):
            for code in words.subjects(TYPE, each):
                for source in words.objects(code, DCTERMS["source"]):
                    yield ox.Triple(code, DCTERMS["source"], source)
