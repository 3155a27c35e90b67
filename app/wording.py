"""Words for people: how statuses, verdicts and standings are called wherever they are shown.

Each comes with a sign and a word, so that nothing is said by colour alone.
"""

from __future__ import annotations

from datetime import date

from app.case import Case
from app.model import Assessment, Check, Status, Verdict

STATUS_SIGNS = {
    Status.MET: "✓",
    Status.VIOLATED: "✗",
    Status.LATE: "✗",
    Status.UNKNOWN: "?",
    Status.MISSING: "○",
    Status.OVERDUE: "!",
    Status.DUE: "▸",
    Status.HELD: "◷",
    Status.NOT_APPLICABLE: "–",  # noqa: RUF001 - a dash
}
STATUS_LABELS = {
    Status.MET: "met",
    Status.VIOLATED: "violated",
    Status.LATE: "done late",
    Status.UNKNOWN: "unknown",
    Status.MISSING: "missing",
    Status.OVERDUE: "overdue",
    Status.DUE: "due",
    Status.HELD: "waiting",
    Status.NOT_APPLICABLE: "not applicable",
}
VERDICT_SIGNS = {
    Verdict.PERMITTED: "✓",
    Verdict.HELD: "◷",
    Verdict.MISSING: "○",
    Verdict.UNDETERMINED: "?",
    Verdict.PROHIBITED: "✗",
    Verdict.NOT_COVERED: "–",  # noqa: RUF001 - a dash
}
VERDICT_LABELS = {
    Verdict.PERMITTED: "permitted",
    Verdict.HELD: "permitted from a later date",
    Verdict.MISSING: "something is missing",
    Verdict.UNDETERMINED: "undetermined",
    Verdict.PROHIBITED: "prohibited",
    Verdict.NOT_COVERED: "not covered",
}
_SENTENCES = {
    Verdict.PERMITTED: "Every check that applies on this date is met or not due yet.",
    Verdict.HELD: "Nothing else stands in the way, but a waiting time is still running.",
    Verdict.MISSING: "Something the law asks for is not on record yet, or is overdue.",
    Verdict.UNDETERMINED: "A fact that decides is not known, or a clause can be read two ways.",
    Verdict.PROHIBITED: "At least one clause forbids it as things stand.",
    Verdict.NOT_COVERED: "No clause held here applies to what is recorded.",
}
STANDINGS = {
    "relation": "holds on the facts recorded",
    "relationIfProven": "would hold once it is proven",
    "relationIfConfirmed": "would hold if an open point is confirmed",
}
WORST_FIRST = (
    Status.VIOLATED,
    Status.LATE,
    Status.OVERDUE,
    Status.UNKNOWN,
    Status.MISSING,
    Status.HELD,
    Status.DUE,
    Status.MET,
    Status.NOT_APPLICABLE,
)
BEST_FIRST = (
    Verdict.PERMITTED,
    Verdict.HELD,
    Verdict.MISSING,
    Verdict.UNDETERMINED,
    Verdict.PROHIBITED,
    Verdict.NOT_COVERED,
)
SETTLED = (Status.MET, Status.NOT_APPLICABLE)
# What is still to be done.
OPEN = (Status.OVERDUE, Status.DUE, Status.MISSING)


def about_words(check: Check, case: Case) -> str:
    """Whom a check is about, and which of several things about them: Rosa Torres, CANTS."""
    who = case.name_of(case.node(check.about)) if check.about else ""
    return ", ".join(filter(None, [who, check.about_which]))


def status_words(status: Status) -> str:
    """A status as a sign and a word: ✓ met."""
    return f"{STATUS_SIGNS[status]} {STATUS_LABELS[status]}"


def verdict_words(verdict: Verdict) -> str:
    """A verdict as a sign and a word: ✗ prohibited."""
    return f"{VERDICT_SIGNS[verdict]} {VERDICT_LABELS[verdict]}"


def day_verdict(found: Assessment) -> str:
    """A verdict as short as a table needs it, with its day: ✗ prohibited, ◷ from 2026-09-12."""
    if found.verdict is Verdict.HELD and found.permitted_from is not None:
        return f"{VERDICT_SIGNS[found.verdict]} from {found.permitted_from.isoformat()}"
    words = "missing" if found.verdict is Verdict.MISSING else VERDICT_LABELS[found.verdict]
    return f"{VERDICT_SIGNS[found.verdict]} {words}"


def dated_verdict(found: Assessment) -> str:
    """A verdict in words, with the day from which it is permitted: ◷ permitted from 2026-09-12."""
    if found.verdict is Verdict.HELD and found.permitted_from is not None:
        return f"{VERDICT_SIGNS[found.verdict]} permitted from {found.permitted_from.isoformat()}"
    return verdict_words(found.verdict)


def verdict_sentence(assessment: Assessment) -> str:
    """What a verdict means, as a sentence; with its day where it is permitted from a later one."""
    sentence = _SENTENCES[assessment.verdict]
    if assessment.verdict is Verdict.HELD and assessment.permitted_from is not None:
        return f"{sentence} Permitted from {assessment.permitted_from.isoformat()}."
    return sentence


def days_left(check: Check, as_of: date) -> int | None:
    """Days until a duty that is not done yet falls due, or None where it has no future date."""
    if check.due is None or check.met_on is not None or check.due < as_of:
        return None
    return (check.due - as_of).days


def days_late(check: Check, as_of: date) -> int | None:
    """Days by which a duty was or is late, or None where it is not."""
    if check.due is None:
        return None
    late = ((check.met_on or as_of) - check.due).days
    return late if late > 0 else None


def timing_words(check: Check, as_of: date) -> str:
    """When a duty is due and how long is left, or how late it is; empty where it has no date."""
    words = []
    if check.due is not None:
        words.append(f"due on {check.due.isoformat()}")
    left, late = days_left(check, as_of), days_late(check, as_of)
    if left is not None:
        words.append(f"{count_days(left)} left")
    if check.met_on is not None:
        words.append(f"done on {check.met_on.isoformat()}")
    if late is not None:
        words.append(f"{count_days(late)} late")
    if check.other_due is not None:
        words.append(f"read the other way, due on {check.other_due.isoformat()}")
    sentence = ", ".join(words)
    return f"{sentence[:1].upper()}{sentence[1:]}." if sentence else ""


def count_days(count: int) -> str:
    """A number of days in words: 1 day, 14 days."""
    return f"{count} day" if count == 1 else f"{count} days"
