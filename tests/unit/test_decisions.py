"""From checks to verdicts, and the whole way from a case to an answer."""

from datetime import date

import pyoxigraph as ox
import pytest

from app.decisions import assess, assess_all, decide
from app.errors import QuestionError
from app.explanation import Explainer
from app.model import Status, Verdict
from app.policy import policy
from app.reasoning import Ask, derive
from app.terms import CW
from loaders.document import read

TWO_HOMES = """
case: boone
people:
  gus: {name: Gus Boone, born: 2015-01-01}
  hal: {name: Hal Boone, born: 1958-05-05, gender: male}
  ned: {name: Ned Boone, born: 1980-01-01, gender: male}
homes:
  hill: {name: Hill Street}
  lake: {name: Lake Road}
members:
  - {home: hill, person: hal}
  - {home: lake, person: ned}
convictions:
  - {person: ned, offence: involuntaryManslaughter, on: 1999-03-03}
"""
DAY = date(2024, 4, 1)


def convictions_of(candidate):
    return Ask("convictionsOfHome", {"child": ("gus",), "candidate": (candidate,)})


@pytest.mark.parametrize(
    ("statuses", "verdict"),
    [
        ([], Verdict.NOT_COVERED),
        ([Status.NOT_APPLICABLE], Verdict.NOT_COVERED),
        ([Status.MET, Status.NOT_APPLICABLE], Verdict.PERMITTED),
        ([Status.MET, Status.DUE], Verdict.PERMITTED),
        ([Status.DUE, Status.HELD], Verdict.HELD),
        ([Status.HELD, Status.MISSING], Verdict.MISSING),
        ([Status.HELD, Status.OVERDUE], Verdict.MISSING),
        ([Status.MISSING, Status.UNKNOWN], Verdict.UNDETERMINED),
        ([Status.UNKNOWN, Status.LATE], Verdict.PROHIBITED),
        ([Status.UNKNOWN, Status.VIOLATED], Verdict.PROHIBITED),
    ],
)
def test_the_worst_check_decides(statuses, verdict):
    assert decide(statuses) is verdict


def test_only_what_the_question_concerns_counts():
    case = read(TWO_HOMES, "boone.yaml")
    cited = {
        candidate: {
            check.about
            for check in assess(case, policy(), DAY, convictions_of(candidate)).checks
            if check.status is Status.VIOLATED
        }
        for candidate in ("hal", "ned")
    }
    assert cited == {"hal": set(), "ned": {"ned"}}


def test_questions_in_one_graph_answer_as_they_do_alone():
    case = read(TWO_HOMES, "boone.yaml")
    asks = [convictions_of("hal"), convictions_of("ned")]
    together = assess_all(case, policy(), DAY, asks)
    assert together == [assess(case, policy(), DAY, ask) for ask in asks]


def test_a_check_names_the_clause_of_its_shape_and_of_the_coded_value():
    found = assess(read(TWO_HOMES, "boone.yaml"), policy(), DAY, convictions_of("ned"))
    check = next(each for each in found.checks if each.status is Status.VIOLATED)
    assert "301.A(a)(1) Involuntary manslaughter" in check.clauses
    assert "301.A(a)" in check.clauses


def test_a_check_shows_the_row_with_its_place_in_the_file():
    found = assess(read(TWO_HOMES, "boone.yaml"), policy(), DAY, convictions_of("ned"))
    check = next(each for each in found.checks if each.status is Status.VIOLATED)
    sources = {fact.source for fact in check.facts()}
    assert "boone.yaml line 14" in sources


def test_every_derived_fact_leads_back_to_the_case():
    case = read(TWO_HOMES, "boone.yaml")
    derivation = derive(case, policy(), DAY, [convictions_of("ned")])
    explainer = Explainer(derivation)
    for triple in derivation.derived():
        if triple.object != CW["OnRecord"]:
            step = explainer.explain(triple)
            assert step is not None, str(triple)
            assert step.rule is not None


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (Ask("nonsense", {}), "no question"),
        (Ask("convictionsOfHome", {"child": ("gus",)}), "needs the role 'candidate'"),
        (convictions_of("nobody"), "called 'nobody'"),
        (Ask("authority", {"child": ("gus",), "candidate": ("hal",)}), "no role 'candidate'"),
    ],
)
def test_a_question_without_meaning_is_refused(ask, words):
    with pytest.raises(QuestionError, match=words):
        assess(read(TWO_HOMES, "boone.yaml"), policy(), DAY, ask)


def test_a_changed_case_answers_as_one_read_anew():
    case = read(TWO_HOMES, "boone.yaml")
    row = ox.NamedNode(f"{case.iri.value}#/convictions/0")
    removed = [fact for fact in case.facts if row in (fact.subject, fact.object)]
    changed = case.with_facts([], removed)
    anew = read(TWO_HOMES.split("convictions:", maxsplit=1)[0], "boone.yaml")
    assert changed.facts == anew.facts
    assert set(changed.quads) == set(anew.quads)
    ask = convictions_of("ned")
    before, after = (assess(each, policy(), DAY, ask) for each in (changed, anew))
    assert [c.status for c in before.checks] == [c.status for c in after.checks]


def test_later_law_is_announced_from_its_date_on():
    case = read(TWO_HOMES, "boone.yaml")
    titles = {
        day: {n.title for n in assess(case, policy(), day, convictions_of("ned")).notices}
        for day in (date(2025, 6, 30), date(2025, 7, 7))
    }
    assert titles[date(2025, 6, 30)] == set()
    assert titles[date(2025, 7, 7)]


def test_a_question_older_than_the_wording_says_so():
    case = read(TWO_HOMES, "boone.yaml")
    assert assess(case, policy(), date(2010, 1, 1), convictions_of("ned")).cautions
    assert not assess(case, policy(), DAY, convictions_of("ned")).cautions


def test_before_the_law_was_adopted_nothing_is_covered():
    found = assess(read(TWO_HOMES, "boone.yaml"), policy(), date(1970, 1, 1), convictions_of("hal"))
    assert found.verdict is Verdict.NOT_COVERED


def test_each_relation_of_a_person_names_its_own_path():
    case = read(
        """
case: ward
people:
  kid: {name: Kid Ward, born: 2015-01-01}
  mia: {name: Mia Ward, born: 1990-01-01, gender: female}
  dan: {name: Dan Ward, born: 1988-01-01, gender: male}
  uli: {name: Uli Ward, born: 1985-01-01, gender: male}
  gia: {name: Gia Ward, born: 1960-01-01, gender: female}
parentage:
  - {parent: mia, child: kid, basis: birth}
  - {parent: dan, child: kid, basis: adjudication}
  - {parent: gia, child: dan, basis: birth}
  - {parent: gia, child: uli, basis: birth}
unions:
  - {person: mia, partner: uli, unionKind: marriage, from: 2020-01-01}
""",
        "ward.yaml",
    )
    ask = Ask("relative", {"child": ("kid",), "candidate": ("uli",)})
    found = assess(case, policy(), date(2024, 3, 1), ask)
    assert {relation.code: relation.path for relation in found.relations} == {
        "stepFather": "Uli Ward is the stepfather of Kid Ward: "
        "the husband of Mia Ward, who is Kid Ward's mother.",
        "uncle": "Uli Ward is the brother of Dan Ward, who is Kid Ward's father.",
    }


def test_reasons_can_be_asked_for_some_checks_alone():
    case = read(TWO_HOMES, "boone.yaml")
    plain, some, whole = (
        assess(case, policy(), DAY, convictions_of("ned"), explained=explained)
        for explained in (False, lambda check: check.status is Status.VIOLATED, True)
    )
    assert some.verdict is plain.verdict is whole.verdict
    violated = [each.status is Status.VIOLATED for each in whole.checks]
    assert any(violated)
    assert some.checks == tuple(
        all_of if wanted else none
        for all_of, none, wanted in zip(whole.checks, plain.checks, violated, strict=True)
    )
    assert some.checks != plain.checks
