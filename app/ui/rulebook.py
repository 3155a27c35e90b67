"""Clauses to find: contents, search and filters; what one of them says stands in `clause`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

import streamlit as st

from app.model import Clause
from app.rulebook.encodings import encodings, family_label
from app.rulebook.search import Found, Rulebook, Section, Wanted, rulebook, values_of
from app.ui import clause, official, state, widgets
from app.ui.forms import capital, plain

PAGE = 20
_ANY = "Any"
_HEIGHT = 760  # of the list, which scrolls beside the clause that it opens
_FILTERS = ("document", "section", "bearer", "family", "kind", "checkable", "encoded")
_ENCODED = {"encoded": True, "not encoded": False}
_LOOK = """
<style>
.kin-told { display: grid; grid-template-columns: minmax(6rem, 9.5rem) 1fr; gap: 0.25rem 1rem;
    margin: 0.3rem 0; }
.kin-told dt { font-weight: 600; }
.kin-told dd { margin: 0; overflow-wrap: anywhere; }
.kin-two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.2rem; }
.kin-two > * { min-width: 0; overflow-wrap: anywhere; }
.kin h3 { font-size: 1.05rem; font-weight: 650; margin: 0; padding: 0.4rem 0 0.1rem; }
[class*="st-key-section-"] button { min-height: 1.9rem; padding: 0.15rem 0; }
[class*="st-key-section-"] button > div { justify-content: flex-start; text-align: left; }
[class*="st-key-section-"] button p { text-align: left; }
[class*="st-key-fact-"] label, [class*="st-key-fact-"] label * { white-space: normal;
    overflow: visible; text-overflow: clip; }
[class*="st-key-fact-"] { flex-wrap: nowrap; }
[class*="st-key-fact-"] > :first-child { flex: 1 1 0; min-width: 0; }
.kin-moves { max-height: 52vh; overflow-y: auto; }
@media (min-width: 62rem) {
    [data-testid="stColumn"]:has(.st-key-trainer-answer) > div { height: 100%; }
    :has(> .st-key-trainer-answer) { position: sticky; top: 3.5rem; }
}
@media (max-width: 62rem) { .kin-two { grid-template-columns: 1fr; } }
.kin-part { border: 1px solid color-mix(in srgb, currentColor 22%, transparent);
    border-radius: 0.5rem; padding: 0.45rem 0.8rem; margin: 0.4rem 0; }
.kin-part > summary { font-weight: 600; }
.kin-turtle { white-space: pre; overflow-x: auto; font-size: 0.8rem;
    line-height: 1.45; padding: 0.7rem 0.9rem; margin: 0.3rem 0; border-radius: 0.4rem;
    background: light-dark(#f3f5f4, #20282b); color: light-dark(#1c2426, #eceff0); }
.kin-text { border-left: 4px solid light-dark(#7b8689, #8d989b); padding: 0.1rem 0 0.1rem 0.9rem;
    margin: 0.3rem 0; font-size: 1.05rem; }
.kin-found { margin: -0.6rem 0 0.35rem 0; }
.kin-same { border-top: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
</style>
"""


def look() -> None:
    """The styles of this page's own pieces."""
    st.html(_LOOK)


def browse() -> None:
    """Search box, filters, and the contents or what was found."""
    book = rulebook(state.law())
    words = st.text_input(
        "Search the clauses",
        key="rulebook words",
        placeholder="30 days · notice · 301.80(e)",
        help="Words, a number or a citation. It looks in citations, our summaries, notes, and the "
        'names and messages of what encodes a clause. Words in "quotes" must stand there as such.',
    )
    wanted = _filters(book, words.strip())
    if wanted == Wanted():
        st.header("Contents")
        with st.container(height=_HEIGHT, border=False, key="rulebook contents"):
            _contents(book)
        return
    found = book.search(wanted)
    _tell_count(found, wanted)
    st.button("Back to the contents", on_click=_clear)
    if found.clauses:
        with st.container(height=_HEIGHT, border=False, key="rulebook list"):
            _listing(book, found, wanted)


def _filters(book: Rulebook, words: str) -> Wanted:
    """What is to be listed, as the boxes say."""
    held = st.session_state
    chosen = sum(bool(held.get(f"rulebook {name}")) for name in _FILTERS)
    count = f" ({chosen})" if chosen else ""
    with st.expander(f"Narrow down{count}", expanded=False):
        instrument = _choose("Document", "rulebook document", values_of(book.clauses, "instrument"))
        sections = {
            each.number: f"{each.number} {each.title}"
            for each in book.sections
            if instrument in ("", each.instrument)
        }
        section = _choose("Section", "rulebook section", sections, sections.__getitem__)
        bearer = _choose("Whom it binds", "rulebook bearer", values_of(book.clauses, "bearers"))
        families = values_of(book.clauses, "family")
        family = _choose("Subject", "rulebook family", families, family_label)
        kind = _choose("Kind", "rulebook kind", values_of(book.clauses, "kind"), clause.term)
        checkables = values_of(book.clauses, "checkable")
        checkable = _choose("How it can be checked", "rulebook checkable", checkables, clause.term)
        encoded = _choose("Encoded", "rulebook encoded", _ENCODED)
    return Wanted(
        words=words,
        instrument=instrument,
        section=section,
        bearer=bearer,
        family=family,
        kind=kind,
        checkable=checkable,
        encoded=_ENCODED.get(encoded),
    )


def _choose(
    words: str,
    key: str,
    options: Iterable[str],
    name: Callable[[str], str] = str,
) -> str:
    """One value of some, or the empty string for any."""
    known = list(options)
    if name is not str:
        known.sort(key=lambda each: name(each).lower())
    if st.session_state.get(key) not in (None, *known):
        st.session_state[key] = None
    found = st.selectbox(
        words,
        known,
        index=None,
        format_func=lambda each: capital(name(each)),
        key=key,
        placeholder=_ANY,
    )
    return found or ""


def _clear() -> None:
    st.session_state["rulebook words"] = ""
    for name in _FILTERS:
        st.session_state[f"rulebook {name}"] = None


def _contents(book: Rulebook) -> None:
    """Every document with its sections; a section lists its clauses."""
    laws = state.law().register.instruments
    for instrument in dict.fromkeys(each.instrument for each in book.sections):
        sections = [each for each in book.sections if each.instrument == instrument]
        count = sum(len(book.sections[each]) for each in sections)
        title = f"{plain(laws[instrument])} ({count} clauses)"
        with st.expander(title), st.container(gap=None):
            for each in sections:
                st.button(
                    plain(f"{each.number} {each.title} ({len(book.sections[each])})"),
                    key=f"section {each.number}",
                    type="tertiary",
                    on_click=open_section,
                    args=(each,),
                )


def open_section(section: Section) -> None:
    """List a section, whatever was searched for before."""
    _clear()
    st.session_state["rulebook document"] = section.instrument
    st.session_state["rulebook section"] = section.number


def _tell_count(found: Found, wanted: Wanted) -> None:
    count = len(found.clauses)
    told = "1 clause" if count == 1 else f"{count} clauses"
    if not count:
        told = "No clause fits. Try fewer words, or take a filter off under Narrow down."
    elif found.loosely:
        told += " hold some of the words; none holds all of them."
    elif wanted.words:
        told += ", the best match first."
    widgets.html(f'<p role="status">{escape(told)}</p>')


def _listing(book: Rulebook, found: Found, wanted: Wanted) -> None:
    """The clauses found, a page at a time; in the order of the law under their sections."""
    about = f"rulebook shown {hash(wanted)}"
    shown = st.session_state.get(about, PAGE)
    section = None
    for each in found.clauses[:shown]:
        if not wanted.words and book.section_of(each) != section:
            section = book.section_of(each)
            widgets.heading(f"{section.number} {section.title}")
        _entry(each)
    left = len(found.clauses) - shown
    if left > 0 and st.button(f"Show {min(PAGE, left)} more ({left} left)"):
        st.session_state[about] = shown + PAGE
        st.rerun()


def _entry(each: Clause) -> None:
    chosen = each.identifier == st.session_state["clause"]
    st.button(
        plain(each.identifier),
        key=f"clause {each.identifier}",
        type="primary" if chosen else "secondary",
        on_click=state.select,
        kwargs={"clause": each.identifier},
    )
    count = len(encodings(state.law(), each))
    tail = "encoded" if count else "not encoded"
    about = f"{clause.term(each.kind)} · {'; '.join(each.bearers) or 'nobody named'} · {tail}"
    widgets.html(
        f'<div class="kin-found"><p>{escape(each.summary)}</p>'
        f'<p class="kin-quiet">{escape(about)}</p></div>'
    )


def show_clause() -> None:
    """The clause that is opened, or how to open one."""
    identifier = st.session_state["clause"]
    found = state.law().register.by_identifier(identifier or "")
    if found is not None:
        clause.show(found, open_section)
        return
    if identifier:
        st.warning(f"No clause is called {plain(identifier)}.")
    law = state.law()
    known = rulebook(law).clauses
    encoded = sum(bool(encodings(law, each)) for each in known)
    widgets.html(
        "<h2>What this is</h2>"
        f"<p>All {len(known):,} clauses that Kinstead knows, each in our own words. "
        f"{encoded} of them are encoded so far: answers rest on these, and you can read here how "
        "they are tested, see the cases that prove it, and try those cases with other facts.</p>"
        "<p>Open a section on the left and then a clause, or search.</p>"
    )
    official.offer(folded=False)
