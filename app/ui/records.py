"""The records of a case as lists: one sentence a row, each to be edited or removed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

import pyoxigraph as ox
import streamlit as st

from app.case import Case
from app.sentences import row_sentence, value_words
from app.terms import CW, RecordClass, schema
from app.ui import dialogs, state, widgets
from app.ui.forms import capital
from loaders import document


@dataclass(frozen=True)
class Line:
    """A row of the case: its node, where it stands, what it holds, and its sentence."""

    node: ox.NamedNode
    record: RecordClass
    at: str | int
    values: dict[str, Any]
    sentence: str
    note: str

    def names(self, key: str) -> bool:
        """Whether one of the row's fields names this person or home."""
        return any(
            key == value or (isinstance(value, list) and key in value)
            for field, value in self.values.items()
            if (known := self.record.field(field)) and known.kind in ("person", "home")
        )


def lines(case: Case) -> list[Line]:
    """Every row of a case, section by section in the order of the schema."""
    found = []
    for section, rows in document.export(case).items():
        record = schema().records.get(section)
        if record is None:
            continue
        for at, values in rows.items() if isinstance(rows, dict) else enumerate(rows):
            node = case.node(str(at) if record.keyed else f"#/{section}/{at}")
            sentence = row_sentence(case, node, record)
            found.append(Line(node, record, at, values, sentence, str(values.get("note", ""))))
    return found


def cited(case: Case, line: Line) -> str:
    """The sentence of a row, and the line of the file where it was written."""
    return f"{capital(line.sentence)} ({case.place_of(line.node.value)})"


def held_lines(case: Case) -> list[Line]:
    """The rows of the open case, read once for each version of it."""
    key = state.case_key() or ""
    about = (key, state.folder().version(key))
    return state.held("lines", about, lambda: lines(case))


def show_lines(shown: Iterable[Line], place: str) -> None:
    """Draw rows with a button to edit and one to remove each."""
    for line in shown:
        name = f"{place} {line.record.section} {line.at}"
        note = f'<p class="kin-quiet">{escape(line.note)}</p>' if line.note else ""
        with st.container(horizontal=True, vertical_alignment="center", key=f"line {name}"):
            widgets.html(f"<p>{escape(capital(line.sentence))}</p>{note}")
            if st.button("Edit", key=f"edit {name}", type="tertiary"):
                dialogs.open_record(line.record.section, line.at, line.values)
            if st.button("Remove", key=f"remove {name}", type="tertiary"):
                dialogs.open_removal(line.record.section, line.at, line.sentence, line.values)


def show_person(case: Case, key: str) -> None:
    """A person's facts, ties and records, with what can be added to them."""
    people = schema().records["people"]
    everything = held_lines(case)
    own = [line for line in everything if line.record.section == "people" and line.at == key]
    rows = [
        (capital(field.label), "; ".join(_values(case, key, field.key)) or "not recorded")
        for field in people.fields
    ]
    widgets.html(widgets.table(("Fact", "Recorded"), rows, ""))
    with st.container(horizontal=True):
        if st.button("Edit", key="edit person"):
            dialogs.open_record("people", key, own[0].values)
        if st.button("Add a parent"):
            dialogs.open_tie("parentage", "child", "parent", key, "Add a parent")
        if st.button("Add a partner"):
            dialogs.open_tie("unions", "person", "partner", key, "Add a partner")
        if st.button("Add a child"):
            dialogs.open_tie("parentage", "parent", "child", key, "Add a child")
        if st.button("Add a record"):
            dialogs.open_about(key)
        if st.button("Remove", key="remove person"):
            dialogs.open_removal("people", key, own[0].sentence, own[0].values)
    about = [line for line in everything if line.names(key)]
    if not about:
        st.markdown("No other record names this person yet.")
    show_lines(about, "person")


def _values(case: Case, key: str, field: str) -> list[str]:
    return [value_words(case, value) for value in case.index.objects(case.node(key), CW[field])]


def show_section(case: Case, section: str) -> None:
    """The rows of one kind of record, and the way to add one."""
    record = schema().records[section]
    st.markdown(record.definition)
    if st.button(f"Add: {record.label}", type="primary"):
        dialogs.open_record(section)
    show_lines([x for x in held_lines(case) if x.record.section == section], "section")
