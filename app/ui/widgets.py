"""What several pages draw: the sidebar, the look, and pieces of HTML with every name escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import streamlit as st

from app.case import Case
from app.errors import CaseFileError
from app.ui import state
from app.ui.forms import plain

_DAY = re.compile(r"^\d{4}(-\d{2}){0,2}$")
_WIDE = 5  # a table of so many columns may be wider than the page, and scrolls in it
_LOOK = """
<style>
[data-testid="stMainBlockContainer"] { padding-top: 3.2rem; }
button[data-selected="true"] p, [role="tab"] p { color: light-dark(#1c2426, #eceff0); }
[data-testid="stSidebarHeader"]::before { content: "Kinstead"; font-weight: 700;
    font-size: 1.15rem; align-self: center; margin-right: auto; padding-left: 0.5rem; }
[class*="st-key-line-"] { flex-wrap: nowrap; }
[class*="st-key-line-"] > :has(> .stHtml) { flex: 1 1 0; min-width: 0; }
@media (min-width: 75rem) {
    [class*="st-key-row-"] { flex-wrap: nowrap; }
    [class*="st-key-row-"] > :has(> .stHtml) { flex: 1 1 0; min-width: 0; }
}
.kin { line-height: 1.45; }
.kin h1 { font-size: 1.9rem; font-weight: 700; margin: 0; padding: 0.6rem 0; }
.kin h2 { font-size: 1.35rem; font-weight: 650; margin: 0; padding: 0.8rem 0 0.2rem; }
.kin h3 { font-size: 1.05rem; font-weight: 650; margin: 0; padding: 0.5rem 0 0; }
.kin p { margin: 0.15rem 0; }
.kin ul { margin: 0.15rem 0 0.15rem 1.1rem; padding: 0; }
.kin li { margin: 0.1rem 0; }
.kin table { border-collapse: collapse; width: 100%; margin: 0.3rem 0; }
.kin th, .kin td { text-align: left; padding: 0.3rem 0.8rem 0.3rem 0; vertical-align: top;
    border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
.kin-wide { overflow-x: auto; }
.kin-wide td:first-child { min-width: 7rem; }
.kin td { overflow-wrap: break-word; }
.kin-day { white-space: nowrap; }
.kin caption { text-align: left; }
.kin details { margin: 0.15rem 0; }
.kin-more { display: flex; flex-wrap: wrap; column-gap: 1.2rem; }
.kin-more details[open] { flex-basis: 100%; }
.kin-more summary { color: light-dark(#1d5a7a, #8cc7e3); }
.kin summary { cursor: pointer; }
.kin details > *:not(summary) { margin-left: 1.1rem; }
.kin-check { border-left: 4px solid; padding: 0.1rem 0 0.1rem 0.8rem; margin: 0.35rem 0; }
.kin-check > *, .kin-mark > * { color: light-dark(#1c2426, #eceff0); }
.kin-mark { display: inline-block; border: 1px solid; border-radius: 0.9rem;
    padding: 0 0.6rem; font-weight: 600; white-space: nowrap; }
.kin-count { white-space: nowrap; }
.kin-count + .kin-count::before { content: ", "; }
.kin-verdict { border-left: 6px solid; padding: 0.5rem 1rem; margin: 0.4rem 0;
    background: light-dark(#f3f5f4, #20282b); }
.kin-verdict > * { color: light-dark(#1c2426, #eceff0); }
.kin-verdict .kin-big { font-size: 1.25rem; font-weight: 650; }
.kin-good { border-color: light-dark(#1f7a4d, #58c08c); }
.kin-bad { border-color: light-dark(#b3261e, #f28b82); }
.kin-open { border-color: light-dark(#96630a, #e6b450); }
.kin-ask { border-color: light-dark(#5b4bb0, #b3a6ff); }
.kin-idle { border-color: light-dark(#7b8689, #8d989b); }
.kin-quiet { color: light-dark(#515c5f, #b4bec1); }
.kin-reader { border-left: 4px solid light-dark(#5b4bb0, #b3a6ff); padding: 0.3rem 0 0.3rem 0.9rem;
    margin: 0.4rem 0; max-width: 60rem; }
.kin-picture { overflow-x: auto; background: #ffffff; border: 1px solid #8d989b;
    border-radius: 6px; padding: 6px; }
.kin-picture img { max-width: 100%; height: auto; display: block; margin: 0 auto; }
.kin-moved { border: 1px solid; border-radius: 0.4rem; padding: 0.4rem 0.9rem; }
</style>
"""


def look() -> None:
    """The pages' own styles."""
    st.html(_LOOK)


def html(*parts: str) -> None:
    """Draw HTML whose every text was escaped where it was put in."""
    st.html(f'<div class="kin">{"".join(parts)}</div>')


def heading(name: str, level: int = 2) -> None:
    """A name as a heading; Markdown would turn an address in it into a link."""
    html(f"<h{level}>{escape(name)}</h{level}>")


def table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str) -> str:
    """A table of texts as HTML; a wide one can be scrolled sideways, by keys too."""
    cells = "".join(f'<th scope="col">{escape(word)}</th>' for word in head)
    body = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in rows)
    words = f'<caption class="kin-quiet">{escape(caption)}</caption>' if caption else ""
    rows_of = f"<table>{words}<thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"
    if len(head) < _WIDE:
        return rows_of
    name = escape(caption or "Table", quote=True)
    return f'<div class="kin-wide" role="region" tabindex="0" aria-label="{name}">{rows_of}</div>'


def _cell(text: str) -> str:
    kind = ' class="kin-day"' if _DAY.match(text) else ""
    return f"<td{kind}>{escape(text)}</td>"


def show_problems(error: CaseFileError, refused: str = "cannot be loaded") -> None:
    """Every problem of a file: where it stands, what is wrong, how to mend it."""
    st.error(f"{plain(error.file)} {refused}. Nothing was changed.")
    rows = [(each.where, each.what, each.mend) for each in error.problems]
    html(table(("Where", "What is wrong", "How to mend it"), rows, ""))


def open_case_or_stop() -> Case:
    """The open case; where there is none with people in it, the page says so and ends here."""
    try:
        case = state.current_case()
    except CaseFileError as error:
        show_problems(error)
        case = None
    else:
        if case is None:
            st.markdown("No case is open yet.")
        elif not case.people:
            st.markdown("Nobody is recorded in this case yet.")
    if case is None or not case.people:
        label = "Open or start a case" if case is None else "Add people"
        st.page_link("app/ui/pages/case.py", label=label)
        st.stop()
    return case


def show_notes() -> None:
    """What the last change did, said once."""
    for note in state.take_notes():
        st.success(plain(note))


def sidebar() -> None:
    """The case, the as-of date, and the law that answers."""
    with st.sidebar:
        keys = state.folder().keys()
        chosen = state.case_key()
        known = keys if chosen is None or chosen in keys else [*keys, chosen]
        st.selectbox(
            "Case",
            known,
            index=known.index(chosen) if chosen else None,
            key=f"case chosen {chosen} {len(known)}",
            placeholder="None open",
            on_change=lambda: state.open_case(_chosen(f"case chosen {chosen} {len(known)}")),
        )
        day = state.as_of()
        st.date_input(
            "As-of date",
            day,
            key=f"as of {day}",
            format="YYYY-MM-DD",
            min_value=state.EARLIEST,
            max_value=state.LATEST,
            help="Every answer is given for the end of this day.",
            on_change=lambda: _choose_day(f"as of {day}"),
        )
        laws = state.law().register.instruments.values()
        html('<div class="kin-quiet"><p>Answers by</p>', listing(laws), "</div>")


def _chosen(key: str) -> Any:
    return st.session_state[key]


def _choose_day(key: str) -> None:
    day = st.session_state[key]
    if day is not None:
        state.select(as_of=day.isoformat())


def listing(lines: Iterable[str]) -> str:
    """Some texts as an HTML list."""
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
