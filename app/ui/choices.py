"""What can be chosen on the Family page: people, filters, the day, and what stands beside.

The address holds every choice; a widget only mirrors it, so that a link, a click in the picture and
a widget all say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from app.case import Case
from app.ui import records, state, widgets
from app.ui.forms import capital
from app.ui.standings import FINDINGS, Choice, Standings

# The records that change what the picture shows, from one day to the next.
_SHOWN = ("parentage", "unions", "members", "proposals", "placements", "ties", "godparents")
_DAYS = ("from", "until", "on")


def one(
    label: str,
    options: Mapping[str, str],
    value: str | None,
    choose: Callable[[Any], None],
    *,
    required: bool = False,
    placeholder: str = "Choose a person",
) -> None:
    """A list of people to choose one from.

    Args:
        label: what it is called; also its key on the page.
        options: key to what is said of each.
        value: the key chosen now, or None.
        choose: called with the key that the user chooses.
        required: whether somebody is always chosen.
        placeholder: what it says where nobody is chosen.
    """
    key = f"choice {label}"
    _mirror(key, value)
    st.selectbox(
        label,
        list(options),
        index=0 if required else None,
        format_func=lambda each: options.get(each, ""),
        key=key,
        placeholder=placeholder,
        on_change=lambda: choose(st.session_state[key]),
    )


def _mirror(key: str, value: Any) -> None:
    """Let a widget show what the address says, whoever changed it last."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def filters(known: Standings, *, crowded: bool) -> tuple[Choice, bool]:
    """The filters as widgets; gives what they let through, and whether only those near the child.

    Args:
        known: everyone's standing, for what there is to choose from.
        crowded: whether there are so many people that the picture begins with those near the child.
    """
    kinds: dict[str, tuple[str, Mapping[Any, str]]] = {
        "side": ("Side", known.sides()),
        "generation": ("Generation", {str(k): v for k, v in known.generations().items()}),
        "role": ("Role", known.roles()),
        "finding": ("Findings", {name: label for name, (label, _) in FINDINGS.items()}),
    }
    chosen = {
        name: tuple(each for each in st.session_state[name] if each in options)
        for name, (_, options) in kinds.items()
    }
    near = crowded and st.session_state["reach"] != "everyone"
    # The same words each time, or the list would close under the hand that opened it.
    opened = st.session_state.setdefault("filters open", any(chosen.values()))
    left, right = st.columns([2, 1], gap="medium") if crowded else (st.container(), None)
    with left, st.expander("Filters", expanded=opened):
        places = st.columns(2, gap="medium")
        for place, (name, (label, options)) in enumerate(kinds.items()):
            with places[place % 2]:
                if options:
                    _pills(name, label, options, chosen[name])
        st.button("Clear the filters", disabled=not any(chosen.values()), on_click=_clear)
    if right is not None:
        with right:
            near = _reach(len(known.of), near=near)
    generations = tuple(int(each) for each in chosen["generation"])
    return Choice(chosen["side"], generations, chosen["role"], chosen["finding"]), near


def _pills(name: str, label: str, options: Mapping[str, str], chosen: tuple[str, ...]) -> None:
    key = f"filter {name}"
    _mirror(key, list(chosen))
    st.pills(
        label,
        list(options),
        selection_mode="multi",
        format_func=lambda each: options.get(each, each),
        key=key,
        wrap=True,
        on_change=lambda: state.select(**{name: list(st.session_state[key])}),
    )


def _clear() -> None:
    state.select(side=[], generation=[], role=[], finding=[])


def _reach(count: int, *, near: bool) -> bool:
    """Whether a crowded picture shows those near the child only."""
    options = {"near": "Near the child", "everyone": f"Everyone ({count} people)"}
    _mirror("filter reach", "near" if near else "everyone")
    st.segmented_control(
        "Show",
        list(options),
        format_func=lambda each: options[each],
        required=True,
        key="filter reach",
        wrap=True,
        on_change=lambda: state.select(reach=st.session_state["filter reach"]),
    )
    return near


def tell(fitting: int) -> None:
    """Say how many the filters let through, and who else is there."""
    people = f"{fitting} {'person fits' if fitting == 1 else 'people fit'} the filters"
    st.markdown(f"{people}; small dots stand for those who tie them to each other.")


def day(case: Case) -> date:
    """The day on which the picture shows the family: a slider over the days of change."""
    until = state.as_of().isoformat()
    days = sorted({*changes_of(case), until})
    seen = st.session_state["seen"] if st.session_state["seen"] in days else until
    if len(days) > 1:
        _mirror("picture day", seen)
        st.select_slider(
            "Picture of the family on",
            days,
            key="picture day",
            help="The days on which a union, a placement, a household or a tie changed.",
            on_change=_see,
        )
    return date.fromisoformat(seen)


def tell_day(case: Case, seen: date) -> None:
    """Say what changed on the day of the picture, where that is not the as-of date."""
    until, shown = state.as_of().isoformat(), seen.isoformat()
    if shown == until:
        return
    told = f"The picture shows {shown}; answers and findings are still those of {until}."
    widgets.html(f"<p>{told}</p>", widgets.listing(changes_of(case).get(shown, [])))
    st.button(f"Back to {until}", on_click=state.select, kwargs={"seen": None})


def _see() -> None:
    seen = st.session_state["picture day"]
    state.select(seen=None if seen == state.as_of().isoformat() else seen)


def changes_of(case: Case) -> dict[str, list[str]]:
    """The days on which something that the picture shows began, ended or was done, and what."""
    found: dict[str, list[str]] = {}
    for line in records.held_lines(case):
        if line.record.section in _SHOWN:
            for field in _DAYS:
                value = str(line.values.get(field, ""))
                if value:
                    words = "ended: " if field == "until" else ""
                    found.setdefault(value, []).append(capital(words + line.sentence))
    return found


def view(options: Mapping[str, str]) -> str:
    """What stands beside the picture: one of the options, the first where none was chosen."""
    first = next(iter(options))
    chosen = st.session_state["view"] if st.session_state["view"] in options else first
    _mirror("beside", chosen)
    st.segmented_control(
        "Beside the picture",
        list(options),
        format_func=lambda each: options[each],
        required=True,
        key="beside",
        wrap=True,
        label_visibility="collapsed",
        on_change=lambda: state.select(view=st.session_state["beside"], path=[]),
    )
    return chosen
