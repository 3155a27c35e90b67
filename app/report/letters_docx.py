"""Letters as Word files that a worker can still change, and the worker's own list of them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt
from docx.text.paragraph import Paragraph

from app.report.letters import Letter
from app.report.notices import ASK_FIRST, Round, Withheld, look_over
from app.wording import STATUS_LABELS

_BLANK = re.compile(r"(\[[^\]]*\])")


def letter_docx(letter: Letter, day: date) -> bytes:
    """A letter as a Word file; what is to be filled in stands in brackets, marked yellow.

    Args:
        letter: the letter in words.
        day: the day that the file bears as the day it was made.
    """
    document = _begin(letter.title, letter.language, day)
    _lines(document, letter.sender)
    _words(document, letter.day)
    _lines(document, letter.address)
    _words(document, letter.salutation)
    for words in letter.opening:
        _words(document, words)
    _words(document, letter.about, keep=True)
    for words in letter.listed:
        _fill(document.add_paragraph(style="List Bullet"), words)
    if letter.facts:
        _facts(document, letter.facts)
    for words in letter.closing:
        _words(document, words)
    _words(document, letter.farewell, keep=True, after=36)
    _lines(document, letter.signature)
    return _bytes(document)


def _facts(document: WordDocument, facts: Iterable[tuple[str, str]]) -> None:
    """Names and values beside each other, with room below."""
    table = document.add_table(rows=0, cols=2)
    for name, value in facts:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Inches(1.6), Inches(4.9)
        _fill(cells[0].paragraphs[0], name)
        _fill(cells[1].paragraphs[0], value, bold=True)
        for cell in cells:
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
            cell.paragraphs[0].paragraph_format.left_indent = Inches(0.2)
    spacer = document.add_paragraph()
    spacer.paragraph_format.space_after = Pt(0)


def cover_docx(found: Round) -> bytes:
    """The worker's list as a Word file: whom to write to by when, whom not, whom to interview.

    It names the relatives and cites the law, so it stays in the file and goes to nobody.
    """
    document = _begin("Notices to relatives: the worker's list", "en-US", found.as_of)
    document.add_heading("Notices to relatives", 1)
    _words(document, f"As of {found.as_of.isoformat()}. This list stays with you.")
    _table(
        document,
        ("No.", "Relative", "Send by", "Before you send it"),
        [
            (
                str(each.number),
                "\n".join((each.recipient, *each.address)),
                _when(each.due, STATUS_LABELS[each.status]),
                "\n".join(each.to_check),
            )
            for each in found.to_send
        ],
        "No letter is due.",
        (0.5, 2.4, 1.1, 2.5),
    )
    for gap in look_over(found) if found.to_send else ():
        document.add_paragraph(gap, style="List Bullet")
    _withheld(document, "No letter to these", found.excluded)
    _withheld(document, "Settle this first", found.unsettled)
    document.add_heading("To be contacted and interviewed", 2)
    _table(
        document,
        ("Person", "What", "By", "Clause"),
        [
            (
                f"{each.name}\n{ASK_FIRST}" if each.excluded else each.name,
                f"{each.what} {each.remedy}",
                _when(each.due, STATUS_LABELS[each.status]),
                "; ".join(each.clauses),
            )
            for each in found.interviews
        ],
        "Nothing is open.",
        (1.5, 2.8, 1.0, 1.2),
    )
    document.add_heading("What the law asks, in our own words", 2)
    for clause, summary in found.duties:
        document.add_paragraph(f"{clause}: {summary}", style="List Bullet")
    return _bytes(document)


def _when(due: date | None, status: str) -> str:
    return f"{due.isoformat()}\n{status}" if due else status


def _begin(title: str, language: str, day: date) -> WordDocument:
    """An empty letter-size document whose properties tell of nobody."""
    document = Document()
    made = datetime.combine(day, time(), UTC)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.last_modified_by, properties.keywords, properties.subject = "", "", ""
    properties.language = language
    properties.created = properties.modified = made
    page = document.sections[0]
    page.page_width, page.page_height = Inches(8.5), Inches(11)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Inches(1)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Georgia", Pt(11.5)
    style.paragraph_format.space_after = Pt(9)
    style.paragraph_format.line_spacing = 1.12
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), language)
    style.element.get_or_add_rPr().append(spoken)
    return document


def _words(
    document: WordDocument, words: str, *, keep: bool = False, after: float | None = None
) -> None:
    paragraph = document.add_paragraph()
    _fill(paragraph, words)
    paragraph.paragraph_format.keep_with_next = keep
    if after is not None:
        paragraph.paragraph_format.space_after = Pt(after)


def _lines(document: WordDocument, lines: Sequence[str]) -> None:
    """Some lines as one block, with more room below."""
    for line in lines:
        paragraph = document.add_paragraph()
        _fill(paragraph, line)
        paragraph.paragraph_format.space_after = Pt(16 if line is lines[-1] else 0)


def _fill(paragraph: Paragraph, words: str, *, bold: bool = False) -> None:
    for part in filter(None, _BLANK.split(words)):
        run = paragraph.add_run(part)
        run.bold = bold
        if _BLANK.fullmatch(part):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _withheld(document: WordDocument, heading: str, people: Iterable[Withheld]) -> None:
    listed = list(people)
    if listed:
        document.add_heading(heading, 2)
    for each in listed:
        document.add_paragraph(f"{each.name}: {' '.join(each.reasons)}", style="List Bullet")


def _table(
    document: WordDocument,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    nothing: str,
    inches: Sequence[float],
) -> None:
    """A table with the width of each column, or a sentence where it would be empty."""
    if not rows:
        document.add_paragraph(nothing)
        return
    table = document.add_table(rows=1, cols=len(head), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    for each in table.rows:
        for cell, width in zip(each.cells, inches, strict=True):
            cell.width = Inches(width)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(2)
    document.add_paragraph()


def _bytes(document: WordDocument) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
