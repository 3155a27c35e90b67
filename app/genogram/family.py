"""The family that a case records, on a date: what its picture and its table show."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import pyoxigraph as ox

from app.calendar import age_on, birth_span
from app.case import Case
from app.terms import CW, label, local_name


@dataclass(frozen=True)
class Member:
    """A person of the family: `years` says when they lived or how old they are."""

    key: str
    name: str
    gender: str
    born: str
    died: str
    years: str


@dataclass(frozen=True)
class ParentLink:
    """A recorded parentage; `basis` is its code, `ended` the day on which it ceased to stand."""

    parent: str
    child: str
    basis: str
    ended: str


@dataclass(frozen=True)
class Couple:
    """A recorded union; `ended` says how it ended ("divorce") or "ended" where that is unknown."""

    one: str
    other: str
    kind: str
    ended: str
    since: str


@dataclass(frozen=True)
class Care:
    """A child with a caregiver, by a placement (from a day on) or a proposal."""

    child: str
    caregiver: str
    since: str
    proposed: bool


@dataclass(frozen=True)
class Tie:
    """A personal tie to a child or another person, in the words of its code list."""

    one: str
    other: str
    words: str


@dataclass(frozen=True)
class Family:
    """Everyone whom a case names and what ties them on a date.

    Attributes:
        people: members by key, in the order of their keys.
        homes: the key of a home to its name and the keys of those who live there on the date.
    """

    people: Mapping[str, Member]
    parentage: tuple[ParentLink, ...]
    couples: tuple[Couple, ...]
    cares: tuple[Care, ...]
    ties: tuple[Tie, ...]
    homes: Mapping[str, tuple[str, tuple[str, ...]]]
    as_of: date


@dataclass(frozen=True)
class FamilyRow:
    """A person as a line of the family table, everything in words."""

    key: str
    name: str
    gender: str
    born: str
    died: str
    parents: tuple[str, ...]
    unions: tuple[str, ...]
    homes: tuple[str, ...]
    placements: tuple[str, ...]
    ties: tuple[str, ...]


def read_family(case: Case, as_of: date) -> Family:
    """The family of a case on a date.

    Rows that begin after the date are left out, and so are memberships, placements and ties that
    have ended by then; parentage and unions that have ended stay, marked.
    """
    people = {key: _member(case, key, as_of) for key in case.people}
    lives: dict[str, dict[str, None]] = {}
    for row in _rows(case, "Membership", as_of):
        if not _over(case, row, as_of):
            lives.setdefault(_key(case, row, "home"), {}).setdefault(_key(case, row, "person"))
    homes = {
        case.key(home): (case.name_of(home), tuple(lives.get(case.key(home), ())))
        for home in case.of_class(CW["Home"])
    }
    return Family(
        people=people,
        parentage=tuple(_parentage(case, as_of)),
        couples=tuple(_couples(case, as_of)),
        cares=tuple(_cares(case, as_of)),
        ties=tuple(_ties(case, as_of)),
        homes=homes,
        as_of=as_of,
    )


def _rows(case: Case, term: str, as_of: date) -> Iterator[ox.NamedNode]:
    """The rows of a class that have begun by a date, in the order of the file."""
    for row in sorted(case.of_class(CW[term]), key=lambda node: _in_file_order(node.value)):
        begun = case.index.text(row, CW["from"]) or case.index.text(row, CW["on"])
        if begun <= as_of.isoformat():
            yield row


def _in_file_order(iri: str) -> tuple[str, int, str]:
    section, _, number = iri.rpartition("/")
    return (section, int(number), "") if number.isdecimal() else (section, 0, number)


def _over(case: Case, row: ox.NamedNode, as_of: date) -> bool:
    until = case.index.text(row, CW["until"])
    return bool(until) and until <= as_of.isoformat()


def _key(case: Case, row: ox.NamedNode, field: str) -> str:
    node = case.index.value(row, CW[field])
    return case.key(node) if node is not None else ""


def _token(case: Case, row: ox.NamedNode, field: str) -> str:
    node = case.index.value(row, CW[field])
    return local_name(node) if node is not None else ""


def _member(case: Case, key: str, as_of: date) -> Member:
    node = case.node(key)
    born, died = case.index.text(node, CW["born"]), case.index.text(node, CW["died"])
    if died > as_of.isoformat():
        died = ""
    return Member(
        key=key,
        name=case.name_of(node),
        gender=_token(case, node, "gender"),
        born=born,
        died=died,
        years=_years(born, died, as_of),
    )


def _years(born: str, died: str, as_of: date) -> str:
    if died:
        return f"{born[:4] or '?'}–{died[:4]}"  # noqa: RUF001
    if not born:
        return ""
    first, last = birth_span(born)
    if first > as_of:
        return born[:4]
    oldest, youngest = age_on(first, as_of), age_on(min(last, as_of), as_of)
    age = str(oldest) if oldest == youngest else f"{youngest}–{oldest}"  # noqa: RUF001
    return f"{born[:4]} · {age}"


def _parentage(case: Case, as_of: date) -> Iterator[ParentLink]:
    for row in _rows(case, "Parentage", as_of):
        ended = case.index.text(row, CW["until"]) if _over(case, row, as_of) else ""
        parent, child = _key(case, row, "parent"), _key(case, row, "child")
        yield ParentLink(parent, child, _token(case, row, "basis"), ended)


def _couples(case: Case, as_of: date) -> Iterator[Couple]:
    for row in _rows(case, "Union", as_of):
        how, over = _token(case, row, "unionEnded"), _over(case, row, as_of)
        dated = bool(case.index.text(row, CW["until"]))
        ended = (how or "ended") if over else "" if dated else how
        one, other = _key(case, row, "person"), _key(case, row, "partner")
        since = case.index.text(row, CW["from"])
        if one != other:
            yield Couple(one, other, _token(case, row, "unionKind"), ended, since)


def _cares(case: Case, as_of: date) -> Iterator[Care]:
    placed = set()
    for row in _rows(case, "Placement", as_of):
        if not _over(case, row, as_of):
            child, caregiver = _key(case, row, "child"), _key(case, row, "caregiver")
            placed.add((child, caregiver))
            yield Care(child, caregiver, case.index.text(row, CW["from"]), proposed=False)
    for row in _rows(case, "Proposal", as_of):
        caregiver = _key(case, row, "caregiver")
        for node in case.index.objects(row, CW["children"]):
            if (case.key(node), caregiver) not in placed:
                placed.add((case.key(node), caregiver))
                since = case.index.text(row, CW["on"])
                yield Care(case.key(node), caregiver, since, proposed=True)


def _ties(case: Case, as_of: date) -> Iterator[Tie]:
    for term in ("PersonalTie", "Godparenthood"):
        for row in _rows(case, term, as_of):
            one, other = _key(case, row, "person"), _key(case, row, "child")
            if one != other and not _over(case, row, as_of):
                yield Tie(one, other, label(CW[term]))


def near_family(family: Family, focal: str, also: Collection[str], steps: int) -> Family:
    """Those of a family who stand near to one of them: a part that fits on a page.

    Args:
        family: the whole family.
        focal: the key of the person at the heart of the picture.
        also: keys of others who are in it however far they stand.
        steps: how many ties, each a parentage or a union, the picture reaches. Those who care
            for the person, or are proposed to, are in it whoever they are.
    """
    joined: dict[str, set[str]] = {key: set() for key in family.people}
    ties = [(each.parent, each.child) for each in family.parentage]
    for one, other in ties + [(each.one, each.other) for each in family.couples]:
        if one in joined and other in joined:
            joined[one].add(other)
            joined[other].add(one)
    kept = found = {focal}
    for _ in range(steps):
        found = {other for key in found for other in joined[key]} - kept
        kept = kept | found
    kept |= {each.caregiver for each in family.cares if each.child == focal} | {*also}
    return part_of(family, kept)


def part_of(family: Family, kept: Collection[str]) -> Family:
    """Only some people of a family, and what ties these to one another."""
    kept = {*kept}
    return replace(
        family,
        people={key: each for key, each in family.people.items() if key in kept},
        parentage=tuple(x for x in family.parentage if {x.parent, x.child} <= kept),
        couples=tuple(x for x in family.couples if {x.one, x.other} <= kept),
        cares=tuple(x for x in family.cares if {x.child, x.caregiver} <= kept),
        ties=tuple(x for x in family.ties if {x.one, x.other} <= kept),
        homes={
            home: (name, tuple(key for key in lives if key in kept))
            for home, (name, lives) in family.homes.items()
        },
    )


def family_table(case: Case, as_of: date) -> list[FamilyRow]:
    """The facts of the family picture as a table, one row a person, in the order of their names."""
    family = read_family(case, as_of)
    rows = [_table_row(family, member) for member in family.people.values()]
    return sorted(rows, key=lambda row: (row.name.casefold(), row.key))


def _table_row(family: Family, member: Member) -> FamilyRow:
    key = member.key

    def name(other: str) -> str:
        return family.people[other].name if other in family.people else other

    parents = tuple(
        f"{name(link.parent)} ({label(CW[link.basis])}"
        + (f", until {link.ended})" if link.ended else ")")
        for link in family.parentage
        if link.child == key
    )
    unions = tuple(
        f"{label(CW[each.kind])} with {name(each.other if each.one == key else each.one)}"
        + (f" from {each.since}" if each.since else "")
        + (
            f" ({'ended' if each.ended == 'ended' else label(CW[each.ended])})"
            if each.ended
            else ""
        )
        for each in family.couples
        if key in (each.one, each.other)
    )
    placements = tuple(
        f"{'proposed ' if each.proposed else ''}with {name(each.caregiver)} since {each.since}"
        if each.child == key
        else f"{'proposed ' if each.proposed else ''}caregiver of {name(each.child)}"
        for each in family.cares
        if key in (each.child, each.caregiver)
    )
    ties = tuple(
        f"{each.words}: {name(each.other if each.one == key else each.one)}"
        for each in family.ties
        if key in (each.one, each.other)
    )
    return FamilyRow(
        key=key,
        name=member.name,
        gender=label(CW[member.gender]) if member.gender else "not recorded",
        born=member.born,
        died=member.died,
        parents=parents,
        unions=unions,
        homes=tuple(home for home, lives in family.homes.values() if key in lives),
        placements=placements,
        ties=ties,
    )
