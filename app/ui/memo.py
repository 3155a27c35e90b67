"""The memo of an answer, as HTML and as PDF, made for a reader when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import report
from app.case import Case
from app.errors import QuestionError
from app.model import Assessment
from app.reasoning import Ask
from app.ui import readers
from app.ui.forms import plain


def show(given: Sequence[Assessment], case: Case) -> None:
    """For whom it is, who prepared it, and the buttons that save it."""
    st.header("Memo")
    day = given[0].as_of
    by = st.text_input("Prepared by", key="prepared by")
    shown = readers.choose(case, "Memo", day)
    if shown.reading is None:
        found = given
    else:
        try:
            found = shown.assess([Ask(each.question, each.roles) for each in given])
        except QuestionError as refused:
            st.warning(plain(str(refused)))
            return
    about = found[0].roles["candidate"][0]
    name = f"{shown.case.name}-{about}-{day.isoformat()}"
    told = (found, shown.case, day, by, shown.reading)
    with st.container(horizontal=True):
        st.download_button(
            "Save the memo (HTML)",
            lambda: report.memo(*told),
            f"{name}.html",
            "text/html",
            on_click="ignore",
        )
        st.download_button(
            "Save the memo (PDF)",
            lambda: report.memo_pdf(*told),
            f"{name}.pdf",
            "application/pdf",
            on_click="ignore",
        )
