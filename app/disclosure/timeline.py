"""The way to a disclosure: what was recorded of it, and the days that the law sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from app.case import Case
from app.disclosure.recipients import keys_of
from app.policy import Policy
from app.reasoning import Ask, derive
from app.sentences import row_sentence
from app.terms import RecordClass, schema

# What a notice to the caregiver sets running, and from when it may be told.
_LIMITS = """
    ?question cw:specificNoticeGiven ?notice .
    ?running cw:limitOf ?notice ; cw:timeLimit ?limit ; cw:dueOn ?day .
"""
_RELEASE = "?question cw:releaseFrom ?day ."
_RELEASED = "First day on which it may be told, if nothing else stands in the way"
_FIRST_DAYS = ("on", "from", "startedOn")


@dataclass(frozen=True)
class Event:
    """One day of the way to a disclosure.

    Attributes:
        what: what happened, ends or begins on it.
        sentence: the recorded row in words; empty where the law alone sets the day.
        set_by_law: whether the day follows from a time limit and is not recorded.
    """

    day: date
    what: str
    sentence: str = ""
    set_by_law: bool = False


def timeline(case: Case, policy: Policy, as_of: date, ask: Ask) -> tuple[Event, ...]:
    """What was recorded on the way to telling somebody, and the days that the law sets for it.

    Args:
        case: the asserted facts.
        policy: the whole law.
        as_of: the date of the question; what is recorded for later days is left out.
        ask: the question that it is the way to, about one recipient.
    """
    (child,), (recipient,) = ask.roles["child"], ask.roles["recipient"]
    derivation = derive(case, policy, as_of, [ask])
    node = {"question": ask.node(case)}
    events = list(_recorded(case, child, recipient, as_of))
    release = max(
        (date.fromisoformat(row["day"].value) for row in derivation.select(_RELEASE, node)),
        default=None,
    )
    if release is not None:
        events.append(Event(release, _RELEASED, set_by_law=True))
        for row in derivation.select(_LIMITS, node):
            day = date.fromisoformat(row["day"].value)
            if day < release:
                events.append(Event(day, policy.limits[row["limit"].value].name, set_by_law=True))
    return tuple(sorted(dict.fromkeys(events), key=lambda each: (each.day, each.set_by_law)))


def _recorded(case: Case, child: str, recipient: str, as_of: date) -> Iterator[Event]:
    for record in schema().records.values():
        if record.field("recipient") or record.section in _ALSO_TOLD:
            for row in case.of_class(record.term):
                if _is_between(case, row, child, recipient):
                    yield from _days(case, record, row, as_of)


# Records without a recipient that belong to the way, by the field that names the person.
_ALSO_TOLD = {"familyAssessments": "assessedAdults", "courtOrders": "notToBeTold"}


def _is_between(case: Case, row: ox.NamedNode, child: str, recipient: str) -> bool:
    """Whether a row is about a child, and about a person who is to be told of it."""
    children = {*keys_of(case, row, "child"), *keys_of(case, row, "children")}
    people = {
        key
        for field in ("recipient", "discloser", *_ALSO_TOLD.values())
        for key in keys_of(case, row, field)
    }
    return child in children and recipient in people


def _days(case: Case, record: RecordClass, row: ox.NamedNode, as_of: date) -> Iterator[Event]:
    for field in record.fields:
        text = case.index.text(row, field.term) if field.kind == "date" else ""
        if text and date.fromisoformat(text) <= as_of:
            first = field.key in _FIRST_DAYS
            what = record.label if first else f"{record.label}: {field.label}"
            sentence = row_sentence(case, row, record) if first else ""
            yield Event(date.fromisoformat(text), what, sentence)
