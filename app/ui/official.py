"""The official text beside our words: the user's own copy, matched and kept on this machine."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping

import streamlit as st

from app.errors import CaseFileError
from app.ui import state, widgets
from app.ui.opening import file_picker
from loaders.policy_text import Matching, Passage, keep, kept_passages, match, read_content

_WORDS = "Rule 301 or AP 33 as published, as plain text (.txt)"


def passages() -> Mapping[str, Passage]:
    """The passages of the user's copy by the identifier of their clause; empty without one."""
    folder = state.folder().path
    kept = sorted(folder.glob("official-text/*.json"))
    about = [(file.name, file.stat().st_mtime_ns) for file in kept]
    try:
        return state.held("official text", about, lambda: kept_passages(folder))
    except CaseFileError as error:
        widgets.show_problems(error)
        return {}


def offer(*, folded: bool) -> None:
    """Take in a copy of a document, and tell what of it was matched."""
    if folded:
        with st.expander("As published: bring your own copy"):
            _offer()
    else:
        st.header("The text as published")
        _offer()


def _offer() -> None:
    held = len(passages())
    if held:
        widgets.html(f"<p>{held:,} clauses have their passage beside them.</p>")
    widgets.html(
        "<p>If you have Rule 301 or Administrative Procedures 33 as a plain text file, bring it "
        "in: each clause then shows its passage beside our words. The text stays in your own "
        "folder.</p>"
    )
    picked = file_picker("policy_text_picker", _WORDS)(
        data={"accept": ".txt"}, key="policy text", on_files_change=lambda: None
    )
    for each in picked.files or ():
        _take(each["name"], b64decode(each["content"]))
    report: Matching | None = st.session_state.get("official report")
    if report is not None:
        _tell(report)


def _take(name: str, content: bytes) -> None:
    """Match a copy to the register and keep it."""
    try:
        with st.spinner("Finding each clause in the text"):
            found = match(read_content(content, name), state.law().register)
            keep(state.folder().path, found)
    except CaseFileError as error:
        widgets.show_problems(error)
        return
    st.session_state["official report"] = found
    st.rerun()


def _tell(report: Matching) -> None:
    """How much of the register the copy has, and what was not found."""
    matched, total = len(report.matched), report.total
    st.success(f"{matched:,} of {total:,} clauses were found in the text and are shown beside it.")
    if report.unmatched:
        with st.expander(f"Not found ({len(report.unmatched)})"):
            rows = [(each.identifier, each.why) for each in report.unmatched]
            widgets.html(widgets.table(("Clause", "Why"), rows, ""))
