"""Ally team: who is in it, what each sees, what an addition would open up, what is owed."""

import streamlit as st

from app.ally import youths_of
from app.ui import ally, widgets
from app.ui.child import choose_child


def main() -> None:
    """The page."""
    st.title("Ally team")
    ally.look()
    case = widgets.open_case_or_stop()
    widgets.show_notes()
    youth = choose_child(case, youths_of(case), "Youth")
    if youth is None:
        st.markdown("Choose a youth to see who is in the team and which forms are missing.")
        return
    ally.show(case, youth)


main()
