"""Letters as PDF files, for print; with the fonts that the memo embeds."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from app.report.letters import Letter
from app.typefaces import FAMILY, add_faces, printable

_SIZE, _LINE = 11.0, 5.6  # points, and millimetres from line to line
_LABEL = 32.0  # millimetres for the name of a fact
_BULLET = 6.0  # millimetres from the margin to the words of a point


def letter_pdf(letter: Letter, day: date) -> bytes:
    """A letter as a PDF; what is to be filled in by hand stands in brackets.

    Args:
        letter: the letter in words.
        day: the day that the file bears as the day it was made.
    """
    sheet = FPDF(format="letter")
    add_faces(sheet)
    sheet.set_text_shaping(True)
    sheet.set_margins(25.4, 25.4, 25.4)
    sheet.set_auto_page_break(True, margin=22)
    sheet.set_lang(letter.language)
    sheet.set_title(letter.title)
    sheet.set_creator("Kinstead")
    sheet.set_creation_date(datetime.combine(day, time(), UTC))
    sheet.add_page()
    _lines(sheet, letter.sender, 7)
    _words(sheet, letter.day, 7)
    _lines(sheet, letter.address, 8)
    _words(sheet, letter.salutation, 4)
    for words in letter.opening:
        _words(sheet, words, 3)
    _words(sheet, letter.about, 1.5)
    for name, value in letter.facts:
        top = sheet.get_y()
        _words(sheet, name, 0, inset=6)
        sheet.set_y(top)
        _words(sheet, value, 0.6, inset=6 + _LABEL, style="B")
    for words in letter.listed:
        top = sheet.get_y()
        _words(sheet, "•", 0, inset=2)
        sheet.set_y(top)
        _words(sheet, words, 0.8, inset=_BULLET)
    sheet.ln(4)
    for words in letter.closing:
        _words(sheet, words, 3)
    _words(sheet, letter.farewell, 16)
    _lines(sheet, letter.signature, 0)
    return bytes(sheet.output())


def _lines(sheet: FPDF, lines: tuple[str, ...], after: float) -> None:
    for line in lines:
        _words(sheet, line, 0)
    sheet.ln(after)


def _words(sheet: FPDF, words: str, after: float, *, inset: float = 0.0, style: str = "") -> None:
    """A paragraph, with some millimetres left below it."""
    sheet.set_font(FAMILY, style, _SIZE)
    sheet.set_x(sheet.l_margin + inset)
    sheet.multi_cell(
        sheet.epw - inset, _LINE, printable(words), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
    )
    sheet.ln(after)
