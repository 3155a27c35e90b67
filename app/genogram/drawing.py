"""The family picture as SVG: symbols, line styles, names and the legend that explains them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field
from datetime import date
from html import escape
from math import hypot

from app.case import Case
from app.genogram.family import Care, Family, Member, read_family
from app.genogram.layout import SLOT, lay_out
from app.genogram.lines import MARGIN, RADIUS, Geometry, Line, Point, run_lines
from app.terms import CW, label

_INK, _PALE, _BLUE, _PURPLE, _YELLOW = "#1f2430", "#6b7280", "#0b57d0", "#7a3b9a", "#ffe58a"
_FONT = "Arial, Helvetica, 'DejaVu Sans', sans-serif"
_ROW, _SIZE = 13.5, 11.5

# stroke: (dash pattern, width, colour, words of the legend)
_BRANCHES = {
    "birth": ("", 1.8, _INK, "child by birth"),
    "route": ("11 3 2 3", 1.8, _INK, "parentage by law"),
    "adoption": ("7 4", 1.8, _INK, "child by adoption"),
    "surrogate": ("3 6", 1.8, _INK, "born by a surrogate"),
    "claimed": ("1.5 3.5", 2.0, _INK, "parentage only claimed"),
}
_UNIONS = {
    "marriage": ("", 1.8, _INK, "marriage"),
    "civilUnion": ("14 3 3 3", 1.8, _INK, "civil union"),
    "cohabitation": ("6 4", 1.8, _INK, "living together"),
    "engagement": ("2 4", 2.0, _INK, "engagement"),
    "unprovenMarriage": ("16 6", 1.8, _INK, "marriage without proof"),
    "parents": ("", 1.0, _PALE, "parents, no union recorded"),
}
_SYMBOLS = {
    "male": "male",
    "female": "female",
    "nonBinary": "non-binary",
    "": "gender not recorded",
}
_NARROW, _WIDE = frozenset("ijltfrI.,:;'|!()[] -"), frozenset("mwMWGOQ@%—")
_STRETCH = {"male": RADIUS - 1.5, "female": RADIUS, "nonBinary": RADIUS, "": RADIUS}


@dataclass
class _Sheet:
    """The parts of a drawing as they are made, and what the legend has to explain."""

    parts: list[str] = field(default_factory=list)
    shown: dict[str, Callable[[float, float], str]] = field(default_factory=dict)

    def add(self, *parts: str) -> None:
        self.parts.extend(parts)


def draw(
    case: Case, as_of: date, focal: str | None = None, highlight: Set[str] = frozenset()
) -> str:
    """The family picture of a case on a date, as SVG text.

    The SVG uses presentation attributes only (no style sheet, no script), so that it looks the
    same on a page, in print and in a PDF. Every name in it is escaped.

    Args:
        case: the recorded facts.
        as_of: the date on which the family is shown.
        focal: the key of the child at the heart of the picture (double outline), or None.
        highlight: keys of people to mark, as on a path between two of them.
    """
    family = read_family(case, as_of)
    layout = lay_out(family, focal)
    geometry = run_lines(family, layout)
    sheet = _Sheet()
    for line in geometry.unions:
        _union(sheet, family, line, highlight)
    for line in geometry.branches:
        _branch(sheet, family, line, highlight)
    for tie in family.ties:
        _tie(sheet, geometry, tie.one, tie.other, tie.words, family)
    for care in family.cares:
        _care(sheet, geometry, family, care)
    if layout.loose:
        x, y = geometry.places[layout.loose[0]]
        sheet.add(_text(MARGIN, y - RADIUS - 14, "No ties recorded", _PALE, anchor="start"))
    homes = {key: f"H{number}" for number, key in enumerate(sorted(family.homes), start=1)}
    for key, member in family.people.items():
        _person(sheet, family, member, geometry.places[key], focal, highlight, homes)
    notes = [f"{homes[key]} {name}" for key, (name, lives) in sorted(family.homes.items()) if lives]
    width = max(geometry.width, 620.0)
    legend, height = _legend(sheet, notes, width, geometry.height + 12)
    people = len(family.people)
    title = f"Family picture, {people} {'person' if people == 1 else 'people'}"
    of = f" of {family.people[focal].name}" if focal in family.people else ""
    about = (
        f"The family{of} on {as_of.isoformat()}, in {len(layout.rows)} generations. "
        "The family table says the same in words."
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width:.0f}" '
        f'height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}" font-family="{_FONT}" '
        f'font-size="{_SIZE}"><title>{title}</title><desc>{escape(about)}</desc>'
        f'<rect x="0" y="0" width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>'
        + "".join(sheet.parts)
        + legend
        + "</svg>"
    )


# Lines


def _path(points: Iterable[Point]) -> str:
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _stroke(dash: str, width: float, colour: str) -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"{dashes}'


def _marked(line: Line, highlight: Set[str]) -> float:
    """How much wider a line is drawn where it lies on the marked path."""
    both = line.keys <= highlight
    down = line.title in highlight and bool(highlight & (line.keys - {line.title}))
    return 2.4 if both or down else 0.0


def _union(sheet: _Sheet, family: Family, line: Line, highlight: Set[str]) -> None:
    dash, width, colour, words = _UNIONS.get(line.stroke, _UNIONS["parents"])
    one, other = (family.people[key].name for key in sorted(line.keys))
    ended = ""
    if line.ended:
        ended = ", ended" if line.ended == "ended" else f", ended by {label(CW[line.ended])}"
    title = escape(f"{one} and {other}: {words}{ended}")
    style = _stroke(dash, width + _marked(line, highlight), colour)
    sheet.add(f'<g><title>{title}</title><path d="{_path(line.points)}" {style}/>')
    if line.ended and line.ended != "deathOfParty":
        x, y = _slash_place(line.points)
        sheet.add(_slashes(x, y, 1 if line.ended == "ended" else 2))
        key = "ended, how is not recorded" if line.ended == "ended" else "ended by divorce or annulment"
        count = 1 if line.ended == "ended" else 2
        sheet.shown[key] = lambda x, y: _sample("", 1.8, _INK)(x, y) + _slashes(x + 14, y, count)
    sheet.add("</g>")
    sheet.shown[words] = _sample(dash, width, colour)


def _slash_place(points: tuple[Point, ...]) -> Point:
    """A place on the longest stretch of a line, off its middle, where a branch may leave."""
    longest = max(zip(points, points[1:], strict=False), key=lambda s: hypot(
        s[1][0] - s[0][0], s[1][1] - s[0][1]))
    (x, y), (u, v) = longest
    return x + (u - x) * 0.33, y + (v - y) * 0.33


def _slashes(x: float, y: float, count: int) -> str:
    starts = [x + 5 * (n - (count - 1) / 2) for n in range(count)]
    strokes = "".join(f"M{s - 4:.1f} {y + 8:.1f} L{s + 4:.1f} {y - 8:.1f}" for s in starts)
    return f'<path d="{strokes}" {_stroke("", 1.6, _INK)}/>'


def _branch(sheet: _Sheet, family: Family, line: Line, highlight: Set[str]) -> None:
    dash, width, colour, words = _BRANCHES[line.stroke]
    child = line.title
    parents = " and ".join(family.people[key].name for key in sorted(line.keys - {child}))
    ended = ", no longer" if line.ended else ""
    title = escape(f"{family.people[child].name}, {words} of {parents}{ended}")
    style = _stroke(dash, width + _marked(line, highlight), colour)
    sheet.add(f'<g><title>{title}</title><path d="{_path(line.points)}" {style}/>')
    if line.ended:
        x, y = line.points[-1]
        cross = f"M{x - 6:.1f} {y - RADIUS - 9:.1f} L{x + 6:.1f} {y - RADIUS - 9:.1f}"
        sheet.add(f'<path d="{cross}" {_stroke("", 1.8, _INK)}/>')
        sheet.shown["parentage that no longer stands"] = lambda x, y: _sample("", 1.8, _INK)(
            x, y
        ) + f'<path d="M{x + 14:.1f} {y - 6:.1f} L{x + 14:.1f} {y + 6:.1f}" {_stroke("", 1.8, _INK)}/>'
    sheet.add("</g>")
    sheet.shown[words] = _sample(dash, width, colour)


def _curve(start: Point, end: Point) -> tuple[str, Point, int]:
    """An S-curve from side to side of two symbols, its end, and from which side it arrives."""
    (x, y), (u, v) = start, end
    leave = 1 if u > x else -1
    arrive = -leave if abs(u - x) > 2 * RADIUS else leave
    tip = (u + arrive * (RADIUS + 3), v)
    bend = max(46.0, min(abs(u - x) / 2, 120.0))
    path = (
        f"M{x + leave * RADIUS:.1f} {y + 7:.1f} C{x + leave * bend:.1f} {y + 16:.1f} "
        f"{u + arrive * bend:.1f} {v + 7:.1f} {tip[0]:.1f} {v + 7:.1f}"
    )
    return path, (tip[0], v + 7), arrive


def _care(sheet: _Sheet, geometry: Geometry, family: Family, care: Care) -> None:
    if care.child not in geometry.places or care.caregiver not in geometry.places:
        return
    start, end = geometry.places[care.caregiver], geometry.places[care.child]
    path, (x, y), side = _curve(start, end)
    dash = "2 4" if care.proposed else ""
    words = "proposed caregiver of" if care.proposed else "caregiver of"
    names = family.people
    title = escape(f"{names[care.caregiver].name}, {words} {names[care.child].name} since {care.since}")
    sheet.add(
        f'<g><title>{title}</title><path d="{path}" {_stroke(dash, 2.0, _BLUE)}/>'
        f'<path d="M{x:.1f} {y:.1f} l{side * 9} -4.5 v9 Z" fill="{_BLUE}"/></g>'
    )
    key = "proposed placement with" if care.proposed else "placed with"
    sheet.shown[key] = lambda x, y: _sample(dash, 2.0, _BLUE)(x, y) + (
        f'<path d="M{x + 34:.1f} {y:.1f} l-9 -4.5 v9 Z" fill="{_BLUE}"/>'
    )


def _tie(
    sheet: _Sheet, geometry: Geometry, one: str, other: str, words: str, family: Family
) -> None:
    if one not in geometry.places or other not in geometry.places:
        return
    path, _, _ = _curve(geometry.places[one], geometry.places[other])
    title = escape(f"{family.people[one].name} and {family.people[other].name}: {words}")
    style = _stroke("8 3 2 3 2 3", 1.6, _PURPLE)
    sheet.add(f'<g><title>{title}</title><path d="{path}" {style}/></g>')
    sheet.shown["personal tie, not kin"] = _sample("8 3 2 3 2 3", 1.6, _PURPLE)


# People


def _symbol(gender: str, x: float, y: float, size: float, fill: str, width: float) -> str:
    style = f'fill="{fill}" stroke="{_INK}" stroke-width="{width}"'
    if gender == "male":
        return f'<rect x="{x - size:.1f}" y="{y - size:.1f}" width="{2 * size:.1f}" height="{2 * size:.1f}" {style}/>'
    if gender == "female":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" {style}/>'
    if gender == "nonBinary":
        s = size
        corners = [(0, -s), (s * 0.95, -s * 0.31), (s * 0.59, s * 0.81), (-s * 0.59, s * 0.81), (-s * 0.95, -s * 0.31)]
    else:
        corners = [(0, -size), (size, 0), (0, size), (-size, 0)]
    return f'<path d="{_path((x + dx, y + dy) for dx, dy in corners)} Z" {style}/>'


def _person(
    sheet: _Sheet,
    family: Family,
    member: Member,
    place: Point,
    focal: str | None,
    highlight: Set[str],
    homes: dict[str, str],
) -> None:
    x, y = place
    key, gender = member.key, member.gender
    fill = _YELLOW if key in highlight else "#ffffff"
    size = _STRETCH[gender]
    sheet.add(f'<g data-key="{escape(key)}"><title>{escape(_words(family, member, key == focal))}</title>')
    sheet.add(_symbol(gender, x, y, size, fill, 3.4 if key in highlight else 2.0))
    sheet.shown[_SYMBOLS[gender]] = lambda x, y: _symbol(gender, x + 16, y, 8, "#ffffff", 1.6)
    if key == focal:
        sheet.add(_symbol(gender, x, y, size - 5, "none", 1.8))
        sheet.shown["child at the heart of the picture"] = lambda x, y: _symbol(
            gender, x + 16, y, 9, "#ffffff", 1.6
        ) + _symbol(gender, x + 16, y, 5.5, "none", 1.4)
    if key in highlight:
        sheet.shown["marked for the question"] = lambda x, y: _symbol(
            gender, x + 16, y, 8, _YELLOW, 2.6
        )
    if member.died:
        sheet.add(_cross(x, y, size * (0.71 if gender == "female" else 0.98 if gender == "male" else 0.5)))
        sheet.shown["has died"] = lambda x, y: _symbol("male", x + 16, y, 8, "#ffffff", 1.6) + _cross(
            x + 16, y, 8
        )
    _badges(sheet, family, key, place, homes)
    _label(sheet, member, place)
    sheet.add("</g>")


def _cross(x: float, y: float, s: float) -> str:
    lines = f"M{x - s:.1f} {y - s:.1f} L{x + s:.1f} {y + s:.1f}M{x + s:.1f} {y - s:.1f} L{x - s:.1f} {y + s:.1f}"
    return f'<path d="{lines}" {_stroke("", 1.5, _INK)}/>'


def _badge(x: float, y: float, words: str, fill: str, ink: str) -> str:
    wide = 6.0 + 6.4 * len(words)
    return (
        f'<rect x="{x - wide / 2:.1f}" y="{y - 7:.1f}" width="{wide:.1f}" height="14" rx="4" '
        f'fill="{fill}" stroke="{_BLUE if ink != _PALE else _PALE}" stroke-width="1.2"/>'
        f'<text x="{x:.1f}" y="{y + 3.6:.1f}" text-anchor="middle" font-size="10" '
        f'font-weight="bold" fill="{ink}">{words}</text>'
    )


def _badges(
    sheet: _Sheet, family: Family, key: str, place: Point, homes: dict[str, str]
) -> None:
    x, y = place
    cares = [care.proposed for care in family.cares if care.caregiver == key]
    if cares:
        proposed = all(cares)
        words, fill, ink = ("P", "#ffffff", _BLUE) if proposed else ("C", _BLUE, "#ffffff")
        sheet.add(_badge(x + RADIUS + 2, y - RADIUS + 1, words, fill, ink))
        name = "proposed caregiver" if proposed else "current caregiver"
        sheet.shown[name] = lambda x, y: _badge(x + 16, y, words, fill, ink)
    lives = [homes[home] for home, (_, people) in sorted(family.homes.items()) if key in people]
    if lives:
        sheet.add(_badge(x - RADIUS - 3, y + RADIUS - 7, lives[0], "#ffffff", _PALE))


def _words(family: Family, member: Member, focal: bool) -> str:
    """A person in words, for those who hear the picture rather than see it."""
    words = [member.name, _SYMBOLS[member.gender]]
    if member.born:
        words.append(f"born {member.born}")
    if member.died:
        words.append(f"died {member.died}")
    for care in family.cares:
        how = "proposed " if care.proposed else ""
        if care.caregiver == member.key:
            words.append(f"{how}caregiver of {family.people[care.child].name}")
        elif care.child == member.key:
            words.append(f"{how}placement with {family.people[care.caregiver].name}")
    if focal:
        words.append("the child at the heart of the picture")
    return ", ".join(words)


# Names


def wrap(name: str, width: float = SLOT - 10) -> list[str]:
    """A name in at most two lines no wider than `width`, cut with an ellipsis where it must be."""
    lines: list[str] = []
    for word in re.findall(r"\S+?-(?=\w)|\S+", name):
        joined = lines[-1] + ("" if lines[-1].endswith("-") else " ") + word if lines else word
        if lines and text_width(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1]}…"]
    return [_cut(line, width) for line in lines]


def _cut(line: str, width: float) -> str:
    if text_width(line) <= width:
        return line
    line = line.rstrip("…")
    while line and text_width(f"{line}…") > width:
        line = line[:-1]
    return f"{line}…"


def text_width(text: str, size: float = _SIZE) -> float:
    """How wide a text is at most, in pixels, whichever sans-serif font is at hand."""
    return size * sum(
        0.4 if sign in _NARROW
        else 1.0 if sign in _WIDE or ord(sign) > 0x2E7F
        else 0.78 if sign.isupper()
        else 0.64
        for sign in text
    )


def _text(
    x: float, y: float, words: str, colour: str, anchor: str = "middle", extra: str = ""
) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{extra}>{escape(words)}</text>'


def _label(sheet: _Sheet, member: Member, place: Point) -> None:
    x, y = place
    lines = [(words, _INK) for words in wrap(member.name)]
    if member.years:
        lines.append((member.years, _PALE))
    top = y + RADIUS + 14
    for number, (words, colour) in enumerate(lines):
        wide, at = text_width(words), top + number * _ROW
        sheet.add(
            f'<rect x="{x - wide / 2:.1f}" y="{at - 10:.1f}" width="{wide:.1f}" height="13" fill="#ffffff"/>',
            _text(x, at, words, colour),
        )


# The legend


def _sample(dash: str, width: float, colour: str) -> Callable[[float, float], str]:
    return lambda x, y: (
        f'<path d="M{x:.1f} {y:.1f} L{x + 34:.1f} {y:.1f}" {_stroke(dash, width, colour)}/>'
    )


def _legend(sheet: _Sheet, homes: list[str], width: float, top: float) -> tuple[str, float]:
    """The legend of everything that the picture shows, and the height at which it ends."""
    order = [*_SYMBOLS.values(), *(each[3] for each in (*_UNIONS.values(), *_BRANCHES.values()))]
    rest = [words for words in sheet.shown if words not in order]
    entries = [words for words in order if words in sheet.shown] + rest
    columns = max(1, int((width - 2 * MARGIN) // 205))
    parts = [
        f'<path d="M{MARGIN} {top:.1f} L{width - MARGIN:.1f} {top:.1f}" {_stroke("", 1, "#c9ced8")}/>',
        _text(MARGIN, top + 20, "Legend", _INK, "start", ' font-weight="bold"'),
    ]
    lines = -(-len(entries) // columns)
    for number, words in enumerate(entries):
        x, y = MARGIN + 205 * (number // lines), top + 40 + 21 * (number % lines)
        parts += [sheet.shown[words](x, y), _text(x + 42, y + 4, words, _INK, "start")]
    y = top + 40 + 21 * lines
    for home in homes:
        code, _, name = home.partition(" ")
        parts += [_badge(MARGIN + 16, y, code, "#ffffff", _PALE)]
        parts += [_text(MARGIN + 42, y + 4, f"lives in {name}", _INK, "start")]
        y += 21
    return "".join(parts), y + 8
