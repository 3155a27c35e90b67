"""How far apart everyone stands in their row: near parents and children, no names touching."""

from __future__ import annotations

from app.genogram.draft import Draft

GAP = 20.0  # what separates two blocks, so that lines can pass
_STAY, _NEAR = 0.2, 0.05


def place(draft: Draft, rounds: int) -> None:
    """Horizontal places in pixels, for an order that stands: its `x` is written.

    Args:
        draft: the blocks in their order.
        rounds: how often every row follows the others; the more, the shorter the lines.
    """
    widest = 2 * max(draft.half.values(), default=0.0)
    for key in draft.x:
        draft.x[key] *= widest
    rows = range(len(draft.rows))
    for turn in range(rounds):
        for level in rows if turn % 2 else reversed(rows):
            _settle(draft, level)


def _settle(draft: Draft, level: int) -> None:
    """Pool adjacent blocks that want to overlap, so that each pool stands at its mean wish."""
    pools: list[tuple[float, float, int]] = []
    offsets, offset = [], 0.0
    for index in draft.rows[level]:
        total = weights = 0.0
        for key in draft.blocks[index]:
            offset += draft.half[key]
            offsets.append(offset)
            wish, weight = _wish(draft, key)
            total += (wish - offset) * weight
            weights += weight
            offset += draft.half[key]
        pools.append((total, weights, len(draft.blocks[index])))
        offset += GAP
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            one, other = pools.pop(), pools.pop()
            pools.append((one[0] + other[0], one[1] + other[1], one[2] + other[2]))
    shifts = (total / weight for total, weight, count in pools for _ in range(count))
    for key, shift, offset in zip(draft.people(level), shifts, offsets, strict=True):
        draft.x[key] = shift + offset


def _wish(draft: Draft, key: str) -> tuple[float, float]:
    """Where a person would stand best, and how much it matters."""
    total, weights = draft.x[key] * _STAY, _STAY
    for parents, weight in draft.up.get(key, ()):
        total, weights = total + draft.middle(parents) * weight, weights + weight
    for child, weight in draft.down.get(key, ()):
        total, weights = total + draft.x[child] * weight, weights + weight
    if weights == _STAY:
        for other in draft.bonds.get(key, ()):
            total, weights = total + draft.x[other] * _NEAR, weights + _NEAR
    return total / weights, weights
