"""The register of clauses is complete, dated, citable and written in declared terms."""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from urllib.parse import quote, unquote

import pyoxigraph as ox
import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

ONTOLOGY = Path(__file__).parents[2] / "ontology"
LAW = ONTOLOGY / "law.ttl"
CLAUSE_FILES = sorted((ONTOLOGY / "clauses").glob("*.ttl"))
CW = Namespace("https://kinstead.example/ns#")
CWL = Namespace("https://kinstead.example/law/")

CLAUSES_PER_INSTRUMENT = {"Rule301": 668, "AP33": 335, "PG2001.17": 64, "PG2001.18": 74}
DECLARED = {
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    OWL.NamedIndividual,
}


@pytest.fixture(scope="module")
def law() -> Graph:
    """The vocabulary, the instruments and every clause."""
    graph = Graph()
    for path in (LAW, *CLAUSE_FILES):
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def clauses(law: Graph) -> list[Node]:
    return list(law.subjects(RDF.type, CW.Clause))


def only(graph: Graph, subject: Node, predicate: URIRef) -> Node:
    """The one value of a property, failing where there is none or more than one."""
    values = list(graph.objects(subject, predicate))
    assert len(values) == 1, f"{subject} has {len(values)} of {predicate}"
    return values[0]


def inherited_date(graph: Graph, node: Node, predicate: URIRef) -> date:
    """A date of a clause, its own or else its section's."""
    own = list(graph.objects(node, predicate))
    if own:
        assert len(own) == 1
        assert isinstance(own[0], Literal)
        value = own[0].toPython()
        assert isinstance(value, date)
        return value
    return inherited_date(graph, only(graph, node, DCTERMS.isPartOf), predicate)


def test_every_instrument_has_all_its_clauses(law: Graph, clauses: list[Node]) -> None:
    counted: Counter[str] = Counter()
    for clause in clauses:
        section = only(law, clause, DCTERMS.isPartOf)
        instrument = only(law, section, DCTERMS.isPartOf)
        assert (instrument, RDF.type, CW.Instrument) in law
        counted[str(instrument).removeprefix(CWL)] += 1
    assert counted == CLAUSES_PER_INSTRUMENT
    assert counted.total() == 1141


def test_identifiers_are_unique_and_spelled_by_the_iri(law: Graph, clauses: list[Node]) -> None:
    identifiers = [str(only(law, clause, DCTERMS.identifier)) for clause in clauses]
    assert len(set(identifiers)) == len(identifiers)
    for clause, identifier in zip(clauses, identifiers, strict=True):
        assert str(clause) == CWL + quote(identifier, safe="()/")
        assert unquote(str(clause).removeprefix(CWL)) == identifier


@pytest.mark.parametrize(
    ("predicate", "kind"),
    [
        (CW.clauseKind, CW.ClauseKind),
        (CW.clauseFamily, CW.ClauseFamily),
        (CW.checkable, CW.Checkability),
        (DCTERMS.isPartOf, CW.Section),
    ],
)
def test_every_clause_is_coded(
    law: Graph, clauses: list[Node], predicate: URIRef, kind: URIRef
) -> None:
    for clause in clauses:
        assert (only(law, clause, predicate), RDF.type, kind) in law, clause


def test_every_clause_is_defined_in_words(law: Graph, clauses: list[Node]) -> None:
    for clause in clauses:
        definition = only(law, clause, SKOS.definition)
        assert isinstance(definition, Literal)
        assert definition.language == "en"
        assert definition.strip()


def test_every_clause_knows_since_when_and_in_which_wording(
    law: Graph, clauses: list[Node]
) -> None:
    for clause in clauses:
        since = inherited_date(law, clause, CW.inForceFrom)
        wording = inherited_date(law, clause, CW.wordingOf)
        assert since <= wording, clause


def test_a_section_lies_within_its_instrument(law: Graph) -> None:
    for section in law.subjects(RDF.type, CW.Section):
        instrument = only(law, section, DCTERMS.isPartOf)
        assert only(law, section, DCTERMS.title)
        for predicate, not_before in ((CW.inForceFrom, True), (CW.wordingOf, False)):
            own = inherited_date(law, section, predicate)
            whole = inherited_date(law, instrument, predicate)
            assert own >= whole if not_before else own <= whole, section


def test_every_family_is_named_and_used(law: Graph) -> None:
    families = set(law.subjects(RDF.type, CW.ClauseFamily))
    assert families == set(law.objects(None, CW.clauseFamily))
    for family in families:
        assert only(law, family, SKOS.prefLabel)


def test_every_notice_is_dated_and_touches_what_is_registered(law: Graph) -> None:
    notices = list(law.subjects(RDF.type, CW.LawNotice))
    assert notices
    for notice in notices:
        assert only(law, notice, DCTERMS.title)
        assert only(law, notice, SKOS.definition)
        assert inherited_date(law, notice, CW.noticeFrom) > date(2019, 5, 3)
        families = list(law.objects(notice, CW.touchesFamily))
        touched = list(law.objects(notice, CW.touches))
        assert families or touched
        assert all((each, RDF.type, CW.ClauseFamily) in law for each in families)
        assert all((each, RDF.type, CW.Clause) in law for each in touched)


def test_only_declared_terms_are_used(law: Graph) -> None:
    declared = {
        term
        for term in law.subjects(RDF.type)
        if str(term).startswith(CW) and DECLARED & set(law.objects(term, RDF.type))
    }
    used = {term for triple in law for term in triple if str(term).startswith(CW)}
    assert used - declared == set()


def test_every_declared_term_is_explained(law: Graph) -> None:
    for term in set(law.subjects(RDF.type)):
        if str(term).startswith(CW):
            assert only(law, term, RDFS.label)
            assert only(law, term, SKOS.definition)


def test_object_properties_hold_nodes_and_data_properties_hold_literals(law: Graph) -> None:
    for predicate in law.subjects(RDF.type, OWL.ObjectProperty):
        assert all(isinstance(each, URIRef) for each in law.objects(None, predicate)), predicate
    for predicate in law.subjects(RDF.type, OWL.DatatypeProperty):
        assert all(isinstance(each, Literal) for each in law.objects(None, predicate)), predicate


@pytest.mark.parametrize("path", [LAW, *CLAUSE_FILES], ids=lambda path: path.name)
def test_both_parsers_read_the_same_triples(path: Path) -> None:
    expected = {(str(s), str(p), str(o)) for s, p, o in Graph().parse(path)}
    read = {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)
    }
    assert read == expected


@pytest.mark.parametrize("path", [LAW, *CLAUSE_FILES], ids=lambda path: path.name)
def test_turtle_is_laid_out_to_be_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    prefixes = re.findall(r"^@prefix (\w+):", text, re.MULTILINE)
    assert prefixes == sorted(prefixes)
    body = re.sub(r"^@prefix .*\n", "", text, flags=re.MULTILINE)
    unused = [each for each in prefixes if not re.search(rf"(?<!\w){each}:", body)]
    assert unused == []
    assert [line for line in text.splitlines() if len(line) > 100] == []
    indents = {len(line) - len(line.lstrip()) for line in text.splitlines()}
    assert indents <= {0, 4, 8}


@pytest.mark.parametrize("path", CLAUSE_FILES, ids=lambda path: path.name)
def test_a_clause_file_holds_clauses_and_their_sections(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    kinds = re.findall(r"^    a (cw:\w+) ;$", text, re.MULTILINE)
    assert {"cw:Clause"} <= set(kinds) <= {"cw:Section", "cw:Clause"}
    assert len(re.findall(r"^\.$", text, re.MULTILINE)) == len(kinds)
