"""The matrix of answers on the page: a table whose every cell can be opened, by mouse and keys."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from app import disclosure
from app.case import Case
from app.disclosure import Matrix
from app.ui import marks
from app.wording import day_verdict

_HTML = """
<p class="hint" id="keys">Arrow keys move from cell to cell, Enter opens a cell.</p>
<div class="sheet"><table aria-describedby="keys"></table></div>
<p class="said" role="status"></p>
"""
_STYLE = """
:host { display: block; }
.hint { margin: 0 0 0.3rem; font-family: var(--st-font); font-size: 0.87rem;
    color: var(--st-text-color); }
.sheet { overflow: auto; max-height: 27rem; margin: 1px;
    border: 1px solid color-mix(in srgb, var(--st-text-color) 25%, transparent);
    border-radius: 0.5rem; background: var(--st-background-color); }
table { border-collapse: separate; border-spacing: 0; width: 100%; table-layout: fixed;
    min-width: 46rem; font-family: var(--st-font);
    font-size: 0.92rem; color: var(--st-text-color); }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th { text-align: left; font-weight: 600; padding: 0.35rem 0.6rem; vertical-align: middle; }
thead th { position: sticky; top: 0; z-index: 1; background: var(--st-secondary-background-color);
    border-bottom: 1px solid color-mix(in srgb, var(--st-text-color) 30%, transparent); }
thead th:first-child { width: 27%; }
tbody th { overflow-wrap: anywhere; }
tbody th span { display: block; font-weight: 400; font-size: 0.85rem; }
tbody th, tbody td { border-bottom: 1px solid
    color-mix(in srgb, var(--st-text-color) 14%, transparent); }
tbody tr:last-child > * { border-bottom: 0; }
td { padding: 0.25rem 0.4rem; }
button { font: inherit; color: inherit; width: 100%; min-height: 1.9rem;
    text-align: left; white-space: nowrap; cursor: pointer; background: var(--st-background-color);
    border: 1px solid; border-left-width: 5px; border-radius: 0.4rem; padding: 0.15rem 0.5rem; }
button:hover { background: var(--st-secondary-background-color); }
button[aria-pressed="true"] { font-weight: 650; background: var(--st-secondary-background-color);
    box-shadow: 0 0 0 2px var(--st-text-color); }
button:focus-visible { outline: 3px solid var(--st-link-color); outline-offset: 2px; }
.good { border-color: light-dark(#1f7a4d, #58c08c); }
.bad { border-color: light-dark(#b3261e, #f28b82); }
.open { border-color: light-dark(#96630a, #e6b450); }
.ask { border-color: light-dark(#5b4bb0, #b3a6ff); }
.idle { border-color: light-dark(#7b8689, #8d989b); }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
    margin: 0; }
"""


@cache
def _table() -> Any:
    script = Path(__file__).with_name("cells.js").read_text(encoding="utf-8")
    return st.components.v2.component("answer_matrix", html=_HTML, css=_STYLE, js=script)


def show(case: Case, matrix: Matrix, chosen: tuple[str, str] | None) -> tuple[str, str] | None:
    """Draw the matrix; gives recipient and detail of a cell that was just opened."""
    names = disclosure.details()
    places = {f"{who} {what}": (who, what) for who, what in matrix.answers}
    rows = [
        {
            "name": case.name_of(case.node(each.key)),
            "about": "; ".join(each.capacities),
            "cells": [
                {
                    "key": f"{each.key} {detail}",
                    "words": day_verdict(matrix.answers[each.key, detail]),
                    "look": marks.verdict_look(matrix.answers[each.key, detail].verdict),
                }
                for detail in matrix.details
            ],
        }
        for each in matrix.recipients
    ]
    child = case.name_of(case.node(matrix.child))
    clicked = _table()(
        data={
            "name": f"Who may be told what of the caregiver of {child}",
            "corner": "Recipient",
            "columns": [names[detail].capitalize() for detail in matrix.details],
            "rows": rows,
            "chosen": " ".join(chosen) if chosen else "",
        },
        key="answer matrix",
        on_cell_change=lambda: None,
    ).cell
    return places.get(clicked)
