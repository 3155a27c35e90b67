"""What reasoning uses again from an earlier state of a case never changes an answer."""

from datetime import date
from pathlib import Path

import pytest
from changed_rows import moved_past, without

from app.case import is_row
from app.decisions import assess
from app.policy import policy
from app.reasoning import Ask, derive
from app.terms import TYPE, schema
from loaders import load
from tests.scenario_files import FILES, asks_of, name_of, sample

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DAY = date(2024, 3, 1)
ASK = Ask("placement", {"child": ("mia",), "candidate": ("rosa",)})


def rows_of(case):
    """One row of each section, and each row of the family's own sections."""
    for section, record in schema().records.items():
        rows = case.of_class(record.term)
        if not record.keyed:
            yield from rows if section in ("parentage", "unions") else rows[:1]


def answer(case, day=DAY, ask=ASK):
    found = assess(case, policy(), day, ask, explained=False)
    checks = sorted((c.shape, str(c.focus), c.status) for c in found.checks)
    return found.verdict, checks, [(r.code, r.standing) for r in found.relations]


def read_anew(case):
    """The same facts with nothing made of them before."""
    return type(case)(case.name, case.facts)


@pytest.mark.parametrize("change", ["taken away", "moved past the date"])
def test_a_changed_row_is_answered_as_in_a_case_read_anew(change):
    case = load(EXAMPLES / "torres.yaml").case
    answer(case)
    for row in rows_of(case):
        taken = change == "taken away"
        changed = without(case, row) if taken else moved_past(case, row, DAY)
        if changed is not None:
            assert answer(changed) == answer(read_anew(changed)), row.value


def test_other_questions_dates_and_people_do_not_mix():
    case = load(EXAMPLES / "torres.yaml").case
    asks = [
        (date(2024, 3, 1), Ask("relative", {"child": ("mia",), "candidate": ("rosa",)})),
        (date(2010, 3, 1), Ask("relative", {"child": ("mia",), "candidate": ("rosa",)})),
        (date(2024, 3, 1), Ask("relative", {"child": ("leo",), "candidate": ("rosa",)})),
        (date(2024, 3, 1), Ask("placement", {"child": ("leo",), "candidate": ("rosa",)})),
    ]
    alone = [assess(load(EXAMPLES / "torres.yaml").case, policy(), *each) for each in asks]
    assert [assess(case, policy(), *each) for each in asks] == alone


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_row_taken_from_a_scenario_is_answered_as_in_a_case_read_anew(file):
    for number, asked in enumerate(sample(asks_of(file), 3)):
        case, day = asked.case, asked.as_of
        ask = Ask(asked.question, asked.roles)
        rows = sorted({f.subject for f in case.facts if is_row(f.subject)}, key=str)
        if not rows:
            continue
        answer(case, day, ask)
        row = rows[number % len(rows)]
        changed = without(case, row)
        anew = answer(read_anew(changed), day, ask)
        assert answer(changed, day, ask) == anew, (asked.name, row.value)


def test_rules_make_nothing_but_the_terms_that_they_declare():
    declared = {term for rule in policy().rules for term in rule.makes_terms}
    for file in FILES:
        for asked in sample(asks_of(file), 12):
            found = derive(
                asked.case, policy(), asked.as_of, [Ask(asked.question, asked.roles)]
            ).derived()
            terms = {f.object if f.predicate == TYPE else f.predicate for f in found}
            assert {term.value for term in terms} <= declared, asked.name
