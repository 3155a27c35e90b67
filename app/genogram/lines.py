"""The lines of the family picture: how they run between the symbols without touching names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from app.genogram.family import Couple, Family
from app.genogram.geometry import MARGIN, RADIUS, Bond, Geometry, Line
from app.genogram.labels import WIDEST, labels
from app.genogram.labels import height as label_height
from app.genogram.layout import Layout
from app.genogram.placing import GAP
from app.genogram.sibships import Sibship
from app.genogram.tracks import Bar, stack

_TRACK = 10.0
_SLOT = WIDEST + 12.0  # the place of someone without ties, who stands in a grid
_SIDES = {"row": 0.0, "side": 9.0, "low": 13.0, "high": -9.0, "top": -RADIUS}
_CLEAR = 12.0  # from the label of a row to the first line below it
_ENTRIES = (0.0, 8.0, -8.0, 14.0, -14.0)
_LANES = (0.0, 4.0, -4.0)  # between partners, where two names leave little room
_WIDE_LANES = (0.0, 4.0, 8.0, 12.0, 16.0)  # beside a block


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
    arrivals: dict[tuple[str, str], float] = field(default_factory=dict)
    above: dict[frozenset[str], float] = field(default_factory=dict)
    drops: dict[int, list[float]] = field(default_factory=dict)
    unions: list[tuple[_Course, Line]] = field(default_factory=list)
    branches: list[tuple[_Course, Line]] = field(default_factory=list)
    bonds: list[tuple[_Course, Line]] = field(default_factory=list)


def bonds_of(family: Family, marked: Collection[str]) -> list[Bond]:
    """What is drawn beside kinship: placements, ties, and proposals of those who are marked."""
    cares = (each for each in family.cares if each.kind != "proposed" or each.caregiver in marked)
    found = [Bond(care.caregiver, care.child, care.kind) for care in cares]
    return found + [Bond(tie.one, tie.other, "tie") for tie in family.ties]


def run_lines(family: Family, layout: Layout, bonds: Iterable[Bond] = ()) -> Geometry:
    """The lines between people who are laid out, and the heights of the rows that they need.

    Args:
        family: who is recorded and what ties them.
        layout: where everyone stands.
        bonds: what else is drawn between people.
    """
    plan = _Plan(family, layout)
    for couple in _drawn_couples(family, layout):
        _run_union(plan, couple)
    for ship in layout.sibships:
        for child in ship.children:
            plan.drops.setdefault(layout.row[child] - 1, []).append(layout.x[child])
    for ship in layout.sibships:
        for part in _same_row(ship, layout):
            _run_branches(plan, part)
    for bond in dict.fromkeys(bonds):
        _run_bond(plan, bond)
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
    row = layout.row[one]
    start, end = layout.x[one], layout.x[other]
    if pair in layout.beside:
        course = [(start, _Height("row", row)), (end, _Height("row", row))]
    elif row == layout.row[other]:
        start, end = start + 13, end - 13
        arch = _Height("arch", row, _track(plan.arches, row, start, end))
        course = [(start, _Height("row", row)), (start, arch), (end, arch)]
        course.append((end, _Height("row", row)))
        plan.above[pair] = arch.track
    else:
        course = _between_rows(plan, one, other)
    plan.unions.append((course, line))


def _between_rows(plan: _Plan, one: str, other: str) -> _Course:
    """From side to side of partners who stand in different rows."""
    layout = plan.layout
    upper, lower = sorted((one, other), key=layout.row.__getitem__)
    rows = layout.row[upper], layout.row[lower]
    ends = []
    for key, goal in ((upper, lower), (lower, upper)):
        side = 1 if layout.x[goal] > layout.x[key] else -1
        if _at_side(layout, key, side):
            side = -side
        ends.append(_lane_beside(plan, key, side))
    stations = _stations(plan, lower, rows[0], ends[0], ends[1])
    bar = _bar(plan, rows[0], ends[0], [stations[0]])
    course = [(layout.x[upper], _Height("high", rows[0])), (ends[0], _Height("high", rows[0]))]
    course += [(ends[0], bar), (stations[0], bar), *_descend(plan, rows[0], stations)]
    course.append((stations[-1], _Height("high", rows[1])))
    return [*course, (layout.x[lower], _Height("high", rows[1]))]


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
        near = sum(plan.layout.x[each] for each in ship.parents) / len(ship.parents)
        stems[child] = _stations(plan, child, row, near, _enter(plan, child))
        targets.append(stems[child][0])
    origin, head = _origin(plan, ship, targets)
    if len(targets) == 1 and abs(origin - targets[0]) < 8 and plan.layout.row[below[0]] == row + 1:
        stems[below[0]] = [origin]
        targets = [origin]
    if targets:
        bar = _bar(plan, row, origin, targets)
    for child in below:
        course = [*head, (origin, bar), (stems[child][0], bar)]
        course += _descend(plan, row, stems[child])
        course.append((stems[child][-1], _Height("row", plan.layout.row[child])))
        plan.branches.append((course, _branch(ship, child)))
    for child in ship.children:
        if child not in below:
            start = (plan.layout.x[ship.parents[0]], _Height("row", row))
            end = (plan.layout.x[child], _Height("row", plan.layout.row[child]))
            plan.branches.append(([start, end], _branch(ship, child)))


def _run_bond(plan: _Plan, bond: Bond) -> None:
    """From the side of the upper one down to the top of the lower; over the row beside it."""
    layout = plan.layout
    upper, lower = sorted((bond.one, bond.other), key=lambda key: (layout.row[key], layout.x[key]))
    row = layout.row[upper]
    line = Line((), bond.stroke, frozenset((upper, lower)), bond.other)
    if row == layout.row[lower]:
        start, end = (_enter(plan, each, bond.stroke) for each in (upper, lower))
        arch = _Height("arch", row, _track(plan.arches, row, start, end))
        top = _Height("top", row)
        plan.bonds.append(([(start, top), (start, arch), (end, arch), (end, top)], line))
        return
    end = _enter(plan, lower, bond.stroke)
    stations = _stations(plan, lower, row, layout.x[upper], end)
    side = 1 if stations[0] > layout.x[upper] else -1
    if _at_side(layout, upper, side) and not _at_side(layout, upper, -side):
        side = -side
    x = _lane_beside(plan, upper, side)
    start = layout.x[upper] + side * 12
    bar = _bar(plan, row, x, [stations[0]])
    course = [(start, _Height("low", row)), (x, _Height("low", row)), (x, bar), (stations[0], bar)]
    course += _descend(plan, row, stations)
    plan.bonds.append(([*course, (stations[-1], _Height("top", layout.row[lower]))], line))


def _descend(plan: _Plan, row: int, stations: list[float]) -> _Course:
    """From station to station, one in each row that the line passes."""
    course: _Course = []
    for step, (x, onward) in enumerate(pairwise(stations), start=1):
        jog = _bar(plan, row + step, x, [onward])
        course += [(x, jog), (onward, jog)]
    return course


def _bar(plan: _Plan, row: int, origin: float, targets: list[float]) -> _Height:
    bars = plan.bars.setdefault(row, [])
    bars.append(Bar(origin, tuple(targets)))
    return _Height("bar", row, len(bars) - 1)


def _branch(ship: Sibship, child: str) -> Line:
    keys = frozenset((*ship.parents, child))
    return Line((), ship.stroke, keys, child, "ended" if ship.ended else "")


def _stations(plan: _Plan, child: str, row: int, start: float, end: float) -> list[float]:
    """Where the line from `start` to a child passes each row between, and its `end`."""
    found = []
    for each in range(row + 1, plan.layout.row[child]):
        start = _passage(plan, each, start, end)
        found.append(start)
    return [*found, end]


def _enter(plan: _Plan, key: str, bond: str = "") -> float:
    """Where the next line reaches the top of a symbol; bonds of one kind arrive as one."""
    if bond:
        if (key, bond) not in plan.arrivals:
            plan.arrivals[key, bond] = _enter(plan, key)
        return plan.arrivals[key, bond]
    count = plan.entered.get(key, 0)
    plan.entered[key] = count + 1
    return plan.layout.x[key] + _ENTRIES[min(count, len(_ENTRIES) - 1)]


def _passage(plan: _Plan, row: int, start: float, end: float) -> float:
    """Where a line can pass a row between two blocks with the least way round."""
    layout = plan.layout
    ends = [layout.span(key) for key in layout.rows[row]]
    gaps = [(a + b) / 2 for (_, a), (b, _) in pairwise(ends) if b - a > GAP / 2]
    gaps += [ends[0][0] - GAP / 2, ends[-1][1] + GAP / 2]
    return _lane(
        plan, row, min(gaps, key=lambda gap: abs(gap - start) + 1.01 * abs(gap - end)), _LANES
    )


def _lane(plan: _Plan, row: int, x: float, shifts: Iterable[float]) -> float:
    """A place in a gap where no line runs yet and none from above would be met below."""
    lanes = plan.lanes.setdefault(row, [])
    taken = [*lanes, *plan.drops.get(row, ())]
    found = next((x + s for s in shifts if all(abs(x + s - each) > 3.5 for each in taken)), x)
    lanes.append(found)
    return found


def _lane_beside(plan: _Plan, key: str, side: int) -> float:
    """A place for a line at a side of someone; little choice where the next stands close."""
    layout = plan.layout
    row = layout.rows[layout.row[key]]
    place, edge = row.index(key) + side, layout.x[key] + side * layout.half[key]
    close = 0 <= place < len(row) and min(abs(end - edge) for end in layout.span(row[place])) < 1
    shifts = _LANES if close else [side * shift for shift in _WIDE_LANES]
    return _lane(plan, layout.row[key], edge, shifts)


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
        x = _lane_beside(plan, parent, inner[parent])
        return x, [(x, _Height("arch", row, int(plan.above[pair])))]
    parent = parents[0]
    sides = sorted(
        (1, -1), key=lambda side: (_at_side(layout, parent, side), side * (layout.x[parent] - goal))
    )
    between = _at_side(layout, parent, sides[0])
    x = _lane_beside(plan, parent, sides[0])
    level = _Height("low" if ship.stroke == "step" else "side" if between else "row", row)
    return x, [(layout.x[parent], level), (x, level)]


def _at_side(layout: Layout, key: str, side: int) -> bool:
    """Whether a partner stands at this side (1 right, -1 left) of a person."""
    row = layout.rows[layout.row[key]]
    place = row.index(key) + side
    return 0 <= place < len(row) and frozenset((key, row[place])) in layout.beside


def _resolve(plan: _Plan) -> Geometry:
    layout = plan.layout
    heights: list[float] = []
    below: list[float] = []  # where the lines under each row begin
    tracks = {row: stack(bars) for row, bars in plan.bars.items()}
    words = labels(plan.family)
    bottom = MARGIN
    for row, keys in enumerate(layout.rows):
        bottom += len(plan.arches.get(row, ())) * _TRACK + RADIUS
        heights.append(bottom)
        below.append(bottom + RADIUS + max(label_height(words[key]) for key in keys) + _CLEAR)
        bottom = below[row] + 16 + (max(tracks.get(row, [-1])) + 1) * _TRACK

    def height(at: _Height) -> float:
        if at.kind == "bar":
            return below[at.row] + tracks[at.row][at.track] * _TRACK
        if at.kind == "arch":
            return heights[at.row] - RADIUS - 10 - at.track * _TRACK
        return heights[at.row] + _SIDES[at.kind]

    def drawn(courses: Iterable[tuple[_Course, Line]]) -> tuple[Line, ...]:
        return tuple(
            replace(
                line, points=tuple((_whole(x + MARGIN), _whole(height(at))) for x, at in course)
            )
            for course, line in courses
        )

    places = {
        key: (_whole(layout.x[key] + MARGIN), _whole(heights[layout.row[key]])) for key in layout.x
    }
    width = max((x + layout.half[key] for key, (x, _) in places.items()), default=0.0) + MARGIN
    rows = list(layout.rows)
    if layout.loose:
        columns = max(6, int((width - 2 * MARGIN) // _SLOT))
        bottom += 34 if layout.rows else 0
        for start in range(0, len(layout.loose), columns):
            rows.append(layout.loose[start : start + columns])
            for across, key in enumerate(rows[-1]):
                places[key] = (_whole(MARGIN + _SLOT * (across + 0.5)), _whole(bottom + RADIUS))
            bottom += 2 * RADIUS + max(label_height(words[key]) for key in rows[-1]) + _CLEAR
        width = max(width, 2 * MARGIN + _SLOT * min(columns, len(layout.loose)))
    return Geometry(
        places=places,
        labels=words,
        rows=tuple(rows),
        unions=drawn(plan.unions),
        branches=drawn(plan.branches),
        bonds=drawn(plan.bonds),
        width=width,
        height=bottom,
    )


def _whole(place: float) -> float:
    """On a whole pixel, where lines that run over each other look like one."""
    return float(round(round(place, 3)))
