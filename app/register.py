"""The register of clauses: every clause of the law we hold, read from `ontology/clauses/`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from app.errors import PolicyError
from app.model import Clause, LawNotice
from app.terms import CW, DCTERMS, ONTOLOGY, SKOS, TYPE, Facts, local_name, read_turtle


@dataclass(frozen=True)
class Register:
    """Every clause by IRI, the notices of later law, and what names the law.

    Attributes:
        instruments: the short title of each instrument, with its name and the date of its wording.
    """

    clauses: Mapping[str, Clause]
    notices: tuple[LawNotice, ...]
    instruments: Mapping[str, str]

    def law_of(self, identifiers: Iterable[str]) -> str:
        """The instruments that some clauses stand in; all that we hold where none is named."""
        named = [found for each in identifiers if (found := self.by_identifier(each))]
        cited = {clause.instrument for clause in named} or self.instruments.keys()
        return "; ".join(words for title, words in self.instruments.items() if title in cited)

    def by_identifier(self, identifier: str) -> Clause | None:
        """The clause with this identifier, as the catalogue prints it, or None."""
        return _identifiers().get(identifier)

    def notices_for(
        self, identifiers: frozenset[str], day: date | None = None
    ) -> tuple[LawNotice, ...]:
        """The notices that touch any of these clauses; of those in force on a day, where given."""
        named = [found for each in identifiers if (found := self.by_identifier(each))]
        families = {clause.family for clause in named}
        iris = {clause.iri for clause in named}
        return tuple(
            notice
            for notice in self.notices
            if (day is None or notice.since <= day)
            and (notice.clauses & iris or notice.families & families)
        )


@cache
def _identifiers() -> dict[str, Clause]:
    return {clause.identifier: clause for clause in register().clauses.values()}


def _day(facts: Facts, node: Any, predicate: str) -> date | None:
    """A date of a clause, else of the section or instrument that it is part of."""
    while node is not None:
        found = facts.text(node, CW[predicate])
        if found:
            return date.fromisoformat(found)
        node = facts.value(node, DCTERMS["isPartOf"])
    return None


def _instrument(facts: Facts, node: Any) -> Any:
    parent = facts.value(node, DCTERMS["isPartOf"])
    return node if parent is None else _instrument(facts, parent)


@cache
def register() -> Register:
    """The register, read once.

    Raises:
        PolicyError: a clause has no section or no family.
    """
    facts = Facts(read_turtle([ONTOLOGY / "law.ttl", *sorted(ONTOLOGY.glob("clauses/*.ttl"))]))
    clauses = {}
    for node in facts.subjects(TYPE, CW["Clause"]):
        section = facts.value(node, DCTERMS["isPartOf"])
        family = facts.value(node, CW["clauseFamily"])
        if section is None or family is None:
            raise PolicyError(f"clause {node.value} lacks its section or its family")
        instrument = _instrument(facts, node)
        clauses[node.value] = Clause(
            iri=node.value,
            identifier=facts.text(node, DCTERMS["identifier"]),
            summary=facts.text(node, SKOS["definition"]),
            kind=local_name(facts.value(node, CW["clauseKind"])),
            bearers=facts.texts(node, CW["bearer"]),
            family=local_name(family),
            checkable=local_name(facts.value(node, CW["checkable"])),
            section=facts.text(section, DCTERMS["title"]) or local_name(section),
            section_number=facts.text(section, DCTERMS["identifier"]),
            instrument=facts.text(instrument, CW["shortTitle"]),
            in_force_from=_day(facts, node, "inForceFrom"),
            wording_of=_day(facts, node, "wordingOf"),
            notes=facts.texts(node, SKOS["editorialNote"]),
            applies_when=facts.text(node, CW["appliesWhen"]),
            deadline=facts.text(node, CW["deadlineText"]),
            forms=facts.texts(node, CW["formText"]),
            facts_needed=facts.text(node, CW["factsNeeded"]),
        )
    notices = tuple(
        LawNotice(
            title=facts.text(node, DCTERMS["title"]),
            summary=facts.text(node, SKOS["definition"]),
            since=date.fromisoformat(facts.text(node, CW["noticeFrom"])),
            clauses=frozenset(each.value for each in facts.objects(node, CW["touches"])),
            families=frozenset(
                local_name(each) for each in facts.objects(node, CW["touchesFamily"])
            ),
        )
        for node in facts.subjects(TYPE, CW["LawNotice"])
    )
    instruments = {
        title: f"{title}, wording of {facts.text(node, CW['wordingOf'])}"
        for node in facts.subjects(TYPE, CW["Instrument"])
        if (title := facts.text(node, CW["shortTitle"]))
    }
    return Register(clauses, notices, instruments)
