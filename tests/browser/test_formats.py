"""Files of other kinds in the app: opened from the start page, saved from the case."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from loaders import document, rdf, workbook
from loaders.export import export

REED = Path(__file__).with_name("reed.yaml")


def save_as(visit, kind):
    """What the browser saves when the user chooses a kind of file."""
    visit.press("Save as …")
    visit.page.get_by_role("dialog").get_by_text(kind, exact=True).click()
    visit.settle()
    with visit.page.expect_download(timeout=60_000) as saved:
        visit.page.get_by_role("button", name=f"Save as {kind}", exact=True).click()
    return saved.value.suggested_filename, saved.value.path().read_bytes()


def test_a_turtle_file_is_opened_and_saved_as_a_workbook(visit, cases, tmp_path):
    case = document.load(REED)
    file = tmp_path / "stone.ttl"
    file.write_bytes(export(case, "turtle")[0])
    visit.open()
    visit.page.locator("input[type=file]").set_input_files(file)
    visit.sees("Case stone")
    visit.settle()
    taken = document.load(cases / "stone.yaml")
    assert document.export(taken) | {"case": "reed"} == document.export(case)
    name, content = save_as(visit, "Excel")
    assert name == "stone.xlsx"
    assert "people" in load_workbook(io.BytesIO(content)).sheetnames
    assert workbook.read(content, name).facts == taken.facts


def test_what_does_not_fit_is_listed(visit):
    visit.open(case="reed", as_of="2024-03-01")
    visit.press("Save as …")
    visit.sees("The file holds the whole case.")
    visit.page.get_by_role("dialog").get_by_text("GEDCOM", exact=True).click()
    visit.sees("GEDCOM cannot hold everything that the case holds.")
    visit.sees("Conviction: 1 left out")
    assert visit.violations() == []


@pytest.mark.parametrize("kind", ["YAML", "Turtle", "JSON-LD"])
def test_a_kind_is_saved_by_keyboard(visit, kind):
    visit.open(case="reed", as_of="2024-03-01")
    visit.page.get_by_role("button", name="Save as …").focus()
    visit.page.keyboard.press("Enter")
    visit.page.get_by_role("radio", name="YAML").wait_for()
    visit.settle()
    visit.page.get_by_role("radio", name="YAML").focus()
    for _ in range(("YAML", "Excel", "Turtle", "JSON-LD").index(kind)):
        visit.page.keyboard.press("ArrowDown")
        visit.settle()
    button = visit.page.get_by_role("button", name=f"Save as {kind}", exact=True)
    button.focus()
    with visit.page.expect_download(timeout=60_000) as saved:
        visit.page.keyboard.press("Enter")
    content, name = saved.value.path().read_bytes(), saved.value.suggested_filename
    read = document.read(content.decode(), name) if kind == "YAML" else rdf.read(content, name).case
    assert read.facts == document.load(REED).facts
