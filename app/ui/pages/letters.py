"""Relative notice: the letters that are due, as drafts, and whom to interview by when."""

import streamlit as st

from app.batch import children_of
from app.ui import letters, widgets
from app.ui.child import choose_child


def main() -> None:
    """The page."""
    st.title("Relative notice")
    case = widgets.open_case_or_stop()
    child = choose_child(case, children_of(case))
    if child is None:
        st.markdown("Choose a child to see whose letters are due.")
        return
    found = letters.held_round(case, child)
    language = letters.choose_language()
    agency = letters.ask_agency()
    letters.show_letters(found, language, agency)
    letters.show_withheld(found)
    letters.show_interviews(found)


main()
