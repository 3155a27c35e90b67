"""The family picture as SVG: symbols, line styles, names and the legend that explains them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from html import escape
from itertools import pairwise

from app.case import Case
from app.genogram.family import Care, Couple, Family, Member, Tie, near_family, part_of, read_family
from app.genogram.layout import Layout, lay_out
from app.genogram.lines import MARGIN, RADIUS, Geometry, Line, Point, run_lines
from app.genogram.symbols import (
    BLUE,
    BRANCHES,
    INK,
    NO_UNION,
    PALE,
    PLACED,
    PROPOSED,
    TEXT_SIZE,
    TIE,
    UNIONS,
    WHITE,
    YELLOW,
    Stroke,
    badge,
    cross,
    sample,
    slashes,
    stroked,
    symbol,
    text,
    text_width,
    trace,
    wrap,
)
from app.terms import CW, label

_FONT = "Arial, Helvetica, 'DejaVu Sans', sans-serif"
_GENDERS = {
    "male": "male",
    "female": "female",
    "nonBinary": "non-binary",
    "": "gender not recorded",
}
_NOT_RECORDED = "parents, no union recorded"
_LEAST_WIDTH, _COLUMN, _LINE = 640.0, 222.0, 21.0

Sample = Callable[[float, float], str]


def draw(
    case: Case,
    as_of: date,
    focal: str | None = None,
    highlight: AbstractSet[str] = frozenset(),
    steps: int | None = None,
    *,
    keep: AbstractSet[str] | None = None,
    paths: Sequence[Sequence[str]] = (),
) -> str:
    """The family picture of a case on a date, as SVG text.

    The SVG uses presentation attributes only (no style sheet, no script), so that it looks the
    same on a page, in print and in a PDF. Every name in it is escaped.

    What a page needs to make it answer is on the groups: a person has `data-key` and `data-row`
    (the generation from above), in the order from top left to bottom right; a line has `data-of`
    (the keys of those it ties), `data-child` where one of them is the child, and its kind as class.

    Args:
        case: the recorded facts.
        as_of: the date on which the family is shown.
        focal: the key of the child at the heart of the picture (double outline), or None.
        highlight: keys of people to mark, as on a path between two of them.
        steps: how many ties from the child the picture reaches; None for everyone.
        keep: keys of the only people to draw; None for everyone.
        paths: chains of people, each tied to the next, to light in the picture.
    """
    family = read_family(case, as_of)
    highlight = frozenset(highlight).union(*paths)
    if keep is not None:
        family = part_of(family, keep)
    if steps is not None and focal is not None and focal in family.people:
        family = near_family(family, focal, highlight, steps)
    layout = lay_out(family, focal)
    geometry = run_lines(family, layout)
    return _Picture(family, layout, geometry, focal or "", highlight).svg()


@dataclass
class _Picture:
    """A picture as it is drawn: its parts so far, and what its legend has to explain."""

    family: Family
    layout: Layout
    geometry: Geometry
    focal: str
    highlight: AbstractSet[str]
    parts: list[str] = field(default_factory=list)
    shown: dict[str, Sample] = field(default_factory=dict)

    def svg(self) -> str:
        """The whole picture."""
        for line in self.geometry.unions:
            self._union(line)
        for line in self.geometry.branches:
            self._branch(line)
        for tie in self.family.ties:
            self._tie(tie)
        for care in self.family.cares:
            self._care(care)
        if self.layout.loose:
            _, y = self.geometry.places[self.layout.loose[0]]
            self.parts.append(text("No ties recorded", MARGIN, y - RADIUS - 14, ink=PALE))
        for number, row in enumerate(self.geometry.rows):
            for key in row:
                self._person(self.family.people[key], number)
        width = max(self.geometry.width, _LEAST_WIDTH)
        height = self._legend(width, self.geometry.height + 12)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="group" width="{width:.0f}" '
            f'height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}" '
            f'font-family="{_FONT}" font-size="{TEXT_SIZE}">{self._titles()}'
            f'<rect x="0" y="0" width="{width:.0f}" height="{height:.0f}" fill="{WHITE}"/>'
            + "".join(self.parts)
            + "</svg>"
        )

    def _titles(self) -> str:
        count = len(self.family.people)
        title = f"Family picture, {count} {'person' if count == 1 else 'people'}"
        of = f" of {self._name(self.focal)}" if self.focal in self.family.people else ""
        generations = len(self.layout.rows)
        about = (
            f"The family{of} on {self.family.as_of.isoformat()}, in {generations} "
            f"generation{'' if generations == 1 else 's'}. The family table says the same in words."
        )
        return f"<title>{title}</title><desc>{escape(about)}</desc>"

    def _name(self, key: str) -> str:
        return self.family.people[key].name

    # Lines

    def _wider(self, line: Line) -> float:
        """How much wider a line is drawn where it lies on the marked path."""
        both = line.keys <= self.highlight
        others = line.keys - {line.child}
        down = line.child in self.highlight and not others.isdisjoint(self.highlight)
        return 2.4 if both or down else 0.0

    def _open(self, keys: Iterable[str], kind: str, title: str, child: str = "") -> None:
        """Begin the group of a line: whom it ties, of what kind it is, and the same in words."""
        of, below = " ".join(sorted(keys)), f' data-child="{escape(child)}"' if child else ""
        self.parts.append(
            f'<g class="line {kind}" data-of="{escape(of)}"{below}><title>{escape(title)}</title>'
        )

    def _union(self, line: Line) -> None:
        stroke = UNIONS.get(line.stroke, NO_UNION)
        words = label(CW[line.stroke]) if line.stroke else _NOT_RECORDED
        one, other = (self._name(key) for key in sorted(line.keys))
        title = f"{one} and {other}: " + "; ".join(self._unions_of(line.keys) or [words])
        self._open(line.keys, f"union {line.stroke or 'parents'}", title)
        (_, top), (_, bottom) = line.points[0], line.points[-1]
        data = trace(line.points) if top == bottom else _curve(line.points[0], line.points[-1])[0]
        self.parts.append(stroked(data, stroke, self._wider(line)))
        self.shown[words] = lambda x, y: sample(stroke, x, y)
        if line.ended and line.ended != "deathOfParty":
            count = 1 if line.ended == "ended" else 2
            self.parts.append(slashes(_off_middle(line.points), count))
            how = "ended, how is not recorded" if count == 1 else "ended by divorce or annulment"
            self.shown[how] = lambda x, y: sample(Stroke(), x, y) + slashes((x + 17, y), count)
        self.parts.append("</g>")

    def _unions_of(self, pair: frozenset[str]) -> list[str]:
        def words(couple: Couple) -> str:
            since = f" from {couple.since}" if couple.since else ""
            how = f" by {label(CW[couple.ended])}" if couple.ended not in ("", "ended") else ""
            return f"{label(CW[couple.kind])}{since}" + (f", ended{how}" if couple.ended else "")

        couples = self.family.couples
        return [words(each) for each in couples if frozenset((each.one, each.other)) == pair]

    def _branch(self, line: Line) -> None:
        stroke, words = BRANCHES[line.stroke]
        title = f"{self._name(line.child)}: {self._descent(line, words)}"
        title += ", no longer standing" if line.ended else ""
        self._open(line.keys, f"branch {line.stroke}", title, child=line.child)
        self.parts.append(stroked(trace(line.points), stroke, self._wider(line)))
        self.shown[words] = lambda x, y: sample(stroke, x, y)
        if line.ended:
            x, y = line.points[-1]
            bar = [(x - 6, y - RADIUS - 9), (x + 6, y - RADIUS - 9)]
            self.parts.append(stroked(trace(bar), Stroke()))
            self.shown["parentage that no longer stands"] = lambda x, y: (
                sample(Stroke(), x, y)
                + stroked(trace([(x + 17, y - 6), (x + 17, y + 6)]), Stroke())
            )
        self.parts.append("</g>")

    def _descent(self, line: Line, words: str) -> str:
        """Whose child someone is by a line, and how."""

        def names(keys: Iterable[str]) -> str:
            return " and ".join(self._name(key) for key in sorted(keys))

        parents = line.keys - {line.child}
        if line.stroke != "halfClaimed":
            return f"{words} of {names(parents)}"
        links = [each for each in self.family.parentage if each.child == line.child]
        sure = {each.parent for each in links if each.basis != "claimed"} & parents
        return f"child of {names(sure)}, only claimed of {names(parents - sure)}"

    def _tie(self, tie: Tie) -> None:
        places = self.geometry.places
        data, _, _ = _curve(places[tie.one], places[tie.other])
        title = f"{self._name(tie.one)}, {tie.words} of {self._name(tie.other)}"
        self._open((tie.one, tie.other), "tie", title)
        self.parts += [stroked(data, TIE), "</g>"]
        self.shown["personal tie, not kin"] = lambda x, y: sample(TIE, x, y)

    def _care(self, care: Care) -> None:
        places = self.geometry.places
        data, tip, side = _curve(places[care.caregiver], places[care.child])
        stroke = PROPOSED if care.proposed else PLACED
        words = "proposed caregiver of" if care.proposed else "caregiver of"
        title = f"{self._name(care.caregiver)}, {words} {self._name(care.child)}"
        kind = "care proposed" if care.proposed else "care placed"
        self._open((care.caregiver, care.child), kind, f"{title}, {care.since}")
        self.parts += [stroked(data, stroke), _arrowhead(tip, side), "</g>"]
        entry = "proposed to be placed with" if care.proposed else "placed with"
        self.shown[entry] = lambda x, y: sample(stroke, x, y) + _arrowhead((x + 34, y), -1)

    # People

    def _person(self, member: Member, row: int) -> None:
        place, gender = self.geometry.places[member.key], member.gender
        size = RADIUS - 1.5 if gender == "male" else RADIUS
        marked, focal = member.key in self.highlight, member.key == self.focal
        fill, width = (YELLOW, 3.4) if marked else (WHITE, 2.0)
        words = escape(self._words(member))
        self.parts.append(
            f'<g class="person" data-key="{escape(member.key)}" data-row="{row}" role="img" '
            f'aria-label="{words}"><title>{words}</title>'
        )
        self.parts.append(symbol(gender, place, size, fill=fill, width=width))
        words = _GENDERS.get(gender, gender)
        self.shown[words] = lambda x, y: symbol(gender, (x + 17, y), 8)
        if focal:
            self.parts.append(symbol(gender, place, size - 5, fill="none", width=1.8))
            self.shown["the child asked about"] = lambda x, y: (
                symbol(gender, (x + 17, y), 9) + symbol(gender, (x + 17, y), 5)
            )
        if marked:
            self.shown["on the way to the child"] = lambda x, y: symbol(
                gender, (x + 17, y), 8, fill=YELLOW, width=2.6
            )
        if member.died:
            self.parts.append(cross(gender, place, size))
            self.shown["has died"] = lambda x, y: (
                symbol(gender, (x + 17, y), 8) + cross(gender, (x + 17, y), 8)
            )
        self._badges(member.key, place)
        self._label(member, place)
        self.parts.append("</g>")

    def _words(self, member: Member) -> str:
        """A person in words, for those who hear the picture rather than see it."""
        words = [member.name, _GENDERS.get(member.gender, member.gender)]
        words += [f"born {member.born}"] if member.born else []
        words += [f"died {member.died}"] if member.died else []
        for care in self.family.cares:
            how = "proposed " if care.proposed else ""
            if care.caregiver == member.key:
                words.append(f"{how}caregiver of {self._name(care.child)}")
            elif care.child == member.key:
                words.append(f"{how}placement with {self._name(care.caregiver)}")
        words += [f"lives in {name}" for name, lives in self._lived_in() if member.key in lives]
        words += ["the child asked about"] if member.key == self.focal else []
        return ", ".join(words)

    def _lived_in(self) -> list[tuple[str, tuple[str, ...]]]:
        """The homes in which anyone lives, in the order of their numbers."""
        return [each for _, each in sorted(self.family.homes.items()) if each[1]]

    def _badges(self, key: str, place: Point) -> None:
        x, y = place
        cares = [care.proposed for care in self.family.cares if care.caregiver == key]
        if cares:
            words, fill, ink = ("P", WHITE, BLUE) if all(cares) else ("C", BLUE, WHITE)
            self.parts.append(badge(words, x + RADIUS + 2, y - RADIUS + 1, fill, ink))
            name = "proposed caregiver" if all(cares) else "caregiver on this date"
            self.shown[name] = lambda x, y: badge(words, x + 17, y, fill, ink)
        for number, (_, lives) in enumerate(self._lived_in(), start=1):
            if key in lives:
                self.parts.append(badge(f"H{number}", x - RADIUS - 3, y + RADIUS - 7, WHITE, PALE))
                return

    def _label(self, member: Member, place: Point) -> None:
        x, y = place
        lines = [(words, INK) for words in wrap(member.name)]
        lines += [(member.years, PALE)] if member.years else []
        for number, (words, ink) in enumerate(lines):
            wide, at = text_width(words), y + RADIUS + 14 + number * 13.5
            self.parts.append(
                f'<rect x="{x - wide / 2:.1f}" y="{at - 10:.1f}" width="{wide:.1f}" '
                f'height="13" fill="{WHITE}"/>'
            )
            self.parts.append(text(words, x, at, ink=ink, anchor="middle"))

    # The legend

    def _legend(self, width: float, top: float) -> float:
        """Explain everything that the picture shows; the height at which the legend ends."""
        day = self.family.as_of.isoformat()
        caption = f"Under each name: year of birth · age on {day}, or years of life"
        rule = stroked(trace([(MARGIN, top), (width - MARGIN, top)]), Stroke("", 1.0, "#c9ced8"))
        self.parts += [
            rule,
            f'<g font-weight="bold">{text("Legend", MARGIN, top + 20)}</g>',
            text(caption, MARGIN + 60, top + 20, ink=PALE),
        ]
        first = [*_GENDERS.values(), *map(_union_words, UNIONS), _NOT_RECORDED]
        first += [words for _, words in BRANCHES.values()]
        ranks = {words: rank for rank, words in enumerate(first)}
        entries = sorted(self.shown, key=lambda words: ranks.get(words, len(first)))
        columns = max(1, int((width - 2 * MARGIN) // _COLUMN))
        lines = -(-len(entries) // columns)
        for number, words in enumerate(entries):
            x, y = MARGIN + _COLUMN * (number // lines), top + 42 + _LINE * (number % lines)
            self.parts += [self.shown[words](x, y), text(words, x + 44, y + 4)]
        bottom = top + 42 + _LINE * lines
        for number, (name, _) in enumerate(self._lived_in(), start=1):
            self.parts.append(badge(f"H{number}", MARGIN + 17, bottom, WHITE, PALE))
            self.parts.append(text(f"lives in {name}", MARGIN + 44, bottom + 4))
            bottom += _LINE
        return bottom + 8


def _union_words(kind: str) -> str:
    return label(CW[kind])


def _off_middle(points: tuple[Point, ...]) -> Point:
    """A place on the longest stretch of a line, off its middle, where a branch may leave."""
    stretches = pairwise(points)
    (x, y), (u, v) = max(stretches, key=lambda s: abs(s[1][0] - s[0][0]) + abs(s[1][1] - s[0][1]))
    return x + (u - x) * 0.33, y + (v - y) * 0.33


def _curve(start: Point, end: Point) -> tuple[str, Point, int]:
    """An S-curve from side to side of two symbols, its tip, and the side from which it comes."""
    (x, y), (u, v) = start, end
    leave = 1 if u > x else -1
    arrive = -leave if abs(u - x) > 2 * RADIUS else leave
    tip = (u + arrive * (RADIUS + 3), v + 7)
    bend = max(46.0, min(abs(u - x) / 2, 120.0))
    data = (
        f"M{x + leave * RADIUS:.1f} {y + 7:.1f} C{x + leave * bend:.1f} {y + 16:.1f} "
        f"{u + arrive * bend:.1f} {v + 7:.1f} {tip[0]:.1f} {tip[1]:.1f}"
    )
    return data, tip, arrive


def _arrowhead(tip: Point, side: int) -> str:
    return f'<path d="M{tip[0]:.1f} {tip[1]:.1f} l{side * 9} -4.5 v9 Z" fill="{BLUE}"/>'
