"""What a clause rests on as it is encoded, and what rests on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from app.model import Clause
from app.parts import Rule, Shape
from app.policy import Policy
from app.rulebook.encodings import BOOKKEEPING, encodings
from app.rulebook.search import natural
from app.terms import CW, SH, SKOS, label, vocabulary
from app.traffic import climb, path_terms

# What every duty has: of the rules that make it, only those that name the limit at hand matter.
_DUTIES = frozenset({CW["metOn"].value, CW["Duty"].value})


@dataclass(frozen=True)
class Reading:
    """A point that the clause leaves open, and what hangs on how it is read."""

    iri: str
    name: str
    definition: str


@dataclass(frozen=True)
class Basis:
    """What the encoding of a clause rests on.

    Attributes:
        outside: law outside the documents.
        readings: open points, on which a supervisor or counsel may decide.
        situations: the rules whose result the clause's checks or rules read: name and clauses.
        clauses: the identifiers of the clauses by which all of that follows, however far up.
        used_by: the checks that read what the clause's rules make: name and clauses.
    """

    outside: tuple[str, ...]
    readings: tuple[Reading, ...]
    situations: tuple[tuple[str, tuple[str, ...]], ...]
    clauses: tuple[str, ...]
    used_by: tuple[tuple[str, tuple[str, ...]], ...]


@cache
def basis(policy: Policy, clause: Clause) -> Basis:
    """What a clause rests on, and which checks rest on it."""
    own = [each.iri for each in encodings(policy, clause)]
    shapes = [policy.shapes[iri] for iri in own if iri in policy.shapes]
    rules = [policy.rule_index[iri] for iri in own if iri in policy.rule_index]
    limits = [iri for iri in own if iri in policy.limits]
    read = _read(policy, own)
    reached = _above(policy, read, limits)
    above = [rule for rule in policy.rules if rule in reached and rule not in rules]
    near = {rule for key in read for rule in _makers_of(policy, key, limits)} - {*rules}
    nodes = dict.fromkeys([*own, *(rule.iri for rule in above)])
    law = [text for iri in nodes for text in _outside(policy, iri)]
    open_points = [
        *(point for shape in shapes for point in shape.settled_by),
        *(point for rule in [*rules, *above] for point in rule.settled_by),
    ]
    cited = {each for rule in above for each in rule.clauses} - {clause.identifier}
    dependent = [shape for shape in _dependents(policy, rules) if shape not in shapes]
    return Basis(
        outside=tuple(dict.fromkeys(law)),
        readings=tuple(map(_reading, dict.fromkeys(open_points))),
        situations=_told(rule for rule in policy.rules if rule in near),
        clauses=tuple(sorted(cited, key=natural)),
        used_by=_told(dependent),
    )


def _told(parts: Iterable[Rule | Shape]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(dict.fromkeys((part.name, part.clauses) for part in parts))


def _above(policy: Policy, start: Iterable[str], limits: Sequence[str]) -> set[Rule]:
    """Every rule that can lead to what is read at the start, however far up.

    What a rule reads is taken widely, every term in its body, as the choice of rules takes it.
    """
    steps = climb(
        start,
        lambda term: _makers_of(policy, term, limits),
        lambda rule: rule.reads_terms - BOOKKEEPING,
    )
    return {rule for _, rules in steps for rule in rules}


def _read(policy: Policy, own: Iterable[str]) -> set[str]:
    """The terms that some checks, rules and time limits read."""
    terms = set[str]()
    for iri in own:
        if iri in policy.shapes:
            path = policy.facts.value(ox.NamedNode(iri), SH["path"])
            terms |= {policy.shapes[iri].target, *path_terms(policy.facts, path)}
        elif iri in policy.rule_index:
            terms |= policy.rule_index[iri].reads_terms
        elif iri in policy.limits:
            terms |= _DUTIES
        else:
            found_in = vocabulary().objects(ox.NamedNode(iri), CW["foundIn"])
            terms |= {iri, *(each.value for each in found_in)}
    return terms - BOOKKEEPING


def _makers_of(policy: Policy, term: str, limits: Sequence[str]) -> Iterable[Rule]:
    """The rules that make something; of duties in general, those that name the limits at hand."""
    makers = policy.makers.get(term, ())
    if term not in _DUTIES or not limits:
        return makers
    return [rule for rule in makers if any(map(rule.names, limits))]


@cache
def _reach(policy: Policy) -> dict[str, frozenset[Rule]]:
    """The rules that lead to each check; what is true of every duty leads nowhere in itself."""
    found = {}
    for iri in policy.shapes:
        start = _read(policy, [iri]) - _DUTIES
        found[iri] = frozenset(_above(policy, start, [iri]))
    return found


def _dependents(policy: Policy, rules: Iterable[Rule]) -> list[Shape]:
    wanted = set(rules)
    if not wanted:
        return []
    return [policy.shapes[iri] for iri, reached in _reach(policy).items() if reached & wanted]


def _outside(policy: Policy, iri: str) -> tuple[str, ...]:
    node = ox.NamedNode(iri)
    return (*policy.facts.texts(node, CW["restsOn"]), *vocabulary().texts(node, CW["restsOn"]))


def _reading(point: str) -> Reading:
    node = CW[point]
    return Reading(node.value, label(node), vocabulary().text(node, SKOS["definition"]))
