"""What the project's own Turtle must keep to, so that a wrong answer cannot be silent.

Each lint refuses one trap that engines pass over without a word: a rule that reads what is not made
yet, a pattern that means another thing set-at-a-time, a shape that cannot fail, a fact that is
assumed where it is not recorded. `problems` runs them all; `kinstead ontology check` prints them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from app.case import UNREAD
from app.chain_lint import chains
from app.explanation import dissect
from app.model import Finding, Status
from app.parts import Rule, Shape
from app.policy import Policy
from app.rule_lint import lifting, marked_rows, reached_rows, strata
from app.terms import CW, DCTERMS, OWL, SH, TYPE, local_name, vocabulary
from app.traffic import path_terms, pattern_keys, row_reads, traffic, upstream

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


def problems(policy: Policy) -> list[Finding]:
    """Every breach of every lint, sorted; an empty list for a sound policy."""
    found = [
        *strata(policy),
        *lifting(policy),
        *marked_rows(policy),
        *reached_rows(policy),
        *chains(policy),
        *shapes(policy),
        *words(policy),
        *alternatives(policy),
        *recorded_facts(policy),
        *recorded_ages(policy),
        *unfinished(policy),
    ]
    return sorted(set(found))


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
        makers = policy.makers.get(policy.shapes[iri].target, ())
        if "maxCount" in held and makers and all(_makes_failed(policy, iri, r) for r in makers):
            yield Finding("shapes", name, "targets only what fails it: target what it ranges over")


def _makes_failed(policy: Policy, shape: str, rule: Rule) -> bool:
    """Whether a rule puts a node into a check's target only with the value that the check caps."""
    starts, target = policy.path_starts(shape), f"a {policy.shapes[shape].target}"
    anatomy = dissect(rule)
    aimed = {pattern[0] for pattern in anatomy.head if target in pattern_keys(pattern)}
    return any(
        pattern[0] in aimed and starts & set(pattern_keys(pattern))
        for pattern in (*anatomy.head, *anatomy.needs)
    )


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
            elsewhere = (CW["clauseOnLimit"], CW["clauseOnCode"])
            held = [policy.facts.value(ox.NamedNode(iri), term) for term in elsewhere]
            if not each.clauses and held == [None, None]:
                yield Finding("words", local_name(iri), f"this {kind} cites no clause")
            if re.search(r"\{\w*\}", each.message):
                yield Finding("words", local_name(iri), "its message has a placeholder")
    for rule in policy.rules:
        if not rule.name or not rule.message:
            yield Finding("words", local_name(rule.iri), "this rule lacks its name or message")
        if {term.value for term in UNREAD} & (traffic(rule).reads | traffic(rule).denies):
            yield Finding(
                "words", local_name(rule.iri), "reads names or notes, which decide nothing"
            )
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
        for used in {shape.target, *path_terms(policy.facts, path)}:
            if used.startswith(CW.base) and used not in declared:
                yield Finding("words", local_name(iri), f"uses cw:{local_name(used)}, undeclared")


def _annotations() -> Iterable[Any]:
    return vocabulary().subjects(TYPE, OWL["AnnotationProperty"])


# Alternatives


def alternatives(policy: Policy) -> Iterator[Finding]:
    """What a rule makes only "if proven" or "if confirmed" is forbidden by a check of its own."""
    made = {key for rule in policy.rules for key in traffic(rule).makes}
    capped = set()
    for iri in policy.shapes:
        node = ox.NamedNode(iri)
        if policy.facts.objects(node, SH["maxCount"]):
            capped |= path_terms(policy.facts, policy.facts.value(node, SH["path"]))
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


def recorded_ages(policy: Policy) -> Iterator[Finding]:
    """A question whose rules classify by an age has a check that says where the age is not known.

    Such a check reads the age itself, or what a rule makes of it in one step, and is unknown where
    there is none. A rule classifies where it makes, in one step or two, what a check ranges over
    or reads; farther up an age is one of many facts behind a value that has a check of its own.
    """
    for kind in policy.questions.values():
        shapes = [s for s in policy.shapes.values() if s.family in kind.families]
        ranged = {key for shape in shapes for key in (f"a {shape.target}", *_path(policy, shape))}
        asked = {
            term
            for shape in shapes
            if Status.UNKNOWN in (shape.severity, shape.when_absent)
            for term in _path(policy, shape)
        }
        read = _behind(policy, _behind(policy, ranged))
        told = _behind(policy, asked)
        for age, stamps in _age_stamps().items():
            if read & stamps and not told & stamps:
                what = f"{kind.name} classifies by it, but no check says where it is not known"
                yield Finding("recorded ages", age, what)


def _behind(policy: Policy, keys: set[str]) -> set[str]:
    """Some predicates and classes with what the rules that make them read or deny."""
    makers = [rule for key in keys for rule in policy.makers.get(key.removeprefix("a "), ())]
    return keys.union(*(traffic(rule).reads | traffic(rule).denies for rule in makers))


def _path(policy: Policy, shape: Shape) -> set[str]:
    """The predicates of a check's path."""
    return path_terms(policy.facts, policy.facts.value(ox.NamedNode(shape.iri), SH["path"]))


def _age_stamps() -> dict[str, set[str]]:
    """What the calendar stamps of each age that clauses name."""
    words = vocabulary()
    stamps = ("stampsReached", "stampsEarliest", "stampsLatest")
    return {
        local_name(age): {v.value for each in stamps for v in words.objects(age, CW[each])}
        for age in words.subjects(TYPE, CW["AgeMilestone"])
        if words.text(age, CW["years"]) != "0"
    }


# What a scaffold left open


def unfinished(policy: Policy) -> Iterator[Finding]:
    """Every text of the law and its words is written: none still says TODO."""
    for facts in (policy.facts, vocabulary()):
        for node, held in facts.items():
            for values in held.values():
                for value in values:
                    if isinstance(value, ox.Literal) and re.search(r"\bTODO\b", value.value):
                        what = " ".join(value.value.split())
                        yield Finding("unfinished", local_name(node), f"still says “{what}”")
