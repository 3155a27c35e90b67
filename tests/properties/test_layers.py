"""What reasoning uses again from an earlier state of a case never changes an answer."""

from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from app.case import is_row
from app.decisions import assess
from app.policy import policy
from app.reasoning import Ask, derive
from app.scenarios import find_scenarios
from app.terms import TYPE, XSD, schema
from loaders import load

SCENARIOS = sorted((Path(__file__).resolve().parents[1] / "scenarios").rglob("*.yaml"))
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


@pytest.mark.parametrize("section", ["taken away", "moved past the date"])
def test_a_changed_row_is_answered_as_in_a_case_read_anew(section):
    case = load(EXAMPLES / "torres.yaml").case
    answer(case)
    for row in rows_of(case):
        facts = [fact for fact in case.facts if row in (fact.subject, fact.object)]
        if section == "taken away":
            changed = case.with_facts([], facts)
        else:
            dated = [f for f in facts if f.predicate.value.endswith(("#on", "#from"))]
            later = ox.Literal("2024-03-02", datatype=XSD["date"])
            moved = [ox.Triple(f.subject, f.predicate, later) for f in dated]
            changed = case.with_facts(moved, dated)
        alone = type(case)(changed.name, changed.facts)
        assert answer(changed) == answer(alone), row.value


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


@pytest.mark.parametrize("part", range(2))
def test_a_row_taken_from_a_scenario_is_answered_as_in_a_case_read_anew(part):
    asks = [asked for file in SCENARIOS[part::2] for asked in find_scenarios([file])]
    for number, asked in enumerate(asks[part :: len(asks) // 40]):
        case, day = asked.case, asked.as_of
        ask = Ask(asked.question, asked.roles)
        rows = sorted({f.subject for f in case.facts if is_row(f.subject)}, key=str)
        if not rows:
            continue
        answer(case, day, ask)
        row = rows[number % len(rows)]
        changed = case.with_facts([], [f for f in case.facts if row in (f.subject, f.object)])
        alone = type(case)(changed.name, changed.facts)
        assert answer(changed, day, ask) == answer(alone, day, ask), (asked.name, row.value)


def test_rules_make_nothing_but_the_terms_that_they_declare():
    declared = {term for rule in policy().rules for term in rule.makes_terms}
    for file in SCENARIOS[::6]:
        for asked in find_scenarios([file]):
            found = derive(
                asked.case, policy(), asked.as_of, [Ask(asked.question, asked.roles)]
            ).derived()
            terms = {f.object if f.predicate == TYPE else f.predicate for f in found}
            assert {term.value for term in terms} <= declared, asked.name
