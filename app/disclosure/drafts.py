"""Which notices about disclosure a worker needs as drafts, with all that they may say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.case import Case
from app.disclosure.answers import details as caregiver_details
from app.disclosure.answers import notices_of
from app.disclosure.recipients import caregivers_of
from app.model import Assessment
from app.policy import Policy
from app.reasoning import Ask, Derivation, derive
from app.report.disclosure import Addressee, Kind, Notice
from app.report.notices import postal_address
from app.terms import CW, CWS, local_name

# Each draft, and the record that a check asks for.
_RECORDED_AS = {
    Kind.SPECIFIC: "SpecificNotice",
    Kind.ROUTINE: "RoutineNotice",
    Kind.REDISCLOSURE: "RedisclosureNotice",
}


@dataclass(frozen=True)
class Draft:
    """A notice that the law knows for a disclosure, and whether it is still to be given."""

    notice: Notice
    wanted: bool


def find_drafts(
    case: Case,
    policy: Policy,
    found: Assessment,
    details: Sequence[str],
) -> tuple[Draft, ...]:
    """The notices that belong to an answer about disclosure, to be dated on its date.

    Where it may not be disclosed at all, there is none. For the notices owed about a child, only
    the notice of routine disclosure is drafted: the others are about one recipient.

    Args:
        case: the asserted facts.
        policy: the whole law.
        found: the answer to `disclosure` or `disclosureNotices`.
        details: codes of what is to be told.
    """
    (child,), recipient = found.roles["child"], next(iter(found.roles.get("recipient", ())), None)
    derivation = derive(case, policy, found.as_of, [Ask(found.question, found.roles)])
    asked, wanted = (notices_of(found, policy, open_only=each) for each in (False, True))
    kinds = [kind for kind, record in _RECORDED_AS.items() if record in asked]
    if recipient is None:
        kinds = [kind for kind in kinds if kind is Kind.ROUTINE]
    names = caregiver_details()
    last, release = (
        _end(policy, name, found.as_of) for name in ("ReviewRequestLimit", "ReleaseLimit")
    )
    notices = [
        (kind, to) for kind in kinds for to in _addressees(derivation, kind, child, recipient)
    ]
    return tuple(
        Draft(
            Notice(
                kind=kind,
                number=number,
                to=to,
                child=case.name_of(case.node(child)),
                recipient=case.name_of(case.node(recipient)) if recipient else "",
                details=tuple(each for each in names if each in details),
                day=found.as_of,
                last_day=last,
                release_day=release,
            ),
            _RECORDED_AS[kind] in wanted,
        )
        for number, (kind, to) in enumerate(notices, start=1)
    )


def _addressees(
    derivation: Derivation, kind: Kind, child: str, recipient: str | None
) -> Iterator[Addressee]:
    """Who gets a notice: the recipient, or each caregiver; somebody unnamed where none is known."""
    case = derivation.case
    if kind is Kind.REDISCLOSURE:
        people = [recipient] if recipient else []
    else:
        people = list(caregivers_of(case, child, derivation.as_of))
    for key in people:
        gender = case.index.value(case.node(key), CW["gender"])
        yield Addressee(
            name=case.name_of(case.node(key)),
            gender=None if gender is None else local_name(gender),
            address=postal_address(derivation, key),
        )
    if not people:
        yield Addressee("")


def _end(policy: Policy, name: str, day: date) -> date:
    """When a time limit of a notice of some day ends."""
    timing = policy.limits[CWS[name].value].timing
    return day if timing is None else timing.span.end(day)
