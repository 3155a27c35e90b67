"""Counting: ages, months, business days, clock hours, partial dates of birth, and both readings."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pyoxigraph as ox
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.calendar import (
    Span,
    TimeLimit,
    add_business_days,
    add_months,
    age_on,
    birth_span,
    birthday,
    date_literal,
    holidays,
    stamp,
)
from app.case import Case
from app.errors import PolicyError
from app.terms import CW, SHAPE, TYPE, XSD

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2090, 12, 31))
KEPT = st.dates(min_value=date(2019, 1, 1), max_value=date(2030, 11, 1))


# Months


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2022, 8, 31), 6, date(2023, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
    ],
)
def test_a_month_ends_on_the_same_day_number_or_on_the_last_day(
    day: date, months: int, end: date
) -> None:
    assert add_months(day, months) == end


@given(DAYS, st.integers(0, 120))
def test_months_lead_back_unless_the_day_was_cut(day: date, months: int) -> None:
    end = add_months(day, months)
    assert add_months(end, -months).replace(day=1) == day.replace(day=1)
    if end.day == day.day:
        assert add_months(end, -months) == day
    else:
        assert end.day < day.day
        assert (end + timedelta(days=1)).day == 1


@given(DAYS, DAYS, st.integers(0, 60))
def test_a_later_start_never_ends_sooner(one: date, other: date, months: int) -> None:
    assert add_months(min(one, other), months) <= add_months(max(one, other), months)


# Ages


@pytest.mark.parametrize(
    ("born", "years", "reached"),
    [
        (date(2003, 6, 15), 21, date(2024, 6, 15)),
        (date(2004, 2, 29), 21, date(2025, 3, 1)),
        (date(2004, 2, 29), 20, date(2024, 2, 29)),
    ],
)
def test_an_age_is_reached_on_the_birthday(born: date, years: int, reached: date) -> None:
    assert birthday(born, years) == reached
    assert age_on(born, reached) == years
    assert age_on(born, reached - timedelta(days=1)) == years - 1


@given(DAYS, st.integers(0, 100))
def test_age_and_birthday_agree(born: date, years: int) -> None:
    assume(born.year + years <= 2190)
    assert age_on(born, birthday(born, years)) == years
    assert age_on(born, birthday(born, years) - timedelta(days=1)) == years - 1


def test_a_partial_date_of_birth_spans_all_it_allows() -> None:
    assert birth_span("2006") == (date(2006, 1, 1), date(2006, 12, 31))
    assert birth_span("2004-02") == (date(2004, 2, 1), date(2004, 2, 29))
    assert birth_span("2006-05-01") == (date(2006, 5, 1), date(2006, 5, 1))


@given(DAYS)
def test_the_span_of_a_shortened_date_holds_the_whole_one(born: date) -> None:
    year, month, whole = born.isoformat()[:4], born.isoformat()[:7], born.isoformat()
    spans = [birth_span(each) for each in (year, month, whole)]
    assert all(first <= born <= last for first, last in spans)
    assert spans[0][0] <= spans[1][0] <= spans[2][0] == spans[2][1] <= spans[1][1] <= spans[0][1]


# Business days


def test_the_kept_holidays_fall_on_the_days_they_are_observed() -> None:
    kept = set(holidays())
    for day in (
        date(2020, 7, 3),  # July 4 on a Saturday
        date(2021, 7, 5),  # July 4 on a Sunday
        date(2021, 12, 31),  # New Year's Day 2022 on a Saturday
        date(2023, 2, 13),  # Lincoln's Birthday on a Sunday
        date(2023, 6, 19),
        date(2024, 9, 2),
        date(2024, 11, 5),
        date(2026, 11, 27),
    ):
        assert day in kept, day
    for day in (date(2021, 6, 18), date(2022, 6, 20), date(2023, 11, 7), date(2024, 3, 4)):
        assert day not in kept, day


@pytest.mark.parametrize("year", range(2019, 2031))
def test_every_year_keeps_as_many_holidays_as_the_list_names(year: int) -> None:
    # A year whose following New Year's Day is a Saturday keeps that one on its own last day.
    new_year = (date(year + 1, 1, 1).weekday() == 5) - (date(year, 1, 1).weekday() == 5)
    named = 12 + (year >= 2022) + (year % 2 == 0)
    assert len([day for day in holidays() if day.year == year]) == named + new_year


@pytest.mark.parametrize(
    ("day", "count", "end"),
    [
        (date(2026, 11, 20), 5, date(2026, 12, 1)),  # Thanksgiving and the Friday after
        (date(2024, 8, 29), 10, date(2024, 9, 13)),  # Labor Day
        (date(2024, 8, 31), 1, date(2024, 9, 3)),  # from a Saturday over Labor Day
        (date(2024, 11, 4), 1, date(2024, 11, 6)),  # General Election Day
        (date(2023, 11, 6), 1, date(2023, 11, 7)),  # no election of the House that year
        (date(2024, 6, 18), 1, date(2024, 6, 20)),  # Juneteenth
        (date(2024, 9, 5), 0, date(2024, 9, 5)),
        (date(2024, 9, 2), 0, date(2024, 9, 2)),  # the trigger day is day 0, a holiday or not
    ],
)
def test_business_days_skip_weekends_and_kept_holidays(day: date, count: int, end: date) -> None:
    assert add_business_days(day, count) == end


@given(KEPT, st.integers(1, 20))
def test_business_days_are_counted_one_by_one(day: date, count: int) -> None:
    left, end = count, day
    while left:
        end += timedelta(days=1)
        left -= end.weekday() < 5 and end not in holidays()
    assert add_business_days(day, count) == end


@pytest.mark.parametrize("day", [date(2018, 12, 28), date(2030, 12, 30)])
def test_business_days_beyond_the_kept_years_are_refused(day: date) -> None:
    with pytest.raises(PolicyError, match="keeps no holidays"):
        add_business_days(day, 10)


# Limits


def test_ten_days_end_by_either_reading() -> None:
    custody = date(2024, 8, 29)
    assert Span("P10D", "calendarDays").end(custody) == date(2024, 9, 8)
    assert Span("P10D", "businessDays").end(custody) == date(2024, 9, 13)


def test_a_limit_in_days_does_not_roll_over_a_weekend() -> None:
    assert Span("P90D", "calendarDays").end(date(2024, 1, 15)) == date(2024, 4, 14)  # a Sunday
    assert Span("P60D", "calendarDays").end(date(2024, 4, 1)) == date(2024, 5, 31)


def test_hours_run_from_the_moment() -> None:
    moment = datetime.fromisoformat("2024-06-07T22:30")
    for duration, end in (("PT24H", "2024-06-08T22:30"), ("PT1H30M", "2024-06-08T00:00")):
        assert Span(duration, "clockHours").end_at(moment) == datetime.fromisoformat(end)


def test_a_duration_that_is_none_is_refused() -> None:
    with pytest.raises(PolicyError, match="no duration"):
        Span("90 days", "calendarDays")


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        ("P90D", "90 days"),
        ("P1M", "1 month"),
        ("PT48H", "48 hours"),
        ("P1Y6M", "1 year and 6 months"),
        ("P0D", "it is due on the same day"),
    ],
)
def test_a_span_in_words(duration: str, words: str) -> None:
    assert Span(duration, "calendarDays").in_words() == words


# What is stamped

ROW = ox.NamedNode("https://kinstead.example/case/lane/#/custody/0")
LIMIT = SHAPE + "PlanLimit"
NODE = ox.NamedNode(f"{ROW.value}/limit/PlanLimit")


def stamped(start: ox.Literal, span: Span, other: Span | None = None) -> dict[str, str]:
    """What the calendar says of one limit of one row."""
    case = Case("lane", frozenset({ox.Triple(ROW, TYPE, CW["Custody"]), _starts(start)}))
    limit = TimeLimit(LIMIT, CW["Custody"], CW["from"], span, other)
    found = stamp(case, date(2024, 9, 6), [limit])
    return {
        each.predicate.value.removeprefix(CW.base): str(each.object.value)
        for each in found
        if each.subject == NODE
    }


def _starts(start: ox.Literal) -> ox.Triple:
    return ox.Triple(ROW, CW["from"], start)


def test_of_two_readings_the_earlier_is_due_and_the_other_beside_it() -> None:
    business, calendar = Span("P10D", "businessDays"), Span("P10D", "calendarDays")
    for pair in ((business, calendar), (calendar, business)):
        found = stamped(date_literal(date(2024, 8, 29)), *pair)
        assert (found["dueOn"], found["otherDueOn"]) == ("2024-09-08", "2024-09-13")


def test_readings_that_agree_are_one() -> None:
    days = Span("P10D", "calendarDays")
    assert "otherDueOn" not in stamped(date_literal(date(2024, 8, 29)), days, days)


def test_a_limit_in_hours_keeps_its_moment() -> None:
    start = ox.Literal("2024-06-07T22:30:00", datatype=XSD["dateTime"])
    found = stamped(start, Span("PT24H", "clockHours"))
    assert (found["dueAt"], found["dueOn"]) == ("2024-06-08T22:30:00", "2024-06-08")


def test_a_limit_without_a_count_of_days_is_due_on_the_day_asked_about() -> None:
    case = Case("lane", frozenset({ox.Triple(ROW, TYPE, CW["CareDoubt"])}))
    at_once = TimeLimit(LIMIT, CW["CareDoubt"], CW["asOfDate"], Span("P0D", "calendarDays"))
    for day in (date(2024, 6, 2), date(2024, 6, 30)):
        found = {
            (each.subject, each.predicate, each.object) for each in stamp(case, day, [at_once])
        }
        assert (NODE, CW["dueOn"], date_literal(day)) in found


def test_business_days_of_a_year_without_holidays_leave_the_due_date_open() -> None:
    start = date_literal(date(2012, 3, 1))
    alone = stamped(start, Span("P10D", "businessDays"))
    assert alone["timeLimit"] == LIMIT
    assert "dueOn" not in alone
    both = stamped(start, Span("P10D", "businessDays"), Span("P10D", "calendarDays"))
    assert both["dueOn"] == "2012-03-11"
    assert "otherDueOn" not in both
