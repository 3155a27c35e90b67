"""About: what answers here, by which law, and what this is not."""

from html import escape

import streamlit as st

from app.ui import state, widgets

law = state.law()
register = law.register

st.title("About Kinstead")
st.markdown(
    "Kinstead holds what is recorded of a family and answers policy questions about it on a date, "
    "with the clause and the facts behind every answer. What is not recorded is treated as not "
    "known, never as no."
)
st.header("What it is not")
st.markdown(
    "- It gives no legal advice. Clauses are summed up in our own words; their source decides.\n"
    "- It decides nothing. A placement is decided by the people whom the law names, and a reading "
    "of an open point by a supervisor or counsel, whose decision can be recorded.\n"
    "- It knows only what is recorded. Whether a fact is true is for the worker to find out.\n"
    "- Nobody's heritage is assumed. Whether a child is an Indian child is asked and recorded."
)
st.header("The law it applies")
widgets.html(widgets.listing(register.instruments.values()))
if register.notices:
    st.markdown(
        "Later law that is known and not applied; it is named beside every answer it touches:"
    )
    widgets.html(
        widgets.table(
            ("Since", "Law", "What it touches"),
            [(str(n.since), n.title, n.summary) for n in register.notices],
            "",
        )
    )
st.header("What can be asked")
kinds = [kind for kind in law.questions.values() if kind.listed]
widgets.html(
    widgets.table(("Question", "What it means"), [(k.label, k.definition) for k in kinds], "")
)
st.header("Where the cases are")
widgets.html(
    f"<p>Each case is one file in <code>{escape(str(state.folder().path))}</code>. Nothing leaves "
    "this machine: there is no telemetry, and no page asks another server for anything.</p>"
)
