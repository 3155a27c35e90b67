"""What the project's own Turtle must keep to, so that a wrong answer cannot be silent.

Each lint refuses one trap that engines pass over without a word: a rule that reads what is not made
yet, a pattern that means another thing set-at-a-time, a shape that cannot fail, a fact that is
assumed where it is not recorded. `problems` runs them all; `kinstead ontology check` prints them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox
from rdflib import URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from app.explanation import Pattern, dissect
from app.policy import Policy, Rule
from app.reasoning import PREFIXES
from app.terms import CW, DCTERMS, OWL, SH, TYPE, Facts, local_name, schema, vocabulary

# The SHACL terms that the project uses; anything else is a slip or a trap.
CORE_TERMS = frozenset(
    {
        *("PropertyShape", "NodeShape", "name", "description", "message", "severity", "order"),
        *("targetClass", "path", "inversePath", "alternativePath", "minCount", "maxCount", "in"),
        *("minInclusive", "maxInclusive", "disjoint", "not"),
        *("qualifiedValueShape", "qualifiedMinCount", "qualifiedMaxCount"),
    }
)
RULE_TERMS = frozenset(
    {
        *("SPARQLRule", "TripleRule", "rule", "construct", "prefixes", "declare", "prefix"),
        *("namespace", "subject", "predicate", "object", "this"),
        *("targetSubjectsOf", "targetObjectsOf"),
    }
)
CONSTRAINTS = (
    "minCount",
    "maxCount",
    "in",
    "minInclusive",
    "maxInclusive",
    "disjoint",
    "qualifiedValueShape",
)
BANNED_PARTS = {
    "MinusGraphPattern": "MINUS",
    "InlineData": "VALUES",
    "ServiceGraphPattern": "SERVICE",
    "SubSelect": "a sub-SELECT",
}
_ARITHMETIC = {"AdditiveExpression": "+ or -", "MultiplicativeExpression": "* or /"}


@dataclass(frozen=True, order=True)
class Finding:
    """One breach: the lint, the term of ontology or shapes, and what is wrong."""

    lint: str
    term: str
    what: str

    def __str__(self) -> str:
        return f"{self.term}: {self.what} [{self.lint}]"


def problems(policy: Policy) -> list[Finding]:
    """Every breach of every lint, sorted; an empty list for a sound policy."""
    found = [
        *strata(policy),
        *lifting(policy),
        *marked_rows(policy),
        *shapes(policy),
        *words(policy),
        *alternatives(policy),
        *recorded_facts(policy),
    ]
    return sorted(set(found))


# What a rule reads, denies and makes


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
            keys = set(_keys(pattern))
            if keys == {"?"}:
                goal.update(declared)
                if not declared:
                    undeclared.append(str(pattern[1]))
            goal.update(keys - {"?"})
    return Traffic(frozenset(reads), frozenset(denies), frozenset(makes), tuple(undeclared))


def _keys(pattern: Pattern) -> Iterator[str]:
    predicate = pattern[1]
    if isinstance(predicate, Variable):
        yield "?"
    elif isinstance(predicate, URIRef):
        if str(predicate) == TYPE.value and isinstance(pattern[2], URIRef):
            yield f"a {pattern[2]}"
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


def strata(policy: Policy) -> Iterator[Finding]:
    """A rule reads and denies only what lower strata make; a variable predicate is declared."""
    makers = defaultdict(list)
    for rule in policy.rules:
        for key in traffic(rule).makes:
            makers[key].append(rule)
    for rule in policy.rules:
        seen = traffic(rule)
        for name in seen.undeclared:
            what = f"has the variable predicate ?{name} but no cw:reads or cw:makes"
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
        body = f"{PREFIXES}CONSTRUCT {{ {rule.head} }} WHERE {{ {rule.body} }}"
        tree = parseQuery(body)[1]
        for what in _unsound(tree["where"], top=True, free=False):
            yield Finding("lifting", local_name(rule.iri), what)
        if re.search(r"\[|_:", re.sub(r'"[^"]*"', "", rule.body)):
            yield Finding("lifting", local_name(rule.iri), "has a blank node in its pattern")


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
            marked = {p[0] for p in patterns if set(_keys(p)) == {f"a {CW['OnRecord'].value}"}}
            marked |= {
                p[0] for p in dissect(rule).needs if set(_keys(p)) == {f"a {CW['OnRecord'].value}"}
            }
            rows = {p[0] for p in patterns if set(_keys(p)) & classes}
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


# Shapes that can fail, and say what they mean


def shapes(policy: Policy) -> Iterator[Finding]:
    """Only known SHACL terms; every check can fail, and absence is never passed over."""
    facts = policy.facts
    for subject, predicates in facts.items():
        yield from _closed_terms(subject, predicates)
    for iri in policy.shapes:
        node = ox.NamedNode(iri)
        name = local_name(iri)
        held = {each for each in CONSTRAINTS if facts.objects(node, SH[each])}
        if not held:
            yield Finding("shapes", name, "has no constraint, so it can never fail")
        if held & {"in", "minInclusive", "maxInclusive"} and "minCount" not in held:
            yield Finding("shapes", name, "passes where the value is absent: add sh:minCount")
        if not facts.objects(node, SH["path"]):
            yield Finding("shapes", name, "has no sh:path")
        for each in ("minCount", "maxCount"):
            if len(facts.objects(node, SH[each])) > 1:
                yield Finding("shapes", name, f"has sh:{each} more than once")
        if facts.objects(node, SH["disjoint"]) and "minCount" in held:
            yield Finding("shapes", name, "mixes sh:disjoint with sh:minCount: two checks in one")


def _closed_terms(subject: Any, predicates: dict[Any, list[Any]]) -> Iterator[Finding]:
    name = local_name(subject) if isinstance(subject, ox.NamedNode) else "a blank node"
    known = CORE_TERMS | RULE_TERMS
    for predicate, values in predicates.items():
        for term in (predicate, *(v for v in values if isinstance(v, ox.NamedNode))):
            if term.value.startswith(SH.base) and local_name(term) not in known:
                yield Finding("shapes", name, f"uses sh:{local_name(term)}, which is not allowed")
    if isinstance(subject, ox.BlankNode) and SH["targetClass"] in predicates:
        yield Finding(
            "shapes", name, "is a check without a name, so no finding can be traced to it"
        )
    if SH["hasValue"] in predicates:
        yield Finding("shapes", name, "uses sh:hasValue, which confuses false and absent")


# Words


def words(policy: Policy) -> Iterator[Finding]:
    """Every check, limit and rule has its words, clause and remedy; every term is declared."""
    for kind, items in (("check", policy.shapes), ("time limit", policy.limits)):
        for iri, each in items.items():
            for field in ("name", "description", "message", "remedy"):
                if not getattr(each, field):
                    yield Finding("words", local_name(iri), f"this {kind} has no {field}")
            on_limit = policy.facts.value(ox.NamedNode(iri), CW["clauseOnLimit"])
            if not each.clauses and on_limit is None:
                yield Finding("words", local_name(iri), f"this {kind} cites no clause")
            if re.search(r"\{\w*\}", each.message):
                yield Finding("words", local_name(iri), "its message has a placeholder")
    for rule in policy.rules:
        if not rule.name or not rule.message:
            yield Finding("words", local_name(rule.iri), "this rule lacks its name or message")
        if not rule.clauses and not rule.bookkeeping:
            yield Finding("words", local_name(rule.iri), "cites no clause and is no bookkeeping")
        if not policy.facts.text(ox.NamedNode(rule.iri), SH["description"]):
            yield Finding("words", local_name(rule.iri), "this rule has no description")
    yield from _undeclared(policy)


def _undeclared(policy: Policy) -> Iterator[Finding]:
    declared = {
        node.value
        for term in (OWL["Class"], OWL["ObjectProperty"], OWL["DatatypeProperty"])
        for node in vocabulary().subjects(TYPE, term)
    } | {node.value for node in _annotations()}
    for rule in policy.rules:
        seen = traffic(rule)
        for key in sorted(seen.reads | seen.denies | seen.makes):
            iri = key.removeprefix("a ")
            if iri.startswith(CW.base) and iri not in declared:
                yield Finding(
                    "words", local_name(rule.iri), f"uses cw:{local_name(iri)}, undeclared"
                )
    for iri, shape in policy.shapes.items():
        node = ox.NamedNode(iri)
        path = policy.facts.value(node, SH["path"])
        for used in {shape.target, *_path_terms(policy.facts, path)}:
            if used.startswith(CW.base) and used not in declared:
                yield Finding("words", local_name(iri), f"uses cw:{local_name(used)}, undeclared")


def _annotations() -> Iterable[Any]:
    return vocabulary().subjects(TYPE, OWL["AnnotationProperty"])


def _path_terms(facts: Facts, path: Any) -> set[str]:
    if isinstance(path, ox.NamedNode):
        return {path.value}
    inverse = facts.value(path, SH["inversePath"])
    if inverse is not None:
        return _path_terms(facts, inverse)
    members = facts.members(facts.value(path, SH["alternativePath"]) or path)
    return set().union(*(_path_terms(facts, each) for each in members))


# Alternatives


def alternatives(policy: Policy) -> Iterator[Finding]:
    """What a rule makes only "if proven" or "if confirmed" is forbidden by a check of its own."""
    made = {key for rule in policy.rules for key in traffic(rule).makes}
    capped = set()
    for iri in policy.shapes:
        node = ox.NamedNode(iri)
        if policy.facts.objects(node, SH["maxCount"]):
            capped |= _path_terms(policy.facts, policy.facts.value(node, SH["path"]))
    read = {key for rule in policy.rules for key in traffic(rule).reads | traffic(rule).denies}
    for key in sorted(made):
        if key.endswith(("IfProven", "IfConfirmed")) and key not in capped and key not in read:
            what = "is made by a rule, but no check forbids it where nothing surer holds"
            yield Finding("alternatives", local_name(key), what)


# Facts that decide but are not recorded


def recorded_facts(policy: Policy) -> Iterator[Finding]:
    """What a question reads is required by one of its checks, or its absence means something.

    A record class, or an optional field of one, that a question's rules read must be among what
    leads to a check with sh:minCount (so its absence shows), or carry `cw:absenceMeans` with its
    clause.
    """
    for kind in policy.questions.values():
        if kind.parts:
            continue
        reads, required = set[tuple[str, str]](), set[tuple[str, str]]()
        for shape in policy.shapes.values():
            if shape.family in kind.families:
                above = {each for rule in upstream(policy, shape.iri) for each in row_reads(rule)}
                reads |= above
                if policy.facts.objects(ox.NamedNode(shape.iri), SH["minCount"]):
                    required |= above
        for record, field in sorted(reads - required):
            term = CW[field or record]
            if vocabulary().value(term, CW["absenceMeans"]) is None:
                shown = f"{record}.{field}" if field else record
                what = f"{kind.name} reads it, but no check of that question shows its absence"
                yield Finding("recorded facts", shown, what)
    for term in [node for node, held in vocabulary().items() if CW["absenceMeans"] in held]:
        if vocabulary().value(term, DCTERMS["source"]) is None:
            yield Finding("recorded facts", local_name(term), "its cw:absenceMeans cites no clause")


@cache
def row_reads(rule: Rule) -> frozenset[tuple[str, str]]:
    """The record classes a rule reads, and their optional fields: (class, field or "")."""
    if rule.stratum == 0:
        return frozenset()
    found = set()
    anatomy = dissect(rule)
    patterns = (*anatomy.needs, *anatomy.denies)
    for record in schema().records.values():
        rows = {p[0] for p in patterns if set(_keys(p)) == {f"a {record.term.value}"}}
        if record.keyed or not rows:
            continue
        name = local_name(record.term)
        found.add((name, ""))
        for field in record.fields:
            read = any(p[0] in rows and field.term.value in _keys(p) for p in patterns)
            if read and field.key not in record.required and field.kind != "text":
                found.add((name, field.key))
    return frozenset(found)


def upstream(policy: Policy, shape: str) -> set[Rule]:
    """Every rule that can lead to what a shape reads, its target included."""
    node = ox.NamedNode(shape)
    target = policy.shapes[shape].target
    waiting = {f"a {target}", *_path_terms(policy.facts, policy.facts.value(node, SH["path"]))}
    seen, found = set[str](), set[Rule]()
    makers = _makers(policy.rules)
    while waiting:
        key = waiting.pop()
        seen.add(key)
        for rule in makers.get(key, ()):
            found.add(rule)
            waiting |= (traffic(rule).reads | traffic(rule).denies) - seen
    return found


@cache
def _makers(rules: tuple[Rule, ...]) -> dict[str, tuple[Rule, ...]]:
    found = defaultdict(list)
    for rule in rules:
        for key in traffic(rule).makes:
            found[key].append(rule)
    return {key: tuple(value) for key, value in found.items()}
