"""The notices about disclosure as drafts, and what to say when refusing, in each language.

Three notices: to a caregiver that somebody is to be told (specific), to a caregiver about routine
disclosure, and to a recipient that the details may not be passed on (redisclosure).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.model import Verdict
from app.report.letters import Agency, Letter, day_words, letterhead, salute

_WORDS = Path(__file__).resolve().parent.parent / "templates" / "disclosure.yaml"


class Kind(StrEnum):
    """A kind of notice about disclosure."""

    SPECIFIC = "specific"
    ROUTINE = "routine"
    REDISCLOSURE = "redisclosure"


@dataclass(frozen=True)
class Addressee:
    """Who gets a notice: name (empty where none is recorded), gender, lines of the address."""

    name: str
    gender: str | None = None
    address: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notice:
    """A notice about disclosure, and all that it may say.

    Attributes:
        number: the place among the notices of one disclosure, for the name of its file.
        child: the name of the child who is placed.
        recipient: the name of the person who is told.
        details: codes of what is told of the caregiver.
        day: the date that the notice bears.
        last_day: the last day to ask for a review of a decision of that date.
        release_day: the first day on which it may be told after a notice of that date.
    """

    kind: Kind
    number: int
    to: Addressee
    child: str
    recipient: str
    details: tuple[str, ...]
    day: date
    last_day: date
    release_day: date


@cache
def templates() -> dict[str, Any]:
    """The words of notices and refusals: language to parts, as the file has them."""
    found: dict[str, Any] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return found


def compose(notice: Notice, language: str, agency: Agency) -> Letter:
    """A notice in words.

    Args:
        notice: what it is and all that it may say.
        language: a code of `letters.languages`.
        agency: the sender; what is empty is left in brackets.
    """
    words = templates()[language]
    part, blanks = words[notice.kind], words["blanks"]
    head = letterhead(language, agency, notice.day)
    name = notice.to.name or blanks["caregiver"]
    filling = {
        "child": notice.child,
        "recipient": notice.recipient,
        "details": ", ".join(_told(words, notice.details)),
        "days": (notice.last_day - notice.day).days,
        "day": day_words(language, notice.day),
        "last_day": day_words(language, notice.last_day),
        "release_day": day_words(language, notice.release_day),
    }
    contents = tuple(each.format(**filling) for each in part["contents"].values())
    listed, closing = _arranged(notice, words, contents)
    return Letter(
        language=head.language,
        title=part["title"],
        sender=head.sender,
        day=head.day,
        address=(name, *(notice.to.address or (blanks["address"],))),
        salutation=salute(language, name, notice.to.gender),
        opening=tuple(each.format(**filling) for each in part["opening"]),
        about=part["about"].format(**filling),
        facts=(),
        listed=listed,
        closing=(*closing, *part["closing"]),
        farewell=head.farewell,
        signature=(*head.signature, *part.get("receipt", ())),
    )


def _arranged(
    notice: Notice, words: Mapping[str, Any], contents: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a notice lists, and the paragraphs that follow."""
    if notice.kind is Kind.SPECIFIC:
        return _told(words, notice.details), contents
    if notice.kind is Kind.ROUTINE:
        return tuple(words["routine"]["recipients"].values()), contents
    return contents, ()


def _told(words: Mapping[str, Any], details: Sequence[str]) -> tuple[str, ...]:
    return tuple(words["details"][each] for each in details)


def refusal(verdict: Verdict, details: Sequence[str], language: str) -> tuple[str, ...]:
    """What to say to somebody who may not be told, or not yet; nothing where it is permitted.

    It gives no reason away: not that there is an order, a finding, a notice or its days.

    Args:
        verdict: the answer to the question.
        details: codes of what was asked for.
        language: a code of `letters.languages`.
    """
    words = templates()[language]
    said = words["refusals"].get(_REFUSED.get(verdict, ""))
    if said is None:
        return ()
    told = ", ".join(_told(words, details))
    return (said.format(details=told), words["refusals"]["instead"])


# Where no clause applies, nothing is told either until somebody has looked.
_REFUSED = {
    Verdict.PROHIBITED: "prohibited",
    Verdict.HELD: "held",
    Verdict.MISSING: "missing",
    Verdict.UNDETERMINED: "undetermined",
    Verdict.NOT_COVERED: "undetermined",
}


def notice_file(notice: Notice, language: str, agency: Agency, form: str) -> bytes:
    """A notice as a file, docx or pdf."""
    from app.report.letters_docx import letter_docx  # noqa: PLC0415 - slow to load
    from app.report.letters_pdf import letter_pdf  # noqa: PLC0415 - slow to load

    letter = compose(notice, language, agency)
    return letter_docx(letter, notice.day) if form == "docx" else letter_pdf(letter, notice.day)


def file_name(notice: Notice, language: str, form: str) -> str:
    """The name of a notice's file; it names nobody."""
    return f"{notice.kind}-notice-{notice.number:02}-{language}.{form}"
