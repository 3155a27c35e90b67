"""What the rows of a case say, in words."""

from __future__ import annotations

import re
from typing import Any

import pyoxigraph as ox

from app.case import Case, is_row
from app.terms import CW, TYPE, RecordClass, label, schema

PLACEHOLDER = re.compile(r"\{(\w+)\}")
_PERIOD = re.compile(r" \w+ \{(from|until)\}")


def record_class_of(case: Case, row: ox.NamedNode) -> RecordClass | None:
    """What kind of record a row is, or None for anything else."""
    for term in case.index.objects(row, TYPE):
        found = schema().of_class(term)
        if found is not None:
            return found
    return None


def value_words(case: Case, value: Any) -> str:
    """A value of a field in words: a name, another row's sentence, a code's label, the literal."""
    if isinstance(value, ox.NamedNode):
        if value.value.startswith(CW.base):
            return label(value)
        record = record_class_of(case, value) if is_row(value) else None
        if record is not None and not record.keyed:
            return row_sentence(case, value, record)
        return case.name_of(value)
    if value.datatype.value.endswith("boolean"):
        return "yes" if value.value == "true" else "no"
    return str(value.value)


def row_sentence(
    case: Case, row: ox.NamedNode, record: RecordClass, absent: str = "not recorded"
) -> str:
    """A row in words: its record class's sentence, filled, and every other field it holds.

    A period that is open at one end does not mention that end. `absent` is said of what a sentence
    needs and the row does not hold.
    """
    used = set(PLACEHOLDER.findall(record.sentence))
    template = _PERIOD.sub(
        lambda match: match.group() if _values(case, row, match.group(1)) else "", record.sentence
    )

    def words(match: re.Match[str]) -> str:
        return _values(case, row, match.group(1)) or absent

    sentence = PLACEHOLDER.sub(words, template) if template else record.label
    rest = [
        f"{field.label} {_values(case, row, field.key)}"
        for field in record.fields
        if field.key not in used and field.key != "note" and _values(case, row, field.key)
    ]
    return sentence + (f" ({', '.join(rest)})" if rest else "")


def _values(case: Case, row: ox.NamedNode, key: str) -> str:
    values = case.index.objects(row, CW[key])
    return ", ".join(value_words(case, value) for value in values)
