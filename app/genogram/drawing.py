"""The family picture as SVG: symbols, line styles, names and the legend that explains them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from html import escape
from itertools import combinations, pairwise

from app.case import Case
from app.genogram.family import (
    Couple,
    Family,
    Member,
    joining,
    near_family,
    part_of,
    read_family,
)
from app.genogram.geometry import MARGIN, RADIUS, Geometry, Line, Point
from app.genogram.homes import Household, households, mark_sample, outline, outline_sample
from app.genogram.labels import LINE, SMALL, TEXT_SIZE
from app.genogram.layout import Layout, lay_out
from app.genogram.legend import Sample, caption, legend
from app.genogram.lines import bonds_of, run_lines
from app.genogram.symbols import (
    BLUE,
    BONDS,
    BRANCHES,
    GREY,
    INK,
    NO_UNION,
    PALE,
    UNIONS,
    WHITE,
    YELLOW,
    Stroke,
    arrowhead,
    badge,
    cross,
    light,
    rounded,
    sample,
    slashes,
    stroked,
    symbol,
    text,
    trace,
)
from app.genogram.ways import way
from app.terms import CW, label

_FONT = "Arial, Helvetica, 'DejaVu Sans', sans-serif"
_GENDERS = {
    "male": "male",
    "female": "female",
    "nonBinary": "non-binary",
    "": "gender not recorded",
}
_NOT_RECORDED = "parents, no union recorded"
_FOCAL, _MARKED = "the child asked about", "on the path shown"
_ENDED, _ENDED_SOMEHOW = "ended by divorce or annulment", "separated, or ended unrecorded how"
_NO_LONGER = "parentage that no longer stands"
_LEAST_WIDTH = 640.0


def draw(
    case: Case,
    as_of: date,
    focal: str | None = None,
    highlight: AbstractSet[str] = frozenset(),
    steps: int | None = None,
    *,
    keep: AbstractSet[str] | None = None,
    path: Sequence[str] = (),
    said: Sequence[str] = (),
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
        path: a chain of people, each tied to the next, to light in the picture.
        said: sentences below it, on whom it is for.
    """
    family = read_family(case, as_of)
    marked = frozenset(highlight).union(path)
    if steps is not None and focal is not None and focal in family.people:
        family = near_family(family, focal, marked, steps)
    dots: frozenset[str] = frozenset()
    if keep is not None:
        dots = joining(family, keep)
        family = part_of(family, dots | keep)
    layout = lay_out(family, focal)
    geometry = run_lines(family, layout, bonds_of(family, marked))
    homes = households(family, layout)
    return _Picture(family, layout, geometry, focal or "", marked, path, dots, homes, said).svg()


@dataclass
class _Picture:
    """A picture as it is drawn: its parts so far, and what its legend has to explain."""

    family: Family
    layout: Layout
    geometry: Geometry
    focal: str
    highlight: AbstractSet[str]
    path: Sequence[str]
    dots: AbstractSet[str]
    homes: Sequence[Household]
    said: Sequence[str]
    parts: list[str] = field(default_factory=list)
    shown: dict[str, Sample] = field(default_factory=dict)

    def svg(self) -> str:
        """The whole picture."""
        for home in self.homes:
            self._home(home)
        self._lights()
        for line in self.geometry.unions:
            self._union(line)
        for line in self.geometry.branches:
            self._branch(line)
        for line in self.geometry.bonds:
            self._bond(line)
        if self.layout.loose:
            _, y = self.geometry.places[self.layout.loose[0]]
            self.parts.append(text("No ties recorded", MARGIN, y - RADIUS - 14, ink=PALE))
        for number, row in enumerate(self.geometry.rows):
            for key in row:
                if key in self.dots:
                    self._dot(key)
                else:
                    self._person(self.family.people[key], number)
        width = max(self.geometry.width, _LEAST_WIDTH)
        below, height = caption(self.said, width, self._legend(width, self.geometry.height + 12))
        self.parts += below
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

    def _lights(self) -> None:
        """A band of colour under the lines of the path; without one, of all who are marked."""
        ties = pairwise(self.path) if self.path else combinations(sorted(self.highlight), 2)
        for one, other in ties:
            found = way(self.geometry, one, other, bonds=bool(self.path))
            self.parts += [light(data) for data in found]

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
        self.parts.append(stroked(trace(line.points), stroke))
        self.shown[words] = lambda x, y: sample(stroke, x, y)
        if line.ended and line.ended != "deathOfParty":
            count = 1 if line.ended == "ended" else 2
            self.parts.append(slashes(_off_middle(line.points), count))
            how = _ENDED_SOMEHOW if count == 1 else _ENDED
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
        self.parts.append(stroked(trace(line.points), stroke))
        self.shown[words] = lambda x, y: sample(stroke, x, y)
        if line.ended:
            x, y = line.points[-1]
            bar = [(x - 6, y - RADIUS - 9), (x + 6, y - RADIUS - 9)]
            self.parts.append(stroked(trace(bar), Stroke()))
            self.shown[_NO_LONGER] = lambda x, y: (
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

    def _bond(self, line: Line) -> None:
        stroke, entry = BONDS[line.stroke]
        (other,) = line.keys - {line.child}
        one, child = self._name(other), self._name(line.child)
        if line.stroke == "tie":
            ties = (x for x in self.family.ties if (x.one, x.other) == (other, line.child))
            words = " and ".join(dict.fromkeys(tie.words for tie in ties))
            self._open(line.keys, "tie", f"{one}, {words} of {child}", line.child)
            self.parts += [stroked(rounded(line.points), stroke), "</g>"]
            self.shown[entry] = lambda x, y: sample(stroke, x, y)
            return
        cares = (x for x in self.family.cares if (x.caregiver, x.child) == (other, line.child))
        care = next(cares)
        title = f"{one}, {care.words} of {child}, {care.when}"
        self._open(line.keys, f"care {line.stroke}", title, line.child)
        self.parts.append(stroked(rounded(line.points), stroke))
        (x, y), (u, v) = line.points[0], line.points[-1]
        middle = self.geometry.places[line.child]
        if v < middle[1] and abs(u - middle[0]) < RADIUS:
            self.parts.append(arrowhead((u, v), 0, 1, stroke.colour))
        else:
            side = 1 if x > middle[0] else -1
            self.parts.append(arrowhead((middle[0] + side * RADIUS, y), -side, 0, stroke.colour))
        self.parts.append("</g>")
        self.shown[entry] = lambda x, y: (
            sample(stroke, x, y) + arrowhead((x + 34, y), 1, 0, stroke.colour)
        )

    def _home(self, home: Household) -> None:
        """A dotted outline around those of a home who stand side by side."""
        of = escape(" ".join(sorted(home.lives)))
        self.parts.append(f'<g class="home" data-home="{escape(home.key)}" data-of="{of}">')
        for run in home.runs:
            self.parts.append(outline(self.layout, self.geometry, run, home.mark))
            self.shown["household"] = outline_sample
        self.parts.append("</g>")

    # People

    def _dot(self, key: str) -> None:
        """Someone left out by a filter, who joins two of those who are drawn."""
        (x, y), name = self.geometry.places[key], escape(self._name(key))
        self.parts.append(
            f'<g class="joining"><title>{name}, left out</title>'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{GREY}"/></g>'
        )
        self.shown["left out, joins others"] = lambda x, y: (
            f'<circle cx="{x + 17:.1f}" cy="{y:.1f}" r="5" fill="{GREY}"/>'
        )

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
            self.shown[_FOCAL] = lambda x, y: (
                symbol(gender, (x + 17, y), 9) + symbol(gender, (x + 17, y), 5)
            )
        if marked:
            self.shown[_MARKED] = lambda x, y: symbol(
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
            how = {"proposed": "proposed ", "past": "earlier "}.get(care.kind, "")
            if care.caregiver == member.key:
                words.append(f"{care.words} of {self._name(care.child)} {care.when}")
            elif care.child == member.key:
                words.append(f"{how}placement with {self._name(care.caregiver)} {care.when}")
        homes = [self.family.homes[key] for key in sorted(self.family.homes)]
        words += [f"lives in {name}" for name, lives in homes if member.key in lives]
        words += [_FOCAL] if member.key == self.focal else []
        return ", ".join(words)

    def _badges(self, key: str, place: Point) -> None:
        x, y = place
        kinds = {care.kind for care in self.family.cares if care.caregiver == key} - {"past"}
        if kinds:
            only = kinds == {"proposed"}
            words, fill, ink = ("P", WHITE, BLUE) if only else ("C", BLUE, WHITE)
            self.parts.append(badge(words, x + RADIUS + 2, y - RADIUS + 1, fill, ink))
            name = "proposed caregiver" if only else "caregiver on this date"
            self.shown[name] = lambda x, y: badge(words, x + 17, y, fill, ink)
        for home in self.homes:
            if key in home.apart:
                self.parts.append(badge(home.mark, x - RADIUS - 3, y + RADIUS - 7, WHITE, PALE))
                return

    def _label(self, member: Member, place: Point) -> None:
        x, y = place
        # A click between symbol and name is meant for the person.
        self.parts.append(
            f'<rect x="{x - RADIUS:.1f}" y="{y:.1f}" width="{2 * RADIUS}" height="{RADIUS + 14}" '
            'fill="none" pointer-events="all"/>'
        )
        for number, (words, kind) in enumerate(self.geometry.labels[member.key]):
            at = y + RADIUS + 14 + number * LINE
            ink = {"name": INK, "placement": BLUE}.get(kind, PALE)
            size = SMALL if kind in ("placement", "earlier") else 0.0
            self.parts.append(text(words, x, at, ink=ink, anchor="middle", size=size))

    # The legend

    def _legend(self, width: float, top: float) -> float:
        """Explain everything that the picture shows; the height at which the legend ends."""
        for home in self.homes:
            self.shown[f"home: {home.name}"] = partial(mark_sample, home.mark)
        first = [*_GENDERS.values(), "has died", _FOCAL, *map(_union_words, UNIONS), _NOT_RECORDED]
        first += [_ENDED, _ENDED_SOMEHOW, *(words for _, words in BRANCHES.values())]
        first += [_NO_LONGER, *(words for _, words in BONDS.values())]
        ranks = {words: rank for rank, words in enumerate(first)}
        entries = sorted(self.shown, key=lambda words: ranks.get(words, len(first)))
        caption = f"Under a name: year of birth · age on {self.family.as_of}, or years of life"
        kinds = {kind for label in self.geometry.labels.values() for _, kind in label}
        if kinds & {"placement", "earlier"}:
            caption += "; since or until: the day on which a placement began or ended"
        found, bottom = legend({words: self.shown[words] for words in entries}, caption, width, top)
        self.parts += found
        return bottom


def _union_words(kind: str) -> str:
    return label(CW[kind])


def _off_middle(points: tuple[Point, ...]) -> Point:
    """A place on the longest stretch of a line, off its middle, where a branch may leave."""
    stretches = pairwise(points)
    (x, y), (u, v) = max(stretches, key=lambda s: abs(s[1][0] - s[0][0]) + abs(s[1][1] - s[0][1]))
    return x + (u - x) * 0.33, y + (v - y) * 0.33
