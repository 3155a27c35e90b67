"""Who else: the child's relatives whom nobody has contacted yet, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape

import streamlit as st

from app.case import Case
from app.decisions import answer
from app.model import Assessment, Verdict
from app.policy import Policy
from app.reasoning import Ask, derive
from app.ui import answers, dialogs, marks, state, widgets
from app.ui.forms import plain

_SEARCH = "relativeSearch"
# So many stand open on the page; the others of a large family are folded away.
_SHOWN = 12
# The law seeks some of the relatives; a contact with anyone else is told by its row alone.
_CONTACTED = """
    { ?sought cw:ofSearch ?question ; cw:soughtPerson ?person ; cw:contactSettledBy ?settled }
    UNION {
        ?question cw:searchStep ?contact .
        ?contact a cw:KinContact ; cw:person ?person ; cw:contactKind/cw:reachesPerson true .
    }
"""


@dataclass(frozen=True)
class Uncontacted:
    """A relative without a contact on record: relation, verdict, and what the law asks for next.

    Attributes:
        sought: whether the search for relatives itself asks for something about the person.
    """

    key: str
    relation: str
    verdict: Verdict
    next_steps: tuple[str, ...]
    sought: bool


@dataclass(frozen=True)
class Search:
    """How the search for a child's relatives stands.

    Attributes:
        assessment: the answer to `relativeSearch`.
        contacted: the keys of those who were contacted, or of whom a reason is noted why not.
    """

    assessment: Assessment
    contacted: frozenset[str]


def find_search(case: Case, law: Policy, as_of: date, child: str) -> Search:
    """How the search for a child's relatives stands on a date."""
    ask = Ask(_SEARCH, {"child": (child,)})
    derivation = derive(case, law, as_of, [ask])
    rows = derivation.select(_CONTACTED, {"question": ask.node(case)})
    reached = frozenset(case.key(row["person"]) for row in rows)
    return Search(answer(derivation, ask, None), reached)


def uncontacted(found: answers.Sweep, search: Search) -> list[Uncontacted]:
    """The relatives of a child who are still to be contacted.

    Those come first about whom the search itself asks for something, then the likeliest.

    Args:
        found: the answers about everyone for one child.
        search: how the search for the relatives of this child stands.
    """
    (child, *_) = found.children
    still = answers.open_points(search.assessment)
    sought = {check.about for check in still}
    left = []
    for each in found.candidates:
        if each.likely and each.key not in search.contacted:
            ask = Ask(answers.WHO, {"child": (child,), "candidate": (each.key,)})
            told = [check for check in still if check.about == each.key]
            told += answers.open_points(answer(found.derivation, ask, None))
            steps = tuple(dict.fromkeys(check.remedy for check in told if check.remedy))
            asked = each.key in sought
            left.append(Uncontacted(each.key, each.relations[0], each.relative, steps, asked))
    return sorted(left, key=lambda each: not each.sought)


def _held_search(case: Case, child: str) -> Search:
    key, day = state.case_key() or "", state.as_of()
    about = (key, state.folder().version(key), day, child)
    return state.held("search", about, lambda: find_search(case, state.law(), day, child))


def show(case: Case, found: answers.Sweep) -> None:
    """The relatives not contacted yet: each with relation, verdict and next step."""
    (child, *_) = found.children
    day = state.as_of().isoformat()
    left = uncontacted(found, _held_search(case, child))
    of = case.name_of(case.node(child))
    count = f"{len(left)} relative{'' if len(left) == 1 else 's'}"
    if not left:
        said = (
            f"Every relative of {of} on record has been contacted by {day}, or a reason is noted."
        )
    else:
        said = f"{count} of {of} with no contact on record by {day}, the likeliest first."
        if any(each.sought for each in left):
            said += " At the top stands whom the law asks you to contact."
    widgets.html(f"<p>{escape(said)}</p>")
    for each in left[:_SHOWN]:
        _show_one(case, child, each)
    if others := left[_SHOWN:]:
        with st.expander(f"{len(others)} more"):
            for each in others:
                _show_one(case, child, each)


def _show_one(case: Case, child: str, left: Uncontacted) -> None:
    """A relative not contacted yet, to be lit in the picture or have a contact recorded."""
    name = plain(case.name_of(case.node(left.key)))
    steps = "".join(f"<p><strong>Next:</strong> {escape(x)}</p>" for x in left.next_steps)
    told = f"<p>{escape(left.relation)}<br>As a relative: {marks.verdict_mark(left.verdict)}</p>"
    with st.container(horizontal=True, key=f"line else {left.key}"):
        st.button(
            name,
            key=f"else {left.key}",
            type="primary" if left.key == st.session_state["person"] else "secondary",
            width=120,
            wrap=True,
            on_click=state.select,
            kwargs={"person": left.key, "path": []},
        )
        widgets.html(told + steps)
    if st.button(f"Record a contact with {name}", key=f"contact {left.key}", type="tertiary"):
        begun = {"children": [child], "person": left.key, "on": state.as_of().isoformat()}
        dialogs.open_record("kinContacts", None, begun)
