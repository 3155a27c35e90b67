"""Papers and a screen for one reader, as a worker makes them in a browser."""

import base64
import re
from html import unescape

from tests.unit.papers import held, packed, pdf_text, word

ON = {"case": "torres", "as_of": "2024-03-01", "child": "mia"}
ELENA = ON | {"candidate": "elena"}
FULL = ("Rosa Torres", "Joanne Whitfield", "Maple Street", "3095550142", "61602")


def told(text):
    """What a text tells of the caregivers of the example."""
    return [each for each in FULL if held(text, each)] + ["Rosa"] * word(text, "Rosa")


def saved_by(visit, button):
    with visit.page.expect_download(timeout=60_000) as saved:
        visit.page.get_by_role("button", name=button, exact=True).click()
    return saved.value.suggested_filename, saved.value.path().read_bytes()


def test_a_memo_is_made_for_the_mother(visit):
    visit.open("placement", **ELENA)
    visit.choose("Memo for", "Ana Torres")
    visit.sees("Withheld of caregiver 1, caregiver 2: name, address, telephone number")
    visit.sees("Rosa Torres belongs to the family and is left out.")
    name, content = saved_by(visit, "Save the memo (HTML)")
    assert name == "torres-elena-2024-03-01.html"
    assert "Made for Ana Torres" in content.decode()
    assert told(unescape(content.decode())) == []
    assert told(pdf_text(saved_by(visit, "Save the memo (PDF)")[1])) == []
    visit.choose("Memo for", "The file (agency)")
    assert "Rosa" in told(saved_by(visit, "Save the memo (HTML)")[1].decode())


def test_a_memo_about_the_caregiver_is_refused_with_the_reason(visit):
    visit.open("placement", **(ON | {"candidate": "rosa"}))
    visit.choose("Memo for", "Ana Torres")
    visit.sees("This is about a caregiver who is withheld from the reader (301.410)")
    assert visit.page.get_by_role("button", name="Save the memo (PDF)").count() == 0


def test_a_file_is_made_for_the_mother(visit):
    visit.open(**ON)
    visit.press("Save as …")
    visit.choose("File for", "Ana Torres")
    visit.sees("The file holds whatever of the case this reader may see.")
    _, content = saved_by(visit, "Save as YAML")
    assert b"# Made for Ana Torres" in content
    assert told(packed(content)) == []


def test_a_picture_is_made_for_the_mother(visit):
    visit.open("family", **ON)
    visit.choose("Picture for", "Ana Torres")
    _, content = saved_by(visit, "Save as SVG")
    assert told(unescape(content.decode())) == []
    assert held(content.decode(), "Made for Ana Torres")
    assert told(pdf_text(saved_by(visit, "Save as PDF")[1])) == []


def test_the_screen_may_be_turned_to_the_mother(visit):
    visit.open("reader", **(ON | {"candidate": "rosa", "person": "rosa"}))
    visit.sees("Choose who is to look at the screen.")
    visit.choose("Screen for", "Ana Torres")
    visit.sees("Made for Ana Torres, as of 2024-03-01.")
    visit.page.get_by_role("img", name=re.compile("Family picture for Ana Torres")).wait_for()
    visit.settle()
    assert "rosa" not in visit.page.url
    page = visit.page.content()
    image = re.search(r"base64,([A-Za-z0-9+/=]{500,})", page)[1]
    assert told(page.replace(image, "")) == []
    assert told(base64.b64decode(image).decode()) == []
    assert held(page, "Luz Torres")
    assert visit.violations() == []


def test_it_reads_in_dark(dark_visit):
    dark_visit.open("reader", **ON)
    dark_visit.choose("Screen for", "Ana Torres")
    dark_visit.sees("Made for Ana Torres, as of 2024-03-01.")
    assert dark_visit.violations() == []
