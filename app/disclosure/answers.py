"""The answers about disclosure: everyone at once, and what each disclosure made stood on.

What is asked is always the question `disclosure`; nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.case import Case
from app.decisions import assess, assess_all
from app.disclosure.recipients import Recipient, keys_of, recipients_of, rows_about
from app.model import Assessment, Check, Status
from app.policy import Policy
from app.reasoning import Ask
from app.sentences import row_sentence
from app.terms import CW, CWS, label, local_name, role_codes, schema
from app.wording import OPEN

QUESTION, NOTICES = "disclosure", "disclosureNotices"


@dataclass(frozen=True)
class Matrix:
    """Every recipient with every detail of the caregiver, each an answer without its reasons.

    Attributes:
        details: codes of the details, in the order of the vocabulary.
        answers: (recipient, detail) to the answer.
    """

    child: str
    purpose: str | None
    recipients: tuple[Recipient, ...]
    details: tuple[str, ...]
    answers: Mapping[tuple[str, str], Assessment]


@dataclass(frozen=True)
class Made:
    """A disclosure on record with what it stood on.

    Attributes:
        row: the IRI of its row.
        sentence: the row in words.
        source: where it was written down.
        then: the question asked for its own day, an answer for each detail that was told.
        checks: how the law looks at it on the as-of date.
    """

    row: str
    sentence: str
    source: str
    recipient: str
    day: date
    then: tuple[Assessment, ...]
    checks: tuple[Check, ...]


def ask_for(
    child: str, recipient: str, detail: str | None = None, purpose: str | None = None
) -> Ask:
    """The question whether somebody may be told: about one detail or all, for a purpose or none."""
    roles = {"child": (child,), "recipient": (recipient,)}
    roles |= {"info": (detail,)} if detail else {}
    roles |= {"purpose": (purpose,)} if purpose else {}
    return Ask(QUESTION, roles)


def details() -> dict[str, str]:
    """The details of a caregiver that can be disclosed: code to word."""
    return {code: label(node) for code, node in role_codes("info").items()}


def purposes() -> dict[str, str]:
    """What details can be disclosed for: code to word."""
    return {code: label(node) for code, node in role_codes("purpose").items()}


def find_matrix(
    case: Case,
    policy: Policy,
    as_of: date,
    child: str,
    *,
    purpose: str | None = None,
    recipients: Sequence[Recipient] | None = None,
) -> Matrix:
    """Who may be told what of a child's caregiver on a date, from one derivation.

    Args:
        case: the asserted facts.
        policy: the whole law.
        as_of: the date of the question.
        child: the key of the child who is placed.
        purpose: the code of what the details are for; None where it is not said.
        recipients: whom to ask about; None for everyone whom `recipients_of` finds.

    Raises:
        QuestionError: the case knows no such child, or the vocabulary no such purpose.
    """
    known = recipients_of(case, policy, as_of, child) if recipients is None else tuple(recipients)
    told = tuple(details())
    places = [(each.key, detail) for each in known for detail in told]
    asks = [ask_for(child, *place, purpose) for place in places]
    answers = assess_all(case, policy, as_of, asks, explained=False)
    return Matrix(child, purpose, known, told, dict(zip(places, answers, strict=True)))


def find_made(case: Case, policy: Policy, as_of: date, child: str) -> tuple[Made, ...]:
    """Every disclosure on record about a child, the latest first, with what it stood on.

    Each is asked about for its own day, from everything that is recorded now.

    Args:
        case: the asserted facts.
        policy: the whole law.
        as_of: the date of the question; a later disclosure is left out.
        child: the key of the child who is placed.
    """
    owed = assess(case, policy, as_of, Ask(NOTICES, {"child": (child,)}))
    record = schema().of_class(CW["Disclosure"])
    made = []
    for row in rows_about(case, "Disclosure", "child", child):
        day = date.fromisoformat(case.index.text(row, CW["on"]))
        if record is None or day > as_of:
            continue
        (recipient,) = keys_of(case, row, "recipient")
        told = [local_name(code) for code in case.index.objects(row, CW["info"])]
        purpose = case.index.value(row, CW["purpose"])
        code = None if purpose is None else local_name(purpose)
        asks = [ask_for(child, recipient, each, code) for each in sorted(told) or (None,)]
        made.append(
            Made(
                row=row.value,
                sentence=row_sentence(case, row, record),
                source=case.place_of(row.value),
                recipient=recipient,
                day=day,
                then=tuple(assess_all(case, policy, day, asks)),
                checks=tuple(each for each in owed.checks if each.focus == row.value),
            )
        )
    return tuple(sorted(made, key=lambda each: each.day, reverse=True))


def notices_of(found: Assessment, policy: Policy, *, open_only: bool = False) -> frozenset[str]:
    """The notices that checks which apply ask for (`cw:drafts`), or those still to be done.

    Returns:
        Names of record classes: SpecificNotice, RoutineNotice, RedisclosureNotice.
    """
    return frozenset(
        local_name(notice)
        for each in found.checks
        if (each.status in OPEN if open_only else each.status is not Status.NOT_APPLICABLE)
        for notice in policy.facts.objects(CWS[each.shape], CW["drafts"])
    )
