"""Assessments as a memo page and as a PDF."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from fpdf import FPDF

from app import report
from app.model import Assessment, Status, Verdict
from app.policy import policy
from loaders import document
from tests.unit.reports import AS_OF, ASSESSMENT, CASE, answer_of_a_scenario, check


@pytest.fixture(scope="module", name="answered")
def _answered():
    return answer_of_a_scenario()


@pytest.fixture(scope="module", name="page")
def _page():
    return report.memo([ASSESSMENT], CASE, AS_OF, "A. <i>Worker</i>")


class Outline(HTMLParser):
    """The headings, table headers and tags of a page, and its words."""

    def __init__(self, page):
        super().__init__()
        self.headings, self.tags, self.words, self.open = [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if "style" in self.open:
            return
        self.words.append(" ".join(data.split()))
        if self.open and re.fullmatch("h[1-6]", self.open[-1]):
            self.headings.append((int(self.open[-1][1]), data))


def test_memo_is_a_page_of_its_own(page):
    assert page.startswith("<!DOCTYPE html>")
    assert not re.search(r"<(script|link|img|iframe|object)\b|@import|https?:|url\(", page)


def test_memo_escapes_names(page):
    assert "<b>Łukasik" not in page
    assert "Mia &lt;b&gt;Łukasik&lt;/b&gt; &amp; Нина" in page
    assert "<i>Worker" not in page
    assert "Rosa &#34;Zoë&#34; Torres" in page


def test_memo_has_headings_in_order_and_named_columns(page):
    outline = Outline(page)
    levels = [level for level, _ in outline.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    assert ("html", {"lang": "en"}) in outline.tags
    headers = [attrs for tag, attrs in outline.tags if tag == "th"]
    assert headers
    assert all(attrs.get("scope") in ("col", "row") for attrs in headers)
    tags = [tag for tag, _ in outline.tags]
    assert tags.count("table") == tags.count("caption")


def test_memo_says_everything_in_two_parts(page):
    words = " ".join(Outline(page).words)
    before, after = page.split("<h3>After the move</h3>")
    assert "<h3>Before the move</h3>" in before
    assert "Name of violated" in before
    assert "Name of overdue" in after
    assert before.index("Name of violated") < before.index("Name of met")
    for expected in (
        "Do convictions in the home stand in the way?",
        "✗ Prohibited",
        "At least one clause forbids it as things stand.",
        "1 violated, 1 done late, 1 overdue, 1 due, 1 met.",
        "grandparent : would hold once it is proven. mother of Ana",
        "Convictions in the home",
        "Message of violated",
        "Note: A reading is open.",
        "Rosa, born 1965-03-02 [line 5]",
        "Due on 2024-03-15, 14 days left, read the other way, due on 2024-03-18.",
        "By the placing worker.",
        "Due on 2024-02-29, 1 day late.",
        "Due on 2024-02-01, done on 2024-02-03, 2 days late.",
        'Remedy of overdue (Rosa "Zoë" Torres; due on 2024-02-29)',
        "Name of notApplicable.",
        "P.A. 103-1061 (since 2023-07-01 ): A later Act.",
        "Answered with later wording.",
        "Rule 301, wording of 2019-05-03",
        "It is not legal advice and does not replace a supervisor's decision.",
        "A. <i>Worker</i>",
    ):
        assert expected in words, expected
    assert "Message of met" not in words
    summary = policy().register.by_identifier("301.A(a)").summary
    assert summary in words


def test_step_for_several_people_is_named_once():
    twice = Assessment(
        **{
            **{name: getattr(ASSESSMENT, name) for name in ("case", "as_of", "question", "roles")},
            "verdict": Verdict.MISSING,
            "checks": (check(Status.MISSING), check(Status.MISSING, about="mia")),
            "law": "",
        }
    )
    words = " ".join(Outline(report.memo([twice], CASE, AS_OF, "")).words)
    assert 'Remedy of missing (Rosa "Zoë" Torres, Mia <b>Łukasik</b> & Нина)' in words
    assert "Prepared by" not in words


def test_a_fact_that_many_checks_rest_on_stands_once(page, written):
    outline = Outline(page)
    report.memo_pdf([ASSESSMENT, ASSESSMENT], CASE, AS_OF, "")
    for words in (" ".join(outline.words), " ".join(written)):
        assert words.count("Rosa, born 1965-03-02") == 1
    links = [attrs["href"] for tag, attrs in outline.tags if tag == "a"]
    assert links == ["#fact-1", "#fact-1"]
    assert [attrs["id"] for _, attrs in outline.tags if "id" in attrs] == ["fact-1"]


def test_memo_of_a_real_answer_names_its_clause(answered):
    assessment, case = answered
    page = report.memo([assessment], case, assessment.as_of, "")
    assert "301.A(a)(1) Involuntary manslaughter" in page


@pytest.fixture(name="written")
def _written(monkeypatch):
    """Every paragraph that a PDF is given."""
    said = []
    original = FPDF.multi_cell

    def listen(self, w, h=None, text="", **given):
        said.append(text)
        return original(self, w, h, text, **given)

    monkeypatch.setattr(FPDF, "multi_cell", listen)
    return said


def test_pdf_says_what_the_page_says(page, written):
    report.memo_pdf([ASSESSMENT], CASE, AS_OF, "A. <i>Worker</i>")
    said = " ".join(" ".join(written).split())
    for words in Outline(page).words:
        known = {"Status", "Check", "What was found, and what to do", "Next:", "Clause", "[line 5]"}
        known |= {
            "Clauses, and facts by their numbers below",
            "What it says",
            "Where",
            "No fact recorded",
        }
        if words and words not in known and not words.startswith(("As of", "Placement memo:")):
            bare = words.strip(" .:;()[]")
            assert bare in said or bare == "Made with Kinstead", words


def test_pdf_is_a_titled_file_that_stays_the_same():
    one = report.memo_pdf([ASSESSMENT], CASE, AS_OF, "A. Worker")
    assert one.startswith(b"%PDF-")
    assert b"/Lang (en-US)" in one
    assert b"/Outlines" in one
    assert b"/Type /Page\n" in one
    assert one == report.memo_pdf([ASSESSMENT], CASE, AS_OF, "A. Worker")


def test_pdf_prints_names_of_many_scripts_and_owns_up_to_the_rest(written, caplog):
    many = document.read(
        'case: many\npeople:\n  mia: {name: "Zoë Łukasz Нина Ελένη محمد עברית"}\n'
        '  rosa: {name: "山田 花子"}\n',
        "many.yaml",
    )
    report.memo_pdf([ASSESSMENT], many, AS_OF, "")
    said = " ".join(written)
    assert "Zoë Łukasz Нина Ελένη محمد עברית" in said
    assert "□□ □□" in said
    assert "山" not in said
    assert "□ stands for a character" in said
    assert not caplog.records


def test_pdf_with_the_whole_font_says_nothing_of_boxes(written):
    report.memo_pdf([ASSESSMENT], CASE, AS_OF, "")
    assert "□" not in " ".join(written)
