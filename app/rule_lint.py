"""Lints of derivation rules: strata, lifting, and rows that count."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pyoxigraph as ox
from rdflib import URIRef, Variable
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from app.explanation import Pattern, dissect
from app.inference import PREFIXES
from app.model import Finding
from app.parts import Rule
from app.policy import Policy
from app.terms import CW, TYPE, local_name, schema
from app.traffic import pattern_keys, traffic

BANNED_PARTS = {
    "MinusGraphPattern": "MINUS",
    "InlineData": "VALUES",
    "ServiceGraphPattern": "SERVICE",
    "SubSelect": "a sub-SELECT",
}
_ARITHMETIC = {"AdditiveExpression": "+ or -", "MultiplicativeExpression": "* or /"}


def strata(policy: Policy) -> Iterator[Finding]:
    """A rule reads and denies only what lower strata make; a variable predicate is declared."""
    makers = defaultdict(list)
    for rule in policy.rules:
        for key in traffic(rule).makes:
            makers[key].append(rule)
    for rule in policy.rules:
        seen = traffic(rule)
        for name in seen.undeclared:
            what = f"has the variable predicate or class ?{name} but no cw:reads or cw:makes"
            yield Finding("strata", local_name(rule.iri), what)
        for key in sorted(seen.reads | seen.denies):
            for maker in makers[key]:
                if maker.stratum >= rule.stratum and not _of_other_limits(rule, maker, key):
                    yield Finding(
                        "strata",
                        local_name(rule.iri),
                        f"stratum {rule.stratum} reads {key}, which {local_name(maker.iri)} makes "
                        f"in stratum {maker.stratum}",
                    )


def _of_other_limits(reader: Rule, maker: Rule, key: str) -> bool:
    """Whether two rules touch the same property of running limits, but each of limits it names."""
    if key not in {CW[each].value for each in ("limitOf", "timeLimit", "dueOn", "otherDueOn")}:
        return False
    read, made = _limits(dissect(reader).needs), _limits(dissect(maker).head)
    return bool(read) and bool(made) and not read & made


def _limits(patterns: Iterable[Pattern]) -> set[str]:
    """The time limits that some patterns name."""
    return {
        str(pattern[2])
        for pattern in patterns
        if str(pattern[1]) == CW["timeLimit"].value and isinstance(pattern[2], URIRef)
    }


# What makes set-at-a-time execution mean the same as focus node by focus node


def lifting(policy: Policy) -> Iterator[Finding]:
    """No rule uses a form whose meaning changes when it runs over all focus nodes at once."""
    for rule in policy.rules:
        for what in unsound_forms(rule):
            yield Finding("lifting", local_name(rule.iri), what)


@cache
def unsound_forms(rule: Rule) -> tuple[str, ...]:
    """The forms of a rule that mean something else set-at-a-time."""
    tree = parseQuery(f"{PREFIXES}CONSTRUCT {{ {rule.head} }} WHERE {{ {rule.body} }}")[1]
    found = tuple(_unsound(tree["where"], top=True, free=False))
    if re.search(r"\[|_:", re.sub(r'"[^"]*"', "", rule.body)):
        found += ("has a blank node in its pattern",)
    return found


def _unsound(node: Any, *, top: bool, free: bool) -> Iterator[str]:
    """The unsound forms below a node; `free` inside NOT EXISTS or OPTIONAL."""
    if isinstance(node, CompValue):
        if node.name in BANNED_PARTS:
            yield f"uses {BANNED_PARTS[node.name]}"
        if node.name in _ARITHMETIC and "other" in node:
            yield f"computes with {_ARITHMETIC[node.name]}"
        if node.name == "GroupGraphPatternSub":
            yield from _group(node, top=top, free=free)
            return
        inner = free or node.name in ("Builtin_NOTEXISTS", "Builtin_EXISTS", "OptionalGraphPattern")
        for value in node.values():
            yield from _unsound(value, top=False, free=inner)
    elif isinstance(node, list | tuple) or type(node).__name__ == "ParseResults":
        for value in node:
            yield from _unsound(value, top=False, free=free)


def _group(node: CompValue, *, top: bool, free: bool) -> Iterator[str]:
    parts = list(node.get("part") or ())
    matched = any(each.name == "TriplesBlock" and _mentions(each) for each in parts)
    if not top and not free and not matched:
        for each in parts:
            if each.name in ("Filter", "Bind") and _mentions(each):
                yield f"mentions $this in a nested {each.name.upper()} whose group never matches it"
    if not top and any(each.name == "Bind" and _mentions(each) for each in parts):
        yield "binds from $this in a nested group"
    for each in parts:
        yield from _unsound(each, top=False, free=free)


def _mentions(node: Any) -> bool:
    if isinstance(node, Variable):
        return str(node) == "this"
    if isinstance(node, CompValue):
        return any(_mentions(value) for value in node.values())
    if isinstance(node, list | tuple) or type(node).__name__ == "ParseResults":
        return any(_mentions(value) for value in node)
    return False


# Rows that count


def marked_rows(policy: Policy) -> Iterator[Finding]:
    """Every pattern on a record starts from a row that is on record, unless the rule says why."""
    fields = {
        field.term.value for r in schema().records.values() if not r.keyed for field in r.fields
    }
    classes = {f"a {r.term.value}" for r in schema().records.values() if not r.keyed}
    for rule in policy.rules:
        node = ox.NamedNode(rule.iri)
        if policy.facts.value(node, CW["readsEveryRow"]) is not None or rule.stratum == 0:
            continue
        for patterns in (dissect(rule).needs, dissect(rule).denies):
            marked = {
                p[0] for p in patterns if set(pattern_keys(p)) == {f"a {CW['OnRecord'].value}"}
            }
            marked |= {
                p[0]
                for p in dissect(rule).needs
                if set(pattern_keys(p)) == {f"a {CW['OnRecord'].value}"}
            }
            rows = {p[0] for p in patterns if set(pattern_keys(p)) & classes}
            for variable in sorted(rows - marked, key=str):
                what = f"reads rows ?{variable} without cw:OnRecord and gives no cw:readsEveryRow"
                yield Finding("marked rows", local_name(rule.iri), what)
            untyped = {
                p[0]
                for p in patterns
                if isinstance(p[1], URIRef) and str(p[1]) in fields and not _is_known_node(rule, p)
            }
            for variable in sorted(untyped - marked - rows, key=str):
                what = f"reads a record's field on ?{variable}, which is not marked cw:OnRecord"
                yield Finding("marked rows", local_name(rule.iri), what)


def reached_rows(policy: Policy) -> Iterator[Finding]:
    """A rule names the class of each row that it reads, or reaches it by what a rule made of it.

    Reasoning runs a rule again only where a row of a class that it names has changed, or something
    that it reads was made anew; a row reached by its fields alone would go unnoticed.
    """
    records = schema().records.values()
    fields = {field.term.value for record in records for field in record.fields}
    of_people = {f.term.value for record in records if record.keyed for f in record.fields}
    marks = {f"a {CW[name].value}" for name in ("Record", "OnRecord")}
    for rule in policy.rules:
        if rule.stratum == 0:
            continue
        patterns = (*dissect(rule).needs, *dissect(rule).denies)
        reached, read = set(), set()
        for pattern in patterns:
            keys = set(pattern_keys(pattern)) - {"?"}
            if keys & marks or (keys & fields and not keys <= of_people):
                read.add(pattern[0])
            elif str(pattern[1]) == TYPE.value:
                reached.add(pattern[0])
            elif keys - fields:
                reached |= {pattern[0], pattern[2]}
        for variable in sorted(filter(_is_variable, read - reached), key=str):
            what = f"reads the row ?{variable} without naming its class"
            yield Finding("reached rows", local_name(rule.iri), what)


def _is_variable(node: Any) -> bool:
    return isinstance(node, Variable)


def _is_known_node(rule: Rule, pattern: Pattern) -> bool:
    """Whether a subject is a question, a person or a thing derived from marked rows.

    Roles of questions share their properties with records (cw:child); so the subject is a record
    only where it is bound by nothing but such properties.
    """
    subject = pattern[0]
    if not isinstance(subject, Variable) or str(subject) == "this":
        return True
    anatomy = dissect(rule)
    for other in (*anatomy.needs, *anatomy.denies):
        if (
            other[2] == subject
            and isinstance(other[1], URIRef)
            and str(other[1]).startswith(CW.base)
        ):
            return True
        if other[0] == subject and str(other[1]) == TYPE.value:
            return True
    return str(pattern[1]) in {CW["born"].value, CW["gender"].value, CW["died"].value}
