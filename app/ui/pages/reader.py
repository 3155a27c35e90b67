"""For a reader: the family as one person may see it, for a screen that is turned round."""

import streamlit as st

from app.ui import readers, state, widgets


def main() -> None:
    """The page."""
    st.title("For a reader")
    case = widgets.open_case_or_stop()
    found = readers.choose(case, "Screen", state.as_of(), aloud=False)
    if found.reading is None:
        st.markdown(
            "Choose who is to look at the screen. The picture and the table then hold nothing "
            "that may not be told to that person of a caregiver. Memos, files and pictures are "
            "made for a reader where you save them."
        )
        return
    readers.forget_withheld(found)
    readers.show(found)


main()
