"""Where everyone stands: couples side by side, the oldest child left, lines as short as may be."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from app.genogram.family import Family
from app.genogram.generations import generations
from app.genogram.sibships import Sibship, birth_order, pairs, sibships

SLOT = 116.0  # the width a person takes, name and all
GAP = 24.0  # what separates two blocks, so that lines can pass
_SWEEPS = 12
_ROUNDS = 30
_FIRM = {"birth": 1.0, "route": 1.0, "adoption": 0.8, "halfClaimed": 1.0}


@dataclass(frozen=True)
class Layout:
    """The place of everyone: row and horizontal middle, and who stands in which block.

    Attributes:
        rows: the keys of each generation from left to right, the eldest generation first.
        x: the horizontal middle of each person.
        row: the index of each person's row; people in `loose` have none.
        beside: pairs of partners or co-parents who stand next to each other.
        loose: people whom nothing ties to anyone; they stand in a grid of their own.
        sibships: who hangs from whom.
    """

    rows: tuple[tuple[str, ...], ...]
    x: Mapping[str, float]
    row: Mapping[str, int]
    beside: frozenset[frozenset[str]]
    loose: tuple[str, ...]
    sibships: tuple[Sibship, ...]


@dataclass
class _Draft:
    """Blocks of each row while they are being ordered and placed."""

    blocks: list[list[str]]
    of: dict[str, int]
    rows: list[list[int]]
    ships: list[Sibship]
    level: dict[str, int]
    up: dict[str, list[tuple[tuple[str, ...], float]]] = field(default_factory=dict)
    down: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    x: dict[str, float] = field(default_factory=dict)


def lay_out(family: Family, focal: str | None = None) -> Layout:
    """The place of everyone in the family picture.

    Args:
        family: who is recorded and what ties them.
        focal: the key of the person at the heart of the picture, or None.
    """
    ships = sibships(family)
    tied = _tied(family)
    loose = tuple(
        sorted(
            (k for k in family.people if k not in tied),
            key=lambda k: (family.people[k].name.casefold(), k),
        )
    )
    level = {k: v for k, v in generations(family, focal).items() if k in tied}
    ranks = {old: new for new, old in enumerate(sorted(set(level.values())))}
    level = {key: ranks[old] for key, old in level.items()}
    blocks, beside = _blocks(family, level)
    draft = _Draft(
        blocks=blocks,
        of={key: index for index, block in enumerate(blocks) for key in block},
        rows=[[] for _ in ranks],
        ships=ships,
        level=level,
    )
    _link(draft, family)
    _first_order(draft, focal)
    _improve(draft, family)
    _place(draft)
    rows = tuple(tuple(key for i in row for key in draft.blocks[i]) for row in draft.rows)
    return Layout(rows, draft.x, level, beside, loose, tuple(ships))


def _tied(family: Family) -> set[str]:
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


def _blocks(
    family: Family, level: Mapping[str, int]
) -> tuple[list[list[str]], frozenset[frozenset[str]]]:
    """Chains of partners, and the pairs that are neighbours in them.

    A person with three partners can have only two at their side; the third stands as near as the
    chain allows.
    """
    beside: dict[str, list[str]] = {key: [] for key in level}
    chain = {key: key for key in level}
    apart = []
    for one, other in pairs(family):
        if one not in level or other not in level or level[one] != level[other]:
            continue
        if max(len(beside[one]), len(beside[other])) < 2 and chain[one] != chain[other]:
            beside[one].append(other)
            beside[other].append(one)
            gone, kept = chain[one], chain[other]
            chain = {key: kept if value == gone else value for key, value in chain.items()}
        else:
            apart.append((one, other))
    walked: dict[str, list[str]] = {}
    for key in sorted(level, key=partial(birth_order, family)):
        if len(beside[key]) < 2 and chain[key] not in walked:
            walked[chain[key]] = _walk(beside, key)
    for one, other in apart:
        _join(walked, chain, one, other)
    blocks = [_men_left(family, block) for block in walked.values()]
    near = frozenset(frozenset((key, each)) for key in beside for each in beside[key])
    return blocks, near


def _walk(beside: Mapping[str, list[str]], start: str) -> list[str]:
    found, at = [start], start
    while onward := [each for each in beside[at] if each not in found]:
        at = onward[0]
        found.append(at)
    return found


def _join(walked: dict[str, list[str]], chain: dict[str, str], one: str, other: str) -> None:
    """Set the chains of a pair that cannot stand side by side next to each other."""
    a, b = chain[one], chain[other]
    if a == b:
        return
    ends = [
        (left, right)
        for left in (walked[a], walked[a][::-1])
        for right in (walked[b], walked[b][::-1])
    ]
    best = min(ends, key=lambda each: len(each[0]) - each[0].index(one) + each[1].index(other))
    walked[b] = best[0] + best[1]
    for key in walked.pop(a):
        chain[key] = b


def _men_left(family: Family, block: list[str]) -> list[str]:
    genders = [family.people[key].gender for key in (block[0], block[-1])]
    return block[::-1] if genders == ["female", "male"] else block


def _link(draft: _Draft, family: Family) -> None:
    for ship in draft.ships:
        weight = _FIRM.get(ship.stroke, 0.4) * (0.5 if ship.ended else 1.0)
        for child in ship.children:
            draft.up.setdefault(child, []).append((ship.parents, weight))
            for parent in ship.parents:
                draft.down.setdefault(parent, []).append((child, weight))
    for care in family.cares:
        if draft.level[care.caregiver] < draft.level[care.child]:
            draft.up.setdefault(care.child, []).append(((care.caregiver,), 0.05))
            draft.down.setdefault(care.caregiver, []).append((care.child, 0.3))


def _first_order(draft: _Draft, focal: str | None) -> None:
    """Rows in the order in which a walk through the family meets the blocks."""
    seen: set[int] = set()

    def top(index: int) -> int:
        known = {index}
        while True:
            parents = [
                p for key in draft.blocks[index] for ps, _ in draft.up.get(key, ()) for p in ps
            ]
            onward = [draft.of[p] for p in parents if draft.of[p] not in known]
            if not onward:
                return index
            index = onward[0]
            known.add(index)

    def visit(start: int) -> None:
        waiting = [start]
        while waiting:
            index = waiting.pop()
            if index in seen:
                continue
            seen.add(index)
            block = draft.blocks[index]
            draft.rows[draft.level[block[0]]].append(index)
            below = [draft.of[c] for key in block for c, _ in draft.down.get(key, ())]
            above = [draft.of[p] for key in block for ps, _ in draft.up.get(key, ()) for p in ps]
            waiting += [*(top(each) for each in reversed(above)), *reversed(below)]

    if focal in draft.of:
        visit(top(draft.of[focal]))
    for index in sorted(range(len(draft.blocks)), key=lambda i: draft.level[draft.blocks[i][0]]):
        visit(index)


def _count_off(draft: _Draft) -> None:
    for row in draft.rows:
        for place, key in enumerate(key for index in row for key in draft.blocks[index]):
            draft.x[key] = float(place)


def _middle(draft: _Draft, keys: Iterable[str]) -> float:
    places = [draft.x[key] for key in keys]
    return sum(places) / len(places)


def _badness(draft: _Draft) -> tuple[int, float]:
    """How many lines cross or siblings stand out of order, and how far from their parents."""
    crossings, length = 0, 0.0
    segments: dict[int, list[tuple[float, float]]] = {}
    for ship in draft.ships:
        start = _middle(draft, ship.parents)
        crossings += sum(draft.x[one] > draft.x[other] for one, other in pairwise(ship.children))
        for child in ship.children:
            segments.setdefault(draft.level[ship.parents[0]], []).append((start, draft.x[child]))
            length += abs(start - draft.x[child])
    for row in segments.values():
        ends: list[float] = []
        for _, end in sorted(row):
            crossings += len(ends) - bisect_right(ends, end)
            insort(ends, end)
    return crossings, length


def _improve(draft: _Draft, family: Family) -> None:
    """Sweep up and down, each block towards its parents or children; keep the best order."""
    _count_off(draft)
    _oldest_left(draft, family)
    best = (_badness(draft), [list(row) for row in draft.rows], [list(b) for b in draft.blocks])
    for sweep in range(_SWEEPS):
        downwards = sweep % 2 == 1
        order = range(len(draft.rows)) if downwards else range(len(draft.rows) - 1, -1, -1)
        for level in order:
            pull = {index: _pull(draft, index, downwards) for index in draft.rows[level]}
            draft.rows[level].sort(key=pull.__getitem__)
            _count_off(draft)
            for index in draft.rows[level]:
                _turn(draft, index)
            _count_off(draft)
        _oldest_left(draft, family)
        now = _badness(draft)
        if now < best[0]:
            best = (now, [list(row) for row in draft.rows], [list(b) for b in draft.blocks])
    _, draft.rows, draft.blocks = best
    _count_off(draft)


def _pull(draft: _Draft, index: int, downwards: bool) -> float:
    total = weights = 0.0
    for key in draft.blocks[index]:
        if downwards:
            ends = [(_middle(draft, ps), weight) for ps, weight in draft.up.get(key, ())]
        else:
            ends = [(draft.x[child], weight) for child, weight in draft.down.get(key, ())]
        total += sum(x * weight for x, weight in ends)
        weights += sum(weight for _, weight in ends)
    return total / weights if weights else _middle(draft, draft.blocks[index])


def _turn(draft: _Draft, index: int) -> None:
    """Turn a block round where that brings its people nearer to their own parents."""
    block = draft.blocks[index]
    start = min(draft.x[key] for key in block)

    def strain(order: list[str]) -> float:
        return sum(
            abs(start + place - _middle(draft, parents)) * weight
            for place, key in enumerate(order)
            for parents, weight in draft.up.get(key, ())
        )

    if len(block) > 1 and strain(block[::-1]) < strain(block):
        block.reverse()


def _oldest_left(draft: _Draft, family: Family) -> None:
    """Within the places that a sibship holds in its row, put the oldest leftmost."""
    for ship in sorted(draft.ships, key=lambda each: len(each.children)):
        rows: dict[int, dict[int, None]] = {}
        for child in sorted(ship.children, key=partial(birth_order, family)):
            rows.setdefault(draft.level[child], {}).setdefault(draft.of[child])
        for level, wanted in rows.items():
            row = draft.rows[level]
            places = sorted(row.index(index) for index in wanted)
            for place, index in zip(places, wanted, strict=True):
                row[place] = index
    _count_off(draft)


def _place(draft: _Draft) -> None:
    """Horizontal places: near parents and children, nobody nearer to the next than a slot."""
    for key in draft.x:
        draft.x[key] *= SLOT
    for turn in range(_ROUNDS):
        rows = range(len(draft.rows))
        for level in rows if turn % 2 else reversed(rows):
            _settle(draft, level)
    left = min(draft.x.values(), default=0.0)
    for key in draft.x:
        draft.x[key] += SLOT / 2 - left


def _settle(draft: _Draft, level: int) -> None:
    """Pool adjacent blocks that want to overlap, so that each pool stands at its mean wish."""
    pools: list[tuple[float, int, int]] = []
    offsets, offset = [], 0.0
    for index in draft.rows[level]:
        block = draft.blocks[index]
        offsets.append(offset)
        wish = sum(_wish(draft, key) - place * SLOT for place, key in enumerate(block))
        pools.append((wish - offset * len(block), len(block), 1))
        offset += len(block) * SLOT + GAP
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            one, other = pools.pop(), pools.pop()
            pools.append((one[0] + other[0], one[1] + other[1], one[2] + other[2]))
    at = 0
    for total, weight, count in pools:
        for index in draft.rows[level][at : at + count]:
            for place, key in enumerate(draft.blocks[index]):
                draft.x[key] = total / weight + offsets[at] + place * SLOT
            at += 1


def _wish(draft: _Draft, key: str) -> float:
    total, weights = draft.x[key] * 0.2, 0.2
    for parents, weight in draft.up.get(key, ()):
        total, weights = total + _middle(draft, parents) * weight, weights + weight
    for child, weight in draft.down.get(key, ()):
        total, weights = total + draft.x[child] * weight, weights + weight
    return total / weights
