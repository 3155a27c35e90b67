"""The families of a GEDCOM file as rows: whose parent somebody is and how, and whose partner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from app.terms import label, schema
from loaders.gedcom_values import ENDED, Remainder, is_own_identifier, own_identifier, sub_value
from loaders.rows import Row, Value

_BORN = {"", "birth", "natural", "biological"}
_ADOPTED = {"adopted", "adoptive", "adoption"}
_ENDINGS = {"DIV": "divorce", "ANUL": "annulment"}
_RELATIONS = {"HUSB": "_FREL", "WIFE": "_MREL"}


@dataclass
class Links:
    """What the records of people say of families: number of the family to number of the person.

    Attributes:
        children: to the line that makes the person a child of the family.
        adoptions: (family, person) to the line of the adoption.
    """

    children: dict[str, dict[str, Any]] = field(default_factory=dict)
    adoptions: dict[tuple[str, str], Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Child:
    """A child of a family.

    Attributes:
        person: the number of the child.
        kinds: by birth, adoption or otherwise, for each parent's tag.
        periods: from when until when, for each parent's tag.
        status: what is said of the link itself: challenged, disproven.
        where: the line that says so.
    """

    person: str
    kinds: dict[str, str]
    periods: dict[str, dict[str, Value]]
    status: str
    where: str


@dataclass(frozen=True)
class _Family:
    """A family record: partners as (tag, person), children, the birth family's mark, the record."""

    mark: str
    record: Any
    partners: list[tuple[str, str]]
    children: list[_Child]


@dataclass
class Families:
    """Every family of a file.

    Attributes:
        left: what of the file is left out.
        keys: number of a person to their key.
        sexes: number of a person to M, F or X.
        links: what the records of people say of families.
        own: whether the file is ours, and so says all that there is to say.
    """

    left: Remainder
    keys: Mapping[str, str]
    sexes: Mapping[str, str]
    links: Links
    own: bool = False
    _all: list[_Family] = field(default_factory=list)

    def gather(self, records: list[tuple[str, Any]]) -> None:
        """Reads the FAM records, each given with its number; reports links to any other."""
        self._all = [self._family(number, record) for number, record in records]
        for family, links in self.links.children.items():
            for link in links.values():
                self.left.leave(link, f"INDI {link.tag}", f"no family {family} is in the file")

    def _family(self, number: str, record: Any) -> _Family:
        partners: list[tuple[str, str]] = []
        chil: dict[str, Any] = {}
        links = self.links.children.pop(record.xref_id or "", {})
        for each in record.sub_records:
            if each.tag not in ("HUSB", "WIFE", "CHIL"):
                if not (_is_event(each) or is_own_identifier(each)):
                    self.left.leave(each, f"FAM {each.tag}")
                continue
            person = str(each.value)
            if person not in self.keys:
                self.left.leave(each, f"FAM {each.tag}", "points to nobody in the file")
            elif each.tag == "CHIL" and person not in chil:
                chil[person] = each
            elif each.tag != "CHIL" and (each.tag, person) not in partners:
                partners.append((each.tag, person))
                self.left.leave_rest(each, f"FAM {each.tag}")
            else:
                self.left.leave(each, f"FAM {each.tag}", "stands twice in one family")
        children = [
            self._child(record, person, chil.get(person), links.get(person))
            for person in dict.fromkeys((*chil, *links))
        ]
        mark = own_identifier(record) or ("" if self.own else number.strip("@").lower())
        return _Family(mark, record, partners, children)

    def _child(self, family: Any, person: str, chil: Any, link: Any) -> _Child:
        pedigree = sub_value(link, "PEDI")
        kinds = {"HUSB": pedigree, "WIFE": pedigree}
        periods: dict[str, dict[str, Value]] = {"HUSB": {}, "WIFE": {}}
        event = self.links.adoptions.get((family.xref_id or "", person))
        if event is not None:
            begun = self.left.date(event, "INDI ADOP", whole=True, sure=True)
            by = next(
                sub_value(each, "ADOP")
                for each in event.sub_records
                if each.tag == "FAMC" and each.value == family.xref_id
            )
            for role in kinds:
                if by in ("", "both", role.lower()):
                    kinds[role] = "adopted"
                periods[role] = {} if begun is None else {"from": begun}
        if chil is not None:
            self.left.leave_rest(chil, "FAM CHIL", _RELATIONS.values())
            for each in chil.sub_records:
                if each.tag in _RELATIONS.values():
                    role = next(role for role, tag in _RELATIONS.items() if tag == each.tag)
                    kinds[role] = str(each.value or "").strip().lower() or kinds[role]
                    found = self.left.period(each, f"FAM CHIL {each.tag}")
                    periods[role] = found or ({} if self.own else periods[role])
        status = self._status(link)
        where = self.left.records.line(link if chil is None else chil)
        return _Child(person, kinds, periods, status, where)

    def _status(self, link: Any) -> str:
        for each in link.sub_records if link is not None else ():
            if each.tag == "STAT":
                said = str(each.value or "").strip().lower()
                why = {
                    "challenged": "each parent by birth is recorded as claimed",
                    "disproven": "the file says that it was disproven; no parent is recorded",
                }.get(said)
                if why is not None:
                    self.left.leave(each, f"INDI FAMC STAT {said}", why)
                    return said
                self.left.leave(each, f"INDI FAMC STAT {said}".strip())
        return ""

    # Parents

    def parentage(self) -> list[Row]:
        """A row for every parent and child; a second birth mother makes both claimed."""
        mothers: dict[str, set[str]] = {}
        for family in self._all:
            for child in family.children:
                for role, person in family.partners:
                    if self._gave_birth(role, person, child):
                        mothers.setdefault(child.person, set()).add(person)
        rows = []
        for family in self._all:
            for child in family.children:
                if not family.partners:
                    why = "no parent is named, so nobody is kin through this family"
                    self.left.add("FAM CHIL", why, child.where)
                for role, person in family.partners:
                    sure = len(mothers.get(child.person, ())) == 1
                    rows += self._parent(family, child, role, person, sure)
        return rows

    def _gave_birth(self, role: str, person: str, child: _Child) -> bool:
        born = child.kinds[role] in _BORN and not child.status
        return role == "WIFE" and born and self.sexes.get(person) != "M"

    def _parent(
        self, family: _Family, child: _Child, role: str, person: str, sure: bool
    ) -> list[Row]:
        if child.status == "disproven":
            return []
        basis = self._basis(child, role, person, sure)
        if basis is None:
            why = "no parentage by birth or adoption; left out"
            self.left.add(f"FAM CHIL by {child.kinds[role]}", why, child.where)
            return []
        values = {
            "parent": Value(self.keys[person], child.where),
            "child": Value(self.keys[child.person], child.where),
            "basis": Value(basis, child.where),
        }
        stated = basis == "adoption" or child.kinds[role] not in _BORN or self.own
        values |= child.periods[role] if stated else {}
        if family.mark and (self.own or basis != "adoption"):
            values["birthFamily"] = Value(family.mark, child.where)
        return [Row("", values, child.where)]

    def _basis(self, child: _Child, role: str, person: str, sure: bool) -> str | None:
        """How a parentage stands; None where it is none by birth or adoption."""
        kind = child.kinds[role]
        known = {token.lower(): token for token in _codes("parentage", "basis").values()}
        if kind in _ADOPTED:
            return "adoption"
        if kind in known and (self.own or kind not in _BORN):
            return known[kind]
        if kind not in _BORN:
            return None
        if not self._gave_birth(role, person, child):
            return "claimed"
        if not sure:
            why = "the child has several mothers by birth; each is recorded as claimed"
            self.left.add("FAM WIFE", why, child.where)
        return "birth" if sure else "claimed"

    # Unions

    def unions(self) -> list[Row]:
        """A row for every couple; in a file of ours, for every couple said to be joined."""
        return [row for each in self._all for row in self._union(each)]

    def _union(self, family: _Family) -> list[Row]:
        events = [each for each in family.record.sub_records if _is_event(each)]
        if len(family.partners) != 2:
            for each in events:
                self.left.leave(each, f"FAM {each.tag}", "the family does not name two partners")
            if len(family.partners) > 2:
                self.left.leave(family.record, "FAM", "more than two partners; no union recorded")
            return []
        never = [each for each in events if each.tag == "NO"]
        if never or (self.own and not events):
            for each in never:
                why = "the couple never married; no union is recorded"
                self.left.leave(each, "FAM NO MARR", why)
            for each in events:
                if each.tag != "NO":
                    self.left.leave(each, f"FAM {each.tag}", "the couple never married")
            return []
        where = self.left.records.line(family.record)
        (_, one), (_, other) = family.partners
        values = {
            "person": Value(self.keys[one], where),
            "partner": Value(self.keys[other], where),
            "unionKind": Value("unprovenMarriage", where),
        }
        self._add_events(events, values)
        return [Row("", values, where)]

    def _add_events(self, events: list[Any], values: dict[str, Value]) -> None:
        """Adds how a union began and ended; what tells it a second time is left out."""
        begun = ended = False
        for each in events:
            here, path = self.left.records.line(each), f"FAM {each.tag}"
            said = sub_value(each, "TYPE") if each.tag == "EVEN" else ""
            kind = "marriage" if each.tag == "MARR" else _codes("unions", "unionKind").get(said)
            if begun if kind else ended:
                self.left.leave(each, path, "the family tells of another")
                continue
            self.left.leave_rest(each, path, {"DATE", "TYPE"} if said else {"DATE"})
            if kind:
                begun = True
                values["unionKind"] = Value(kind, here)
                if each.tag == "EVEN":
                    values |= self.left.period(each, path)
                    continue
            else:
                ended = True
                how = _ENDINGS.get(each.tag) or _codes("unions", "unionEnded").get(said)
                values |= {"unionEnded": Value(how, here)} if how else {}
            dated = any(line.tag == "DATE" for line in each.sub_records)
            day = self.left.date(each, path, whole=True, sure=True) if dated or not said else None
            if day is not None:
                values["from" if kind else "until"] = day


def _is_event(line: Any) -> bool:
    """Whether a line of a family tells how its union began or ended, or that it never was."""
    if line.tag == "NO":  # not in some period only
        return line.value == "MARR" and not any(e.tag == "DATE" for e in line.sub_records)
    if line.tag == "EVEN":
        said = sub_value(line, "TYPE")
        known = (*_codes("unions", "unionKind"), *_codes("unions", "unionEnded"), ENDED)
        return said in known
    return line.tag == "MARR" or line.tag in _ENDINGS


@cache
def _codes(section: str, key: str) -> dict[str, str]:
    """The codes of a field: label in small letters to token."""
    known = schema().records[section].field(key)
    return {label(term).lower(): token for token, term in known.codes.items()} if known else {}
