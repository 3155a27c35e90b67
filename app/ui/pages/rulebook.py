"""Rulebook: every clause to find and read, and every scenario to try with other facts."""

import streamlit as st

from app.ui import rulebook, state, trainer

CLAUSES, SCENARIOS = "Clauses", "Try a scenario"


def main() -> None:
    """The page."""
    st.title("Rulebook")
    rulebook.look()
    wanted = st.session_state.pop("rulebook view wanted", None)
    if wanted or "rulebook view" not in st.session_state:
        begin = SCENARIOS if wanted == SCENARIOS or st.session_state["scenario"] else CLAUSES
        st.session_state["rulebook view"] = wanted or begin
    view = st.segmented_control(
        "Show", (CLAUSES, SCENARIOS), required=True, key="rulebook view", on_change=_turn
    )
    if view == SCENARIOS:
        trainer.show()
    else:
        left, right = st.columns([5, 8], gap="large")
        with left:
            rulebook.browse()
        with right:
            rulebook.show_clause()


def _turn() -> None:
    """Keep the address to what the page shows: a clause, or a scenario."""
    if st.session_state["rulebook view"] == CLAUSES:
        st.session_state["scenario tried"] = st.session_state["scenario"]
        state.select(scenario=None)
    else:
        state.select(scenario=st.session_state.get("scenario tried"))


main()
