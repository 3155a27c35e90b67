"""Generations: the row in which each person stands, from recorded parentage and unions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from statistics import median

from networkx.utils import UnionFind

from app.genogram.family import Family
from app.genogram.sibships import pairs

Links = dict[str, set[str]]


def generations(family: Family, focal: str | None) -> dict[str, int]:
    """The generation of each person, 0 for the eldest; parents always stand above their children.

    Partners share a generation unless one descends from the other or they marry across
    generations. Of parentage that runs in a circle, one link is passed over. Parts of a family
    that nothing ties together are set beside each other by placements, ties, or years of birth.
    """
    below = _without_circles(family)
    group = _groups(family, below)
    leader = {key: group[key] for key in family.people}
    down: Links = {each: set() for each in leader.values()}
    up: Links = {each: set() for each in leader.values()}
    for parent, children in below.items():
        for child in children:
            down[leader[parent]].add(leader[child])
            up[leader[child]].add(leader[parent])
    found = _levels(family, leader, down, up, focal)
    order = _top_down(down, up)
    for each in order:
        found[each] = max([found[each], *(found[parent] + 1 for parent in up[each])])
    ranks = {level: rank for rank, level in enumerate(sorted(set(found.values())))}
    return {key: ranks[found[leader[key]]] for key in family.people}


def _without_circles(family: Family) -> Links:
    """Parent to children, one link left out of every circle."""
    children: Links = {key: set() for key in family.people}
    for link in family.parentage:
        if link.parent != link.child and not _reaches(
            children.__getitem__, link.child, link.parent
        ):
            children[link.parent].add(link.child)
    return children


def _reaches(onward: Callable[[str], Iterable[str]], start: str, goal: str) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        at = waiting.pop()
        if at == goal:
            return True
        for each in onward(at):
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return False


def _groups(family: Family, below: Links) -> UnionFind[str]:
    """People who share a generation: partners, where neither stands above the other."""
    group: UnionFind[str] = UnionFind(family.people)
    onward: Links = {key: set(children) for key, children in below.items()}

    def reaches(start: str, goal: str) -> bool:
        return _reaches(lambda at: {group[each] for each in onward[at]}, start, goal)

    for one, other in pairs(family):
        a, b = group[one], group[other]
        if a == b:
            continue
        if reaches(a, b) or reaches(b, a):
            continue
        group.union(a, b)
        kept, gone = (a, b) if group[a] == a else (b, a)
        onward[kept] |= onward.pop(gone)
    return group


def _levels(
    family: Family, leader: dict[str, str], down: Links, up: Links, focal: str | None
) -> dict[str, int]:
    """A level for every group, counted from the focal person outwards."""
    found: dict[str, int] = {}
    first = [focal] if focal in leader else []
    busiest = sorted(family.people, key=lambda key: -len(down[leader[key]] | up[leader[key]]))
    weak = [(each.child, each.caregiver, -1) for each in family.cares]
    weak += [(each.other, each.one, -1) for each in family.ties]
    for key in [*first, *busiest]:
        if leader[key] in found:
            continue
        level = _level_by_birth(family, leader, found, key)
        _spread(family.rank, found, leader[key], level, down=down, up=up)
        joined = True
        while joined:
            joined = False
            for one, other, step in weak:
                a, b = leader[one], leader[other]
                if (a in found) != (b in found):
                    joined = True
                    start, level = (b, found[a] + step) if a in found else (a, found[b] - step)
                    _spread(family.rank, found, start, level, down=down, up=up)
    return found


def _spread(
    rank: Mapping[str, int],
    found: dict[str, int],
    start: str,
    level: int,
    *,
    down: Links,
    up: Links,
) -> None:
    found[start] = level
    waiting = [start]
    while waiting:
        at = waiting.pop(0)
        for links, step in ((down, 1), (up, -1)):
            for each in sorted(links[at], key=rank.__getitem__):
                if each not in found:
                    found[each] = found[at] + step
                    waiting.append(each)


def _level_by_birth(family: Family, leader: dict[str, str], found: dict[str, int], key: str) -> int:
    """The level whose people were born about when this person was; 0 where nothing tells."""
    born = family.people[key].born[:4]
    years: dict[int, list[int]] = {}
    for other, member in family.people.items():
        if leader[other] in found and member.born:
            years.setdefault(found[leader[other]], []).append(int(member.born[:4]))
    if not born or not years:
        return min(found.values(), default=0)
    return min(years, key=lambda level: abs(median(years[level]) - int(born)))


def _top_down(down: Links, up: Links) -> list[str]:
    waits = {each: len(parents) for each, parents in up.items()}
    ready = [each for each, count in waits.items() if not count]
    order = []
    while ready:
        at = ready.pop()
        order.append(at)
        for each in down[at]:
            waits[each] -= 1
            if not waits[each]:
                ready.append(each)
    return order
