"""Checks and verdicts as HTML: always a symbol and a word, never a colour alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape

from app.case import Case
from app.model import Assessment, Check, Status, Step, Verdict
from app.policy import Policy
from app.ui.widgets import listing
from app.wording import status_words, verdict_words

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
    until = f" Permitted from {found.permitted_from.isoformat()}." if found.permitted_from else ""
    return (
        f'<div class="kin-verdict kin-{_VERDICT_LOOK[found.verdict]}"><p>{escape(question)}</p>'
        f'<p class="kin-big">{escape(verdict_words(found.verdict))}</p>'
        f"<p>{escape(tally + until)}</p></div>"
    )


def verdict_mark(found: Verdict) -> str:
    """A verdict as a small mark."""
    look = _VERDICT_LOOK[found]
    return f'<span class="kin-mark kin-{look}"><span>{escape(verdict_words(found))}</span></span>'


def check(found: Check, case: Case, policy: Policy, as_of: date) -> str:
    """A check in full: status, what it asks, who it is about, when, what to do, and why."""
    about = ""
    if found.about is not None:
        about = f": {case.name_of(case.node(found.about))}"
    parts = [f"<p>{_mark(found.status)} <strong>{escape(found.name + about)}</strong></p>"]
    if found.status not in (Status.MET, Status.NOT_APPLICABLE):
        parts.append(f"<p>{escape(found.message)}</p>")
    if found.due is not None or found.met_on is not None:
        parts.append(f"<p>{escape(timing(found, as_of))}</p>")
    if found.remedy:
        parts.append(f"<p><strong>Next:</strong> {escape(found.remedy)}</p>")
    if found.notes and found.status is Status.UNKNOWN:
        parts.append(f'<p class="kin-quiet">{escape(" ".join(found.notes))}</p>')
    parts.append(_clauses(found, policy))
    facts = found.facts()
    if facts:
        told = listing(f"{fact.sentence} ({fact.source})" for fact in facts)
        parts.append(f"<details><summary>Facts ({len(facts)})</summary>{told}</details>")
    reasons = [step for step in found.because if step.fact is None]
    if reasons:
        parts.append(f"<details><summary>How it follows</summary>{_steps(reasons)}</details>")
    return f'<div class="kin-check kin-{_STATUS_LOOK[found.status]}">{"".join(parts)}</div>'


def brief(found: Check) -> str:
    """A check that does not apply, on one line."""
    return f"<li>{escape(found.name)} ({escape('; '.join(found.clauses))})</li>"


def timing(found: Check, as_of: date) -> str:
    """When a duty is due, how long is left, or when it was done."""
    words = []
    if found.due is not None:
        words.append(f"Due on {found.due.isoformat()}")
        days = (found.due - as_of).days
        if found.met_on is None:
            words.append(f"{_days(days)} left" if days >= 0 else f"{_days(-days)} past")
    if found.met_on is not None:
        words.append(f"done on {found.met_on.isoformat()}")
        if found.due is not None and found.met_on > found.due:
            words.append(f"{_days((found.met_on - found.due).days)} late")
    if found.other_due is not None:
        words.append(f"read the other way, due on {found.other_due.isoformat()}")
    if found.bearers:
        words.append(f"by the {', '.join(found.bearers)}")
    sentence = ", ".join(words)
    return sentence[:1].upper() + sentence[1:] + "."


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def _mark(status: Status) -> str:
    look = _STATUS_LOOK[status]
    return f'<span class="kin-mark kin-{look}"><span>{escape(status_words(status))}</span></span>'


def _clauses(found: Check, policy: Policy) -> str:
    shown = []
    for identifier in found.clauses:
        clause = policy.register.by_identifier(identifier)
        words = clause.summary if clause else ""
        where = f" ({clause.instrument})" if clause else ""
        shown.append(
            f"<details><summary>{escape(identifier)}</summary>"
            f"<p>{escape(words + where)}</p></details>"
        )
    return f'<div class="kin-cited">{"".join(shown)}</div>'


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
