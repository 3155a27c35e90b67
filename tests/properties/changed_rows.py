"""A case without one of its rows, or with it dated later."""

from datetime import timedelta

import pyoxigraph as ox

from app.calendar import date_literal
from app.terms import CW, TYPE


def without(case, row):
    """The case without a row; of a person, without the date of birth."""
    person = CW["Person"] in case.index.objects(row, TYPE)
    removed = [
        fact
        for fact in case.facts
        if (fact.subject == row and (not person or fact.predicate == CW["born"]))
        or (fact.object == row and not person)
    ]
    return case.with_facts([], removed)


def moved_past(case, row, day):
    """The case with a dated row moved to the day after a date, or None for an undated one."""
    dated = [
        fact
        for fact in case.facts
        if fact.subject == row and fact.predicate in (CW["on"], CW["from"])
    ]
    later = date_literal(day + timedelta(days=1))
    moved = [ox.Triple(fact.subject, fact.predicate, later) for fact in dated]
    return case.with_facts(moved, dated) if dated else None
