"""For whom a paper is made: the choice of a reader, and what is withheld from that person."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from html import escape

import streamlit as st

from app.batch import children_of
from app.case import Case
from app.disclosure import Redaction, redact
from app.genogram import FamilyRow, draw, family_table
from app.ui import state, widgets
from app.ui.forms import person_label

_FILE = ""
_HEAD = ("Name", "Gender", "Born", "Parents", "Unions", "Placement")


def choose(case: Case, what: str, day: date, *, aloud: bool = True) -> Redaction:
    """The case for whoever is to read a paper; at first for the agency's own file.

    Args:
        case: the open case.
        what: what the paper is called, for the words of the choice.
        day: the date of the paper.
        aloud: whether to say what only the worker must know; not on a screen that others read.
    """
    people = sorted(case.people, key=lambda key: person_label(case, key).lower())
    key = st.selectbox(
        f"{what} for",
        [_FILE, *people],
        format_func=lambda each: person_label(case, each) if each else "The file (agency)",
        key=f"reader {what} {case.name}",
        help="What may not be told to this person of a caregiver is withheld.",
    )
    found = _held(case, key or None, day)
    _tell(found, aloud=aloud)
    return found


def forget_withheld(found: Redaction) -> None:
    """Leave nobody selected who is withheld: the address of the page names the selection."""
    held = {name: st.session_state[name] for name in ("candidate", "person", "recipient", "first")}
    gone = {name: None for name, key in held.items() if key and found.key(key) is None}
    lists = {name: st.session_state[name] for name in ("child", "path")}
    kept = {name: [key for key in keys if found.key(key)] for name, keys in lists.items()}
    changed = {name: keys for name, keys in kept.items() if keys != lists[name]}
    if gone or changed:
        state.select(**gone, **changed)


def show(found: Redaction) -> None:
    """The family as the reader may see it: the picture, and the same as a table."""
    st.header("Family")
    chosen = [*state.people_selected(found.true)[0], *children_of(found.true)]
    child = found.key(chosen[0]) if chosen else None
    svg = draw(found.case, found.as_of, child, said=found.sentences)
    count = len(found.case.people)
    name = f"Family picture for {found.reading.reader if found.reading else ''}, {count} people"
    image = b64encode(svg.encode()).decode()
    st.html(
        f'<div class="kin-picture"><img src="data:image/svg+xml;base64,{image}" '
        f'alt="{escape(name, quote=True)}; the table below says the same in words"></div>'
    )
    st.header("The same as a table")
    rows = [
        ["; ".join(each) if isinstance(each, tuple) else each for each in _cells(row)]
        for row in family_table(found.case, found.as_of)
    ]
    widgets.html(widgets.table(_HEAD, rows, "Everyone whom this reader may see"))


def _cells(row: FamilyRow) -> tuple[str | tuple[str, ...], ...]:
    return (row.name, row.gender, row.born, row.parents, row.unions, row.placements)


def _held(case: Case, reader: str | None, day: date) -> Redaction:
    open_one = state.case_key() or ""
    about = (open_one, state.folder().version(open_one), day, reader)
    return state.held(f"reader {reader}", about, lambda: redact(case, state.law(), day, reader))


def _tell(found: Redaction, *, aloud: bool) -> None:
    """What the paper says of its reader, and what the worker must mind."""
    if found.reading is None:
        return
    first, *others = found.sentences
    told = "".join(f"<p>{escape(each)}</p>" for each in others)
    widgets.html(
        f'<div class="kin-reader" role="note"><p><strong>{escape(first)}</strong></p>{told}</div>'
    )
    for warning in found.warnings if aloud else ():
        widgets.html(f'<div class="kin-check kin-open"><p>{escape(warning)}</p></div>')
