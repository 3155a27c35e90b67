"""A document's sections, definitions and inserted guides, under the names the register uses.

The two documents name themselves; anything else is refused. A Policy Guide that stands inside a
section is read as sections of its own, and the section goes on after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from app.errors import refusal
from loaders.policy_text.pages import Paragraph
from loaders.policy_text.placing import number_of

_SECTION = re.compile(r"Section\s+(\d+)\.(\d+)\s+(\S.*)", re.IGNORECASE)
_APPENDIX = re.compile(r"(?:Section\s+)?(\d+)\.APPENDIX ([A-Z])\b\s*(.*)", re.IGNORECASE)
_GUIDE = re.compile(r"POLICY GUIDE (\d{4}\.\d+)\b.*")
_GUIDE_SECTION = re.compile(r"([IVX]{1,5})\. ([A-Z].*)")
_GUIDE_HEAD = re.compile(r"DEPARTMENT OF CHILDREN AND FAMILY SERVICES|Distribution:")
_PART = re.compile(r"(?:SUB)?PART [A-Z0-9]+\b")
_PREAMBLE = re.compile(r"(AUTHORITY|SOURCE):\s*(.*)", re.DOTALL)
_EFFECTIVE = re.compile(r"effective\s+([A-Z][a-z]+ \d{1,2}, \d{4})")
_DATE = re.compile(r"[A-Z][a-z]+ \d{1,2}, \d{4}")
_TERM = re.compile(r"[\"“]([^\"“”]{2,80})[\"”](?=[\s,])")
_INNER_TERM = re.compile(
    r"(?<=[.\]])\s+(?=[\"“][A-Z][^\"“”]{2,80}[\"”]"
    r"(?: or [\"“][^\"”]+[\"”])?,? (?:means|is|are|as used)\b)"
)
_DEFINITIONS = "definitions"
_FILING = "filing instructions"


@dataclass(frozen=True)
class Document:
    """A document that the register holds clauses of.

    Attributes:
        name: what we call it.
        number: the number before the point in its sections' headings.
        prefix: what its clauses' identifiers begin with.
        expected: how it names itself, for a message that asks for it.
        guides: the Policy Guides that stand in it.
        one_wording: whether all of it is of the date on its first page; else each section's
            Source line tells the date of that section.
    """

    name: str
    number: str
    prefix: str
    expected: str
    guides: tuple[str, ...] = ()
    one_wording: bool = False


DOCUMENTS = (
    Document(
        "Rule 301",
        "301",
        "301",
        "89 Ill. Adm. Code 301 (with headings such as “Section 301.10 Purpose”)",
        ("Policy Guide 2001.17", "Policy Guide 2001.18"),
    ),
    Document(
        "AP33",
        "33",
        "AP33",
        "Administrative Procedures #33 (“Section 33.10 Purpose”)",
        one_wording=True,
    ),
)


@dataclass(frozen=True)
class Section:
    """A section, a definition or a part of a guide, with the paragraphs of its own.

    Attributes:
        identifier: as the register's identifiers begin: `301.80`, `301.20 "Relative"`,
            `PG2001.18 V`.
        dated: the date of its wording, where its document prints it.
        torn: whether the heading after it is missing, so that its end may be another part's.
    """

    identifier: str
    title: str
    line: int
    paragraphs: tuple[Paragraph, ...]
    dated: date | None = None
    torn: bool = False


@dataclass
class _Open:
    identifier: str
    title: str
    line: int
    paragraphs: list[Paragraph] = field(default_factory=list)
    dated: date | None = None
    torn: bool = False


def find_document(paragraphs: Sequence[Paragraph], file: str) -> Document:
    """The document that some paragraphs are of.

    Raises:
        CaseFileError: they are of none that we hold, or of two.
    """
    numbers = [m[1] for each in paragraphs if (m := _section_of(each))]
    found = [each for each in DOCUMENTS if each.number in numbers]
    if len(found) == 1:
        return found[0]
    wanted = " or ".join(each.expected for each in DOCUMENTS)
    if found:
        what, mend = "holds two documents", "Give one file for each."
    elif numbers:
        parts = ", ".join(sorted(set(numbers)))
        what, mend = f"is Part {parts}, which has no clauses here", f"Give {wanted}."
    else:
        what, mend = "is neither of the documents that have clauses here", f"Give {wanted}."
    raise refusal(file, "the file", what, mend)


def find_sections(paragraphs: Sequence[Paragraph], document: Document) -> list[Section]:
    """The sections of a document, in its order; a heading printed twice counts where its text is.

    What a table of contents lists is no section.
    """
    return list(_close(_Reader(document).read(paragraphs)))


def _close(opened: Sequence[_Open]) -> Iterator[Section]:
    filled = {each.identifier for each in opened if each.paragraphs}
    seen: set[str] = set()
    for each in opened:
        if each.identifier in seen or (each.identifier in filled and not each.paragraphs):
            continue
        seen.add(each.identifier)
        text = tuple(each.paragraphs)
        yield Section(each.identifier, each.title, each.line, text, each.dated, each.torn)


class _Reader:
    """Reads paragraph by paragraph; `_home` is the section that a guide stands in."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._opened: list[_Open] = []
        self._at: _Open | None = None
        self._home: _Open | None = None
        self._section_dates: list[_Open] = []
        self._guide = ""
        self._guide_part = 0
        self._issued: date | None = None

    def read(self, paragraphs: Sequence[Paragraph]) -> list[_Open]:
        first = next((i for i, each in enumerate(paragraphs) if _section_of(each)), 0)
        self._read_front(paragraphs[:first])
        for paragraph in paragraphs[first:]:
            if not paragraph.footnote:
                self._read(paragraph)
        return self._opened

    def _read_front(self, paragraphs: Sequence[Paragraph]) -> None:
        header = [each for each in paragraphs[:1] if not _PART.match(each.text)]
        if header:
            self._open(f"{self._document.prefix} (header)", "", header[0])
            self._keep(header[0])
            self._issued = _last_date(_DATE, header[0].text)
            self._date(self._issued)
        for paragraph in paragraphs[1:]:
            named = _PREAMBLE.match(paragraph.text)
            if named:
                self._open(f"{self._document.prefix}.{named[1]}", named[1].capitalize(), paragraph)
                self._keep(replace(paragraph, text=named[2]))

    def _read(self, paragraph: Paragraph) -> None:
        if not self._read_heading(paragraph) and self._at is not None:
            if self._guide and paragraph.source:
                self._leave_guide()
            if paragraph.source:
                for each in self._section_dates:
                    each.dated = _last_date(_EFFECTIVE, paragraph.text)
                self._at = None
            elif self._guide and self._at.title.casefold() == _FILING and paragraph.label:
                self._leave_guide()
                self._keep(paragraph)
            else:
                self._read_text(paragraph)

    def _read_heading(self, paragraph: Paragraph) -> bool:
        if paragraph.label or paragraph.bullet:
            return False
        text = paragraph.text
        section, appendix = _section_of(paragraph), _APPENDIX.fullmatch(text)
        guide, part = _GUIDE.fullmatch(text), _GUIDE_SECTION.fullmatch(text)
        if section and section[1] == self._document.number:
            self._enter_section(f"{self._document.prefix}.{section[2]}", section[3], paragraph)
        elif appendix and appendix[1] == self._document.number:
            name = f"{self._document.prefix}.{appendix[2].upper()}"
            self._enter_section(name, appendix[3], paragraph)
        elif guide and paragraph.heading:
            self._enter_guide(guide[1], paragraph)
        elif part and self._guide and paragraph.heading:
            number = number_of("roman", part[1].lower()) or 0
            if self._at is not None and number > self._guide_part + 1:
                self._at.torn = True
            self._guide_part = number
            self._open(f"PG{self._guide} {part[1]}", part[2], paragraph)
            self._date(self._issued)
        elif _PART.match(text) and text.upper() == text:
            self._at = self._at if self._guide else None
        else:
            return False
        return True

    def _enter_section(self, identifier: str, title: str, paragraph: Paragraph) -> None:
        self._guide, self._home, self._section_dates = "", None, []
        self._open(identifier, title, paragraph)
        if self._document.one_wording:
            self._date(self._opened[0].dated)

    def _enter_guide(self, number: str, paragraph: Paragraph) -> None:
        head: list[Paragraph] = []
        if not self._guide:
            self._home = self._at
        while self._at and self._at.paragraphs and _GUIDE_HEAD.match(self._at.paragraphs[-1].text):
            head.insert(0, self._at.paragraphs.pop())
        self._guide, self._guide_part, self._issued = number, 0, None
        self._open(f"PG{number} header", "", head[0] if head else paragraph)
        for each in (*head, paragraph):
            self._keep(each)

    def _leave_guide(self) -> None:
        self._guide, self._at = "", self._home

    def _read_text(self, paragraph: Paragraph) -> None:
        at = self._at
        if at is None:
            return
        if at.identifier == f"PG{self._guide} header" and paragraph.text.startswith("DATE:"):
            self._issued = _last_date(_DATE, paragraph.text)
            self._date(self._issued)
        if self._defines(at) and not paragraph.label and not paragraph.bullet:
            for piece in _INNER_TERM.split(paragraph.text):
                self._read_definition(at, replace(paragraph, text=piece))
        else:
            self._keep(paragraph)

    def _defines(self, at: _Open) -> bool:
        return at.title.casefold() == _DEFINITIONS and not self._guide

    def _read_definition(self, at: _Open, paragraph: Paragraph) -> None:
        term = _TERM.match(paragraph.text)
        if term:
            section = at.identifier.split(' "')[0]
            self._open(f'{section} "{term[1].strip(",")}"', at.title, paragraph)
            if self._document.one_wording:
                self._date(self._opened[0].dated)
        self._keep(paragraph)

    def _open(self, identifier: str, title: str, paragraph: Paragraph) -> None:
        self._at = _Open(identifier, title.strip(), paragraph.line)
        self._opened.append(self._at)
        if not self._guide:
            self._section_dates.append(self._at)

    def _keep(self, paragraph: Paragraph) -> None:
        if self._at is not None:
            self._at.paragraphs.append(paragraph)

    def _date(self, day: date | None) -> None:
        if self._at is not None:
            self._at.dated = day


def _section_of(paragraph: Paragraph) -> re.Match[str] | None:
    if paragraph.label or paragraph.bullet or not paragraph.heading:
        return None
    return _SECTION.fullmatch(paragraph.text)


def _last_date(pattern: re.Pattern[str], text: str) -> date | None:
    for found in reversed(pattern.findall(text)):
        try:
            return datetime.strptime(found, "%B %d, %Y").date()  # noqa: DTZ007 - a printed day
        except ValueError:
            continue
    return None
