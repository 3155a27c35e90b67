"""The facts of the family picture as a table, for those who read rather than look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.case import Case
from app.genogram.family import Family, Member, read_family
from app.terms import CW, label


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


def family_table(case: Case, as_of: date) -> list[FamilyRow]:
    """The facts of the family picture as a table, one row a person, in the order of their names."""
    family = read_family(case, as_of, everyone=True)
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
        f"{'proposed ' if each.kind == 'proposed' else ''}with {name(each.caregiver)} {each.when}"
        if each.child == key
        else f"{each.words} of {name(each.child)}"
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
