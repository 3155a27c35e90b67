"""Assessments as JSON, as a memo page and as a PDF."""

import json
import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from fpdf import FPDF

from app import report
from app.coverage import ClauseCoverage, Coverage
from app.model import (
    Assessment,
    Check,
    Fact,
    LawNotice,
    Relation,
    Status,
    Step,
    Verdict,
)
from app.policy import policy
from app.scenarios import find_scenarios, run
from app.wording import (
    STANDINGS,
    STATUS_LABELS,
    STATUS_SIGNS,
    VERDICT_LABELS,
    VERDICT_SIGNS,
    WORST_FIRST,
    status_words,
    timing_words,
    verdict_sentence,
    verdict_words,
)
from loaders import document

AS_OF = date(2024, 3, 1)
SCENARIOS = Path(__file__).parent.parent / "scenarios" / "convictions.yaml"

CASE = document.read(
    """
case: torres
people:
  mia:  {name: "Mia <b>Łukasik</b> & Нина", born: 2016-04-10}
  rosa: {name: "Rosa \\"Zoë\\" Torres", born: 1965-03-02}
""",
    "torres.yaml",
)

BORN = Step(
    "Rosa was born in 1965", None, (), (), Fact("Rosa, born 1965-03-02", "line 5", "torres/rosa")
)
AUNT = Step("Rosa is an adult of the home", "cws:Adult", ("301.20",), (BORN,))


def check(status, **given):
    words = {
        "shape": f"Shape-{status.value}",
        "name": f"Name of {status.value}",
        "focus": "https://kinstead.example/case/torres/rosa",
        "about": "rosa",
        "clauses": ("301.A(a)",),
        "message": f"Message of {status.value}",
        "remedy": f"Remedy of {status.value}",
        "family": "convictions",
        "phase": "beforeMove",
    }
    return Check(status=status, **(words | given))


ASSESSMENT = Assessment(
    case="torres",
    as_of=AS_OF,
    question="convictionsOfHome",
    roles={"child": ("mia",), "candidate": ("rosa",)},
    verdict=Verdict.PROHIBITED,
    checks=(
        check(Status.MET, remedy=None, because=(AUNT,), message="Name of met"),
        check(Status.VIOLATED, notes=("A reading is open.",), because=(AUNT, BORN)),
        check(
            Status.DUE,
            phase="afterMove",
            due=date(2024, 3, 15),
            other_due=date(2024, 3, 18),
            bearers=("placing worker",),
        ),
        check(Status.OVERDUE, phase="afterMove", due=date(2024, 2, 29)),
        check(Status.LATE, phase="afterMove", due=date(2024, 2, 1), met_on=date(2024, 2, 3)),
        check(Status.NOT_APPLICABLE, about=None, focus=None, remedy=None),
    ),
    law="AP33, wording of 2024-04-26; Rule 301, wording of 2019-05-03",
    relations=(
        Relation("grandparent", "grandparent", "relationIfProven", ("301.20",), "mother of Ana"),
    ),
    notices=(
        LawNotice("P.A. 103-1061", "A later Act.", date(2023, 7, 1), frozenset(), frozenset()),
    ),
    cautions=("Answered with later wording.",),
)

STEP = {"sentence": str, "rule": (str, None), "clauses": [str], "source": (str, None)}
STEP["premises"] = [STEP]
SCHEMA = {
    "case": str,
    "as_of": date,
    "question": str,
    "roles": dict,
    "verdict": str,
    "permitted_from": (date, None),
    "law": str,
    "notices": [{"title": str, "summary": str, "since": date}],
    "cautions": [str],
    "relations": [
        {
            "relation": str,
            "label": str,
            "standing": str,
            "clauses": [str],
            "path": str,
            "steps": [STEP],
        }
    ],
    "checks": [
        {
            "clauses": [str],
            "shape": str,
            "name": str,
            "family": str,
            "phase": str,
            "status": str,
            "message": str,
            "remedy": (str, None),
            "due": (date, None),
            "other_due": (date, None),
            "met_on": (date, None),
            "days_left": (int, None),
            "days_late": (int, None),
            "about": (str, None),
            "bearers": [str],
            "notes": [str],
            "settled_by": [str],
            "because": [{"fact": str, "source": str}],
            "steps": [STEP],
        }
    ],
    "details": dict,
}


def conform(value, schema, where="$"):
    """Assert that a JSON value has exactly the keys, in their order, and types of a schema."""
    if isinstance(schema, tuple):
        assert value is None or conform(value, schema[0], where), where
    elif isinstance(schema, list):
        assert isinstance(value, list), where
        for index, each in enumerate(value):
            conform(each, schema[0], f"{where}[{index}]")
    elif isinstance(schema, dict):
        assert list(value) == list(schema), where
        for key, each in schema.items():
            conform(value[key], each, f"{where}.{key}")
    elif schema is date:
        assert date.fromisoformat(value), where
    else:
        assert type(value) is schema, where
    return True


@pytest.fixture(scope="module", name="answered")
def _answered():
    """A real answer, with the case that it is about."""
    asked = next(each for each in find_scenarios([SCENARIOS]) if each.scenario == "R34")
    return run(asked, policy()).assessment, asked.case


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


def test_json_has_the_keys_and_types_that_others_rely_on(answered):
    for assessments in ([ASSESSMENT], [answered[0]], [ASSESSMENT, answered[0]], []):
        listed = report.to_json(assessments)
        conform(json.loads(json.dumps(listed)), [SCHEMA])
        assert len(listed) == len(assessments)


def test_json_says_what_the_assessment_says():
    found = report.to_json([ASSESSMENT])[0]
    assert found["roles"] == {"child": "mia", "candidate": "rosa"}
    assert found["verdict"] == "prohibited"
    met, violated, due, overdue, late, idle = found["checks"]
    assert met["because"] == [{"fact": "Rosa, born 1965-03-02", "source": "line 5"}]
    assert met["steps"][0]["rule"] == "cws:Adult"
    assert met["steps"][0]["premises"][0]["source"] == "line 5"
    assert (due["days_left"], due["days_late"]) == (14, None)
    assert (overdue["days_left"], overdue["days_late"]) == (None, 1)
    assert (late["days_left"], late["days_late"]) == (None, 2)
    assert due["other_due"] == "2024-03-18"
    assert late["met_on"] == "2024-02-03"
    assert violated["notes"] == ["A reading is open."]
    assert (idle["status"], idle["about"], idle["because"]) == ("notApplicable", None, [])


def test_json_lists_several_people_in_one_role():
    several = Assessment("torres", AS_OF, "siblings", {"child": ("a", "b")}, Verdict.HELD, (), "")
    assert report.to_json([several])[0]["roles"] == {"child": ["a", "b"]}


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
            "Clauses, and facts with their place",
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


def test_every_status_and_verdict_has_a_sign_and_a_word():
    assert set(STATUS_LABELS) == set(STATUS_SIGNS) == set(Status) == set(WORST_FIRST)
    assert set(VERDICT_LABELS) == set(VERDICT_SIGNS) == set(Verdict)
    assert len(set(STATUS_LABELS.values())) == len(Status)
    assert status_words(Status.MET) == "✓ met"
    assert verdict_words(Verdict.PROHIBITED) == "✗ prohibited"
    assert "relation" in STANDINGS


def test_held_verdict_names_its_day():
    held = Assessment(
        "torres", AS_OF, "relative", {}, Verdict.HELD, (), "", permitted_from=date(2024, 4, 1)
    )
    assert verdict_sentence(held).endswith("Permitted from 2024-04-01.")


def test_check_without_a_date_has_no_timing():
    assert timing_words(check(Status.MISSING), AS_OF) == ""


def test_clause_as_json_names_what_encodes_it():
    clause = policy().register.by_identifier("301.A(a)")
    found = report.clause_json(clause, ("AdultOfHome-conviction",))
    assert found["clause"] == "301.A(a)"
    assert found["encoded_by"] == ["AdultOfHome-conviction"]
    assert json.loads(json.dumps(found)) == found


def test_coverage_as_json_counts_by_family():
    clause = policy().register.by_identifier("301.A(a)")
    one = ClauseCoverage(clause, ("AdultOfHome-conviction",), {"met": ("R1",), "violated": ("R2",)})
    found = report.coverage_json(Coverage({"convictions": (one,)}, (("Term", "Other law"),)))
    assert found["families"]["convictions"][0]["clause"] == "301.A(a)"
    assert found["families"]["convictions"][0]["asks"] == {"met": ["R1"], "violated": ["R2"]}
    assert found["outside_law"] == [{"term": "Term", "rests_on": "Other law"}]
    assert json.loads(json.dumps(found)) == found
