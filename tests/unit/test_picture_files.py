"""The family picture as PNG and PDF: what the files show, not only that they are files."""

import re
from datetime import date
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from typer.testing import CliRunner

from app.cli import app
from app.genogram import draw, to_pdf, to_png
from loaders import document
from tests.unit.pdf import pdf_words

SVG = "{http://www.w3.org/2000/svg}"
CASE = document.read(
    """
case: stone
people:
  mia: {name: "Mia Łukasik & <b>", born: 2016-04-10, gender: female}
  ana: {name: Ana Stone, born: 1990, gender: female}
  rob: {name: Rob Нина, born: 1988-05-01, died: 2020-01-01, gender: male}
parentage:
  - {parent: ana, child: mia, basis: birth}
  - {parent: rob, child: mia, basis: presumption}
unions:
  - {person: ana, partner: rob, unionKind: marriage}
""",
    "stone.yaml",
)


@pytest.fixture(scope="module", name="svg")
def _svg():
    return draw(CASE, date(2024, 3, 1), "mia")


def texts(svg):
    return list(ET.fromstring(svg).iter(f"{SVG}text"))


def ink(image, text, scale):
    """How many dark pixels stand where a text of the picture is drawn."""
    x, y = float(text.get("x")) * scale, float(text.get("y")) * scale
    wide = 8 * scale if text.get("text-anchor") == "middle" else 0
    crop = image.convert("L").crop((round(x - wide), round(y - 9 * scale), round(x + 18), round(y)))
    return sum(pixel < 128 for pixel in crop.tobytes())


@pytest.mark.parametrize("scale", [1.0, 2.5])
def test_every_word_is_inked_in_the_png(svg, scale):
    image = Image.open(BytesIO(to_png(svg, scale)))
    root = ET.fromstring(svg)
    assert image.size == pytest.approx(
        (float(root.get("width")) * scale, float(root.get("height")) * scale), abs=1
    )
    words = texts(svg)
    assert len(words) > 10
    assert [each.text for each in words if ink(image, each, scale) < 5] == []
    blank = Image.open(BytesIO(to_png(re.sub(r"<text[^>]*>[^<]*</text>", "", svg), scale)))
    name = next(each for each in words if each.text == "Stone")
    assert ink(blank, name, scale) == 0


def test_symbols_and_lines_are_inked_in_the_png(svg):
    image = Image.open(BytesIO(to_png(svg, 1.0))).convert("L")
    square = next(each for each in ET.fromstring(svg).iter(f"{SVG}rect") if each.get("stroke"))
    x, y = float(square.get("x")), float(square.get("y"))
    assert image.getpixel((int(x), int(y + 10))) < 128
    assert image.getpixel((0, 0)) == 255


def test_a_png_of_a_wide_picture_stays_within_what_programs_open():
    wide = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9000" height="10" viewBox="0 0 9000 10"/>'
    )
    assert Image.open(BytesIO(to_png(wide, 4.0))).size[0] == pytest.approx(16000, abs=1)


def test_names_can_be_found_in_the_pdf(svg):
    pdf = to_pdf(svg)
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 1
    assert {each.text for each in texts(svg)} <= set(pdf_words(pdf).splitlines())


def test_a_letter_of_a_name_that_the_font_lacks_is_a_box_and_not_logged(caplog):
    case = document.read('case: stone\npeople: {mia: {name: "Mia 山田"}}\n', "stone.yaml")
    pdf = to_pdf(draw(case, date(2024, 3, 1), "mia"))
    assert "□" in pdf_words(pdf)
    assert caplog.text == ""


def test_what_is_no_picture_is_refused():
    for made in (to_png, to_pdf):
        with pytest.raises(ValueError, match="no family picture"):
            made("not a picture")


@pytest.mark.parametrize(
    ("suffix", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF")]
)
def test_the_command_saves_a_picture(tmp_path, suffix, begins):
    case, made = tmp_path / "stone.yaml", tmp_path / f"stone.{suffix}"
    case.write_text(document.dump(CASE), encoding="utf-8")
    arguments = ["picture", str(case), "--child", "mia", "--as-of", "2024-03-01", "-o", str(made)]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    assert made.read_bytes().startswith(begins)
    again = CliRunner().invoke(app, arguments)
    assert again.exit_code == 2


@pytest.mark.parametrize(
    "wrong",
    [["-o", "x.gif"], ["-o", "x.png", "--child", "nobody"], ["-o", "x.png", "--near", "2"]],
)
def test_the_command_refuses_what_it_cannot_draw(tmp_path, monkeypatch, wrong):
    monkeypatch.chdir(tmp_path)
    case = tmp_path / "stone.yaml"
    case.write_text(document.dump(CASE), encoding="utf-8")
    done = CliRunner().invoke(app, ["picture", str(case), *wrong])
    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == [case]
