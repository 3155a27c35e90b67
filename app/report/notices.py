"""The notice to relatives: to whom it is due by when, and to whom it must not go.

Who is owed a letter follows from the checks of the question `relativeNotice`, and whom to interview
from those of `relativeSearch`; nothing here decides it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pyoxigraph as ox

from app.calendar import age_on, birth_span
from app.case import Case
from app.decisions import assess_all
from app.errors import QuestionError
from app.model import Assessment, Check, Status
from app.policy import Policy
from app.reasoning import Ask
from app.terms import CW, CWS, SKOS, TYPE, local_name, vocabulary
from app.wording import SETTLED

NOTICE, SEARCH = "relativeNotice", "relativeSearch"
ASK_FIRST = "No letter. Ask your supervisor first."
_BARRED = "ExcludedFromNotice"
_OPEN = (Status.OVERDUE, Status.DUE, Status.MISSING)
_ORDER = {status: place for place, status in enumerate((*_OPEN, Status.LATE, Status.MET))}


@dataclass(frozen=True)
class Child:
    """All that a letter may say of a child: None where it is not recorded, or not for sure."""

    first_name: str | None
    gender: str | None
    age: int | None


@dataclass(frozen=True)
class Notice:
    """One relative to whom notice is owed.

    Attributes:
        number: the place in the list, which names the files of the letter.
        gender: the relative's own, which chooses the form of address.
        address: the lines of the postal address; none where it is not recorded.
        status: due, overdue or missing (no date yet); met or late where it was sent.
        to_check: what the worker must look at before the letter goes out.
    """

    number: int
    person: str
    recipient: str
    gender: str | None
    address: tuple[str, ...]
    child: Child
    status: Status
    due: date | None
    other_due: date | None = None
    to_check: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether a letter is to be sent."""
        return self.status in _OPEN


@dataclass(frozen=True)
class Withheld:
    """Someone who gets no letter: the person, why, and what is to be done."""

    person: str
    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Interview:
    """Someone to be asked, found or interviewed: the duty, its date and its clauses.

    Attributes:
        excluded: whether the person must not get the letter.
    """

    person: str
    name: str
    what: str
    status: Status
    due: date
    remedy: str
    clauses: tuple[str, ...]
    excluded: bool


@dataclass(frozen=True)
class Round:
    """The notices about one child on one date.

    Attributes:
        excluded: who must not get a letter.
        unsettled: of whom it is open whether a letter is due.
        duties: the clauses behind it, each with our summary.
    """

    as_of: date
    child: Child
    notices: tuple[Notice, ...]
    excluded: tuple[Withheld, ...]
    unsettled: tuple[Withheld, ...]
    interviews: tuple[Interview, ...]
    duties: tuple[tuple[str, str], ...]

    @property
    def to_send(self) -> tuple[Notice, ...]:
        """The notices that are still to go out."""
        return tuple(each for each in self.notices if each.open)


def find_round(case: Case, policy: Policy, as_of: date, child: str) -> Round:
    """The notices about a child on a date.

    Raises:
        QuestionError: nobody in the case has this key.
    """
    if child not in case.people:
        raise QuestionError(f"child: nobody in the case is called {child!r}.")
    asks = [Ask(question, {"child": (child,)}) for question in (NOTICE, SEARCH)]
    notice, search = assess_all(case, policy, as_of, asks, explained=False)
    return gather_round(notice, search, case, policy)


def gather_round(notice: Assessment, search: Assessment, case: Case, policy: Policy) -> Round:
    """Whom to write to, whom not, and whom to interview.

    Args:
        notice: the answer to `relativeNotice` about one child.
        search: the answer to `relativeSearch` about the same child, for the interviews.
        case: the recorded facts, for names, addresses and birth dates.
        policy: the whole law.
    """
    (child,) = notice.roles["child"]
    known = _person_checks(notice)
    owed = _about(notice, policy, "NoticeOwed")
    barred = _about(notice, policy, _BARRED)
    barred |= {p for p, checks in known.items() if _sent_despite(checks, policy)}
    told = describe_child(case, child, notice.as_of)
    found = [
        _notice(case, person, known[person], notice.as_of, told) for person in sorted(owed - barred)
    ]
    found.sort(key=lambda each: (_ORDER[each.status], each.due or date.max, each.recipient))
    sought = _about(notice, policy, "NoticeSought")
    return Round(
        as_of=notice.as_of,
        child=told,
        notices=tuple(_numbered(found)),
        excluded=tuple(_excluded(case, p, known[p], policy) for p in sorted(barred)),
        unsettled=tuple(
            _withheld(case, person, known[person])
            for person in sorted(sought - owed - barred)
            if any(check.status is Status.UNKNOWN for check in known[person])
        ),
        interviews=tuple(_interviews(search, case, child, barred)),
        duties=_duties(notice, policy),
    )


def _person_checks(found: Assessment) -> dict[str, list[Check]]:
    known: dict[str, list[Check]] = {}
    for check in found.checks:
        if check.about is not None and check.focus is not None:
            known.setdefault(check.about, []).append(check)
    return known


def _about(found: Assessment, policy: Policy, target: str) -> set[str]:
    """The people of whom a check was made that ranges over a class of the question's own."""
    return {
        check.about
        for check in found.checks
        if check.about and check.focus and _target(policy, check) == CW[target].value
    }


def _target(policy: Policy, check: Check) -> str | None:
    """The class that a check ranges over; None for a duty, whose words are those of its limit."""
    shape = policy.shapes.get(CWS[check.shape].value)
    return None if shape is None else shape.target


def _sent_despite(checks: Iterable[Check], policy: Policy) -> bool:
    return any(
        check.status is Status.VIOLATED and _target(policy, check) == CW["NoticePerson"].value
        for check in checks
    )


def _notice(case: Case, person: str, checks: Sequence[Check], as_of: date, child: Child) -> Notice:
    dated = [check for check in checks if check.due is not None]
    worst = min(dated or checks, key=lambda check: _ORDER.get(check.status, len(_ORDER)))
    address = _address(case, person, as_of)
    to_check = [
        check.message
        for check in checks
        if check.status in (Status.UNKNOWN, Status.MISSING, Status.VIOLATED)
    ]
    if not address:
        to_check.append("No postal address is recorded: find it, and fill it in.")
    return Notice(
        number=0,
        person=person,
        recipient=case.name_of(case.node(person)),
        gender=_gender(case, person),
        address=address,
        child=child,
        status=worst.status if worst.status in _ORDER else Status.MISSING,
        due=worst.due,
        other_due=worst.other_due,
        to_check=tuple(dict.fromkeys(to_check)),
    )


def _numbered(found: Iterable[Notice]) -> Iterable[Notice]:
    for number, each in enumerate(found, start=1):
        yield replace(each, number=number)


def _excluded(case: Case, person: str, checks: Sequence[Check], policy: Policy) -> Withheld:
    """Someone who must not get a letter, with what the law's own notes say of it."""
    found = _withheld(case, person, checks)
    meaning = vocabulary().text(CW[_BARRED], SKOS["definition"])
    notes = [
        note
        for check in checks
        if _target(policy, check) == CW["NoticePerson"].value
        for note in check.notes
    ]
    every = dict.fromkeys([meaning, *found.reasons, *notes])
    return replace(found, reasons=tuple(every))


def _withheld(case: Case, person: str, checks: Sequence[Check]) -> Withheld:
    told = [check for check in checks if check.status not in SETTLED]
    reasons = [" ".join(filter(None, [check.message, check.remedy])) for check in told]
    return Withheld(person, case.name_of(case.node(person)), tuple(dict.fromkeys(reasons)))


def _interviews(found: Assessment, case: Case, child: str, barred: set[str]) -> Iterable[Interview]:
    rows = [
        Interview(
            person=check.about,
            name=case.name_of(case.node(check.about)),
            what=check.message,
            status=check.status,
            due=check.due,
            remedy=check.remedy or "",
            clauses=check.clauses,
            excluded=check.about in barred,
        )
        for check in found.checks
        if check.status in _OPEN and check.due and check.about and check.about != child
    ]
    return sorted(rows, key=lambda row: (row.due, row.name))


def _duties(found: Assessment, policy: Policy) -> tuple[tuple[str, str], ...]:
    """The clauses behind the notice, each in our own words, for the worker."""
    cited = sorted({clause for check in found.checks for clause in check.clauses})
    known = (policy.register.by_identifier(each) for each in cited)
    return tuple((each.identifier, each.summary) for each in known if each is not None)


def describe_child(case: Case, child: str, as_of: date) -> Child:
    """All that a letter may say of a child on a date.

    The first name is the first word of the recorded name. The age is told only where the recorded
    date of birth, be it a year or a month, leaves no doubt of it.
    """
    node = case.node(child)
    names = case.index.text(node, CW["name"]).split()
    born = case.index.text(node, CW["born"])
    ages = {age_on(day, as_of) for day in birth_span(born)} if born else set()
    age = ages.pop() if len(ages) == 1 else None
    return Child(
        first_name=names[0] if names else None,
        gender=_gender(case, child),
        age=age if age is not None and age >= 0 else None,
    )


def _gender(case: Case, person: str) -> str | None:
    found = case.index.value(case.node(person), CW["gender"])
    return None if found is None else local_name(found)


def _address(case: Case, person: str, as_of: date) -> tuple[str, ...]:
    """The lines of the latest postal address of a person that stands on a date."""
    found = []
    index = case.index
    for row in index.subjects(CW["person"], case.node(person)):
        if CW["AddressObtained"] not in index.objects(row, TYPE):
            continue
        text = _text(index.value(row, CW["postalAddress"]))
        obtained, ended = index.text(row, CW["on"]), index.text(row, CW["until"])
        if text and obtained <= as_of.isoformat() and not (ended and ended <= as_of.isoformat()):
            found.append((obtained, text))
    if not found:
        return ()
    lines = max(found)[1].replace(";", "\n").splitlines() or [""]
    parts = lines if len(lines) > 1 else _split(lines[0])
    return tuple(part.strip() for part in parts if part.strip())


def _text(value: Any) -> str:
    return value.value if isinstance(value, ox.Literal) else ""


def _split(line: str) -> list[str]:
    """A postal address in one line, the street apart from the town."""
    street, comma, rest = line.partition(",")
    return [street, rest] if comma else [line]


def look_over(child: Child) -> tuple[str, ...]:
    """What the worker must look at before any letter about a child goes out."""
    found = ["The letter says that a court ordered the removal: send it once there is that order."]
    if child.first_name:
        found.append(
            f"The first name is the first word of the recorded name, “{child.first_name}”. Check "
            "that it is the whole first name and nothing else."
        )
    else:
        found.append("No name of the child is recorded: fill in the first name.")
    if child.gender is None:
        found.append("The child's gender is not recorded: fill it in.")
    if child.age is None:
        found.append("The child's age does not follow from the recorded birth date: fill it in.")
    return tuple(found)
