"""The app's frame: its pages, and the case and date that they share."""

import streamlit as st

from app.ui import state, widgets

st.set_page_config(page_title="Kinstead", page_icon="🏡", layout="wide")
state.restore()
pages = [
    st.Page("app/ui/pages/case.py", title="Case", url_path="case", default=True),
    st.Page("app/ui/pages/placement.py", title="Placement", url_path="placement"),
    st.Page("app/ui/pages/family.py", title="Family", url_path="family"),
    st.Page("app/ui/pages/letters.py", title="Relative notice", url_path="letters"),
    st.Page("app/ui/pages/disclosure.py", title="Disclosure", url_path="disclosure"),
    st.Page("app/ui/pages/ally.py", title="Ally team", url_path="ally"),
    st.Page("app/ui/pages/reader.py", title="For a reader", url_path="reader"),
    st.Page("app/ui/pages/rulebook.py", title="Rulebook", url_path="rulebook"),
    st.Page("app/ui/pages/about.py", title="About", url_path="about"),
]
page = st.navigation(pages)
widgets.look()
widgets.sidebar()
state.remember()
page.run()
