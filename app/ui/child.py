"""Whom a page is about: one child of the case, chosen in the page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.case import Case
from app.ui import state
from app.ui.forms import person_label


def choose_child(case: Case, known: Sequence[str], called: str = "Child") -> str | None:
    """The child that a page is about; the only one who is likely is chosen at once.

    Args:
        case: the open case.
        known: keys of those whom it is likely to be about; everybody else comes after them.
        called: what the page calls the child.
    """
    every = [*known, *(key for key in case.people if key not in known)]
    chosen, _ = state.people_selected(case)
    first = chosen[0] if chosen else known[0] if len(known) == 1 else None
    found = st.selectbox(
        called,
        every,
        index=every.index(first) if first else None,
        format_func=lambda key: person_label(case, key),
        placeholder=f"Choose a {called.lower()}",
        key=f"{called} of the page {case.name} {first}",
    )
    if found is not None and (found,) != chosen:
        state.select(child=[found])
    return found
