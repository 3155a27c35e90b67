"""The roster of a team (csv: name, email, role) matched to the people of a case."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.case import Case
from app.errors import CaseFileError, Problem, refusal
from app.terms import CW, codes, label
from loaders import document
from loaders.loading import read_text
from loaders.rows import nearest

SECTION = "teamMembers"
# What Teams, spreadsheets and people call the three columns.
_COLUMNS = {
    "name": ("name", "display name", "displayname", "full name", "member", "user"),
    "email": ("email", "e-mail", "email address", "mail", "user principal name", "upn"),
    "role": ("role", "tag", "type", "user type"),
}
_TITLES = frozenset(
    {"dr", "mr", "mrs", "ms", "mx", "prof", "rev", "esq", "jd", "lcsw", "md", "phd"}
)
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
# What is said in brackets behind a name: "(Guest)", "(DCFS)".
_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]")


@dataclass(frozen=True)
class Entry:
    """One line of a roster, as it was written."""

    line: int
    name: str
    email: str
    role: str

    def __str__(self) -> str:
        said = ", ".join(each for each in (self.name, self.email, self.role) if each)
        return f"line {self.line}: {said}"


@dataclass(frozen=True)
class Match:
    """An entry that is somebody of the case.

    Attributes:
        person: the key of the person.
        tag: the code of the tag that the role stands for; empty where it stands for none.
        known: whether the case has the person in the team already.
    """

    entry: Entry
    person: str
    tag: str
    known: bool


@dataclass(frozen=True)
class Roster:
    """A roster beside a case: who was found, and which entries were not, with the reason."""

    matches: tuple[Match, ...]
    unmatched: tuple[tuple[Entry, str], ...]
    unread: tuple[str, ...]


def read(path: Path) -> tuple[Entry, ...]:
    """The entries of a roster in csv, with commas, semicolons or tabs.

    Raises:
        CaseFileError: it cannot be read, or has no column of names; carries every problem.
    """
    lines = read_text(path).removeprefix("\ufeff")
    head = lines.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter, strict=True)
    try:
        header = next(reader, [])
        places = _places(header, path.name)
        entries, problems, line = [], [], reader.line_num + 1
        for row in reader:
            content = {k: row[at].strip() for k, at in places.items() if at < len(row)}
            entry = Entry(line, *(content.get(key, "") for key in _COLUMNS))
            if entry.name or entry.email:
                entries.append(entry)
            elif any(each.strip() for each in row):
                mend = "Give each line a name."
                problems.append(Problem(f"line {line}", "has neither name nor email", mend))
            line = reader.line_num + 1
    except csv.Error as error:
        where = f"line {reader.line_num}"
        raise refusal(path.name, where, f"is no csv ({error})", "Mend the quotes.") from error
    if problems:
        raise CaseFileError(path.name, problems)
    if not entries:
        raise refusal(path.name, "the file", "names nobody", "Give one line for each person.")
    return tuple(entries)


def _places(header: Sequence[str], file: str) -> dict[str, int]:
    """Column to its position."""
    titles = [" ".join(each.casefold().replace("_", " ").split()) for each in header]
    found = {
        column: titles.index(word)
        for column, words in _COLUMNS.items()
        for word in words[::-1]
        if word in titles
    }
    if "name" not in found:
        mend = "Let the first line say: name, email, role."
        raise refusal(file, "line 1", "has no column of names", mend)
    return found


def match(case: Case, child: str, entries: Iterable[Entry]) -> Roster:
    """The entries of a roster matched to people of a case.

    Somebody is found by the email address under which the case has her or him in the team, else
    by the whole name: accents, capitals, titles and the order of last and first name aside. A
    middle name may be left out on either side. Nobody is ever guessed: what fits two people, or is
    only alike, is left unmatched.

    Args:
        case: whose people it may be.
        child: the key of the youth whose team it is.
        entries: as `read` gives them.
    """
    people = {key: _words(case.name_of(case.node(key))) for key in case.people}
    members, addresses = _members(case, child)
    matches, unmatched, unread, taken = list[Match](), [], [], dict[str, Entry]()
    tags = _tags()
    for entry in entries:
        found = _candidates(entry, people, addresses)
        if len(found) == 1 and found[0] in taken:
            first = taken[found[0]].line
            unmatched.append((entry, f"line {first} is already {found[0]}"))
        elif len(found) == 1:
            person = found[0]
            taken[person] = entry
            tag = tags.get(entry.role.casefold(), "")
            if entry.role and not tag:
                known = ", ".join(label(CW[each]) for each in sorted(set(tags.values())))
                unread.append(f"line {entry.line}: the role {entry.role!r} is none of {known}")
            matches.append(Match(entry, person, tag, person in members))
        elif found:
            unmatched.append((entry, f"could be {' or '.join(sorted(found))}"))
        else:
            names = {case.name_of(case.node(key)): key for key in people}
            unmatched.append(
                (entry, f"nobody of the case has this name. {nearest(entry.name, names)}")
            )
    return Roster(tuple(matches), tuple(unmatched), tuple(unread))


def with_members(case: Case, child: str, roster: Roster) -> Case:
    """The case with everyone who was matched in the team of the youth.

    Who is in it already keeps the row and gets the tag and address of the roster.
    """
    content = document.export(case)
    rows: list[dict[str, Any]] = content.setdefault(SECTION, [])
    for found in roster.matches:
        told = {"email": found.entry.email, "teamTag": found.tag}
        said = {key: value for key, value in told.items() if value}
        held = [each for each in rows if (each["child"], each["person"]) == (child, found.person)]
        if held:
            held[-1].update(said)
        else:
            rows.append({"child": child, "person": found.person, **said})
    return document.read(document.write(content), case.name)


def _members(case: Case, child: str) -> tuple[frozenset[str], Mapping[str, str]]:
    """Who the case has in the team, and under which address."""
    rows = [
        row
        for row in case.of_class(CW["TeamMember"])
        if case.index.value(row, CW["child"]) == case.node(child)
    ]
    people = {row: case.key(case.index.value(row, CW["person"])) for row in rows}
    addresses = {
        case.index.text(row, CW["email"]).casefold(): person
        for row, person in people.items()
        if case.index.text(row, CW["email"])
    }
    return frozenset(people.values()), addresses


def _candidates(
    entry: Entry, people: Mapping[str, tuple[str, ...]], addresses: Mapping[str, str]
) -> list[str]:
    by_address = addresses.get(entry.email.casefold()) if entry.email else None
    if by_address is not None:
        return [by_address]
    words = _words(entry.name)
    if not words:
        return []
    whole = [key for key, name in people.items() if name == words]
    return whole or [key for key, name in people.items() if _short_of(words, name)]


def _short_of(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names are the same but for middle names that only one of them has."""
    short, long = sorted((one, other), key=len)
    ends = len(short) == 2 and len(long) > 2
    return ends and (short[0], short[-1]) == (long[0], long[-1])


def _words(name: str) -> tuple[str, ...]:
    """A name to compare: first name first, without accents, capitals, titles and remarks."""
    plain = _BRACKETS.sub(" ", unicodedata.normalize("NFKD", name))
    plain = "".join(each for each in plain if not unicodedata.combining(each)).casefold()
    last, comma, first = plain.partition(",")
    parts = [_split(first), _split(last)] if comma else [_split(plain)]
    words = [word for part in parts for word in part if word not in _TITLES]
    # "Reed, Noah Jr." and "Noah Reed Jr." are one name.
    tail = [word for word in words if word in _GENERATIONS]
    return (*(word for word in words if word not in _GENERATIONS), *tail)


def _split(text: str) -> list[str]:
    return re.findall(r"\w+", text.replace("'", "").replace("\u2019", ""))


def _tags() -> dict[str, str]:
    """What a roster calls a role, to the code of the tag."""
    found: dict[str, str] = {}
    for name, node in codes(CW["TeamTag"]).items():
        word = label(node).casefold()
        found |= {word: name, f"{word}s": name}
    return found
