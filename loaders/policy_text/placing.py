"""The labels of a section's paragraphs, set in order: what stands under what.

Scans lose labels and indents, and documents print a label twice. So all the labels of a section
are read together: of every way to nest them the one that needs the fewest excuses holds. Where
two ways are as good, the paragraph gets no label: nobody can tell where it belongs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from loaders.policy_text.pages import Paragraph

Labels = tuple[str, ...]

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_CONFUSED = {"1": "l", "l": "1"}  # what a scanner takes for the other
_STYLES = ("lower", "number", "upper", "roman")
_USUAL = {"": "lower", "lower": "number", "number": "upper", "upper": "roman", "roman": "lower"}

# What each excuse costs. Only their order matters: a label printed in its turn is free, a lost one
# is likelier than a missing paragraph, and a place that the register does not know is the last.
_UNUSUAL_STYLE = 1
_MISREAD = 1
_LOST_LABEL = 2
_LIST_OF_MARKS = 3
_LOST_FIRST_LABEL = 4
_LIST_AGAIN = 4
_LABEL_TWICE = 3
_LABEL_SLIPPED = 4
_GAP = 4
_NO_LEAD = 6
_NOT_KNOWN = 6
_NO_PLACE = 9
_LAST_BUT_ONE = ("; or", "; and", "; and/or")
_SKIPS = 3  # how many entries at most may be missing before one without a label
_KEPT, _PER_STACK = 120, 6  # readings that go on, in all and with the same lists open
_TOO_DEAR = 16  # so much dearer than the cheapest, a reading does not go on


@dataclass(frozen=True)
class _Level:
    """Where a list stands: its style, the number of its last entry, and its irregularities.

    Attributes:
        behind: by how many the printed labels lag, since one was printed twice.
        run: which list of this style it is under the same parent.
        twin: how often the last label has been printed.
    """

    style: str
    number: int
    behind: int = 0
    run: int = 1
    twin: int = 1

    @property
    def label(self) -> str:
        again = max(self.run, self.twin)
        return _print(self.style, self.number) + (f"#{again}" if again > 1 else "")


_Stack = tuple[_Level, ...]


@dataclass(frozen=True)
class _Step:
    stack: _Stack
    cost: int
    place: Labels | None = None
    inferred: bool = False


@dataclass(frozen=True)
class _Reading:
    stack: _Stack = ()
    cost: int = 0
    step: _Step | None = None
    before: _Reading | None = None

    def steps(self) -> list[_Step]:
        found, at = [], self
        while at.step is not None and at.before is not None:
            found.append(at.step)
            at = at.before
        return found[::-1]


@dataclass(frozen=True)
class Placed:
    """A paragraph and its place.

    Attributes:
        place: the labels down to it; None for text that belongs to an entry around it.
        inferred: whether its label is not the printed one.
        unsettled: whether it is an entry whose label cannot be told.
    """

    paragraph: Paragraph
    place: Labels | None = None
    inferred: bool = False
    unsettled: bool = False


def place_all(paragraphs: Sequence[Paragraph], known: AbstractSet[Labels] | None) -> list[Placed]:
    """The place of each paragraph of a section, in their order; see `outline.find_outline`."""
    readings = [_Reading()]
    entries = _entries(paragraphs)
    for index, paragraph in enumerate(paragraphs):
        led = index == 0 or _leads(paragraphs[index - 1])
        grown = [
            _Reading(step.stack, before.cost + step.cost + _unknown(step, known), step, before)
            for before in readings
            for step in _steps(before.stack, paragraph, led=led, entry=entries[index])
        ]
        readings = _prune(grown)
    least = readings[0].cost
    best = [reading.steps() for reading in readings if reading.cost == least]
    strange = any(
        _unknown(step, known) or (paragraph.label and step.place is None)
        for steps in best
        for paragraph, step in zip(paragraphs, steps, strict=True)
    )
    return [
        _settle(paragraph, [steps[index] for steps in best], strange=strange)
        for index, paragraph in enumerate(paragraphs)
    ]


def _settle(paragraph: Paragraph, steps: Sequence[_Step], *, strange: bool) -> Placed:
    """The place that all the best readings agree on.

    Beside places that the register doesn't have, a guessed label is no longer to be trusted.
    """
    first = steps[0]
    doubtful = first.place is None and (paragraph.label is not None or paragraph.bullet)
    doubtful = doubtful or (strange and first.place is not None and first.inferred)
    if doubtful or len({step.place for step in steps}) > 1:
        return Placed(paragraph, unsettled=True)
    return Placed(paragraph, first.place, first.inferred)


def _prune(readings: list[_Reading]) -> list[_Reading]:
    kept: list[_Reading] = []
    seen: dict[_Stack, int] = {}
    least = min(reading.cost for reading in readings)
    near = (reading for reading in readings if reading.cost <= least + _TOO_DEAR)
    for reading in sorted(near, key=lambda each: each.cost):
        seen[reading.stack] = seen.get(reading.stack, 0) + 1
        if seen[reading.stack] <= _PER_STACK:
            kept.append(reading)
        if len(kept) == _KEPT:
            break
    return kept


def _unknown(step: _Step, known: AbstractSet[Labels] | None) -> int:
    new = step.place is not None and known is not None and step.place not in known
    return _NOT_KNOWN if new else 0


def _entries(paragraphs: Sequence[Paragraph]) -> list[bool]:
    """For each paragraph whether it is an entry of a list that lost label and mark alike."""
    found: list[bool] = []
    for index, paragraph in enumerate(paragraphs):
        before = paragraphs[index - 1].text if index else ""
        plain = not (paragraph.label or paragraph.bullet or paragraph.table)
        ends = paragraph.text.endswith((";", *_LAST_BUT_ONE))
        opened = before.endswith(":") and (ends or paragraph.text[:1].islower())
        follows = before.endswith(_LAST_BUT_ONE) or (before.endswith(";") and ends)
        found.append(plain and not paragraph.note and (opened or follows))
    return found


def _leads(paragraph: Paragraph) -> bool:
    return paragraph.text.endswith(":") or not paragraph.complete


def _steps(stack: _Stack, paragraph: Paragraph, *, led: bool, entry: bool) -> Iterator[_Step]:
    if paragraph.label or paragraph.bullet:
        yield _Step(stack, _NO_PLACE)
    if paragraph.label:
        yield from _printed(stack, paragraph.label, 0)
        other = _CONFUSED.get(paragraph.label)
        if other:
            yield from _printed(stack, other, _MISREAD)
    elif paragraph.bullet or entry:
        yield from _lost(stack, led=led)
    else:
        yield _Step(stack, 0)


def _printed(stack: _Stack, label: str, cost: int) -> Iterator[_Step]:
    """Every place that a printed label can have after those before it."""
    for depth, level in enumerate(stack):
        printed = number_of(level.style, label)
        if printed is None:
            continue
        number = printed + level.behind
        skipped = number - level.number - 1
        if skipped >= 0:
            inferred = bool(cost or level.behind)
            new = _Level(level.style, number, level.behind, level.run)
            yield _enter(stack, depth, new, cost + _GAP * skipped, inferred=inferred)
        elif skipped == -1:
            twin = _Level(level.style, level.number, level.behind, level.run, level.twin + 1)
            slip = _Level(level.style, level.number + 1, level.behind + 1, level.run)
            yield _enter(stack, depth, twin, cost + _LABEL_TWICE)
            yield _enter(stack, depth, slip, cost + _LABEL_SLIPPED, inferred=True)
        if printed == 1 and level.number > 1:
            again = _Level(level.style, 1, run=level.run + 1)
            yield _enter(stack, depth, again, cost + _LIST_AGAIN)
    parent = stack[-1].style if stack else ""
    if parent == "mark":
        return
    for style in _STYLES:
        first = number_of(style, label)
        if first is not None and style != parent:
            total = cost + _unusual(style, parent) + _GAP * (first - 1)
            yield _enter(stack, len(stack), _Level(style, first), total, inferred=bool(cost))


def _lost(stack: _Stack, *, led: bool) -> Iterator[_Step]:
    """Every place that an entry without a label can have after those before it."""
    for depth, level in enumerate(stack):
        for skipped in range(1 if level.style == "mark" else _SKIPS):
            cost = 0 if level.style == "mark" else _LOST_LABEL + _GAP * skipped
            number = level.number + 1 + skipped
            new = _Level(level.style, number, level.behind, level.run)
            yield _enter(stack, depth, new, cost, inferred=level.style != "mark")
    parent = stack[-1].style if stack else ""
    if parent != "mark":
        extra = 0 if led else _NO_LEAD
        yield _enter(stack, len(stack), _Level("mark", 1), _LIST_OF_MARKS + extra)
        for style in _STYLES:
            if style != parent:
                cost = _LOST_FIRST_LABEL + extra + _unusual(style, parent)
                for skipped in range(_SKIPS):
                    first = _Level(style, 1 + skipped)
                    yield _enter(stack, len(stack), first, cost + _GAP * skipped, inferred=True)


def _enter(stack: _Stack, depth: int, level: _Level, cost: int, *, inferred: bool = False) -> _Step:
    grown = (*stack[:depth], level)
    return _Step(grown, cost, tuple(each.label for each in grown), inferred)


def _unusual(style: str, parent: str) -> int:
    return 0 if style == _USUAL[parent] else _UNUSUAL_STYLE


def number_of(style: str, label: str) -> int | None:
    """The place in its alphabet of a label, or None where it is none of that style."""
    if style == "number":
        return int(label) if label.isdigit() else None
    if style == "mark":
        return int(label[2:]) if label.startswith("-b") else None
    if style == "roman":
        return _ROMAN.index(label) + 1 if label in _ROMAN else None
    if len(label) != 1 or not label.isalpha():
        return None
    right = label.islower() if style == "lower" else label.isupper()
    return _LETTERS.index(label.lower()) + 1 if right else None


def _print(style: str, number: int) -> str:
    if style == "number":
        return str(number)
    if style == "mark":
        return f"-b{number}"
    alphabet = _ROMAN if style == "roman" else tuple(_LETTERS)
    label = alphabet[number - 1] if number <= len(alphabet) else str(number)
    return label.upper() if style == "upper" else label


def in_order(places: Iterable[Labels]) -> list[Labels]:
    """Places in the order in which a document has them, what holds a list before the list."""
    under: dict[Labels, set[str]] = {}
    for each in places:
        for depth in range(len(each)):
            under.setdefault(each[:depth], set()).add(each[depth])

    def walk(at: Labels) -> Iterator[Labels]:
        yield at
        for label in _sorted(under.get(at, set())):
            yield from walk((*at, label))

    return list(walk(()))


def _sorted(labels: AbstractSet[str]) -> list[str]:
    """The labels of one list in its order."""
    bare = {label: label.partition("#") for label in labels}
    for style in ("mark", *_STYLES):
        numbers = {label: number_of(style, parts[0]) for label, parts in bare.items()}
        if None not in numbers.values():
            return sorted(labels, key=lambda each: (bare[each][2], numbers[each] or 0))
    return sorted(labels)
