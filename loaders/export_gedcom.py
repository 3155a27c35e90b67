"""Cases as GEDCOM 7: people, who is whose parent and how, unions, their dates, and godparents.

Other programs find a plain family file. Where the standard has no word for what a case says of
a parent, an extension tag that the header declares says it (`_FREL`, `_MREL`); our own reader
takes what such a file says for the whole, and concludes nothing more from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.case import Case
from app.terms import CASE, CW, label
from loaders import document
from loaders.gedcom_values import ENDED, MONTHS, PROGRAM

Row = Mapping[str, Any]

_SEXES = {"female": "F", "male": "M", "nonBinary": "X"}
_END_TAGS = {"divorce": "DIV", "annulment": "ANUL"}
_EXTENSIONS = ("_FREL", "_MREL")
_HUSB, _WIFE = "HUSB", "WIFE"


@dataclass
class _Family:
    """A FAM record in the making: one couple or one parent, some of their children, one union.

    Attributes:
        partners: tag to key of the person, in the order in which they stand.
        mark: the mark of the birth family, or the empty string.
        children: key of the child to the row of parentage of each parent's tag.
    """

    partners: dict[str, str]
    mark: str = ""
    children: dict[str, dict[str, Row]] = field(default_factory=dict)
    union: Row | None = None


def gedcom7(case: Case, said: Sequence[str] = ()) -> bytes:
    """A case as a GEDCOM 7 file.

    Args:
        case: the case.
        said: sentences that stand as a note in the header.

    Returns:
        The file, in UTF-8 with a byte order mark, as the standard advises.
    """
    return "\n".join(_Writer(document.export(case), said).lines()).encode("utf-8-sig") + b"\n"


class _Writer:
    """The lines of a file.

    Args:
        content: the case, as a document has it.
        said: what the header says.
    """

    def __init__(self, content: Mapping[str, Any], said: Sequence[str]) -> None:
        self._content = content
        self._said = said
        self._people: dict[str, Row] = content.get("people", {})
        self._numbers = {key: f"@I{number}@" for number, key in enumerate(self._people, 1)}
        self._mothers = {
            row["parent"] for row in self._rows("parentage") if row["basis"] == "birth"
        }
        self._families: list[_Family] = []
        for child in self._people:
            self._place(child)
        for union in self._rows("unions"):
            self._join(union)

    def _rows(self, section: str) -> list[Row]:
        rows: list[Row] = self._content.get(section, [])
        return rows

    def lines(self) -> Iterator[str]:
        """Every line, in order."""
        yield from ("0 HEAD", "1 GEDC", "2 VERS 7.0", "1 SCHMA")
        yield from (f"2 TAG {tag} {CW['basis'].value}" for tag in _EXTENSIONS)
        yield from (f"1 SOUR {PROGRAM}", "2 NAME Kinstead", f"2 DATA {self._content['case']}")
        if self._said:
            yield from _text(1, "NOTE", "\n".join(self._said))
        for key, person in self._people.items():
            yield from self._person(key, person)
        for number, family in enumerate(self._families, 1):
            yield from self._family(number, family)
        yield "0 TRLR"

    # People

    def _person(self, key: str, person: Row) -> Iterator[str]:
        yield f"0 {self._numbers[key]} INDI"
        yield from _text(1, "NAME", " ".join(person["name"].split()))
        if "gender" in person:
            yield f"1 SEX {_SEXES[person['gender']]}"
        for tag, day in (("BIRT", "born"), ("DEAT", "died")):
            if day in person:
                yield from (f"1 {tag}", f"2 DATE {_day(person[day])}")
        for number, family in enumerate(self._families, 1):
            yield from self._birth_or_adoption(key, number, family)
        yield from (
            f"1 FAMS @F{number}@"
            for number, family in enumerate(self._families, 1)
            if key in family.partners.values()
        )
        for row in self._rows("godparents"):
            if row["child"] == key:
                yield from self._godparent(row)
        if "note" in person:
            yield from _text(1, "NOTE", person["note"])
        yield from (f"1 EXID {key}", f"2 TYPE {CASE}")

    def _birth_or_adoption(self, key: str, number: int, family: _Family) -> Iterator[str]:
        parents = family.children.get(key)
        if parents is None:
            return
        adopted = [tag for tag, row in parents.items() if row["basis"] == "adoption"]
        days = {row.get("from") for row in parents.values() if row["basis"] == "adoption"}
        if adopted:
            yield "1 ADOP" if days != {None} else "1 ADOP Y"
            if len(days) == 1 and days != {None}:
                yield f"2 DATE {_day(days.pop() or '')}"
            yield from (
                f"2 FAMC @F{number}@",
                f"3 ADOP {adopted[0] if len(adopted) == 1 else 'BOTH'}",
            )
        yield f"1 FAMC @F{number}@"
        if len(adopted) in (0, len(parents)):
            yield f"2 PEDI {'ADOPTED' if adopted else 'BIRTH'}"

    def _godparent(self, row: Row) -> Iterator[str]:
        number, basis = self._numbers[row["person"]], row["godparentBasis"]
        level = 1
        if basis == "baptismalSponsor":
            level = 2
            yield "1 BAPM" if "on" in row else "1 BAPM Y"
            if "on" in row:
                yield f"2 DATE {_day(row['on'])}"
        yield from (f"{level} ASSO {number}", f"{level + 1} ROLE GODP")
        if basis not in ("baptismalSponsor", "basisNotKnown"):
            yield from _text(level + 2, "PHRASE", label(CW[basis]))

    # Families

    def _tag(self, person: str) -> str:
        """HUSB or WIFE: words for two places in a family, which need say nothing of gender."""
        gender = self._people[person].get("gender")
        woman = gender == "female" or (gender != "male" and person in self._mothers)
        return _WIFE if woman else _HUSB

    def _place(self, child: str) -> None:
        """Puts a child's parents into families: a couple where two rows are of one kind."""
        groups: dict[tuple[str, bool], list[Row]] = {}
        for row in self._rows("parentage"):
            if row["child"] == child:
                mark = row.get("birthFamily", "")
                groups.setdefault((mark, row["basis"] == "adoption"), []).append(row)
        for (mark, _), rows in groups.items():
            for couple in self._couples(rows):
                self._enter(child, mark, couple)

    def _couples(self, rows: list[Row]) -> Iterator[dict[str, Row]]:
        wives = [row for row in rows if self._tag(row["parent"]) == _WIFE]
        husbands = [row for row in rows if self._tag(row["parent"]) == _HUSB]
        if len(rows) == 2 and not (wives and husbands) and rows[0]["parent"] != rows[1]["parent"]:
            one, other = sorted(rows, key=lambda row: str(row["parent"]))
            yield {_HUSB: one, _WIFE: other}
            return
        while wives or husbands:
            couple = {}
            if husbands:
                couple[_HUSB] = husbands.pop(0)
            if wives:
                couple[_WIFE] = wives.pop(0)
            yield couple

    def _enter(self, child: str, mark: str, couple: dict[str, Row]) -> None:
        partners = {tag: row["parent"] for tag, row in couple.items()}
        for family in self._families:
            known = (family.partners, family.mark)
            if known == (partners, mark) and child not in family.children:
                family.children[child] = couple
                return
        self._families.append(_Family(partners, mark, {child: couple}))

    def _join(self, union: Row) -> None:
        """Puts a union into the family of its couple, or a new one."""
        couple = [union["person"], union["partner"]]
        for family in self._families:
            if family.union is None and sorted(family.partners.values()) == sorted(couple):
                family.union = union
                if list(family.partners.values()) != couple:
                    family.partners = dict(reversed(family.partners.items()))
                return
        tags = [self._tag(person) for person in couple]
        if tags[0] == tags[1]:
            tags = [_HUSB, _WIFE]
        family = _Family(dict(zip(tags, couple, strict=True)))
        family.union = union
        self._families.append(family)

    def _family(self, number: int, family: _Family) -> Iterator[str]:
        yield f"0 @F{number}@ FAM"
        yield from (f"1 {tag} {self._numbers[person]}" for tag, person in family.partners.items())
        for child, parents in family.children.items():
            yield f"1 CHIL {self._numbers[child]}"
            for tag, row in parents.items():
                yield f"2 {'_FREL' if tag == _HUSB else '_MREL'} {row['basis']}"
                yield from _period(3, row)
        if family.union is not None:
            yield from _union(family.union)
        if family.mark:
            yield from (*_text(1, "EXID", family.mark), f"2 TYPE {CASE}")


def _union(row: Row) -> Iterator[str]:
    """The events of a union: how it began, and how it ended."""
    kind, ending = row["unionKind"], row.get("unionEnded", "")
    begun, ended = row.get("from"), row.get("until")
    if kind == "marriage":
        yield "1 MARR" if begun else "1 MARR Y"
    else:
        yield from ("1 EVEN", f"2 TYPE {label(CW[kind])}")
    if begun:
        yield f"2 DATE {'' if kind == 'marriage' else 'FROM '}{_day(begun)}"
    if not ending and not ended:
        return
    if ending in _END_TAGS:
        yield f"1 {_END_TAGS[ending]}" if ended else f"1 {_END_TAGS[ending]} Y"
    else:
        yield from ("1 EVEN", f"2 TYPE {label(CW[ending]) if ending else ENDED}")
    if ended:
        yield f"2 DATE {_day(ended)}"


def _period(level: int, row: Row) -> Iterable[str]:
    words = [
        f"{word} {_day(row[key])}"
        for word, key in (("FROM", "from"), ("TO", "until"))
        if key in row
    ]
    return [f"{level} DATE {' '.join(words)}"] if words else []


def _day(text: str) -> str:
    """YYYY, YYYY-MM or YYYY-MM-DD as GEDCOM writes it: 2 MAR 1965."""
    year, *rest = text.split("-")
    words = [str(int(year))]
    if rest:
        words.insert(0, MONTHS[int(rest[0]) - 1])
    if len(rest) > 1:
        words.insert(0, str(int(rest[1])))
    return " ".join(words)


def _text(level: int, tag: str, text: str) -> Iterator[str]:
    """A text of several lines; a sign that would make a pointer of a line is doubled."""
    first, *more = (re.sub(r"^@", "@@", line) for line in re.split(r"\r\n|\r|\n", text))
    yield f"{level} {tag} {first}".rstrip(" ") if not first else f"{level} {tag} {first}"
    yield from (f"{level + 1} CONT {line}" if line else f"{level + 1} CONT" for line in more)
