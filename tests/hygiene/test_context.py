"""The JSON-LD context: it follows the schema, and says the same as the loaders."""

import json

import pytest
from rdflib import XSD, BNode, Graph, Literal
from rdflib.compare import isomorphic

from app.case import to_rdflib
from app.terms import CONTEXT, CW, RDF, context, schema
from loaders import document

CASE = """
case: torres
people:
  mia: {name: Mia Torres, born: 2016-04-10, gender: female}
  ana: {name: Ana Torres, note: "7"}
homes:
  elm: {name: Elm Street}
parentage:
  - {id: p1, parent: ana, child: mia, basis: birth}
  - {parent: ana, child: mia, basis: adoption, from: 2019-05-06}
rosters:
  - {home: elm, on: 2024-01-02, complete: true}
proposals:
  - {children: [ana, mia], caregiver: ana, on: 2024-01-03}
convictions:
  - {id: c1, person: ana, offence: murder}
waiverRequests:
  - {conviction: c1, on: 2024-01-05, requestForm: requestedInWriting, bestForChildren: false}
placements:
  - {child: mia, caregiver: ana, from: 2024-01-04, at: "2024-01-04T09:30:00"}
"""


def test_the_committed_context_follows_the_schema():
    assert json.loads(CONTEXT.read_text(encoding="utf-8")) == context(), (
        "write it anew: kinstead ontology context"
    )


def test_no_section_is_called_like_a_field():
    records = schema().records.values()
    keys = {field.key for record in records for field in record.fields} | {"case", "id", "key"}
    assert keys.isdisjoint(schema().records)


def test_one_key_means_one_thing_everywhere():
    seen = {}
    for record in schema().records.values():
        for field in record.fields:
            assert seen.setdefault(field.key, field) == field


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib warns of itself
def test_a_json_ld_reader_finds_the_facts_of_the_loader():
    case = document.read(CASE, "torres.yaml")
    linked = {**context(), "@id": "", **document.export(case)}
    read = Graph().parse(data=json.dumps(linked), format="json-ld", base=case.iri.value)
    assert isomorphic(_plain(read), _plain(_without_marks(case)))


def _without_marks(case):
    """The facts as rdflib triples, without classes; rows as JSON-LD has them: blank, or by id."""

    def term(node):
        named = case.index.text(node, CW["id"])
        if named:
            return to_rdflib(case.node(named))
        found = to_rdflib(node)
        return BNode(found.rsplit("/#/", 1)[-1]) if "/#/" in found else found

    graph = Graph()
    for fact in case.facts:
        if fact.predicate not in (RDF["type"], CW["id"]):
            graph.add((term(fact.subject), term(fact.predicate), term(fact.object)))
    assert (None, to_rdflib(CW["basis"]), to_rdflib(CW["birth"])) in graph
    return graph


def _plain(graph):
    """The graph with every string typed alike."""
    found = Graph()
    for subject, predicate, value in graph:
        text = isinstance(value, Literal) and value.datatype in (None, XSD.string)
        found.add((subject, predicate, Literal(str(value), datatype=XSD.string) if text else value))
    return found
