"""Cases as tables: an Excel workbook or a folder of csv files, one table a section.

The first row of a table names fields, by their key or their label; every further row is a record.
Tables are read off the schema, so that a new kind of record has its table at once.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from app.case import Case
from app.errors import Problem, refusal
from app.terms import Field, RecordClass, schema
from app.terms import label as code_label
from loaders.loading import case_name, read_bytes, read_text
from loaders.rows import Builder, Row, Value, nearest

COVER = "case"
CODES = "codes"
SEPARATOR = ";"
TITLE_LENGTH = 31  # Excel takes no longer names of sheets
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TRUTHS = {"yes": True, "true": True, "no": False, "false": False}
_BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    AttributeError,
    KeyError,
    OSError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True)
class _Cell:
    content: Any
    where: str
    formula: bool = False
    verbatim: bool = False


@dataclass(frozen=True)
class _Table:
    """A table as read: its name, its place, and its rows of cells, those without any left out."""

    name: str
    where: str
    rows: list[list[_Cell]]


def load(path: Path) -> Case:
    """The case that a workbook, or a folder of csv files, holds.

    The table `case` names the case, in the cell beside the word `case`; where it does not, the
    case is called like the file. The table `codes` only serves the others.

    Raises:
        CaseFileError: it cannot be read as a case; carries every problem with its cell.
    """
    if path.is_dir():
        return _case(path.name, _csv_tables(path))
    return read(read_bytes(path), path.name)


def read(content: bytes, file: str) -> Case:
    """The case that the bytes of a workbook hold; see `load`."""
    return _case(file, _sheets(content, file))


def _case(file: str, tables: list[_Table]) -> Case:
    problems: list[Problem] = []
    name = case_name(file, "case")
    sections: dict[str, list[Row]] = {}
    for table in tables:
        if table.name.strip().lower() == COVER:
            name = _case_name(table) or name
        elif table.rows and table.name.strip().lower() != CODES:
            record = _record(table, problems)
            if record is not None and record.section in sections:
                problems.append(Problem(table.where, "is a second table", "Put all rows in one."))
            elif record is not None:
                sections[record.section] = _rows(table, record, problems)
    return Builder(file, name, sections, problems).build()


def title(record: RecordClass) -> str:
    """The name of a record's table."""
    return record.section[:TITLE_LENGTH]


# Tables out of files


def _sheets(content: bytes, file: str) -> list[_Table]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True)
        return [_sheet(each) for each in book.worksheets]
    except _BROKEN as error:
        mend = "Save it as .xlsx, without a password."
        raise refusal(file, "the file", "is no Excel workbook", mend) from error


def _sheet(sheet: Any) -> _Table:
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    rows = [
        [
            _Cell(
                _unescaped(cell.value),
                f"{sheet.title}!{get_column_letter(column)}{line}",
                formula=_computed(cell),
                verbatim=_is_quoted(cell),
            )
            for column, cell in enumerate(row, 1)
        ]
        for line, row in enumerate(sheet.iter_rows(), 1)
    ]
    return _Table(sheet.title, sheet.title, _filled(rows))


def _computed(cell: Any) -> bool:
    return bool(cell.data_type in ("f", "e"))


def _is_quoted(cell: Any) -> bool:
    """Whether a cell is marked as text, as by an apostrophe before it: it is taken as it stands."""
    style = getattr(cell, "style_array", None)
    return bool(style is not None and style.quotePrefix)


def _unescaped(content: Any) -> Any:
    """What a cell says where a workbook writes a sign by its number (_x000D_)."""
    if not isinstance(content, str):
        return content
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), content)


def _csv_tables(folder: Path) -> list[_Table]:
    paths = sorted(each for each in folder.iterdir() if each.suffix.lower() == ".csv")
    if not paths:
        mend = "Name a folder with one csv file a section."
        raise refusal(folder.name, "the folder", "has no csv files", mend)
    return [_csv_table(path) for path in paths]


def _csv_table(path: Path) -> _Table:
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    rows: list[list[_Cell]] = []
    line = 1
    try:
        for row in reader:
            place = f"{path.name} line {line}"
            rows.append(
                [
                    _Cell(content.strip() or None, f"{place}:{column}", content.startswith("="))
                    for column, content in enumerate(row, 1)
                ]
            )
            line = reader.line_num + 1
    except csv.Error as error:
        where = f"{path.name} line {line}"
        raise refusal(
            path.parent.name, where, f"is no csv ({error})", "Mend the quotes."
        ) from error
    return _Table(path.stem, path.name, _filled(rows))


def _filled(rows: list[list[_Cell]]) -> list[list[_Cell]]:
    return [row for row in rows if any(_is_filled(cell) for cell in row)]


def _is_filled(cell: _Cell) -> bool:
    return cell.content is not None and str(cell.content).strip() != ""


# Records out of tables


def _case_name(table: _Table) -> str:
    for row in table.rows:
        if str(row[0].content).strip().lower() == COVER and len(row) > 1 and _is_filled(row[1]):
            return str(row[1].content).strip()
    return ""


def _record(table: _Table, problems: list[Problem]) -> RecordClass | None:
    records = schema().records
    word = table.name.strip().lower()
    for record in records.values():
        if word in (title(record).lower(), record.section.lower(), record.label.lower()):
            return record
    what = f"no section is called {table.name!r}"
    problems.append(Problem(table.where, what, nearest(table.name, records)))
    return None


def _rows(table: _Table, record: RecordClass, problems: list[Problem]) -> list[Row]:
    own = "key" if record.keyed else "id"
    columns = _columns(table, record, own, problems)
    rows: list[Row] = []
    for cells in table.rows[1:]:
        values: dict[str, Value] = {}
        for number, cell in enumerate(cells):
            if not _is_filled(cell):
                continue
            key = columns.get(number)
            if cell.formula:
                mend = "Write the value itself: copy, then paste as values."
                problems.append(Problem(cell.where, "holds a formula or its error", mend))
            elif number not in columns:
                mend = "Name the column in the first row, or empty the cell."
                problems.append(Problem(cell.where, "stands under no column name", mend))
            elif key is not None:
                field = record.field(key)
                content = _content(field, cell) if field else _plain(cell.content)
                values[key] = Value(content, cell.where)
        where = cells[0].where.rsplit(":", 1)[0]
        position = str(len(rows))
        if record.keyed:
            named = values.pop(own, None)
            if named is None:
                problems.append(Problem(where, "the row has no key", "Give it one of its own."))
            position = f"row-{position}" if named is None else str(named.content)
        rows.append(Row(position, values, where))
    return rows


def _columns(
    table: _Table, record: RecordClass, own: str, problems: list[Problem]
) -> dict[int, str | None]:
    """Column number to field key; None where the column's name is not known and reported."""
    labels = [each.label.lower() for each in record.fields]
    known = {f.label.lower(): f.key for f in record.fields if labels.count(f.label.lower()) == 1}
    known |= {each.key.lower(): each.key for each in record.fields} | {own: own}
    found: dict[int, str | None] = {}
    for number, cell in enumerate(table.rows[0]):
        if not _is_filled(cell):
            continue
        word = str(cell.content).strip()
        key = known.get(word.lower())
        if key is None:
            what = f"{record.label} has no column {word!r}"
            keys = dict.fromkeys([own, *(each.key for each in record.fields)])
            problems.append(Problem(cell.where, what, nearest(word, keys)))
        elif key in found.values():
            what = f"the column {key!r} stands twice"
            problems.append(Problem(cell.where, what, "Keep one of the two."))
            key = None
        found[number] = key
    return found


# Values out of cells


def _content(field: Field, cell: _Cell) -> Any:
    if cell.verbatim and field.kind == "text" and isinstance(cell.content, str):
        return cell.content
    if field.many and isinstance(cell.content, str):
        parts = [part.strip() for part in cell.content.split(SEPARATOR)]
        return [Value(_single(field, part), cell.where) for part in parts if part]
    return _single(field, cell.content)


def _single(field: Field, content: Any) -> Any:
    """What a cell says, as the field's kind of value; left as written where it is none."""
    if field.kind == "dateTime" and isinstance(content, datetime):
        return content.isoformat(timespec="seconds")
    said = _plain(content)
    if field.kind == "text" or not isinstance(said, str):
        return said
    if field.kind == "boolean":
        return _TRUTHS.get(said.lower(), said)
    if field.kind == "integer" and re.fullmatch(r"-?[0-9]{1,18}", said):
        return int(said)
    if field.kind == "code" and said not in field.codes:
        labels = {code_label(term).lower(): token for token, term in field.codes.items()}
        return labels.get(said.lower(), said)
    if field.kind == "dateTime":
        return said.replace(" ", "T")
    return said


def _plain(content: Any) -> Any:
    """A cell's content as text, number or truth value; dates in ISO form."""
    if isinstance(content, datetime):
        midnight = content.time() == time()
        return content.date().isoformat() if midnight else content.isoformat(timespec="seconds")
    if isinstance(content, date):
        return content.isoformat()
    if isinstance(content, float) and content.is_integer():
        return int(content)
    return content if isinstance(content, (bool, int)) else str(content).strip()
