"""Where a case comes from: the user's folder, an example, a file, or nothing yet."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from app.errors import CaseFileError
from app.ui import state, widgets
from loaders import SUFFIXES

_WORDS = "YAML, Excel, GEDCOM, RDF, or the csv files of one case"


def show_opening() -> None:
    """Examples, own cases, a file to import, and a new case."""
    folder = state.folder()
    examples, own_keys = folder.example_keys(), folder.keys()
    own, new = st.columns(2, gap="large")
    with own:
        st.header("Open")
        _buttons("Your cases", [key for key in own_keys if key not in examples])
        _buttons("Examples, all of them invented", examples)
    with new:
        st.header("Start")
        _new_case()
        _import()


def _buttons(title: str, keys: list[str]) -> None:
    widgets.html(f"<p><strong>{title}</strong></p>")
    if not keys:
        st.markdown("None yet.")
    for key in keys:
        st.button(key, key=f"open {key}", on_click=_open, args=(key,), width="stretch")
        story = state.folder().story(key)
        if story:
            widgets.html(f'<p class="kin-quiet">{escape(story)}</p>')


def _open(key: str) -> None:
    try:
        case = state.folder().open(key)
    except CaseFileError as error:
        st.session_state["refused"] = error
        return
    state.open_case(key)
    if key in state.folder().example_keys():
        state.select(as_of=state.last_recorded(case).isoformat())


def _new_case() -> None:
    with st.form("new case", border=False):
        key = st.text_input(
            "Name of a new case",
            help="Letters, digits, - and _. It stands in the address: a file number, not a name.",
            placeholder="case-2026-014",
        )
        if not st.form_submit_button("Start the case", type="primary"):
            return
        if key.strip():
            _take(lambda: (state.folder().create(key.strip()).name, ()), "is not started")
        else:
            st.error("Give the case a name first.")


def _import() -> None:
    widgets.html("<p><strong>Or bring a file</strong></p>")
    endings = ",".join((*SUFFIXES, ".csv"))
    picked = file_picker("file_picker", _WORDS)(
        data={"accept": endings}, key="import", on_files_change=lambda: None
    )
    if picked.files:
        content = {each["name"]: b64decode(each["content"]) for each in picked.files}
        _take(lambda: state.folder().take_in(content), "cannot be loaded")


@cache
def file_picker(name: str, words: str) -> Any:
    """A file input of the browser's own: Streamlit's drop zone gives its role and name at odds.

    Args:
        name: what this component is called, once in the app.
        words: what is to be picked.
    """
    return st.components.v2.component(
        name,
        html=f'<label>{escape(words)}<input type="file" multiple></label>',
        css=(
            "label { display: block; color: var(--st-text-color); font: 0.95rem var(--st-font); }"
            "input { display: block; margin: 0.5rem 0; font: inherit; color: inherit; }"
        ),
        js=Path(__file__).with_name("file_picker.js").read_text(encoding="utf-8"),
    )


def _take(make: Callable[[], tuple[str, tuple[str, ...]]], refused: str) -> None:
    try:
        key, unmapped = make()
    except CaseFileError as error:
        widgets.show_problems(error, refused)
        return
    state.open_case(key)
    st.session_state["unmapped"] = unmapped
    st.rerun()
