"""The Ally team of the example case: read off the case, and asked about by commands."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import ally
from app.cli import app
from app.policy import policy
from loaders import document, load

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "brooks.yaml"
AS_OF = date(2025, 9, 15)


def call(*words):
    return CliRunner().invoke(app, [*map(str, words), "--as-of", AS_OF.isoformat()])


@pytest.fixture(scope="module")
def case():
    return load(EXAMPLE).case


def team(case):
    return ally.read_team(case, policy(), AS_OF, "nadia")


def changed(case, change):
    content = document.export(case)
    change(content)
    return document.read(document.write(content), "brooks.yaml")


def channel(case, key):
    return next(each for each in team(case).channels if each.key == key)


def test_the_team_is_its_owners_and_whoever_is_in_it(case):
    found = team(case)
    assert set(found.owners) == {"omar", "judith"}
    assert {each.key for each in found.members} == {
        *("omar", "judith", "nadia", "carla", "ruth", "ines", "marcus", "sofia")
    }
    assert "tyler" in found.others
    assert {each.key: each.capacities for each in found.members}["ruth"] == ("caregiver",)


def test_a_channel_tells_what_can_be_seen_in_it(case):
    assert channel(case, "school").exposes == ("schoolRecord",)
    assert channel(case, "school").members == ("ruth", "sofia")
    assert "tyler" not in channel(case, "general").members

    def post_by_the_hour(content):
        content["allyItems"]["grades"].pop("postedOn")
        content["allyItems"]["grades"]["postedAt"] = "2025-06-10T09:00:00"

    assert channel(changed(case, post_by_the_hour), "school").items == ("grades",)
    removed = changed(case, lambda c: c["allyItems"]["grades"].update(removedOn="2025-09-15"))
    assert channel(removed, "school").items == ()


def test_what_nobody_looked_at_is_told_apart_from_nothing(case):
    bare = changed(case, lambda c: c["allyItems"]["grades"].pop("categories"))
    assert channel(bare, "school").exposes == ()
    assert channel(bare, "school").untold == ("grades",)


def test_a_team_is_printed_with_the_forms_to_collect():
    done = call("ally", EXAMPLE)
    assert done.exit_code == 1
    assert "This person has not accepted the Terms of Use." in done.output
    assert "Marcus Hill\tRuth Palmer\twho the caregiver is about Ruth Palmer" in done.output


def test_an_addition_tells_what_would_open_up():
    told = json.loads(call("ally", EXAMPLE, "--add", "tyler", "--json").output)
    assert told["assessment"]["question"] == "allyOnboarding"
    opened = {(each["about"], each["category"]) for each in told["exposures"]}
    assert ("carla", "substanceAbuseTreatment") in opened
    assert ["carla", "devon"] in [each["signed_by"] for each in told["forms"]]
    private = json.loads(
        call("ally", EXAMPLE, "--add", "marcus", "--channel", "school", "--json").output
    )
    assert {each["category"] for each in private["exposures"] if not each["stands"]} >= {
        "schoolRecord"
    }


def test_an_item_is_asked_about_in_a_channel_and_in_a_chat():
    told = json.loads(
        call("ally", EXAMPLE, "--post", "physical", "--channel", "school", "--json").output
    )
    assert {each["to"] for each in told["exposures"]} == {"ruth", "sofia"}
    told = json.loads(call("ally", EXAMPLE, "--post", "physical", "--to", "ines", "--json").output)
    assert {each["to"] for each in told["exposures"]} == {"ines"}


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--add", "tyler", "--post", "physical"), "one thing at a time"),
        (("--post", "physical"), "Say where it would go"),
        (("--to", "ines"), "--to goes with --post"),
        (("--channel", "school"), "--channel goes with"),
        (("--add", "nobody"), "nobody"),
        (("--child", "nobody"), "Nobody in the case is called 'nobody'"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused(words, problem):
    done = call("ally", EXAMPLE, *words)
    assert done.exit_code == 2
    assert problem in done.stderr


def test_a_roster_is_matched_and_written(tmp_path):
    file, after = tmp_path / "team.csv", tmp_path / "after.yaml"
    file.write_text("name,email,role\nTyler Grant,t@example.org,Guest\nSam Who,,Guest\n", "utf-8")
    done = CliRunner().invoke(app, ["roster", str(file), str(EXAMPLE), "-o", str(after)])
    assert done.exit_code == 1
    assert "new in the team" in done.output
    assert "not matched: line 3: Sam Who, Guest" in done.output
    rows = document.export(load(after).case)["teamMembers"]
    assert {
        "child": "nadia",
        "person": "tyler",
        "email": "t@example.org",
        "teamTag": "guestTag",
    } in rows


def test_a_part_of_the_survivors_that_is_none_is_refused():
    done = CliRunner().invoke(app, ["coverage", "--survivors", "--part", "3/2"])
    assert done.exit_code == 2
    assert "1/2" in done.stderr
