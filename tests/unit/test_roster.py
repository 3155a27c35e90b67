"""The roster of a team: who of the case it names, and whom it does not find."""

from __future__ import annotations

import pytest

from app.errors import CaseFileError
from loaders import document
from loaders.roster import match, read, with_members

CASE = """
case: stone
people:
  mia: {name: Mia Stone}
  ann: {name: Ann Marie Stone}
  lee: {name: Lee Chan}
  jose: {name: José O\u2019Neill-Diaz}
  sam: {name: Sam Ruiz}
  other: {name: Sam Ruiz}
  noah: {name: Noah Reed Jr.}
  pat: {name: Pat Orr}
teamMembers:
  - {child: mia, person: pat, email: p.orr@example.org, invitedOn: 2025-07-01}
"""


@pytest.fixture
def case():
    return document.read(CASE, "stone.yaml")


def matched(case, tmp_path, text):
    file = tmp_path / "roster.csv"
    file.write_text(text, encoding="utf-8")
    return match(case, "mia", read(file))


@pytest.mark.parametrize(
    ("written", "person"),
    [
        ("Lee Chan", "lee"),
        ("CHAN, Lee", "lee"),
        ("  lee   chan  (Guest)", "lee"),
        ("Dr. Lee Chan, LCSW", "lee"),
        ("Jose O'Neill Diaz", "jose"),
        ("Ann Stone", "ann"),
        ("Reed, Noah Jr.", "noah"),
        ("Noah Reed, Jr.", "noah"),
    ],
)
def test_a_name_is_found_however_it_is_written(case, tmp_path, written, person):
    found = matched(case, tmp_path, f'name,email,role\n"{written}",x@example.org,Guest\n')
    assert [(each.person, each.tag, each.known) for each in found.matches] == [
        (person, "guestTag", False)
    ]
    assert found.unmatched == ()


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("Sam Ruiz", "could be other or sam"),
        ("Li Chan", "Did you mean 'Lee Chan'?"),
        ("Noah Reed Sr.", "nobody of the case has this name"),
        ("Chan", "nobody of the case has this name"),
        ("Stone Mia", "nobody of the case has this name"),
    ],
)
def test_nobody_is_guessed(case, tmp_path, written, reason):
    found = matched(case, tmp_path, f"name,email,role\n{written},x@example.org,Guest\n")
    assert found.matches == ()
    ((entry, why),) = found.unmatched
    assert entry.name == written
    assert reason in why


def test_the_address_of_the_case_goes_before_the_name(case, tmp_path):
    text = "Display Name;User Principal Name;Role\nPatricia O. Orr;P.Orr@example.org;Member\n"
    found = matched(case, tmp_path, text)
    assert [(each.person, each.known) for each in found.matches] == [("pat", True)]


def test_one_person_is_matched_once(case, tmp_path):
    found = matched(
        case,
        tmp_path,
        'name,role\nLee Chan,Guest\n"Chan, Lee",Guest\n',
    )
    assert [each.person for each in found.matches] == ["lee"]
    assert [why for _, why in found.unmatched] == ["line 2 is already lee"]


def test_a_role_that_is_no_tag_is_told(case, tmp_path):
    found = matched(case, tmp_path, "name,role\nLee Chan,Visitor\n")
    assert found.matches[0].tag == ""
    assert found.unread == ("line 2: the role 'Visitor' is none of Guest, Member, Owner",)


def test_the_matched_join_the_team_and_who_is_in_it_keeps_the_row(case, tmp_path):
    text = "name,email,role\nLee Chan,lee@example.org,Guest\nPat Orr,new@example.org,Member\n"
    after = document.export(with_members(case, "mia", matched(case, tmp_path, text)))
    assert after["teamMembers"] == [
        {
            "child": "mia",
            "person": "pat",
            "email": "new@example.org",
            "invitedOn": "2025-07-01",
            "teamTag": "memberTag",
        },
        {"child": "mia", "person": "lee", "email": "lee@example.org", "teamTag": "guestTag"},
    ]
    assert after["people"] == document.export(case)["people"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("email,role\nx@example.org,Guest\n", "no column of names"),
        ("name,email\n", "names nobody"),
        ("", "no column of names"),
        ("name,role\n,Guest\n", "line 2: has neither name nor email"),
        ('name,role\n"Lee Chan,Guest\n', "is no csv"),
    ],
)
def test_a_file_that_is_no_roster_is_refused(case, tmp_path, text, problem):
    with pytest.raises(CaseFileError, match=problem):
        matched(case, tmp_path, text)
