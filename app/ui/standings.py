"""What sets everyone of a family apart: side, generation, roles and findings; who is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import networkx as nx
import pyoxigraph as ox

from app.batch import children_of
from app.case import Case
from app.kinship import Lineage
from app.model import Status
from app.network import family_graph
from app.terms import CW, TYPE
from app.ui.answers import Sweep, open_about

# What can be chosen of findings, the worst first: the word of the address, its label, its statuses.
FINDINGS: Mapping[str, tuple[str, frozenset[Status]]] = {
    "violated": ("Violated", frozenset({Status.VIOLATED, Status.LATE})),
    "overdue": ("Overdue", frozenset({Status.OVERDUE})),
    "missing": ("Something missing", frozenset({Status.MISSING})),
    "unknown": ("Not known", frozenset({Status.UNKNOWN})),
    "due": ("Due later", frozenset({Status.DUE, Status.HELD})),
}
ROLES = {
    "child": "Children of the case",
    "parent": "Parents",
    "sibling": "Brothers and sisters",
    "relative": "Relatives by the law",
    "caregiver": "Caregivers and proposed",
    "household": "Live in a home on record",
    "tie": "Personal tie or godparent",
    "other": "No family tie",
}
# The records that give a role on the as-of date: their class, the field that says who, the role.
_RECORDED_ROLES = (
    ("Placement", "caregiver", "caregiver"),
    ("Proposal", "caregiver", "caregiver"),
    ("Membership", "person", "household"),
    ("PersonalTie", "person", "tie"),
    ("Godparenthood", "person", "tie"),
)
_CHILDS = {0: "The child's", 1: "Parents'", 2: "Grandparents'", -1: "The child's children's"}


@dataclass(frozen=True)
class Standing:
    """Where a person stands in the family of a child.

    Attributes:
        relation: what the person is to the child, by the law where it has a word, else by
            genealogy; empty where nothing ties them.
        sides: keys of the child's parents whose family the person belongs to.
        generation: generations above the child (below: less than 0); None where nothing ties them.
        roles: keys of `ROLES`.
        findings: the status of each check about the person that is not settled.
    """

    key: str
    relation: str
    sides: frozenset[str]
    generation: int | None
    roles: frozenset[str]
    findings: tuple[Status, ...]

    @property
    def open_points(self) -> str:
        """How many checks about the person are open, in words; empty where none is."""
        due = sum(status in FINDINGS["due"][1] for status in self.findings)
        still = len(self.findings) - due
        words = [f"{still} open point{'' if still == 1 else 's'}"] if still else []
        return ", ".join([*words, *([f"{due} due later"] if due else [])])


@dataclass(frozen=True)
class Choice:
    """Which people the picture is to show; what is left empty leaves nobody out."""

    sides: tuple[str, ...] = ()
    generations: tuple[int, ...] = ()
    roles: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.sides, self.generations, self.roles, self.findings))

    def fits(self, standing: Standing) -> bool:
        """Whether someone is among those chosen: any of each kind, and every kind."""
        wanted = {status for name in self.findings for status in FINDINGS[name][1]}
        return (
            (not self.sides or not standing.sides.isdisjoint(self.sides))
            and (not self.generations or standing.generation in self.generations)
            and (not self.roles or not standing.roles.isdisjoint(self.roles))
            and (not self.findings or not wanted.isdisjoint(standing.findings))
        )


@dataclass(frozen=True)
class Standings:
    """Everyone's standing in the family of a child, and how they are tied to each other."""

    child: str
    of: Mapping[str, Standing]
    lineage: Lineage

    def sides(self) -> dict[str, str]:
        """The child's parents: key to what is said of their side."""
        case, graph = self.lineage.case, self.lineage.graph
        found = {}
        for parent, link in _parents(graph, case.node(self.child)):
            word = link.word(case.index.value(parent, CW["gender"]))
            found[case.key(parent)] = f"{word.capitalize()}'s ({case.name_of(parent)})"
        return found

    def generations(self) -> dict[int, str]:
        """The generations that occur, the eldest first, each with what it is called."""
        occurring = {each.generation for each in self.of.values() if each.generation is not None}
        return {each: generation_words(each) for each in sorted(occurring, reverse=True)}

    def roles(self) -> dict[str, str]:
        """The roles that someone has."""
        return {
            role: label
            for role, label in ROLES.items()
            if any(role in each.roles for each in self.of.values())
        }

    def chosen(self, choice: Choice) -> frozenset[str]:
        """The keys of those who fit a choice."""
        return frozenset(key for key, each in self.of.items() if choice.fits(each))


def generation_words(above: int) -> str:
    """What a generation is called that stands so many above the child's (below: less than 0)."""
    if above in _CHILDS:
        return _CHILDS[above]
    if above > 0:
        return f"{'great-' * (above - 2)}grandparents'".capitalize()
    return f"The child's {'great-' * (-above - 2)}grandchildren's"


def standings(case: Case, child: str, sweep: Sweep) -> Standings:
    """Everyone's standing in the family of a child.

    Args:
        case: the case.
        child: the key of the child at the heart of it.
        sweep: the answers about everyone for this child, on the as-of date.
    """
    graph = family_graph(case, sweep.derivation)
    lineage = Lineage(case, graph)
    sides, ranks = _sides(case, graph, child), _generations(case, graph, child)
    roles = _roles(case, graph, child, sweep)
    by_law = {each.key: each.relations[0] for each in sweep.candidates}
    found = {}
    for key in case.people:
        named = lineage.relations(case.node(child), case.node(key))
        relation = by_law.get(key, "") or (named[0].words if named else "")
        mine = frozenset(parent for parent, family in sides.items() if key in family)
        rank = ranks.get(key)
        kinds = roles[key] | ({"other"} if rank is None else set())
        findings = tuple(check.status for check, _ in open_about(case, sweep, key).values())
        found[key] = Standing(key, relation, mine, rank, frozenset(kinds), findings)
    return Standings(child, found, lineage)


def _parents(graph: nx.DiGraph[Any], person: Any) -> list[tuple[Any, Any]]:
    if person not in graph:
        return []
    ties = graph[person].items()
    return [(other, tie["link"]) for other, tie in ties if tie["link"].kind == "parent"]


def _sides(case: Case, graph: nx.DiGraph[Any], child: str) -> dict[str, set[str]]:
    """Parent to the people of that parent's family: kin, and whom these are joined to."""
    start = case.node(child)
    parents = [parent for parent, _ in _parents(graph, start)]
    found = {}
    for parent in parents:
        ancestors = _reach(graph, {parent}, "parent", {start})
        kin = _reach(graph, ancestors, "child", {start})
        joined = _reach(graph, kin, "spouse", {start}, steps=1)
        joined |= _reach(graph, kin, "partner", {start}, steps=1)
        found[case.key(parent)] = {case.key(node) for node in joined - set(parents)}
        found[case.key(parent)] |= {case.key(parent), child}
    return found


def _reach(
    graph: nx.DiGraph[Any], start: set[Any], kind: str, but: set[Any], steps: int | None = None
) -> set[Any]:
    """Some people and everyone whom ties of one kind lead to from them."""
    found, front = set(start), set(start)
    while front and steps != 0:
        front = {
            other
            for person in front
            for other, tie in graph[person].items()
            if tie["link"].kind == kind
        } - (found | but)
        found |= front
        steps = None if steps is None else steps - 1
    return found


def _generations(case: Case, graph: nx.DiGraph[Any], child: str) -> dict[str, int]:
    rise = {"parent": 1, "child": -1}
    paths = nx.single_source_dijkstra_path(graph, case.node(child), weight="length")
    return {
        case.key(node): sum(rise.get(graph[a][b]["link"].kind, 0) for a, b in pairwise(path))
        for node, path in paths.items()
    }


def _roles(
    case: Case, graph: nx.DiGraph[Any], child: str, sweep: Sweep
) -> dict[str, frozenset[str]]:
    """The roles of everyone that a record, a tie or an answer gives them."""
    found: dict[str, set[str]] = {key: set() for key in case.people}
    for key in children_of(case):
        found[key].add("child")
        for parent, _ in _parents(graph, case.node(key)):
            found[case.key(parent)].add("parent")
    for other, tie in graph[case.node(child)].items():
        if tie["link"].kind == "sibling":
            found[case.key(other)].add("sibling")
    for each in sweep.candidates:
        if each.likely:
            found[each.key].add("relative")
    for kind, field, role in _RECORDED_ROLES:
        for row in case.of_class(CW[kind]):
            if sweep.derivation.holds(ox.Triple(row, TYPE, CW["OnRecord"])):
                for node in case.index.objects(row, CW[field]):
                    found[case.key(node)].add(role)
    return {key: frozenset(roles) for key, roles in found.items()}
