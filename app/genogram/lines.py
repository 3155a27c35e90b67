"""The lines of the family picture: how they run between the symbols without touching names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from app.genogram.family import Couple, Family
from app.genogram.layout import GAP, SLOT, Layout
from app.genogram.sibships import Sibship
from app.genogram.tracks import Bar, stack

RADIUS = 19.0  # half the size of a symbol
LABEL = 62.0  # the height kept free under a symbol for three lines of name and one of years
MARGIN = 28.0
_TRACK = 10.0
_ENTRIES = (0.0, 9.0, -9.0, 14.0, -14.0)
_LANES = (0.0, 4.0, -4.0)  # between partners, where two names leave little room
_WIDE_LANES = (0.0, 4.0, 8.0, 12.0, 16.0)  # beside a block

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A polyline that ties people.

    Attributes:
        points: its corners, in the picture.
        stroke: the code of the union, or how the parentage is drawn; "" for parents of one child
            without a recorded union.
        keys: whom it ties.
        child: who among them is the child, or "" for the line of a union.
        ended: how the union ended or that the parentage did, or "".
    """

    points: tuple[Point, ...]
    stroke: str
    keys: frozenset[str]
    child: str = ""
    ended: str = ""


@dataclass(frozen=True)
class Geometry:
    """Symbols and lines with their places; the picture is `width` by `height`.

    `rows` holds everyone from left to right, each generation first and then those without ties.
    """

    places: dict[str, Point]
    rows: tuple[tuple[str, ...], ...]
    unions: tuple[Line, ...]
    branches: tuple[Line, ...]
    width: float
    height: float


@dataclass(frozen=True)
class _Height:
    """A height that is known once all tracks are: of a row, beside a union line, or of a track."""

    kind: str
    row: int
    track: int = 0


_Course = list[tuple[float, _Height]]


@dataclass
class _Plan:
    family: Family
    layout: Layout
    bars: dict[int, list[Bar]] = field(default_factory=dict)
    arches: dict[int, list[list[tuple[float, float]]]] = field(default_factory=dict)
    lanes: dict[int, list[float]] = field(default_factory=dict)
    entered: dict[str, int] = field(default_factory=dict)
    above: dict[frozenset[str], float] = field(default_factory=dict)
    drops: dict[int, list[float]] = field(default_factory=dict)
    unions: list[tuple[_Course, Line]] = field(default_factory=list)
    branches: list[tuple[_Course, Line]] = field(default_factory=list)


def run_lines(family: Family, layout: Layout) -> Geometry:
    """The lines between people who are laid out, and the heights of the rows that they need."""
    plan = _Plan(family, layout)
    for couple in _drawn_couples(family, layout):
        _run_union(plan, couple)
    for ship in layout.sibships:
        for child in ship.children:
            plan.drops.setdefault(layout.row[child] - 1, []).append(layout.x[child])
    for ship in layout.sibships:
        for part in _same_row(ship, layout):
            _run_branches(plan, part)
    return _resolve(plan)


def _drawn_couples(family: Family, layout: Layout) -> list[Couple]:
    """One couple a pair: the union that stands or else the latest; parents without any as such."""
    found: dict[frozenset[str], Couple] = {}
    for each in sorted(family.couples, key=lambda c: (not c.ended, c.since)):
        found[frozenset((each.one, each.other))] = each
    for ship in layout.sibships:
        pair = frozenset(ship.parents)
        if len(pair) == 2 and pair not in found:
            found[pair] = Couple(ship.parents[0], ship.parents[1], "", "", "")
    return list(found.values())


def _same_row(ship: Sibship, layout: Layout) -> Iterator[Sibship]:
    """The sibship, or one for each parent where the two stand in different rows."""
    if len({layout.row[each] for each in ship.parents}) == 1:
        yield ship
        return
    for parent in ship.parents:
        yield Sibship((parent,), ship.stroke, ship.ended, ship.children)


def _run_union(plan: _Plan, couple: Couple) -> None:
    layout = plan.layout
    one, other = sorted((couple.one, couple.other), key=layout.x.__getitem__)
    pair = frozenset((one, other))
    line = Line((), couple.kind, pair, "", couple.ended)
    row, at = layout.row[one], layout.row[other]
    start, end = layout.x[one], layout.x[other]
    if pair in layout.beside:
        course = [(start, _Height("row", row)), (end, _Height("row", row))]
    elif row == at:
        start, end = start + 13, end - 13
        arch = _Height("arch", row, _track(plan.arches, row, start, end))
        course = [(start, _Height("row", row)), (start, arch), (end, arch)]
        course.append((end, _Height("row", row)))
        plan.above[pair] = arch.track
    else:
        course = [(start, _Height("row", row)), (end, _Height("row", at))]
    plan.unions.append((course, line))


def _track(
    tracks: dict[int, list[list[tuple[float, float]]]], row: int, start: float, end: float
) -> int:
    """The first track of a channel on which a stretch is free; the stretch is taken."""
    low, high = min(start, end) - 7, max(start, end) + 7
    known = tracks.setdefault(row, [])
    for index, taken in enumerate(known):
        if all(high < left or low > right for left, right in taken):
            taken.append((low, high))
            return index
    known.append([(low, high)])
    return len(known) - 1


def _run_branches(plan: _Plan, ship: Sibship) -> None:
    """One course a child, all of a sibship along one bar."""
    row = plan.layout.row[ship.parents[0]]
    below = [child for child in ship.children if plan.layout.row[child] > row]
    stems, targets = {}, []
    for child in below:
        stems[child] = _stations(plan, child, row)
        targets.append(stems[child][0])
    origin, head = _origin(plan, ship, targets)
    if len(targets) == 1 and abs(origin - targets[0]) < 8 and plan.layout.row[below[0]] == row + 1:
        stems[below[0]] = [origin]
        targets = [origin]
    if targets:
        bar = _bar(plan, row, origin, targets)
    for child in below:
        course = [*head, (origin, bar), (stems[child][0], bar)]
        for step, (x, onward) in enumerate(pairwise(stems[child]), start=1):
            jog = _bar(plan, row + step, x, [onward])
            course += [(x, jog), (onward, jog)]
        course.append((stems[child][-1], _Height("row", plan.layout.row[child])))
        plan.branches.append((course, _branch(ship, child)))
    for child in ship.children:
        if child not in below:
            start = (plan.layout.x[ship.parents[0]], _Height("row", row))
            end = (plan.layout.x[child], _Height("row", plan.layout.row[child]))
            plan.branches.append(([start, end], _branch(ship, child)))


def _bar(plan: _Plan, row: int, origin: float, targets: list[float]) -> _Height:
    bars = plan.bars.setdefault(row, [])
    bars.append(Bar(origin, tuple(targets)))
    return _Height("bar", row, len(bars) - 1)


def _branch(ship: Sibship, child: str) -> Line:
    keys = frozenset((*ship.parents, child))
    return Line((), ship.stroke, keys, child, "ended" if ship.ended else "")


def _stations(plan: _Plan, child: str, row: int) -> list[float]:
    """Where the line to a child passes each row below its parents, the child itself last."""
    count = plan.entered.get(child, 0)
    plan.entered[child] = count + 1
    end = plan.layout.x[child] + _ENTRIES[min(count, len(_ENTRIES) - 1)]
    between = range(row + 1, plan.layout.row[child])
    return [*(_passage(plan, each, end) for each in between), end]


def _passage(plan: _Plan, row: int, x: float) -> float:
    """The nearest place where a line can pass a row between two blocks."""
    layout = plan.layout
    places = [layout.x[key] for key in layout.rows[row]]
    gaps = [(a + b) / 2 for a, b in pairwise(places) if b - a > SLOT + GAP / 2]
    gaps += [places[0] - (SLOT + GAP) / 2, places[-1] + (SLOT + GAP) / 2]
    return _lane(plan, row, min(gaps, key=lambda gap: abs(gap - x)), _LANES)


def _lane(plan: _Plan, row: int, x: float, shifts: Iterable[float]) -> float:
    """A place in a gap where no line runs yet and none from above would be met below."""
    lanes = plan.lanes.setdefault(row, [])
    taken = [*lanes, *plan.drops.get(row, ())]
    found = next((x + s for s in shifts if all(abs(x + s - each) > 3.5 for each in taken)), x)
    lanes.append(found)
    return found


def _origin(plan: _Plan, ship: Sibship, targets: list[float]) -> tuple[float, _Course]:
    """Where a branch leaves its parents, and its course up to there."""
    layout = plan.layout
    row = layout.row[ship.parents[0]]
    pair = frozenset(ship.parents)
    if pair in layout.beside:
        middle = sum(layout.x[each] for each in ship.parents) / 2
        x = _lane(plan, row, middle, _LANES)
        return x, [(x, _Height("row", row))]
    parents = sorted(ship.parents, key=layout.x.__getitem__)
    goal = sum(targets) / len(targets) if targets else layout.x[parents[0]]
    if len(parents) == 2:
        inner = {parents[0]: 1, parents[1]: -1}
        free = [each for each in parents if not _at_side(layout, each, inner[each])]
        parent = (free or parents)[0]
        gap = layout.x[parent] + inner[parent] * SLOT / 2
        x = _lane(plan, row, gap, _LANES)
        return x, [(x, _Height("arch", row, int(plan.above[pair])))]
    parent = parents[0]
    sides = sorted(
        (1, -1), key=lambda side: (_at_side(layout, parent, side), side * (layout.x[parent] - goal))
    )
    gap, between = layout.x[parent] + sides[0] * SLOT / 2, _at_side(layout, parent, sides[0])
    shifts = _LANES if between else [sides[0] * shift for shift in _WIDE_LANES]
    x = _lane(plan, row, gap, shifts)
    level = _Height("side" if between else "row", row)
    return x, [(layout.x[parent], level), (x, level)]


def _at_side(layout: Layout, key: str, side: int) -> bool:
    """Whether a partner stands at this side (1 right, -1 left) of a person."""
    row = layout.rows[layout.row[key]]
    place = row.index(key) + side
    return 0 <= place < len(row) and frozenset((key, row[place])) in layout.beside


def _resolve(plan: _Plan) -> Geometry:
    layout = plan.layout
    heights: list[float] = []
    tracks = {row: stack(bars) for row, bars in plan.bars.items()}
    bottom = MARGIN
    for row in range(len(layout.rows)):
        bottom += len(plan.arches.get(row, ())) * _TRACK + RADIUS
        heights.append(bottom)
        bottom += RADIUS + LABEL + 24 + (max(tracks.get(row, [-1])) + 1) * _TRACK

    def height(at: _Height) -> float:
        if at.kind == "row":
            return heights[at.row]
        if at.kind == "side":
            return heights[at.row] + 9
        if at.kind == "arch":
            return heights[at.row] - RADIUS - 10 - at.track * _TRACK
        return heights[at.row] + RADIUS + LABEL + 8 + tracks[at.row][at.track] * _TRACK

    def drawn(courses: Iterable[tuple[_Course, Line]]) -> tuple[Line, ...]:
        return tuple(
            replace(line, points=tuple((x + MARGIN, height(at)) for x, at in course))
            for course, line in courses
        )

    places = {key: (layout.x[key] + MARGIN, heights[layout.row[key]]) for key in layout.x}
    width = max((x for x, _ in places.values()), default=0.0) + SLOT / 2 + MARGIN
    rows = list(layout.rows)
    if layout.loose:
        columns = max(6, int((width - 2 * MARGIN) // SLOT))
        bottom += 34 if layout.rows else 0
        for index, key in enumerate(layout.loose):
            across, down = index % columns, index // columns
            x, y = MARGIN + SLOT * (across + 0.5), bottom + RADIUS + down * (2 * RADIUS + LABEL)
            places[key] = (x, y)
        rows += [tuple(layout.loose[i : i + columns]) for i in range(0, len(layout.loose), columns)]
        bottom += (1 + (len(layout.loose) - 1) // columns) * (2 * RADIUS + LABEL)
        width = max(width, 2 * MARGIN + SLOT * min(columns, len(layout.loose)))
    return Geometry(places, tuple(rows), drawn(plan.unions), drawn(plan.branches), width, bottom)
