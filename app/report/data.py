"""Assessments, clauses and coverage as plain values that `json` can write.

The keys and their order are the interface of `kinstead … --json`: add to them, never rename.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from app.model import Assessment, Check, Clause, LawNotice, Relation, Step
from app.wording import days_late, days_left


def to_json(assessments: Iterable[Assessment]) -> list[dict[str, Any]]:
    """Assessments as a list of plain dictionaries.

    Dates are ISO 8601 text. A role filled by one person or home is a string, one filled by
    several a list.
    """
    return [_assessment(each) for each in assessments]


def _assessment(found: Assessment) -> dict[str, Any]:
    return {
        "case": found.case,
        "as_of": found.as_of.isoformat(),
        "question": found.question,
        "roles": roles_json(found.roles),
        "verdict": found.verdict.value,
        "permitted_from": _day(found.permitted_from),
        "law": found.law,
        "notices": [_notice(each) for each in found.notices],
        "cautions": list(found.cautions),
        "relations": [_relation(each) for each in found.relations],
        "checks": [check_json(each, found.as_of) for each in found.checks],
        "details": dict(found.details),
    }


def roles_json(roles: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Who fills the roles of a question: a key, or a list where there are several."""
    return {role: keys[0] if len(keys) == 1 else list(keys) for role, keys in roles.items()}


def check_json(check: Check, as_of: date) -> dict[str, Any]:
    """A check as a plain dictionary; `as_of` is the day from which days left and late count."""
    return {
        "clauses": list(check.clauses),
        "shape": check.shape,
        "name": check.name,
        "family": check.family,
        "phase": check.phase,
        "status": check.status.value,
        "message": check.message,
        "remedy": check.remedy,
        "due": _day(check.due),
        "other_due": _day(check.other_due),
        "met_on": _day(check.met_on),
        "days_left": days_left(check, as_of),
        "days_late": days_late(check, as_of),
        "about": check.about,
        "bearers": list(check.bearers),
        "notes": list(check.notes),
        "settled_by": list(check.settled_by),
        "because": [{"fact": fact.sentence, "source": fact.source} for fact in check.facts()],
        "steps": [_step(each) for each in check.because],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "sentence": step.sentence,
        "rule": step.rule,
        "clauses": list(step.clauses),
        "source": step.fact.source if step.fact else None,
        "premises": [_step(each) for each in step.premises],
    }


def _relation(relation: Relation) -> dict[str, Any]:
    return {
        "relation": relation.code,
        "label": relation.label,
        "standing": relation.standing,
        "clauses": list(relation.clauses),
        "path": relation.path,
        "steps": [_step(each) for each in relation.steps],
    }


def _notice(notice: LawNotice) -> dict[str, Any]:
    return {
        "title": notice.title,
        "summary": notice.summary,
        "since": notice.since.isoformat(),
    }


def clause_json(clause: Clause, encoded_by: Sequence[str]) -> dict[str, Any]:
    """A clause of the register as a plain dictionary, with the names of what encodes it."""
    return {
        "clause": clause.identifier,
        "iri": clause.iri,
        "summary": clause.summary,
        "kind": clause.kind,
        "bearers": list(clause.bearers),
        "family": clause.family,
        "checkable": clause.checkable,
        "section": clause.section,
        "instrument": clause.instrument,
        "in_force_from": _day(clause.in_force_from),
        "wording_of": _day(clause.wording_of),
        "applies_when": clause.applies_when,
        "deadline": clause.deadline,
        "forms": list(clause.forms),
        "facts_needed": clause.facts_needed,
        "notes": list(clause.notes),
        "encoded_by": list(encoded_by),
    }


def coverage_json(coverage: Any) -> dict[str, Any]:
    """The coverage of the law by family of clauses, as a plain dictionary.

    Args:
        coverage: what `app.coverage.measure` gives; that module stands above this one.
    """
    return {
        "families": {
            family: [
                {
                    "clause": each.clause.identifier,
                    "kind": each.clause.kind,
                    "encoded_by": list(each.encoded_by),
                    "asks": {status: list(names) for status, names in each.asks.items()},
                    "exercised": each.exercised,
                    "complete": each.complete,
                }
                for each in clauses
            ]
            for family, clauses in coverage.families.items()
        },
        "outside_law": [{"term": term, "rests_on": law} for term, law in coverage.outside_law],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
