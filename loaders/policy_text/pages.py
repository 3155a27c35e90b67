"""The pages of a published document as paragraphs, free of what only the printing put there.

Page headers and footers, marks of a scanner's text format, table rules and words broken at the
end of a line are taken out; what a page break parted is whole again. Nothing here knows a rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_ISSUE = re.compile(rf"\s*{_MONTH} \d{{1,2}}, \d{{4}}\s*[-\u2013\u2014]+\s*P\.?\s?T\.?\s*\d+\.\d+$")
_PAGE_NUMBER = re.compile(
    r"(?:(?:page|(?:rule|part|section|procedures?) #?\d+(?:\.\d+)?) )?"
    r"[-\u2013\u2014]?\s*\(?\d{1,4}\)?\s*[-\u2013\u2014]?(?: (?:of|/) \d{1,4})?"
    r"|this page (?:was )?intentionally left blank\.?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:[-•*·]\s+)?([a-z]|[ivx]{1,5}|[A-Z]|\d{1,2})\)(?:\s+(?=\S)|$)")
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
_NOTE = re.compile(r"(?:AGENCY )?NOTE:")
_SOURCE = "(Source:"
_APART = re.compile(
    rf"{re.escape(_SOURCE)}|{_NOTE.pattern}|AUTHORITY:|SOURCE:|DATE:|TO:|FROM:|SUBJECT:"
)
_COMPLETE = re.compile(r"(?:[.;:!?][)\]\"\u201d\u2019*]*|[;?] (?:and|or|and/or)|\])$")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_BROKEN_WORD = re.compile(r"[a-z]+-\n+[a-z]+")
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
        seamed: whether a line within it could be the end of an entry, and the next one an entry
            that lost its label.
    """

    text: str
    line: int
    label: str | None = None
    bullet: bool = False
    table: bool = False
    footnote: bool = False
    seamed: bool = False

    @property
    def heading(self) -> bool:
        """Whether it reads as the heading of a section, a part or a guide."""
        return self.label is None and is_heading(self.text)

    @property
    def note(self) -> bool:
        """Whether it is a note that the agency set beside the text."""
        return bool(_NOTE.match(self.text))

    @property
    def source(self) -> bool:
        """Whether it tells where its section was published, which ends the section."""
        return self.text.startswith(_SOURCE)

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


def is_title(text: str) -> bool:
    """Whether a text is written as titles are: short, and nearly all its long words capitalized."""
    short = len(text) < 120 and text[-1:] not in ";:,?"
    return short and len(_long_words(text)) > 1 and _is_capitalized(text)


def _is_capitalized(text: str) -> bool:
    long = _long_words(text)
    return sum(word[0].isupper() for word in long) > 0.7 * len(long)


def _long_words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]


def find_paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of a document, in its order, each whole."""
    lines = list(_strip_pages(_read_lines(text)))
    unbroken = _BROKEN_WORD.sub(" ", "\n".join(line.text for line in lines).casefold())
    compounds = set(_WORD.findall(unbroken))
    parts = {part for word in compounds for part in word.split("-")}
    openings = {word.split("-")[0] + "-" for word in compounds if "-" in word}
    words = compounds | parts | openings  # "non-" where a compound begins so
    whole = (_tidy(each) for each in _assemble(lines, words))
    return [each for each in whole if each.label or not _PAGE_NUMBER.fullmatch(each.text)]


def _read_lines(text: str) -> list[_Line]:
    clean = unicodedata.normalize("NFC", text).replace("\u00ad\n", "").replace("\u00ad", "")
    lines = []
    for number, raw in enumerate(re.split(r"\r\n|[\n\r\v\u2028\u2029]", clean), start=1):
        words = " ".join(raw.split())
        if "\f" in raw and not words:
            lines.append(_Line(number, "", page=True))
            continue
        table = words.startswith("|")
        if table:
            cells = [cell.strip() for cell in words.strip("|").split("|")]
            words = "" if _TABLE_RULE.fullmatch(words) else " | ".join(filter(None, cells))
            table = _SOURCE not in words
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
    front = f" {' '.join(line.text for line in lines[:first])} "
    sure = [index >= first and _is_page_line(line, front) for index, line in enumerate(lines)]
    for start, end in _stretches(lines):
        beside = any(sure[start:end])
        texts = [line.text for line in lines[start:end]]
        whole = all(
            sure[at] or _masked(text) in repeated or (beside and _is_of_title(text, front))
            for at, text in enumerate(texts, start)
        )
        if start >= first and (whole or _PAGE_NUMBER.fullmatch(" ".join(texts))):
            sure[start:end] = [True] * (end - start)
    for line, page in zip(lines, sure, strict=True):
        yield replace(line, text="", page=True) if page else line


def _is_page_line(line: _Line, front: str) -> bool:
    words = _ISSUE.sub("", line.text)
    issued = words != line.text
    number = bool(_PAGE_NUMBER.fullmatch(words)) and not line.table
    titled = len(words) > 8 and _is_of_title(words, front) and not is_heading(words)
    return titled or number or (issued and not words)


def _is_of_title(text: str, front: str) -> bool:
    """Whether a line in capitals is a part of what stands before the first section."""
    return text.isupper() and f" {text} " in front


def _stretches(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """Where lines stand together with an empty line before and after them."""
    start = 0
    for index, line in enumerate([*lines, _Line(0, "")]):
        if not line.text:
            if index > start:
                yield start, index
            start = index + 1


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
        and (text[-1] not in ".;:,)*" or _masked(text).endswith("(#)"))
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
            seamed = last.seamed or last.complete or is_title(last.text)
            joined = (
                f"{last.text}\n{line.text}" if last.table else _join(last.text, line.text, words)
            )
            found[-1] = replace(last, text=joined, seamed=seamed)
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
    begins = last is None or gap or last.complete or last.table or _leads_to_entry(last)
    if bullet and begins:
        return Paragraph(text[bullet.end() :], number, bullet=True)
    if last is not None and not last.text:
        return None
    if last is None or last.table or _APART.match(text):
        return Paragraph(text, number)
    if last.heading and not gap:
        return None if _is_capitalized(text) else Paragraph(text, number)
    if not gap or last.footnote:
        return None
    if page and last.text.endswith(";") and re.match(r"(?:and|or)\b", text):
        return None
    if last.heading or last.complete or is_heading(text):
        return Paragraph(text, number)
    return None if page or text[0].islower() else Paragraph(text, number)


def _leads_to_entry(last: Paragraph) -> bool:
    listed = last.label is not None or last.bullet
    return listed and (last.text.endswith((", and", ", or")) or is_title(last.text))


def _join(before: str, after: str, words: set[str]) -> str:
    """Two lines of one paragraph; a word that was broken between them is whole again."""
    broken = re.search(r"([A-Za-z]+)-$", before)
    if not broken:
        return f"{before} {after}"
    rest = re.match(r"[a-z]+", after)
    if rest is None:
        return before + after
    first, second = broken[1].casefold(), rest[0].casefold()
    compound = f"{first}-{second}" in words or f"{first}-" in words
    compound = compound or (first in words and second in words)
    kept = compound and first + second not in words
    return (before if kept else before[:-1]) + after


def _tidy(paragraph: Paragraph) -> Paragraph:
    text = re.sub(r"\[([^\]]*)\]\((?:[^()\s]*)\)", r"\1", paragraph.text)
    text = re.sub(r"<sup>.*?</sup>|</?\w+>", "", text)
    text = re.sub(r"(?<![\w*])\*(?=\S)([^*]+?)(?<=\S)\*(?!\w)", r"\1", text)
    rows = text.replace("\\$", "$").split("\n")  # those of a table; other text is one
    return replace(paragraph, text="\n".join(" ".join(row.split()) for row in rows))
