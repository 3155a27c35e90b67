"""Cases as files of other kinds, each with a list of what its kind cannot hold.

What is lost is not told from a list of what should be: every file is read back as it was
written, and what then differs from the case is the loss.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.case import Case
from loaders import document, gedcom, rdf, workbook
from loaders.export_gedcom import gedcom7
from loaders.export_rdf import json_ld, turtle
from loaders.export_workbook import xlsx

LEFT_OUT, CHANGED, ADDED = "left out", "changed", "added"


@dataclass(frozen=True, order=True)
class Loss:
    """Something of a case that a file does not hold as the case has it.

    Attributes:
        section: the section of the rows concerned.
        field: the key of the field concerned; empty where whole rows are.
        how: what becomes of it: left out, changed, or added, as it reads back.
        count: how many rows that is.
    """

    section: str
    field: str
    how: str
    count: int

    def __str__(self) -> str:
        what = f"{self.section} {self.field}" if self.field else self.section
        return f"{what}: {self.how} ({self.count} {'row' if self.count == 1 else 'rows'})"


@dataclass(frozen=True)
class Format:
    """A kind of file that a case can be written as.

    Attributes:
        name: what the command line calls it.
        title: what people call it.
        suffix: the ending of its files' names.
        media_type: what a browser is told that it is.
        write: makes the file's bytes, of a case and of what the file says of its reader.
        read: the case in such bytes, given with the file's name.
    """

    name: str
    title: str
    suffix: str
    media_type: str
    write: Callable[[Case, Sequence[str]], bytes]
    read: Callable[[bytes, str], Case]


_FORMATS = (
    Format(
        "yaml",
        "YAML",
        ".yaml",
        "application/yaml",
        lambda case, said: document.dump(case, said).encode(),
        lambda content, file: document.read(content.decode(), file),
    ),
    Format(
        "xlsx",
        "Excel",
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        xlsx,
        workbook.read,
    ),
    Format(
        "turtle",
        "Turtle",
        ".ttl",
        "text/turtle",
        turtle,
        lambda content, file: rdf.read(content, file).case,
    ),
    Format(
        "json-ld",
        "JSON-LD",
        ".jsonld",
        "application/ld+json",
        json_ld,
        lambda content, file: rdf.read(content, file).case,
    ),
    Format(
        "gedcom",
        "GEDCOM",
        ".ged",
        "text/vnd.familysearch.gedcom",
        gedcom7,
        lambda content, file: gedcom.read(content, file).case,
    ),
)
FORMATS = {each.name: each for each in _FORMATS}


def export(case: Case, name: str, said: Sequence[str] = ()) -> tuple[bytes, tuple[Loss, ...]]:
    """A case as a file of another kind.

    Args:
        case: the case.
        name: the kind of file, a key of `FORMATS`.
        said: sentences that stand at the top of the file, on whom it is for.

    Returns:
        The file's bytes, and what of the case they do not hold, in the order of the schema.

    Raises:
        KeyError: there is no such kind.
    """
    known = FORMATS[name]
    content = known.write(case, said)
    back = known.read(content, f"{case.name}{known.suffix}")
    if back.facts == case.facts:
        return content, ()
    return content, tuple(_losses(document.export(case), document.export(back)))


def _losses(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Loss]:
    if before["case"] != after["case"]:
        yield Loss("case", "", CHANGED, 1)
    for section in dict.fromkeys([*before, *after]):
        if section != "case":
            found = Counter(_differences(before.get(section, []), after.get(section, [])))
            for (field, how), count in found.items():
                yield Loss(section, field, how, count)


def _differences(before: Any, after: Any) -> Iterator[tuple[str, str]]:
    """(field, how) of every difference between the rows of a section; no field: a whole row."""
    for old, new in _pairs(before, after):
        if old is None or new is None:
            yield "", LEFT_OUT if new is None else ADDED
            continue
        for key in dict.fromkeys([*old, *new]):
            if key not in new:
                yield key, LEFT_OUT
            elif key not in old:
                yield key, ADDED
            elif old[key] != new[key]:
                yield key, CHANGED


Pair = tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]


def _pairs(before: Any, after: Any) -> Iterator[Pair]:
    """Rows that are one and the same: by key; else equal ones, then those most alike."""
    if isinstance(before, dict) or isinstance(after, dict):
        old, new = dict(before), dict(after)
        yield from ((old.get(key), new.get(key)) for key in dict.fromkeys([*old, *new]))
        return
    waiting = list(after)
    changed = []
    for row in before:
        if row in waiting:
            waiting.remove(row)
        else:
            changed.append(row)
    for row in changed:
        like = _most_alike(row, waiting)
        if like is not None:
            waiting.remove(like)
        yield row, like
    yield from ((None, row) for row in waiting)


def _most_alike(
    row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """The row with the most values in common, two at least: whom it is about is no likeness yet."""
    own = _plain(row).items()
    shared = [len(own & _plain(other).items()) for other in rows]
    best = max(shared, default=0)
    return rows[shared.index(best)] if best > 1 else None


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row whose every value can be compared in a set."""
    return {key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}
