"""What the views of an Ally team share: the youth chosen, answers kept, a checklist drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from app import ally
from app.ally import Sight
from app.case import Case
from app.decisions import assess
from app.model import Assessment, Check, Status
from app.reasoning import Ask
from app.ui import checklist, state
from app.ui.answers import Answer
from app.ui.forms import person_label
from app.ui.state import Held
from app.wording import SETTLED

# So many checks of one answer are shown at once.
_MOST = 150


def held(youth: str, name: str, make: Callable[[], Held], *more: object) -> Held:
    """An answer about the team, made again when case, day or question change."""
    key = state.case_key() or ""
    about = (key, state.folder().version(key), state.as_of(), youth, *more)
    return state.held(f"ally {name}", about, make)


def answer(case: Case, ask: Ask, *, explained: bool = True, about: str = "") -> Assessment:
    """The answer to a question about a team or one of its workers.

    Args:
        case: the asserted facts.
        ask: the question.
        explained: whether checks have their reasons.
        about: the key of somebody; checks about anybody else have no reasons then.
    """
    youth = "".join(ask.roles.get("child", ()))
    roles = tuple(map(str, ask.roles.items()))

    def make() -> Assessment:
        wanted = (lambda check: check.about in (about, None)) if about else explained
        return assess(case, state.law(), state.as_of(), ask, explained=wanted)

    name = "answer" if explained else "plain answer"
    return held(youth, name, make, ask.question, *roles, about)


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
    """An answer with its checks, in the lawful order of the families of the question.

    Of a large team it has more checks than anybody reads: they are shown person by person.
    """
    plain = answer(case, ask, explained=False)
    if len(_live(plain.checks)) <= _MOST:
        found = answer(case, ask)
        st.session_state["given"] = [found]
        checklist.show_verdict(found)
        show_checks(case, ask)
        return
    st.session_state["given"] = [plain]
    checklist.show_verdict(plain)
    about = _choose_about(case, plain)
    if about is not None:
        checks = answer(case, ask, about=about).checks
        _show(case, ask, plain, [each for each in checks if each.about in (about, None)])


def show_checks(case: Case, ask: Ask) -> None:
    """The checks of an answer, family by family."""
    found = answer(case, ask)
    _show(case, ask, found, found.checks)


def _show(case: Case, ask: Ask, found: Assessment, checks: Sequence[Check]) -> None:
    open_only = st.toggle("Open points only", key=f"open ally points {ask.question}")
    checklist.show_checks(Answer(found, None), case, checks, open_only=open_only)


def _live(checks: Iterable[Check]) -> list[Check]:
    return [each for each in checks if each.status is not Status.NOT_APPLICABLE]


def _choose_about(case: Case, found: Assessment) -> str | None:
    """Whose checks are to be shown; first whoever has most open points."""
    every = Counter(each.about for each in _live(found.checks) if each.about is not None)
    still = Counter(each.about for each in found.checks if each.status not in SETTLED)
    return st.selectbox(
        "Checks about",
        sorted(every, key=lambda key: (-still[key], name_of(case, key))),
        format_func=lambda key: f"{person_label(case, key)}: {still[key]} open of {every[key]}",
        key=f"about {found.question}",
    )
