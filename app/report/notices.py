"""The notice to relatives: to whom it is due by when, and to whom it must not go.

Who is owed a letter, who must not get one and which address stands is what the rules of the
question `relativeNotice` make; whom to interview is what the checks of `relativeSearch` say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.calendar import age_on, birth_span, boolean_literal
from app.case import Case
from app.decisions import answer
from app.errors import PolicyError, QuestionError
from app.model import Assessment, Check, Status
from app.policy import Policy
from app.reasoning import Ask, Derivation, derive
from app.terms import CW, SKOS, label, local_name, vocabulary
from app.wording import OPEN, SETTLED

NOTICE, SEARCH = "relativeNotice", "relativeSearch"
ASK_FIRST = "No letter. Ask your supervisor first."
_EXCLUSION = "NoticePerson-excluded"
FIRST_NAME, GENDER, AGE = "firstNameOfChild", "genderOfChild", "ageOfChild"
_ORDER = {status: place for place, status in enumerate((*OPEN, Status.LATE, Status.MET))}
# What the rules make of the people of a notice question, and of the custody that it is about.
_OWED = "?node cw:noticeQuestion ?question ; cw:noticePerson ?person ; a cw:NoticeOwed ."
_SOUGHT = "?node cw:noticeQuestion ?question ; cw:noticePerson ?person ; a cw:NoticeSought ."
_BARRED = """
    ?node cw:noticeQuestion ?question ; cw:noticePerson ?person .
    { ?node a cw:ExcludedFromNotice } UNION { ?node cw:noticeDespiteViolence ?notice }
"""
_ADDRESS = """
    ?row a cw:AddressObtained , cw:OnRecord ;
        cw:person ?person ;
        cw:on ?on ;
        cw:postalAddress ?text .
"""
_CUSTODY = """
    ?question cw:child ?child .
    ?care a cw:Custody , cw:OnRecord ; cw:child ?child ; cw:custodyKind ?kind .
"""


@dataclass(frozen=True)
class Child:
    """All that a letter may say of a child.

    Attributes:
        details: code of the detail to what is recorded of it, in the order of the law; None where
            it is not recorded, or not for sure.
    """

    details: Mapping[str, str | int | None]


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
        return self.status in OPEN


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
        ordered: whether a court order on the child's custody is recorded.
    """

    as_of: date
    child: Child
    ordered: bool
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
    derivation = derive(case, policy, as_of, asks)
    notice, search = (answer(derivation, ask, None) for ask in asks)
    about = {"question": asks[0].node(case)}
    owed, sought, barred = (
        {case.key(row["person"]) for row in derivation.select(body, about)}
        for body in (_OWED, _SOUGHT, _BARRED)
    )
    known = _person_checks(notice)
    told = describe_child(case, child, as_of)
    found = [_notice(derivation, person, known[person], told) for person in owed - barred]
    found.sort(key=lambda each: (_ORDER[each.status], each.due or date.max, each.recipient))
    return Round(
        as_of=as_of,
        child=told,
        ordered=any(
            boolean_literal(True) in vocabulary().objects(row["kind"], CW["byCourtOrder"])
            for row in derivation.select(_CUSTODY, about)
        ),
        notices=tuple(_numbered(found)),
        excluded=tuple(_excluded(case, person, known[person]) for person in sorted(barred)),
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


def _notice(derivation: Derivation, person: str, checks: Sequence[Check], child: Child) -> Notice:
    case = derivation.case
    dated = [check for check in checks if check.due is not None]
    worst = min(dated or checks, key=lambda check: _ORDER.get(check.status, len(_ORDER)))
    address = postal_address(derivation, person)
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
        gender=_gender(case, person, derivation.as_of),
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


def _excluded(case: Case, person: str, checks: Sequence[Check]) -> Withheld:
    """Someone who must not get a letter, with what the law's own notes say of it."""
    found = _withheld(case, person, checks)
    meaning = vocabulary().text(CW["ExcludedFromNotice"], SKOS["definition"])
    notes = [note for check in checks if check.shape == _EXCLUSION for note in check.notes]
    return replace(found, reasons=tuple(dict.fromkeys([meaning, *found.reasons, *notes])))


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
        if check.status in OPEN and check.due and check.about and check.about != child
    ]
    return sorted(rows, key=lambda row: (row.due, row.name))


def _duties(found: Assessment, policy: Policy) -> tuple[tuple[str, str], ...]:
    """The clauses behind the notice, each in our own words, for the worker."""
    cited = sorted({clause for check in found.checks for clause in check.clauses})
    known = (policy.register.by_identifier(each) for each in cited)
    return tuple((each.identifier, each.summary) for each in known if each is not None)


def describe_child(case: Case, child: str, as_of: date) -> Child:
    """All that a letter may say of a child on a date: the details that the law lets it give.

    The first name is the first word of the recorded name. The age is told only where the recorded
    date of birth, be it a year or a month, leaves no doubt of it.

    Raises:
        PolicyError: the law lets a notice give a detail that nothing here can tell.
    """
    codes = vocabulary().subjects(CW["belongsInNotice"], boolean_literal(True))
    names = [local_name(code) for code in codes]
    if unknown := set(names) - set(_TOLD):
        raise PolicyError(f"belongsInNotice: no letter can tell {', '.join(sorted(unknown))}.")
    return Child({name: _TOLD[name](case, child, as_of) for name in _TOLD if name in names})


def _first_name(case: Case, person: str, _: date) -> str | None:
    return next(iter(case.index.text(case.node(person), CW["name"]).split()), None)


def _gender(case: Case, person: str, _: date) -> str | None:
    found = case.index.value(case.node(person), CW["gender"])
    return None if found is None else local_name(found)


def _age(case: Case, person: str, as_of: date) -> int | None:
    born = case.index.text(case.node(person), CW["born"])
    ages = {age_on(day, as_of) for day in birth_span(born)} if born else set()
    age = ages.pop() if len(ages) == 1 else None
    return age if age is not None and age >= 0 else None


_TOLD: dict[str, Callable[[Case, str, date], str | int | None]] = {
    FIRST_NAME: _first_name,
    GENDER: _gender,
    AGE: _age,
}


def postal_address(derivation: Derivation, person: str) -> tuple[str, ...]:
    """The lines of the latest postal address of a person that stands on the date."""
    rows = derivation.select(_ADDRESS, {"person": derivation.case.node(person)})
    found = max(((row["on"].value, row["text"].value) for row in rows), default=("", ""))
    lines = found[1].replace(";", "\n").splitlines() or [""]
    parts = lines if len(lines) > 1 else _split(lines[0])
    return tuple(part.strip() for part in parts if part.strip())


def _split(line: str) -> list[str]:
    """A postal address in one line, the street apart from the town."""
    street, comma, rest = line.partition(",")
    return [street, rest] if comma else [line]


def look_over(found: Round) -> tuple[str, ...]:
    """What the worker must look at before any letter of a round goes out."""
    said = []
    if not found.ordered:
        said.append(
            "The letter says that a court ordered the removal, and no court order is recorded: "
            "send it once there is that order."
        )
    if name := found.child.details.get(FIRST_NAME):
        said.append(
            f"The first name is the first word of the recorded name, “{name}”. Check "
            "that it is the whole first name and nothing else."
        )
    said += [
        f"The child's {label(CW[code])} is not known for sure from what is recorded: fill it in."
        for code, value in found.child.details.items()
        if value is None
    ]
    return tuple(said)
