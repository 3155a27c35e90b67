"""The list of candidates, the likely relatives first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from app.case import Case
from app.ui import answers, marks, state, widgets
from app.ui.forms import plain
from app.wording import VERDICT_LABELS

ROLES = {"child", "candidate"}


def questions() -> list[str]:
    """The questions about one child and one candidate, the composed one first."""
    kinds = state.law().questions.values()
    fitting = [each for each in kinds if set(each.roles) == ROLES and each.listed]
    fitting.sort(key=lambda each: (each.name != answers.WHOLE, each.label))
    return [each.name for each in fitting]


def held_sweep(case: Case, children: tuple[str, ...]) -> answers.Sweep:
    """The sweep over the open case, made again when case, date or children change."""
    key, day = state.case_key() or "", state.as_of()
    about = (key, state.folder().version(key), day, children)
    with st.spinner("Asking about everyone in the case"):
        return state.held(
            "sweep",
            about,
            lambda: answers.sweep(case, state.law(), day, children),
        )


def held_answers(
    case: Case, question: str, children: tuple[str, ...], candidate: str
) -> tuple[answers.Answer, ...]:
    """The answers about one candidate, made again when case, date or question change."""
    key, day = state.case_key() or "", state.as_of()
    about = (key, state.folder().version(key), day, question, children, candidate)
    return state.held(
        f"answers {question}",
        about,
        lambda: answers.assess(
            case, state.law(), day, question=question, children=children, candidate=candidate
        ),
    )


def choose(case: Case, found: answers.Sweep) -> None:
    """The candidates to choose from; a click selects one."""
    st.header("Candidates")
    likely = [each for each in found.candidates if each.likely]
    rest = [each for each in found.candidates if not each.likely]
    if not likely:
        st.markdown("Nobody in the case may count as a relative as it stands.")
    _draw(case, likely)
    if rest:
        chosen = state.people_selected(case)[1]
        others = st.expander(
            f"Others in the case ({len(rest)})",
            expanded=not likely or chosen in {each.key for each in rest},
            key="others",
            on_change="rerun",
        )
        if others.open:  # a closed list of 200 would be sent anew with each click
            with others:
                _draw(case, rest)


def _draw(case: Case, shown: Iterable[answers.Candidate]) -> None:
    chosen = state.people_selected(case)[1]
    for each in shown:
        row = f"row candidate {each.key}"
        with st.container(horizontal=True, vertical_alignment="center", key=row):
            st.button(
                plain(case.name_of(case.node(each.key))),
                key=f"candidate {each.key}",
                type="primary" if each.key == chosen else "secondary",
                width=150,
                wrap=True,
                on_click=state.select,
                kwargs={"candidate": each.key},
            )
            widgets.html(f"<p>{describe(each)}</p>")


def describe(candidate: answers.Candidate) -> str:
    """Relation, verdict and number of open points of a candidate, as HTML."""
    relations = list(dict.fromkeys(candidate.relations))
    words = "; ".join(each or "no relation on record" for each in relations)
    mark = marks.verdict_mark(candidate.verdict)
    if not candidate.likely:
        return f"{escape(words)}<br>as a relative: {mark}"
    counts = [
        f"{count} {words}"
        for count, words in ((candidate.open_points, "open"), (candidate.due, "due later"))
        if count
    ]
    told = "".join(f'<span class="kin-count">{each}</span>' for each in counts)
    return f"{escape(words)}<br>{mark} {told}"


def choose_question() -> str:
    """What is asked about the candidate: the composed question, or one part of it."""
    kinds = state.law().questions
    return st.selectbox(
        "Question",
        questions(),
        format_func=lambda name: kinds[name].label,
        key="question",
        help="The first one puts all the others together, apart from fictive kin and godparents.",
    )


def joint_line(case: Case, given: Sequence[answers.Answer]) -> str:
    """What the answers for several children come to together, as HTML."""
    worst = answers.joint(each.assessment.verdict for each in given)
    each = ", ".join(
        f"{case.name_of(case.node(a.child))}: {VERDICT_LABELS[a.assessment.verdict]}" for a in given
    )
    return f"<p><strong>All together:</strong> {marks.verdict_mark(worst)} {escape(each)}</p>"
