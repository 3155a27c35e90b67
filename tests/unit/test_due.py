"""Every duty of a case that has a date, each once, from whichever question it follows."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.batch import find_due
from app.policy import policy
from loaders import document, load

BROOKS = Path(__file__).resolve().parents[2] / "examples" / "brooks.yaml"
DAY = date(2025, 4, 1)
TEAM = """\
case: team
people:
  mia: {name: Mia Stone, born: 2013-03-03}
  lee: {name: Lee Chan}
  dana: {name: Dana Kim}
  luis: {name: Luis Vega}
serviceCases:
  - {child: mia, serviceKind: intactCase, from: 2025-01-10}
assignments:
  - {child: mia, person: dana, assignedAs: assignedCaseworker, from: 2025-01-10}
  - {child: mia, person: luis, assignedAs: assignedSupervisor, from: 2025-01-10, until: 2025-02-01}
allianceDecisions:
  - child: mia
    person: lee
    allianceOutcome: excludeAlliance
    on: 2025-03-15
    by: Luis Vega
    byRole: supervisor
workTrainings:
  - {person: dana, course: securityCourse, on: 2024-02-01}
  - {person: luis, course: securityCourse, on: 2024-02-01}
"""


@pytest.fixture(scope="module")
def duties():
    return find_due(document.read(TEAM, "team.yaml"), policy(), DAY)


def test_a_duty_about_somebody_of_the_team_is_listed(duties):
    found = [each for each in duties if each.check.shape == "ExclusionEntryLimit"]
    assert [each.check.due for each in found] == [date(2025, 3, 17)]
    assert found[0].assessment.roles == {"child": ("mia",), "person": ("lee",)}


def test_a_duty_of_a_worker_is_listed_while_the_worker_is_assigned(duties):
    found = [each for each in duties if each.check.shape == "YearlyCourseLimit"]
    assert [(each.assessment.roles["person"], each.check.due) for each in found] == [
        (("dana",), date(2025, 2, 1))
    ]
    january = find_due(document.read(TEAM, "team.yaml"), policy(), date(2025, 1, 31), timedelta(2))
    assert {each.assessment.roles["person"] for each in january} == {("dana",), ("luis",)}
    earlier = find_due(document.read(TEAM, "team.yaml"), policy(), date(2025, 1, 9), timedelta(30))
    assert not [each for each in earlier if each.check.shape == "YearlyCourseLimit"]


def test_a_duty_that_two_questions_ask_for_is_listed_once():
    case = load(BROOKS).case
    found = find_due(case, policy(), date(2025, 9, 15))
    conferences = Counter(
        (each.check.about, each.check.due) for each in found if "AP33.70(g)" in each.check.clauses
    )
    assert {about for about, _ in conferences} == {"devon", "carla", "ruth", "nadia"}
    assert set(conferences.values()) == {1}
