"""Where a case comes from: the user's folder, an example, a file, or nothing yet."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.errors import CaseFileError
from app.ui import state, widgets

KINDS = ["yaml", "yml", "xlsx", "csv", "ged"]


def show_opening() -> None:
    """Examples, own cases, a file to import, and a new case."""
    folder = state.folder()
    examples = folder.example_keys()
    own, new = st.columns(2, gap="large")
    with own:
        st.header("Open")
        _buttons("Your cases", [key for key in folder.keys() if key not in examples])
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


def _open(key: str) -> None:
    try:
        state.folder().open(key)
    except CaseFileError as error:
        st.session_state["refused"] = error
    else:
        state.open_case(key)


def _new_case() -> None:
    with st.form("new case", border=False):
        key = st.text_input(
            "Name of a new case",
            help="Letters, digits, - and _. It stands in the address: a file number, not a name.",
            placeholder="case-2026-014",
        )
        if st.form_submit_button("Start the case", type="primary") and key:
            _take(lambda: (state.folder().create(key.strip()).name, ()))


def _import() -> None:
    with st.form("import", border=False):
        files = st.file_uploader(
            "A file: YAML, Excel, GEDCOM, or the csv files of one case",
            type=KINDS,
            accept_multiple_files=True,
        )
        if st.form_submit_button("Import") and files:
            content = {each.name: each.getvalue() for each in files}
            _take(lambda: state.folder().take_in(content))


def _take(make: Callable[[], tuple[str, tuple[str, ...]]]) -> None:
    try:
        key, unmapped = make()
    except CaseFileError as error:
        widgets.show_problems(error)
        return
    state.open_case(key)
    st.session_state["unmapped"] = unmapped
    st.rerun()
