"""The family picture as a file for paper and mail: PNG and PDF, made without system fonts."""

from __future__ import annotations

from io import BytesIO
from math import sqrt
from xml.etree import ElementTree as ET

import resvg_py
from fpdf import FPDF
from fpdf.svg import SVGObject

from app.typefaces import FAMILY, FILES, add_faces, printable

_NAMESPACE = "http://www.w3.org/2000/svg"
_POINT = 0.75  # a pixel of the picture in points of the page
_SIDE = 14400 - 1  # points: a page of a PDF is no wider and no higher
_AREA = 12e6  # pixels: what is drawn in seconds
_PIXELS = 16000  # a wider or higher PNG is more than most programs open


def to_png(svg: str, scale: float = 2.0) -> bytes:
    """A family picture as a PNG, in the fonts that come with the program.

    Args:
        svg: the picture, as `draw` gives it.
        scale: pixels of the PNG for a pixel of the picture. A picture that would come out more
            than 16,000 pixels wide or high is drawn with as many as fit.

    Raises:
        ValueError: `svg` is no picture.
    """
    wide, high = _size(_root(svg))
    scale = min(scale, max(1.0, sqrt(_AREA / (wide * high))), _PIXELS / max(wide, high))
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=scale,
            skip_system_fonts=True,
            font_files=[str(file) for file in FILES],
            font_family=FAMILY,
            sans_serif_family=FAMILY,
        )
    )


def to_pdf(svg: str) -> bytes:
    """A family picture as a PDF of one page, as large as the picture; its names can be searched.

    A character that the font lacks is an empty box.

    Args:
        svg: the picture, as `draw` gives it.

    Raises:
        ValueError: `svg` is no picture.
    """
    root = _root(svg)
    title = root.findtext(f"{{{_NAMESPACE}}}title", "")
    _without_titles(root)
    for each in root.iter():
        each.text = each.text and printable(each.text)
    root.set("font-family", FAMILY)
    wide, high = _size(root)
    point = min(_POINT, _SIDE / max(wide, high))
    pdf = FPDF(unit="pt", format=(wide * point, high * point))
    add_faces(pdf)
    pdf.set_title(printable(title))
    pdf.set_lang("en-US")
    pdf.set_creator("Kinstead")
    pdf.set_margin(0)
    pdf.set_auto_page_break(False)
    pdf.add_page()
    pdf.set_font(FAMILY)
    SVGObject(ET.tostring(root, encoding="unicode")).draw_to_page(pdf)
    return bytes(pdf.output())


def _root(svg: str) -> ET.Element:
    try:
        return ET.parse(BytesIO(svg.encode())).getroot()  # noqa: S314 - our own drawing
    except ET.ParseError as error:
        raise ValueError("This is no family picture.") from error


def _size(root: ET.Element) -> tuple[float, float]:
    return float(root.get("width", "1")), float(root.get("height", "1"))


def _without_titles(element: ET.Element) -> None:
    """Leave out what is only heard or hovered over: a page of a PDF has no place for it."""
    for child in list(element):
        if child.tag in (f"{{{_NAMESPACE}}}title", f"{{{_NAMESPACE}}}desc"):
            element.remove(child)
        else:
            _without_titles(child)
