"""The channel below a row: which sibship's bar runs above which, so that few lines cross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

_APART = 14.0  # bars nearer than this, end to end, do not share a track
_PASSES = 6


@dataclass(frozen=True)
class Bar:
    """A level stretch of a line: one comes down to it at `origin`, others go on at `targets`."""

    origin: float
    targets: tuple[float, ...]

    @cached_property
    def low(self) -> float:
        """Its left end."""
        return min(self.origin, *self.targets)

    @cached_property
    def high(self) -> float:
        """Its right end."""
        return max(self.origin, *self.targets)

    def meets(self, other: Bar) -> bool:
        """Whether the two cannot share a track."""
        return self.low - _APART < other.high and other.low - _APART < self.high

    def crossed_above(self, other: Bar) -> int:
        """How many lines cross where this bar runs above another."""
        down = sum(other.low < x < other.high for x in self.targets)
        return down + (self.low < other.origin < self.high)


def stack(bars: Sequence[Bar]) -> list[int]:
    """The track of each bar, 0 uppermost, so that few lines cross and none lie on each other."""
    order = sorted(range(len(bars)), key=lambda at: (bars[at].high - bars[at].low, bars[at].low))
    near = {
        one: [other for other in order if other != one and bars[one].meets(bars[other])]
        for one in order
    }
    cost = {
        (one, other): bars[one].crossed_above(bars[other]) - bars[other].crossed_above(bars[one])
        for one in order
        for other in near[one]
    }
    for _ in range(_PASSES):
        moved = [_move(order, cost, at) for at in list(order)]
        if not any(moved):
            break
    tracks = [0] * len(bars)
    placed: set[int] = set()
    for at in order:
        tracks[at] = max((tracks[other] + 1 for other in near[at] if other in placed), default=0)
        placed.add(at)
    return tracks


def _move(order: list[int], cost: dict[tuple[int, int], int], at: int) -> bool:
    """Move a bar to where it crosses fewest; whether it moved."""
    old = order.index(at)
    rest = order[:old] + order[old + 1 :]
    spent = [0]
    for other in rest:  # what it costs to stand below `other` rather than above it
        spent.append(spent[-1] - cost.get((at, other), 0))
    best = min(range(len(spent)), key=lambda place: (spent[place], abs(place - old)))
    if spent[best] >= spent[old]:
        return False
    order[:] = [*rest[:best], at, *rest[best:]]
    return True
