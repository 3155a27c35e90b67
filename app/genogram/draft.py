"""A layout while it is being made: who stands in which block and row, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.genogram.sibships import Sibship

State = tuple[list[list[int]], list[list[str]]]


@dataclass
class Draft:
    """Blocks of each row while they are being ordered and placed.

    Attributes:
        blocks: people who stay side by side.
        of: the block of each person, by its index.
        rows: the blocks of each row, by their index, from left to right.
        ships: who hangs from whom.
        level: the row of each person.
        half: half the width that each person takes, the same for all of a block.
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
    half: dict[str, float]
    up: dict[str, list[tuple[tuple[str, ...], float]]] = field(default_factory=dict)
    down: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    bonds: dict[str, list[str]] = field(default_factory=dict)
    x: dict[str, float] = field(default_factory=dict)

    def state(self) -> State:
        """A copy of the order, to come back to."""
        return [[*row] for row in self.rows], [[*block] for block in self.blocks]

    def restore(self, state: State) -> None:
        """Come back to an order; people are counted off from the left."""
        self.rows, self.blocks = [[*row] for row in state[0]], [[*block] for block in state[1]]
        self.count_all_off()

    def people(self, level: int) -> list[str]:
        """The people of a row from left to right."""
        return [key for index in self.rows[level] for key in self.blocks[index]]

    def count_off(self, level: int) -> None:
        """Stand the people of a row at 0, 1, 2 and so on."""
        self.x.update((key, float(place)) for place, key in enumerate(self.people(level)))

    def count_all_off(self) -> None:
        """Stand the people of every row at 0, 1, 2 and so on."""
        for level in range(len(self.rows)):
            self.count_off(level)

    def middle(self, keys: Iterable[str]) -> float:
        """The place halfway between people."""
        places = [self.x[key] for key in keys]
        return sum(places) / len(places)
