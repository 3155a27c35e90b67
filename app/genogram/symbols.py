"""The signs of the family picture: symbols, strokes, badges and text, as pieces of SVG.

Every piece carries its own presentation attributes; there is no style sheet that a reader of the
file could fail to apply.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from app.genogram.layout import SLOT
from app.genogram.lines import Point

INK, PALE, BLUE, PURPLE, YELLOW = "#1f2430", "#6b7280", "#0b57d0", "#7a3b9a", "#ffe58a"
WHITE = "#ffffff"
TEXT_SIZE = 11.5
_NARROW, _WIDE = frozenset("ijltfrI.,:;'|!()[] -"), frozenset("mwMWGOQ@%—")


@dataclass(frozen=True)
class Stroke:
    """How a line is drawn: its dashes ("" for none), width and colour."""

    dashes: str = ""
    width: float = 1.8
    colour: str = INK

    def attributes(self, wider: float = 0.0) -> str:
        """The stroke as SVG attributes, drawn wider by some pixels."""
        dashes = f' stroke-dasharray="{self.dashes}"' if self.dashes else ""
        return (
            f'fill="none" stroke="{self.colour}" stroke-width="{self.width + wider:.1f}" '
            f'stroke-linejoin="round"{dashes}'
        )


BRANCHES = {
    "birth": (Stroke(), "child by birth"),
    "route": (Stroke("11 3 2 3"), "child, parentage by law"),
    "adoption": (Stroke("7 4"), "child by adoption"),
    "surrogate": (Stroke("3 6"), "born by a surrogate"),
    "halfClaimed": (Stroke("15 3"), "child of a couple, one only claimed"),
    "claimed": (Stroke("1.5 3.5", 2.0), "child, only claimed"),
}
UNIONS = {
    "marriage": Stroke(),
    "civilUnion": Stroke("14 3 3 3"),
    "cohabitation": Stroke("6 4"),
    "engagement": Stroke("2 4", 2.0),
    "unprovenMarriage": Stroke("16 6"),
}
NO_UNION = Stroke(width=1.0, colour=PALE)
TIE = Stroke("8 3 2 3 2 3", 1.6, PURPLE)
PLACED, PROPOSED = Stroke("", 2.0, BLUE), Stroke("2 4", 2.0, BLUE)


def trace(points: Iterable[Point]) -> str:
    """The path data of a polyline."""
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def stroked(data: str, stroke: Stroke, wider: float = 0.0) -> str:
    """A path drawn with a stroke."""
    return f'<path d="{data}" {stroke.attributes(wider)}/>'


def sample(stroke: Stroke, x: float, y: float) -> str:
    """A short piece of a stroke, as the legend shows it."""
    return stroked(trace([(x, y), (x + 34, y)]), stroke)


def symbol(gender: str, place: Point, size: float, *, fill: str = WHITE, width: float = 1.6) -> str:
    """A square (male), circle (female), pentagon (non-binary) or diamond (not recorded)."""
    x, y = place
    style = f'fill="{fill}" stroke="{INK}" stroke-width="{width}"'
    if gender == "male":
        side = f'width="{2 * size:.1f}" height="{2 * size:.1f}"'
        return f'<rect x="{x - size:.1f}" y="{y - size:.1f}" {side} {style}/>'
    if gender == "female":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" {style}/>'
    corners = [(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)]
    if gender == "nonBinary":
        corners = [(0.0, -1.0), (0.95, -0.31), (0.59, 0.81), (-0.59, 0.81), (-0.95, -0.31)]
    outline = trace((x + size * right, y + size * down) for right, down in corners)
    return f'<path d="{outline} Z" {style}/>'


def cross(gender: str, place: Point, size: float) -> str:
    """The X through the symbol of someone who has died."""
    x, y = place
    s = size * {"male": 1.0, "female": 0.71}.get(gender, 0.5)
    arms = trace([(x - s, y - s), (x + s, y + s)]) + trace([(x + s, y - s), (x - s, y + s)])
    return stroked(arms, Stroke(width=1.5))


def slashes(place: Point, count: int) -> str:
    """One or two strokes through the line of a union that has ended."""
    x, y = place
    starts = [x + 5 * (number - (count - 1) / 2) for number in range(count)]
    return stroked("".join(trace([(s - 4, y + 8), (s + 4, y - 8)]) for s in starts), Stroke())


def badge(words: str, x: float, y: float, fill: str, ink: str) -> str:
    """A small label with a few letters, around a middle."""
    wide = 6.0 + 6.4 * len(words)
    border = PALE if ink == PALE else BLUE
    return (
        f'<rect x="{x - wide / 2:.1f}" y="{y - 7:.1f}" width="{wide:.1f}" height="14" rx="4" '
        f'fill="{fill}" stroke="{border}" stroke-width="1.2"/>'
        f'<text x="{x:.1f}" y="{y + 3.6:.1f}" text-anchor="middle" font-size="10" '
        f'font-weight="bold" fill="{ink}">{escape(words)}</text>'
    )


def text(words: str, x: float, y: float, *, ink: str = INK, anchor: str = "start") -> str:
    """A line of text, escaped."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{ink}">{escape(words)}</text>'
    )


def wrap(name: str, width: float = SLOT - 12) -> list[str]:
    """A name in at most three lines no wider than `width`, cut with an ellipsis if need be."""
    lines: list[str] = []
    for word in re.findall(r"\S+?-(?=\w)|\S+", name):
        joined = word
        if lines:
            joined = lines[-1] + ("" if lines[-1].endswith("-") else " ") + word
        if lines and text_width(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > 3:
        lines = [*lines[:2], f"{lines[2]}…"]
    return [_cut(line, width) for line in lines]


def _cut(line: str, width: float) -> str:
    if text_width(line) <= width:
        return line
    line = line.rstrip("…")
    while line and text_width(f"{line}…") > width:
        line = line[:-1]
    return f"{line}…"


def text_width(words: str) -> float:
    """How wide a text is at most, in pixels, whichever sans-serif font is at hand."""
    return TEXT_SIZE * sum(
        0.4
        if sign in _NARROW
        else 1.0
        if sign in _WIDE or ord(sign) > 0x2E7F
        else 0.78
        if sign.isupper()
        else 0.64
        for sign in words
    )
