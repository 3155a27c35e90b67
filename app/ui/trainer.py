"""A scenario to try: its facts as switches, and the answer before and after beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from html import escape
from textwrap import shorten
from typing import Any

import streamlit as st

from app.case import Case
from app.decisions import assess
from app.errors import CaseFileError, QuestionError
from app.model import Assessment, Fact, Verdict
from app.reasoning import Ask
from app.rulebook import cases
from app.rulebook.variation import (
    Held,
    Pair,
    Place,
    Variation,
    compare,
    drawn_along,
    held_rows,
    scenario_text,
    vary,
)
from app.terms import Field, label
from app.ui import checklist, marks, state, widgets
from app.ui.forms import capital, draw_fields, plain
from app.wording import SETTLED, STATUS_LABELS, VERDICT_LABELS
from loaders.scenario import Asked

_SHORT = 4  # letters of a part that says nothing by itself
_FEW, _LONG = 2, 90  # facts named behind a check that moved; the whole of them stand below


def show() -> None:
    """The choice of a scenario, and the one chosen."""
    chosen = _choose()
    if chosen is None:
        widgets.html(
            "<p>A scenario is a small made-up case with a date, a question and the answer that the "
            "law gives. Choose one, change its facts, and see what moves and why.</p>"
        )
        return
    try:
        asked, before = cases.read(chosen.key), cases.outcome(chosen.key, state.law())
    except (CaseFileError, QuestionError) as error:
        st.error(plain(str(error)))
        return
    _head(chosen, asked, before.differences)
    _try(chosen, asked, before.assessment)


def _choose() -> cases.Listed | None:
    """The question of a scenario that is tried."""
    listed = cases.listed()
    chosen = listed.get(st.session_state["scenario"] or "")
    if chosen is None and st.session_state["scenario"]:
        st.warning(f"No scenario is called {plain(st.session_state['scenario'])}.")
    scenarios: dict[tuple[str, str], list[cases.Listed]] = {}
    for each in listed.values():
        scenarios.setdefault((each.file, each.scenario), []).append(each)
    names = list(scenarios)
    at = names.index((chosen.file, chosen.scenario)) if chosen else None
    found = st.selectbox(
        "Scenario",
        names,
        index=at,
        format_func=lambda name: _scenario_words(scenarios[name]),
        placeholder="Choose one; type a word to find it",
        key=f"scenario chosen {at}",
    )
    if found is None:
        return None
    parts = scenarios[found]
    part = parts[0]
    if len(parts) > 1:
        here = parts.index(chosen) if chosen in parts else 0
        part = st.selectbox(
            "Question of this scenario",
            parts,
            index=here,
            format_func=_part_words,
            key=f"part chosen {found} {here}",
        )
    if part.key != st.session_state["scenario"]:
        state.select(scenario=part.key)
        st.rerun()
    return part


def _part_words(each: cases.Listed) -> str:
    """A question of a scenario: its part, and the question where the part is a mere letter."""
    question = state.law().question(each.question).label
    if len(each.part) > _SHORT:
        return each.part
    return f"{each.part}: {question}" if each.part else question


def _scenario_words(parts: list[cases.Listed]) -> str:
    first = parts[0]
    subject = first.file.replace("_", " ")
    return f"{first.scenario} {first.title}".strip() + f" ({subject}, {len(parts)})"


def _head(chosen: cases.Listed, asked: Asked, differences: tuple[str, ...]) -> None:
    """What is asked of whom, and what the scenario expects."""
    kind = state.law().question(asked.question)
    roles = "; ".join(
        f"{role}: {', '.join(asked.case.name_of(asked.case.node(key)) for key in keys)}"
        for role, keys in asked.roles.items()
    )
    expected = VERDICT_LABELS[Verdict(chosen.verdict)]
    passes = "and that is the answer" if not differences else "and the answer differs"
    widgets.heading(chosen.title or chosen.scenario)
    widgets.html(
        f"<p><strong>{escape(kind.label)}</strong> {escape(capital(roles))}. "
        f"The scenario expects: {escape(expected)}, {passes}.</p>",
        "" if not differences else widgets.listing(differences),
    )


@st.fragment
def _try(chosen: cases.Listed, asked: Asked, before: Assessment) -> None:
    """Facts and date as switches; the answer beside them moves at once."""
    turn = st.session_state.get("scenario turn", 0)
    name = f"{chosen.key} {turn}"
    left, right = st.columns([6, 7], gap="large")
    with left:
        day = st.date_input(
            "As-of date of the scenario",
            asked.as_of,
            state.EARLIEST,
            state.LATEST,
            key=f"day {name}",
            format="YYYY-MM-DD",
            help="The answer is given for the end of this day.",
        )
        change = _facts(asked, name)
    day = day if isinstance(day, date) else asked.as_of
    try:
        case, after = state.held(
            "tried", (name, day, repr(change)), lambda: _answer(asked, change, day)
        )
    except (CaseFileError, QuestionError) as error:
        with right:
            _show_refusal(error)
        return
    pairs = compare(before, after)
    told = list(_told(asked, change, day))
    with right, st.container(key="trainer-answer"):
        _verdicts(before, after)
        _moves(pairs, told)
        _buttons(asked, case, after, told)
    _side_by_side(pairs, asked, case, before, after)


def _answer(asked: Asked, change: Variation, day: date) -> tuple[Case, Assessment]:
    # The scenario is every session's: what reasoning makes of it is kept beside a case of our own.
    own = state.held("tried case", asked.where + asked.name, lambda: vary(asked.case, Variation()))
    case = vary(own, change).remember(own)
    return case, assess(case, state.law(), day, Ask(asked.question, asked.roles))


def _show_refusal(error: CaseFileError | QuestionError) -> None:
    """Why the changed facts make no case, in the words of the loader."""
    if isinstance(error, CaseFileError):
        st.error("These facts cannot all be so. Take the last change back.")
        widgets.html(widgets.listing(f"{each.what}. {each.mend}" for each in error.problems))
    else:
        st.error(plain(str(error)))


# The facts


def _rows(asked: Asked) -> tuple[Held, ...]:
    """Every row of the scenario's case, kept while it is tried."""
    return state.held("tried rows", asked.name + asked.where, lambda: held_rows(asked.case))


def _facts(asked: Asked, name: str) -> Variation:
    """Every row of the case with its switch and its fields; gives what is changed."""
    needed = {key for keys in asked.roles.values() for key in keys}
    st.header("The facts")
    empty = st.toggle(
        "Offer fields that are not recorded too",
        key=f"empty {name}",
        help="Such as a date of death.",
    )
    values: dict[Place, Mapping[str, Any]] = {}
    left_out: set[Place] = set()
    section = ""
    for row in _rows(asked):
        if row.place.section != section:
            section = row.place.section
            widgets.heading(capital(row.place.record.label), 3)
        key = f"{name} {row.place.section} {row.place.key}"
        with st.container(horizontal=True, vertical_alignment="center", key=f"fact-{key}"):
            kept = True
            if row.place.record.keyed and row.place.key in needed:
                widgets.html(f"<p>{escape(row.sentence)} (asked about)</p>")
            else:
                words = plain(capital(row.sentence))
                kept = st.toggle(words, value=True, key=f"on {key}", width="stretch")
            fields = row.fields(empty=empty)
            if fields and kept:
                with st.popover("Change", key=f"change {key}"):
                    now = _draw(row, asked.case, key, fields)
                if now != dict(row.values):
                    values[row.place] = now
        if not kept:
            left_out.add(row.place)
    return Variation(values, frozenset(left_out))


def _draw(row: Held, case: Case, key: str, fields: frozenset[str]) -> dict[str, Any]:
    """The fields of a row; what was not touched keeps the very value that it had."""
    record = row.place.record
    drawn = draw_fields(record, case, f"field {key}", row.values, only=fields)
    now = {k: v for k, v in row.values.items() if k not in fields}
    for each in record.fields:
        if each.key in drawn:
            was, new = row.values.get(each.key), drawn[each.key]
            now[each.key] = was if _same(each, was, new) else new
    return now


def _same(field: Field, was: Any, now: Any) -> bool:
    if field.kind == "dateTime" and was is not None:
        return datetime.fromisoformat(str(was)) == datetime.fromisoformat(str(now))
    if field.many and isinstance(was, list):
        return sorted(was) == sorted(now)
    return bool(was == now)


def _told(asked: Asked, change: Variation, day: date) -> Iterable[str]:
    """What is changed, a sentence each."""
    if day != asked.as_of:
        yield f"As-of date: {asked.as_of.isoformat()} → {day.isoformat()}"
    rows = _rows(asked)
    along = drawn_along(rows, change.left_out)
    for row in rows:
        if row.place in change.left_out:
            yield f"Left out: {row.sentence}"
        elif row.place in along:
            yield f"Goes with it: {row.sentence}"
        elif row.place in change.values:
            now = change.values[row.place]
            for each in row.place.record.fields:
                was, new = row.values.get(each.key), now.get(each.key)
                if was != new:
                    yield f"{row.sentence}: {each.label} {_said(each, was)} → {_said(each, new)}"


def _said(field: Field, value: Any) -> str:
    """A value of a field in words."""
    if value is None:
        return "not recorded"
    if isinstance(value, list):
        return ", ".join(_said(field, each) for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return label(field.codes[value]) if value in field.codes else str(value)


# The answer


def _verdicts(before: Assessment, after: Assessment) -> None:
    """The two verdicts beside each other."""
    widgets.html(
        '<div class="kin-two">',
        marks.verdict(
            before, f"As it was, on {before.as_of.isoformat()}", checklist.summary(before)
        ),
        marks.verdict(after, f"As changed, on {after.as_of.isoformat()}", checklist.summary(after)),
        "</div>",
    )


def _moves(pairs: tuple[Pair, ...], told: list[str]) -> None:
    """What was changed, and which checks that moved."""
    if not told:
        widgets.html(
            '<p role="status">Nothing is changed yet. Switch a fact off, change a field or the '
            "date: what moves is told here.</p>"
        )
        return
    moved = [pair for pair in pairs if pair.moved]
    lines = "".join(f"<li>{_move(pair)}</li>" for pair in moved)
    count = "1 check" if len(moved) == 1 else f"{len(moved)} checks"
    heading = f"What moved: {count}" if moved else "No check moved"
    widgets.html(
        '<div class="kin-moved kin-moves" role="region" tabindex="0" aria-label="What moved">'
        "<p><strong>What you changed</strong></p>"
        f'{widgets.listing(told)}<p role="status"><strong>{heading}</strong></p>'
        f"<ul>{lines}</ul></div>"
    )


def _move(pair: Pair) -> str:
    was = STATUS_LABELS[pair.before.status] if pair.before else "not applicable"
    now = STATUS_LABELS[pair.after.status] if pair.after else "not applicable"
    if pair.before and pair.after and pair.before.status is pair.after.status:
        was, now = (
            f"{STATUS_LABELS[c.status]}, {c.due or c.met_on}" for c in (pair.before, pair.after)
        )
    why = []
    if pair.after and pair.after.status not in SETTLED:
        why.append(pair.after.message)
    why += _rests("Now it rests on", pair.gained) + _rests("No longer on", pair.lost)
    clauses = "; ".join(pair.check.clauses)
    reasons = "".join(f'<p class="kin-quiet">{escape(each)}</p>' for each in why)
    return (
        f"<strong>{escape(pair.check.name)}</strong>: {escape(was)} → {escape(now)} "
        f"({escape(clauses)}){reasons}"
    )


def _rests(words: str, facts: tuple[Fact, ...]) -> list[str]:
    """What a check rests on only now, or rested on only before: the first few facts."""
    if not facts:
        return []
    told = "; ".join(shorten(fact.sentence, _LONG, placeholder=" …") for fact in facts[:_FEW])
    more = len(facts) - _FEW
    return [f"{words}: {told}{f'; and {more} more' if more > 0 else ''}."]


def _buttons(asked: Asked, case: Case, after: Assessment, told: list[str]) -> None:
    with st.container(horizontal=True):
        if st.button("Set everything back", disabled=not told):
            st.session_state["scenario turn"] = st.session_state.get("scenario turn", 0) + 1
            st.rerun(scope="fragment")
        st.download_button(
            "Save as a scenario (YAML)",
            lambda: scenario_text(asked, case, after, "; ".join(told) or asked.name),
            f"{asked.scenario}-changed.yaml",
            "application/yaml",
            on_click="ignore",
            disabled=not told,
            help="A file for `kinstead test`. It expects what is answered here: check it against "
            "the law before you keep it.",
        )


def _side_by_side(
    pairs: tuple[Pair, ...], asked: Asked, case: Case, before: Assessment, after: Assessment
) -> None:
    """Every check as it was and as changed, those that moved first."""
    moved = [pair for pair in pairs if pair.moved]
    same = [pair for pair in pairs if not pair.moved]
    st.header("The reasoning, side by side")
    if moved:
        widgets.html(
            f"<h3>What moved ({len(moved)})</h3>",
            *(_pair(pair, asked, case, before, after) for pair in moved),
        )
    if same:
        title = f"The same in both ({len(same)})"
        shown = "".join(_pair(pair, asked, case, before, after) for pair in same)
        widgets.html(
            f"<details{'' if moved else ' open'}><summary>{title}</summary>{shown}</details>"
        )
    if not pairs:
        widgets.html("<p>No check applies, before or after.</p>")


def _pair(pair: Pair, asked: Asked, case: Case, before: Assessment, after: Assessment) -> str:
    sides = (
        (pair.before, asked.case, before, "It did not apply."),
        (pair.after, case, after, "It does not apply any more."),
    )
    shown = (
        marks.check(check, held, state.law(), answer.as_of)
        if check
        else f'<div class="kin-check kin-idle"><p><strong>{escape(pair.check.name)}</strong></p>'
        f"<p>{absent}</p></div>"
        for check, held, answer, absent in sides
    )
    return f'<div class="kin-two kin-same">{"".join(f"<div>{each}</div>" for each in shown)}</div>'
