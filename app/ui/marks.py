"""Checks and verdicts as HTML: always a symbol and a word, never a colour alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape

from app.case import Case
from app.model import Assessment, Check, Status, Step, Verdict
from app.policy import Policy
from app.ui import state
from app.ui.widgets import listing
from app.wording import (
    SETTLED,
    about_words,
    status_words,
    timing_words,
    verdict_sentence,
    verdict_words,
)

_STATUS_LOOK = {
    Status.MET: "good",
    Status.VIOLATED: "bad",
    Status.LATE: "bad",
    Status.UNKNOWN: "ask",
    Status.MISSING: "open",
    Status.OVERDUE: "bad",
    Status.DUE: "open",
    Status.HELD: "open",
    Status.NOT_APPLICABLE: "idle",
}
_VERDICT_LOOK = {
    Verdict.PERMITTED: "good",
    Verdict.PROHIBITED: "bad",
    Verdict.UNDETERMINED: "ask",
    Verdict.MISSING: "open",
    Verdict.HELD: "open",
    Verdict.NOT_COVERED: "idle",
}


def verdict(found: Assessment, question: str, tally: str) -> str:
    """The verdict of a question, with the question and what stands behind it."""
    return (
        f'<div class="kin-verdict kin-{_VERDICT_LOOK[found.verdict]}"><p>{escape(question)}</p>'
        f'<p class="kin-big">{escape(verdict_words(found.verdict))}</p>'
        f"<p>{escape(verdict_sentence(found))}</p><p>{escape(tally)}</p></div>"
    )


def verdict_look(found: Verdict) -> str:
    """The look of a verdict: good, bad, open, ask or idle."""
    return _VERDICT_LOOK[found]


def verdict_mark(found: Verdict) -> str:
    """A verdict as a small mark."""
    look = _VERDICT_LOOK[found]
    return f'<span class="kin-mark kin-{look}"><span>{escape(verdict_words(found))}</span></span>'


def check(found: Check, case: Case, policy: Policy, as_of: date) -> str:
    """A check in full: status, what it asks, who it is about, when, what to do, and why."""
    about = about_words(found, case)
    name = f"{found.name}: {about}" if about else found.name
    parts = [f"<p>{status_mark(found.status)} <strong>{escape(name)}</strong></p>"]
    if found.status not in SETTLED:
        parts.append(f"<p>{escape(found.message)}</p>")
    when = timing_words(found, as_of)
    if when:
        who = f" To be done by the {', '.join(found.bearers)}." if found.bearers else ""
        parts.append(f"<p>{escape(when + who)}</p>")
    if found.remedy:
        parts.append(f"<p><strong>Next:</strong> {escape(found.remedy)}</p>")
    if found.notes and found.status is Status.UNKNOWN:
        parts.append(f'<p class="kin-quiet">{escape(" ".join(found.notes))}</p>')
    more = [_clauses(found, policy)]
    facts = found.facts()
    if facts:
        told = listing(f"{fact.sentence} ({fact.source})" for fact in facts)
        more.append(f"<details><summary>Facts ({len(facts)})</summary>{told}</details>")
    reasons = [step for step in found.because if step.fact is None]
    if reasons:
        more.append(f"<details><summary>How it follows</summary>{_steps(reasons)}</details>")
    parts.append(f'<div class="kin-more">{"".join(more)}</div>')
    return f'<div class="kin-check kin-{_STATUS_LOOK[found.status]}">{"".join(parts)}</div>'


def brief_check(found: Check, candidates: str, as_of: date) -> str:
    """A check without its reasons: status, what it asks, with whom it stands open, what to do."""
    parts = [f"<p>{status_mark(found.status)} <strong>{escape(found.name)}</strong></p>"]
    parts.append(f"<p>{escape(found.message)}</p>")
    when = timing_words(found, as_of)
    parts += [f"<p>{escape(when)}</p>"] if when else []
    parts += [f"<p><strong>Next:</strong> {escape(found.remedy)}</p>"] if found.remedy else []
    cited = f"{'; '.join(found.clauses)}. Placement with {candidates}."
    parts.append(f'<p class="kin-quiet">{escape(cited)}</p>')
    return f'<div class="kin-check kin-{_STATUS_LOOK[found.status]}">{"".join(parts)}</div>'


def brief(found: Check) -> str:
    """A check that does not apply, on one line."""
    return f"<li>{escape(found.name)} ({escape('; '.join(found.clauses))})</li>"


def status_mark(status: Status) -> str:
    """A status as a small mark."""
    look = _STATUS_LOOK[status]
    return f'<span class="kin-mark kin-{look}"><span>{escape(status_words(status))}</span></span>'


def _clauses(found: Check, policy: Policy) -> str:
    shown = []
    for identifier in found.clauses:
        clause = policy.register.by_identifier(identifier)
        words = clause.summary if clause else ""
        where = f" ({clause.instrument})" if clause else ""
        link = escape(state.address("rulebook", clause=identifier), quote=True)
        shown.append(
            f"<details><summary>{escape(identifier)}</summary>"
            f'<p>{escape(words + where)} <a href="{link}">Open it in the rulebook</a></p></details>'
        )
    return "".join(shown)


def _steps(steps: Iterable[Step]) -> str:
    """Steps as nested lists, each with its clauses, down to the recorded facts."""
    items = []
    for step in steps:
        cited = f" [{'; '.join(step.clauses)}]" if step.clauses else ""
        source = f" ({step.fact.source})" if step.fact else ""
        below = _steps(step.premises) if step.premises else ""
        words = step.sentence[:1].upper() + step.sentence[1:]
        items.append(f"<li>{escape(words + cited + source)}{below}</li>")
    return f"<ul>{''.join(items)}</ul>"
