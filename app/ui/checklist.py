"""The checklist of one question: two parts, before the move and after it, family by family."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import streamlit as st

from app.case import Case
from app.model import Assessment, Check, Status
from app.terms import CW, CWS, SH, TYPE, label, local_name, schema, vocabulary
from app.ui import answers, dialogs, marks, state, widgets
from app.ui.answers import Answer
from app.ui.forms import plain
from app.ui.offers import Offer, offers
from app.wording import SETTLED, STATUS_LABELS


@cache
def family_name(family: str) -> str:
    """The name of a family of checks."""
    return state.law().facts.text(CWS[family], SH["name"]) or family


@cache
def phases() -> tuple[str, ...]:
    """The parts of a checklist: local names, in the order of the ontology."""
    return tuple(local_name(each) for each in vocabulary().subjects(TYPE, CW["Phase"]))


def summary(found: Assessment) -> str:
    """How many checks have each status, in words."""
    counts = answers.tally(found.checks)
    shown = [f"{count} {STATUS_LABELS[status]}" for status, count in counts.items()]
    return ", ".join(shown) + "." if shown else "No check applies."


def show(answer: Answer, case: Case, *, open_only: bool) -> None:
    """Draw the verdict and the checklist of a question, before the move and after it.

    Args:
        answer: the explained answer.
        case: the case it was given for.
        open_only: whether to leave out what is met.
    """
    found = answer.assessment
    show_verdict(found)
    for phase in phases():
        checks = [c for c in found.checks if c.phase == phase]
        live = [check for check in checks if check.status is not Status.NOT_APPLICABLE]
        still = sum(check.status not in SETTLED for check in live)
        st.header(f"{label(CW[phase]).capitalize()}: {still} open of {len(live)}")
        show_checks(answer, case, checks, open_only=open_only)


def show_verdict(found: Assessment) -> None:
    """Draw the verdict, what a change moved, and what else is to be known of the law."""
    widgets.html(marks.verdict(found, state.law().question(found.question).label, summary(found)))
    show_moved(found)
    for notice in found.notices:
        st.warning(f"**{plain(notice.title)}** (since {notice.since}): {plain(notice.summary)}")
    for caution in found.cautions:
        st.info(plain(caution))


def show_checks(answer: Answer, case: Case, checks: Sequence[Check], *, open_only: bool) -> None:
    """Draw some checks of an answer, family by family; those that do not apply come last."""
    live = [check for check in checks if check.status is not Status.NOT_APPLICABLE]
    for family, members in answers.by_family(live).items():
        _show_family(answer, case, family, members, open_only=open_only)
    _show_idle(c for c in checks if c.status is Status.NOT_APPLICABLE)


def _show_family(
    answer: Answer,
    case: Case,
    family: str,
    members: Sequence[Check],
    *,
    open_only: bool,
) -> None:
    still = [check for check in members if check.status not in SETTLED]
    if open_only and not still:
        return
    counted = f"{len(still)} open of {len(members)}" if still else f"all {len(members)} met"
    title = f"{plain(family_name(family))}: {counted}"
    with st.expander(title, expanded=bool(still)):
        for check in still:
            with st.container(
                horizontal=True, key=f"row {answer.child} {check.shape} {check.focus}"
            ):
                widgets.html(marks.check(check, case, state.law(), answer.assessment.as_of))
                with st.container(width=130):
                    _show_actions(answer, case, check)
        met = [check for check in members if check.status in SETTLED]
        if met and not open_only:
            day = answer.assessment.as_of
            widgets.html(*(marks.check(each, case, state.law(), day) for each in met))


def _show_actions(answer: Answer, case: Case, check: Check) -> None:
    found = answer.assessment
    recipient = next(iter(found.roles.get("recipient", ())), None)
    roles = {
        "child": answer.child or None,
        "candidate": next(iter(found.roles.get("candidate", ())), recipient),
        "recipient": recipient,
        "home": answer.home,
        "on": found.as_of.isoformat(),
    }
    name = f"{answer.child} {check.shape} {check.focus}"
    if st.button("Record a fact", key=f"fact {name}", width="stretch", wrap=True):
        dialogs.open_offers(check.name, offers(case, check, roles), keep)
    if check.settled_by and st.button(
        "Record a decision", key=f"reading {name}", width="stretch", wrap=True
    ):
        title = "A decision on an open reading"
        dialogs.open_offers(title, readings(check, roles), keep)


def readings(check: Check, roles: dict[str, str | None]) -> list[Offer]:
    """The readings that would settle a check, one for each open point behind it."""
    record = schema().records["readings"]
    return [
        Offer(
            record,
            None,
            label(CW[point]),
            {"ambiguity": point, "on": roles["on"]}
            | ({"child": roles["child"]} if roles["child"] else {})
            | ({"person": roles["candidate"]} if roles["candidate"] else {}),
        )
        for point in check.settled_by
    ]


def keep() -> None:
    """Keep the answers shown, to tell after the change what it moved."""
    st.session_state["before"] = st.session_state["given"]


def show_moved(found: Assessment) -> None:
    """What the last change moved, where it moved anything of this question."""
    kept: Sequence[Assessment] = st.session_state.get("before", ())
    same = (found.question, found.roles, found.as_of)
    for before in kept:
        if (before.question, before.roles, before.as_of) == same:
            told = widgets.listing(answers.moved(before, found))
            title = "<p><strong>What the change moved</strong></p>"
            widgets.html(f'<div class="kin-moved" role="status">{title}{told}</div>')


def _show_idle(checks: Iterable[Check]) -> None:
    idle = list(checks)
    if idle:
        with st.expander(f"Not applicable here ({len(idle)})"):
            widgets.html(f"<ul>{''.join(marks.brief(check) for check in idle)}</ul>")
