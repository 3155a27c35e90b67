"""What the lines of a GEDCOM file say, and a list of those that a case has no place for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ged4py.calendar import GregorianDate
from ged4py.date import (
    DateValue,
    DateValueFrom,
    DateValuePeriod,
    DateValuePhrase,
    DateValueSimple,
    DateValueTo,
)

from app.terms import CASE
from loaders.gedcom_records import Records
from loaders.loading import Unmapped
from loaders.rows import CONTROL, Value

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
# A file of our own says what is recorded and no more: nothing is concluded from it.
PROGRAM = "KINSTEAD"
ENDED = "end of the union"
_UNPLACED = "a case has no place for it"
_UNDATED = "has no date"
_INEXACT = "is not an exact date; the fact is kept without it"


@dataclass
class Remainder:
    """What of a file is left out, and why, with its lines.

    Attributes:
        records: the file's records.
        found: what and why to the lines.
    """

    records: Records
    found: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def unmapped(self) -> tuple[Unmapped, ...]:
        """What was left out, in order."""
        return tuple(sorted(Unmapped(*said, tuple(at)) for said, at in self.found.items()))

    def add(self, what: str, why: str, where: str) -> None:
        """Adds something that stands at a place."""
        self.found.setdefault((what, why), []).append(where)

    def leave(self, record: Any, what: str, why: str = _UNPLACED) -> None:
        """Adds a line."""
        self.add(what, why, self.records.line(record))

    def leave_rest(self, record: Any, path: str, mapped: Iterable[str] = ()) -> None:
        """Adds every line below another but those with a tag that is mapped."""
        for each in record.sub_records:
            if each.tag not in mapped:
                self.leave(each, f"{path} {each.tag}")

    def date(self, event: Any, path: str, *, whole: bool, sure: bool = False) -> Value | None:
        """The date of an event where it is exact; the rest is left out.

        Args:
            event: the line of the event.
            path: its tags, for the list of what is left out.
            whole: whether only a day will do.
            sure: whether the event is kept without a date, where it is said to have happened.
        """
        dates = [each for each in event.sub_records if each.tag == "DATE"]
        for each in dates[1:]:
            self.leave(each, f"{path} DATE", "stands twice in one event")
        if not dates:
            if not (sure and event.value == "Y"):
                self.leave(event, path, _UNDATED)
            return None
        self.leave_rest(dates[0], f"{path} DATE")
        found = _exact(dates[0].value)
        if found is None or (whole and len(found) < 10):
            self.leave(dates[0], f"{path} DATE", _INEXACT)
            return None
        return Value(found, self.records.line(dates[0]))

    def period(self, record: Any, path: str) -> dict[str, Value]:
        """The `from` and `until` of a line that says FROM and TO; what is not exact is left out."""
        said = next((each for each in record.sub_records if each.tag == "DATE"), None)
        if said is None:
            return {}
        self.leave_rest(said, f"{path} DATE")
        value, bounds = said.value, {}
        if isinstance(value, DateValuePeriod):
            bounds = {"from": value.date1, "until": value.date2}
        elif isinstance(value, (DateValueFrom, DateValueTo)):
            bounds = {"from" if isinstance(value, DateValueFrom) else "until": value.date}
        found = {key: _iso(day) for key, day in bounds.items()}
        if not found or any(len(day or "") < 10 for day in found.values()):
            self.leave(said, f"{path} DATE", _INEXACT)
        where = self.records.line(said)
        return {key: Value(day, where) for key, day in found.items() if len(day or "") == 10}


def sub_value(record: Any, tag: str) -> str:
    """The value of a line below a record, in small letters; empty where there is none."""
    return str(_sub(record, tag) or "").strip().lower()


def exact_sub_value(record: Any, tag: str) -> str:
    """The value of a line below a record as it stands; empty where there is none."""
    return str(_sub(record, tag) or "")


def _sub(record: Any, tag: str) -> Any:
    lines = record.sub_records if record is not None else ()
    return next((each.value for each in lines if each.tag == tag), None)


def words(text: str, *, exact: bool) -> str:
    """A text without the signs that no one can see, and with its signs as one each."""
    text = CONTROL.sub("", re.sub(r"^@@", "@", text, flags=re.MULTILINE))
    return text if exact else unicodedata.normalize("NFC", text)


def own_identifier(record: Any) -> str:
    """What a case of ours calls a person or family, by an EXID line; empty where none says so."""
    found = (each for each in record.sub_records if is_own_identifier(each))
    return next((words(str(each.value), exact=True) for each in found), "")


def is_own_identifier(line: Any) -> bool:
    """Whether a line is an EXID of ours."""
    return bool(line.tag == "EXID" and _sub(line, "TYPE") == CASE)


def _exact(value: Any) -> str | None:
    """A date of our calendar as YYYY, YYYY-MM or YYYY-MM-DD; None where it is not exact."""
    if isinstance(value, DateValuePhrase):  # GEDCOM 7 may name the calendar
        phrase = str(value.phrase or "")
        if phrase.startswith("GREGORIAN "):
            value = DateValue.parse(phrase.removeprefix("GREGORIAN "))
    return _iso(value.date) if isinstance(value, DateValueSimple) else None


def _iso(said: Any) -> str | None:
    if not isinstance(said, GregorianDate) or said.bc or said.dual_year is not None:
        return None
    month = MONTHS.index(said.month) + 1 if said.month in MONTHS else None
    if said.month and month is None:
        return None
    try:
        full = date(said.year, month or 1, said.day or 1).isoformat()
    except ValueError:
        return None
    return full if said.day else full[:7] if month else full[:4]
