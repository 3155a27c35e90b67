"""The memo of an answer, as HTML and as PDF, made when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import report
from app.case import Case
from app.model import Assessment


def show(given: Sequence[Assessment], case: Case) -> None:
    """Who prepared it, and the buttons that save it."""
    st.header("Memo")
    by = st.text_input("Prepared by", key="prepared by")
    day = given[0].as_of
    name = f"{case.name}-{given[0].roles['candidate'][0]}-{day.isoformat()}"
    with st.container(horizontal=True):
        st.download_button(
            "Save the memo (HTML)",
            lambda: report.memo(given, case, day, by),
            f"{name}.html",
            "text/html",
            on_click="ignore",
        )
        st.download_button(
            "Save the memo (PDF)",
            lambda: report.memo_pdf(given, case, day, by),
            f"{name}.pdf",
            "application/pdf",
            on_click="ignore",
        )
