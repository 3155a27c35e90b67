"""Assessments, clauses and coverage as JSON."""

import json
from datetime import date

import pytest

from app import report
from app.coverage import ClauseCoverage, Coverage
from app.model import Assessment, Verdict
from app.policy import policy
from tests.unit.reports import AS_OF, ASSESSMENT, answer_of_a_scenario

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
    return answer_of_a_scenario()


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
