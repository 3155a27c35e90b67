"""What a reader hands back, and how a file's text is read and written."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.case import Case
from app.errors import CaseFileError, Problem


@dataclass(frozen=True, order=True)
class Unmapped:
    """Something of a file that the case does not hold.

    Attributes:
        what: what it is, as the file calls it ("INDI BURI", "a date that is not exact").
        why: why it was left out.
        places: every place where it stands, in the order of the file.
    """

    what: str
    why: str
    places: tuple[str, ...]

    def __str__(self) -> str:
        shown = ", ".join(self.places[:3]) + (", …" if len(self.places) > 3 else "")
        return f"{self.what}: {self.why} ({len(self.places)} times; {shown})"


@dataclass(frozen=True)
class Loaded:
    """A case, and what of its file could not be mapped; nothing where the file is the project's."""

    case: Case
    unmapped: tuple[Unmapped, ...] = ()


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        CaseFileError: the file cannot be opened.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        what = f"cannot be opened ({error.strerror or error.__class__.__name__})"
        raise CaseFileError(
            path.name, [Problem("the file", what, "Check its name and place.")]
        ) from error


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, with or without a byte order mark.

    Raises:
        CaseFileError: the file cannot be opened, or is not UTF-8; names the line.
    """
    return decode(read_bytes(path), path.name)


def decode(content: bytes, file: str) -> str:
    """The text that the bytes of a UTF-8 file hold; see `read_text`."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem(f"line {line}", "is not UTF-8", "Save the file as UTF-8 text.")
        raise CaseFileError(file, [problem]) from error


def replace_file(file: Path, text: str) -> None:
    """Write a file so that it is either the old one or the new one, readable by its user only."""
    handle, made = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(made).replace(file)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise


def comments(said: Iterable[str]) -> str:
    """Sentences as comments of a file, a line each: none can end its line."""
    plain = ("".join(sign if sign.isprintable() else " " for sign in each) for each in said)
    return "".join(f"# {' '.join(each.split())}\n" for each in plain)


def case_name(file: str, otherwise: str) -> str:
    """A name for the case of a file that names none: the file's own, as far as a case may have it.

    Args:
        file: the name of the file.
        otherwise: the case's name where nothing of the file's can be kept.
    """
    return re.sub(r"[^A-Za-z0-9_-]+", "-", Path(file).stem).strip("-_") or otherwise
