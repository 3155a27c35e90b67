"""The family page: the picture with its filters, whoever is chosen beside it, and the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import streamlit as st

from app.batch import children_of
from app.case import Case
from app.genogram import FamilyRow, family_table
from app.genogram.family import near_family
from app.network import drawn_way, kinship_path
from app.ui import (
    answers,
    candidates,
    choices,
    person,
    picture,
    state,
    two_people,
    who_else,
    widgets,
)
from app.ui.forms import person_label
from app.ui.standings import Standings, standings

# A picture of more people than these shows at first who is so many ties away from the child.
_MOST, _NEAR = 40, 3
_VIEWS = {"person": "One person", "two": "Between two people", "else": "Who else?"}
# The picture takes what room there is, and stays in sight while one reads beside it.
_LOOK = """
<style>
[data-testid="stMainBlockContainer"] { padding-left: 2.5rem; padding-right: 2.5rem; }
[data-testid="stSlider"] p { color: light-dark(#1c2426, #eceff0); }
@media (min-width: 65rem) {
    [data-testid="stColumn"]:has(.st-key-picture-side) { position: sticky; top: 3.4rem;
        align-self: flex-start; }
}
@media (max-width: 64.9rem) {
    [data-testid="stHorizontalBlock"]:has(.st-key-picture-side) { flex-direction: column; }
    [data-testid="stHorizontalBlock"]:has(.st-key-picture-side) > [data-testid="stColumn"] {
        width: 100%; flex: 1 1 auto; }
}
</style>
"""


def show(case: Case) -> None:
    """The page's parts: who is at the heart of it, the picture, whoever is chosen, the table."""
    st.html(_LOOK)
    left, right = st.columns(2, gap="medium")
    with left:
        child = _choose_child(case)
    with right:
        seen = choices.day(case)
    choices.tell_day(case, seen)
    found = candidates.held_sweep(case, (child,))
    known = _held_standings(case, child, found)
    chosen = st.session_state["person"]
    chosen = chosen if chosen in case.people else None
    path = _path(case, known, child, chosen)
    way, beside = drawn_way(known.lineage.graph, path)
    marked = frozenset(map(case.key, {*way, *beside}))
    view = picture.View(seen, child, chosen, tuple(map(case.key, way)), marked)
    view = _filtered(case, known, view)
    left, right = st.columns([2, 1], gap="medium")
    with left, st.container(key="picture-side"):
        clicked = picture.show(case, view, known)
        if clicked and clicked != chosen:
            state.select(person=clicked, path=[])
            st.rerun()
        picture.save(case, view)
    with right:
        _beside(case, known, found, chosen, tuple(map(case.key, path)))
    st.header("The same as a table")
    widgets.html(shown_table(case, known, view))


def _held_standings(case: Case, child: str, found: answers.Sweep) -> Standings:
    key = state.case_key() or ""
    about = (key, state.folder().version(key), state.as_of(), child)
    return state.held("standings", about, lambda: standings(case, child, found))


def _choose_child(case: Case) -> str:
    """The child at the heart of the picture."""
    known = list(children_of(case))
    options = [*known, *(key for key in case.people if key not in known)]
    chosen = state.people_selected(case)[0]
    child = chosen[0] if chosen else options[0]
    choices.one(
        "Child at the heart of the picture",
        {key: person_label(case, key) for key in options},
        child,
        lambda key: state.select(child=[key], side=[], generation=[], path=[], first=None),
        required=True,
    )
    return child


def _path(case: Case, known: Standings, child: str, chosen: str | None) -> list[Any]:
    """The people of the way that is lit: the one asked for, else the nearest to whom is chosen."""
    graph = known.lineage.graph
    nodes = [case.node(key) for key in st.session_state["path"] if key in case.people]
    # Two people may be joined by a personal tie, which is no tie of the family.
    if len(nodes) == 2 or (nodes and all(graph.has_edge(a, b) for a, b in pairwise(nodes))):
        return nodes
    first = st.session_state["first"] if st.session_state["view"] == "two" else None
    start = first if first in case.people else child
    return [] if chosen is None else kinship_path(graph, case.node(start), case.node(chosen))


def _filtered(case: Case, known: Standings, view: picture.View) -> picture.View:
    """The view with only those whom the filters let through, the child, and the lit way."""
    choice, near = choices.filters(known, crowded=len(case.people) > _MOST)
    if not choice and not near:
        return view
    always = {view.child, *view.marked}
    always |= {view.person} if view.person else set()
    family = picture.held_family(case, view.seen)
    fitting = known.chosen(choice) & family.people.keys()
    if near:
        fitting &= near_family(family, view.child, always, _NEAR).people.keys()
    if choice:
        choices.tell(len(fitting))
    return replace(view, keep=fitting | always)


def _beside(
    case: Case, known: Standings, found: answers.Sweep, chosen: str | None, lit: tuple[str, ...]
) -> None:
    """What stands beside the picture: one person, what two are to each other, or who else."""
    view = choices.view(_VIEWS)
    if view == "else":
        who_else.show(case, found)
        return
    people = {key: person_label(case, key) for key in case.people}
    people = dict(sorted(people.items(), key=lambda item: item[1].lower()))
    first = known.child
    if view == "two":
        first = st.session_state["first"]
        first = first if first in case.people else known.child
        choices.one(
            "First person",
            people,
            first,
            lambda key: state.select(first=key, path=[]),
            required=True,
        )
    choices.one(
        "Second person" if view == "two" else "Person",
        people,
        chosen,
        lambda key: state.select(person=key, path=[]),
        placeholder="Choose one, here or in the picture",
    )
    if view == "two" and chosen not in (None, first):
        between = two_people.held_between(case, known.lineage, first, chosen)
        names = [case.name_of(case.node(key)) for key in (first, chosen)]
        widgets.heading(" and ".join(names))
        two_people.show(case, between, lit)
    elif view == "two":
        st.markdown("Choose two people to see everything that each is to the other.")
    elif chosen is not None:
        person.show(case, known, found, chosen, lit)
    else:
        st.markdown(
            "Click someone in the picture, or move there with the arrow keys and press Enter."
        )


# The table


def table(case: Case) -> str:
    """Everyone in the case with their ties on the as-of date, as an HTML table."""
    return _table(family_table(case, state.as_of()), None, "Everyone in the case")


def shown_table(case: Case, known: Standings, view: picture.View) -> str:
    """Everyone in the picture with their ties on its day, as an HTML table."""
    family = picture.held_family(case, view.seen).people.keys()
    kept = family if view.keep is None else family & view.keep
    rows = [row for row in family_table(case, view.seen) if row.key in kept]
    whom = "Everyone in the family"
    if len(rows) < len(family):
        whom = f"{len(rows)} of {len(family)} people"
    return _table(rows, known, f"{whom} on {view.seen.isoformat()}")


def _table(rows: Sequence[FamilyRow], known: Standings | None, caption: str) -> str:
    """People as a table, with what each is to the child where that is known."""
    head = ["Name", "Gender", "Born", "Died"]
    if known is not None:
        child = known.lineage.case.node(known.child)
        head += [f"To {known.lineage.case.name_of(child)}", "Findings"]
    head += ["Parents", "Unions", "Home", "Placement", "Ties"]
    body = []
    for row in rows:
        cells = [row.name, row.gender, row.born, row.died]
        if known is not None:
            cells += [known.of[row.key].relation, known.of[row.key].open_points]
        ties = (row.parents, row.unions, row.homes, row.placements, row.ties)
        body.append([*cells, *("; ".join(each) for each in ties)])
    return widgets.table(head, body, caption)
