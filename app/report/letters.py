"""The words of the notice to a relative, in the languages of `templates/letters.yaml`.

Of the child a letter says the first name, the gender and the age, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.report.notices import Notice

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
    """A letter in words, ready to be laid out; whatever stands in brackets is to be filled in."""

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
    child = notice.child
    first_name = child.first_name or blanks["first_name"]
    sender = [agency.agency or blanks["agency"], *(agency.office or blanks["office"]).splitlines()]
    facts = {
        "first_name": first_name,
        "gender": words["genders"].get(child.gender, blanks["gender"]),
        "age": _age_words(words, child.age),
    }
    salutations: Mapping[str, str] = words["salutation"]
    salutation = salutations.get(notice.gender or "other", salutations["other"])
    date_words = {"day": day.day, "month": words["months"][day.month - 1], "year": day.year}
    signature = [agency.worker or blanks["worker"]]
    for name in ("telephone", "email"):
        value = getattr(agency, name) or blanks[name]
        signature.append(words["contact"][name].format(value=value))
    return Letter(
        language=language,
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


def _age_words(words: Mapping[str, Any], age: int | None) -> str:
    if age is None:
        blank: str = words["blanks"]["age"]
        return blank
    form: str = words["ages"]["none" if age == 0 else "one" if age == 1 else "many"]
    return form.format(age=age)
