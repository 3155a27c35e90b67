"""Who hangs from whom: sibships, and the pairs that belong side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from app.genogram.family import Family, ParentLink
from app.network import is_marriage
from app.terms import CW

# How a parentage is drawn, by the code of its basis. No verdict reads this.
STROKES = {
    "birth": "birth",
    "presumption": "route",
    "acknowledgment": "route",
    "adjudication": "route",
    "surrogacy": "route",
    "adoption": "adoption",
    "gestationalSurrogate": "surrogate",
    "claimed": "claimed",
}
_FIRMEST_FIRST = ("birth", "route", "halfClaimed", "adoption", "surrogate", "claimed", "step")


@dataclass(frozen=True)
class Sibship:
    """Children who hang from the same one or two parents by the same kind of line."""

    parents: tuple[str, ...]
    stroke: str
    ended: bool
    children: tuple[str, ...]


def sibships(family: Family) -> list[Sibship]:
    """The sibships of a family, the children of each from the oldest to the youngest.

    The firmest come first: they meet a child's symbol in its middle.
    """
    found: dict[tuple[tuple[str, ...], str, bool], list[str]] = {}
    links: dict[str, list[ParentLink]] = {}
    for link in family.parentage:
        if link.parent != link.child:
            links.setdefault(link.child, []).append(link)
    together = {frozenset((each.one, each.other)) for each in family.couples}
    for child in sorted(links, key=family.rank.__getitem__):
        for parents, stroke, ended in _branches(links[child], together):
            found.setdefault((parents, stroke, ended), []).append(child)
    for (parents, stroke, ended), children in _steps(family, links).items():
        found.setdefault((parents, stroke, ended), []).extend(children)
    ships = [
        Sibship(parents, stroke, ended, tuple(dict.fromkeys(children)))
        for (parents, stroke, ended), children in found.items()
    ]
    return sorted(ships, key=lambda each: (each.ended, _FIRMEST_FIRST.index(each.stroke)))


def _steps(
    family: Family, links: dict[str, list[ParentLink]]
) -> dict[tuple[tuple[str, ...], str, bool], list[str]]:
    """Step-parents: in a marriage that stands, with a parent, and no parent."""
    spouses: dict[str, list[str]] = {}
    for each in family.couples:
        if is_marriage(CW[each.kind]) and not each.ended:
            spouses.setdefault(each.one, []).append(each.other)
            spouses.setdefault(each.other, []).append(each.one)
    found: dict[tuple[tuple[str, ...], str, bool], list[str]] = {}
    for child in sorted(links, key=family.rank.__getitem__):
        sure = [x.parent for x in links[child] if not x.ended and x.basis != "claimed"]
        ever = {x.parent for x in links[child]} | {child}
        steps = dict.fromkeys(step for parent in sure for step in spouses.get(parent, ()))
        for step in steps:
            if step not in ever and family.living(step) and family.living(child):
                found.setdefault(((step,), "step", False), []).append(child)
    return found


def _branches(
    links: Iterable[ParentLink], together: set[frozenset[str]]
) -> Iterator[tuple[tuple[str, ...], str, bool]]:
    """The branches that a child hangs from: couples where two parents stand alike, else single."""
    alike: dict[tuple[str, bool], dict[str, str]] = {}
    for link in links:
        stroke = STROKES.get(link.basis, "route")
        kind = "blood" if stroke in ("birth", "route") else stroke
        alike.setdefault((kind, bool(link.ended)), {})[link.parent] = stroke
    sure, claims = alike.get(("blood", False), {}), alike.get(("claimed", False), {})
    known = [*(sure if len(sure) == 1 else ()), *claims]
    pair = next((each for each in combinations(known, 2) if frozenset(each) in together), ())
    if pair:
        yield pair, "claimed" if pair[0] in claims else "halfClaimed", False
        for parent in pair:
            (claims if parent in claims else sure).pop(parent)
    for (kind, ended), strokes in alike.items():
        parents = list(strokes)
        if kind in ("blood", "adoption") and len(parents) > 1:
            pairs = list(combinations(parents, 2))
            pair = next((each for each in pairs if frozenset(each) in together), pairs[0])
            solid = "birth" in (strokes[pair[0]], strokes[pair[1]])
            yield pair, "birth" if solid else strokes[pair[0]], ended
            parents = [each for each in parents if each not in pair]
        for parent in parents:
            yield (parent,), strokes[parent], ended


def pairs(family: Family) -> list[tuple[str, str]]:
    """The pairs that belong side by side, the strongest claim first.

    Unions that stand come first, then those that ended, the latest first, then parents of one
    child without a recorded union.
    """
    newest = sorted(family.couples, key=lambda each: each.since, reverse=True)
    ordered = sorted(newest, key=lambda each: bool(each.ended))
    found = [(each.one, each.other) for each in ordered]
    kinds: dict[tuple[str, bool], list[str]] = {}
    for link in family.parentage:
        kinds.setdefault((link.child, link.basis == "adoption"), []).append(link.parent)
    for parents in kinds.values():
        found += combinations(dict.fromkeys(parents), 2)
    unique = {frozenset(each): each for each in reversed(found)}
    return [unique.pop(frozenset(each)) for each in found if frozenset(each) in unique]
