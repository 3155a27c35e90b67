"""Empty tables to fill in: a workbook with lists to choose from, or a folder of csv files."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from app.terms import Field, RecordClass, label, schema
from loaders.workbook import CODES, COVER, SEPARATOR, title

_LAST_ROW = 2000
_MUST, _MAY = (PatternFill("solid", fgColor=colour) for colour in ("FFD9E1F2", "FFF2F2F2"))
_FORMATS = {"date": "yyyy-mm-dd", "dateTime": "yyyy-mm-dd hh:mm", "partialDate": "@"}
_KINDS = {
    "boolean": "yes or no",
    "code": "one of the list",
    "date": "a date (YYYY-MM-DD)",
    "dateTime": "a date and time in Chicago (YYYY-MM-DD HH:MM)",
    "home": "the key of a home",
    "integer": "a whole number",
    "partialDate": "a date, or a month (YYYY-MM), or a year (YYYY)",
    "person": "the key of a person",
    "record": "the id of another row",
    "text": "words",
}
_WORDS = (
    "Write a short name for the case in the cell beside the word case: letters, digits, - and _.",
    "Every table holds one kind of record, one row each.",
    "Leave tables and cells empty where nothing is recorded: empty means not known, never no.",
    "Give every person and every home a key of its own in the column key (mia, ana, elm).",
    "Other tables name people and homes by that key.",
    f"Where a column may hold several values, put {SEPARATOR} between them.",
    "Columns in bold must be filled in. Write values, not formulas.",
)


def write_template(path: Path) -> None:
    """Writes empty tables for every section of the schema.

    Args:
        path: a name ending in .xlsx for a workbook; any other is made a folder of csv files.
    """
    if path.suffix.lower() == ".xlsx":
        new_workbook(schema().records.values()).save(path)
        return
    records = schema().records.values()
    path.mkdir(parents=True, exist_ok=True)
    _write_csv(path / f"{COVER}.csv", _cover(records))
    for record in records:
        _write_csv(path / f"{title(record)}.csv", [[key for key, _, _ in _columns(record)]])


def _write_csv(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def _columns(record: RecordClass) -> list[tuple[str, str, Field | None]]:
    """(key, what it may hold and means, field) of each column; the row's own name first."""
    own = "key" if record.keyed else "id"
    why = "A short name, used once" if record.keyed else "A short name, if another row needs it"
    found: list[tuple[str, str, Field | None]] = [(own, f"{why}.", None)]
    for field in record.fields:
        kind = _KINDS[field.kind] + (f"; several, with {SEPARATOR} between" if field.many else "")
        found.append((field.key, f"{field.label}: {field.definition} May hold {kind}.", field))
    return found


def _cover(records: Iterable[RecordClass]) -> list[list[str]]:
    rows = [[COVER, ""], [""], *([words] for words in _WORDS), [""]]
    rows.append(["table", "column", "must be filled in", "means"])
    for record in records:
        rows.append([title(record), "", "", record.definition])
        for key, meaning, _ in _columns(record):
            rows.append(["", key, "yes" if _is_must(record, key) else "", meaning])
    return rows


def _is_must(record: RecordClass, key: str) -> bool:
    return key in record.required or (record.keyed and key == "key")


def new_workbook(records: Collection[RecordClass]) -> Workbook:
    """A workbook with a cover and an empty table for each of some record classes.

    The cell B1 of the cover waits for the case's name. In every table the first row names the
    columns: the row's own key or id, then the fields in the order of the schema.
    """
    book = Workbook()
    cover: Any = book.active
    cover.title = COVER
    for row in _cover(records):
        cover.append(row)
    cover["A1"].font = Font(bold=True)
    cover["B1"].fill = _MUST
    for column, width in zip("ABCD", (28, 24, 18, 110), strict=True):
        cover.column_dimensions[column].width = width
    lists = _Lists(book)
    for record in records:
        _add_table(book.create_sheet(title(record)), record, lists)
    book.move_sheet(CODES, len(book.sheetnames))
    return book


class _Lists:
    """The sheet that holds the values of every coded field, hidden from view."""

    def __init__(self, book: Workbook) -> None:
        self._sheet: Any = book.create_sheet(CODES)
        self._sheet.sheet_state = "hidden"
        self._known: dict[str, str] = {}

    def range_of(self, field: Field) -> str:
        """The cells that hold a field's codes, for a list to choose from."""
        name = str(field.range)
        if name not in self._known:
            column = len(self._known) + 1
            self._sheet.cell(1, column, label(field.range))
            for row, code in enumerate(field.codes, 2):
                self._sheet.cell(row, column, code)
            letter = get_column_letter(column)
            last = max(len(field.codes) + 1, 2)
            self._known[name] = f"{CODES}!${letter}$2:${letter}${last}"
        return self._known[name]


def _add_table(sheet: Any, record: RecordClass, lists: _Lists) -> None:
    sheet.freeze_panes = "A2"
    for number, (key, meaning, field) in enumerate(_columns(record), 1):
        letter = get_column_letter(number)
        head = sheet.cell(1, number, key)
        head.font = Font(bold=_is_must(record, key))
        head.fill = _MUST if _is_must(record, key) else _MAY
        head.alignment = Alignment(vertical="top")
        head.comment = Comment(meaning, "Kinstead", width=360, height=120)
        sheet.column_dimensions[letter].width = max(14, len(key) + 4)
        if field is None:
            continue
        if field.kind in _FORMATS:
            sheet.column_dimensions[letter].number_format = _FORMATS[field.kind]
        choice = _choice(field, lists)
        if choice is not None:
            sheet.add_data_validation(choice)
            choice.add(f"{letter}2:{letter}{_LAST_ROW}")


def _choice(field: Field, lists: _Lists) -> DataValidation | None:
    """What a cell of the field's column may hold, where a spreadsheet can say so."""
    if field.many:
        return None
    if field.kind == "date":
        return DataValidation(type="date", operator="greaterThan", formula1="1", allow_blank=True)
    if field.kind == "boolean":
        return DataValidation(type="list", formula1='"yes,no"', allow_blank=True)
    if field.kind == "code":
        return DataValidation(type="list", formula1=lists.range_of(field), allow_blank=True)
    if field.kind in ("person", "home"):
        table = next(r for r in schema().records.values() if r.term == field.range)
        keys = f"{quote_sheetname(title(table))}!$A$2:$A${_LAST_ROW}"
        return DataValidation(type="list", formula1=keys, allow_blank=True)
    return None
