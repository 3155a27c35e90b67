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


def languages() -> dict[str, str]:
    """The languages of letters: code to name."""
    return {code: words["name"] for code, words in _templates().items()}


@cache
def _templates() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return found


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
    details = notice.child.details
    facts = {code: _told(words, code, value) for code, value in details.items()}
    first_name = facts.get(FIRST_NAME, blanks[FIRST_NAME])
    sender = [agency.agency or blanks["agency"], *(agency.office or blanks["office"]).splitlines()]
    salutations: Mapping[str, str] = words["salutation"]
    salutation = salutations.get(notice.gender or "other", salutations["other"])
    date_words = {"day": day.day, "month": words["months"][day.month - 1], "year": day.year}
    signature = [agency.worker or blanks["worker"]]
    for name in ("telephone", "email"):
        value = getattr(agency, name) or blanks[name]
        signature.append(words["contact"][name].format(value=value))
    return Letter(
        language=words["tag"],
        title=words["title"],
        sender=tuple(sender),
        day=words["date"].format(**date_words),
        address=(notice.recipient, *(notice.address or (blanks["address"],))),
        salutation=salutation.format(recipient=notice.recipient),
        opening=tuple(each.format(first_name=first_name) for each in words["opening"]),
        about=words["about"],
        facts=tuple((words["facts"][name], value) for name, value in facts.items()),
        closing=tuple(each.format(first_name=first_name) for each in words["closing"]),
        farewell=words["farewell"],
        signature=tuple(signature),
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
