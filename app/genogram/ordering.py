"""In which order everyone stands in their row, so that few lines cross and none run far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice, pairwise

from app.genogram.family import Family
from app.genogram.sibships import Sibship
from app.genogram.tracks import Bar

_SWEEPS = 12
_SWITCHES = 6
_OUT_OF_ORDER = 0.5  # of a crossing


@dataclass
class Draft:
    """Blocks of each row while they are being ordered and placed.

    Attributes:
        blocks: people who stay side by side.
        of: the block of each person, by its index.
        rows: the blocks of each row, by their index, from left to right.
        ships: who hangs from whom.
        level: the row of each person.
        up: the parents of each person, with the weight of that line.
        down: the children of each person, with the weight of that line.
        bonds: to whom else each person is tied, as by a placement.
        x: where each person stands.
    """

    blocks: list[list[str]]
    of: dict[str, int]
    rows: list[list[int]]
    ships: list[Sibship]
    level: dict[str, int]
    up: dict[str, list[tuple[tuple[str, ...], float]]] = field(default_factory=dict)
    down: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    bonds: dict[str, list[str]] = field(default_factory=dict)
    x: dict[str, float] = field(default_factory=dict)

    def state(self) -> _State:
        """A copy of the order, to come back to."""
        return [[*row] for row in self.rows], [[*block] for block in self.blocks]


_State = tuple[list[list[int]], list[list[str]]]
_Places = list[tuple[float, float]]


@dataclass(frozen=True)
class _Ends:
    """Where the lines of a block end above and below it, with their weights; whose children."""

    above: _Places
    below: _Places
    parents: set[tuple[str, ...]]


def order(draft: Draft, family: Family, focal: str | None) -> None:
    """Put the blocks of every row into an order; people are counted off from the left.

    Args:
        draft: the blocks and rows; its `rows`, `blocks` and `x` are written.
        family: for the order of birth.
        focal: the key of the person at the heart of the picture, or None.
    """
    _first_order(draft, focal)
    _improve(draft, family)

    _kin_between(draft)


def _kin_between(draft: Draft) -> None:
    """Those who are no kin of anyone at the ends of their row, each near to whom they are tied."""
    for row in draft.rows:
        ends = {}
        for index in row:
            block = draft.blocks[index]
            if not any(key in links for key in block for links in (draft.up, draft.down)):
                near = [draft.x[other] for key in block for other in draft.bonds.get(key, ())]
                ends[index] = sum(near) / len(near) if near else len(row)
        kin = [index for index in row if index not in ends]
        least = min((draft.x[draft.blocks[index][0]] for index in kin), default=0.0)
        most = max((draft.x[draft.blocks[index][-1]] for index in kin), default=0.0)
        half = (least + most) / 2
        left = sorted((index for index in ends if ends[index] < half), key=ends.__getitem__)
        right = sorted((index for index in ends if ends[index] >= half), key=ends.__getitem__)
        row[:] = [*left, *kin, *right]
    _count_off(draft)


def _first_order(draft: Draft, focal: str | None) -> None:
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


def _count_off(draft: Draft, level: int | None = None) -> None:
    for row in draft.rows if level is None else [draft.rows[level]]:
        for place, key in enumerate(key for index in row for key in draft.blocks[index]):
            draft.x[key] = float(place)


def middle(draft: Draft, keys: Iterable[str]) -> float:
    """The place halfway between people."""
    places = [draft.x[key] for key in keys]
    return sum(places) / len(places)


def _badness(draft: Draft) -> tuple[float, float]:
    """How many lines cross and siblings stand out of order; how far from their parents."""
    bad, length = 0.0, 0.0
    bars: dict[int, list[Bar]] = {}
    for ship in draft.ships:
        start = middle(draft, ship.parents)
        places = tuple(draft.x[child] for child in ship.children)
        bad += _OUT_OF_ORDER * sum(one > other for one, other in pairwise(places))
        bars.setdefault(draft.level[ship.parents[0]], []).append(Bar(start, places))
        length += sum(abs(start - each) for each in places)
    for row in bars.values():
        row.sort(key=lambda bar: bar.low)
        for at, bar in enumerate(row):
            for other in islice(row, at + 1, None):
                if other.low >= bar.high:
                    break
                bad += min(bar.crossed_above(other), other.crossed_above(bar))
    return bad, length


def _improve(draft: Draft, family: Family) -> None:
    """Sweep up and down, each block towards its parents or children; keep the best order.

    Siblings stand from the oldest to the youngest. Where lines cross less for it, whoever joins
    two families stands at the edge of both, the brothers and sisters of each on their own side.
    """
    first = draft.state()
    best: tuple[tuple[float, float], _State] | None = None
    for fanned in (False, True):
        draft.rows, draft.blocks = [[*row] for row in first[0]], [[*block] for block in first[1]]
        _count_off(draft)
        met: list[_State] = []
        for sweep in range(_SWEEPS + 1):
            if sweep:
                _sweep(draft, downwards=sweep % 2 == 0)
            _order_siblings(draft, family, fanned)
            for level in range(len(draft.rows)):
                _switch(draft, level)
            state = draft.state()
            if state in met:
                break
            met.append(state)
            now = _badness(draft)
            if best is None or now < best[0]:
                best = now, state
    if best is not None:
        draft.rows, draft.blocks = best[1]
    _count_off(draft)


def _sweep(draft: Draft, *, downwards: bool) -> None:
    levels = range(len(draft.rows)) if downwards else range(len(draft.rows) - 1, -1, -1)
    for level in levels:
        pull = {index: _pull(draft, index, downwards) for index in draft.rows[level]}
        draft.rows[level].sort(key=pull.__getitem__)
        _count_off(draft, level)
        for index in draft.rows[level]:
            _turn(draft, index)
        _count_off(draft, level)


def _pull(draft: Draft, index: int, downwards: bool) -> float:
    total = weights = 0.0
    for key in draft.blocks[index]:
        if downwards:
            ends = [(middle(draft, ps), weight) for ps, weight in draft.up.get(key, ())]
        else:
            ends = [(draft.x[child], weight) for child, weight in draft.down.get(key, ())]
        total += sum(x * weight for x, weight in ends)
        weights += sum(weight for _, weight in ends)
    return total / weights if weights else middle(draft, draft.blocks[index])


def _turn(draft: Draft, index: int) -> None:
    """Turn a block round where that brings its people nearer to their own parents."""
    block = draft.blocks[index]
    start = min(draft.x[key] for key in block)

    def strain(order: list[str]) -> float:
        return sum(
            abs(start + place - middle(draft, parents)) * weight
            for place, key in enumerate(order)
            for parents, weight in draft.up.get(key, ())
        )

    if len(block) > 1 and strain(block[::-1]) < strain(block):
        block.reverse()


def _order_siblings(draft: Draft, family: Family, fanned: bool) -> None:
    """Within the places that a sibship holds in its row, put the oldest leftmost.

    Where the picture is fanned, whoever joins two families stands at the edge of both.
    """
    for ship in sorted(draft.ships, key=lambda each: len(each.children)):
        rows: dict[int, dict[int, None]] = {}
        for child in sorted(ship.children, key=family.rank.__getitem__):
            rows.setdefault(draft.level[child], {}).setdefault(draft.of[child])
        for level, wanted in rows.items():
            row = draft.rows[level]
            places = sorted(row.index(index) for index in wanted)
            order = _fan(draft, ship, list(wanted)) if fanned else wanted
            for place, index in zip(places, order, strict=True):
                row[place] = index
    _count_off(draft)


def _switch(draft: Draft, level: int) -> None:
    """Let neighbours in a row change places where fewer lines cross for it, or shorter ones do."""
    row = draft.rows[level]
    ends = {index: _ends(draft, index) for index in row}
    for _ in range(_SWITCHES):
        moved = False
        for place in range(len(row) - 1):
            one, other = row[place], row[place + 1]
            here, there = ends[one], ends[other]
            if here.parents & there.parents:
                continue  # brothers and sisters keep their order
            if _untangled(here.above, there.above) + _untangled(here.below, there.below) > 0:
                row[place], row[place + 1] = other, one
                moved = True
        if not moved:
            break
    _count_off(draft, level)


def _untangled(here: _Places, there: _Places) -> float:
    """How many lines fewer cross if the first block stands right of the second, by weight."""
    return sum(v * w * ((x > y) - (x < y)) for x, v in here for y, w in there)


def _ends(draft: Draft, index: int) -> _Ends:
    ups = [each for key in draft.blocks[index] for each in draft.up.get(key, ())]
    downs = dict(each for key in draft.blocks[index] for each in draft.down.get(key, ()))
    return _Ends(
        above=[(middle(draft, parents), weight) for parents, weight in ups],
        below=[(draft.x[child], weight) for child, weight in downs.items()],
        parents={parents for parents, _ in ups},
    )


def _fan(draft: Draft, ship: Sibship, order: list[int]) -> list[int]:
    """A sibship's blocks with those who join it to another family at its ends."""
    here = middle(draft, ship.parents)
    sides: dict[int, float] = {}
    for index in order:
        others = [
            middle(draft, parents) - here
            for key in draft.blocks[index]
            if key not in ship.children
            for parents, _ in draft.up.get(key, ())
            if not set(parents) & set(ship.parents)
        ]
        if others:
            sides[index] = others[0]
    left = min((each for each in sides if sides[each] < 0), key=sides.__getitem__, default=None)
    right = max((each for each in sides if sides[each] > 0), key=sides.__getitem__, default=None)
    between = [each for each in order if each not in (left, right)]
    return [*([] if left is None else [left]), *between, *([] if right is None else [right])]
