"""Identifiers of the register, taken apart: which section, which labels, which part of a passage.

`301.80(h)(13)/2` is the second duty of one passage, `301.20 "Relative"(a) sibling` a word of one,
`AP33.10(a)#2` an entry of a second list, `AP33.10(closing)` the text after the lists,
`PG2001.17 V(a)-b2` the second entry of a list that prints marks instead of labels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from loaders.policy_text.placing import Labels

_SECTION = re.compile(
    r"(?P<section>[A-Z]*\d+(?:\.\d+)?(?:\.[A-Z]+)?(?: [IVX]+(?![a-z])| header| \(header\))?"
    r"(?: \"[^\"]+\")?)"
)
_LABELS = re.compile(r"(?:\((?:[a-z]|[ivx]+|[A-Z]|\d{1,2})\)(?:#\d)?)*(?:-b\d+)?")
_LABEL = re.compile(r"\(([^)]+)\)(#\d)?|(-b\d+)")
_PART = re.compile(
    r"\s*(?:\((?P<bracketed>intro|closing)\)|(?P<lead>lead\b)|(?P<note>(?:AGENCY )?NOTE\b)"
    r"|-ex(?P<example>\d+))(?P<again>#\d)?"
)
_DUTY = re.compile(r"(?:/\w+|x)$")


@dataclass(frozen=True)
class Address:
    """Where a clause stands.

    Attributes:
        section: as `sections.Section.identifier` has it.
        path: the labels within the section; `#2` follows one that is printed twice.
        part: "intro", "intro#2", "closing", "lead" or "note", for a part of what stands there.
        example: which of the worked examples there, from 1; 0 where none is meant.
        name: what the identifier names there (an offence, a relation), or "".
        duty: what tells several duties of one passage apart ("/2", "x"), or "".
    """

    section: str
    path: Labels = ()
    part: str = ""
    example: int = 0
    name: str = ""
    duty: str = ""

    @property
    def label(self) -> str:
        """The section with its labels, as the register writes them."""
        return write_label(self.section, self.path)


def write_label(section: str, path: Labels) -> str:
    """A section with labels, as the register writes them."""
    written = section
    for label in path:
        bare, sign, again = label.partition("#")
        written += bare if bare.startswith("-") else f"({bare}){sign}{again}"
    return written


def read_address(identifier: str) -> Address | None:
    """The place that an identifier of the register names, or None where it has another form."""
    section = _SECTION.match(identifier)
    if section is None:
        return None
    labels = _LABELS.match(identifier, section.end())
    end = labels.end() if labels else section.end()
    path = tuple(
        f"{found[1] or found[3]}{found[2] or ''}"
        for found in _LABEL.finditer(identifier, section.end(), end)
    )
    part = _PART.match(identifier, end)
    end = part.end() if part else end
    name = identifier[end:]
    duty = _DUTY.search(name) if name.startswith(("/", "x")) else None
    words = "" if part is None else str(part["bracketed"] or ("lead" if part["lead"] else ""))
    if part and part["note"]:
        words = "note"
    return Address(
        section=section["section"],
        path=path,
        part=words + (str(part["again"] or "") if part else ""),
        example=int(part["example"] or 0) if part else 0,
        name="" if duty else name.strip(),
        duty=duty[0] if duty else "",
    )
