"""What an assessment is made of: frozen values that page, command line and memo only render."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """The status of a check (design §2); each is a severity IRI of the ontology but the last."""

    MET = "met"
    VIOLATED = "violated"
    LATE = "late"
    UNKNOWN = "unknown"
    MISSING = "missing"
    OVERDUE = "overdue"
    DUE = "due"
    HELD = "held"
    NOT_APPLICABLE = "notApplicable"


class Verdict(StrEnum):
    """The answer to a question, the worst check first (design §2)."""

    NOT_COVERED = "not covered"
    PROHIBITED = "prohibited"
    UNDETERMINED = "undetermined"
    MISSING = "missing"
    HELD = "held"
    PERMITTED = "permitted"


@dataclass(frozen=True)
class Clause:
    """A clause of the register: identifier, our own summary, and the law it belongs to."""

    iri: str
    identifier: str
    summary: str
    kind: str
    bearers: tuple[str, ...]
    family: str
    checkable: str
    section: str
    section_number: str
    instrument: str
    in_force_from: date | None
    wording_of: date | None
    notes: tuple[str, ...] = ()
    applies_when: str = ""
    deadline: str = ""
    forms: tuple[str, ...] = ()
    facts_needed: str = ""


@dataclass(frozen=True)
class LawNotice:
    """Later law that touches clauses we hold, shown with every verdict on or after its date."""

    title: str
    summary: str
    since: date
    clauses: frozenset[str]
    families: frozenset[str]


@dataclass(frozen=True)
class Fact:
    """One asserted row behind an answer, as a sentence, with its place in the case file."""

    sentence: str
    source: str
    row: str


@dataclass(frozen=True)
class Step:
    """What follows from what: a sentence, the rule and clauses that make it, and its premises."""

    sentence: str
    rule: str | None
    clauses: tuple[str, ...]
    premises: tuple[Step, ...] = ()
    fact: Fact | None = None

    def facts(self) -> tuple[Fact, ...]:
        """The asserted rows below this step, each once, in order."""
        found: dict[str, Fact] = {} if self.fact is None else {self.fact.row: self.fact}
        for premise in self.premises:
            found |= {fact.row: fact for fact in premise.facts()}
        return tuple(found.values())


@dataclass(frozen=True)
class Check:
    """One shape tested on one focus node."""

    shape: str
    name: str
    status: Status
    focus: str | None
    about: str | None
    clauses: tuple[str, ...]
    message: str
    remedy: str | None
    family: str
    phase: str
    notes: tuple[str, ...] = ()
    because: tuple[Step, ...] = ()
    due: date | None = None
    other_due: date | None = None
    met_on: date | None = None
    bearers: tuple[str, ...] = ()
    settled_by: tuple[str, ...] = ()
    about_which: str = ""

    def facts(self) -> tuple[Fact, ...]:
        """The asserted rows that this check rests on, each once."""
        found: dict[str, Fact] = {}
        for step in self.because:
            found |= {fact.row: fact for fact in step.facts()}
        return tuple(found.values())


@dataclass(frozen=True)
class Relation:
    """A relation that holds between child and candidate, with its standing and path in words."""

    code: str
    label: str
    standing: str
    clauses: tuple[str, ...]
    path: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """The answer to one question on one date."""

    case: str
    as_of: date
    question: str
    roles: Mapping[str, tuple[str, ...]]
    verdict: Verdict
    checks: tuple[Check, ...]
    law: str
    relations: tuple[Relation, ...] = ()
    notices: tuple[LawNotice, ...] = ()
    permitted_from: date | None = None
    cautions: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """For whom a paper is made, as the paper itself says it.

    Attributes:
        reader: the name of the person who is to read it.
        sentences: for whom it is, what is withheld and by which clause; a sentence each.
    """

    reader: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, order=True)
class Finding:
    """One breach in the project's own Turtle: the lint, the term, and what is wrong."""

    lint: str
    term: str
    what: str

    def __str__(self) -> str:
        return f"{self.term}: {self.what} [{self.lint}]"
