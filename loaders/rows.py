"""Rows to facts: the checks and the triples that every reader shares.

A reader hands over sections of rows, each value with the place it was written at; what comes back
is a `Case`, or every problem of the file at once.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pyoxigraph as ox

from app.case import Case
from app.errors import CaseFileError, Problem
from app.terms import CASE, CW, TYPE, XSD, Field, RecordClass, schema

_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
_PARTIAL = re.compile(r"^\d{4}(-\d{2}){0,2}$")


@dataclass(frozen=True)
class Value:
    """A value as read, with the place it was written at."""

    content: Any
    where: str


@dataclass(frozen=True)
class Row:
    """A row as read: its key or position in the section, its values by field key, its place."""

    key: str
    values: Mapping[str, Value]
    where: str


@dataclass
class Builder:
    """Builds a case from rows, gathering every problem on the way."""

    file: str
    name: str
    sections: Mapping[str, Sequence[Row]]
    problems: list[Problem] = field(default_factory=list)
    triples: list[ox.Triple] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)

    def build(self) -> Case:
        """The case.

        Raises:
            CaseFileError: anything is wrong; carries every problem, in the order of the file.
        """
        if not _NAME.match(self.name):
            self._report(
                "case", f"{self.name!r} cannot name a case", "Use letters, digits, - and _."
            )
            raise CaseFileError(self.file, self.problems)
        self._keys = self._gather_keys()
        root = ox.NamedNode(f"{CASE}{self.name}/")
        self.triples.append(ox.Triple(root, TYPE, CW["Case"]))
        for section, rows in self.sections.items():
            record = schema().records.get(section)
            if record is None:
                where = rows[0].where if rows else section
                self._report(
                    where, f"unknown section {section!r}", _nearest(section, schema().records)
                )
                continue
            for row in rows:
                self._add_row(root, record, row)
        if self.problems:
            raise CaseFileError(self.file, self.problems)
        return Case(self.name, frozenset(self.triples), self.places, self.file)

    def _report(self, where: str, what: str, mend: str) -> None:
        self.problems.append(Problem(where, what, mend))

    def _gather_keys(self) -> dict[str, dict[str, ox.NamedNode]]:
        """Section to key to node: people and homes by key, other rows by id and position."""
        found: dict[str, dict[str, ox.NamedNode]] = {}
        seen: dict[str, str] = {}
        for section, rows in self.sections.items():
            record = schema().records.get(section)
            if record is None:
                continue
            keys = found.setdefault(section, {})
            for row in rows:
                node = self._node(record, row)
                keys[row.key if record.keyed else f"{section}/{row.key}"] = node
                named = row.values.get("id")
                for key in [row.key] if record.keyed else [str(named.content)] if named else []:
                    if not _NAME.match(key):
                        self._report(
                            row.where, f"{key!r} cannot be a key", "Use letters, digits, - _."
                        )
                    if key in seen:
                        self._report(
                            row.where, f"{key!r} is used twice", f"It is already at {seen[key]}."
                        )
                    seen[key] = row.where
                    keys[key] = node
        return found

    def _node(self, record: RecordClass, row: Row) -> ox.NamedNode:
        tail = row.key if record.keyed else f"#/{record.section}/{row.key}"
        return ox.NamedNode(f"{CASE}{self.name}/{tail}")

    def _add_row(self, root: ox.NamedNode, record: RecordClass, row: Row) -> None:
        node = self._node(record, row)
        self.places[node.value] = f"{self.file} {row.where}".strip()
        self.triples.append(ox.Triple(root, CW[record.section], node))
        self.triples.append(ox.Triple(node, TYPE, record.term))
        if not record.keyed:
            self.triples.append(ox.Triple(node, TYPE, CW["Record"]))
        for missing in sorted(record.required - row.values.keys()):
            self._report(row.where, f"{record.label} lacks {missing!r}", "Add it.")
        for key, value in row.values.items():
            if key == "id" and not record.keyed:
                self.triples.append(ox.Triple(node, CW["id"], ox.Literal(str(value.content))))
                continue
            known = record.field(key)
            if known is None:
                keys = {each.key: each for each in record.fields}
                self._report(value.where, f"{record.label} has no {key!r}", _nearest(key, keys))
                continue
            for term in self._terms(known, value):
                self.triples.append(ox.Triple(node, known.term, term))

    def _terms(self, known: Field, value: Value) -> Iterator[Any]:
        contents = (
            value.content
            if isinstance(value.content, list)
            else [Value(value.content, value.where)]
        )
        if isinstance(value.content, list) and not known.many:
            self._report(value.where, f"{known.key} takes one value", "Write one, not a list.")
            return
        for each in contents:
            term = self._term(known, each)
            if term is not None:
                yield term

    def _term(self, known: Field, value: Value) -> Any:
        content, where = value.content, value.where
        if content is None:
            self._report(where, f"{known.key} is empty", "Fill it in, or leave the key out.")
            return None
        if known.kind == "boolean":
            if not isinstance(content, bool):
                self._report(
                    where,
                    f"{known.key}: {content!r} is neither true nor false",
                    "Write true or false.",
                )
                return None
            return ox.Literal("true" if content else "false", datatype=XSD["boolean"])
        if known.kind == "integer":
            if isinstance(content, bool) or not isinstance(content, int):
                self._report(
                    where, f"{known.key}: {content!r} is no whole number", "Write digits only."
                )
                return None
            return ox.Literal(str(content), datatype=XSD["integer"])
        text = str(content)
        if known.kind == "code":
            if text in known.codes:
                return known.codes[text]
            self._report(
                where, f"{known.key}: {text!r} is no known value", _nearest(text, known.codes)
            )
            return None
        if known.kind in ("person", "home", "record"):
            return self._reference(known, text, where)
        return self._literal(known, text, where)

    def _literal(self, known: Field, text: str, where: str) -> ox.Literal | None:
        if known.kind == "date":
            return self._dated(known, text, where, "YYYY-MM-DD", date.fromisoformat, "date")
        if known.kind == "dateTime":
            return self._dated(
                known, text, where, "YYYY-MM-DDTHH:MM", datetime.fromisoformat, "dateTime"
            )
        if known.kind == "partialDate":
            full = {4: f"{text}-01-01", 7: f"{text}-01"}.get(len(text), text)
            try:
                date.fromisoformat(full if _PARTIAL.match(text) else "")
            except ValueError:
                self._report(
                    where, f"{known.key}: {text!r} is no date", "Write YYYY-MM-DD, YYYY-MM or YYYY."
                )
                return None
            kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(text)]
            return ox.Literal(text, datatype=XSD[kind])
        return ox.Literal(text)

    def _dated(
        self, known: Field, text: str, where: str, form: str, parse: Any, kind: str
    ) -> ox.Literal | None:
        try:
            if (len(text) == 10) != (kind == "date"):
                raise ValueError(text)
            parsed = parse(text)
        except ValueError:
            self._report(where, f"{known.key}: {text!r} is no {known.kind}", f"Write {form}.")
            return None
        return ox.Literal(parsed.isoformat(), datatype=XSD[kind])

    def _reference(self, known: Field, text: str, where: str) -> ox.NamedNode | None:
        if known.kind == "record":
            pools = [
                self._keys.get(section, {})
                for section, record in schema().records.items()
                if record.term == known.range
            ]
        else:
            pools = [self._keys.get("people" if known.kind == "person" else "homes", {})]
        for pool in pools:
            if text in pool:
                return pool[text]
        names = {key: None for pool in pools for key in pool}
        what = {"person": "nobody", "home": "no home", "record": "no record"}[known.kind]
        self._report(where, f"{known.key}: {what} is called {text!r}", _nearest(text, names))
        return None


def _nearest(word: str, known: Mapping[str, Any]) -> str:
    close = difflib.get_close_matches(word, known, 1)
    if close:
        return f"Did you mean {close[0]!r}?"
    if not known:
        return "There is none to name."
    shown = ", ".join(list(known)[:12])
    return f"Known: {shown}{' …' if len(known) > 12 else ''}."
