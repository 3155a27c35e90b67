"""The user's cases: one YAML file each, in a folder of the user's own, saved whole or not at all.

Rows are changed on the plain document, which is then read back as any case file is: what the
reader would refuse is never written. It is written into the text as it stands, so that remarks
stay where people put them. Every change starts from the file as it stands, so two
windows on one case cannot overwrite each other's rows unseen.
"""

from __future__ import annotations

import copy
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import Any

from app.case import Case
from app.errors import CaseFileError, Problem
from app.terms import ROOT, schema
from loaders import document, load
from loaders.editing import amend
from loaders.loading import read_bytes, read_text, replace_file

Document = dict[str, Any]
Change = Callable[[Document], Document]

_KEY = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")


@dataclass(frozen=True)
class CaseFolder:
    """A folder of case files; a case's key is the name of its file without `.yaml`.

    Attributes:
        path: the folder; made when something is first written to it.
        examples: the folder of the examples that come with the project.
    """

    path: Path
    examples: Path = ROOT / "examples"

    def keys(self) -> list[str]:
        """The cases in the folder, in the order of their keys."""
        return sorted(file.stem for file in self.path.glob("*.yaml"))

    def example_keys(self) -> list[str]:
        """The examples there are to copy."""
        return sorted(file.stem for file in self.examples.glob("*.yaml"))

    def story(self, key: str) -> str:
        """What an example says of itself in the remark at its head; empty for the user's own."""
        file = self.examples / f"{key}.yaml"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        remark = dropwhile(lambda line: not line.startswith("#"), lines)
        return " ".join(line[1:].strip() for line in takewhile(lambda x: x.startswith("#"), remark))

    def file(self, key: str) -> Path:
        """The file of a case.

        Raises:
            CaseFileError: the key is no file name.
        """
        if not _KEY.match(key):
            raise _refusal(key, "cannot name a case", "Use letters, digits, - and _.")
        return self.path / f"{key}.yaml"

    def version(self, key: str) -> int:
        """A number that changes with every write to a case; 0 where there is no file."""
        file = self.file(key)
        return file.stat().st_mtime_ns if file.exists() else 0

    def open(self, key: str) -> Case:
        """A case as its file says; an example is copied into the folder first.

        Raises:
            CaseFileError: there is no such case, or its file cannot be read as one.
        """
        if not self.file(key).exists() and key in self.example_keys():
            self.reset(key)
        return document.load(self.file(key))

    def create(self, key: str) -> Case:
        """A new case with nothing in it.

        Raises:
            CaseFileError: the key is taken or cannot name a file.
        """
        if self.file(key).exists() or key in self.example_keys():
            raise _refusal(key, "is the name of a case already", "Choose another.")
        return self._save(key, {})

    def take_in(self, files: Mapping[str, bytes]) -> tuple[str, tuple[str, ...]]:
        """A case made from what the user uploads: one file, or the csv files of one case.

        Args:
            files: content by file name; the ending of the first says what it is.

        Returns:
            The new case's key, and what the import could not map, a sentence each.

        Raises:
            CaseFileError: the files cannot be read as a case.
        """
        tables = all(Path(name).suffix.lower() == ".csv" for name in files)
        if len(files) > 1 and not tables:
            raise _refusal(", ".join(files), "are several cases", "Bring one file at a time.")
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made) / "case"
            folder.mkdir()
            for name, content in files.items():
                (folder / _file_name(name)).write_bytes(content)
            file = folder if tables else folder / _file_name(next(iter(files)))
            loaded = load(file)
            text = read_text(file) if file.suffix.lower() in (".yaml", ".yml") else ""
        key = self._free_key(loaded.case.name if tables else file.stem)
        found = document.export(loaded.case)
        self._save(key, found, text, found)
        return key, tuple(str(each) for each in loaded.unmapped)

    def adopt(self, file: Path) -> str:
        """The key of the case in a file: that of the folder's own file, else of a copy taken in.

        Raises:
            CaseFileError: the file cannot be read as a case.
        """
        if file.resolve().parent == self.path.resolve() and file.suffix == ".yaml":
            return file.stem
        return self.take_in({file.name: read_bytes(file)})[0]

    def change(self, key: str, change: Change) -> Case:
        """The case after a change, which is written at once.

        Raises:
            CaseFileError: what the change leaves cannot be read as a case; nothing is written.
        """
        content = document.export(self.open(key))
        return self._save(key, change(content), read_text(self.file(key)), content)

    def reset(self, key: str) -> Case:
        """An example as it came, in place of what was made of it."""
        text = (self.examples / f"{key}.yaml").read_text(encoding="utf-8")
        case = document.read(text, f"{key}.yaml")
        self._write(key, text)
        return case

    def can_undo(self, key: str) -> bool:
        """Whether the last change to a case can be taken back."""
        return self._former(key).exists()

    def undo(self, key: str) -> Case:
        """The case as it was before its last change; undone twice, the change is back.

        Raises:
            CaseFileError: there is nothing to take back.
        """
        if not self.can_undo(key):
            raise _refusal(key, "has no change to take back", "Change something first.")
        former = self._former(key).read_text(encoding="utf-8")
        case = document.read(former, f"{key}.yaml")
        self._write(key, former)
        return case

    def _save(
        self, key: str, content: Document, text: str = "", former: Document | None = None
    ) -> Case:
        """Write a case's content: into the text that says what it was, if that can be, or anew."""
        named = {"case": key} | {k: v for k, v in content.items() if k != "case" and v}
        written = document.write(named)
        case = document.read(written, f"{key}.yaml")
        amended = _amended(text, former or {}, named, case) if text else None
        if amended is not None:
            written, case = amended
        self._write(key, written)
        return case

    def _write(self, key: str, text: str) -> None:
        file, former = self.file(key), self._former(key)
        former.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if file.exists():
            replace_file(former, file.read_text(encoding="utf-8"))
        replace_file(file, text)

    def _former(self, key: str) -> Path:
        return self.path / ".former" / self.file(key).name

    def _free_key(self, wanted: str) -> str:
        taken, key, number = {*self.keys(), *self.example_keys()}, wanted, 1
        while key in taken:
            number += 1
            key = f"{wanted}-{number}"
        return key


def user_folder() -> CaseFolder:
    """The folder that KINSTEAD_CASES names, or `Kinstead` in the user's home."""
    named = os.environ.get("KINSTEAD_CASES")
    return CaseFolder(Path(named) if named else Path.home() / "Kinstead")


def _amended(
    text: str, former: Document, content: Document, wanted: Case
) -> tuple[str, Case] | None:
    """A text with its content changed, and its case; None unless it is just the case wanted."""
    amended = amend(text, former, content)
    if amended is None:
        return None
    try:
        case = document.read(amended, wanted.file)
    except CaseFileError:
        return None
    return (amended, case) if document.export(case) == document.export(wanted) else None


def _file_name(name: str) -> str:
    """A name that a file of ours can have, near to that of the user's file."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", Path(name).name).lstrip("-._") or "case"


def _refusal(key: str, what: str, mend: str) -> CaseFileError:
    return CaseFileError(key, [Problem("the case", f"{key!r} {what}", mend)])


# Rows


def fresh_key(content: Mapping[str, Any], section: str) -> str:
    """A key that says nothing about whom or what it will stand for."""
    keyed = [name for name, record in schema().records.items() if record.keyed]
    prefix, number = section[0], 1
    taken = {key for name in keyed for key in content.get(name, {})}
    while f"{prefix}{number}" in taken:
        number += 1
    return f"{prefix}{number}"


def put_row(
    content: Document,
    section: str,
    values: Mapping[str, Any],
    at: str | int | None = None,
    seen: Mapping[str, Any] | None = None,
) -> Document:
    """A document with one row more, or with another row in place of one.

    Args:
        content: the document, left as it is.
        section: the section of the row.
        values: the row, by field key.
        at: the key or position of the row to replace; a new key adds to a keyed section.
        seen: the row as the user saw it, where one is replaced.

    Raises:
        CaseFileError: the row is no longer what the user saw.
    """
    changed = _with_names(content)
    if schema().records[section].keyed:
        key = fresh_key(changed, section) if at is None else str(at)
        rows: Any = changed.setdefault(section, {})
        _require_seen(content, section, key, seen)
        rows[key] = dict(values)
        return changed
    rows = changed.setdefault(section, [])
    if at is None:
        rows.append(dict(values))
    else:
        _require_seen(content, section, at, seen)
        named = rows[int(at)].get("id")
        rows[int(at)] = ({"id": named} if named else {}) | dict(values)
    return changed


def drop_row(
    content: Document, section: str, at: str | int, seen: Mapping[str, Any] | None = None
) -> Document:
    """A document without one of its rows; see `put_row`."""
    _require_seen(content, section, at, seen)
    changed = _with_names(content)
    del changed[section][at]
    return changed


def _require_seen(
    content: Mapping[str, Any], section: str, at: str | int, seen: Mapping[str, Any] | None
) -> None:
    if seen is None:
        return
    rows = content.get(section, {})
    present = at in rows if isinstance(rows, dict) else int(at) < len(rows)
    if not present or rows[at] != seen:
        raise _refusal(
            str(content["case"]), "was changed in another window", "Look at the row again."
        )


def _with_names(content: Document) -> Document:
    """A copy in which every row that another refers to by its position has a name of its own.

    A position moves when a row above it goes; a name does not.
    """
    changed = copy.deepcopy(content)
    for section, record in schema().records.items():
        references = [field for field in record.fields if field.kind == "record"]
        if not references or section not in changed:
            continue
        rows = changed[section]
        for row in rows.values() if record.keyed else rows:
            for field in references:
                value = row.get(field.key)
                if isinstance(value, list):
                    row[field.key] = [_named(changed, str(each)) for each in value]
                elif value is not None:
                    row[field.key] = _named(changed, str(value))
    return changed


def _named(content: Document, reference: str) -> str:
    section, _, position = reference.partition("/")
    rows = content.get(section)
    if not position.isdigit() or not isinstance(rows, list) or int(position) >= len(rows):
        return reference
    row = rows[int(position)]
    row.setdefault("id", f"{section}-{int(position) + 1}")
    return str(row["id"])
