"""GEDCOM files (5.5.1, and 7 where it says the same) as cases, with a report of the rest.

A family record says less than a case: a mother is taken to have given birth, a father is claimed
until a route to fatherhood is recorded, a couple without a marriage event is a marriage that no
record proves. Dates that are not exact are left out and reported, as is every line not mapped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ged4py.calendar import GregorianDate
from ged4py.date import DateValueSimple
from ged4py.model import NameRec, Pointer

from app.errors import Problem
from loaders.gedcom_records import Records, read_records
from loaders.loading import Loaded, Unmapped, case_name, read_bytes
from loaders.rows import CONTROL, KEY, Builder, Row, Value

_GENDERS = {"M": "male", "F": "female", "X": "nonBinary"}
_BORN = {"", "birth", "natural", "biological"}
_ADOPTED = {"adopted", "adoptive"}
_GODPARENTS = {"godp", "godparent", "godfather", "godmother"}
_ENDINGS = {"DIV": "divorce", "ANUL": "annulment"}
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_NAME_PARTS = {"GIVN", "SURN", "NPFX", "NSFX", "SPFX"}
_UNPLACED = "a case has no place for it"
_UNDATED = "has no date"
_INEXACT = "is not an exact date; the fact is kept without it"


def load(path: Path) -> Loaded:
    """The family of a GEDCOM file, people keyed by the number of their record.

    Raises:
        CaseFileError: the file is no GEDCOM, is cut off, or says what cannot be; carries every
            problem with its line.
    """
    return read(read_bytes(path), path.name)


def read(content: bytes, file: str) -> Loaded:
    """The family that the bytes of a GEDCOM file hold; see `load`."""
    return _Import(file, read_records(content, file)).loaded()


@dataclass(frozen=True)
class _Child:
    """A child of a family: by birth, adoption or otherwise, for each parent's role."""

    person: str
    kinds: dict[str, str]
    adopted_on: Value | None
    where: str


@dataclass(frozen=True)
class _Family:
    """A family record: partners as (role, person), children, and the record itself."""

    key: str
    record: Any
    partners: list[tuple[str, str]]
    children: list[_Child]


@dataclass
class _Import:
    """The records of a file on their way to rows."""

    file: str
    records: Records
    problems: list[Problem] = field(default_factory=list)
    left: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    sexes: dict[str, str] = field(default_factory=dict)
    links: dict[str, dict[str, Any]] = field(default_factory=dict)
    adoptions: dict[tuple[str, str], Any] = field(default_factory=dict)
    godparents: list[Row] = field(default_factory=list)

    def loaded(self) -> Loaded:
        """The case and what could not be mapped."""
        tops = self._numbered_once(self.records.tops)
        people = [self._person(each) for each in tops if each.tag == "INDI"]
        families = [self._family(each) for each in tops if each.tag == "FAM"]
        for each in tops:
            if each.tag not in ("INDI", "FAM", "HEAD", "TRLR"):
                self._leave(each, each.tag)
        for family, links in self.links.items():
            for link in links.values():
                self._leave(link, f"INDI {link.tag}", f"no family {family} is in the file")
        unions = [row for each in families for row in self._unions(each)]
        parentage = self._parentage(families)
        sections = {"people": people, "unions": unions, "parentage": parentage}
        sections["godparents"] = self.godparents
        numbered = {section: _numbered(rows) for section, rows in sections.items()}
        doubts: list[Problem] = []
        name = case_name(self.file, "family")
        case = Builder(self.file, name, numbered, self.problems, doubts).build()
        for each in doubts:
            self.left.setdefault((each.what, "the dates in doubt are left out"), []).append(
                each.where
            )
        left = (Unmapped(what, why, tuple(at)) for (what, why), at in self.left.items())
        return Loaded(case, tuple(sorted(left)))

    def _leave(self, record: Any, what: str, why: str = _UNPLACED) -> None:
        self.left.setdefault((what, why), []).append(self.records.line(record))

    def _leave_rest(self, record: Any, path: str, mapped: Iterable[str] = ()) -> None:
        for each in record.sub_records:
            if each.tag not in mapped:
                self._leave(each, f"{path} {each.tag}")

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
                self.keys[xref] = self._key(xref)
        return list(seen.values())

    def _xref(self, record: Any) -> str:
        return record.xref_id or f"@{self.records.line(record).replace(' ', '-')}@"

    def _key(self, xref: str) -> str:
        key = re.sub(r"[^a-z0-9_.-]", "-", xref.strip("@").lower())
        key = key if KEY.fullmatch(key) else f"x{key}"
        taken, number = set(self.keys.values()), 2
        while key in taken:
            key, number = f"{key}-{number}", number + 1
        return key

    # People

    def _person(self, record: Any) -> Row:
        where, xref = self.records.line(record), self._xref(record)
        values: dict[str, Value] = {}
        for each in record.sub_records:
            here = self.records.line(each)
            if isinstance(each, NameRec) and "name" not in values:
                words = " ".join(" ".join(map(str, each.value or ())).split())
                words = CONTROL.sub("", unicodedata.normalize("NFC", words))
                values["name"] = Value(words or xref.strip("@"), here)
                self._leave_rest(each, "INDI NAME", _NAME_PARTS)
            elif each.tag == "SEX" and str(each.value).upper() in _GENDERS:
                self.sexes[xref] = str(each.value).upper()
                values["gender"] = Value(_GENDERS[self.sexes[xref]], here)
            elif each.tag == "BIRT" and "born" not in values:
                self._add(values, "born", self._date(each, "INDI BIRT", whole=False))
            elif each.tag == "DEAT" and "died" not in values:
                self._add(values, "died", self._date(each, "INDI DEAT", whole=True))
            elif each.tag == "FAMC" and isinstance(each, Pointer):
                self.links.setdefault(str(each.value), {})[xref] = each
                self._leave_rest(each, "INDI FAMC", {"PEDI"})
            elif each.tag == "ADOP":
                self._adoption(each, xref)
            elif each.tag == "ASSO" and str(each.value) in self.keys and _is_godparent(each):
                said = {"person": self.keys[str(each.value)], "child": self.keys[xref]}
                said["godparentBasis"] = "basisNotKnown"
                row = {key: Value(content, here) for key, content in said.items()}
                self.godparents.append(Row("", row, here))
                self._leave_rest(each, "INDI ASSO", {"RELA", "ROLE"})
            elif each.tag != "FAMS":
                self._leave(each, f"INDI {each.tag}")
        if "name" not in values:
            values["name"] = Value(xref.strip("@"), where)
            self._leave(record, "INDI", "has no name; named by its number")
        return Row(self.keys[xref], values, where)

    def _adoption(self, event: Any, xref: str) -> None:
        families = [each for each in event.sub_records if each.tag == "FAMC"]
        self._leave_rest(event, "INDI ADOP", {"FAMC", "DATE"})
        if not families:
            self._leave(event, "INDI ADOP", "does not say by which family")
        for each in families:
            self.adoptions[str(each.value), xref] = event
            self.links.setdefault(str(each.value), {}).setdefault(xref, each)

    # Families

    def _family(self, record: Any) -> _Family:
        partners: list[tuple[str, str]] = []
        chil: dict[str, Any] = {}
        links = self.links.pop(record.xref_id or "", {})
        for each in record.sub_records:
            if each.tag not in ("HUSB", "WIFE", "CHIL"):
                if each.tag not in ("MARR", *_ENDINGS):
                    self._leave(each, f"FAM {each.tag}")
                continue
            person = str(each.value)
            if person not in self.keys:
                self._leave(each, f"FAM {each.tag}", "points to nobody in the file")
            elif each.tag == "CHIL" and person not in chil:
                chil[person] = each
            elif each.tag != "CHIL" and (each.tag, person) not in partners:
                partners.append((each.tag, person))
            else:
                self._leave(each, f"FAM {each.tag}", "stands twice in one family")
        children = [
            self._child(record, person, chil.get(person), links.get(person))
            for person in dict.fromkeys((*chil, *links))
        ]
        return _Family(self._xref(record).strip("@").lower(), record, partners, children)

    def _child(self, family: Any, person: str, chil: Any, link: Any) -> _Child:
        pedigree = _sub_value(link, "PEDI")
        kinds = {"HUSB": pedigree, "WIFE": pedigree}
        event, adopted_on = self.adoptions.get((family.xref_id or "", person)), None
        if event is not None:
            adopted_on = self._date(event, "INDI ADOP", whole=True)
            by = next(
                _sub_value(each, "ADOP")
                for each in event.sub_records
                if each.tag == "FAMC" and each.value == family.xref_id
            )
            kinds |= {role: "adopted" for role in kinds if by in ("", "both", role.lower())}
        if chil is not None:
            self._leave_rest(chil, "FAM CHIL", {"_FREL", "_MREL"})
            kinds["HUSB"] = _sub_value(chil, "_FREL") or kinds["HUSB"]
            kinds["WIFE"] = _sub_value(chil, "_MREL") or kinds["WIFE"]
        where = self.records.line(link if chil is None else chil)
        return _Child(person, kinds, adopted_on, where)

    def _parentage(self, families: list[_Family]) -> list[Row]:
        """A row for every parent and child; a second birth mother makes both claimed."""
        mothers: dict[str, set[str]] = {}
        for family in families:
            for child in family.children:
                for role, person in family.partners:
                    if self._gave_birth(role, person, child):
                        mothers.setdefault(child.person, set()).add(person)
        rows = []
        for family in families:
            for child in family.children:
                if not family.partners:
                    why = "no parent is named, so nobody is kin through this family"
                    self.left.setdefault(("FAM CHIL", why), []).append(child.where)
                for role, person in family.partners:
                    sure = len(mothers.get(child.person, ())) == 1
                    rows += self._parent(family, child, role, person, sure)
        return rows

    def _gave_birth(self, role: str, person: str, child: _Child) -> bool:
        born = child.kinds[role] in _BORN
        return role == "WIFE" and born and self.sexes.get(person) != "M"

    def _parent(
        self, family: _Family, child: _Child, role: str, person: str, sure: bool
    ) -> list[Row]:
        kind = child.kinds[role]
        if kind not in _BORN | _ADOPTED:
            why = "no parentage by birth or adoption; left out"
            self.left.setdefault((f"FAM CHIL by {kind}", why), []).append(child.where)
            return []
        values = {
            "parent": Value(self.keys[person], child.where),
            "child": Value(self.keys[child.person], child.where),
            "basis": Value("claimed", child.where),
        }
        if kind in _ADOPTED:
            values["basis"] = Value("adoption", child.where)
            self._add(values, "from", child.adopted_on)
            return [Row("", values, child.where)]
        if self._gave_birth(role, person, child):
            if sure:
                values["basis"] = Value("birth", child.where)
            else:
                why = "the child has several mothers by birth; each is recorded as claimed"
                self.left.setdefault(("FAM WIFE", why), []).append(child.where)
        values["birthFamily"] = Value(family.key, child.where)
        return [Row("", values, child.where)]

    def _unions(self, family: _Family) -> list[Row]:
        events = [e for e in family.record.sub_records if e.tag in ("MARR", *_ENDINGS)]
        if len(family.partners) != 2:
            for each in events:
                self._leave(each, f"FAM {each.tag}", "the family does not name two partners")
            if len(family.partners) > 2:
                self._leave(family.record, "FAM", "more than two partners; no union recorded")
            return []
        where = self.records.line(family.record)
        (_, one), (_, other) = family.partners
        values = {
            "person": Value(self.keys[one], where),
            "partner": Value(self.keys[other], where),
            "unionKind": Value("unprovenMarriage", where),
        }
        for each in events:
            here, path = self.records.line(each), f"FAM {each.tag}"
            if each.tag == "MARR" and values["unionKind"].content != "marriage":
                values["unionKind"] = Value("marriage", here)
                self._add(values, "from", self._date(each, path, whole=True))
            elif each.tag != "MARR" and "unionEnded" not in values:
                values["unionEnded"] = Value(_ENDINGS[each.tag], here)
                self._add(values, "until", self._date(each, path, whole=True))
            else:
                self._leave(each, path, "the family tells of another")
        return [Row("", values, where)]

    # Dates

    @staticmethod
    def _add(values: dict[str, Value], key: str, value: Value | None) -> None:
        if value is not None:
            values[key] = value

    def _date(self, event: Any, path: str, *, whole: bool) -> Value | None:
        """The date of an event where it is exact, to the day if `whole`; the rest is reported."""
        self._leave_rest(event, path, {"DATE", "FAMC"})
        dates = [each for each in event.sub_records if each.tag == "DATE"]
        for each in dates[1:]:
            self._leave(each, f"{path} DATE", "stands twice in one event")
        if not dates:
            self._leave(event, path, _UNDATED)
            return None
        found = _exact(dates[0].value)
        if found is None or (whole and len(found) < 10):
            self._leave(dates[0], f"{path} DATE", _INEXACT)
            return None
        return Value(found, self.records.line(dates[0]))


def _numbered(rows: list[Row]) -> list[Row]:
    return [
        row if row.key else Row(str(number), row.values, row.where)
        for number, row in enumerate(rows)
    ]


def _sub_value(record: Any, tag: str) -> str:
    """The value of a line below a record, in small letters; empty where there is none."""
    lines = record.sub_records if record is not None else ()
    found = next((each.value for each in lines if each.tag == tag), None)
    return str(found or "").strip().lower()


def _is_godparent(association: Any) -> bool:
    """Whether an ASSO line says that the person it points to is this one's godparent."""
    said = {_sub_value(association, tag) for tag in ("RELA", "ROLE")}
    return not said.isdisjoint(_GODPARENTS)


def _exact(value: Any) -> str | None:
    """A date of our calendar as YYYY, YYYY-MM or YYYY-MM-DD; None where it is not exact."""
    if not isinstance(value, DateValueSimple):
        return None
    said = value.date
    if not isinstance(said, GregorianDate) or said.bc or said.dual_year is not None:
        return None
    month = _MONTHS.index(said.month) + 1 if said.month in _MONTHS else None
    if said.month and month is None:
        return None
    try:
        full = date(said.year, month or 1, said.day or 1).isoformat()
    except ValueError:
        return None
    return full if said.day else full[:7] if month else full[:4]
