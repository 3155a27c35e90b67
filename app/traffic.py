"""What rules carry: what each reads, denies and makes, and where that leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox
from rdflib import URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

from app.explanation import Pattern, dissect
from app.parts import Rule
from app.policy import Policy
from app.terms import SH, TYPE, Facts, local_name, schema


@dataclass(frozen=True)
class Traffic:
    """The predicates (by IRI) and classes (as "a IRI") that a rule reads, denies and makes."""

    reads: frozenset[str]
    denies: frozenset[str]
    makes: frozenset[str]
    undeclared: tuple[str, ...]


@cache
def traffic(rule: Rule) -> Traffic:
    """What a rule reads, denies and makes; variable predicates by what the rule declares."""
    anatomy = dissect(rule)
    undeclared = []
    reads, denies, makes = set[str](), set[str](), set[str]()
    for patterns, goal, declared in (
        (anatomy.needs, reads, rule.reads),
        (anatomy.denies, denies, rule.reads),
        (anatomy.head, makes, rule.makes),
    ):
        for pattern in patterns:
            keys = set(pattern_keys(pattern))
            if keys == {"?"}:
                goal.update(declared)
                if not declared:
                    undeclared.append(str(pattern[1]))
            elif keys == {"a ?"} and patterns is anatomy.head:
                goal.update(f"a {each}" for each in declared)
                if not declared:
                    undeclared.append(str(pattern[2]))
            goal.update(keys - {"?", "a ?"})
    return Traffic(frozenset(reads), frozenset(denies), frozenset(makes), tuple(undeclared))


def pattern_keys(pattern: Pattern) -> Iterator[str]:
    """The predicates of a pattern by IRI, a class as "a IRI", variables as "?" and "a ?"."""
    predicate = pattern[1]
    if isinstance(predicate, Variable):
        yield "?"
    elif isinstance(predicate, URIRef):
        if str(predicate) == TYPE.value:
            yield f"a {pattern[2]}" if isinstance(pattern[2], URIRef) else "a ?"
        else:
            yield str(predicate)
    else:
        yield from path_predicates(predicate)


def path_predicates(path: Any) -> set[str]:
    """The predicates of a SPARQL property path."""
    if isinstance(path, URIRef):
        return {str(path)}
    if isinstance(path, SequencePath | AlternativePath):
        return set().union(*(path_predicates(each) for each in path.args))
    if isinstance(path, InvPath):
        return path_predicates(path.arg)
    if isinstance(path, MulPath):
        return path_predicates(path.path)
    return set()


def path_terms(facts: Facts, path: Any) -> set[str]:
    """The predicates of a SHACL path."""
    if isinstance(path, ox.NamedNode):
        return {path.value}
    inverse = facts.value(path, SH["inversePath"])
    if inverse is not None:
        return path_terms(facts, inverse)
    members = facts.members(facts.value(path, SH["alternativePath"]) or path)
    return set().union(*(path_terms(facts, each) for each in members))


@cache
def row_reads(rule: Rule) -> frozenset[tuple[str, str]]:
    """The record classes a rule reads, and their optional fields: (class, field or "")."""
    if rule.stratum == 0:
        return frozenset()
    found = set()
    anatomy = dissect(rule)
    patterns = (*anatomy.needs, *anatomy.denies)
    for record in schema().records.values():
        rows = {p[0] for p in patterns if set(pattern_keys(p)) == {f"a {record.term.value}"}}
        if record.keyed or not rows:
            continue
        name = local_name(record.term)
        found.add((name, ""))
        for field in record.fields:
            read = any(p[0] in rows and field.term.value in pattern_keys(p) for p in patterns)
            if read and field.key not in record.required and field.kind != "text":
                found.add((name, field.key))
    return frozenset(found)


def climb(
    start: Iterable[str],
    makers: Callable[[str], Iterable[Rule]],
    reads: Callable[[Rule], AbstractSet[str]],
) -> Iterator[tuple[frozenset[str], tuple[Rule, ...]]]:
    """Up from some terms to the rules that make them, to what those read, and so on.

    Args:
        start: the terms to begin with.
        makers: the rules that make a term.
        reads: the terms to go on from, of those that a rule reads.

    Yields:
        A step at a time, the terms that no step before came to, and the rules that make them.
    """
    front, seen = frozenset(start), frozenset[str]()
    while front:
        rules = tuple(dict.fromkeys(rule for term in front for rule in makers(term)))
        yield front, rules
        seen |= front
        front = frozenset[str]().union(*map(reads, rules)) - seen


def upstream(policy: Policy, shape: str) -> set[Rule]:
    """Every rule that can lead to what a shape reads, its target included."""
    path = policy.facts.value(ox.NamedNode(shape), SH["path"])
    start = {f"a {policy.shapes[shape].target}", *path_terms(policy.facts, path)}
    steps = climb(
        start,
        lambda key: _makers(policy, key),
        lambda rule: traffic(rule).reads | traffic(rule).denies,
    )
    return {rule for _, rules in steps for rule in rules}


def _makers(policy: Policy, key: str) -> Iterator[Rule]:
    rules = policy.makers.get(key.removeprefix("a "), ())
    return (rule for rule in rules if key in traffic(rule).makes)
