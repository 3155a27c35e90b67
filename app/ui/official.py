"""The official text beside our words: the user's own copy, matched and kept on this machine."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping

import streamlit as st

from app.errors import CaseFileError
from app.ui import state, widgets
from app.ui.forms import plain
from app.ui.opening import file_picker
from loaders.policy_text import (
    Matching,
    Passage,
    keep,
    kept_files,
    kept_passages,
    match,
    read_content,
)

_WORDS = "Rule 301 or AP 33 as published, as plain text (.txt)"


def passages() -> Mapping[str, Passage]:
    """The passages of the user's copy by the identifier of their clause; empty without one."""
    folder = state.folder().path
    about = [(file.name, file.stat().st_mtime_ns) for file in kept_files(folder)]
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
    if picked.files:
        _take({each["name"]: b64decode(each["content"]) for each in picked.files})
    reports: list[Matching] = st.session_state.get("official reports", [])
    for report in reports:
        _tell(report)


def _take(files: Mapping[str, bytes]) -> None:
    """Match the copies to the register and keep them; a file that is none is told of."""
    found: list[Matching] = []
    refused = False
    for name, content in files.items():
        try:
            with st.spinner("Finding each clause in the text"):
                matching = match(read_content(content, name), state.law().register)
                keep(state.folder().path, matching)
        except CaseFileError as error:
            widgets.show_problems(error)
            refused = True
        else:
            found.append(matching)
    st.session_state["official reports"] = found
    if not refused:
        st.rerun()


def _tell(report: Matching) -> None:
    """How much of the register a copy has, and what was not found."""
    name, matched, total = report.text.document.name, len(report.matched), report.total
    st.success(f"{plain(name)}: {matched:,} of {total:,} clauses have their passage beside them.")
    if report.unmatched:
        with st.expander(f"{plain(name)}: not found ({len(report.unmatched)})"):
            rows = [(each.identifier, each.why) for each in report.unmatched]
            widgets.html(widgets.table(("Clause", "Why"), rows, ""))
