"""The signs of the family picture: symbols, strokes, badges and text, as pieces of SVG.

Every piece carries its own presentation attributes; there is no style sheet that a reader of the
file could fail to apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from app.genogram.geometry import Point

INK, PALE, BLUE, PURPLE, YELLOW = "#1f2430", "#6b7280", "#0b57d0", "#7a3b9a", "#ffe58a"
WHITE, GREY, TINT = "#ffffff", "#9aa3b2", "#f5f8fc"


@dataclass(frozen=True)
class Stroke:
    """How a line is drawn: its dashes ("" for none), width and colour."""

    dashes: str = ""
    width: float = 2.0
    colour: str = INK

    def attributes(self) -> str:
        """The stroke as SVG attributes."""
        dashes = f' stroke-dasharray="{self.dashes}"' if self.dashes else ""
        return (
            f'fill="none" stroke="{self.colour}" stroke-width="{self.width}" '
            f'stroke-linejoin="round"{dashes}'
        )


BRANCHES = {
    "birth": (Stroke(), "child by birth"),
    "route": (Stroke("11 3 2 3"), "child, parentage by law"),
    "adoption": (Stroke("7 4"), "child by adoption"),
    "surrogate": (Stroke("3 6"), "born by a surrogate"),
    "halfClaimed": (Stroke("15 3"), "child of a couple, one only claimed"),
    "claimed": (Stroke("1.5 3.5", 2.0), "child, only claimed"),
    "step": (Stroke("9 3 2 3", 1.3, PALE), "stepchild"),
}
UNIONS = {
    "marriage": Stroke(),
    "civilUnion": Stroke("14 3 3 3"),
    "cohabitation": Stroke("6 4"),
    "engagement": Stroke("2 4", 2.0),
    "unprovenMarriage": Stroke("16 6"),
}
NO_UNION = Stroke(width=1.0, colour=PALE)
BONDS = {
    "placed": (Stroke("", 2.0, BLUE), "placed with"),
    "foster": (Stroke("2 3.5", 2.2, BLUE), "placed with a foster parent"),
    "past": (Stroke("2 3.5", 1.4, GREY), "placed with earlier"),
    "proposed": (Stroke("7 4", 1.5, BLUE), "proposed to be placed with"),
    "tie": (Stroke("8 3 2 3 2 3", 1.6, PURPLE), "personal tie, not kin"),
}
LIGHT = "#ffd54a"


def trace(points: Iterable[Point]) -> str:
    """The path data of a polyline."""
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def rounded(points: Sequence[Point], radius: float = 7.0) -> str:
    """The path data of a polyline with level and upright stretches, its corners rounded."""
    data = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (a, b), (x, y), (u, v) in zip(points, points[1:], points[2:], strict=False):
        before, after = abs(x - a) + abs(y - b), abs(u - x) + abs(v - y)
        cut = min(radius, before / 2, after / 2)
        if cut < 0.5:
            data += f" L{x:.1f} {y:.1f}"
            continue
        start = x - (x - a) / before * cut, y - (y - b) / before * cut
        end = x + (u - x) / after * cut, y + (v - y) / after * cut
        data += f" L{start[0]:.1f} {start[1]:.1f} Q{x:.1f} {y:.1f} {end[0]:.1f} {end[1]:.1f}"
    return f"{data} L{points[-1][0]:.1f} {points[-1][1]:.1f}"


def stroked(data: str, stroke: Stroke) -> str:
    """A path drawn with a stroke."""
    return f'<path d="{data}" {stroke.attributes()}/>'


def light(data: str) -> str:
    """A broad band of colour under a line."""
    return (
        f'<path d="{data}" fill="none" stroke="{LIGHT}" stroke-width="13" '
        'stroke-linejoin="round" stroke-linecap="round"/>'
    )


def arrowhead(tip: Point, right: float, down: float, colour: str = BLUE) -> str:
    """An arrowhead that points right (1), left (-1), down (1) or up (-1)."""
    x, y = tip
    back = [(x - 9 * right + 4.5 * s * down, y - 9 * down + 4.5 * s * right) for s in (1, -1)]
    return f'<path d="{trace([tip, *back])} Z" fill="{colour}"/>'


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


def text(
    words: str, x: float, y: float, *, ink: str = INK, anchor: str = "start", size: float = 0.0
) -> str:
    """A line of text, escaped; of the picture's size or its own."""
    sized = f' font-size="{size}"' if size else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{ink}"{sized}>'
        f"{escape(words)}</text>"
    )
