"""Family: the picture, the same facts as a table, and one person at a time."""

import streamlit as st

from app.ui import family, widgets

st.title("Family")
case = widgets.open_case_or_stop()
widgets.show_notes()
family.show(case)
