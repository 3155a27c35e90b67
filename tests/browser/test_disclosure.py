"""The Disclosure page in a browser, as its users meet it."""

import io

import pytest
from docx import Document

from tests.unit.test_disclosure import crowded

ON = {"case": "torres", "as_of": "2024-03-01", "child": "mia"}
LUZ = ON | {"recipient": "luz", "detail": "caregiverAddress"}
HELD = "Luz Torres, Address: ◷ from 2024-03-05"


def cell(visit, name):
    return visit.page.get_by_role("button", name=name, exact=True)


def turn_to(visit, view):
    visit.page.get_by_role("radio", name=view).click()
    visit.settle()


def test_every_cell_says_its_verdict_in_words(visit):
    visit.open("disclosure", **ON)
    for words in (
        "Ana Torres, Name: ✗ prohibited",
        "Samuel Pruitt, Telephone number: ✓ permitted",
        "Samuel Pruitt, Address: ○ missing",
        HELD,
    ):
        cell(visit, words).wait_for()
    visit.sees("Left out, as they live there: Javier Torres, Leo Torres, Paula Ruiz.")
    visit.sees("Open a cell to see the reasons")


def test_a_cell_opens_its_reasons_what_to_say_and_the_way(visit):
    visit.open("disclosure", **ON)
    cell(visit, HELD).click()
    visit.settle()
    assert cell(visit, HELD).get_attribute("aria-pressed") == "true"
    visit.sees("The waiting time after the notice to the caregiver has not ended.")
    visit.sees("I cannot tell you the caregiver\u2019s address today.")
    visit.sees("Last day for the caregiver to ask for a review (set by law)")
    assert "recipient=luz&detail=caregiverAddress" in visit.page.url
    assert "Torres" not in visit.page.url
    visit.page.reload()
    visit.settle()
    visit.sees("As-of date: ◷ from 2024-03-05")


def test_a_notice_is_saved_in_the_language_chosen(visit):
    visit.open("disclosure", **LUZ)
    turn_to(visit, "Español")
    with visit.page.expect_download(timeout=60_000) as saved:
        visit.page.get_by_role("button", name="Notice 1 (Word)", exact=True).click()
    assert saved.value.suggested_filename == "specific-notice-01-es.docx"
    words = [each.text for each in Document(io.BytesIO(saved.value.path().read_bytes())).paragraphs]
    assert "Estimada Rosa Torres:" in words
    with visit.page.expect_download(timeout=60_000) as saved:
        visit.page.get_by_role("button", name="Notice 2 (PDF)", exact=True).click()
    assert saved.value.suggested_filename == "redisclosure-notice-02-es.pdf"
    assert b"Maple" not in saved.value.path().read_bytes()


def test_a_step_is_recorded_on_the_spot_and_moves_the_answer(visit):
    visit.open("disclosure", **(ON | {"recipient": "samuel", "detail": "caregiverAddress"}))
    visit.press("Request for disclosure")
    dialog = visit.page.get_by_role("dialog")
    needed = dialog.get_by_role("radiogroup", name="Needed for child welfare services")
    needed.get_by_text("yes", exact=True).click()
    visit.press("Save")
    visit.sees("Added: request for disclosure.")
    visit.sees("What the change moved")
    visit.sees("Verdict: something is missing → permitted")
    cell(visit, "Samuel Pruitt, Address: ✓ permitted").wait_for()


def test_disclosures_made_show_what_they_stood_on(visit):
    visit.open("disclosure", **ON)
    turn_to(visit, "Disclosures made")
    visit.page.get_by_text("2024-02-14, Samuel Pruitt: ✓ permitted on that day").click()
    visit.settle()
    visit.sees("What it stood on: telephone number")
    visit.sees("The recipient had the notice against redisclosure: Samuel Pruitt")


def test_notices_owed_are_listed_with_their_day(visit):
    visit.open("disclosure", **ON)
    turn_to(visit, "Notices owed")
    visit.sees("Assessment of the family: Mia Torres")
    visit.sees("Due on 2024-03-06, 5 days left.")


def test_somebody_else_and_a_purpose_can_be_asked_about(visit):
    visit.open("disclosure", **ON)
    visit.choose("Ask about somebody else", "Grace Okonkwo")
    cell(visit, "Grace Okonkwo, Name: ○ missing").wait_for()
    visit.choose("What for", "Processing Medicaid claims")
    assert "purpose=medicaidClaims" in visit.page.url
    assert "recipient=grace" in visit.page.url


def test_cells_are_reached_and_opened_by_keys_alone(visit):
    visit.open("disclosure", **ON)
    visit.tab_to("prohibited")
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight"):
        visit.page.keyboard.press(key)
    assert visit.focused() == "○ missing"
    visit.page.keyboard.press("Enter")
    visit.settle()
    assert "recipient=samuel&detail=caregiverAddress" in visit.page.url
    assert visit.focused() == "○ missing"
    visit.page.keyboard.press("End")
    visit.page.keyboard.press("ArrowLeft")
    assert visit.focused() == "✓ permitted"
    visit.tab_to("Request for disclosure")


def test_forty_recipients_show_whole(visit, cases):
    (cases / "crowd.yaml").write_text(crowded(), encoding="utf-8")
    visit.open("disclosure", **(ON | {"as_of": "2026-09-14"}))
    visit.choose("Case", "crowd")
    visit.page.locator("button[aria-label^='Person 38, Address']").wait_for()
    assert visit.page.locator("button[data-row]").count() == 160


@pytest.mark.parametrize("view", ["One recipient", "Disclosures made", "Notices owed"])
def test_axe_finds_nothing_in_light(visit, view):
    visit.open("disclosure", **LUZ)
    turn_to(visit, view)
    assert visit.violations() == []


def test_axe_finds_nothing_in_dark(dark_visit):
    dark_visit.open("disclosure", **LUZ)
    assert dark_visit.violations() == []


def test_names_stay_text(visit, cases):
    bad = "'<img src=x onerror=alert(1)> ![x](https://far.example/x.png)'"
    text = crowded().replace("name: Person 1}", f"name: {bad}}}").replace("Helen Brandt", "Helen")
    (cases / "crowd.yaml").write_text(text, encoding="utf-8")
    chosen = {"recipient": "r1", "detail": "caregiverName"}
    visit.open("disclosure", case="crowd", as_of="2026-09-14", child="maya", **chosen)
    visit.sees("<img src=x onerror=alert(1)>")
    assert visit.page.locator("img[src=x], a[href*='far.example']").count() == 0


def test_nothing_is_cut_off_on_a_narrow_page(visit):
    visit.page.set_viewport_size({"width": 800, "height": 900})
    visit.open("disclosure", **LUZ)
    assert visit.cut_off() == []
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    turn_to(visit, "Disclosures made")
    assert visit.cut_off() == []
