"""Rows to facts: the checks and the triples that every reader shares.

A reader hands over sections of rows, each value with the place it was written at; what comes back
is a `Case`, or every problem of the file at once.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from app.case import Case
from app.errors import CaseFileError, Problem
from app.terms import CASE, CW, TYPE, XSD, Facts, Field, RecordClass, schema
from loaders import consistency

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
# Characters that no page, picture or file of XML can hold, and that can turn a terminal's head.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
# What a reader puts in place of a value that it has reported itself.
REPORTED = object()
_FORMS = {
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "dateTime": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?"),
    "partialDate": re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}"),
}


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
    """Builds a case from rows, gathering every problem on the way.

    Attributes:
        file: the file's name, for messages and places.
        name: the case's name; None where the reader has reported that there is none.
        sections: section to its rows, in the order of the file.
        problems: what the reader itself found.
        set_aside: where given, dates that cannot all be right are left out, and put on this list,
            rather than refused: for files that others keep and nobody here can mend.
        name_where: where the case is named.
    """

    file: str
    name: str | None
    sections: Mapping[str, Sequence[Row]]
    problems: list[Problem] = field(default_factory=list)
    set_aside: list[Problem] | None = None
    name_where: str = "case"
    _triples: list[ox.Triple] = field(default_factory=list)
    _where: dict[str, str] = field(default_factory=dict)

    def build(self) -> Case:
        """The case.

        Raises:
            CaseFileError: anything is wrong; carries every problem, in the order of the file.
        """
        if self.name is not None and not KEY.fullmatch(self.name):
            what = f"{self.name!r} cannot name a case"
            self._report(self.name_where, what, "Use letters, digits, - and _.")
            self.name = None
        name = self.name or "unnamed"
        self._root = f"{CASE}{name}/"
        self._keys = self._gather_keys()
        root = ox.NamedNode(self._root)
        self._triples.append(ox.Triple(root, TYPE, CW["Case"]))
        for section, rows in self.sections.items():
            record = schema().records.get(section)
            if record is None:
                where = rows[0].where if rows else section
                self._report(
                    where, f"unknown section {section!r}", nearest(section, schema().records)
                )
                continue
            for row in rows:
                self._add_row(root, record, row)
        self._require_consistency()
        if self.problems:
            found = dict.fromkeys(self.problems)
            raise CaseFileError(self.file, sorted(found, key=lambda each: _order(each.where)))
        places = {node: f"{self.file} {where}".strip() for node, where in self._where.items()}
        return Case(name, frozenset(self._triples), places, self.file)

    def _require_consistency(self) -> None:
        found = consistency.contradictions(Facts(self._triples), self._where)
        if self.set_aside is not None:
            doubts = consistency.doubtful(found)
            self._triples = [t for t in self._triples if (t.subject, t.predicate) not in doubts]
            self.set_aside += [each.problem for each in found if each.dates]
            found = [each for each in found if not each.dates]
        self.problems += [each.problem for each in found]

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
                key = _own_key(record, row)
                if key is None:
                    continue
                if not KEY.fullmatch(key):
                    mend = "Use letters, digits, - and _."
                    self._report(row.where, f"{key!r} cannot be a key", mend)
                if key in seen:
                    mend = f"It is already at {seen[key]}."
                    self._report(row.where, f"{key!r} is used twice", mend)
                seen[key] = row.where
                keys[key] = node
        return found

    def _node(self, record: RecordClass, row: Row) -> ox.NamedNode:
        tail = row.key if record.keyed else f"#/{record.section}/{row.key}"
        return ox.NamedNode(self._root + quote(tail, safe="#/"))

    def _add_row(self, root: ox.NamedNode, record: RecordClass, row: Row) -> None:
        node = self._node(record, row)
        self._where[node.value] = row.where
        self._triples.append(ox.Triple(root, CW[record.section], node))
        self._triples.append(ox.Triple(node, TYPE, record.term))
        if not record.keyed:
            self._triples.append(ox.Triple(node, TYPE, CW["Record"]))
        for missing in sorted(record.required - row.values.keys()):
            self._report(row.where, f"{record.label} lacks {missing!r}", "Add it.")
        for key, value in row.values.items():
            if key == "id" and not record.keyed:
                if value.content is None:
                    self._report(value.where, "id is empty", "Fill it in, or leave it out.")
                self._triples.append(ox.Triple(node, CW["id"], ox.Literal(_lexical(value.content))))
                continue
            known = record.field(key)
            if known is None:
                keys = {each.key: each for each in record.fields}
                self._report(value.where, f"{record.label} has no {key!r}", nearest(key, keys))
                continue
            for term in self._terms(known, value):
                self._triples.append(ox.Triple(node, known.term, term))

    def _terms(self, known: Field, value: Value) -> Iterator[Any]:
        if not isinstance(value.content, list):
            contents = [value]
        elif known.many and value.content:
            contents = value.content
        elif known.many:
            contents = [Value(None, value.where)]
        else:
            self._report(value.where, f"{known.key} takes one value", "Write one, not a list.")
            return
        seen = set()
        for each in contents:
            term = self._term(known, each)
            if term in seen:
                what = f"{known.key}: {_lexical(each.content)!r} stands twice"
                self._report(each.where, what, "Write it once.")
            elif term is not None:
                seen.add(term)
                yield term

    def _term(self, known: Field, value: Value) -> Any:
        content, where = value.content, value.where
        if content is REPORTED:
            return None
        if content is None or (isinstance(content, str) and not content.strip()):
            self._report(where, f"{known.key} is empty", "Fill it in, or leave it out.")
            return None
        if isinstance(content, (dict, list)):
            self._report(where, f"{known.key} holds a nested block", "Write one plain value.")
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
        text = _lexical(content)
        if known.kind == "code":
            if text in known.codes:
                return known.codes[text]
            self._report(
                where, f"{known.key}: {text!r} is no known value", nearest(text, known.codes)
            )
            return None
        if known.kind in ("person", "home", "record"):
            return self._reference(known, text, where)
        if CONTROL.search(text):
            what = f"{known.key} holds a character that no one can see"
            self._report(where, what, "Type it again, in plain letters.")
            return None
        return self._literal(known, text, where)

    def _literal(self, known: Field, text: str, where: str) -> ox.Literal | None:
        form = _FORMS.get(known.kind)
        if form is None:
            return ox.Literal(text)
        example = {
            "date": "YYYY-MM-DD",
            "dateTime": "YYYY-MM-DDTHH:MM, the time in Chicago",
            "partialDate": "YYYY-MM-DD, YYYY-MM or YYYY",
        }[known.kind]
        full = _moment(text) if form.fullmatch(text) else None
        if full is None:
            self._report(where, f"{known.key}: {text!r} is no date", f"Write {example}.")
            return None
        if known.kind == "dateTime":
            return ox.Literal(full.isoformat(), datatype=XSD["dateTime"])
        return ox.Literal(text, datatype=XSD[{4: "gYear", 7: "gYearMonth", 10: "date"}[len(text)]])

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
        self._report(where, f"{known.key}: {what} is called {text!r}", nearest(text, names))
        return None


def nodes_of(case: Case, record: RecordClass) -> list[ox.NamedNode]:
    """The people, homes or rows of a class in the order of a file: by key, or by position."""
    nodes = case.index.objects(case.iri, CW[record.section])
    if record.keyed:
        return sorted(nodes, key=str)
    return sorted(nodes, key=lambda node: int(node.value.rsplit("/", 1)[-1]))


def _own_key(record: RecordClass, row: Row) -> str | None:
    """What other rows may call this one: its key, or the id it was given."""
    if record.keyed:
        return row.key
    named = row.values.get("id")
    return None if named is None or named.content is None else _lexical(named.content)


def _moment(text: str) -> datetime | None:
    """The beginning of a year, month, day or minute in ISO form; None where there is no such."""
    try:
        return datetime.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    except ValueError:
        return None


def _lexical(content: Any) -> str:
    """A value as it was written: words of YAML for booleans."""
    return str(content).lower() if isinstance(content, bool) else str(content)


def _order(where: str) -> tuple[Any, ...]:
    """A key that sorts places as they follow each other in a file."""
    return tuple(
        (1, int(part), "") if part.isdecimal() else (0, 0, part)
        for part in re.split(r"([0-9]+)", where)
    )


def nearest(word: str, known: Mapping[str, Any]) -> str:
    """A word of advice: the known word closest to one that is not known, or what is known."""
    close = difflib.get_close_matches(word, known, 1)
    if close:
        return f"Did you mean {close[0]!r}?"
    if not known:
        return "There is none to name."
    shown = ", ".join(list(known)[:12])
    return f"Known: {shown}{' …' if len(known) > 12 else ''}."
