"""Who else: the child's relatives whom nobody has contacted yet, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import streamlit as st

from app.case import Case
from app.decisions import answer, assess
from app.model import Assessment, Verdict
from app.reasoning import Ask
from app.terms import CW, RecordClass, local_name, schema
from app.ui import answers, dialogs, marks, state, widgets
from app.ui.forms import plain

# What the records of contacts are called, and the contacts that reached nobody.
_CONTACT, _IN_VAIN = "KinContact", {"triedToReach"}
_CHILDREN = ("child", "children")
# The question whose open checks say what is still to be done about a relative.
_SEARCH = "relativeSearch"


@dataclass(frozen=True)
class Uncontacted:
    """A relative without a contact on record: relation, verdict, and what the law asks for next."""

    key: str
    relation: str
    verdict: Verdict
    next_steps: tuple[str, ...]


def contact_record() -> RecordClass | None:
    """The record class of contacts with relatives, where the ontology has one."""
    kinds = schema().records.values()
    return next((each for each in kinds if local_name(each.term) == _CONTACT), None)


def uncontacted(
    found: answers.Sweep, contacted: Iterable[str], search: Assessment | None = None
) -> list[Uncontacted]:
    """The relatives of a child who are not among those contacted, the likeliest first.

    Args:
        found: the answers about everyone for one child.
        contacted: keys of those whom a contact reached.
        search: the answer about the search for the child's relatives, for what is to be done next.
    """
    reached, (child, *_) = set(contacted), found.children
    left = []
    for each in found.candidates:
        if each.likely and each.key not in reached:
            ask = Ask(answers.WHO, {"child": (child,), "candidate": (each.key,)})
            told = answers.open_points(search) if search else []
            told = [check for check in told if check.about == each.key]
            told += answers.open_points(answer(found.derivation, ask, None))
            steps = tuple(dict.fromkeys(check.remedy for check in told if check.remedy))
            left.append(Uncontacted(each.key, each.relations[0], each.relative, steps))
    return left


def contacted(case: Case, child: str, as_of: str) -> set[str]:
    """The keys of those whom a contact about a child has reached by a day."""
    record = contact_record()
    if record is None:
        return set()
    found = set()
    people = [field for field in record.fields if field.kind == "person"]
    about = [field.term for field in people if field.key in _CHILDREN]
    reached = [field.term for field in people if field.key not in _CHILDREN]
    codes = [field.term for field in record.fields if field.kind == "code"]
    for row in case.of_class(record.term):
        children = [node for term in about for node in case.index.objects(row, term)]
        told = {local_name(code) for term in codes for code in case.index.objects(row, term)}
        begun = case.index.text(row, CW["on"]) <= as_of
        if case.node(child) in children and begun and not told & _IN_VAIN:
            found |= {case.key(n) for term in reached for n in case.index.objects(row, term)}
    return found


def _held_search(case: Case, child: str) -> Assessment | None:
    """The answer about the search for a child's relatives, where the law held here has one."""
    law, key, day = state.law(), state.case_key() or "", state.as_of()
    if _SEARCH not in law.questions:
        return None
    return state.held(
        "search",
        (key, state.folder().version(key), day, child),
        lambda: assess(case, law, day, Ask(_SEARCH, {"child": (child,)}), explained=False),
    )


def show(case: Case, found: answers.Sweep) -> None:
    """The relatives not contacted yet: each with relation, verdict and next step."""
    (child, *_) = found.children
    day = state.as_of().isoformat()
    left = uncontacted(found, contacted(case, child, day), _held_search(case, child))
    of = case.name_of(case.node(child))
    count = f"{len(left)} relative{'' if len(left) == 1 else 's'}"
    if not left:
        said = f"Every relative of {of} on record has been contacted by {day}."
    else:
        said = f"{count} of {of} with no contact on record by {day}, the likeliest first."
    widgets.html(f"<p>{escape(said)}</p>")
    record = contact_record()
    for each in left:
        name = plain(case.name_of(case.node(each.key)))
        steps = "".join(f"<p><strong>Next:</strong> {escape(x)}</p>" for x in each.next_steps)
        mark = marks.verdict_mark(each.verdict)
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"line else {each.key}"
        ):
            st.button(
                name,
                key=f"else {each.key}",
                type="primary" if each.key == st.session_state["person"] else "secondary",
                width=120,
                wrap=True,
                on_click=state.select,
                kwargs={"person": each.key, "path": []},
            )
            widgets.html(f"<p>{escape(each.relation)}<br>{mark}</p>{steps}")
        if record is not None and st.button(
            f"Record a contact with {name}",
            key=f"contact {each.key}",
            type="tertiary",
        ):
            dialogs.open_record(record.section, None, _preset(record, child, each.key, day))


def _preset(record: RecordClass, child: str, relative: str, day: str) -> dict[str, object]:
    """What the form of a contact begins with: the child, the relative and the day."""
    found: dict[str, object] = {}
    for field in record.fields:
        if field.kind == "person" and field.key in _CHILDREN:
            found[field.key] = [child] if field.many else child
        elif field.kind == "person":
            found[field.key] = [relative] if field.many else relative
        elif field.key == "on":
            found[field.key] = day
    return found
