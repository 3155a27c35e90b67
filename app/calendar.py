"""Ages, milestones and due dates: what the calendar stamps on a case before the rules run.

An age is reached on the birthday, 29 February on 1 March of a common year. The trigger day is day
0. Months end on the same day number, or on the last day of the month. A limit does not roll over a
weekend unless it counts business days, which skip weekends and the holidays of
`ontology/calendars/`. Which ages and limits there are is Turtle (`cw:AgeMilestone`,
`cw:TimeLimit`); this module only counts.
"""

from __future__ import annotations

import calendar as month_lengths
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import pyoxigraph as ox

from app.case import Case
from app.errors import PolicyError
from app.terms import CW, TYPE, XSD, local_name, vocabulary

_DURATION = re.compile(r"^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$")


def date_literal(day: date) -> ox.Literal:
    """A date as a literal."""
    return ox.Literal(day.isoformat(), datatype=XSD["date"])


def boolean_literal(value: bool) -> ox.Literal:
    """A truth value as a canonical literal."""
    return ox.Literal("true" if value else "false", datatype=XSD["boolean"])


def add_months(day: date, months: int) -> date:
    """The same day number some months later, or the last day of that month."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, month_lengths.monthrange(year, month)[1]))


def birthday(born: date, years: int) -> date:
    """The day on which an age in years is reached."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def age_on(born: date, day: date) -> int:
    """Completed years on a day (negative before the birth)."""
    years = day.year - born.year
    return years if birthday(born, years) <= day else years - 1


def birth_span(text: str) -> tuple[date, date]:
    """The earliest and latest date of birth that a full or partial date allows.

    Args:
        text: YYYY, YYYY-MM or YYYY-MM-DD.
    """
    parts = [int(each) for each in text.split("-")]
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    if len(parts) == 2:
        last = month_lengths.monthrange(parts[0], parts[1])[1]
        return date(parts[0], parts[1], 1), date(parts[0], parts[1], last)
    day = date(*parts)
    return day, day


@cache
def holidays() -> tuple[date, ...]:
    """The state holidays that the project keeps, each with its source in the ontology."""
    words = vocabulary()
    found = {
        date.fromisoformat(str(day.value))
        for holiday in words.subjects(TYPE, CW["Holiday"])
        for day in words.objects(holiday, CW["observedOn"])
    }
    return tuple(sorted(found))


def add_business_days(day: date, count: int) -> date:
    """The day some business days later: weekends and kept holidays are not counted.

    Raises:
        PolicyError: the kept holidays do not reach that far.
    """
    if count == 0:
        return day
    kept = holidays()
    found: date = np.busday_offset(
        np.datetime64(day), count, roll="backward", holidays=[np.datetime64(each) for each in kept]
    ).astype(object)
    if not kept or not kept[0].year <= day.year or found.year > kept[-1].year:
        raise PolicyError(f"ontology/calendars keeps no holidays for {day.year} to {found.year}")
    return found


@dataclass(frozen=True)
class Span:
    """How long a limit runs, and what it counts: calendarDays, businessDays or clockHours."""

    duration: str
    counts: str

    def __post_init__(self) -> None:
        """Refuse a duration that no calendar can count (PolicyError)."""
        if _DURATION.match(self.duration) is None:
            raise PolicyError(f"{self.duration} is no duration of years, months, days and hours")

    def end(self, day: date) -> date:
        """The last lawful day, the trigger day being day 0."""
        years, months, days, _, _ = self._parts()
        if self.counts == "businessDays":
            return add_business_days(day, days)
        return add_months(day, 12 * years + months) + timedelta(days=days)

    def end_at(self, moment: datetime) -> datetime:
        """The last lawful moment, of a limit that counts hours."""
        _, _, days, hours, minutes = self._parts()
        return moment + timedelta(days=days, hours=hours, minutes=minutes)

    @property
    def at_once(self) -> bool:
        """Whether it runs for no time at all."""
        return not any(self._parts())

    def in_words(self) -> str:
        """How long it runs: 90 days, 1 month, 48 hours; of no time, that it is due the same day."""
        units = ("year", "month", "day", "hour", "minute")
        counted = zip(self._parts(), units, strict=True)
        parts = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in counted if n]
        return " and ".join(parts) or "it is due on the same day"

    def _parts(self) -> tuple[int, ...]:
        found = _DURATION.match(self.duration)
        return tuple(int(each or 0) for each in found.groups()) if found else ()


@dataclass(frozen=True)
class TimeLimit:
    """A time limit of `shapes/deadlines/`, as the stamper needs it.

    Attributes:
        event: the record class whose rows start it.
        starts: the date (or time) property of the row; `cw:asOfDate` where the clause sets no
            count of days, so that each day asked about is its own safest due date.
        span: how long; `other` is the span of the other reading, where the source supports two.
    """

    iri: str
    event: ox.NamedNode
    starts: ox.NamedNode
    span: Span
    other: Span | None = None


def stamp(case: Case, as_of: date, limits: Sequence[TimeLimit]) -> list[ox.Triple]:
    """Everything the calendar knows of a case on a date.

    Args:
        case: the asserted facts.
        as_of: the date of the question; the end of that day is meant.
        limits: the time limits in force.

    Returns:
        Triples: the as-of date, ages and milestones of everyone with a date of birth, and one
        running limit for each limit and event, whether or not its duty applies.
    """
    triples = [ox.Triple(case.iri, CW["asOfDate"], date_literal(as_of))]
    triples += _stamp_ages(case, as_of)
    known: dict[Any, dict[Any, tuple[ox.Triple, ...]]] = case.layers.get("limits", {})
    running: dict[Any, dict[Any, tuple[ox.Triple, ...]]] = {}
    for limit in limits:
        before, now = known.get(limit, {}), running.setdefault(limit, {})
        at_once = limit.starts == CW["asOfDate"]
        for event in case.index.subjects(TYPE, limit.event):
            start = date_literal(as_of) if at_once else case.index.value(event, limit.starts)
            if start is not None:
                key = event, start.value
                now[key] = before.get(key) or tuple(_running(event, start.value, limit))
                triples += now[key]
    case.layers["limits"] = running
    return triples


def _stamp_ages(case: Case, as_of: date) -> list[ox.Triple]:
    births = frozenset(
        (person, born)
        for person in case.index.subjects(TYPE, CW["Person"])
        if (born := case.index.text(person, CW["born"]))
    )
    known = case.layers.get("ages")
    if known is None or known[0] != (births, as_of):
        stamped = [
            ox.Triple(person, predicate, value)
            for person, born in births
            for predicate, value in _ages(born, as_of)
        ]
        known = case.layers["ages"] = (births, as_of), stamped
    found: list[ox.Triple] = known[1]
    return found


@cache
def _milestones() -> tuple[tuple[int, Any, Any, Any], ...]:
    words = vocabulary()
    found = []
    for node in words.subjects(TYPE, CW["AgeMilestone"]):
        years = int(words.text(node, CW["years"]))
        stamps = (
            words.value(node, CW["stampsReached"]),
            words.value(node, CW["stampsEarliest"]),
            words.value(node, CW["stampsLatest"]),
        )
        found.append((years, *stamps))
    return tuple(found)


@cache
def _ages(born: str, as_of: date) -> tuple[tuple[ox.NamedNode, ox.Literal], ...]:
    """What is stamped on everyone born on a (partial) date: properties with their values."""
    earliest, latest = birth_span(born)
    oldest, youngest = age_on(earliest, as_of), age_on(latest, as_of)
    found: list[tuple[ox.NamedNode, ox.Literal]] = []
    if oldest == youngest:
        years = ox.Literal(str(youngest), datatype=XSD["integer"])
        found.append((CW["ageInYears"], years))
    for years_of, reached, first, last in _milestones():
        begins, ends = birthday(earliest, years_of), birthday(latest, years_of)
        if reached is not None and (ends <= as_of or as_of < begins):
            found.append((reached, boolean_literal(ends <= as_of)))
        if first is not None:
            found.append((first, date_literal(begins)))
        if last is not None:
            found.append((last, date_literal(ends)))
    return tuple(found)


def _running(event: ox.NamedNode, start: str, limit: TimeLimit) -> Iterator[ox.Triple]:
    node = ox.NamedNode(f"{event.value}/limit/{local_name(limit.iri)}")
    yield ox.Triple(node, CW["limitOf"], event)
    yield ox.Triple(node, CW["timeLimit"], ox.NamedNode(limit.iri))
    if limit.span.counts == "clockHours":
        moment = limit.span.end_at(datetime.fromisoformat(start))
        yield ox.Triple(node, CW["dueAt"], ox.Literal(moment.isoformat(), datatype=XSD["dateTime"]))
        yield ox.Triple(node, CW["dueOn"], date_literal(moment.date()))
        return
    ends = list(_ends(date.fromisoformat(start[:10]), limit))
    if ends:
        yield ox.Triple(node, CW["dueOn"], date_literal(min(ends)))
    if len(set(ends)) > 1:
        yield ox.Triple(node, CW["otherDueOn"], date_literal(max(ends)))


def _ends(day: date, limit: TimeLimit) -> Iterator[date]:
    """The last lawful day by each reading; none of business days in years without holidays."""
    for span in (limit.span, limit.other):
        if span is not None:
            with suppress(PolicyError):
                yield span.end(day)
