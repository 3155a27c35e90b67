"""A clause begun: its stubs go where they belong, load, and stay red until they are filled in."""

import os
import shutil
import subprocess
import sys

import pytest

from app.errors import QuestionError
from app.policy import policy
from app.scaffolding import begin
from app.stubs import plural, read_limit, turtle_text, with_prefixes, yaml_text
from app.terms import ROOT

PLAN = ("301.90(b)(5)(A)", "--name", "TreatmentPlan")
REVIEW = ("301.90(b)(10)", "--name", "PlanReview", "--runs-from", "treatmentPlans")
SCENARIOS = "tests/scenarios/specialized_foster_care.yaml"


class Copy:
    """The project in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("app", "loaders", "ontology", "shapes"):
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        (folder / "tests" / "scenarios").mkdir(parents=True)

    def kinstead(self, *words):
        command = [sys.executable, "-m", "app", *words]
        environment = os.environ | {"PYTHONPATH": str(self.folder)}
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )

    def files(self):
        return {
            str(file.relative_to(self.folder)): file.read_text(encoding="utf-8")
            for folder in ("ontology", "shapes", "tests")
            for file in (self.folder / folder).rglob("*.*")
        }


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A copy in which a clause and then a time limit on it were begun, with what was said."""
    copy = Copy(tmp_path_factory.mktemp("project"))
    before = copy.files()
    said = [copy.kinstead("new-clause", *words) for words in (PLAN, REVIEW)]
    return copy, before, said


def test_the_stubs_are_written_and_what_was_there_stays(begun):
    copy, before, said = begun
    assert [each.returncode for each in said] == [0, 0], said[0].stderr + said[1].stderr
    after = copy.files()
    new = {
        "ontology/specialized_foster_care.ttl",
        "shapes/specialized_foster_care.ttl",
        "shapes/deadlines/specialized_foster_care.ttl",
        "shapes/derivation/specialized_foster_care.ttl",
        SCENARIOS,
    }
    assert after.keys() - before.keys() == new
    changed = {path for path in before if after[path] != before[path]}
    assert changed == {"ontology/questions.ttl"}
    assert after["ontology/questions.ttl"].startswith(before["ontology/questions.ttl"])


def test_each_line_to_fill_in_is_named(begun):
    copy, _, said = begun
    assert f"{SCENARIOS} (new): lines 1, 2" in said[0].stdout
    assert "docs/questions.md: a row for `specializedFosterCare`" in said[0].stdout
    assert "is P1Y (calendarDays) right? The register: Every year" in said[1].stdout
    lines = copy.files()[SCENARIOS].splitlines()
    assert "TODO" in lines[0]
    assert "TODO" in lines[1]


def test_the_lints_name_what_is_left_and_nothing_else(begun):
    found = begun[0].kinstead("ontology", "check")
    assert found.returncode == 1
    *lines, last = found.stdout.splitlines()
    assert last == "the vocabulary: consistent"
    assert lines
    assert all(line.endswith("[unfinished]") for line in lines), found.stdout
    terms = {line.split(":")[0] for line in lines}
    assert {"TreatmentPlan", "TreatmentPlanScope-recorded", "PlanReviewLimit"} <= terms


def test_the_scenarios_are_red_until_nothing_is_left(begun):
    copy, _, _ = begun
    red = copy.kinstead("test", SCENARIOS)
    assert red.returncode == 1
    assert "TODO in line 1, 2" in red.stdout
    assert red.stdout.endswith("0 passed, 6 failed\n")
    file = copy.folder / SCENARIOS
    text = file.read_text(encoding="utf-8")
    verdicts = ("permitted", "missing", "permitted", "permitted", "missing", "prohibited")
    for verdict in verdicts:
        text = text.replace("verdict: TODO", f"verdict: {verdict}", 1)
    text = text.replace("TODO: ", "").replace("TODO-", "SF-")
    # In the first of the two the plan is due to be reviewed, which the second clause asks.
    text = text.replace("{301.90(b)(5)(A): met}", "{301.90(b)(5)(A): met, 301.90(b)(10): due}")
    file.write_text(text, encoding="utf-8")
    green = copy.kinstead("test", SCENARIOS)
    assert green.stdout == "6 passed, 0 failed\n"


def test_a_second_time_nothing_is_written(begun):
    copy, _, _ = begun
    before = copy.files()
    again = copy.kinstead("new-clause", *PLAN)
    assert again.returncode == 2
    assert "is encoded already, by TreatmentPlanScope-recorded" in again.stderr.replace(
        "TreatmentPlanAppliesRule, ", ""
    )
    assert copy.files() == before


@pytest.mark.parametrize(
    ("identifier", "more", "what"),
    [
        ("301.90(b)(99)", {}, "No clause is called"),
        ("301.80(l)/1", {}, "encoded already, by"),
        ("301.90(b)(5)(A)", {"name": "treatment plan"}, "no name for terms"),
        ("301.90(b)(5)(A)", {"name": "Placement"}, "already; give another --name"),
        ("301.90(b)(5)(A)", {"record": "plans"}, "No section is called"),
        ("301.90(b)(5)(A)", {"record": "people"}, "name no child or no day"),
        ("301.90(b)(5)(A)", {"question": "placement"}, "no checks of its own"),
        ("AP33.10(intro)", {}, "guidance"),
        ("301.90(b)(2)(F)", {}, "demands nothing by itself"),
    ],
)
def test_what_cannot_be_begun_is_refused(identifier, more, what):
    with pytest.raises(QuestionError, match=what.replace("(", r"\(")):
        begin(policy(), identifier, **more)


def test_a_clause_of_a_known_family_joins_its_files_and_question():
    found = begin(policy(), "301.70(d)/2", name="SeparationEntry")
    paths = {str(piece.path): piece for piece in found.pieces}
    assert set(paths) == {
        "ontology/sibling_placement.ttl",
        "shapes/sibling_placement.ttl",
        "shapes/derivation/sibling_placement.ttl",
        "tests/scenarios/sibling_placement.yaml",
    }
    check = paths["shapes/sibling_placement.ttl"]
    assert check.text.startswith(check.held)
    assert "cw:inFamily cws:siblingPlacement" in check.text.removeprefix(check.held)
    scenario = paths["tests/scenarios/sibling_placement.yaml"]
    assert "question: siblingPlacement" in scenario.text.removeprefix(scenario.held)


def test_a_section_that_exists_is_taken_as_the_record():
    found = begin(policy(), "301.90(b)(5)(A)", name="Plan", record="placements")
    words = next(p.text for p in found.pieces if p.path.name == "specialized_foster_care.ttl")
    assert "cw:section" not in words
    scenario = next(piece.text for piece in found.pieces if piece.path.suffix == ".yaml")
    assert "placements:\n      - {child: ada, " in scenario


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("90 days from initial placement", ("P90D", "calendarDays")),
        ("Every year (12 hours)", ("P1Y", "calendarDays")),
        ("10 business days after the request", ("P10D", "businessDays")),
        ("2 weeks", ("P14D", "calendarDays")),
        ("Every 6 months", ("P6M", "calendarDays")),
        ("Before placement", None),
        ("72 hours after day of intake", None),
        ("", None),
    ],
)
def test_a_limit_is_read_from_the_words_of_the_register(words, limit):
    assert read_limit(words) == limit


def test_texts_keep_the_layout_of_the_project():
    assert turtle_text('a "b"') == r'"a \"b\""@en'
    long = turtle_text("word " * 40)
    assert long.startswith('"""word')
    assert max(map(len, long.splitlines())) < 90
    assert yaml_text("301.90(b)") == "301.90(b)"
    assert yaml_text('301.20 "Relative"(b)') == "'301.20 \"Relative\"(b)'"
    assert [plural(each) for each in ("plan", "entry", "stay", "box")] == [
        *("plans", "entries", "stays", "boxes")
    ]


def test_a_prefix_that_a_file_lacks_is_declared_in_its_place():
    held = '@prefix cw: <https://kinstead.example/ns#> .\n\ncw:x\n    cw:y "dcterms:z" ;\n.\n'
    assert with_prefixes(held) == held
    more = with_prefixes(held + "cws:x\n    a sh:NodeShape ;\n.\n")
    assert [line.split()[1] for line in more.splitlines()[:3]] == ["cw:", "cws:", "sh:"]
