"""Which records could settle a check, found from the law itself.

A check reads a path; rules make what the path names from other terms, and those from others, until
the terms are records. The records nearest to the check come first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox

from app.case import Case
from app.model import Check, Status
from app.parts import Rule
from app.policy import policy
from app.sentences import row_sentence
from app.terms import CW, CWS, SH, TERM, TYPE, RecordClass, local_name, schema, vocabulary
from app.traffic import climb, path_terms
from loaders import document

_TERM = re.compile(rf"\bcw:([A-Za-z][\w-]*)|<{re.escape(TERM)}([\w-]+)>")
# Terms that tie every rule to every other and so say nothing about what settles a check.
_HUBS = frozenset(
    ["OnRecord", "Record", "asOfDate", "concerns", "Question", "Duty", "limitOf", "aboutPerson"]
    + [status.value.capitalize() for status in Status]
)
_MOST = 6


@dataclass(frozen=True)
class Offer:
    """A record that may settle a check: a new row, or one that is there already.

    Attributes:
        at: the key or position of the row to amend, or None for a new one.
        preset: what the form begins with.
    """

    record: RecordClass
    at: str | int | None
    label: str
    preset: Mapping[str, Any]


@cache
def _law_terms() -> tuple[dict[str, list[Rule]], dict[str, frozenset[str]]]:
    """Term to the rules that make it; rule to the terms it reads."""
    makers: dict[str, list[Rule]] = {}
    reads: dict[str, frozenset[str]] = {}
    for rule in policy().rules:
        reads[rule.iri] = _terms(rule.body) | {local_name(each) for each in rule.reads}
        for term in _terms(rule.head) | {local_name(each) for each in rule.makes}:
            makers.setdefault(term, []).append(rule)
    return makers, reads


def _terms(text: str) -> frozenset[str]:
    return frozenset(short or full for short, full in _TERM.findall(text))


@cache
def _born_terms() -> frozenset[str]:
    """The terms stamped from a date of birth."""
    words = vocabulary()
    stamps = [
        local_name(value)
        for age in words.subjects(TYPE, CW["AgeMilestone"])
        for predicate in ("stampsReached", "stampsEarliest", "stampsLatest")
        for value in words.objects(age, CW[predicate])
    ]
    return frozenset([*stamps, "ageInYears"])


@cache
def settling(shape: str) -> tuple[RecordClass, ...]:
    """The record classes that can settle a check, the nearest first.

    Args:
        shape: the local name of a check's shape, or of its time limit.
    """
    makers, reads = _law_terms()
    telling = {rule: frozenset(filter(_tells, terms)) for rule, terms in reads.items()}
    limit = policy().limits.get(CWS[shape].value)
    if limit is None:
        target, front = _shape_terms(shape)
    else:
        target = local_name(limit.event)
        front = {
            term
            for rule in policy().rules
            if rule.names(limit.iri) or reads[rule.iri] & _naming(limit.iri)
            for term in reads[rule.iri]
        }
    found: dict[str, RecordClass] = {}
    steps = climb(front, lambda term: makers.get(term, ()), lambda rule: telling[rule.iri])
    for number, (terms, _) in enumerate(steps):
        for term in sorted(terms, key=_spread):
            for record in _records(term, target, direct=number == 0):
                found.setdefault(record.section, record)
        if len(found) >= _MOST:
            break
    return tuple(found.values())[:_MOST]


@cache
def _spread(term: str) -> tuple[int, str]:
    """How many rules read a term: what few read says more about a check than what all read."""
    return sum(term in read for read in _law_terms()[1].values()), term


def _naming(limit: str) -> frozenset[str]:
    """The terms by which coded values name a time limit."""
    return frozenset(
        local_name(fact.predicate)
        for fact in policy().code_facts
        if isinstance(fact.object, ox.NamedNode) and fact.object.value == limit
    )


def _shape_terms(shape: str) -> tuple[str, set[str]]:
    facts = policy().facts
    node = CWS[shape]
    known = policy().shapes.get(node.value)
    target = "" if known is None else local_name(known.target)
    return target, set(map(local_name, path_terms(facts, facts.value(node, SH["path"]))))


@cache
def _tells(term: str) -> bool:
    """Whether a term says something of what settles a check."""
    return term not in _HUBS or schema().of_class(CW[term]) is not None


def _records(term: str, target: str, *, direct: bool) -> Iterable[RecordClass]:
    """The record classes that a term of the law stands for."""
    if term in _born_terms():
        return [schema().records["people"]]
    record = schema().of_class(CW[term])
    if record is not None:
        return [] if record.keyed else [record]
    if not direct:
        return []
    bearing = [each for each in schema().records.values() if each.field(term) is not None]
    return [each for each in bearing if local_name(each.term) == target] or bearing


def offers(case: Case, check: Check, roles: Mapping[str, Any]) -> list[Offer]:
    """The rows a user can record or amend to settle a check.

    Args:
        case: the case.
        check: an open check.
        roles: who is asked about (`child`, `candidate`, `recipient`, `home`) and the day (`on`).

    Returns:
        New rows, those nearest to the check first; then the rows that the check rests on, and
        others of the same kinds about the same people, to be amended.
    """
    about = check.about or roles.get("candidate")
    involved = {value for value in (about, *roles.values()) if isinstance(value, str)}
    behind = {fact.row for fact in check.facts()}
    near, known = settling(check.shape), {**roles, "about": about}
    found = [
        Offer(record, None, f"New: {record.label}", _preset(record, case, known))
        for record in near
        if not record.keyed
    ]
    for offer in _present(case):
        record, row = offer.record, _iri(case, offer.record, offer.at)
        values = {each for value in offer.preset.values() for each in _flat(value)}
        if row in behind or (
            record in near and (offer.at == about if record.keyed else values & involved)
        ):
            found.append(offer)
    return found


def _preset(record: RecordClass, case: Case, roles: Mapping[str, Any]) -> dict[str, Any]:
    """What is plain from who is asked about: persons, home, the day; never a finding."""
    found: dict[str, Any] = {}
    guesses = {
        "child": roles.get("child"),
        "children": [roles["child"]] if roles.get("child") else None,
        "person": roles.get("about"),
        "candidate": roles.get("candidate"),
        "caregiver": None if roles.get("recipient") else roles.get("candidate"),
        "recipient": roles.get("recipient"),
        "home": roles.get("home"),
        "on": roles.get("on"),
    }
    for field in record.fields:
        value = guesses.get(field.key)
        if value is None or (field.key == "on" and "on" not in record.required):
            continue
        if field.kind == "person" and isinstance(value, str) and value not in case.people:
            continue
        found[field.key] = value
    return found


def _present(case: Case) -> Iterator[Offer]:
    """Every row of a case, to be amended."""
    for section, rows in document.export(case).items():
        record = schema().records.get(section)
        if record is None:
            continue
        for at, row in rows.items() if isinstance(rows, dict) else enumerate(rows):
            sentence = row_sentence(case, ox.NamedNode(_iri(case, record, at)), record)
            yield Offer(record, at, f"Amend: {sentence}", row)


def _iri(case: Case, record: RecordClass, at: str | int | None) -> str:
    return f"{case.iri.value}{at if record.keyed else f'#/{record.section}/{at}'}"


def _flat(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
