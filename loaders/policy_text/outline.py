"""The labels of a section's paragraphs, set in order: what stands under what.

Scans lose labels and indents, and documents print a label twice. So all the labels of a section
are read together: of every way to nest them the one that needs the fewest excuses holds. Where
two ways are as good, the paragraph gets no label: nobody can tell where it belongs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

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
_UNMARKED_LOST_LABEL = 3
_LIST_OF_MARKS = 3
_LOST_FIRST_LABEL = 4
_LIST_AGAIN = 4
_LABEL_TWICE = 3
_LABEL_SLIPPED = 4
_GAP = 4
_NO_LEAD = 6
_NOT_KNOWN = 6
_KEPT, _PER_STACK = 200, 6


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


@dataclass(frozen=True)
class Block:
    """A paragraph of a passage: `lead` before its list, `between` two lists, `closing` after."""

    text: str
    line: int
    part: str = "lead"
    table: bool = False


@dataclass
class Node:
    """A place in a section and the paragraphs that are its own, without those under it."""

    place: Labels
    inferred: bool = False
    blocks: list[Block] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    has_list: bool = False


@dataclass(frozen=True)
class Outline:
    """The places of a section, in its order, and the entries that have none."""

    nodes: tuple[Node, ...]
    unsettled: tuple[Paragraph, ...]


def find_outline(
    paragraphs: Sequence[Paragraph], known: AbstractSet[Labels] | None = None
) -> Outline:
    """The places of a section.

    Args:
        paragraphs: those of the section, without its heading.
        known: the places that the register knows in it, to settle what the labels leave open;
            None where nothing is known.
    """
    placed = _place(paragraphs, known)
    root = Node(())
    nodes: dict[Labels, Node] = {(): root}
    unsettled: list[Paragraph] = []
    at: Node | None = root
    for index, each in enumerate(placed):
        paragraph = each.paragraph
        if each.unsettled:
            unsettled.append(paragraph)
            at = None
        elif each.place is not None:
            at = nodes.setdefault(each.place, Node(each.place, each.inferred))
            at.blocks.append(Block(paragraph.text, paragraph.line))
            nodes.setdefault(each.place[:-1], Node(each.place[:-1], inferred=True)).has_list = True
        elif at is None:
            unsettled.append(paragraph)
        else:
            after = next((later.place for later in placed[index + 1 :] if later.place), None)
            _attach(nodes, at, paragraph, after)
    return Outline(tuple(node for node in nodes.values()), tuple(unsettled))


def _attach(
    nodes: dict[Labels, Node], at: Node, paragraph: Paragraph, after: Labels | None
) -> None:
    """Give text without a label to the entry before it, or to the one that holds the list."""
    stays = not at.place or at.has_list or _goes_on(at, after)
    owner = at if stays else nodes[at.place[:-1]]
    part = "lead"
    if owner.has_list:
        again = after is not None and after[:-1] == owner.place and "#" in after[-1]
        part = "between" if again else "closing"
    block = Block(paragraph.text, paragraph.line, part, paragraph.table)
    note = paragraph.text.startswith(("NOTE:", "AGENCY NOTE:"))
    (owner.notes if note else owner.blocks).append(block)


def _goes_on(at: Node, after: Labels | None) -> bool:
    last = at.blocks[-1].text
    if last.endswith(":") or (len(at.blocks) == 1 and _is_title(last)):
        return True
    if len(at.blocks) > 1 and _is_title(at.blocks[0].text):
        return True
    if after is None:
        return False
    under = after[: len(at.place)] == at.place
    beside = after[: len(at.place) - 1] == at.place[:-1] and len(after) >= len(at.place)
    return under or (beside and "#" not in after[len(at.place) - 1])


def _is_title(text: str) -> bool:
    if len(text) >= 120 or not text[:1].isupper() or text[-1] in ";:,?" or "; " in text:
        return False
    long = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    titled = len(long) > 2 and sum(word[0].isupper() for word in long) > 0.8 * len(long)
    return text[-1] != "." or titled


# Placing


def _place(paragraphs: Sequence[Paragraph], known: AbstractSet[Labels] | None) -> list[Placed]:
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
    strange = any(_unknown(step, known) for steps in best for step in steps)
    return [
        _settle(paragraph, [steps[index] for steps in best], strange=strange)
        for index, paragraph in enumerate(paragraphs)
    ]


def _settle(paragraph: Paragraph, steps: Sequence[_Step], *, strange: bool) -> Placed:
    """The place that all the best readings agree on.

    Beside places that the register doesn't have, a guessed label is no longer to be trusted.
    """
    first = steps[0]
    doubtful = strange and first.place is not None and first.inferred
    if doubtful or len({step.place for step in steps}) > 1:
        return Placed(paragraph, unsettled=True)
    return Placed(paragraph, first.place, first.inferred)


def _prune(readings: list[_Reading]) -> list[_Reading]:
    kept: list[_Reading] = []
    seen: dict[_Stack, int] = {}
    for reading in sorted(readings, key=lambda each: each.cost):
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
        ends = paragraph.text.endswith((";", "; or", "; and", "; and/or"))
        opened = before.endswith(":") and (ends or paragraph.text[:1].islower())
        follows = before.endswith((";", "; or", "; and", "; and/or"))
        note = paragraph.text.startswith(("NOTE:", "AGENCY NOTE:"))
        found.append(plain and not note and (opened or follows))
    return found


def _leads(paragraph: Paragraph) -> bool:
    return paragraph.text.endswith(":") or not paragraph.complete


def _steps(stack: _Stack, paragraph: Paragraph, *, led: bool, entry: bool) -> Iterator[_Step]:
    if paragraph.label:
        yield from _printed(stack, paragraph.label, 0)
        other = _CONFUSED.get(paragraph.label)
        if other:
            yield from _printed(stack, other, _MISREAD)
    elif paragraph.bullet or entry:
        yield from _lost(stack, led=led)
    else:
        yield _Step(stack, 0)
        if not paragraph.table:
            for depth, level in enumerate(stack):
                if level.style != "mark":
                    yield _next(stack, depth, _UNMARKED_LOST_LABEL)


def _printed(stack: _Stack, label: str, cost: int) -> Iterator[_Step]:
    """Every place that a printed label can have after those before it."""
    for depth, level in enumerate(stack):
        printed = _number(level.style, label)
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
        first = _number(style, label)
        if first is not None and style != parent:
            total = cost + _unusual(style, parent) + _GAP * (first - 1)
            yield _enter(stack, len(stack), _Level(style, first), total, inferred=bool(cost))


def _lost(stack: _Stack, *, led: bool) -> Iterator[_Step]:
    """Every place that an entry without a label can have after those before it."""
    for depth, level in enumerate(stack):
        yield _next(stack, depth, 0 if level.style == "mark" else _LOST_LABEL)
    parent = stack[-1].style if stack else ""
    if parent != "mark":
        extra = 0 if led else _NO_LEAD
        yield _enter(stack, len(stack), _Level("mark", 1), _LIST_OF_MARKS + extra)
        for style in _STYLES:
            if style != parent:
                cost = _LOST_FIRST_LABEL + extra + _unusual(style, parent)
                yield _enter(stack, len(stack), _Level(style, 1), cost, inferred=True)


def _next(stack: _Stack, depth: int, cost: int) -> _Step:
    level = stack[depth]
    new = _Level(level.style, level.number + 1, level.behind, level.run)
    return _enter(stack, depth, new, cost, inferred=level.style != "mark")


def _enter(stack: _Stack, depth: int, level: _Level, cost: int, *, inferred: bool = False) -> _Step:
    grown = (*stack[:depth], level)
    return _Step(grown, cost, tuple(each.label for each in grown), inferred)


def _unusual(style: str, parent: str) -> int:
    return 0 if style == _USUAL[parent] else _UNUSUAL_STYLE


def _number(style: str, label: str) -> int | None:
    """The place in its alphabet of a label, or None where it is none of that style."""
    if style == "number":
        return int(label) if label.isdigit() else None
    if style == "roman":
        return _ROMAN.index(label) + 1 if label in _ROMAN else None
    if len(label) != 1 or not label.isalpha() or style == "mark":
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
