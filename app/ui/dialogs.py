"""Windows in which a record is added, amended or removed; each change is written at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any
from zlib import crc32

import streamlit as st

from app.case import Case
from app.store import drop_row, fresh_key, put_row
from app.terms import RecordClass, schema
from app.ui import state, widgets
from app.ui.forms import capital, draw_fields, lacking, person_label, plain
from app.ui.offers import Offer

BeforeSaving = Callable[[], None]


def offer_records(
    sections: Iterable[str], known: Mapping[str, object], before_saving: BeforeSaving | None
) -> None:
    """A button for each kind of record, its form filled with what is known already.

    Args:
        sections: the sections of the records.
        known: field to value; a record takes those that it has.
        before_saving: called before a record is saved.
    """
    with st.container(horizontal=True):
        for section in sections:
            record = schema().records[section]
            if st.button(capital(record.label), key=f"record {section}", wrap=True):
                preset = {key: value for key, value in known.items() if record.field(key)}
                open_record(section, None, preset, before_saving)


def open_record(
    section: str,
    at: str | int | None = None,
    preset: Mapping[str, Any] | None = None,
    before_saving: BeforeSaving | None = None,
) -> None:
    """Open the form of a record: a new one, or the row at a key or position."""
    record = schema().records[section]
    title = f"Add: {record.label}" if at is None else f"Edit: {record.label}"
    st.dialog(title, width="medium")(_record)(section, at, dict(preset or {}), before_saving)


def _record(
    section: str,
    at: str | int | None,
    preset: Mapping[str, Any],
    before_saving: BeforeSaving | None,
) -> None:
    record = schema().records[section]
    st.markdown(record.definition)
    record_form(record, at, preset, before_saving)


def record_form(
    record: RecordClass,
    at: str | int | None,
    preset: Mapping[str, Any],
    before_saving: BeforeSaving | None = None,
) -> None:
    """Draw a record's form and, once it is saved, write the row to the open case.

    Args:
        record: the record class.
        at: the key or position of the row to replace, or None for a new row.
        preset: what the form begins with; where a row is replaced, that row.
        before_saving: called before the row is written.
    """
    case = _case()
    # Another beginning is another form: widgets of one key would keep what the former one held.
    name = f"{record.section}/{at}/{crc32(repr(sorted(preset.items())).encode()):x}"
    with st.form(f"form {name}", border=False):
        values = draw_fields(record, case, name, preset)
        if not st.form_submit_button("Save", type="primary"):
            return
    absent = lacking(record, values)
    if absent:
        st.error(f"Needed: {', '.join(absent)}.")
        return
    kept = {key: value for key, value in preset.items() if record.field(key) is None}
    seen = preset if at is not None else None
    if before_saving is not None:
        before_saving()
    done = f"{'Saved' if at is not None else 'Added'}: {record.label}."
    _save(lambda content: put_row(content, record.section, kept | values, at, seen), done)


def _save(change: Callable[[dict[str, Any]], dict[str, Any]], done: str) -> None:
    """Write a change and close the window, or say what is wrong with it."""
    problems = state.change_case(change, done)
    for problem in problems:
        st.error(plain(problem))
    if not problems:
        st.rerun()


def open_removal(section: str, at: str | int, sentence: str, seen: Mapping[str, Any]) -> None:
    """Ask whether a row is to go."""
    st.dialog(f"Remove: {schema().records[section].label}")(_removal)(section, at, sentence, seen)


def _removal(section: str, at: str | int, sentence: str, seen: Mapping[str, Any]) -> None:
    widgets.html(f"<p>{escape(capital(sentence))}</p>")
    st.markdown("It can be brought back with *Take back the last change*.")
    if st.button("Remove", type="primary"):
        _save(lambda content: drop_row(content, section, at, seen), "Removed.")


def open_tie(section: str, fixed: str, other: str, person: str, title: str) -> None:
    """Open the form of a tie from a person to another one, who may be new to the case.

    Args:
        section: the section of the tie (parentage, unions).
        fixed: the field that the person fills.
        other: the field that the other one fills.
        person: the person's key.
        title: what the tie is called from the person's side.
    """
    st.dialog(title, width="medium")(_tie)(section, fixed, other, person)


def _tie(section: str, fixed: str, other: str, person: str) -> None:
    case, record = _case(), schema().records[section]
    people = schema().records["people"]
    others = [key for key in case.people if key != person]
    known = st.selectbox(
        "Who",
        others,
        index=None,
        format_func=lambda key: person_label(case, key),
        placeholder="Someone new (fill in below), or choose from the case",
        key=f"tie {section} {other}",
    )
    with st.form(f"tie form {section} {other}", border=False):
        someone: dict[str, Any] = {}
        if known is None:
            fields = frozenset(field.key for field in people.fields) - {"note"}
            someone = draw_fields(people, case, f"tie {section} {other} person", {}, only=fields)
        asked = frozenset(field.key for field in record.fields) - {fixed, other}
        values = draw_fields(record, case, f"tie {section} {other} tie", {}, only=asked)
        if not st.form_submit_button("Save", type="primary"):
            return
    absent = lacking(people, someone) if known is None else []
    absent += lacking(record, values | {fixed: person, other: known or "new"})
    if absent:
        st.error(f"Needed: {', '.join(absent)}.")
        return

    def change(content: dict[str, Any]) -> dict[str, Any]:
        key = known or fresh_key(content, "people")
        if known is None:
            content = put_row(content, "people", someone, key)
        return put_row(content, section, {fixed: person, other: key} | values)

    _save(change, f"Added: {record.label}.")


def open_offers(title: str, offered: Sequence[Offer], before_saving: BeforeSaving) -> None:
    """Open a choice of records that may settle a check, with the form of the one chosen."""
    st.dialog(title, width="medium")(_offers)(offered, before_saving)


def _offers(offered: Sequence[Offer], before_saving: BeforeSaving | None) -> None:
    rest = [
        Offer(record, None, f"New: {record.label}", {})
        for record in schema().records.values()
        if record.section not in {each.record.section for each in offered}
    ]
    choices = [*offered, *rest]
    place = st.selectbox(
        "What do you want to record?",
        range(len(choices)),
        format_func=lambda i: choices[i].label,
        key="offer",
        help="The records that the rules behind this check read come first.",
    )
    offer = choices[place]
    st.markdown(offer.record.definition)
    record_form(offer.record, offer.at, offer.preset, before_saving)


def open_about(key: str) -> None:
    """Open a choice of the records that can name a person, with the form of the one chosen."""
    offered = [
        Offer(record, None, capital(record.label), {field.key: key})
        for record in schema().records.values()
        for field in record.fields
        if field.kind == "person" and not field.many
    ]
    first = {offer.record.section: offer for offer in reversed(offered)}
    st.dialog("Add a record about this person", width="medium")(_offers)(
        list(reversed(first.values())), None
    )


def open_new_person(then: Callable[[str], None]) -> None:
    """Open the form of a new person; `then` gets the key."""
    st.dialog("Add a person", width="medium")(_new_person)(then)


def _new_person(then: Callable[[str], None]) -> None:
    case, record = _case(), schema().records["people"]
    with st.form("new person", border=False):
        values = draw_fields(record, case, "new person", {})
        if not st.form_submit_button("Save", type="primary"):
            return
    if lacking(record, values):
        st.error(f"Needed: {', '.join(lacking(record, values))}.")
        return

    def change(content: dict[str, Any]) -> dict[str, Any]:
        key = fresh_key(content, "people")
        then(key)
        return put_row(content, "people", values, key)

    _save(change, f"{capital(record.label)} added.")


def _case() -> Case:
    case = state.current_case()
    if case is None:
        st.stop()
    return case
