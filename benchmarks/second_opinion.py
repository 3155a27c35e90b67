"""Second opinions: pySHACL's own rule runner, stock pySHACL and pyshifty on whole graphs."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from functools import cache

import pyshacl
import rdflib.plugins.sparql.processor as sparql
import shifty
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH, XSD

from app.case import to_rdflib_triple
from app.terms import CW, local_name
from app.validation import _status, check, foci_of

PARSED, TRANSLATED = {}, {}


@contextlib.contextmanager
def cached_parsing():
    """rdflib parses each SPARQL text once, as pySHACL hands the same ones over and over."""
    parse, translate = sparql.parseQuery, sparql.translateQuery
    parsed, translated = PARSED, TRANSLATED

    def parse_once(text, *args, **kwargs):
        if text not in parsed:
            parsed[text] = parse(text, *args, **kwargs)
        return parsed[text]

    def translate_once(query, base=None, initNs=None):  # noqa: N803 - rdflib's name
        key = (id(query), base, tuple(sorted((initNs or {}).items())))
        if key not in translated:
            translated[key] = translate(query, base, initNs)
        return translated[key]

    sparql.parseQuery, sparql.translateQuery = parse_once, translate_once
    try:
        yield
    finally:
        sparql.parseQuery, sparql.translateQuery = parse, translate


def as_rdflib(triple):
    """A triple as rdflib computes with it: it tells "a" from "a"^^xsd:string, RDF 1.1 does not."""
    return without_string(to_rdflib_triple(triple))


def without_string(triple):
    """A triple of rdflib without the datatype of strings."""
    subject, predicate, value = triple
    if isinstance(value, Literal) and value.datatype == XSD.string:
        value = Literal(str(value))
    return subject, predicate, value


def given_graph(derivation):
    """What the rules start from: asserted and stamped facts with the code lists."""
    graph = Graph()
    for triple in (*derivation.given, *derivation.policy.code_facts):
        graph.add(as_rdflib(triple))
    return graph


def whole_graph(derivation):
    """Everything: given, code lists, derived."""
    graph = given_graph(derivation)
    for triple in derivation.derived():
        graph.add(as_rdflib(triple))
    return graph


@cache
def shapes_in_force(policy, questions, *, rules, checks):
    """The shapes graph with only the rules or checks that some kinds of question use."""
    kept_rules = (
        {URIRef(rule.iri) for rule in policy.selection(questions).rules} if rules else set()
    )
    families = {f for name in questions for f in policy.question(name).families}
    duty = CW["Duty"].value
    kept_checks = {
        URIRef(iri)
        for iri, shape in policy.shapes.items()
        if checks and (shape.family in families or shape.target == duty)
    }
    graph = Graph()
    for subject, predicate, value in policy.graph:
        left_out = isinstance(subject, URIRef) and (
            (predicate == SH.rule and value not in kept_rules)
            or (subject in _named_checks(policy) and subject not in kept_checks)
        )
        if not left_out:
            graph.add((subject, predicate, value))
    return graph


@cache
def _named_checks(policy):
    found = policy.graph.subjects(RDF.type, SH.PropertyShape)
    return frozenset(node for node in found if isinstance(node, URIRef))


def kinds(asks):
    """The kinds of question among some asks."""
    return frozenset(ask.question for ask in asks)


def derive_by_pyshacl(derivation, asks):
    """What pySHACL's own rule runner adds to the same facts by the same rules."""
    start = given_graph(derivation)
    shapes = shapes_in_force(derivation.policy, kinds(asks), rules=True, checks=False)
    with cached_parsing():
        found = pyshacl.shacl_rules(start, shacl_graph=shapes, advanced=True)
    found = getattr(found, "impl", found)
    triples = {without_string(t[:3]) for t in (found.quads() if hasattr(found, "quads") else found)}
    known = set(start)
    return {t for t in triples if t not in known}


def derived_by_sets(derivation):
    """What set-at-a-time execution adds."""
    known = {as_rdflib(t) for t in (*derivation.given, *derivation.policy.code_facts)}
    return {as_rdflib(t) for t in derivation.derived()} - known


def reports(graph):
    """(shape, focus) to (component, value) of a validation report."""
    found = defaultdict(list)
    for node in graph.subjects(RDF.type, SH.ValidationResult):
        key = (str(graph.value(node, SH.sourceShape)), str(graph.value(node, SH.focusNode)))
        component = local_name(str(graph.value(node, SH.sourceConstraintComponent)))
        found[key].append((component, graph.value(node, SH.value)))
    return found


def validate_by_pyshacl(derivation, asks):
    """What stock pySHACL reports on the whole graph."""
    shapes = shapes_in_force(derivation.policy, kinds(asks), rules=False, checks=True)
    _, report, _ = pyshacl.validate(whole_graph(derivation), shacl_graph=shapes, advanced=False)
    return reports(report)


def validate_by_shifty(derivation, asks):
    """What pyshifty reports on the whole graph, without inference, data mode."""
    shapes = shapes_in_force(derivation.policy, kinds(asks), rules=False, checks=True)
    _, report, _ = shifty.validate(
        whole_graph(derivation),
        shapes,
        graph_mode="data",
        infer=False,
        on_unsupported="error",
    )
    return reports(report)


def statuses_by_reports(derivation, question, families, reported):
    """(shape, focus) to status of every check of a question, by another engine's report."""
    done = CW["PlacedQuestion"] in foci_of(derivation, question)
    results, _ = check(derivation, question, families)
    return {
        (r.shape.iri, r.focus.value): _status(
            r.shape, reported.get((r.shape.iri, r.focus.value), []), done=done
        )[0]
        for r in results
    }


def statuses(derivation, question, families):
    """(shape, focus) to status of every check of a question, as the product says."""
    results, _ = check(derivation, question, families)
    return {(r.shape.iri, r.focus.value): r.status for r in results}
