"""The family page: picture, table, and one person with the relation to the child."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from app.batch import children_of
from app.case import Case
from app.genogram import draw, family_table
from app.network import family_graph, kinship_path
from app.ui import answers, candidates, marks, records, state, widgets
from app.ui.forms import capital, person_label

# A picture of more people than these shows at first who is so many ties away from the child.
_MOST, _NEAR = 40, 3
_SHEET = '<div class="sheet" tabindex="0" role="region" aria-label="Family picture"></div>'
_STYLE = """
.sheet { overflow: auto; max-height: 75vh; border: 1px solid #8d989b; border-radius: 4px;
    background: #ffffff; }
.sheet svg { display: block; }
.sheet [data-key] { cursor: pointer; }
"""


@cache
def _picture() -> Any:
    script = Path(__file__).with_name("picture.js").read_text(encoding="utf-8")
    return st.components.v2.component("family_picture", html=_SHEET, css=_STYLE, js=script)


def show(case: Case) -> None:
    """The page's parts, from the whole family to one person."""
    child, person = _choose(case)
    st.header("Picture")
    svg = draw(case, state.as_of(), child, _path(case, child, person), _reach(case))
    clicked = _picture()(
        data={"svg": svg, "focal": child}, key="family picture", on_person_change=lambda: None
    ).person
    if clicked and clicked != person:
        state.select(person=clicked)
        st.rerun()
    st.download_button(
        "Save the picture (SVG)", svg, f"{case.name}-family.svg", "image/svg+xml", on_click="ignore"
    )
    if person:
        _show_person(case, child, person)
    st.header("The same as a table")
    widgets.html(table(case))


def _choose(case: Case) -> tuple[str | None, str | None]:
    known = list(children_of(case))
    rest = [key for key in case.people if key not in known]
    chosen = state.people_selected(case)[0]
    left, right = st.columns(2)
    options = [*known, *rest]
    child = left.selectbox(
        "Child at the heart of the picture",
        options,
        index=options.index(chosen[0]) if chosen else 0,
        format_func=lambda key: person_label(case, key),
        key=f"focal {chosen}",
    )
    if child and (not chosen or child != chosen[0]):
        state.select(child=[child])
    people = sorted(case.people, key=lambda key: person_label(case, key).lower())
    person = st.session_state["person"]
    found = right.selectbox(
        "Person",
        people,
        index=people.index(person) if person in people else None,
        format_func=lambda key: person_label(case, key),
        placeholder="Choose a person, or click one in the picture",
        key=f"family person {person}",
    )
    if found != person:
        state.select(person=found)
    return child, found


def _reach(case: Case) -> int | None:
    """How many ties from the child the picture of a large family reaches; None for everyone."""
    if len(case.people) <= _MOST:
        return None
    options = {"Near the child": _NEAR, f"Everyone ({len(case.people)} people)": None}
    chosen = st.segmented_control("Show", list(options), default="Near the child", required=True)
    return options[chosen]


def _path(case: Case, child: str | None, person: str | None) -> set[str]:
    """The people on the nearest chain of ties from a child to a person, both among them."""
    if child is None or person is None:
        return set()
    graph = family_graph(case, candidates.held_sweep(case, (child,)).derivation)
    chain = kinship_path(graph, case.node(child), case.node(person))
    return {child, person} | {case.key(node) for node in chain}


def _show_person(case: Case, child: str | None, person: str) -> None:
    widgets.heading(case.name_of(case.node(person)))
    if child and child != person:
        told = _show_relation(case, child, person)
        _show_findings(case, child, person, told)
    own = [line for line in records.held_lines(case) if line.names(person)]
    rows = [f"{capital(line.sentence)} ({case.place_of(_row(case, line))})" for line in own]
    if rows:
        widgets.html("<p><strong>On record</strong></p>", widgets.listing(rows))


def _row(case: Case, line: records.Line) -> str:
    return f"{case.iri.value}#/{line.record.section}/{line.at}"


def _show_relation(case: Case, child: str, person: str) -> set[str]:
    """Draw what a person is to the child; gives the shapes of the open points it shows."""
    found = candidates.held_sweep(case, (child,))
    name = case.name_of(case.node(child))
    answer = candidates.held_answers(case, answers.WHO, (child,), person)[0].assessment
    relation = answers.relation_words(answer) or "no relation on record"
    path = " ".join(answers.tie_sentences(case, found.derivation, answer, person))
    widgets.html(
        f"<p><strong>To {escape(name)}:</strong> {escape(relation)}. {escape(path)}</p>",
        f"<p>{marks.verdict_mark(answer.verdict)} "
        f"{escape(state.law().question(answers.WHO).label)}</p>",
        *(marks.check(c, case, state.law(), answer.as_of) for c in answers.open_points(answer)),
    )
    if st.button("To the checklist of this person"):
        state.select(candidate=person)
        st.switch_page("app/ui/pages/placement.py")
    return {check.shape for check in answers.open_points(answer)}


def _show_findings(case: Case, child: str, person: str, told: set[str]) -> None:
    """The open points about a person in the placement with the candidate chosen, or with them."""
    candidate = state.people_selected(case)[1] or person
    answer = candidates.held_answers(case, answers.WHOLE, (child,), candidate)[0].assessment
    still = (check for check in answers.open_points(answer) if check.about == person)
    about = [check for check in still if check.shape not in told]
    if about:
        names = [case.name_of(case.node(key)) for key in (child, candidate)]
        widgets.html(
            f"<p><strong>Open points about this person</strong>, {escape(names[0])} with "
            f"{escape(names[1])}</p>",
            *(marks.check(check, case, state.law(), answer.as_of) for check in about),
        )


def table(case: Case) -> str:
    """Everyone in the case with their ties on the as-of date, as an HTML table."""
    head = ("Name", "Gender", "Born", "Died", "Parents", "Unions", "Home", "Placement", "Ties")
    body = [
        (
            row.name,
            row.gender,
            row.born,
            row.died,
            *("; ".join(x) for x in (row.parents, row.unions, row.homes, row.placements, row.ties)),
        )
        for row in family_table(case, state.as_of())
    ]
    return widgets.table(head, body, "Everyone in the case")
