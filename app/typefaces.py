"""The typefaces that come with the program, and what of a text they can print."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

FAMILY = "DejaVu Sans Condensed"
UNPRINTABLE = "□"
_FOLDER = Path(__file__).resolve().parent / "fonts"
_FACES = {
    "": _FOLDER / "DejaVuSansCondensed.ttf",
    "B": _FOLDER / "DejaVuSansCondensed-Bold.ttf",
}
FILES = tuple(_FACES.values())


def add_faces(sheet: FPDF) -> None:
    """Give a PDF the regular and the bold face of `FAMILY`."""
    for style, file in _FACES.items():
        sheet.add_font(FAMILY, style, file)


def printable(words: str) -> str:
    """The words with an empty box for every character that a face lacks.

    Everything that goes into a PDF passes here: fpdf logs the characters that it cannot print, and
    so the letters of people's names.
    """
    known = _characters()
    return "".join(x if ord(x) in known or x.isspace() else UNPRINTABLE for x in words)


@cache
def _characters() -> frozenset[int]:
    """The characters that every face has."""
    sheet = FPDF()
    add_faces(sheet)
    faces = [font for font in sheet.fonts.values() if isinstance(font, TTFFont)]
    known = frozenset(set.intersection(*(set(font.cmap) for font in faces)))
    for font in faces:
        font.close()
    return known
