"""Who lives together: outlines around those who stand side by side, a mark for those apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.genogram.family import Family
from app.genogram.geometry import RADIUS, Geometry
from app.genogram.labels import height as label_height
from app.genogram.layout import Layout
from app.genogram.placing import GAP
from app.genogram.symbols import PALE, TINT, WHITE, badge

_DOTTED = f'fill="{TINT}" stroke="{PALE}" stroke-width="1.3" stroke-dasharray="1.5 4"'


@dataclass(frozen=True)
class Household:
    """A home in which several of those drawn live.

    Attributes:
        key: the key of the home.
        name: what the case calls it.
        mark: the letters that stand for it in the picture.
        lives: who lives there.
        runs: those who stand side by side, in groups of two and more.
    """

    key: str
    name: str
    mark: str
    lives: tuple[str, ...]
    runs: tuple[tuple[str, ...], ...]

    @property
    def apart(self) -> frozenset[str]:
        """Those who stand beside no other member."""
        return frozenset(self.lives).difference(*self.runs)


def households(family: Family, layout: Layout) -> list[Household]:
    """The homes in which several of those drawn live, in the order of their names."""
    shared = [(name, key, lives) for key, (name, lives) in family.homes.items() if len(lives) > 1]
    return [
        Household(key, name, f"H{number}", lives, tuple(_runs(layout, lives)))
        for number, (name, key, lives) in enumerate(sorted(shared), start=1)
    ]


def _runs(layout: Layout, lives: Sequence[str]) -> list[tuple[str, ...]]:
    members: dict[int, list[str]] = {}
    for key in lives:
        if key in layout.row:
            members.setdefault(layout.row[key], []).append(key)
    runs = []
    for row, keys in sorted(members.items()):
        run: list[str] = []
        for key in sorted(keys, key=layout.x.__getitem__):
            beside = run and layout.span(key)[0] - layout.span(run[-1])[1] <= 2 * GAP
            if beside and layout.rows[row].index(key) - layout.rows[row].index(run[-1]) == 1:
                run.append(key)
            else:
                runs.append(tuple(run))
                run = [key]
        runs.append(tuple(run))
    return [run for run in runs if len(run) > 1]


def outline(layout: Layout, geometry: Geometry, run: Sequence[str], mark: str) -> str:
    """The outline around people who stand side by side, with the mark of their home."""
    (first, y), (last, _) = geometry.places[run[0]], geometry.places[run[-1]]
    left, right = first - layout.half[run[0]] + 4, last + layout.half[run[-1]] - 4
    top = y - RADIUS - 9
    bottom = y + RADIUS + max(label_height(geometry.labels[key]) for key in run) + 5
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
        f'height="{bottom - top:.1f}" rx="12" {_DOTTED}/>'
        + badge(mark, left + 6, top + 4, WHITE, PALE)
    )


def outline_sample(x: float, y: float) -> str:
    """A small outline, as the legend shows it."""
    return f'<rect x="{x:.1f}" y="{y - 8:.1f}" width="34" height="16" rx="6" {_DOTTED}/>'


def mark_sample(mark: str, x: float, y: float) -> str:
    """The mark of a home, as the legend shows it."""
    return badge(mark, x + 17, y, WHITE, PALE)
