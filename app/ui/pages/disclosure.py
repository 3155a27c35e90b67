"""Disclosure: who may be told who and where the caregiver is, and what goes with telling them."""

import streamlit as st

from app.batch import children_of
from app.ui import cells, disclosure, state, widgets
from app.ui.child import choose_child


def main() -> None:
    """The page."""
    st.title("Disclosure")
    disclosure.look()
    case = widgets.open_case_or_stop()
    widgets.show_notes()
    child = choose_child(case, children_of(case))
    if child is None:
        st.markdown("Choose a child to see who may be told who and where the caregiver is.")
        return
    left, right = st.columns(2, gap="medium")
    with left:
        purpose = disclosure.choose_purpose()
    found = disclosure.held_matrix(case, child, purpose)
    with right:
        disclosure.choose_other(case, found)
    disclosure.tell_caregivers(case, child)
    chosen = disclosure.chosen(found)
    opened = cells.show(case, found, chosen) if found.recipients else None
    if opened is not None and opened != chosen:
        state.select(recipient=opened[0], detail=opened[1])
        st.rerun()
    disclosure.show_below(case, found, chosen)


main()
