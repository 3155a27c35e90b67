"""The pages of a published document as paragraphs, free of what only the printing put there.

Page headers and footers, marks of a scanner's text format, table rules and words broken at the
end of a line are taken out; what a page break parted is whole again. Nothing here knows a rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_ISSUE = re.compile(rf"\s*{_MONTH} \d{{1,2}}, \d{{4}}\s*[-\u2013\u2014]+\s*P\.?\s?T\.?\s*\d+\.\d+$")
_PAGE_NUMBER = re.compile(
    r"(?:page )?[-\u2013\u2014]?\s*\(?\d{1,4}\)?\s*[-\u2013\u2014]?(?: (?:of|/) \d{1,4})?"
    r"|this page (?:was )?intentionally left blank\.?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:[-•*·]\s+)?([a-z]|[ivx]{1,5}|[A-Z]|\d{1,2})\)\s+(?=\S)")
_BULLET = re.compile(r"[-•·*]\s+(?=\S)")
_TABLE_RULE = re.compile(r"[|:\-\s]+")
_HEADING = re.compile(
    r"(?:Section\s+)?\d+\.(?:\d+|APPENDIX [A-Z])\s+[A-Z][^.;:]*"
    r"|(?:SUB)?PART [A-Z0-9]+\b[^a-z]*"
    r"|[IVX]{1,5}\. [A-Z][^.;:]{2,90}"
    r"|POLICY GUIDE \d{4}\.\d+.*",
    re.IGNORECASE,
)
_UPRIGHT = re.compile(r"(?:SECTION|Section|\d|SUBPART|PART|[IVX]{1,5}\.|POLICY GUIDE)")
_APART = re.compile(r"\(Source:|(?:AGENCY )?NOTE:|AUTHORITY:|SOURCE:|DATE:|TO:|FROM:|SUBJECT:")
_COMPLETE = re.compile(r"(?:[.;:!?][)\]\"\u201d\u2019*]*|[;?] (?:and|or|and/or)|\])$")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_REPEATED = 4  # a short line that stands so often in a document is a page's, not the law's
_SHORT = 100


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as it is printed.

    Attributes:
        text: its words, without the label.
        line: the line of the file on which it starts, from 1.
        label: the label printed before it ("a", "12", "iv"), or None.
        bullet: whether a list mark stands there instead, as where a scan lost the label.
        table: whether it is the rows of a table.
        footnote: whether it is a note at the foot.
    """

    text: str
    line: int
    label: str | None = None
    bullet: bool = False
    table: bool = False
    footnote: bool = False

    @property
    def heading(self) -> bool:
        """Whether it reads as the heading of a section, a part or a guide."""
        return self.label is None and is_heading(self.text)

    @property
    def complete(self) -> bool:
        """Whether it ends as a sentence or an entry of a list does."""
        return is_complete(self.text)


@dataclass(frozen=True)
class _Line:
    number: int
    text: str  # empty: a blank line
    page: bool = False  # what a page's head or foot left behind
    table: bool = False
    footnote: bool = False


def is_heading(text: str) -> bool:
    """Whether a line reads as the heading of a section, a part or a guide."""
    return bool(len(text) < 2 * _SHORT and _UPRIGHT.match(text) and _HEADING.fullmatch(text))


def is_complete(text: str) -> bool:
    """Whether a text ends as a sentence or an entry of a list does."""
    return bool(_COMPLETE.search(text))


def find_paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of a document, in its order, each whole."""
    lines = list(_strip_pages(_read_lines(text)))
    words = {word for line in lines for word in _WORD.findall(line.text.casefold())}
    return [_tidy(each) for each in _assemble(lines, words)]


def _read_lines(text: str) -> list[_Line]:
    clean = unicodedata.normalize("NFC", text).replace("\u00ad\n", "").replace("\u00ad", "")
    lines = []
    for number, raw in enumerate(re.split(r"\r\n|[\n\r\f\v\u2028\u2029]", clean), start=1):
        words = " ".join(raw.split())
        table = words.startswith("|")
        if table:
            cells = [cell.strip() for cell in words.strip("|").split("|")]
            words = "" if _TABLE_RULE.fullmatch(words) else " | ".join(filter(None, cells))
            table = "(Source:" not in words
        if re.fullmatch(r"[-\u2013\u2014_=*]{3,}", words):
            words = ""
        footnote = words.startswith("<sup>")
        words = re.sub(r"\*\*|</?[ubi]>|^#+ ", "", words)
        lines.append(_Line(number, words.strip(), table=table and bool(words), footnote=footnote))
    return lines


def _strip_pages(lines: list[_Line]) -> Iterator[_Line]:
    """The lines, with those of page heads and feet marked as such and emptied."""
    counts = Counter(_masked(line.text) for line in lines if _may_repeat(line))
    repeated = {text for text, count in counts.items() if count >= _REPEATED}
    first = next((i for i, line in enumerate(lines) if _starts_section(line.text)), len(lines))
    titles = {
        part
        for line in lines[:first]
        for part in (line.text, re.sub(r"^PART \d+ ", "", line.text))
        if part.isupper() and len(part) > 8 and not is_heading(part)
    }
    for index, line in enumerate(lines):
        words = _ISSUE.sub("", line.text)
        issued = words != line.text
        page = (
            (issued and (not words or words in titles))
            or words in titles
            or bool(_PAGE_NUMBER.fullmatch(words) and not line.table)
            or _masked(line.text) in repeated
        )
        yield replace(line, text="", page=True) if page and index >= first else line


def _starts_section(text: str) -> bool:
    return text.casefold().startswith("section ") and is_heading(text)


def _may_repeat(line: _Line) -> bool:
    text = line.text
    return bool(
        text
        and len(text) < _SHORT
        and not line.table
        and not is_heading(text)
        and not _LABEL.match(text)
        and not _BULLET.match(text)
        and text[-1] not in ".;:,)*"
    )


def _masked(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _assemble(lines: Iterable[_Line], words: set[str]) -> list[Paragraph]:
    found: list[Paragraph] = []
    gap, page = True, False
    for line in lines:
        if not line.text:
            gap, page = gap or not line.page, page or line.page
            continue
        last = found[-1] if found else None
        started = _start(line, last, gap=gap, page=page)
        if started is None and last is not None:
            found[-1] = replace(last, text=_join(last.text, line.text, words))
        else:
            found.append(started or Paragraph(line.text, line.number))
        gap = page = False
    return found


def _start(line: _Line, last: Paragraph | None, *, gap: bool, page: bool) -> Paragraph | None:
    """The paragraph that a line begins, or None where it goes on with the last one."""
    text, number = line.text, line.number
    if line.footnote:
        return Paragraph(text, number, footnote=True)
    if line.table:
        return None if last and last.table else Paragraph(text, number, table=True)
    label, bullet = _LABEL.match(text), _BULLET.match(text)
    if label:
        return Paragraph(text[label.end() :], number, label[1])
    begins = last is None or gap or last.complete or last.table
    if bullet and begins:
        return Paragraph(text[bullet.end() :], number, bullet=True)
    if last is None or last.table or _APART.match(text):
        return Paragraph(text, number)
    if not gap or last.footnote:
        return None
    if last.heading or last.complete or is_heading(text):
        return Paragraph(text, number)
    return None if page or text[0].islower() else Paragraph(text, number)


def _join(before: str, after: str, words: set[str]) -> str:
    """Two lines of one paragraph; a word that was broken between them is whole again."""
    broken = re.search(r"([A-Za-z]+)-$", before)
    if not broken:
        return f"{before} {after}"
    rest = re.match(r"[a-z]+", after)
    if rest is None:
        return before + after
    first, second = broken[1].casefold(), rest[0].casefold()
    kept = f"{first}-{second}" in words and first + second not in words
    return (before if kept else before[:-1]) + after


def _tidy(paragraph: Paragraph) -> Paragraph:
    text = re.sub(r"\[([^\]]*)\]\((?:[^()\s]*)\)", r"\1", paragraph.text)
    text = re.sub(r"<sup>.*?</sup>|</?\w+>", "", text)
    text = re.sub(r"(?<![\w*])\*(?=\S)([^*]+?)(?<=\S)\*(?!\w)", r"\1", text)
    return replace(paragraph, text=" ".join(text.replace("\\$", "$").split()))
