"""What stands under each symbol, wrapped to the width that a person takes."""

from __future__ import annotations

import re

from app.genogram.family import Family

TEXT_SIZE = 11.5
SMALL = 10.0  # the size of a placement's date
WIDEST = 92.0  # a line of a label
_CLEAR = 12.0  # between the labels of neighbours
_NARROWEST = 64.0  # the place of a symbol with its badges
LINE = 13.5  # from one line of a label to the next
_LEAST, _STEP = 48, 6  # widths that are tried for a name
_NARROW, _WIDE = frozenset("ijltfrI.,:;'|!()[] -"), frozenset("mwMWGOQ@%—")

Label = tuple[tuple[str, str], ...]


def labels(family: Family) -> dict[str, Label]:
    """The lines under each person: the words, and whether they are name, years or placement."""
    found: dict[str, list[tuple[str, str]]] = {}
    for key, member in family.people.items():
        found[key] = [(words, "name") for words in wrap(member.name)]
        if member.years:
            found[key].append((member.years, "years"))
    placed, cares = set(), set()
    for care in sorted(family.cares, key=lambda each: each.since, reverse=True):
        if care.kind in ("placed", "foster") and care.child not in placed:
            placed.add(care.child)
            found[care.child].append((f"since {care.since}", "placement"))
        if care.kind == "past" and care.caregiver not in cares:
            found[care.caregiver].append((f"until {care.until}", "earlier"))
        cares.add(care.caregiver)
    return {key: tuple(lines) for key, lines in found.items()}


def height(label: Label) -> float:
    """How high a label is, from the edge of the symbol down."""
    return 4 + LINE * len(label) if label else 0.0


def slot(label: Label) -> float:
    """How wide a place someone needs in a row, name and all."""
    small = SMALL / TEXT_SIZE
    wide = (
        text_width(words) * (1 if kind in ("name", "years") else small) for words, kind in label
    )
    return max(_NARROWEST, _CLEAR + max(wide, default=0.0))


def wrap(name: str) -> list[str]:
    """A name in two lines or one, in three where it must be, cut with an ellipsis if need be.

    The lines are as narrow as their number allows.
    """
    count = max(2, len(_lines(name, WIDEST)))
    widths = range(_LEAST, int(WIDEST), _STEP)
    found = (_lines(name, width) for width in widths)
    lines = next((each for each in found if len(each) <= count), _lines(name, WIDEST))
    if len(lines) > 3:
        lines = [*lines[:2], f"{lines[2]}…"]
    return [cut(line, WIDEST) for line in lines]


def _lines(name: str, width: float) -> list[str]:
    """A name in lines no wider than `width`, but for a single word that is."""
    lines: list[str] = []
    for word in re.findall(r"\S+?-(?=\w)|\S+", name):
        joined = word
        if lines:
            joined = lines[-1] + ("" if lines[-1].endswith("-") else " ") + word
        if lines and text_width(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def cut(line: str, width: float) -> str:
    """A line of text no wider than `width`, cut with an ellipsis if need be."""
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
