"""One person of the family: facts, every relation to the child, findings, and the records."""

from __future__ import annotations

import streamlit as st

from app.case import Case
from app.genogram import family_table
from app.ui import answers, marks, records, state, two_people, widgets
from app.ui.standings import Standings

# So many candidates are named with whom a point is open; of more, only how many.
_NAMED = 4


def show(
    case: Case, known: Standings, found: answers.Sweep, person: str, lit: tuple[str, ...]
) -> None:
    """Draw one person.

    Args:
        case: the case.
        known: everyone's standing in the family of the child.
        found: the answers about everyone for this child.
        person: the key of the person.
        lit: the keys of the people on the way that the picture lights.
    """
    child = known.child
    widgets.heading(case.name_of(case.node(person)))
    widgets.html(_facts(case, known, person))
    if person != child:
        two_people.show(case, two_people.held_between(case, known.lineage, child, person), lit)
        if st.button("To the checklist of this person"):
            state.select(candidate=person)
            st.switch_page("app/ui/pages/placement.py")
    _show_findings(case, found, person)
    own = [line for line in records.held_lines(case) if line.names(person)]
    if own:
        with st.expander(f"On record ({len(own)})"):
            widgets.html(widgets.listing([records.cited(case, line) for line in own]))


def _facts(case: Case, known: Standings, person: str) -> str:
    row = next(each for each in family_table(case, state.as_of()) if each.key == person)
    facts = [
        ("Gender", row.gender),
        ("Born", row.born or "not recorded"),
        ("Died", row.died),
        *(("Parent", each) for each in row.parents),
        *(("Union", each) for each in row.unions),
        *(("Home", each) for each in row.homes),
        *(("Placement", each) for each in row.placements),
        *(("Tie", each) for each in row.ties),
        ("Findings", known.of[person].open_points or "nothing open"),
    ]
    return widgets.table(("Fact", "Recorded"), [each for each in facts if each[1]], "")


def _show_findings(case: Case, found: answers.Sweep, person: str) -> None:
    """The open points about a person, whoever the child would live with."""
    told = answers.open_about(case, found, person)
    if not told:
        return
    widgets.html("<h3>Open points</h3>")
    for check, candidates in told.values():
        names = [case.name_of(case.node(key)) for key in candidates]
        more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
        shown = ", ".join([*names[:_NAMED], *more])
        widgets.html(marks.brief_check(check, shown, state.as_of()))
