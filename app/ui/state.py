"""What every page shares: the case, the date and the selection.

They live in the session and in the address, so that a refresh, a bookmark or a link gives the same
page again. The address holds identifiers only, never names. A case is held in its user's own
session; only the law is shared between sessions.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from threading import Thread
from typing import Any, TypeVar
from urllib.parse import urlencode

import pyoxigraph as ox
import streamlit as st

from app.case import Case
from app.errors import CaseFileError
from app.explanation import prepare
from app.policy import Policy, policy
from app.store import CaseFolder, Change, user_folder
from app.terms import CW
from app.validation import compile_shapes

Held = TypeVar("Held")

SINGLE = (
    *("case", "as_of", "candidate", "person", "clause", "scenario"),
    *("first", "seen", "view", "reach"),
    *("recipient", "detail", "purpose"),
)
MANY = ("child", "side", "generation", "role", "finding", "path")
# Where in the rulebook, on the family page and in the matrix: no other page asks.
_PLACES = frozenset(SINGLE[4:]) | frozenset(MANY[1:])
EARLIEST, LATEST = date(1880, 1, 1), date(2120, 12, 31)


@st.cache_resource(show_spinner="Reading the law")
def law() -> Policy:
    """The whole policy, read once for every session: it holds nothing about anybody."""
    found = policy()
    compile_shapes(found.graph)
    Thread(target=prepare, args=(found,), daemon=True).start()
    return found


def folder() -> CaseFolder:
    """The user's folder of cases."""
    return user_folder()


def restore() -> None:
    """Take what the address says where this session does not know better.

    Where the address names no case, the one that KINSTEAD_CASE names is opened.
    """
    for name in SINGLE:
        if name not in st.session_state:
            st.session_state[name] = st.query_params.get(name)
    for name in MANY:
        if name not in st.session_state:
            st.session_state[name] = st.query_params.get_all(name)
    if "notes" not in st.session_state:
        st.session_state["notes"] = []
        key = st.session_state["case"] = st.session_state["case"] or os.environ.get("KINSTEAD_CASE")
        if key in folder().example_keys() and not st.session_state["as_of"]:
            st.session_state["as_of"] = last_recorded(folder().open(key)).isoformat()


def last_recorded(case: Case) -> date:
    """The last day up to today on which something of a case was done or began.

    An example is told as of its own time: on today's date all of it would be long overdue.
    """
    today = _today()
    days = {
        date.fromisoformat(fact.object.value)
        for fact in case.facts
        if fact.predicate in (CW["on"], CW["from"]) and isinstance(fact.object, ox.Literal)
    }
    return max((day for day in days if day <= today), default=today)


def remember() -> None:
    """Write the session's case, date and selection into the address."""
    wanted: dict[str, Any] = {n: st.session_state[n] for n in SINGLE if st.session_state[n]}
    wanted |= {n: list(st.session_state[n]) for n in MANY if st.session_state[n]}
    known = {n: st.query_params.get_all(n) for n in st.query_params}
    if known != {n: v if isinstance(v, list) else [v] for n, v in wanted.items()}:
        st.query_params.from_dict(wanted)


def address(page: str, **chosen: str) -> str:
    """The address of a page for a link, with what is selected and, over it, what is chosen."""
    kept: dict[str, Any] = {n: st.session_state[n] for n in (*SINGLE, *MANY) if n not in _PLACES}
    return f"{page}?{urlencode({k: v for k, v in (kept | chosen).items() if v}, doseq=True)}"


def select(**chosen: Any) -> None:
    """Change what is selected (the names of SINGLE and MANY), in session and address."""
    for name, value in chosen.items():
        st.session_state[name] = value
    st.session_state["before"] = ()
    remember()


def open_case(key: str | None) -> None:
    """Turn to another case; nobody of the former one stays selected."""
    nobody = dict.fromkeys(each for each in SINGLE if each not in ("case", "as_of"))
    select(case=key, **nobody, **{each: [] for each in MANY})


def as_of() -> date:
    """The as-of date: the one chosen, else today."""
    try:
        chosen = date.fromisoformat(st.session_state["as_of"] or "")
    except ValueError:
        chosen = date.max
    if EARLIEST <= chosen <= LATEST:
        return chosen
    return _today()


def _today() -> date:
    return date.today()  # noqa: DTZ011  # the user's own calendar day is meant


def case_key() -> str | None:
    """The key of the open case."""
    return st.session_state["case"] or None


def current_case() -> Case | None:
    """The open case as its file stands, or None where there is none.

    Raises:
        CaseFileError: the file cannot be read as a case.
    """
    key = case_key()
    if key is None:
        return None
    return held("case", (key, folder().version(key)), lambda: folder().open(key))


def people_selected(case: Case) -> tuple[tuple[str, ...], str | None]:
    """The children and the candidate chosen, those left out whom the case does not know."""
    children = tuple(key for key in st.session_state["child"] if key in case.people)
    candidate = st.session_state["candidate"]
    return children, candidate if candidate in case.people and candidate not in children else None


def held(name: str, about: Any, make: Callable[[], Held]) -> Held:
    """A value of this session, made again when what it is about changes."""
    kept = st.session_state.get(f"held {name}")
    if kept is None or kept[0] != about:
        kept = st.session_state[f"held {name}"] = (about, make())
    found: Held = kept[1]
    return found


def change_case(change: Change, done: str) -> tuple[str, ...]:
    """Write a change to the open case.

    Args:
        change: what becomes of the document.
        done: what to tell the user once it is written.

    Returns:
        What is wrong with it, a sentence each; nothing where it was written.
    """
    key = case_key()
    if key is None:
        return ("No case is open.",)
    try:
        folder().change(key, change)
    except CaseFileError as error:
        return tuple(f"{problem.what}. {problem.mend}" for problem in error.problems)
    tell(done)
    return ()


def tell(note: str) -> None:
    """Leave a note that the next full run of the page shows once."""
    st.session_state["notes"] = [*st.session_state["notes"], note]


def take_notes() -> list[str]:
    """The notes left for this run."""
    notes: list[str] = st.session_state["notes"]
    st.session_state["notes"] = []
    return notes
