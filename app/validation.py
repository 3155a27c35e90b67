"""Checks: every shape of a question's families tested on every focus node that it concerns.

The only caller of pySHACL. A check is met where the shape targets the node and pySHACL reports
nothing; a shape without a focus node is not applicable. pySHACL sees only the triples that the
shapes' paths reach from their focus nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shapes_graph import ShapesGraph
from rdflib import Graph, URIRef

from app.case import to_rdflib, to_rdflib_triple
from app.model import Status
from app.parts import Shape
from app.policy import Policy
from app.reasoning import Derivation
from app.terms import CW, RDF, SH, TYPE, local_name

# Constraints whose parameter is a property of the focus node itself.
_PAIRED = (SH["disjoint"], SH["equals"], SH["lessThan"], SH["lessThanOrEquals"])

_WORDS = {SH[name].value for name in ("name", "description", "message")}
_BY_NAME = {status.value.capitalize(): status for status in Status}

Walk = tuple[set[Any], set[ox.Triple]]
# What was found of a question: its results, and the shapes that apply to nothing.
Checked = tuple[list["Result"], list[Shape]]
# A shape, a focus node and the triples that the shape reads from there.
Task = tuple[Shape, Any, frozenset[ox.Triple]]
# By shape, focus node and triples read: each constraint component reported, with the value.
Reports = dict[tuple[str, Any, frozenset[ox.Triple]], list[tuple[str, Any]]]


@dataclass(frozen=True)
class Result:
    """One shape on one focus node: its status, the values reported, and the triples it read."""

    shape: Shape
    focus: Any
    status: Status
    values: tuple[Any, ...]
    read: frozenset[ox.Triple]


def walk(derivation: Derivation, policy: Policy, path: Any, start: Any) -> Walk:
    """The nodes that a SHACL path reaches from a node, and the triples on the way."""
    facts = policy.facts
    if isinstance(path, ox.NamedNode):
        values = derivation.objects(start, path)
        return set(values), {ox.Triple(start, path, value) for value in values}
    inverse = facts.value(path, SH["inversePath"])
    if inverse is not None:
        subjects = derivation.subjects(inverse, start)
        return set(subjects), {ox.Triple(each, inverse, start) for each in subjects}
    choice = facts.value(path, SH["alternativePath"])
    if choice is not None:
        walks = [walk(derivation, policy, each, start) for each in facts.members(choice)]
        return set().union(*(w[0] for w in walks)), set().union(*(w[1] for w in walks))
    reached, read = {start}, set[ox.Triple]()
    for part in facts.members(path):
        walks = [walk(derivation, policy, part, node) for node in reached]
        reached = set().union(*(w[0] for w in walks)) if walks else set()
        read.update(*(w[1] for w in walks))
    return reached, read


@cache
def compile_shapes(graph: Graph) -> ShapesGraph:
    """The shapes as pySHACL compiles them, once for each graph of shapes.

    The words stay out: pySHACL looks through every statement of a shape each time it runs it.
    """
    bare = Graph()
    for triple in graph:
        if str(triple[1]).startswith((SH.base, RDF.base)) and str(triple[1]) not in _WORDS:
            bare.add(triple)
    compiled = ShapesGraph(bare)
    _ = compiled.shapes
    return compiled


def foci_of(derivation: Derivation, question: ox.NamedNode) -> dict[Any, list[ox.NamedNode]]:
    """The question and the things it concerns, and what questions among these concern, by class."""
    nodes = [question]
    for node in nodes:
        more = [each for each in derivation.objects(node, CW["concerns"]) if each not in nodes]
        nodes += dict.fromkeys(more)
    found: dict[Any, list[ox.NamedNode]] = {}
    for node in nodes:
        for term in derivation.objects(node, TYPE):
            if node not in found.setdefault(term, []):
                found[term].append(node)
    return found


def time_limit_of(derivation: Derivation, focus: Any) -> Any:
    """The time limit that a focus node runs under, stamped or given by a rule, or None."""
    found = [derivation.objects(focus, CW[each]) for each in ("timeLimit", "dutyUnder")]
    return next((limit for limits in found for limit in limits), None)


def _in_question(
    derivation: Derivation, shape: Shape, focus: Any, families: frozenset[str]
) -> bool:
    """Whether a check counts: by its own family, or by that of the time limit of its duty."""
    limit = time_limit_of(derivation, focus)
    if shape.target == CW["Duty"].value and limit is not None:
        known = derivation.policy.limits.get(limit.value)
        return known is not None and known.family in families
    return shape.family in families


def check(derivation: Derivation, question: ox.NamedNode, families: frozenset[str]) -> Checked:
    """Every check of one question; see `check_all`."""
    return check_all(derivation, {question: families})[question]


def check_all(
    derivation: Derivation, questions: Mapping[ox.NamedNode, frozenset[str]]
) -> dict[ox.NamedNode, Checked]:
    """Every check of some questions, each shape run once over all that it looks at.

    Args:
        derivation: the derived case.
        questions: each question's node with the families of checks that decide it.

    Returns:
        For each question one result for each shape and focus node; and the shapes of its families
        that apply to nothing there.
    """
    policy, layers = derivation.policy, derivation.case.layers
    asked = {node: _tasks(derivation, node, families) for node, families in questions.items()}
    # What pySHACL says of a node hangs on nothing but the triples read: it serves again.
    known: Reports = {}
    for node in questions:
        known |= layers.get((policy.graph, node), {})
    reports = _report(policy, [task for found in asked.values() for task in found.tasks], known)
    checked = {}
    for node, found in asked.items():
        keys = [(shape.iri, focus, read) for shape, focus, read in found.tasks]
        layers[policy.graph, node] = {key: reports[key] for key in keys}
        results = [
            Result(
                shape,
                focus,
                *_status(shape, reports[shape.iri, focus, read], done=found.done),
                read,
            )
            for shape, focus, read in found.tasks
        ]
        checked[node] = results, found.idle
    return checked


@dataclass(frozen=True)
class _Tasks:
    """What is to be tested for a question; `done` where the child is placed already."""

    tasks: list[Task]
    idle: list[Shape]
    done: bool


def _tasks(derivation: Derivation, question: ox.NamedNode, families: frozenset[str]) -> _Tasks:
    classes = {term.value: nodes for term, nodes in foci_of(derivation, question).items()}
    tasks: list[Task] = []
    idle = []
    for shape in derivation.policy.shapes.values():
        duty = shape.target == CW["Duty"].value
        if not duty and shape.family not in families:
            continue
        foci = [
            focus
            for focus in classes.get(shape.target, [])
            if _in_question(derivation, shape, focus, families)
        ]
        if not foci and not duty:
            idle.append(shape)
        tasks += [(shape, focus, _read(derivation, shape, focus)) for focus in foci]
    return _Tasks(tasks, idle, CW["PlacedQuestion"].value in classes)


def _read(derivation: Derivation, shape: Shape, focus: Any) -> frozenset[ox.Triple]:
    facts = derivation.policy.facts
    node = ox.NamedNode(shape.iri)
    read = walk(derivation, derivation.policy, facts.value(node, SH["path"]), focus)[1]
    for pair in _PAIRED:
        for predicate in facts.objects(node, pair):
            values = derivation.objects(focus, predicate)
            read |= {ox.Triple(focus, predicate, value) for value in values}
    return frozenset(read)


def _report(policy: Policy, tasks: Sequence[Task], known: Reports) -> Reports:
    """What pySHACL reports for each task, where it is not known already."""
    compiled = compile_shapes(policy.graph)
    data = Graph(bind_namespaces="none")
    foci: dict[str, dict[str, Task]] = {}
    found: Reports = {}
    for shape, focus, read in tasks:
        key = shape.iri, focus, read
        found[key] = known.get(key, [])
        if key not in known:
            data.add((to_rdflib(focus), to_rdflib(TYPE), URIRef(shape.target)))
            for triple in read:
                data.add(to_rdflib_triple(triple))
            foci.setdefault(shape.iri, {})[focus.value] = shape, focus, read
    for iri, nodes in foci.items():
        runner = compiled.lookup_shape_from_node(URIRef(iri))
        _, reports = runner.validate(SHACLExecutor(), data, focus=[URIRef(each) for each in nodes])
        for _, _, triples in reports:
            entry: dict[str, Any] = {local_name(str(p)): _plain(o) for _, p, o in triples}
            _, focus, read = nodes[str(entry["focusNode"])]
            component = local_name(str(entry["sourceConstraintComponent"]))
            found[iri, focus, read].append((component, entry.get("value")))
    return found


def _plain(term: Any) -> Any:
    return term[1] if isinstance(term, tuple) else term


def _status(
    shape: Shape, reports: Iterable[tuple[str, Any]], *, done: bool
) -> tuple[Status, tuple[Any, ...]]:
    """The status of a check: absent, or wrong, or as the reported value itself says."""
    statuses, values = [], []
    for component, value in reports:
        if component == "MinCountConstraintComponent":
            statuses.append(shape.when_absent_once_done if done else shape.when_absent)
            continue
        values.append(value)
        named = local_name(str(value)) if str(value).startswith(CW.base) else ""
        statuses.append(_BY_NAME.get(named, shape.severity))
    if not statuses:
        return Status.MET, ()
    return min(statuses, key=list(Status).index), tuple(values)
