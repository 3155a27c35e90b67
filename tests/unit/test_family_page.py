"""What stands behind the Family page: who is shown, what two people are, and who is left to ask."""

from datetime import date

import pytest

from app.model import Status, Verdict
from app.policy import policy
from app.terms import ROOT
from app.ui import answers, choices, picture, two_people, who_else
from app.ui.standings import FINDINGS, ROLES, Choice, generation_words, standings
from loaders import document

AS_OF = date(2024, 3, 1)


@pytest.fixture(scope="module")
def case():
    return document.load(ROOT / "examples" / "torres.yaml")


@pytest.fixture(scope="module")
def sweep(case):
    return answers.sweep(case, policy(), AS_OF, ("mia",))


@pytest.fixture(scope="module")
def known(case, sweep):
    return standings(case, "mia", sweep)


# Who is shown


def test_everyone_has_a_side_a_generation_and_a_relation(known):
    assert known.of["luz"].sides == {"ana"}
    assert known.of["carol"].sides == {"devon"}
    assert known.of["samira"].sides == frozenset()
    assert {known.of[key].generation for key in ("rosa", "carol", "pablo")} == {2}
    assert known.of["joanne"].generation is None
    assert known.of["luz"].relation == "aunt"
    assert known.of["consuelo"].relation == "great-great-grandmother"
    assert known.of["mia"].relation == ""


def test_sides_and_generations_are_named_by_the_family_itself(known):
    assert known.sides() == {
        "ana": "Mother's (Ana Torres)",
        "devon": "Claimed father's (Devon Hale)",
    }
    assert list(known.generations().values())[-2:] == ["Parents'", "The child's"]
    assert generation_words(-1) == "The child's children's"
    assert generation_words(5) == "Great-great-great-grandparents'"
    assert generation_words(-3) == "The child's great-grandchildren's"


@pytest.mark.parametrize(
    ("role", "some"),
    [
        ("child", {"mia", "leo"}),
        ("parent", {"ana", "omar", "devon"}),
        ("sibling", {"leo"}),
        ("caregiver", {"rosa", "luz", "grace", "ines", "samira"}),
        ("household", {"rosa", "javier", "paula", "mia", "leo", "luz", "grace", "joanne"}),
        ("tie", {"grace", "ines"}),
    ],
)
def test_roles_come_from_records_and_ties(known, role, some):
    assert {key for key, each in known.of.items() if role in each.roles} == some
    assert role in ROLES


def test_findings_are_those_of_the_checks_about_each(case, known, sweep):
    counted = {key: len(each.findings) for key, each in known.of.items()}
    assert counted["luz"] == len(answers.open_about(case, sweep, "luz"))
    assert counted["consuelo"] == 0
    assert known.of["consuelo"].open_points == ""
    assert known.of["luz"].open_points == "1 open point"
    covered = {status for _, statuses in FINDINGS.values() for status in statuses}
    assert covered == set(Status) - {Status.MET, Status.NOT_APPLICABLE}


def test_an_open_point_counts_once_and_only_where_somebody_is_proposed(case, sweep):
    ((check, candidates),) = answers.open_about(case, sweep, "mia").values()
    assert check.shape == "OutspokenChild-feelings"
    assert set(candidates) == {"joanne", "luz", "grace", "ines", "samira"}
    asked = [each for each in sweep.placed if each.roles["candidate"] == ("carmen",)]
    assert any(check.about == "mia" for each in asked for check in answers.open_points(each))


def test_a_choice_lets_through_any_of_each_kind_and_every_kind(known):
    assert not Choice()
    both = Choice(sides=("ana",), generations=(1, 2))
    assert known.chosen(both) == {
        key for key, each in known.of.items() if "ana" in each.sides and each.generation in (1, 2)
    }
    assert known.chosen(Choice(roles=("sibling", "tie"))) == {"leo", "grace", "ines"}
    assert "luz" in known.chosen(Choice(findings=("missing",)))


def test_what_is_said_of_a_person_has_age_relation_and_findings(case, known, monkeypatch):
    monkeypatch.setattr(picture, "held_family", picture.read_family)
    said = picture.spoken(case, AS_OF, known)
    assert said["luz"] == "age 28, aunt of Mia Torres, 1 open point"
    assert said["consuelo"] == "great-great-grandmother of Mia Torres"
    assert said["mia"].startswith("age 7")
    ties = picture.tied(case, AS_OF)
    assert (set(ties["mia"]["up"]), ties["mia"]["down"]) == ({"ana"}, []), "Devon is only claimed"
    assert set(ties["rosa"]["down"]) == {"ana", "luz", "carmen", "javier"}


def test_the_days_of_the_slider_are_those_on_which_something_shown_changed(case, monkeypatch):
    monkeypatch.setattr(choices.records, "held_lines", choices.records.lines)
    changes = choices.changes_of(case)
    assert "2024-02-05" in changes
    assert any(each.startswith("Ended: Mia Torres placed") for each in changes["2024-02-12"])
    assert "2024-02-08" in changes, "Luz is proposed"
    assert "2016-04-10" not in changes, "a birth moves no line"


# Between two people


def between(case, known, one, other):
    return two_people.between(case, policy(), AS_OF, known.lineage, (one, other))


def test_relations_by_the_law_come_with_clause_standing_sentence_and_way(case, known):
    (tie,) = between(case, known, "mia", "luz").lawful
    assert (tie.words, tie.clauses) == ("aunt", ('301.20 "Relative"(a) aunt',))
    assert tie.path == ("mia", "ana", "luz")
    assert tie.standing == "holds on the facts recorded"
    assert "full sister of Ana Torres" in tie.sentence


def test_a_claim_stands_only_if_proven(case, known):
    found = between(case, known, "mia", "carol")
    assert {tie.standing for tie in found.lawful} == {"would hold once it is proven"}
    assert [each.words for each in found.kinships] == ["grandmother (only claimed)"]
    ((_, _, verdict, reasons),) = found.verdicts
    assert verdict is Verdict.MISSING
    assert reasons


def test_siblings_are_asked_from_both_sides(case, known):
    found = between(case, known, "mia", "leo")
    assert {(each[0], each[1]) for each in found.verdicts} == {("mia", "leo"), ("leo", "mia")}
    assert {tie.words for tie in found.lawful} >= {"brother or sister"}
    assert [each.words for each in found.kinships] == ["half-brother"]


def test_fictive_kin_are_told_once_and_lit_from_one_to_the_other(case, known):
    (tie,) = between(case, known, "mia", "grace").lawful
    assert (tie.words, tie.path, tie.sentence) == ("fictive kin", ("mia", "grace"), "")


def test_two_grown_people_are_asked_from_both_sides_too(case, known):
    found = between(case, known, "nico", "carmen")
    assert [each[:2] for each in found.verdicts] == [("nico", "carmen"), ("carmen", "nico")]


def test_a_parent_is_told_why_no_relative(case, known):
    found = between(case, known, "mia", "ana")
    ((_, _, verdict, reasons),) = found.verdicts
    assert verdict is Verdict.PROHIBITED
    assert any("301.20" in each for each in reasons)


# Who else


CONTACTS = """
kinContacts:
- {children: [mia], person: carol, contactKind: reached, on: 2024-02-06}
- {children: [mia], person: pablo, contactKind: calledIn, on: 2024-02-06}
- {children: [mia], person: javier, contactKind: triedToReach, on: 2024-02-06}
- {children: [mia], person: tomas, contactKind: interviewHeld, on: 2024-02-20}
- {children: [leo], person: elena, contactKind: reached, on: 2024-02-06}
"""


def test_who_called_in_or_was_tried_in_vain_is_still_to_be_contacted(case, sweep):
    told = document.read(document.dump(case).replace("\nkinContacts:\n", CONTACTS), "torres.yaml")
    before = {each.key for each in left_on(case, sweep, AS_OF)}
    after = {each.key for each in left_on(told, sweep, AS_OF)}
    assert not {"rosa", "luz", "carmen"} & before, "each was contacted"
    assert before - after == {"carol", "tomas"}
    assert {"pablo", "javier", "elena"} <= after
    assert before - {each.key for each in left_on(told, sweep, date(2024, 2, 7))} == {"carol"}


def test_whom_the_law_asks_to_contact_comes_first(case, sweep):
    named = "{children: [mia], person: carol, namedBy: [namedByParent], on: 2024-02-26}"
    text = document.dump(case).replace("\nkinNamings:\n", f"\nkinNamings:\n- {named}\n")
    told = document.read(text, "torres.yaml")
    assert left_on(case, sweep, AS_OF)[0].key != "carol"
    first = left_on(told, sweep, AS_OF)[0]
    assert (first.key, first.sought) == ("carol", True)
    assert any(step.startswith("Contact the person today") for step in first.next_steps)


def left_on(case, sweep, day):
    return who_else.uncontacted(sweep, who_else.find_search(case, policy(), day, "mia"))


def test_relatives_without_a_contact_are_listed_with_verdict_and_next_step(case, sweep):
    left = {each.key: each for each in left_on(case, sweep, AS_OF)}
    assert "ana" not in left, "a parent is no relative of this kind"
    assert left["pablo"].relation == "great-uncle"
    assert left["pablo"].verdict is Verdict.PERMITTED
    assert left["carol"].verdict is Verdict.MISSING
    assert left["carol"].next_steps
