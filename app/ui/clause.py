"""One clause opened: its words, how it is encoded, what it rests on, and what proves it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape

import streamlit as st

from app.errors import CaseFileError, QuestionError
from app.model import Clause, Status, Verdict
from app.policy import Policy
from app.rulebook import cases, turtle
from app.rulebook.basis import basis
from app.rulebook.encodings import Encoding, describe, encodings, family_label, why_not_encoded
from app.rulebook.search import Section, natural, rulebook
from app.terms import CW, label
from app.ui import marks, official, state, widgets
from app.ui.forms import capital, plain
from app.wording import STATUS_LABELS, VERDICT_LABELS

_FIRST = 5  # scenarios run as soon as a clause is opened; each takes a tenth of a second


def show(found: Clause, open_section: Callable[[Section], None]) -> None:
    """Everything about a clause.

    Args:
        found: the clause.
        open_section: lists the clauses of a section beside it.
    """
    law = state.law()
    widgets.heading(found.identifier)
    widgets.html(
        f'<p class="kin-quiet">{escape(found.instrument)}, '
        f"{escape(found.section_number)} {escape(found.section)}</p>"
    )
    _show_way(law, found, open_section)
    _show_text(found)
    _show_entry(found)
    for notice in law.register.notices_for(frozenset({found.identifier})):
        st.warning(
            f"**{plain(notice.title)}** (since {notice.since.isoformat()}): {plain(notice.summary)}"
        )
    _show_encodings(law, found)
    if encodings(law, found):
        _show_basis(law, found)
    _show_scenarios(found)


def _show_way(law: Policy, found: Clause, open_section: Callable[[Section], None]) -> None:
    """The clauses before and after it in the order of the law, and all of its section."""
    ordered = rulebook(law).clauses
    at = ordered.index(found)
    with st.container(horizontal=True):
        for words, place in (("← Before", at - 1), ("After →", at + 1)):
            known = 0 <= place < len(ordered)
            st.button(
                words,
                key=f"way {words}",
                disabled=not known,
                help=plain(ordered[place].identifier) if known else None,
                on_click=state.select,
                kwargs={"clause": ordered[place].identifier if known else found.identifier},
            )
        section = rulebook(law).section_of(found)
        st.button(f"All of {plain(section.number)}", on_click=open_section, args=(section,))


def _show_text(found: Clause) -> None:
    """Our words, beside the official text where the user has it."""
    ours = f'<div class="kin-text"><p>{escape(found.summary)}</p></div>'
    held = official.passages()
    passage = held.get(found.identifier)
    if passage is None:
        widgets.html("<h3>In our own words</h3>", ours)
        if held:
            widgets.html('<p class="kin-quiet">Your copy has no passage for this clause.</p>')
        else:
            official.offer(folded=True)
        return
    theirs = "".join(f"<p>{escape(part)}</p>" for part in passage.text.split("\n\n"))
    inferred = ", its label lost or misprinted" if passage.inferred else ""
    where = f"{passage.label}, line {passage.line} of your copy{inferred}"
    widgets.html(
        f'<div class="kin-two"><div><h3>In our own words</h3>{ours}</div>'
        f'<div><h3>As published</h3><div class="kin-text">{theirs}</div>'
        f'<p class="kin-quiet">{escape(where)}</p></div></div>'
    )


def _show_entry(found: Clause) -> None:
    """The register's entry, line by line."""
    dated = found.in_force_from.isoformat() if found.in_force_from else "not known"
    wording = found.wording_of.isoformat() if found.wording_of else "not known"
    lines = [
        ("Kind", capital(term(found.kind))),
        ("Whom it binds", "; ".join(found.bearers)),
        ("Applies when", found.applies_when),
        ("Time limit", found.deadline),
        ("Forms and records", "; ".join(found.forms)),
        ("Facts needed", found.facts_needed),
        ("Subject", family_label(found.family)),
        ("Can be checked", term(found.checkable)),
        ("In force from", dated),
        ("Wording of", wording),
        *(("Note", note) for note in found.notes),
    ]
    widgets.html(told(lines), _turtle(found.iri, "Turtle of this entry"))


def term(name: str) -> str:
    """The word for a value of the register, as the kind of a clause."""
    return label(CW[name])


def told(lines: Iterable[tuple[str, str]]) -> str:
    """Lines with what each is about, as HTML; empty ones are left out."""
    rows = "".join(
        f"<dt>{escape(about)}</dt><dd>{escape(text)}</dd>" for about, text in lines if text
    )
    return f'<dl class="kin-told">{rows}</dl>'


def _turtle(iri: str, title: str) -> str:
    """The Turtle of a resource, to be unfolded."""
    parts = []
    for block in turtle.blocks(iri):
        name = escape(f"Turtle, {block.where}", quote=True)
        code = "\n".join([*block.prefixes, "", block.text])
        parts.append(
            f'<p class="kin-quiet">{escape(block.where)}</p>'
            f'<pre class="kin-turtle" role="region" tabindex="0" aria-label="{name}">'
            f"<code>{escape(code)}</code></pre>"
        )
    return f"<details><summary>{escape(title)}</summary>{''.join(parts)}</details>"


# How it is encoded


def _show_encodings(law: Policy, found: Clause) -> None:
    encoded = encodings(law, found)
    if not encoded:
        title = "Nothing to encode" if found.checkable == "guidance" else "Not encoded yet"
        widgets.html(f"<h2>{title}</h2><p>{escape(why_not_encoded(found))}</p>")
        return
    count = "1 part" if len(encoded) == 1 else f"{len(encoded)} parts"
    opened = len(encoded) == 1
    widgets.html(
        f"<h2>How it is encoded: {count}</h2>",
        *(_encoding(law, each, opened=opened) for each in encoded),
    )


def _encoding(law: Policy, encoding: Encoding, *, opened: bool) -> str:
    lines = [*describe(law, encoding), *(("How we read it", note) for note in encoding.notes)]
    bearer = turtle.rule_bearer(encoding.iri)
    runs = _turtle(bearer, "Turtle of what it starts from") if bearer else ""
    return (
        f'<details class="kin-part"{" open" if opened else ""}>'
        f"<summary>{escape(capital(encoding.kind))}: {escape(encoding.name)}</summary>"
        f"{told(lines)}{_turtle(encoding.iri, 'Turtle')}{runs}</details>"
    )


# What it rests on


def _show_basis(law: Policy, found: Clause) -> None:
    with st.spinner("Following the rules"):
        rests = basis(law, found)
    parts = []
    if rests.outside:
        parts.append(
            f"<p><strong>Law outside the documents</strong></p>{widgets.listing(rests.outside)}"
        )
    if rests.readings:
        readings = [f"{capital(each.name)}. {each.definition}".strip() for each in rests.readings]
        parts.append(
            "<p><strong>Open readings, which a supervisor or counsel may settle</strong></p>"
            + widgets.listing(readings)
        )
    parts += [
        _folded("What must follow first", rests.situations),
        _folded("Checks that rest on this clause", rests.used_by),
    ]
    shown = "".join(parts)
    if not shown and not rests.clauses:
        shown = "<p>On nothing but the facts recorded: no rule comes before it.</p>"
    widgets.html(f"<h2>What it rests on</h2>{shown}")
    _clause_links("Clauses by which that follows", rests.clauses, found.identifier)


def _folded(title: str, lines: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    if not lines:
        return ""
    words = [f"{name} ({'; '.join(clauses)})" if clauses else name for name, clauses in lines]
    return (
        f"<details><summary>{escape(title)} ({len(lines)})</summary>"
        f"{widgets.listing(words)}</details>"
    )


def _clause_links(title: str, identifiers: Sequence[str], at: str) -> None:
    """Clauses to go to."""
    if not identifiers:
        return
    with st.expander(f"{title} ({len(identifiers)})"), st.container(horizontal=True, gap="small"):
        for each in sorted(identifiers, key=natural):
            st.button(
                plain(each),
                key=f"from {at} to {each}",
                on_click=state.select,
                kwargs={"clause": each},
            )


# The scenarios that prove it


def _show_scenarios(found: Clause) -> None:
    proving = cases.proving(found.identifier)
    if not proving:
        widgets.html("<h2>Scenarios</h2><p>No scenario names this clause.</p>")
        return
    _run_scenarios(found, proving)


@st.fragment
def _run_scenarios(found: Clause, proving: Sequence[cases.Listed]) -> None:
    """Run the first scenarios now, and more as they are asked for."""
    key = f"run of {found.identifier}"
    wanted = min(st.session_state.get(key, _FIRST), len(proving))
    widgets.html(f"<h2>Scenarios that name it: {len(proving)}</h2>")
    place = st.empty()
    passed = 0
    for at, each in enumerate(proving[:wanted], 1):
        with place:
            st.progress(at / wanted, text=f"Running scenario {at} of {wanted}")
        passed += _run_one(found, each)
    told = f"{passed} of {wanted} run just now pass" + (
        "." if wanted == len(proving) else f"; {len(proving) - wanted} not run yet."
    )
    with place:
        widgets.html(f'<p role="status">{escape(told)}</p>')
    left = len(proving) - wanted
    if left:
        with st.container(horizontal=True):
            if left > _FIRST and st.button(f"Run {_FIRST} more"):
                st.session_state[key] = wanted + _FIRST
                st.rerun(scope="fragment")
            if st.button(f"Run all {len(proving)}"):
                st.session_state[key] = len(proving)
                st.rerun(scope="fragment")


def _run_one(found: Clause, each: cases.Listed) -> bool:
    """Run one scenario and tell how it came out; gives whether it passed."""
    law = state.law()
    try:
        outcome = cases.outcome(each.key, law)
    except (CaseFileError, QuestionError) as error:
        widgets.html(f"<p>✗ {escape(each.name)}: {escape(str(error))}</p>")
        return False
    passed = not outcome.differences
    look, sign = ("good", "✓ passes") if passed else ("bad", "✗ fails")
    expected = VERDICT_LABELS[Verdict(each.verdict)]
    status = each.clauses[found.identifier]
    here = "decides nothing" if status == "notCited" else STATUS_LABELS[Status(status)]
    differences = "" if passed else widgets.listing(outcome.differences)
    with st.container(horizontal=True, vertical_alignment="center", key=f"row {each.key}"):
        widgets.html(
            f'<div class="kin-check kin-{look}"><p><span class="kin-mark kin-{look}">'
            f"<span>{sign}</span></span> <strong>{escape(each.name)}</strong></p>"
            f"<p>{escape(law.question(each.question).label)} "
            f"{marks.verdict_mark(outcome.assessment.verdict)}</p>"
            f'<p class="kin-quiet">Expected: {escape(expected)}; this clause: {escape(here)}.</p>'
            f"{differences}</div>"
        )
        if st.button("Try it", key=f"try {each.key}", width=90):
            state.select(scenario=each.key)
            st.session_state["rulebook view wanted"] = "Try a scenario"
            st.rerun()
    return passed
