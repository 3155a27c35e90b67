"""The parts of the policy: rules, checks, time limits and kinds of question, as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from app.calendar import TimeLimit
from app.model import Status
from app.terms import CW, CWS

_TERM = re.compile(rf"<({re.escape(CW.base)}\w+)>")
_PART = re.compile(rf"(?<![\w<])cws:([\w-]+)|<({re.escape(CWS.base)}[^>]+)>")
_KEYWORD = re.compile(r"\b(?:FILTER|NOT|EXISTS|OPTIONAL|BIND|UNION)\b")
_PREFIXED = re.compile(r"(?<![\w<])cw:(\w+)")


def expand(text: str) -> str:
    """SPARQL text with our terms as full IRIs and `?` for `$`."""
    return _PREFIXED.sub(rf"<{CW.base}\1>", text.replace("$", "?")).strip()


def _made(head: str) -> Iterator[str]:
    """The predicates of a head, and the classes after `a`."""
    place, verb = 0, ""
    for word in head.split():
        if word in (".", ";", ","):
            place = {".": 0, ";": 1, ",": 2}[word]
            continue
        term = _TERM.fullmatch(word)
        if place == 1:
            verb = word
        if term and (place == 1 or (place == 2 and verb == "a")):
            yield term[1]
        place += 1


def _outside_brackets(text: str) -> str:
    """The parts of SPARQL text that stand in no group, filter or path in brackets."""
    kept, depth = [], 0
    for part in re.split(r"([{}()])", text):
        if part in ("{", "("):
            depth += 1
        elif part in ("}", ")"):
            depth -= 1
        elif depth == 0:
            kept.append(part)
    return " ".join(kept)


@dataclass(frozen=True)
class Rule:
    """A derivation rule, as one query over all its focus nodes at once.

    Attributes:
        stratum: the `sh:order` of the shape that bears it.
        head: the triples it makes, as SPARQL text over `?this`.
        body: its pattern, the target included, as SPARQL text.
    """

    iri: str
    name: str
    message: str
    clauses: tuple[str, ...]
    stratum: int
    target: str
    head: str
    body: str
    notes: tuple[str, ...] = ()
    settled_by: tuple[str, ...] = ()
    bookkeeping: bool = False
    reads: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()

    def __hash__(self) -> int:
        # Rules are looked up all the time: their texts need not be hashed each time.
        return hash(self.iri)

    @cached_property
    def reads_terms(self) -> frozenset[str]:
        """Every term of ours in the body, whatever its place: more than the rule can read."""
        return frozenset(_TERM.findall(self.body)) | frozenset(self.reads)

    @cached_property
    def makes_terms(self) -> frozenset[str]:
        """The predicates and classes of ours that the rule makes."""
        return frozenset(_made(self.head)) | frozenset(self.makes)

    @cached_property
    def terms(self) -> frozenset[str]:
        """Every term of ours that it reads or makes."""
        return self.reads_terms | self.makes_terms

    @cached_property
    def _parts_named(self) -> frozenset[str]:
        named = _PART.findall(f"{self.head} {self.body}")
        return frozenset(CWS[short].value if short else whole for short, whole in named)

    def names(self, part: str) -> bool:
        """Whether the rule names a part of the law, as a time limit, by its IRI."""
        return part in self._parts_named

    @cached_property
    def needs_terms(self) -> frozenset[str]:
        """The predicates, and classes after `a`, without which the body cannot match.

        Only those outside every bracket and path. Other constants may be reached through a
        variable of the rule that makes them, so their absence proves nothing.
        """
        return frozenset(_made(_KEYWORD.sub(" . ", _outside_brackets(self.body))))


@dataclass(frozen=True)
class Shape:
    """A check: one targeted SHACL Core property shape with its words.

    Attributes:
        severity: the status of a wrong value.
        when_absent: the status where the value is absent.
        about_which: the property that tells one focus node from others about the same person.
        when_absent_once_done: the same where the act asked about has already been done.
        at_once: whether what is missing is due on the day asked about, as its clause names no day.
    """

    iri: str
    name: str
    description: str
    message: str
    remedy: str
    clauses: tuple[str, ...]
    severity: Status
    when_absent: Status
    when_absent_once_done: Status
    target: str
    family: str
    phase: str
    about: str | None
    about_which: str | None
    order: float
    at_once: bool = False
    notes: tuple[str, ...] = ()
    settled_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limit:
    """A time limit with its words.

    Attributes:
        event: the record class that it runs from.
        timing: what the calendar needs of it, or None where rules date each duty themselves.
    """

    iri: str
    name: str
    description: str
    message: str
    remedy: str
    clauses: tuple[str, ...]
    bearers: tuple[str, ...]
    family: str
    phase: str
    event: ox.NamedNode
    timing: TimeLimit | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionKind:
    """What can be asked: its roles, the families of checks that decide it, and its parts.

    Attributes:
        shows: predicates and classes (IRIs) that an answer shows without a check of their own.
        due_for: classes (names) of rows; whoever such a row names in the roles has the duties.
    """

    name: str
    label: str
    definition: str
    classes: tuple[str, ...]
    roles: tuple[str, ...]
    optional_roles: tuple[str, ...]
    families: frozenset[str]
    parts: tuple[str, ...]
    shows: tuple[str, ...]
    due_for: tuple[str, ...]
    listed: bool
