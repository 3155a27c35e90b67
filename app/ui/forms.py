"""Forms for every kind of record, drawn from the schema: a new record class needs no form here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import streamlit as st

from app.case import Case
from app.sentences import row_sentence
from app.terms import CW, Field, RecordClass, label, schema
from app.ui.state import EARLIEST, LATEST

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_ANSWERS: dict[bool | None, str] = {None: "not recorded", True: "yes", False: "no"}


def plain(text: str) -> str:
    """A text that Markdown shows letter by letter: names go through here into labels."""
    return _PUNCTUATION.sub(r"\\\1", text)


def capital(text: str) -> str:
    """A text with its first letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def person_label(case: Case, key: str) -> str:
    """A person's name, with the date of birth to tell two of one name apart."""
    born = case.index.text(case.node(key), CW["born"])
    return case.name_of(case.node(key)) + (f", born {born}" if born else "")


def homes(case: Case) -> list[str]:
    """The keys of the homes of a case."""
    return [case.key(node) for node in case.of_class(CW["Home"])]


def rows_of(case: Case, record: RecordClass) -> dict[str, str]:
    """The rows of a record class: how a document refers to each, and its sentence."""
    found = {}
    for node in case.index.objects(case.iri, CW[record.section]):
        tail = node.value.rsplit("/#/", 1)[-1]
        named = case.index.text(node, CW["id"]) or tail
        found[case.key(node) if record.keyed else named] = row_sentence(case, node, record)
    return found


def draw_fields(
    record: RecordClass,
    case: Case,
    key: str,
    preset: Mapping[str, Any],
    *,
    only: frozenset[str] | None = None,
) -> dict[str, Any]:
    """Draw a record's fields, the required ones first, and give what they hold.

    Args:
        record: the record class.
        case: the case, for its people, homes and records to choose from.
        key: a prefix that keeps these widgets apart from every other form's.
        preset: values to begin with, by field key, as a document writes them.
        only: the keys of the fields to draw; all where it is None.

    Returns:
        Field key to value, as a document writes it; fields left empty are left out.
    """
    drawn = [field for field in record.fields if only is None or field.key in only]
    drawn.sort(key=lambda field: (field.key not in record.required, field.key == "note"))
    values: dict[str, Any] = {}
    places = [place for _ in drawn[::2] for place in st.columns(2)]
    for field, place in zip(drawn, places, strict=False):
        needed = field.key in record.required
        words = capital(field.label) + (" (needed)" if needed else "")
        with place:
            value = _draw(field, case, words, f"{key}/{field.key}", preset.get(field.key))
        if value is not None and value not in ("", []):
            values[field.key] = value
    return values


def lacking(record: RecordClass, values: Mapping[str, Any]) -> list[str]:
    """The labels of required fields that were left empty."""
    return [
        field.label
        for field in record.fields
        if field.key in record.required and field.key not in values
    ]


def _draw(field: Field, case: Case, words: str, key: str, preset: Any) -> Any:
    """One field as a widget, and its value as a document writes it (None where it is empty)."""
    help_text = field.definition or None
    if field.kind == "boolean":
        chosen: bool | None = st.radio(
            words,
            list(_ANSWERS),
            index=list(_ANSWERS).index(preset),
            format_func=lambda answer: _ANSWERS[answer],
            horizontal=True,
            key=key,
            help=help_text,
        )
        return chosen
    if field.kind == "date":
        begin = date.fromisoformat(preset) if preset else None
        day = st.date_input(
            words, begin, EARLIEST, LATEST, key=key, help=help_text, format="YYYY-MM-DD"
        )
        return day.isoformat() if isinstance(day, date) else None
    if field.kind == "dateTime":
        moment = st.datetime_input(
            words,
            datetime.fromisoformat(preset) if preset else None,
            key=key,
            help=help_text,
            format="YYYY-MM-DD",
        )
        return moment.isoformat() if moment else None
    if field.kind == "integer":
        return st.number_input(words, value=preset, step=1, key=key, help=help_text)
    if field.kind in ("text", "partialDate"):
        return _draw_text(field, words, key, preset)
    options = choices(field, case)
    if field.many:
        return st.multiselect(
            words,
            list(options),
            [each for each in preset or [] if each in options],
            format_func=lambda each: options[each],
            key=key,
            help=help_text,
            placeholder="Choose, or leave empty",
        )
    return st.selectbox(
        words,
        list(options),
        list(options).index(preset) if preset in options else None,
        format_func=lambda each: options[each],
        key=key,
        help=help_text,
        placeholder="Not recorded" if options else "None to choose from",
    )


def _draw_text(field: Field, words: str, key: str, preset: Any) -> str | None:
    begin, help_text = preset or "", field.definition or None
    if field.key == "note":
        found = st.text_area(words, begin, key=key, help=help_text, height=68)
    elif field.kind == "partialDate":
        found = st.text_input(
            words, begin, key=key, help=help_text, placeholder="YYYY-MM-DD, YYYY-MM or YYYY"
        )
    else:
        found = st.text_input(words, begin, key=key, help=help_text)
    return (found or "").strip() or None


def choices(field: Field, case: Case) -> dict[str, str]:
    """What a field can hold: value as a document writes it, and its word."""
    if field.kind == "code":
        return {token: label(term) for token, term in field.codes.items()}
    if field.kind == "person":
        people = sorted(case.people, key=lambda key: person_label(case, key).lower())
        return {key: person_label(case, key) for key in people}
    if field.kind == "home":
        return {key: case.name_of(case.node(key)) for key in homes(case)}
    found: dict[str, str] = {}
    for record in schema().records.values():
        if record.term == field.range:
            found |= rows_of(case, record)
    return found
