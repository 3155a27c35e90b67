"""The family picture on the page: an SVG that answers clicks and keys, with its own tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from app.case import Case
from app.disclosure import Redaction
from app.genogram import Family, draw, read_family, to_pdf, to_png
from app.genogram.family import ParentLink
from app.ui import readers, state
from app.ui.standings import Standings

_HTML = """
<div class="tools" role="toolbar" aria-label="Picture">
  <button type="button" data-do="closer" aria-label="Zoom in">+</button>
  <button type="button" data-do="farther" aria-label="Zoom out">−</button>
  <output aria-label="Zoom"></output>
  <button type="button" data-do="fit">Fit the width</button>
  <button type="button" data-do="natural">Full size</button>
  <button type="button" data-do="way">Show the way</button>
  <button type="button" data-do="print">Print</button>
  <p class="hint" id="keys">Arrow keys move from person to person, Enter chooses, + and − zoom.</p>
</div>
<div class="sheet" role="region" aria-label="Family picture" aria-describedby="keys"></div>
<p class="said" role="status"></p>
"""  # noqa: RUF001 - the sign of a button
_STYLE = """
:host { display: block; }
.tools { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35rem; margin: 0 0 0.4rem;
    font-family: var(--st-font); font-size: 0.87rem; color: var(--st-text-color); }
.tools button { font: inherit; color: inherit; background: var(--st-background-color);
    border: 1px solid color-mix(in srgb, var(--st-text-color) 45%, transparent);
    border-radius: 0.4rem; padding: 0.2rem 0.65rem; min-height: 1.9rem; min-width: 1.9rem;
    cursor: pointer; }
.tools button:disabled { opacity: 0.55; cursor: default; }
.tools button:hover { background: var(--st-secondary-background-color); }
.tools button:focus-visible { outline: 3px solid var(--st-link-color); outline-offset: 1px; }
.tools output { min-width: 3.2rem; text-align: center; font-variant-numeric: tabular-nums; }
.hint { margin: 0 0 0 0.4rem; }
.sheet { overflow: auto; max-height: 78vh; border: 1px solid #8d989b; border-radius: 6px;
    background: #ffffff; padding: 6px; margin: 1px; }
.sheet svg { display: block; margin: 0 auto; }
.sheet [data-key] { cursor: pointer; outline: none; }
.sheet [data-key]:hover { outline: 2px solid #8d989b; outline-offset: 3px; border-radius: 6px; }
.sheet [data-key][aria-pressed="true"] { outline: 3px solid #7a3b9a; outline-offset: 3px;
    border-radius: 6px; }
.sheet [data-key]:focus-visible { outline: 3px solid #0b57d0; outline-offset: 3px;
    border-radius: 6px; }
.sheet [data-key][aria-pressed="true"]:focus-visible { outline-style: double;
    outline-width: 6px; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
    margin: 0; }
"""


@dataclass(frozen=True)
class View:
    """What the picture shows.

    Attributes:
        seen: the day on which the family is shown.
        child: the key of the child at the heart of it.
        person: the key of the person chosen, or None.
        way: keys of the people of the chain that is lit.
        marked: keys of everyone who belongs to it, the parents that siblings share among them.
        keep: keys of the only people drawn; None for everyone.
    """

    seen: date
    child: str
    person: str | None
    way: tuple[str, ...]
    marked: frozenset[str]
    keep: frozenset[str] | None = None


@cache
def _picture() -> Any:
    script = Path(__file__).with_name("picture.js").read_text(encoding="utf-8")
    return st.components.v2.component("family_picture", html=_HTML, css=_STYLE, js=script)


def held_family(case: Case, seen: date) -> Family:
    """The family on a day, read again when case or day change."""
    key = state.case_key() or ""
    about = (key, state.folder().version(key), seen)
    return state.held("family", about, lambda: read_family(case, seen))


def held_svg(case: Case, view: View) -> str:
    """The picture of a view as SVG, drawn again when what it shows changes."""
    key = state.case_key() or ""
    about = (key, state.folder().version(key), view.seen)
    shown = (view.child, view.keep, view.way)
    return state.held(
        "picture",
        (about, shown),
        lambda: draw(
            case,
            view.seen,
            view.child,
            view.marked,
            keep=view.keep,
            path=view.way,
        ),
    )


def show(case: Case, view: View, known: Standings) -> str | None:
    """Draw the picture; gives the key of a person who was just clicked or chosen by keys."""
    family = held_family(case, view.seen).people
    count = len(family if view.keep is None else family.keys() & view.keep)
    name = f"Family picture of {case.name_of(case.node(view.child))}, {count} people"
    clicked = _picture()(
        data={
            "svg": held_svg(case, view),
            "name": name,
            "focal": view.child,
            "selected": view.person,
            "lit": sorted(view.marked),
            "spoken": spoken(case, view.seen, known),
            "tied": tied(case, view.seen),
        },
        key="family picture",
        on_person_change=lambda: None,
    ).person
    return clicked if clicked in case.people else None


def spoken(case: Case, seen: date, known: Standings) -> dict[str, str]:
    """What is said of each person after name, gender and day of birth: age, relation, findings."""
    child = case.name_of(case.node(known.child))
    found = {}
    for key, member in held_family(case, seen).people.items():
        age, each = member.years.partition(" · ")[2], known.of[key]
        words = [f"age {age}"] if age else []
        words += [f"{each.relation} of {child}"] if each.relation else []
        words += [each.open_points] if each.open_points else []
        found[key] = ", ".join(words)
    return found


def tied(case: Case, seen: date) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Each person's parents (`up`) and children (`down`) on a date, for the arrow keys.

    A parent who is only claimed, or no longer one, is led to where there is no other.
    """
    found: dict[str, dict[str, list[str]]] = {key: {"up": [], "down": []} for key in case.people}
    links = held_family(case, seen).parentage
    sure = {link.child for link in links if _stands(link)}
    for link in links:
        if _stands(link) or link.child not in sure:
            found[link.child]["up"].append(link.parent)
        found[link.parent]["down"].append(link.child)
    return found


def _stands(link: ParentLink) -> bool:
    return link.basis != "claimed" and not link.ended


def save(case: Case, view: View) -> None:
    """The buttons that save the picture for a reader, each file made when it is asked for."""
    shown = readers.choose(case, "Picture", view.seen)
    svg = held_svg(case, view) if shown.reading is None else _for_reader(shown, view)
    name = f"{shown.case.name}-family-{view.seen.isoformat()}"
    kinds: tuple[tuple[str, str, str, Callable[[], str | bytes]], ...] = (
        ("SVG", "svg", "image/svg+xml", lambda: svg),
        ("PNG", "png", "image/png", lambda: to_png(svg)),
        ("PDF", "pdf", "application/pdf", lambda: to_pdf(svg)),
    )
    with st.container(horizontal=True):
        for label, ending, kind, make in kinds:
            st.download_button(
                f"Save as {label}", make, f"{name}.{ending}", kind, on_click="ignore"
            )


def _for_reader(shown: Redaction, view: View) -> str:
    """The picture of a view as a reader may see it; no way is lit over somebody withheld.

    Whoever is withheld stands in it as somebody with whom the child is placed, and no more.
    """
    way = [shown.key(key) for key in view.way]
    lit = tuple(key for key in way if key is not None)
    marked = {key for true in view.marked if (key := shown.key(true)) is not None}
    keep = None if view.keep is None else {k for key in view.keep if (k := shown.key(key))}
    return draw(
        shown.case,
        view.seen,
        shown.key(view.child),
        marked if len(lit) == len(way) else frozenset(),
        keep=keep,
        path=lit if len(lit) == len(way) else (),
        said=shown.sentences,
    )
