"""Cases as workbooks, in the tables that the reader of workbooks takes, to read and to fill on."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from app.case import Case
from app.terms import Field, RecordClass, schema
from loaders import document
from loaders.template import new_workbook
from loaders.workbook import COVER, ESCAPED, SEPARATOR, title

_ALWAYS = ("people", "homes")  # whoever fills on needs these, whatever else the case holds
_FORMULA = ("=", "+", "-", "@")
_FIRST_DAY = date(1900, 3, 1)  # workbooks count days from 1900, with a leap day that never was


def xlsx(case: Case, said: Sequence[str] = ()) -> bytes:
    """A case as a workbook: people, homes and every other section that holds rows.

    Texts stand as texts, whatever they begin with: none runs as a formula.

    Args:
        case: the case.
        said: sentences that stand on the cover, above everything but the name.

    Returns:
        The workbook.
    """
    content = document.export(case)
    records = [r for name, r in schema().records.items() if name in (*_ALWAYS, *content)]
    book = new_workbook(records)
    book.properties.creator = "Kinstead"
    _write(book[COVER]["B1"], case.name)
    cover: Any = book[COVER]
    cover.insert_rows(2, len(said))
    for row, sentence in enumerate(said, 2):
        _write(cover.cell(row, 1), sentence)
    for record in records:
        sheet: Any = book[title(record)]
        rows = content.get(record.section, [])
        own = "key" if record.keyed else "id"
        if isinstance(rows, dict):
            rows = [{own: key, **row} for key, row in rows.items()]
        for number, row in enumerate(rows, 2):
            if own in row:
                _write(sheet.cell(number, 1), row[own])
            _write_fields(sheet, number, record, row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_fields(sheet: Any, number: int, record: RecordClass, row: dict[str, Any]) -> None:
    for column, field in enumerate(record.fields, 2):
        if field.key in row:
            _write_value(sheet.cell(number, column), field, row[field.key])


def _write_value(cell: Any, field: Field, value: Any) -> None:
    if isinstance(value, list):
        _write(cell, f"{SEPARATOR} ".join(value))
    elif isinstance(value, bool):
        _write(cell, "yes" if value else "no")
    elif isinstance(value, int):
        cell.value = value
    elif field.kind == "date" and date.fromisoformat(value) >= _FIRST_DAY:
        cell.value = date.fromisoformat(value)
        cell.number_format = "yyyy-mm-dd"
    elif field.kind == "dateTime":
        _write(cell, value.replace("T", " "))
    else:
        _write(cell, value)


def _write(cell: Any, text: str) -> None:
    """Writes a text that stays one: no formula, no error, no blanks or signs lost."""
    cell.value = ESCAPED.sub(lambda found: f"_x005F{found[0]}", text).replace("\r", "_x000D_")
    cell.data_type = "s"
    cell.quotePrefix = text != text.strip() or text.startswith(_FORMULA)
