"""What the views of an Ally team share: the youth chosen, answers kept, a checklist drawn."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app import ally
from app.ally import Sight
from app.case import Case
from app.decisions import assess
from app.model import Assessment
from app.reasoning import Ask
from app.ui import checklist, state
from app.ui.answers import Answer
from app.ui.state import Held


def held(youth: str, name: str, make: Callable[[], Held], *more: object) -> Held:
    """An answer about the team, made again when case, day or question change."""
    key = state.case_key() or ""
    about = (key, state.folder().version(key), state.as_of(), youth, *more)
    return state.held(f"ally {name}", about, make)


def answer(case: Case, ask: Ask) -> Assessment:
    """The answer to a question about a team or one of its workers, with its reasons."""
    youth = "".join(ask.roles.get("child", ()))
    roles = tuple(map(str, ask.roles.items()))
    return held(
        youth, "answer", lambda: assess(case, state.law(), state.as_of(), ask), ask.question, *roles
    )


def sight(case: Case, ask: Ask) -> Sight:
    """What a question about a team has people see, and the releases for it."""
    (youth,) = ask.roles["child"]
    roles = tuple(map(str, ask.roles.items()))
    return held(
        youth,
        "sight",
        lambda: ally.find_sight(case, state.law(), state.as_of(), ask),
        ask.question,
        *roles,
    )


def name_of(case: Case, key: str) -> str:
    """What the case calls somebody or something."""
    return case.name_of(case.node(key))


def show_answer(case: Case, ask: Ask) -> None:
    """An answer with its checks, in the lawful order of the families of the question."""
    found = answer(case, ask)
    st.session_state["given"] = [found]
    checklist.show_verdict(found)
    show_checks(case, ask)


def show_checks(case: Case, ask: Ask) -> None:
    """The checks of an answer, family by family."""
    found = answer(case, ask)
    open_only = st.toggle("Open points only", key=f"open ally points {ask.question}")
    checklist.show_checks(Answer(found, None), case, found.checks, open_only=open_only)
