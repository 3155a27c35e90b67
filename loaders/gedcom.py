"""GEDCOM files (5.5.1 and 7) as cases, with a report of the rest.

A family record says less than a case: a mother is taken to have given birth, a father is claimed
until a route to fatherhood is recorded, a couple without a marriage event is a marriage that no
record proves. Dates that are not exact are left out and reported, as is every line not mapped.
A file that we wrote says all this itself, and nothing is taken to be so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ged4py.model import NameRec, Pointer

from app.errors import Problem
from app.terms import label, schema
from loaders.gedcom_families import Families, Links
from loaders.gedcom_records import Records, read_records
from loaders.gedcom_values import (
    PROGRAM,
    Remainder,
    exact_sub_value,
    is_own_identifier,
    own_identifier,
    sub_value,
    words,
)
from loaders.loading import Loaded, case_name, read_bytes
from loaders.rows import KEY, Builder, Row, Value

_GENDERS = {"M": "male", "F": "female", "X": "nonBinary"}
_GODPARENTS = {"godp", "godparent", "godfather", "godmother"}
_BAPTISMS = {"BAPM", "CHR"}
_NAME_PARTS = {"GIVN", "SURN", "NPFX", "NSFX", "SPFX"}


def load(path: Path) -> Loaded:
    """The family of a GEDCOM file, people keyed by the number of their record.

    Raises:
        CaseFileError: the file is no GEDCOM, is cut off, or says what cannot be; carries every
            problem with its line.
    """
    return read(read_bytes(path), path.name)


def read(content: bytes, file: str) -> Loaded:
    """The family that the bytes of a GEDCOM file hold; see `load`."""
    records = read_records(content, file)
    return _Import(file, records, Remainder(records)).loaded()


@dataclass
class _Import:
    """The records of a file on their way to rows."""

    file: str
    records: Records
    left: Remainder
    problems: list[Problem] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    sexes: dict[str, str] = field(default_factory=dict)
    links: Links = field(default_factory=Links)
    godparents: list[Row] = field(default_factory=list)
    own: bool = False

    def loaded(self) -> Loaded:
        """The case and what could not be mapped."""
        name = self._read_header()
        tops = self._numbered_once(self.records.tops)
        people = [self._person(each) for each in tops if each.tag == "INDI"]
        families = Families(self.left, self.keys, self.sexes, self.links, own=self.own)
        families.gather([(self._xref(each), each) for each in tops if each.tag == "FAM"])
        for each in tops:
            if each.tag not in ("INDI", "FAM", "HEAD", "TRLR"):
                self.left.leave(each, each.tag)
        sections = {"people": people, "unions": families.unions()}
        sections |= {"parentage": families.parentage(), "godparents": self.godparents}
        numbered = {section: _numbered(rows) for section, rows in sections.items()}
        doubts: list[Problem] = []
        case = Builder(self.file, name, numbered, self.problems, doubts).build()
        for doubt in doubts:
            self.left.add(doubt.what, "the dates in doubt are left out", doubt.where)
        return Loaded(case, self.left.unmapped())

    def _read_header(self) -> str:
        """The name of the case; whether the file is one of ours, and was read as it says."""
        head = next(each for each in self.records.tops if each.tag == "HEAD")
        source = next((each for each in head.sub_records if each.tag == "SOUR"), None)
        self.own = source is not None and source.value == PROGRAM
        if self.records.guessed:
            why = "the header names none; read as ANSEL: look at the letters with accents"
            self.left.leave(head, "the character set", why)
        named = exact_sub_value(source, "DATA") if self.own else ""
        return named if KEY.fullmatch(named) else case_name(self.file, "family")

    def _numbered_once(self, tops: list[Any]) -> list[Any]:
        """The records, each person with a key; a problem for every number given twice."""
        seen: dict[str, Any] = {}
        for each in tops:
            xref = self._xref(each)
            if xref in seen:
                what = f"the record number {xref} is used twice"
                mend = f"It is already at {self.records.line(seen[xref])}."
                self.problems.append(Problem(self.records.line(each), what, mend))
                continue
            seen[xref] = each
            if each.tag == "INDI":
                self.keys[xref] = self._key(xref, own_identifier(each))
        return list(seen.values())

    def _xref(self, record: Any) -> str:
        return record.xref_id or f"@{self.records.line(record).replace(' ', '-')}@"

    def _key(self, xref: str, named: str) -> str:
        key = named or re.sub(r"[^a-z0-9_.-]", "-", xref.strip("@").lower())
        key = key if KEY.fullmatch(key) else f"x{key}"
        taken, number, wanted = set(self.keys.values()), 2, key
        while key in taken:
            key, number = f"{wanted}-{number}", number + 1
        return key

    # People

    def _person(self, record: Any) -> Row:
        where, xref = self.records.line(record), self._xref(record)
        values: dict[str, Value] = {}
        for each in record.sub_records:
            here = self.records.line(each)
            if isinstance(each, NameRec) and "name" not in values:
                values["name"] = Value(self._name(each) or xref.strip("@"), here)
                self.left.leave_rest(each, "INDI NAME", _NAME_PARTS)
            elif each.tag == "SEX" and str(each.value).upper() in _GENDERS:
                self.sexes[xref] = str(each.value).upper()
                values["gender"] = Value(_GENDERS[self.sexes[xref]], here)
                self.left.leave_rest(each, "INDI SEX")
            elif each.tag == "BIRT" and "born" not in values:
                self._add_day(values, "born", each, whole=False)
            elif each.tag == "DEAT" and "died" not in values:
                self._add_day(values, "died", each, whole=True)
            elif each.tag == "FAMC" and isinstance(each, Pointer):
                self.links.children.setdefault(str(each.value), {})[xref] = each
                self.left.leave_rest(each, "INDI FAMC", {"PEDI", "STAT"})
            elif each.tag == "ADOP":
                self._adoption(each, xref)
            elif each.tag == "NOTE" and isinstance(each.value, str) and "note" not in values:
                self._note(values, each, here)
            elif each.tag == "ASSO" and str(each.value) in self.keys and _is_godparent(each):
                self._godparent(each, xref, {}, "INDI ASSO")
            elif each.tag in _BAPTISMS and any(map(_is_godparent, each.sub_records)):
                self._baptism(each, xref)
            elif each.tag != "FAMS" and not is_own_identifier(each):
                self.left.leave(each, f"INDI {each.tag}")
        if "name" not in values:
            values["name"] = Value(xref.strip("@"), where)
            self.left.leave(record, "INDI", "has no name; named by its number")
        return Row(self.keys[xref], values, where)

    def _name(self, line: Any) -> str:
        said = " ".join(" ".join(map(str, line.value or ())).split())
        return words(said, exact=self.own)

    def _note(self, values: dict[str, Value], line: Any, where: str) -> None:
        said = words(line.value, exact=self.own)
        if said.strip() and not isinstance(line, Pointer):
            values["note"] = Value(said, where)
            self.left.leave_rest(line, "INDI NOTE")
        else:
            self.left.leave(line, "INDI NOTE")

    def _add_day(self, values: dict[str, Value], key: str, event: Any, *, whole: bool) -> None:
        self.left.leave_rest(event, f"INDI {event.tag}", {"DATE"})
        found = self.left.date(event, f"INDI {event.tag}", whole=whole)
        if found is not None:
            values[key] = found

    def _adoption(self, event: Any, xref: str) -> None:
        families = [each for each in event.sub_records if each.tag == "FAMC"]
        self.left.leave_rest(event, "INDI ADOP", {"FAMC", "DATE"})
        if not families:
            self.left.leave(event, "INDI ADOP", "does not say by which family")
        for each in families:
            self.links.adoptions[str(each.value), xref] = event
            self.links.children.setdefault(str(each.value), {}).setdefault(xref, each)

    def _baptism(self, event: Any, xref: str) -> None:
        """The sponsors of a baptism, who are godparents by it."""
        path = f"INDI {event.tag}"
        day = self.left.date(event, path, whole=True, sure=True)
        said = {"godparentBasis": Value("baptismalSponsor", self.records.line(event))}
        for each in event.sub_records:
            if each.tag == "ASSO" and str(each.value) in self.keys and _is_godparent(each):
                self._godparent(each, xref, said | ({"on": day} if day else {}), f"{path} ASSO")
            elif each.tag != "DATE":
                self.left.leave(each, f"{path} {each.tag}")

    def _godparent(self, line: Any, xref: str, said: dict[str, Value], path: str) -> None:
        here = self.records.line(line)
        values = {
            "person": Value(self.keys[str(line.value)], here),
            "child": Value(self.keys[xref], here),
            "godparentBasis": Value(self._basis(line, path), here),
        }
        self.godparents.append(Row("", values | said, here))
        self.left.leave_rest(line, path, {"RELA", "ROLE"})

    def _basis(self, line: Any, path: str) -> str:
        """By what the person is a godparent, where the role says so in our words."""
        role = next((each for each in line.sub_records if each.tag == "ROLE"), None)
        said = sub_value(role, "PHRASE")
        known = schema().records["godparents"].field("godparentBasis")
        codes = {label(term).lower(): token for token, term in known.codes.items()} if known else {}
        if said and said not in codes and said not in _GODPARENTS and role is not None:
            self.left.leave_rest(role, f"{path} ROLE")
        return codes.get(said, "basisNotKnown")


def _numbered(rows: list[Row]) -> list[Row]:
    return [
        row if row.key else Row(str(number), row.values, row.where)
        for number, row in enumerate(rows)
    ]


def _is_godparent(line: Any) -> bool:
    """Whether an ASSO line says that the person it points to is this one's godparent."""
    if line.tag != "ASSO":
        return False
    role = next((each for each in line.sub_records if each.tag == "ROLE"), None)
    said = {sub_value(line, "RELA"), sub_value(line, "ROLE"), sub_value(role, "PHRASE")}
    return not said.isdisjoint(_GODPARENTS)
