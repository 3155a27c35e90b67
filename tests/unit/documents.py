"""Case documents drawn from the schema itself, so that new records are tested as they appear."""

from datetime import date
from functools import cache
from itertools import pairwise

from hypothesis import strategies as st

from app.terms import schema

_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12).filter(
    str.strip
) | st.sampled_from(["true", "no", "1990", "2001-02-03", "~", "a: b", "- x", "#", "0x1F", "1e3"])
_DAYS = st.dates(date(1900, 1, 1), date(2030, 12, 31)).map(date.isoformat)
_MOMENTS = st.tuples(_DAYS, st.times()).map(lambda pair: f"{pair[0]}T{pair[1]:%H:%M:%S}")
_PEOPLE, _HOMES = ("ana", "bea", "cy", "d-1", "e_2"), ("elm", "oak")
_RECORDS = schema().records


def _values(field):
    """What a field may hold, or None where nothing in the document could be named by it."""
    if field.kind == "code":
        return st.sampled_from(sorted(field.codes)) if field.codes else None
    if field.kind == "record":
        return None
    return {
        "boolean": st.booleans(),
        "date": _DAYS,
        "dateTime": _MOMENTS,
        "home": st.sampled_from(_HOMES),
        "integer": st.integers(-(10**9), 10**9),
        "partialDate": _DAYS.flatmap(lambda day: st.sampled_from([day, day[:7], day[:4]])),
        "person": st.sampled_from(_PEOPLE),
        "text": _WORDS,
    }[field.kind]


@cache
def _row(section):
    record = _RECORDS[section]
    required, optional = {}, {}
    for field in record.fields:
        values = _values(field)
        if values is None:
            continue
        if field.many:
            values = st.lists(values, min_size=1, max_size=3, unique=True)
        (required if field.key in record.required else optional)[field.key] = values
    return st.fixed_dictionaries(required, optional=optional).map(_orderly)


def _orderly(row):
    """The row without what cannot be true of it."""
    kept = dict(row)
    if {"from", "until"} <= kept.keys() and kept["until"] < kept["from"]:
        kept["from"], kept["until"] = kept["until"], kept["from"]
    if {"on", "at"} <= kept.keys():
        kept["on"] = kept["at"][:10]
    if {"born", "died"} <= kept.keys():
        kept["died"] = "2031-01-01"
    return kept


@cache
def _drawable():
    """Sections of which a row can be drawn: every field that it must have has values to draw."""
    drawn_already = ("people", "homes", "parentage", "unions")
    return [
        section
        for section, record in _RECORDS.items()
        if section not in drawn_already
        and all(_values(f) is not None for f in record.fields if f.key in record.required)
    ]


@st.composite
def documents(draw):
    """A plain document that loads: people, homes, and rows of some sections of the schema."""
    people = {key: draw(_row("people")) for key in _PEOPLE}
    for person in people.values():
        person.pop("born", None)
    found = {"case": "drawn", "people": people}
    found["homes"] = {key: draw(_row("homes")) for key in _HOMES}
    found["parentage"] = [{"parent": "ana", "child": "bea", "basis": "birth", "from": draw(_DAYS)}]
    found["unions"] = [{"person": "cy", "partner": "ana", "unionKind": "marriage"}]
    for section in draw(st.lists(st.sampled_from(_drawable()), max_size=6, unique=True)):
        found[section] = draw(st.lists(_row(section), min_size=1, max_size=2).filter(_apart))
    return found


def _apart(rows):
    """Whether rows differ in more than their end or a yes or no, and so contradict in nothing."""
    fixed = [
        {key: value for key, value in row.items() if key != "until" and not isinstance(value, bool)}
        for row in rows
    ]
    return all(one != other for one, other in pairwise(fixed))
