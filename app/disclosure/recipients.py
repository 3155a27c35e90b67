"""Whom a worker may be asked about: everyone who could be told of a child's caregiver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from app.batch import has_died
from app.case import Case, stands
from app.network import genealogy
from app.policy import Policy
from app.terms import CW, SKOS, TYPE, RecordClass, label, local_name, schema, vocabulary

_NEAREST = ("parent", "sibling", "half_sibling", "step_sibling")


@dataclass(frozen=True)
class Recipient:
    """Somebody who could be told.

    Attributes:
        key: the person's key.
        capacities: what the person has to do with the child, in words, the nearest first.
    """

    key: str
    capacities: tuple[str, ...]


def caregivers_of(case: Case, child: str, as_of: date) -> tuple[str, ...]:
    """The keys of those with whom a child is placed on a date."""
    rows = rows_about(case, "Placement", "child", child)
    now = [row for row in rows if stands(case, row, as_of)]
    return tuple(dict.fromkeys(each for row in now for each in keys_of(case, row, "caregiver")))


def living_there(case: Case, child: str, as_of: date) -> tuple[str, ...]:
    """The keys of those who live with a child's caregiver on a date, parents of the child aside.

    They know who and where the caregiver is: there is nothing to disclose to them.
    """
    caregivers = caregivers_of(case, child, as_of)
    now = [row for row in case.of_class(CW["Membership"]) if stands(case, row, as_of)]
    homes = {
        home
        for row in now
        if set(keys_of(case, row, "person")) & set(caregivers)
        for home in keys_of(case, row, "home")
    }
    members = [
        key
        for row in now
        if homes & set(keys_of(case, row, "home"))
        for key in keys_of(case, row, "person")
    ]
    parents = {
        key
        for row in rows_about(case, "Parentage", "child", child)
        for key in keys_of(case, row, "parent")
    }
    return tuple(sorted({*members} - {*caregivers, *parents, child}))


def recipients_of(case: Case, policy: Policy, as_of: date, child: str) -> tuple[Recipient, ...]:
    """Everyone alive on a date who could be told of a child's caregiver.

    Parents, siblings, people with a role in the case, other caregivers, other relatives, and
    whoever a record of disclosure names, in this order. Left out are the child's own caregiver
    and those who live there.

    Args:
        case: the asserted facts.
        policy: the whole law, for who is a relative.
        as_of: the date of the question.
        child: the key of the child who is placed.
    """
    found: dict[str, list[str]] = {}
    named: Iterable[tuple[str, str]] = (
        *_kin(case, policy, child, _NEAREST),
        *_holders(case, child),
        *_caregivers(case, child),
        *_kin(case, policy, child, None),
        *_named(case, child),
    )
    for key, words in named:
        if words not in found.setdefault(key, []):
            found[key].append(words)
    left_out = {
        *(child, *caregivers_of(case, child, as_of)),
        *living_there(case, child, as_of),
    }
    return tuple(
        Recipient(key, tuple(filter(None, words)))
        for key, words in found.items()
        if key not in left_out and not has_died(case, key, as_of)
    )


def _kin(
    case: Case, policy: Policy, child: str, tokens: Sequence[str] | None
) -> Iterator[tuple[str, str]]:
    """Relatives of a child by genealogy with what they are: of some kinds, or of all others."""
    words = {
        vocabulary().text(term, SKOS["notation"]): label(term)
        for term in vocabulary().subjects(TYPE, CW["KinTerm"])
    }
    near = tokens or [token for token in words if token not in _NEAREST]
    ties = [(kin, token) for own, kin, token in genealogy(case, policy) if own == child]
    for wanted in near:
        yield from ((kin, words[token]) for kin, token in ties if token == wanted)


def _holders(case: Case, child: str) -> Iterator[tuple[str, str]]:
    """Everyone with a role in the case, with the role and whom it serves if not the child."""
    for row in case.of_class(CW["CaseRole"]):
        kind = label(case.index.value(row, CW["caseRole"]))
        served = keys_of(case, row, "serves")
        served = [] if child in served else served
        names = ", ".join(case.name_of(case.node(key)) for key in served)
        ended = case.index.text(row, CW["until"])
        words = kind + (f" for {names}" if names else "") + (f", until {ended}" if ended else "")
        yield from ((key, words) for key in keys_of(case, row, "person"))


def _caregivers(case: Case, child: str) -> Iterator[tuple[str, str]]:
    """Everyone with whom this child or another one was or is placed."""
    for row in case.of_class(CW["Placement"]):
        ended = case.index.text(row, CW["until"])
        for placed in keys_of(case, row, "child"):
            of = "" if placed == child else f" of {case.name_of(case.node(placed))}"
            words = f"caregiver{of}" + (f", until {ended}" if ended else "")
            yield from ((key, words) for key in keys_of(case, row, "caregiver"))


def _named(case: Case, child: str) -> Iterator[tuple[str, str]]:
    """Whoever a record about disclosure names as the one who asks or is told."""
    for record in _records():
        for row in rows_about(case, local_name(record.term), "child", child):
            yield from ((key, "") for key in keys_of(case, row, "recipient"))


def _records() -> list[RecordClass]:
    """The records that tell of a child and a recipient."""
    every = schema().records.values()
    return [each for each in every if each.field("child") and each.field("recipient")]


def rows_about(case: Case, term: str, role: str, key: str) -> list[ox.NamedNode]:
    """The rows of a class that name somebody in a role, in the order of the file."""
    rows = case.of_class(CW[term])
    return [row for row in rows if key in keys_of(case, row, role)]


def keys_of(case: Case, row: ox.NamedNode, role: str) -> list[str]:
    """The keys of those who fill a role of a row."""
    return [case.key(node) for node in case.index.objects(row, CW[role])]
