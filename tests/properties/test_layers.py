"""What reasoning uses again from an earlier state of a case never changes an answer."""

from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from app.decisions import assess
from app.policy import policy
from app.reasoning import Ask
from app.terms import XSD, schema
from loaders import load

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DAY = date(2024, 3, 1)
ASK = Ask("placement", {"child": ("mia",), "candidate": ("rosa",)})


def rows_of(case):
    """One row of each section, and each row of the family's own sections."""
    for section, record in schema().records.items():
        rows = case.of_class(record.term)
        if not record.keyed:
            yield from rows if section in ("parentage", "unions") else rows[:1]


def answer(case):
    found = assess(case, policy(), DAY, ASK, explained=False)
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
