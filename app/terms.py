"""The project's words: namespaces, and the schema of records and codes that the ontology declares.

The ontology says which records a case may hold, which fields each record has, and which codes a
field may take. Loaders, forms, workbook templates and the JSON-LD context are all read off this
schema, so a new record or code is Turtle only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from app.errors import PolicyError

ROOT = Path(__file__).resolve().parent.parent
ONTOLOGY = ROOT / "ontology"
SHAPES = ROOT / "shapes"
CONTEXT = ROOT / "loaders" / "context.jsonld"

TERM = "https://kinstead.example/ns#"
LAW = "https://kinstead.example/law/"
SHAPE = "https://kinstead.example/shapes#"
CASE = "https://kinstead.example/case/"


@dataclass(frozen=True)
class Namespace:
    """A namespace whose `namespace["name"]` gives a pyoxigraph node, made once."""

    base: str
    _made: dict[str, ox.NamedNode] = field(default_factory=dict, repr=False, compare=False)

    def __getitem__(self, name: str) -> ox.NamedNode:
        node = self._made.get(name)
        if node is None:
            node = self._made[name] = ox.NamedNode(self.base + name)
        return node


CW = Namespace(TERM)
CWL = Namespace(LAW)
CWS = Namespace(SHAPE)
DCTERMS = Namespace("http://purl.org/dc/terms/")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SH = Namespace("http://www.w3.org/ns/shacl#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")

TYPE = RDF["type"]


def clause_iri(identifier: str) -> ox.NamedNode:
    """The IRI of a clause: its identifier, percent-encoded where an IRI needs it."""
    return CWL[quote(identifier, safe="()/")]


def local_name(node: ox.NamedNode | str) -> str:
    """What follows the last `#` or `/` of an IRI."""
    iri = node if isinstance(node, str) else node.value
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


class Facts:
    """An immutable, indexed set of triples, quick to ask for subjects and objects."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._by_subject: dict[Any, dict[Any, list[Any]]] = {}
        self._by_object: dict[tuple[Any, Any], list[Any]] = {}
        for triple in triples:
            subject, predicate, value = triple.subject, triple.predicate, triple.object
            self._by_subject.setdefault(subject, {}).setdefault(predicate, []).append(value)
            self._by_object.setdefault((predicate, value), []).append(subject)

    def changed(self, added: Iterable[ox.Triple], removed: Iterable[ox.Triple]) -> Facts:
        """These facts with some more and some less, without reading the others again."""
        found = Facts(())
        found._by_subject = dict(self._by_subject)
        found._by_object = dict(self._by_object)
        for triple in removed:
            key = (triple.predicate, triple.object)
            held = dict(found._by_subject.get(triple.subject, {}))
            held[triple.predicate] = [
                each for each in held.get(triple.predicate, ()) if each != triple.object
            ]
            found._by_subject[triple.subject] = {k: v for k, v in held.items() if v}
            found._by_object[key] = [
                each for each in found._by_object.get(key, ()) if each != triple.subject
            ]
        for triple in added:
            key = (triple.predicate, triple.object)
            held = dict(found._by_subject.get(triple.subject, {}))
            held[triple.predicate] = [*held.get(triple.predicate, ()), triple.object]
            found._by_subject[triple.subject] = held
            found._by_object[key] = [*found._by_object.get(key, ()), triple.subject]
        return found

    def objects(self, subject: Any, predicate: ox.NamedNode) -> list[Any]:
        """Every value of a predicate on a subject, in the order of the file."""
        return self._by_subject.get(subject, {}).get(predicate, [])

    def value(self, subject: Any, predicate: ox.NamedNode) -> Any:
        """The first value of a predicate on a subject, or None."""
        return next(iter(self.objects(subject, predicate)), None)

    def text(self, subject: Any, predicate: ox.NamedNode) -> str:
        """The first value of a predicate as text, white space folded, or the empty string."""
        return next(iter(self.texts(subject, predicate)), "")

    def texts(self, subject: Any, predicate: ox.NamedNode) -> tuple[str, ...]:
        """Every value of a predicate as text, runs of white space folded."""
        return tuple(" ".join(each.value.split()) for each in self.objects(subject, predicate))

    def subjects(self, predicate: ox.NamedNode, value: Any) -> list[Any]:
        """Every subject that has this value for this predicate."""
        return self._by_object.get((predicate, value), [])

    def predicates(self, subject: Any) -> dict[Any, list[Any]]:
        """Predicate to values of a subject."""
        return self._by_subject.get(subject, {})

    def items(self) -> Iterable[tuple[Any, dict[Any, list[Any]]]]:
        """Every subject with its predicates and their values."""
        return self._by_subject.items()

    def members(self, head: Any) -> Iterator[Any]:
        """The members of an RDF list."""
        while head is not None and head != RDF["nil"]:
            yield self.value(head, RDF["first"])
            head = self.value(head, RDF["rest"])


def read_turtle(paths: Iterable[Path]) -> list[ox.Triple]:
    """Every triple of some Turtle files.

    Raises:
        PolicyError: a file is not Turtle; names the file and line.
    """
    triples: list[ox.Triple] = []
    for path in paths:
        try:
            quads = list(
                ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
            )
        except SyntaxError as error:
            raise PolicyError(f"{path.relative_to(ROOT)} is not Turtle: {error}") from error
        triples.extend(quad.triple for quad in quads)
    return triples


@dataclass(frozen=True)
class Field:
    """A field of a record: its key in files, its property, and what it may hold.

    `kind` is one of date, partialDate, dateTime, boolean, integer, text, code, person, home,
    record. `codes` maps the tokens of a code field to their terms.
    """

    key: str
    term: ox.NamedNode
    kind: str
    label: str
    definition: str
    many: bool = False
    codes: dict[str, ox.NamedNode] = field(default_factory=dict)
    range: ox.NamedNode | None = None

    def token_of(self, term: Any) -> str | None:
        """The token of a code of this field, or None where it is none of its codes."""
        return next((token for token, code in self.codes.items() if code == term), None)


@dataclass(frozen=True)
class RecordClass:
    """A kind of row that a case may hold, with its section in files and its fields in order."""

    section: str
    term: ox.NamedNode
    label: str
    definition: str
    fields: tuple[Field, ...]
    required: frozenset[str]
    sentence: str
    keyed: bool = False

    def field(self, key: str) -> Field | None:
        """The field with this key, or None."""
        return next((each for each in self.fields if each.key == key), None)


@dataclass(frozen=True)
class Schema:
    """Every record class by section, in the order of the ontology's `cw:sectionOrder`."""

    records: dict[str, RecordClass]

    def of_class(self, term: ox.NamedNode) -> RecordClass | None:
        """The record class with this term, or None."""
        return next((each for each in self.records.values() if each.term == term), None)


@cache
def vocabulary() -> Facts:
    """The words of `ontology/` (its code lists included, the clauses left out)."""
    paths = sorted(ONTOLOGY.glob("*.ttl")) + sorted(ONTOLOGY.glob("codes/*.ttl"))
    return Facts(read_turtle(paths + sorted(ONTOLOGY.glob("calendars/*.ttl"))))


def label(node: Any) -> str:
    """The word for a term of the ontology, or its local name."""
    words = vocabulary()
    for predicate in (SKOS["prefLabel"], RDFS["label"]):
        found = words.text(node, predicate)
        if found:
            return found
    return local_name(node)


def is_code_class(term: Any) -> bool:
    """Whether a class is a code list, that is below cw:Code."""
    return CW["Code"] in _superclasses(term)


def _superclasses(term: Any) -> set[Any]:
    words, seen, waiting = vocabulary(), set(), [term]
    while waiting:
        for parent in words.objects(waiting.pop(), RDFS["subClassOf"]):
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return seen


@cache
def codes(term: ox.NamedNode) -> dict[str, ox.NamedNode]:
    """The codes of a code list and the lists below it: token to term, in the order of the file."""
    words = vocabulary()
    found = {local_name(node): node for node in words.subjects(TYPE, term)}
    for below in words.subjects(RDFS["subClassOf"], term):
        found |= codes(below)
    return found


@cache
def role_codes(role: str) -> dict[str, ox.NamedNode]:
    """The codes that may fill a role of a question; none where people or homes fill it."""
    span = vocabulary().value(CW[role], RDFS["range"])
    return codes(span) if is_code_class(span) else {}


_KINDS = {
    "date": "date",
    "dateTime": "dateTime",
    "boolean": "boolean",
    "integer": "integer",
    "string": "text",
}


def _field(term: ox.NamedNode) -> Field:
    words = vocabulary()
    span = words.value(term, RDFS["range"])
    if span is None:
        raise PolicyError(f"field {local_name(term)} has no rdfs:range")
    listed: dict[str, ox.NamedNode] = {}
    if words.value(term, CW["partialDate"]) is not None:
        kind = "partialDate"
    elif span.value.startswith(XSD.base):
        kind = _KINDS[local_name(span)]
    elif span == CW["Person"]:
        kind = "person"
    elif span == CW["Home"]:
        kind = "home"
    elif is_code_class(span):
        kind, listed = "code", codes(span)
    else:
        kind = "record"
    return Field(
        key=local_name(term),
        term=term,
        kind=kind,
        label=label(term),
        definition=words.text(term, SKOS["definition"]),
        many=words.value(term, CW["manyValued"]) is not None,
        codes=listed,
        range=span,
    )


@cache
def schema() -> Schema:
    """The records a case may hold, read off the ontology.

    Raises:
        PolicyError: a record class or field is declared incompletely.
    """
    words = vocabulary()
    found = []
    for term in {s for s in words.subjects(TYPE, OWL["Class"]) if words.text(s, CW["section"])}:
        section = words.text(term, CW["section"])
        order = int(words.text(term, CW["sectionOrder"]) or "9999")
        fields = tuple(_field(each) for each in words.members(words.value(term, CW["fields"])))
        required = words.members(words.value(term, CW["requiredFields"]))
        record = RecordClass(
            section=section,
            term=term,
            label=label(term),
            definition=words.text(term, SKOS["definition"]),
            fields=fields,
            required=frozenset(local_name(each) for each in required),
            sentence=words.text(term, CW["sentence"]),
            keyed=words.value(term, CW["keyed"]) is not None,
        )
        found.append((order, section, record))
    return Schema({section: record for _, section, record in sorted(found, key=lambda x: x[:2])})


def context() -> dict[str, Any]:
    """The JSON-LD context that says the same as the schema, for readers outside this project."""
    # A case's name is part of every IRI, and a row's id is its IRI for those who name the row.
    terms: dict[str, Any] = {"cw": TERM, "xsd": XSD.base, "case": None, "id": "@id"}
    for record in schema().records.values():
        holder = "@id" if record.keyed else "@set"
        terms[record.section] = {"@id": f"cw:{record.section}", "@container": holder}
        for each in record.fields:
            entry: dict[str, Any] = {"@id": f"cw:{each.key}"}
            if each.kind in ("person", "home", "record"):
                entry["@type"] = "@id"
            elif each.kind == "code":
                entry["@type"] = "@vocab"
            elif each.kind == "partialDate":
                entry["@type"] = "xsd:date"
            else:
                entry["@type"] = f"xsd:{'string' if each.kind == 'text' else each.kind}"
            if each.many:
                entry["@container"] = "@set"
            terms[each.key] = entry
    return {"@context": {"@version": 1.1, "@vocab": TERM, **terms}}


def write_context() -> Path:
    """Writes the JSON-LD context beside the loaders; returns its path."""
    text = json.dumps(context(), ensure_ascii=False, indent=2)
    CONTEXT.write_text(text + "\n", encoding="utf-8")
    return CONTEXT
