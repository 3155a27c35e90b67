"""The words of the notice to a relative, in the languages of `templates/letters.yaml`.

Of the child a letter says what the law lets it give, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.report.notices import AGE, FIRST_NAME, GENDER, Notice

_WORDS = Path(__file__).resolve().parent.parent / "templates" / "letters.yaml"


@dataclass(frozen=True)
class Agency:
    """What the worker's agency puts on its letters; what is empty is left to be filled in."""

    agency: str = ""
    office: str = ""
    worker: str = ""
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Letter:
    """A letter in words, ready to be laid out; whatever stands in brackets is to be filled in.

    Attributes:
        language: the tag of its language, as files bear it.
        listed: points below `about`, one a line.
    """

    language: str
    title: str
    sender: tuple[str, ...]
    day: str
    address: tuple[str, ...]
    salutation: str
    opening: tuple[str, ...]
    about: str
    facts: tuple[tuple[str, str], ...]
    closing: tuple[str, ...]
    farewell: str
    signature: tuple[str, ...]
    listed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Letterhead:
    """What letters of one agency in one language have in common; see `Letter`."""

    language: str
    sender: tuple[str, ...]
    day: str
    farewell: str
    signature: tuple[str, ...]


def languages() -> dict[str, str]:
    """The languages of letters: code to name."""
    return {code: words["name"] for code, words in _templates().items()}


@cache
def _templates() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return found


def letterhead(language: str, agency: Agency, day: date) -> Letterhead:
    """The sender, the date and the end of a letter.

    Args:
        language: a code of `languages`.
        agency: the sender; what is empty is left in brackets.
        day: the date that the letter bears.
    """
    words = _templates()[language]
    blanks = words["blanks"]
    sender = [agency.agency or blanks["agency"], *(agency.office or blanks["office"]).splitlines()]
    signature = [agency.worker or blanks["worker"]]
    for name in ("telephone", "email"):
        value = getattr(agency, name) or blanks[name]
        signature.append(words["contact"][name].format(value=value))
    return Letterhead(
        language=words["tag"],
        sender=tuple(sender),
        day=day_words(language, day),
        farewell=words["farewell"],
        signature=tuple(signature),
    )


def day_words(language: str, day: date) -> str:
    """A date as a letter in a language writes it."""
    words = _templates()[language]
    month = words["months"][day.month - 1]
    told: str = words["date"].format(day=day.day, month=month, year=day.year)
    return told


def salute(language: str, recipient: str, gender: str | None) -> str:
    """The form of address of a letter in a language."""
    salutations: Mapping[str, str] = _templates()[language]["salutation"]
    return salutations.get(gender or "other", salutations["other"]).format(recipient=recipient)


def compose(notice: Notice, language: str, agency: Agency, day: date) -> Letter:
    """The letter to a relative, in words.

    Args:
        notice: to whom, and all that may be said of the child.
        language: a code of `languages`.
        agency: the sender; what is empty is left in brackets.
        day: the date that the letter bears.
    """
    words = _templates()[language]
    blanks = words["blanks"]
    head = letterhead(language, agency, day)
    details = notice.child.details
    facts = {code: _told(words, code, value) for code, value in details.items()}
    first_name = facts.get(FIRST_NAME, blanks[FIRST_NAME])
    return Letter(
        language=head.language,
        title=words["title"],
        sender=head.sender,
        day=head.day,
        address=(notice.recipient, *(notice.address or (blanks["address"],))),
        salutation=salute(language, notice.recipient, notice.gender),
        opening=tuple(each.format(first_name=first_name) for each in words["opening"]),
        about=words["about"],
        facts=tuple((words["facts"][name], value) for name, value in facts.items()),
        closing=tuple(each.format(first_name=first_name) for each in words["closing"]),
        farewell=head.farewell,
        signature=head.signature,
    )


def _told(words: Mapping[str, Any], code: str, value: Any) -> str:
    """A detail of the child in a language, or the blank for it."""
    told: str = words["blanks"][code]
    if code == AGE and value is not None:
        told = words["ages"]["none" if value == 0 else "one" if value == 1 else "many"]
        told = told.format(age=value)
    elif code == GENDER:
        told = words["genders"].get(value, told)
    elif value is not None:
        told = value
    return told
