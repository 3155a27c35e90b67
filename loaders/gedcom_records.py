"""The records of a GEDCOM file: character sets, line numbers, and files that are none."""

from __future__ import annotations

import io
import logging
import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import ged4py
from ged4py.parser import CodecError, GedcomReader, IntegrityError, ParserError, guess_codec

from app.errors import refusal

# The library's debug messages carry whole lines, and so names.
logging.getLogger(ged4py.__name__).setLevel(logging.CRITICAL)

_BOM = b"\xef\xbb\xbf"
_CHARSET = re.compile(rb"\n\s*1 +CHAR ")
# The version of GEDCOM, not that of the program that wrote the file.
_VERSION_7 = re.compile(rb"\n\s*1 +GEDC\b[^\n]*(?:\n\s*[2-9] [^\n]*)*?\n\s*2 +VERS +7\b")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Records:
    """The top records of a file, in its order, and the lines they stand on.

    Attributes:
        tops: every record of level 0, as `ged4py` reads it.
        encoding: the codec that the file was read with.
        breaks: the offset of every line end.
        guessed: whether nothing in the file says how its letters are written.
    """

    tops: list[Any]
    encoding: str
    breaks: list[int]
    guessed: bool = False

    def line(self, record: Any) -> str:
        """Where a record stands: "line 7"."""
        return f"line {bisect_right(self.breaks, record.offset) + 1}"


def read_records(content: bytes, file: str) -> Records:
    """The records that the bytes of a GEDCOM file hold.

    Raises:
        CaseFileError: the bytes are no GEDCOM, are cut off, or are not in the character set that
            the header names.
    """
    lines = _lines(content, file)
    encoding = _encoding(lines, file)
    try:
        with GedcomReader(io.BytesIO(lines), encoding=encoding) as reader:
            tops = list(reader.records0())
    except UnicodeDecodeError as error:
        where = _undecodable(lines, encoding) or "the file"
        mend = "Correct the CHAR line of the header, or export the file as UTF-8."
        if not _CHARSET.search(_header(lines)):
            mend = "GEDCOM 7 is always UTF-8; export the file again."
        raise refusal(file, where, f"is not in the character set {encoding}", mend) from error
    except (CodecError, LookupError, OSError) as error:
        raise refusal(file, "the header", "is broken", "Export the file again.") from error
    except (ParserError, IntegrityError) as error:
        found = re.search(r"line (\d+)", str(error))
        where = f"line {found[1]}" if found else "the file"
        what = "is no GEDCOM line, or stands at a level that nothing leads to"
        raise refusal(file, where, what, "Mend the line, or export the file again.") from error
    breaks = [match.start() for match in re.finditer(b"\n", lines)]
    guessed = encoding == "gedcom" and not _CHARSET.search(_header(lines))
    return Records(tops, encoding, breaks, guessed)


def _lines(content: bytes, file: str) -> bytes:
    """The content with plain line ends and in a byte-wise encoding, if it is GEDCOM at all."""
    if content[:2] in _UTF16:
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise refusal(
                file, "the file", "is broken UTF-16", "Export the file as UTF-8."
            ) from error
        content = _BOM + re.sub(r"([\r\n]\s*1 CHAR )[^\r\n]*", r"\1UTF-8", text, count=1).encode()
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    bare = lines.removeprefix(_BOM).strip()
    if not bare:
        raise refusal(file, "the file", "is empty", "Export it again.")
    if not re.match(rb"0 +HEAD\s", bare):
        raise refusal(
            file, "line 1", "is not `0 HEAD`: this is no GEDCOM file", "Give a GEDCOM file."
        )
    if not re.search(rb"\n\s*0 +TRLR$", bare):
        last = lines.rstrip().count(b"\n") + 1
        raise refusal(
            file,
            f"line {last}",
            "the file ends without `0 TRLR`: it is cut off",
            "Export it again.",
        )
    return lines


def _header(lines: bytes) -> bytes:
    return re.split(rb"\n\s*0 ", lines, maxsplit=1)[0]


def _encoding(lines: bytes, file: str) -> str:
    """The codec of a file: what its byte order mark, its version or its CHAR line says."""
    header = _header(lines)
    # GEDCOM 7 is UTF-8 whatever else a header says, and `ged4py` would take it for ANSEL.
    if lines.startswith(_BOM) or _VERSION_7.search(header):
        return "utf-8"
    declared = _CHARSET.search(header)
    if not declared:
        return "gedcom" if _undecodable(lines, "utf-8") else "utf-8"
    try:
        codec, _ = guess_codec(io.BytesIO(lines), warn=False)
    except (CodecError, LookupError, ValueError) as error:
        where = f"line {header.count(10, 0, declared.end()) + 1}"
        what = "names a character set that nobody knows"
        raise refusal(file, where, what, "Export the file as UTF-8.") from error
    return str(codec)


def _undecodable(lines: bytes, encoding: str) -> str:
    """The first line that an encoding cannot read, or the empty string."""
    for number, line in enumerate(lines.split(b"\n"), 1):
        try:
            line.decode(encoding)
        except UnicodeDecodeError:
            return f"line {number}"
    return ""
