"""Where everyone stands: couples side by side, the oldest child left, lines as short as may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.genogram.family import Family
from app.genogram.generations import generations
from app.genogram.ordering import Draft, middle, order
from app.genogram.sibships import Sibship, pairs, sibships

SLOT = 104.0  # the width a person takes, name and all
GAP = 20.0  # what separates two blocks, so that lines can pass
_ROUNDS = 30
_STAY, _NEAR = 0.2, 0.05
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
    draft = Draft(
        blocks=blocks,
        of={key: index for index, block in enumerate(blocks) for key in block},
        rows=[[] for _ in ranks],
        ships=[each for each in ships if each.stroke != "step"],
        level=level,
    )
    _link(draft, family)
    order(draft, family, focal)
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
    for key in sorted(level, key=family.rank.__getitem__):
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


def _link(draft: Draft, family: Family) -> None:
    for ship in draft.ships:
        weight = _FIRM.get(ship.stroke, 0.4) * (0.5 if ship.ended else 1.0)
        for child in ship.children:
            draft.up.setdefault(child, []).append((ship.parents, weight))
            for parent in ship.parents:
                draft.down.setdefault(parent, []).append((child, weight))
    bonds = [(each.caregiver, each.child) for each in family.cares]
    for one, other in bonds + [(each.one, each.other) for each in family.ties]:
        draft.bonds.setdefault(one, []).append(other)
        draft.bonds.setdefault(other, []).append(one)


def _place(draft: Draft) -> None:
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


def _settle(draft: Draft, level: int) -> None:
    """Pool adjacent blocks that want to overlap, so that each pool stands at its mean wish."""
    pools: list[tuple[float, float, int]] = []
    offsets, offset = [], 0.0
    for index in draft.rows[level]:
        offsets.append(offset)
        total = weights = 0.0
        for place, key in enumerate(draft.blocks[index]):
            wish, weight = _wish(draft, key)
            total += (wish - place * SLOT - offset) * weight
            weights += weight
        pools.append((total, weights, 1))
        offset += len(draft.blocks[index]) * SLOT + GAP
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            one, other = pools.pop(), pools.pop()
            pools.append((one[0] + other[0], one[1] + other[1], one[2] + other[2]))
    at = 0
    for total, weight, count in pools:
        for index in draft.rows[level][at : at + count]:
            for place, key in enumerate(draft.blocks[index]):
                draft.x[key] = total / weight + offsets[at] + place * SLOT
            at += 1


def _wish(draft: Draft, key: str) -> tuple[float, float]:
    """Where a person would stand best, and how much it matters."""
    total, weights = draft.x[key] * _STAY, _STAY
    for parents, weight in draft.up.get(key, ()):
        total, weights = total + middle(draft, parents) * weight, weights + weight
    for child, weight in draft.down.get(key, ()):
        total, weights = total + draft.x[child] * weight, weights + weight
    if weights == _STAY:
        for other in draft.bonds.get(key, ()):
            total, weights = total + draft.x[other] * _NEAR, weights + _NEAR
    return total / weights, weights
