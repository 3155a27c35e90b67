"""A case: the asserted facts of one family, and where each was written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef

from app.terms import CASE, CW, TYPE, Facts, role_codes

# Properties that no rule may read (a lint holds this).
UNREAD = (CW["name"], CW["note"])


@dataclass(frozen=True)
class Case:
    """The asserted facts of a family.

    Attributes:
        name: the case's name; its IRI is `CASE + name + "/"`.
        facts: every asserted triple.
        places: row IRI to its place in the file ("torres.yaml line 7"); the row's own IRI is its
            JSON pointer, so an explanation can name it even where no file was read.
        file: the name of the file, or the empty string.
    """

    name: str
    facts: frozenset[ox.Triple]
    places: Mapping[str, str] = field(default_factory=dict)
    file: str = ""

    @cached_property
    def index(self) -> Facts:
        """The facts, indexed."""
        return Facts(self.facts)

    @cached_property
    def layers(self) -> dict[Any, Any]:
        """What reasoning has made of the facts before, for it to use again if it still holds."""
        return {}

    def remember(self, earlier: Case) -> Case:
        """This case, with what reasoning made of an earlier state of it at hand."""
        self.__dict__["layers"] = earlier.layers
        return self

    @cached_property
    def quads(self) -> Mapping[ox.Triple, ox.Quad]:
        """Every fact that a rule may read, as a quad."""
        return {fact: _quad(fact) for fact in self.facts if self._is_readable(fact)}

    def _is_readable(self, fact: ox.Triple) -> bool:
        """Names, notes and the mere listing of rows decide nothing: no rule may read them."""
        return fact.predicate not in UNREAD and fact.subject != self.iri

    @cached_property
    def terms(self) -> frozenset[str]:
        """The terms of ours that occur in the facts."""
        return frozenset(terms_of(self.facts))

    @property
    def iri(self) -> ox.NamedNode:
        """The IRI of the case itself."""
        return ox.NamedNode(f"{CASE}{self.name}/")

    def node(self, key: str) -> ox.NamedNode:
        """The IRI of the person or home with this key."""
        return ox.NamedNode(f"{CASE}{self.name}/{key}")

    def key(self, node: ox.NamedNode | str) -> str:
        """The key of a person or home, from its IRI."""
        iri = node if isinstance(node, str) else node.value
        return iri.removeprefix(self.iri.value)

    def of_class(self, term: ox.NamedNode) -> list[ox.NamedNode]:
        """Every row, person or home of a class, by IRI."""
        return sorted(self.index.subjects(TYPE, term), key=lambda node: str(node.value))

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The keys of all people, sorted."""
        return tuple(self.key(node) for node in self.of_class(CW["Person"]))

    def name_of(self, node: ox.NamedNode | str) -> str:
        """What the case calls a person or home, or its key where it has no name."""
        iri = ox.NamedNode(node) if isinstance(node, str) else node
        return self.index.text(iri, CW["name"]) or self.key(iri)

    def place_of(self, row: str) -> str:
        """Where a row was written: file and line, or its pointer."""
        return self.places.get(row) or row.removeprefix(self.iri.value)

    def with_facts(self, added: Iterable[ox.Triple], removed: Iterable[ox.Triple] = ()) -> Case:
        """The case with some facts more and some less; what was indexed is not indexed anew."""
        more = frozenset(added) - self.facts
        less = (frozenset(removed) & self.facts) - frozenset(added)
        case = Case(self.name, (self.facts - less) | more, self.places, self.file)
        case.__dict__["index"] = self.index.changed(more, less)
        kept = dict(self.quads)
        for fact in less:
            kept.pop(fact, None)
        new = {fact: _quad(fact) for fact in more if self._is_readable(fact)}
        case.__dict__["quads"] = kept | new
        # A term of facts taken away may stay: what reasoning skips for want of a term, it can run.
        case.__dict__["terms"] = self.terms | terms_of(more)
        case.__dict__["layers"] = self.layers
        return case

    def graph(self) -> Graph:
        """The facts as an rdflib graph."""
        graph = Graph()
        for triple in self.facts:
            graph.add(to_rdflib_triple(triple))
        return graph


def terms_of(triples: Iterable[ox.Triple]) -> set[str]:
    """The terms of ours that occur in some triples as predicate or value."""
    values = {part for each in triples for part in (each.predicate, each.object)}
    return {v.value for v in values if isinstance(v, ox.NamedNode) and v.value.startswith(CW.base)}


def _quad(fact: ox.Triple) -> ox.Quad:
    return ox.Quad(fact.subject, fact.predicate, fact.object)


def to_rdflib(term: Any) -> URIRef | BNode | Literal:
    """A pyoxigraph term as an rdflib term, the lexical form kept."""
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    return Literal(term.value, datatype=URIRef(term.datatype.value))


def to_rdflib_triple(triple: ox.Triple) -> tuple[Any, Any, Any]:
    """A pyoxigraph triple as an rdflib triple."""
    return to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)


def to_oxigraph(term: Any) -> Any:
    """An rdflib term as a pyoxigraph term, the lexical form kept."""
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    if term.datatype is None:
        return ox.Literal(str(term))
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)))


def question_iri(case: Case, question: str, roles: Mapping[str, tuple[str, ...]]) -> ox.NamedNode:
    """The IRI of a question node: its kind and who fills its roles."""
    tail = "/".join("+".join(values) for _, values in sorted(roles.items()))
    return ox.NamedNode(f"{CASE}{case.name}/#/question/{question}/{tail}")


def question_facts(
    case: Case, kinds: Iterable[str], question: str, roles: Mapping[str, tuple[str, ...]]
) -> list[ox.Triple]:
    """The triples that put a question into the case.

    Args:
        case: the case whose people and homes fill the roles.
        kinds: local names of the question classes it belongs to (one for each part).
        question: the kind asked, for its IRI.
        roles: role to the keys of the people or homes, or to the codes, that fill it.
    """
    node = question_iri(case, question, roles)
    triples = [ox.Triple(node, TYPE, CW["Question"])]
    triples += [ox.Triple(node, TYPE, CW[kind]) for kind in kinds]
    for role, keys in roles.items():
        coded = role_codes(role)
        triples += [ox.Triple(node, CW[role], coded.get(key) or case.node(key)) for key in keys]
    return triples


def stands(case: Case, row: ox.NamedNode, as_of: date) -> bool:
    """Whether a row holds on a date: from it on, until it exclusively."""
    begun, ended = (case.index.text(row, CW[each]) for each in ("from", "until"))
    return (not begun or date.fromisoformat(begun) <= as_of) and (
        not ended or as_of < date.fromisoformat(ended)
    )


def is_row(node: Any) -> bool:
    """Whether a node is a row of a case, rather than a person, home or question."""
    return (
        isinstance(node, ox.NamedNode) and "/#/" in node.value and "/#/question/" not in node.value
    )
