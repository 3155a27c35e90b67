"""The family that a case records, on a date: what its picture and its table show."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

import pyoxigraph as ox
from networkx.utils import UnionFind

from app.calendar import age_on, birth_span
from app.case import Case
from app.terms import CW, label, local_name

_OLDEST = 115
_Row = TypeVar("_Row")


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
    """A child with a caregiver.

    Attributes:
        kind: "placed", "foster" (placed with a foster parent), "past" (a placement that has
            ended) or "proposed".
        since: the day of the placement or proposal.
        until: the day on which a past placement ended, or "".
    """

    child: str
    caregiver: str
    since: str
    kind: str
    until: str = ""

    @property
    def words(self) -> str:
        """What the caregiver is to the child, said of the caregiver."""
        if self.kind == "proposed":
            return "proposed caregiver"
        return {"foster": "foster parent", "past": "earlier caregiver"}.get(self.kind, "caregiver")

    @property
    def when(self) -> str:
        """Since when, or from when to when."""
        return f"{self.since} to {self.until}" if self.until else f"since {self.since}"


@dataclass(frozen=True)
class Tie:
    """A personal tie to a child or another person, in the words of its code list."""

    one: str
    other: str
    words: str


@dataclass(frozen=True)
class Family:
    """The people of a family and what ties them on a date.

    Attributes:
        people: members by key, the oldest first.
        homes: the key of a home to its name and the keys of those who live there on the date.
    """

    people: Mapping[str, Member]
    parentage: tuple[ParentLink, ...]
    couples: tuple[Couple, ...]
    cares: tuple[Care, ...]
    ties: tuple[Tie, ...]
    homes: Mapping[str, tuple[str, tuple[str, ...]]]
    as_of: date

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """The place of each person in the order from the oldest to the youngest."""
        return {key: number for number, key in enumerate(self.people)}

    def living(self, key: str) -> bool:
        """Whether nothing on record tells that a person is dead, or far too old to be alive."""
        born = self.people[key].born
        old = bool(born) and self.as_of.year - int(born[:4]) > _OLDEST
        return not self.people[key].died and not old


def read_family(case: Case, as_of: date, *, everyone: bool = False) -> Family:
    """The family of a case on a date.

    Rows that begin after the date are left out, and so are memberships and ties that have ended
    by then; parentage, unions and placements that have ended stay, marked. Whoever only has a
    role in the case, as an attorney has, is not of the family and is in it only with `everyone`.
    """
    members = sorted((_member(case, key, as_of) for key in case.people), key=_seniority)
    people = {member.key: member for member in members}
    rank = {key: number for number, key in enumerate(people)}
    lives: dict[str, dict[str, None]] = {}
    for row in _rows(case, "Membership", as_of):
        if not _over(case, row, as_of):
            lives.setdefault(_key(case, row, "home"), {}).setdefault(_key(case, row, "person"))
    homes = {
        case.key(home): (case.name_of(home), tuple(lives.get(case.key(home), ())))
        for home in case.of_class(CW["Home"])
    }
    family = Family(
        people=people,
        parentage=_in_order(_parentage(case, as_of), lambda x: (rank[x.child], rank[x.parent])),
        couples=_in_order(_couples(case, as_of, rank), lambda x: (rank[x.one], rank[x.other])),
        cares=_in_order(_cares(case, as_of), lambda x: (rank[x.child], rank[x.caregiver])),
        ties=_in_order(_ties(case, as_of), lambda x: (rank[x.other], rank[x.one])),
        homes=homes,
        as_of=as_of,
    )
    if everyone:
        return family
    at_home = {key for _, lives in homes.values() for key in lives}
    return part_of(family, people.keys() - (_in_a_role(case) - tied(family) - at_home))


def _in_a_role(case: Case) -> set[str]:
    """Those who have a role in the case, such as an attorney, on whatever day."""
    people = (case.index.value(row, CW["person"]) for row in case.of_class(CW["CaseRole"]))
    return {case.key(node) for node in people if node is not None}


def tied(family: Family) -> set[str]:
    """The keys of those whom a row ties to another person."""
    found: set[str] = set()
    for link in family.parentage:
        found |= {link.parent, link.child}
    for couple in family.couples:
        found |= {couple.one, couple.other}
    for care in family.cares:
        found |= {care.child, care.caregiver}
    for tie in family.ties:
        found |= {tie.one, tie.other}
    return found & family.people.keys()


def _seniority(member: Member) -> tuple[str, str, str, str]:
    """The oldest first, those without a date of birth last; then by name."""
    return member.born or "9999", member.name, member.gender, member.key


def _in_order(rows: Iterable[_Row], ranks: Callable[[_Row], tuple[int, int]]) -> tuple[_Row, ...]:
    """Rows in an order that neither the file nor the keys in it decide."""
    return tuple(sorted(rows, key=lambda row: (ranks(row), repr(row))))


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
    if youngest > _OLDEST:
        return born[:4]  # an old record without a death, not a living person of that age
    age = str(oldest) if oldest == youngest else f"{youngest}–{oldest}"  # noqa: RUF001
    return f"{born[:4]} · {age}"


def _parentage(case: Case, as_of: date) -> Iterator[ParentLink]:
    for row in _rows(case, "Parentage", as_of):
        ended = case.index.text(row, CW["until"]) if _over(case, row, as_of) else ""
        parent, child = _key(case, row, "parent"), _key(case, row, "child")
        yield ParentLink(parent, child, _token(case, row, "basis"), ended)


def _couples(case: Case, as_of: date, rank: Mapping[str, int]) -> Iterator[Couple]:
    for row in _rows(case, "Union", as_of):
        how, over = _token(case, row, "unionEnded"), _over(case, row, as_of)
        dated = bool(case.index.text(row, CW["until"]))
        ended = (how or "ended") if over else "" if dated else how
        pair = (_key(case, row, "person"), _key(case, row, "partner"))
        one, other = sorted(pair, key=rank.__getitem__)
        since = case.index.text(row, CW["from"])
        if one != other:
            yield Couple(one, other, _token(case, row, "unionKind"), ended, since)


def _cares(case: Case, as_of: date) -> Iterator[Care]:
    found: dict[tuple[str, str], Care] = {}
    for row in _rows(case, "Placement", as_of):
        child, caregiver = _key(case, row, "child"), _key(case, row, "caregiver")
        over, since = _over(case, row, as_of), case.index.text(row, CW["from"])
        foster = _token(case, row, "placedAs") == "asFosterParent"
        kind = "past" if over else "foster" if foster else "placed"
        until = case.index.text(row, CW["until"]) if over else ""
        known = found.get((child, caregiver))
        if known is None or known.kind == "past":
            found[child, caregiver] = Care(child, caregiver, since, kind, until)
    for row in _rows(case, "Proposal", as_of):
        caregiver = _key(case, row, "caregiver")
        for node in case.index.objects(row, CW["children"]):
            child, since = case.key(node), case.index.text(row, CW["on"])
            known = found.get((child, caregiver))
            if known is None or (known.kind == "past" and known.until <= since):
                found[child, caregiver] = Care(child, caregiver, since, "proposed")
    yield from found.values()


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
    joined = _joined(family)
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


def joining(family: Family, kept: Collection[str]) -> frozenset[str]:
    """Those by whom some people of a family are tied to each other, on the shortest chains.

    Args:
        family: the whole family.
        kept: the keys of the people; none of them is among those found.
    """
    joined = _joined(family)
    came: dict[str, tuple[str, str, int]] = {
        key: (key, key, 0) for key in family.people if key in kept
    }  # from which of them, through whom, and how far
    waiting = list(came)
    for key in waiting:
        origin, _, far = came[key]
        for other in sorted(joined[key] - came.keys(), key=family.rank.__getitem__):
            came[other] = (origin, key, far + 1)
            waiting.append(other)
    meetings = sorted(
        (came[one][2] + came[other][2], family.rank[one], family.rank[other], one, other)
        for one in came
        for other in joined[one]
        if family.rank[one] < family.rank[other] and came[one][0] != came[other][0]
    )
    parts: UnionFind[str] = UnionFind(kept)
    found: set[str] = set()
    for *_, one, other in meetings:
        if parts[came[one][0]] != parts[came[other][0]]:
            parts.union(came[one][0], came[other][0])
            for key in (one, other):
                at = key
                while came[at][2]:
                    found.add(at)
                    at = came[at][1]
    return frozenset(found)


def _joined(family: Family) -> dict[str, set[str]]:
    """Whom a parentage or a union ties to whom."""
    joined: dict[str, set[str]] = {key: set() for key in family.people}
    ties = [(each.parent, each.child) for each in family.parentage]
    for one, other in ties + [(each.one, each.other) for each in family.couples]:
        if one in joined and other in joined:
            joined[one].add(other)
            joined[other].add(one)
    return joined
