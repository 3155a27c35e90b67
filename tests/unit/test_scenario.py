"""Scenario files: what trainers may get wrong in them, and how they are told."""

import pytest

from app.errors import CaseFileError
from app.policy import policy
from app.scenarios import run
from loaders.scenario import load_scenarios

GOOD = """
- id: S1
  as_of: 2024-03-01
  given:
    people:
      mia: {name: Mia Torres}
      ana: {name: Ana Torres}
  ask:
    - question: sibling
      roles: {child: mia, sibling: ana}
      expect: {verdict: prohibited}
"""


def load(tmp_path, text):
    path = tmp_path / "s.yaml"
    path.write_text(text, encoding="utf-8")
    return load_scenarios(path)


def problems(tmp_path, text):
    with pytest.raises(CaseFileError) as caught:
        load(tmp_path, text)
    return [str(each) for each in caught.value.problems]


def test_rows_of_a_case_as_it_stands_know_their_own_lines(tmp_path):
    (asked,) = load(tmp_path, GOOD)
    assert asked.case.place_of(asked.case.node("ana").value) == "s.yaml line 7"


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("- id: S1\n  as_of", "- as_of", "a scenario lacks id"),
        ("  as_of: 2024-03-01\n", "", "as_of: None is no date. Write YYYY-MM-DD"),
        ("2024-03-01", "soon", "as_of: 'soon' is no date"),
        ("given:", "given: 3\n  note:", "has neither given nor base"),
        ("given:", "base: none.yaml\n  note:", "cannot be opened"),
        ("question:", "questoin:", "unknown keys questoin"),
        ("    - question: sibling\n", "    - part: a\n", "an ask lacks question"),
        ("{verdict: prohibited}", "{}", "an expect lacks verdict"),
        ("{verdict: prohibited}", "yes", "an expect is no mapping"),
        ("prohibited}", "prohibited, due: soon}", "due: 'soon' is no date"),
        ("prohibited}", "prohibited, clauses: []}", "clauses is not a mapping"),
        ("prohibited}", "prohibited, reasons: x}", "reasons is not a list"),
        ("{child: mia, sibling: ana}", "[mia, ana]", "roles is no mapping"),
        ("ana: {name", "ana: {nmae", "line 7: person has no 'nmae'"),
        ("  ask:", "  changes: [{op: remove, path: /x}]\n  ask:", "changes do not fit"),
        ("  ask:", "  changes: [remove]\n  ask:", "changes do not fit"),
        (
            "  ask:",
            "  changes: [{op: add, path: /people/leo, value: {}}]\n  ask:",
            "line 2, S1 with its changes: person lacks 'name'",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, good, bad, said):
    assert good in GOOD
    found = problems(tmp_path, GOOD.replace(good, bad, 1))
    assert any(said in each for each in found), found


def test_a_reason_that_no_explanation_gives_is_a_difference(tmp_path):
    (asked,) = load(tmp_path, GOOD.replace("prohibited}", "prohibited, reasons: [the moon]}"))
    assert "not told as a reason: the moon" in run(asked, policy()).differences


def test_the_problems_of_every_scenario_come_at_once(tmp_path):
    text = GOOD.replace("verdict", "verdicts") + GOOD.replace("2024-03-01", "soon")
    assert [each.split(":")[0] for each in problems(tmp_path, text)] == ["line 2", "line 13"]


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "none.yaml", tmp_path / "b.yaml", tmp_path):
        with pytest.raises(CaseFileError):
            load_scenarios(path)
