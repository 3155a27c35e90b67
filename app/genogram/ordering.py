"""In which order everyone stands in their row, so that few lines cross and none run far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from operator import itemgetter

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from app.genogram.draft import Draft, State
from app.genogram.family import Family
from app.genogram.placing import place
from app.genogram.sibships import Sibship
from app.genogram.tracks import Bar

_SWEEPS = 6
_SWITCHES = 6
_ROUNDS = 6  # of placing, before an order is judged
_CROSSING, _OUT_OF_ORDER = 960.0, 480.0  # as bad as a line so many pixels longer
_STEPS = (100, 300)  # how often blocks move towards those they are tied to, before each order
_PLACED = 0.1  # how much a placement or tie draws, beside kinship
_LEAST = 1e-9  # so that nothing is divided by 0

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
    walked = draft.state()
    draft.count_all_off()
    _improve(draft, family, (walked, *_drawn_together(draft)))
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
    draft.count_all_off()


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


def _drawn_together(draft: Draft) -> Iterator[State]:
    """Orders in which families that married into each other come to stand side by side.

    Every block begins where the walk left it and keeps moving halfway to those it is tied to,
    while the whole is stretched again: no walk and no sweep over the rows sees as far.
    """
    ties = _ties(draft)
    parts = sorted(nx.connected_components(ties), key=lambda part: (-len(part), min(part)))
    order = [block for part in parts for block in sorted(part)]
    near = nx.to_numpy_array(ties, nodelist=order)
    shares = near / np.maximum(near.sum(axis=1, keepdims=True), _LEAST)
    places = np.array([draft.x[draft.blocks[block][0]] for block in order])
    lines = np.split(places, np.cumsum([len(part) for part in parts])[:-1])
    for steps in _STEPS:
        for _ in range(steps):
            places += ((shares * places).sum(axis=1) - places) / 2
            for line in lines:
                if len(line) > 2:
                    _stretch(line)
        spots = [(part, round(float(at), 9)) for part, line in enumerate(lines) for at in line]
        along = dict(zip(order, spots, strict=True))
        for row in draft.rows:
            row.sort(key=along.__getitem__)
        yield draft.state()


def _ties(draft: Draft) -> nx.Graph[int]:
    """The blocks that lines tie to each other, with the weights of those lines."""
    ties: nx.Graph[int] = nx.Graph()
    ties.add_nodes_from(range(len(draft.blocks)))
    drawn = [(child, ps[0], weight) for child, up in draft.up.items() for ps, weight in up]
    drawn += [(one, other, _PLACED) for one, near in draft.bonds.items() for other in near]
    for one, other, weight in drawn:
        a, b = draft.of[one], draft.of[other]
        if a != b:
            known = ties.get_edge_data(a, b, {"weight": 0.0})
            ties.add_edge(a, b, weight=known["weight"] + weight)
    return ties


def _stretch(places: NDArray[np.float64]) -> None:
    """Bring places on a line to its middle, the farthest at 1 or -1."""
    places -= places.mean()
    places /= max(np.abs(places).max(), _LEAST)


def _improve(draft: Draft, family: Family, starts: Iterable[State]) -> None:
    """Sweep up and down from each start, blocks towards parents or children; keep the best order.

    Siblings stand from the oldest to the youngest; but whoever joins two families stands at the
    edge of both, the brothers and sisters of each on their own side.
    """
    best = float("inf"), draft.state()
    for start in starts:
        draft.restore(start)
        met: list[State] = []
        for sweep in range(_SWEEPS + 1):
            if sweep:
                _sweep(draft, downwards=sweep % 2 == 0)
            _order_siblings(draft, family)
            for level in range(len(draft.rows)):
                _switch(draft, level)
            state = draft.state()
            if state in met:
                break
            met.append(state)
            best = min(best, (_badness(draft), state), key=itemgetter(0))
            draft.restore(state)
    draft.restore(best[1])


def _badness(draft: Draft) -> float:
    """How wide it is, how far lines run, how many cross, who stands out of order; in pixels.

    The people of the draft are placed for it.
    """
    place(draft, _ROUNDS)
    bad = max(draft.x.values(), default=0.0) - min(draft.x.values(), default=0.0)
    bars: dict[int, list[Bar]] = {}
    for ship in draft.ships:
        start = draft.middle(ship.parents)
        places = tuple(draft.x[child] for child in ship.children)
        bars.setdefault(draft.level[ship.parents[0]], []).append(Bar(start, places))
        bad += sum(abs(start - each) for each in places)
        bad += _OUT_OF_ORDER * sum(one > other for one, other in pairwise(places))
    for row in bars.values():
        row.sort(key=lambda bar: bar.low)
        for at, bar in enumerate(row):
            for other in islice(row, at + 1, None):
                if other.low >= bar.high:
                    break
                bad += _CROSSING * min(bar.crossed_above(other), other.crossed_above(bar))
    return bad


def _sweep(draft: Draft, *, downwards: bool) -> None:
    levels = range(len(draft.rows)) if downwards else range(len(draft.rows) - 1, -1, -1)
    for level in levels:
        pull = {index: _pull(draft, index, downwards) for index in draft.rows[level]}
        draft.rows[level].sort(key=pull.__getitem__)
        draft.count_off(level)
        for index in draft.rows[level]:
            _turn(draft, index)
        draft.count_off(level)


def _pull(draft: Draft, index: int, downwards: bool) -> float:
    total = weights = 0.0
    for key in draft.blocks[index]:
        if downwards:
            ends = [(draft.middle(ps), weight) for ps, weight in draft.up.get(key, ())]
        else:
            ends = [(draft.x[child], weight) for child, weight in draft.down.get(key, ())]
        total += sum(x * weight for x, weight in ends)
        weights += sum(weight for _, weight in ends)
    return total / weights if weights else draft.middle(draft.blocks[index])


def _turn(draft: Draft, index: int) -> None:
    """Turn a block round where that brings its people nearer to their own parents."""
    block = draft.blocks[index]
    start = min(draft.x[key] for key in block)

    def strain(order: list[str]) -> float:
        return sum(
            abs(start + place - draft.middle(parents)) * weight
            for place, key in enumerate(order)
            for parents, weight in draft.up.get(key, ())
        )

    if len(block) > 1 and strain(block[::-1]) < strain(block):
        block.reverse()


def _order_siblings(draft: Draft, family: Family) -> None:
    """Within the places that a sibship holds in its row, put the oldest leftmost.

    Whoever joins two families stands at the edge of both.
    """
    for ship in sorted(draft.ships, key=lambda each: len(each.children)):
        rows: dict[int, dict[int, None]] = {}
        for child in sorted(ship.children, key=family.rank.__getitem__):
            rows.setdefault(draft.level[child], {}).setdefault(draft.of[child])
        for level, wanted in rows.items():
            row = draft.rows[level]
            places = sorted(row.index(index) for index in wanted)
            for at, index in zip(places, _fan(draft, ship, list(wanted)), strict=True):
                row[at] = index
    draft.count_all_off()


def _switch(draft: Draft, level: int) -> None:
    """Let neighbours in a row change places where fewer lines cross for it, or shorter ones do."""
    row = draft.rows[level]
    ends = {index: _ends(draft, index) for index in row}
    for _ in range(_SWITCHES):
        moved = False
        for at in range(len(row) - 1):
            one, other = row[at], row[at + 1]
            here, there = ends[one], ends[other]
            if here.parents & there.parents:
                continue  # brothers and sisters keep their order
            if _untangled(here.above, there.above) + _untangled(here.below, there.below) > 0:
                row[at], row[at + 1] = other, one
                moved = True
        if not moved:
            break
    draft.count_off(level)


def _untangled(here: _Places, there: _Places) -> float:
    """How many lines fewer cross if the first block stands right of the second, by weight."""
    return sum(v * w * ((x > y) - (x < y)) for x, v in here for y, w in there)


def _ends(draft: Draft, index: int) -> _Ends:
    ups = [each for key in draft.blocks[index] for each in draft.up.get(key, ())]
    downs = dict(each for key in draft.blocks[index] for each in draft.down.get(key, ()))
    return _Ends(
        above=[(draft.middle(parents), weight) for parents, weight in ups],
        below=[(draft.x[child], weight) for child, weight in downs.items()],
        parents={parents for parents, _ in ups},
    )


def _fan(draft: Draft, ship: Sibship, order: list[int]) -> list[int]:
    """A sibship's blocks with those who join it to another family at its ends."""
    here = draft.middle(ship.parents)
    sides: dict[int, float] = {}
    for index in order:
        others = [
            draft.middle(parents) - here
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
