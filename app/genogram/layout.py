"""Where everyone stands: couples side by side, the oldest child left, lines as short as may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.genogram.draft import Draft
from app.genogram.family import Family, tied
from app.genogram.generations import generations
from app.genogram.labels import labels, slot
from app.genogram.ordering import order
from app.genogram.placing import place
from app.genogram.sibships import Sibship, pairs, sibships

_ROUNDS = 30
_FIRM = {"birth": 1.0, "route": 1.0, "adoption": 0.8, "halfClaimed": 1.0}


@dataclass(frozen=True)
class Layout:
    """The place of everyone: row and horizontal middle, and who stands in which block.

    Attributes:
        rows: the keys of each generation from left to right, the eldest generation first.
        x: the horizontal middle of each person.
        half: half the width that each person takes, name and all, the same for all of a block.
        row: the index of each person's row; people in `loose` have none.
        beside: pairs of partners or co-parents who stand next to each other.
        loose: people whom nothing ties to anyone; they stand in a grid of their own.
        sibships: who hangs from whom.
    """

    rows: tuple[tuple[str, ...], ...]
    x: Mapping[str, float]
    half: Mapping[str, float]
    row: Mapping[str, int]
    beside: frozenset[frozenset[str]]
    loose: tuple[str, ...]
    sibships: tuple[Sibship, ...]

    def span(self, key: str) -> tuple[float, float]:
        """The left and the right end of the place that a person takes."""
        return self.x[key] - self.half[key], self.x[key] + self.half[key]


def lay_out(family: Family, focal: str | None = None) -> Layout:
    """The place of everyone in the family picture.

    Args:
        family: who is recorded and what ties them.
        focal: the key of the person at the heart of the picture, or None.
    """
    ships = sibships(family)
    joined = tied(family)
    loose = tuple(
        sorted(
            (k for k in family.people if k not in joined),
            key=lambda k: (family.people[k].name.casefold(), k),
        )
    )
    level = {k: v for k, v in generations(family, focal).items() if k in joined}
    ranks = {old: new for new, old in enumerate(sorted(set(level.values())))}
    level = {key: ranks[old] for key, old in level.items()}
    blocks, beside = _blocks(family, level)
    words = labels(family)
    wide = [max(slot(words[key]) for key in block) for block in blocks]
    draft = Draft(
        blocks=blocks,
        of={key: index for index, block in enumerate(blocks) for key in block},
        rows=[[] for _ in ranks],
        ships=[each for each in ships if each.stroke != "step"],
        level=level,
        half={key: wide[at] / 2 for at, block in enumerate(blocks) for key in block},
    )
    _link(draft, family)
    order(draft, family, focal)
    place(draft, _ROUNDS)
    left = min((draft.x[key] - draft.half[key] for key in draft.x), default=0.0)
    x = {key: at - left for key, at in draft.x.items()}
    rows = tuple(tuple(key for i in row for key in draft.blocks[i]) for row in draft.rows)
    return Layout(rows, x, draft.half, level, beside, loose, tuple(ships))


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
