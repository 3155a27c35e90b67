"""The page of notices to relatives in a browser, as its users meet it."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

FAMILY = (Path(__file__).parent / "quinn.yaml").read_text(encoding="utf-8")
ON = {"case": "quinn", "as_of": "2024-02-20", "child": "mia"}


@pytest.fixture(autouse=True)
def family(cases, request):
    """The family with its relatives, beside the one that every tab has."""
    for name in ("visit", "dark_visit"):
        if name in request.fixturenames:
            request.getfixturevalue(name)
    (cases / "quinn.yaml").write_text(FAMILY, encoding="utf-8")


def save(visit, name):
    """What a button saves: the name of the file, and its content."""
    with visit.page.expect_download(timeout=60_000) as saved:
        visit.page.get_by_role("button", name=name, exact=True).click()
    return saved.value.suggested_filename, saved.value.path().read_bytes()


def test_letters_that_are_due_are_listed_with_who_gets_none(visit):
    visit.open("letters", **ON)
    visit.sees("Rosa Delgado")
    visit.sees("send by 2024-03-04, 13 days left")
    visit.sees("1418 Alder Street, Peoria, IL 61602")
    visit.sees("No letter to these")
    visit.sees("A report or finding of family or domestic violence is known.")
    visit.sees("Settle this first")
    visit.sees("Carl Mercer. No letter. Ask your supervisor first.")
    assert "Delgado" not in visit.page.url


def test_a_letter_is_saved_in_the_language_chosen_with_the_agency_on_it(visit):
    visit.open("letters", **ON)
    visit.page.get_by_role("radio", name="Español").click()
    visit.settle()
    visit.page.get_by_text("Your agency, for the letters").click()
    visit.settle()
    visit.fill("Your name", "Kim Reyes")
    visit.page.keyboard.press("Tab")
    visit.settle()
    name, content = save(visit, "Letter 2 (Word)")
    assert name == "notice-02-es.docx"
    words = [each.text for each in Document(io.BytesIO(content)).paragraphs]
    assert "Estimada Rosa Delgado:" in words
    assert "Kim Reyes" in words
    name, content = save(visit, "Letter 2 (PDF)")
    assert name == "notice-02-es.pdf"
    assert content.startswith(b"%PDF-")


def test_all_letters_are_saved_at_once(visit):
    visit.open("letters", **ON)
    name, content = save(visit, "Save all letters and your list (zip)")
    assert name == "notices-2024-02-20.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert sorted(packed.namelist()) == [
            *("notice-01-en.docx", "notice-01-en.pdf"),
            *("notice-02-en.docx", "notice-02-en.pdf"),
            "workers-list.docx",
        ]


def test_a_child_is_chosen_first(visit):
    visit.open("letters", case="reed", as_of="2024-03-01")
    visit.sees("Choose a child to see whose letters are due.")
    visit.choose("Child", "Mia Reed")
    visit.sees("Letters to send")
    assert "child=mia" in visit.page.url


def test_the_letters_are_reached_and_saved_by_keys_alone(visit):
    visit.open("letters", **ON)
    visit.tab_to("Letter 1 (PDF)")
    with visit.page.expect_download(timeout=60_000) as saved:
        visit.page.keyboard.press("Enter")
    assert saved.value.suggested_filename == "notice-01-en.pdf"


def test_axe_finds_nothing_in_light(visit):
    visit.open("letters", **ON)
    visit.page.get_by_text("Your agency, for the letters").click()
    visit.settle()
    assert visit.violations() == []


def test_axe_finds_nothing_in_dark(dark_visit):
    dark_visit.open("letters", **ON)
    assert dark_visit.violations() == []


def test_names_stay_text(visit):
    visit.open("letters", **ON)
    assert visit.page.locator("img[src=x], a[href*='far.example']").count() == 0


def test_nothing_is_cut_off_on_a_narrow_page(visit):
    visit.page.set_viewport_size({"width": 800, "height": 900})
    visit.open("letters", **ON)
    assert visit.cut_off() == []
