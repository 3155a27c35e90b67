"""Many questions at once: every child with every candidate, every relative, everything due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.case import Case, stands
from app.decisions import assess_all
from app.model import Assessment, Check, Status
from app.policy import Policy
from app.reasoning import Ask
from app.terms import CW, TYPE
from app.wording import BEST_FIRST, OPEN


@dataclass(frozen=True)
class Obligation:
    """One duty of a case with its date: the check that says so and the question it belongs to."""

    assessment: Assessment
    check: Check


def children_of(case: Case) -> tuple[str, ...]:
    """The keys of the children a case is about.

    Those with a legal basis of care, a placement or a proposal; where there is none, everyone
    whom no record names as a parent.
    """
    found = _recorded_children(case)
    if not found:
        parents = {
            case.key(node)
            for row in case.index.subjects(TYPE, CW["Parentage"])
            for node in case.index.objects(row, CW["parent"])
        }
        found = set(case.people) - parents
    return tuple(sorted(found))


def _recorded_children(case: Case) -> set[str]:
    index = case.index
    rows = [row for name in ("Custody", "Placement") for row in index.subjects(TYPE, CW[name])]
    found = {case.key(node) for row in rows for node in index.objects(row, CW["child"])}
    for row in index.subjects(TYPE, CW["Proposal"]):
        found |= {case.key(node) for node in index.objects(row, CW["children"])}
    return found


def candidates_of(case: Case, children: Sequence[str], as_of: date) -> tuple[str, ...]:
    """The keys of everyone alive on a date who is no child that the case is about.

    Args:
        case: the asserted facts.
        children: the children asked about, left out whatever is recorded of them.
        as_of: the date of the question.
    """
    left_out = {*children, *_recorded_children(case)}
    return tuple(
        key for key in case.people if key not in left_out and not has_died(case, key, as_of)
    )


def has_died(case: Case, key: str, as_of: date) -> bool:
    """Whether someone's recorded day of death has come by a date."""
    died = case.index.text(case.node(key), CW["died"])
    return bool(died) and date.fromisoformat(died) <= as_of


def sweep(
    case: Case,
    policy: Policy,
    as_of: date,
    question: str,
    children: Sequence[str],
    *,
    explained: bool = False,
) -> list[Assessment]:
    """One question about each child with each candidate, the most hopeful answers first."""
    candidates = candidates_of(case, children, as_of)
    asks = [
        Ask(question, {"child": (child,), "candidate": (candidate,)})
        for child in children
        for candidate in candidates
    ]
    found = assess_all(case, policy, as_of, asks, explained=explained)
    return sorted(found, key=_rank)


def _rank(assessment: Assessment) -> tuple[object, ...]:
    standings = {relation.standing for relation in assessment.relations}
    open_points = sum(check.status not in _QUIET for check in assessment.checks)
    return (
        assessment.roles["child"],
        not standings,
        BEST_FIRST.index(assessment.verdict),
        open_points,
        assessment.roles["candidate"],
    )


_QUIET = (Status.MET, Status.NOT_APPLICABLE, Status.DUE)


def find_due(
    case: Case, policy: Policy, as_of: date, within: timedelta | None = None
) -> list[Obligation]:
    """Every duty of the case that is due, overdue or missing on a date, the earliest first.

    Args:
        case: the asserted facts.
        policy: the whole law.
        as_of: the date of the question.
        within: leave out what is due later than this long after the date.
    """
    latest = as_of + within if within is not None else date.max
    asks = _asks_of_duties(case, policy, as_of)
    # Reasons take most of the time: only what is listed has them.
    answers = assess_all(
        case, policy, as_of, asks, explained=lambda check: _is_open_by(check, latest)
    )
    found: dict[tuple[object, ...], Obligation] = {}
    for ask, answered in zip(asks, answers, strict=True):
        node = ask.node(case).value
        for check in answered.checks:
            if _is_open_by(check, latest):
                found.setdefault(_identity(check, node, answered), Obligation(answered, check))
    return sorted(found.values(), key=lambda each: (each.check.due or as_of, each.check.name))


def _is_open_by(check: Check, latest: date) -> bool:
    # What is missing has a due date only where it is to be done at once.
    return check.status in OPEN and check.due is not None and check.due <= latest


def _identity(check: Check, node: str, answered: Assessment) -> tuple[object, ...]:
    """What tells a duty from others: two questions may each have a node of their own for it."""
    focus = check.focus or ""
    roles = tuple(sorted(answered.roles.items())) if focus.startswith(node) else ()
    return check.shape, focus.removeprefix(node), check.due, roles


def _asks_of_duties(case: Case, policy: Policy, as_of: date) -> list[Ask]:
    """The questions whose duties a case can have.

    Each child alone, each child with each caregiver of a placement that has begun, and whoever
    the rows that a question names (`cw:dueFor`) put in its roles.
    """
    index = case.index
    kinds = [kind for kind in policy.questions.values() if kind.listed]
    asks = [
        Ask(kind.name, {"child": (child,)})
        for kind in kinds
        if kind.roles == ("child",)
        for child in children_of(case)
    ]
    pairs = {
        (case.key(child), case.key(caregiver))
        for row in index.subjects(TYPE, CW["Placement"])
        if (begun := index.text(row, CW["from"])) and date.fromisoformat(begun) <= as_of
        for child in index.objects(row, CW["child"])
        for caregiver in index.objects(row, CW["caregiver"])
    }
    composed = [kind.name for kind in kinds if kind.parts]
    for child, caregiver in sorted(pairs):
        asks += [Ask(name, {"child": (child,), "candidate": (caregiver,)}) for name in composed]
    for kind in kinds:
        rows = [row for name in kind.due_for for row in index.subjects(TYPE, CW[name])]
        filled = {
            tuple(case.key(node) for role in kind.roles for node in index.objects(row, CW[role]))
            for row in rows
            if stands(case, row, as_of)
        }
        whole = sorted(keys for keys in filled if len(keys) == len(kind.roles))
        asks += [
            Ask(kind.name, {role: (key,) for role, key in zip(kind.roles, keys, strict=True)})
            for keys in whole
        ]
    return asks
