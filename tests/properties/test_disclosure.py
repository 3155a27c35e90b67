"""Disclosure over generated cases: the matrix equals single questions; a bar helps nobody."""

from datetime import date, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from app import disclosure
from app.decisions import assess
from app.model import Verdict
from app.policy import policy
from app.terms import schema
from app.wording import BEST_FIRST
from loaders import document

AS_OF = date(2026, 9, 14)
CHILD, CAREGIVER = "maya", "helen"
PEOPLE = {
    "maya": "2018-02-10",
    "luis": "2016-09-14",
    "pia": "1991-06-06",
    "joe": "1990-01-01",
    "helen": "1979-03-03",
    "gran": "1960-05-05",
    "ann": "1985-05-05",
    "ben": "1980-05-05",
}
TOLD = sorted(set(PEOPLE) - {CHILD, CAREGIVER})
DAYS = st.dates(date(2026, 8, 10), date(2026, 9, 20)).map(date.isoformat)
YES = st.booleans()


@cache
def codes(section, field):
    return sorted(schema().records[section].field(field).codes)


def details():
    return st.lists(st.sampled_from(codes("disclosures", "info")), unique=True, max_size=2)


def row(section, **fields):
    """A row of a section about the child, whose fields are drawn; empty ones are left out."""
    known = {name: value for name, value in fields.items() if value is not None}
    return st.fixed_dictionaries(known).map(
        lambda found: (section, {k: v for k, v in found.items() if v not in ([], None)})
    )


def coded(section, field):
    return st.sampled_from([None, *codes(section, field)])


def records():
    """Records on the way to a disclosure, any of them wanting or against another."""
    who, child = st.sampled_from(TOLD), st.just(CHILD)
    return st.one_of(
        row("caseRoles", person=who, caseRole=st.sampled_from(codes("caseRoles", "caseRole")),
            serves=st.lists(st.sampled_from(["maya", "luis", "pia"]), unique=True, max_size=1)),
        row("disclosureRequests", child=child, recipient=who, info=details(), on=DAYS,
            disclosureGround=coded("disclosureRequests", "disclosureGround"),
            purpose=coded("disclosureRequests", "purpose"), neededForServices=YES,
            neededForPlan=YES),
        row("specificNotices", child=child, caregiver=st.just(CAREGIVER), recipient=who,
            info=details(), on=DAYS, inWriting=YES, tellsOfReview=st.just(True),
            tellsOfTenDaysForOrder=st.just(True), tellsOfHold=st.just(True),
            tellsOfCourt=st.just(True)),
        row("redisclosureNotices", child=child, recipient=who, on=DAYS, inWriting=YES,
            tellsOfPenalty=YES),
        row("disclosureDecisions", child=child, recipient=who, on=DAYS,
            disclosureOutcome=st.sampled_from(codes("disclosureDecisions", "disclosureOutcome"))),
        row("decisionReviews", child=child, caregiver=st.just(CAREGIVER), recipient=who, on=DAYS,
            completedOn=DAYS, upholdsRelease=YES),
        row("familyAssessments", children=st.just([CHILD]),
            assessedAdults=st.just(["pia", "joe"]), on=DAYS),
        row("permanencyGoals", child=child, **{"from": st.just("2026-03-02")},
            permanencyGoal=st.sampled_from(codes("permanencyGoals", "permanencyGoal"))),
    )  # fmt: skip


def bars():
    """What stands in the way of telling somebody."""
    who, child = st.sampled_from(TOLD), st.just(CHILD)
    begun = {"from": st.just("2026-04-01")}
    return st.one_of(
        row("courtOrders", orderKind=st.just("disclosureForbidden"), children=st.just([CHILD]),
            notToBeTold=st.lists(who, max_size=2, unique=True), **begun),
        row("courtOrders", orderKind=st.just("juvenileProtectionOrder"),
            children=st.just([CHILD]), notToBeTold=st.lists(who, max_size=2, unique=True),
            **begun),
        row("threatFindings", person=who, child=child, on=st.just("2026-04-01"),
            threatKind=st.sampled_from(["threatenedViolence", "threatenedToHarm"]),
            threatAgainst=st.just("aCaregiver")),
        row("terminations", child=child, parent=st.sampled_from(["pia", "joe"]),
            on=st.just("2026-04-01")),
    )  # fmt: skip


def but_for_answers(row):
    """A row without its yes and no: two that differ in nothing else contradict each other."""
    section, fields = row
    return section, str(sorted((k, v) for k, v in fields.items() if not isinstance(v, bool)))


def drawn(most):
    """Some records, none of which contradicts another."""
    return st.lists(records(), max_size=most, unique_by=but_for_answers)


def case_of(rows):
    """The family with some rows, read as a case."""
    content = {
        "people": {key: {"name": key.capitalize(), "born": day} for key, day in PEOPLE.items()},
        "parentage": [
            *({"parent": "pia", "child": key, "basis": "birth"} for key in ("maya", "luis")),
            {"parent": "joe", "child": "maya", "basis": "acknowledgment", "from": "2018-02-10"},
            {"parent": "gran", "child": "pia", "basis": "birth"},
        ],
        "custody": [{"child": CHILD, "custodyKind": "temporaryCustody", "from": "2026-03-02"}],
        "placements": [
            {"child": CHILD, "caregiver": CAREGIVER, "placedAs": "asFosterParent",
             "from": "2026-03-02"},
        ],
    }  # fmt: skip
    for section, each in rows:
        content.setdefault(section, []).append(each)
    return document.read(document.write({"case": "generated"} | content), "generated.yaml")


def rank(answer):
    return BEST_FIRST.index(answer.verdict)


def told(answer):
    return (
        answer.verdict,
        answer.permitted_from,
        {(each.shape, each.focus, each.status, each.due) for each in answer.checks},
    )


@settings(max_examples=15, deadline=None)
@given(drawn(12), st.sampled_from([None, "courtMatter", "planServices"]))
def test_the_matrix_equals_single_questions(rows, purpose):
    case = case_of(rows)
    found = disclosure.find_matrix(case, policy(), AS_OF, CHILD, purpose=purpose)
    assert {each.key for each in found.recipients} <= set(TOLD)
    for (recipient, detail), answer in found.answers.items():
        ask = disclosure.ask_for(CHILD, recipient, detail, purpose)
        assert told(answer) == told(assess(case_of(rows), policy(), AS_OF, ask, explained=False))


@settings(max_examples=40, deadline=None)
@given(drawn(10), bars())
def test_a_bar_never_improves_an_answer(rows, bar):
    before = disclosure.find_matrix(case_of(rows), policy(), AS_OF, CHILD)
    after = disclosure.find_matrix(case_of([*rows, bar]), policy(), AS_OF, CHILD)
    for place, answer in before.answers.items():
        assert rank(after.answers[place]) >= rank(answer), place


@settings(max_examples=60, deadline=None)
@given(drawn(8), st.sampled_from(TOLD), DAYS)
def test_nothing_is_released_before_a_hold_has_ended(rows, recipient, noticed):
    notice = {"child": CHILD, "caregiver": CAREGIVER, "recipient": recipient, "inWriting": True}
    added = [_needed(recipient), ("specificNotices", notice | {"on": noticed})]
    rows = [each for each in rows if but_for_answers(each) not in map(but_for_answers, added)]
    case = case_of([*rows, *added])
    written = [
        each["on"]
        for section, each in rows
        if section == "specificNotices" and each["recipient"] == recipient and each["inWriting"]
    ]
    first = min(map(date.fromisoformat, [*written, noticed])) + timedelta(days=11)
    answer = assess(case, policy(), AS_OF, disclosure.ask_for(CHILD, recipient))
    waits = any("301.450(b)/1" in each.clauses for each in answer.checks if each.focus)
    if answer.verdict is Verdict.HELD:
        assert answer.permitted_from is not None
        assert answer.permitted_from >= max(first, AS_OF)
    if answer.verdict is Verdict.PERMITTED and waits:
        assert first <= AS_OF


def _needed(recipient):
    """A request for a service of the plan, so that the waiting time is what decides."""
    request = {"child": CHILD, "recipient": recipient, "on": "2026-09-14"}
    return "disclosureRequests", request | {
        "disclosureGround": "serviceGround",
        "neededForPlan": True,
    }
