"""For whom a paper is made: the choice of a reader, and what is withheld from that person."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from app.case import Case
from app.disclosure import Redaction, redact
from app.ui import state, widgets
from app.ui.forms import person_label

_FILE = ""


def choose(case: Case, what: str, day: date) -> Redaction:
    """The case for whoever is to read a paper; at first for the agency's own file.

    Args:
        case: the open case.
        what: what the paper is called, for the words of the choice.
        day: the date of the paper.
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
    _tell(found)
    return found


def _held(case: Case, reader: str | None, day: date) -> Redaction:
    open_one = state.case_key() or ""
    about = (open_one, state.folder().version(open_one), day, reader)
    return state.held(f"reader {reader}", about, lambda: redact(case, state.law(), day, reader))


def _tell(found: Redaction) -> None:
    """What the paper says of its reader, and what the worker must mind."""
    if found.reading is None:
        return
    first, *others = found.sentences
    told = "".join(f"<p>{escape(each)}</p>" for each in others)
    widgets.html(
        f'<div class="kin-reader" role="note"><p><strong>{escape(first)}</strong></p>{told}</div>'
    )
    for warning in found.warnings:
        widgets.html(f'<div class="kin-check kin-open"><p>{escape(warning)}</p></div>')
