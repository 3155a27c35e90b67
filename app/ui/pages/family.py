"""Family: the picture, the same facts as a table, and one person at a time."""

import streamlit as st

from app.ui import family, widgets

case = widgets.open_case_or_stop()
st.title("Family")
widgets.show_notes()
family.show(case)
