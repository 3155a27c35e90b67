"""The family picture: generations, symbols and lines with their legend, and the same as a table."""

from app.genogram.drawing import draw
from app.genogram.export import to_pdf, to_png
from app.genogram.family import Family, read_family
from app.genogram.layout import Layout, lay_out
from app.genogram.table import FamilyRow, family_table

__all__ = [
    "Family",
    "FamilyRow",
    "Layout",
    "draw",
    "family_table",
    "lay_out",
    "read_family",
    "to_pdf",
    "to_png",
]
