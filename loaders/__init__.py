"""Readers that build a `app.case.Case` from what people have: YAML, workbooks, GEDCOM, RDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.errors import CaseFileError, Problem
from loaders import document, gedcom, rdf, workbook
from loaders.loading import Loaded, Unmapped
from loaders.rdf_statements import FORMATS

__all__ = ["SUFFIXES", "Loaded", "Unmapped", "load"]

_READERS: dict[str, Callable[[Path], Loaded]] = {
    ".ged": gedcom.load,
    ".xlsx": lambda path: Loaded(workbook.load(path)),
    ".yaml": lambda path: Loaded(document.load(path)),
    ".yml": lambda path: Loaded(document.load(path)),
    **dict.fromkeys(FORMATS, rdf.load),
}
SUFFIXES = tuple(_READERS)


def load(path: Path) -> Loaded:
    """The case that a file or a folder of csv files holds, by the suffix of its name.

    Raises:
        CaseFileError: there is no reader for it, or it cannot be read as a case; carries every
            problem.
    """
    if path.is_dir():
        return Loaded(workbook.load(path))
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(_READERS)
        what = f"{path.suffix!r} is no kind of case file" if path.suffix else "has no suffix"
        mend = f"Give one of {known}, or a folder of csv files."
        raise CaseFileError(path.name, [Problem("the file", what, mend)])
    return reader(path)
