"""Placement: children, candidates, and the checklist between them and a lawful placement."""

from html import escape

import streamlit as st

from app.batch import children_of
from app.case import Case
from app.ui import answers, candidates, checklist, memo, state, widgets
from app.ui.forms import person_label, plain


def choose_children(case: Case) -> tuple[str, ...]:
    """The children asked about; the only child of a case is chosen at once."""
    known = children_of(case)
    others = [key for key in case.people if key not in known]
    chosen, _ = state.people_selected(case)
    if not chosen and len(known) == 1:
        chosen = known
    found = st.multiselect(
        "Child, or siblings to be placed together",
        [*known, *others],
        list(chosen),
        format_func=lambda key: person_label(case, key),
        placeholder="Choose a child",
        key=f"children {case.name}",
        select_all=False,
    )
    if tuple(found) != tuple(st.session_state["child"]):
        state.select(child=found)
    return tuple(found)


def main() -> None:
    """The page."""
    st.title("Placement")
    case = widgets.open_case_or_stop()
    widgets.show_notes()
    children = choose_children(case)
    if not children:
        st.markdown("Choose a child to see who may take the child in.")
        return
    found = candidates.held_sweep(case, children)
    left, right = st.columns([6, 7], gap="medium")
    with right:  # first, so that what was asked for does not wait for a list of 200
        candidate = state.people_selected(case)[1]
        if candidate is None:
            st.header("Checklist")
            st.markdown("Choose a candidate to see what stands between them and the placement.")
        else:
            show_checklist(case, found, candidate)
    with left:
        candidates.choose(case, found)


def show_checklist(case: Case, found: answers.Sweep, candidate: str) -> None:
    """The checklist of one candidate, a tab a child, and the memo."""
    widgets.heading(case.name_of(case.node(candidate)))
    question = candidates.choose_question()
    given = candidates.held_answers(case, question, found.children, candidate)
    st.session_state["given"] = [each.assessment for each in given]
    if len(given) > 1:
        widgets.html(candidates.joint_line(case, given))
    open_only = st.toggle("Open points only", key="open only")
    names = [plain(case.name_of(case.node(child))) for child in found.children]
    places = st.tabs(names) if len(given) > 1 else [st.container()]
    for place, each in zip(places, given, strict=True):
        with place:
            ties = answers.tie_sentences(case, found.derivation, each.assessment, candidate)
            widgets.html(*(f"<p>{escape(tie)}</p>" for tie in ties))
            checklist.show(each, case, open_only=open_only)
    memo.show(st.session_state["given"], case)


main()
