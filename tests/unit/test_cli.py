"""The command line: what it answers, what it refuses, and with which exit status."""

import json
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app

ROOT = Path(__file__).resolve().parents[2]
TORRES = str(ROOT / "examples" / "torres.yaml")
SCENARIOS = ROOT / "tests" / "scenarios"

CASE = """
case: torres
people:
  mia:  {name: Mia Torres, born: 2016-04-10}
  ana:  {name: Ana Torres, born: 1990-01-20, gender: female}
  rosa: {name: Rosa Torres, born: 1965-03-02, gender: female}
  luz:  {name: Luz Torres, born: 1995-11-30, gender: female}
  zoe:  {name: "<b>Zoe</b>", born: 1980-01-01}
parentage:
  - {parent: ana, child: mia, basis: birth}
  - {parent: rosa, child: ana, basis: birth}
  - {parent: rosa, child: luz, basis: birth}
custody:
  - {child: mia, custodyKind: temporaryCustody, from: 2024-02-05}
"""
RELATIVE = ["-q", "relative", "--role", "child=mia", "--as-of", "2024-03-01"]


@pytest.fixture
def case(tmp_path):
    path = tmp_path / "torres.yaml"
    path.write_text(CASE, encoding="utf-8")
    return str(path)


def call(*args):
    return CliRunner().invoke(app, list(args))


def test_a_permitted_answer_ends_with_zero_and_a_refused_one_with_one(case):
    yes = call("check", case, *RELATIVE, "--role", "candidate=rosa")
    no = call("check", case, *RELATIVE, "--role", "candidate=zoe")
    assert (yes.exit_code, no.exit_code) == (0, 1)
    assert "permitted" in yes.output.lower()
    assert "prohibited" in no.output.lower()


def test_json_names_case_date_question_verdict_law_checks_and_rows(case):
    done = call("check", case, *RELATIVE, "--role", "candidate=luz", "--json")
    (found,) = json.loads(done.output)
    assert found["case"] == "torres"
    assert found["as_of"] == "2024-03-01"
    assert found["roles"] == {"child": "mia", "candidate": "luz"}
    assert found["verdict"] == "permitted"
    assert "Rule 301" in found["law"]
    clauses = {clause for check in found["checks"] for clause in check["clauses"]}
    assert '301.20 "Relative"(a) aunt' in clauses
    sources = {fact["source"] for check in found["checks"] for fact in check["because"]}
    assert "torres.yaml line 12" in sources


def test_without_roles_every_child_meets_every_candidate(case):
    done = call("check", case, "-q", "relative", "--as-of", "2024-03-01", "--json")
    found = json.loads(done.output)
    pairs = {(each["roles"]["child"], each["roles"]["candidate"]) for each in found}
    assert pairs == {("mia", key) for key in ("ana", "rosa", "luz", "zoe")}


def test_relatives_tells_relation_path_and_clause(case):
    done = call("relatives", case, "--child", "mia", "--as-of", "2024-03-01")
    assert done.exit_code == 0
    told = "Luz Torres is the sister of Ana Torres, who is Mia Torres's mother."
    assert told in " ".join(done.output.split())
    assert "Zoe" not in done.output


def test_kinship_lists_every_pair_as_tab_separated_text(case):
    done = call("kinship", case, "--tsv")
    rows = {tuple(line.split("\t")) for line in done.output.splitlines()}
    assert ("mia", "rosa", "grandparent") in rows
    assert ("mia", "luz", "aunt_uncle") in rows
    assert ("luz", "mia", "niece_nephew") in rows


def test_explain_leads_down_to_the_row(case):
    done = call("explain", case, *RELATIVE, "--role", "candidate=rosa")
    assert "torres.yaml line 11" in done.output


def test_due_lists_what_runs_and_filters_by_days():
    everything = call("due", TORRES, "--as-of", "2024-03-01", "--json")
    soon = call("due", TORRES, "--as-of", "2024-03-01", "--within", "3d", "--json")
    assert everything.exit_code in (0, 1)
    days = [row["due"] for row in json.loads(everything.output)]
    assert days == sorted(days)
    assert days
    assert all(row["due"] <= "2024-03-04" for row in json.loads(soon.output))


def test_a_clause_is_shown_with_what_encodes_it():
    done = call("clause", "301.A(a)(1) Involuntary manslaughter")
    assert done.exit_code == 0
    assert "involuntaryManslaughter" in done.output
    rows = json.loads(call("clause", "301.80(h)", "--json").output)
    assert len(rows) > 10


def test_scenarios_are_counted(tmp_path):
    done = call("test", str(SCENARIOS / "emergency.yaml"))
    assert done.exit_code == 0
    assert done.output.splitlines()[-1].endswith(" passed, 0 failed")
    wrong = (SCENARIOS / "emergency.yaml").read_text("utf-8")
    wrong = wrong.replace("verdict: prohibited", "verdict: permitted")
    (tmp_path / "wrong.yaml").write_text(wrong, encoding="utf-8")
    red = call("test", str(tmp_path / "wrong.yaml"))
    assert red.exit_code == 1
    assert "instead of 'permitted'" in red.output


def test_a_case_is_exported_and_what_does_not_fit_is_listed(tmp_path, case):
    turtle, family = tmp_path / "out.ttl", tmp_path / "family.txt"
    done = call("export", case, "--to", str(turtle))
    assert (done.exit_code, done.output) == (0, f"{turtle}: 5 people, as Turtle\n")
    back = call("check", str(turtle), *RELATIVE, "--role", "candidate=rosa")
    assert back.exit_code == 0
    done = call("export", case, "--to", str(family), "--format", "gedcom")
    assert "not kept: custody: left out (1 row)" in done.output
    assert family.read_bytes().startswith(b"\xef\xbb\xbf0 HEAD")


def test_an_export_tells_its_losses_as_json(tmp_path, case):
    done = call("export", case, "--to", str(tmp_path / "out.ged"), "--json")
    lost = {"section": "custody", "field": "", "how": "left out", "count": 1}
    respelt = {"section": "people", "field": "name", "how": "changed", "count": 1}
    told = json.loads(done.output)
    assert (told["format"], told["not_kept"]) == ("gedcom", [respelt, lost])


def test_import_and_template_make_files_that_load(tmp_path, case):
    sheet, copy = tmp_path / "empty.xlsx", tmp_path / "copy.yaml"
    assert call("template", str(sheet)).exit_code == 0
    assert sheet.exists()
    assert call("import", case, "-o", str(copy)).exit_code == 0
    assert call("check", str(copy), *RELATIVE, "--role", "candidate=rosa").exit_code == 0


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("check", "{case}", "-q", "nonsense"), "no question"),
        (("check", "{case}", "--role", "child"), "write for example"),
        (("check", "{case}", "--as-of", "tomorrow"), "no date"),
        (("check", "{case}", "--as-of", "20240301"), "no date"),
        (("check", "{case}", "-q", "kinship"), "kinstead kinship CASE"),
        (("check", "{case}", "--role", "child=nobody"), "nobody"),
        (("relatives", "{case}", "--child", "nobody"), "nobody"),
        (("due", "{case}", "--within", "soon"), "14d"),
        (("due", "{case}", "--within", "99999999999d"), "14d"),
        (("clause", "301.80h12"), "Did you mean '301.80(h)(12)'"),
        (("test", "{case}.nothing"), "cannot be opened"),
        (("import", "{case}", "-o", "{case}"), "there already"),
        (("export", "{case}", "--to", "{case}"), "there already"),
        (("export", "{case}", "--to", "{case}.pdf"), "end it in one of .yaml, .xlsx, .ttl"),
        (("export", "{case}", "--to", "{case}.x", "--format", "turtl"), "Did you mean 'turtle'?"),
        (("import", "{case}", "-o", "{case}.xlsx"), "end it in .yaml"),
        (("import", "{case}", "-o", "{case}/a.yaml"), "There is no folder"),
        (("template", "{case}"), "end it in .xlsx"),
        (("template", "{case}/a.xlsx"), "There is no folder"),
        (("serve", "--port", "70000"), "65535"),
        (("check", "{case}.nothing"), "kind of case file"),
    ],
)
def test_a_wrong_call_is_refused_with_two_and_a_sentence(case, args, words):
    done = call(*(arg.replace("{case}", case) for arg in args))
    assert done.exit_code == 2
    assert words in done.stderr


def test_a_case_that_asks_nothing_is_not_all_met(tmp_path):
    path = tmp_path / "empty.yaml"
    path.write_text("case: empty\n", encoding="utf-8")
    for args in (["-q", "placement"], ["-q", "authority"]):
        done = call("check", str(path), *args)
        assert done.exit_code == 2
        assert "nobody to ask about" in done.stderr


def test_each_child_with_each_candidate_has_an_answer_of_its_own(case):
    both = ["--role", "candidate=rosa", "--role", "candidate=zoe"]
    for command in ("check", "explain"):
        found = json.loads(call(command, case, *RELATIVE, *both, "--json").output)
        assert [each["roles"]["candidate"] for each in found] == ["rosa", "zoe"]
        assert [each["verdict"] for each in found] == ["permitted", "prohibited"]


def test_the_check_that_decides_comes_first(case):
    done = call("check", case, "--role", "child=mia", "--role", "candidate=zoe")
    rows = [line.split("\t") for line in done.output.splitlines() if "\t" in line]
    assert rows[0][:3] == ["status", "about", "what"]
    assert rows[1][0] == "✗ violated"
    assert {len(row) for row in rows} == {6}


def test_what_is_due_names_the_child():
    rows = call("due", TORRES, "--as-of", "2024-03-01").output.splitlines()
    assert rows[0].split("\t")[0] == "child"
    assert {row.split("\t")[0] for row in rows[1:]} == {"Leo Torres", "Mia Torres"}
    assert "Nothing is due" in call("due", TORRES, "--as-of", "2020-01-01").output


def test_every_command_has_an_example_and_a_summary_that_fits():
    shown = call("--help").output
    assert "Example: " in shown
    assert "..." not in shown.partition("Commands:")[2]
    for name in ("check", "relatives", "kinship", "due", "explain", "clause", "coverage", "test"):
        assert f"Example: kinstead {name}" in call(name, "--help").output


def test_a_question_that_a_scenario_cannot_ask_fails_and_the_rest_goes_on(tmp_path):
    text = (SCENARIOS / "emergency.yaml").read_text("utf-8")
    wrong = text.replace("question: emergency", "question: nonsense", 1)
    (tmp_path / "wrong.yaml").write_text(wrong, encoding="utf-8")
    done = call("test", str(tmp_path / "wrong.yaml"))
    assert "There is no question 'nonsense'" in done.output
    assert done.output.splitlines()[-1].endswith(" passed, 1 failed")


def test_a_broken_file_is_refused_with_every_problem(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("case: bad\npeople:\n  a: {nam: A}\n  b: {name: B, born: soon}\n", "utf-8")
    done = call("check", str(path))
    assert done.exit_code == 2
    assert "line 3" in done.stderr
    assert "line 4" in done.stderr
    assert "Traceback" not in done.output + done.stderr


def test_a_port_that_is_taken_is_told():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = call("serve", "--headless", "--port", str(other.getsockname()[1]))
    assert done.exit_code == 2
    assert "is taken" in done.stderr


def test_names_with_markup_are_printed_as_they_are(case):
    done = call("check", case, *RELATIVE, "--role", "candidate=zoe")
    assert "<b>Zoe</b>" in done.output
