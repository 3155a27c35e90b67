"""What stands behind the pages: their answers, offers and forms, without a page."""

from datetime import date

from app.model import Assessment, Check, Status, Verdict
from app.policy import policy
from app.terms import ROOT, schema
from app.ui import answers, candidates, forms, offers, records, state
from loaders import document
from tests.unit.test_ui import FAMILY


def test_an_example_is_shown_as_of_its_last_recorded_day():
    case = document.read(FAMILY, "reed.yaml")
    assert state.last_recorded(case) == date(2024, 2, 5)
    assert state.last_recorded(document.read("case: x\n", "x.yaml")) == date.today()  # noqa: DTZ011


def test_names_are_shown_letter_by_letter():
    assert forms.plain("*a* [b](c) $x$ :d:") == r"\*a\* \[b\]\(c\) \$x\$ \:d\:"


def test_each_row_is_cited_with_its_line_of_the_file_those_with_a_key_too():
    case = document.read(FAMILY, "reed.yaml")
    cited = [records.cited(case, line) for line in records.lines(case)]
    assert {"people", "parentage"} <= {line.record.section for line in records.lines(case)}
    assert [each for each in cited if "(reed.yaml line " not in each] == []


def shapes_of(family):
    return [iri.rsplit("#", 1)[-1] for iri, s in policy().shapes.items() if s.family == family]


def test_the_law_itself_says_which_records_settle_a_check():
    found = [offers.settling(shape) for shape in shapes_of("convictions")]
    assert found
    assert any(record.section == "convictions" for each in found for record in each)
    assert any(record.section == "waivers" for each in found for record in each)


def test_a_time_limit_is_settled_by_the_records_that_its_rules_read():
    for iri in policy().limits:
        assert offers.settling(iri.rsplit("#", 1)[-1]), iri


def test_every_open_reading_of_the_law_can_be_recorded():
    parts = [*policy().shapes.values(), *policy().rules]
    points = {point for part in parts for point in part.settled_by}
    assert points <= schema().records["readings"].field("ambiguity").codes.keys()


def test_a_form_begins_with_who_is_asked_about_and_with_no_finding():
    case = document.read(FAMILY, "reed.yaml")
    roles = {"child": "mia", "candidate": "rosa", "home": "oak", "on": "2024-03-01"}
    law, day = policy(), date(2024, 3, 1)
    given = answers.assess(
        case, law, day, question="placement", children=("mia",), candidate="rosa"
    )[0].assessment
    for check in answers.open_points(given):
        for offer in offers.offers(case, check, roles):
            kinds = {offer.record.field(key).kind for key in offer.preset if offer.at is None}
            assert kinds <= {"person", "home", "date"}


def verdict(value, *checks):
    return Assessment(
        case="reed",
        as_of=date(2024, 3, 1),
        question="placement",
        roles={"child": ("mia",), "candidate": ("rosa",)},
        verdict=value,
        checks=checks,
        law="",
    )


def check(shape, status, focus="q"):
    return Check(
        shape=shape,
        name=shape.upper(),
        status=status,
        focus=focus,
        about=None,
        clauses=(),
        message="",
        remedy=None,
        family="f",
        phase="beforeMove",
    )


def test_what_a_change_moved_is_told_check_by_check():
    before = verdict(
        Verdict.PROHIBITED,
        check("a", Status.VIOLATED),
        check("b", Status.MET),
        check("c", Status.MET),
    )
    after = verdict(
        Verdict.MISSING,
        check("a", Status.MET),
        check("b", Status.MET),
        check("d", Status.MISSING),
        check("e", Status.NOT_APPLICABLE, None),
    )
    assert answers.moved(before, after) == (
        "D: not applicable → missing",
        "A: violated → met",
        "C: met → not applicable",
        "Verdict: prohibited → something is missing",
    )
    assert answers.moved(after, after) == ("Verdict still: something is missing",)


def test_several_children_come_to_the_worst_of_their_verdicts():
    assert answers.joint([Verdict.PERMITTED, Verdict.MISSING]) is Verdict.MISSING
    assert answers.joint([Verdict.UNDETERMINED, Verdict.PROHIBITED]) is Verdict.PROHIBITED
    assert answers.joint([]) is Verdict.NOT_COVERED


def test_everyone_alive_but_the_children_asked_about_is_a_candidate():
    text = FAMILY.replace("born: 1960-06-06", "born: 1960-06-06, died: 2020-01-01")
    case = document.read(text, "reed.yaml")
    found = answers.sweep(case, policy(), date(2024, 3, 1), ("mia",))
    assert {each.key for each in found.candidates} == {"leo", "ana", "rosa", "evil"}


def test_what_is_due_later_is_counted_apart_from_what_stands_in_the_way():
    case = document.load(ROOT / "examples" / "torres.yaml")
    found = answers.sweep(case, policy(), date(2024, 3, 1), ("mia",))
    rosa = next(each for each in found.candidates if each.key == "rosa")
    assert (rosa.verdict, rosa.open_points, rosa.due) == (Verdict.PERMITTED, 0, 4)
    assert "4 due later" in candidates.describe(rosa)
    assert " open" not in candidates.describe(rosa)
