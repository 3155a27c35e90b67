"""The family as a graph: who is joined to whom, how closely, and along which path.

Drawing and measuring only: nothing here adds a fact to a case or explains a verdict.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import combinations, pairwise
from typing import Any

import networkx as nx
import pyoxigraph as ox

from app.case import Case
from app.policy import Policy
from app.reasoning import Ask, Derivation, derive
from app.terms import CW, SKOS, TYPE, vocabulary

# For the choice of a path: one sibling tie is nearer than a parent and a child, two are farther
# than a step tie; blood goes before marriage, what is sure before what is not.
_PARENT, _SIBLING, _PARTNER, _DOUBT = 1.0, 1.6, 1.1, 0.3

# A word for someone female, for someone male, and where neither is recorded.
_FORMS = {
    "parent": ("mother", "father", "parent"),
    "child": ("daughter", "son", "child"),
    "sibling": ("sister", "brother", "sibling"),
    "aunt": ("aunt", "uncle", "aunt or uncle"),
    "niece": ("niece", "nephew", "niece or nephew"),
    "spouse": ("wife", "husband", "spouse"),
    "partner": ("partner", "partner", "partner"),
}
_BASIS_WORDS = {CW["adoption"]: "adoptive", CW["claimed"]: "claimed"}
# Chains of ties that make step kin, with the word behind "step".
_STEPS = {
    ("parent", "spouse"): ("", "parent"),
    ("parent", "spouse", "child"): ("", "sibling"),
    ("parent", "parent", "spouse"): ("grand", "parent"),
}
_HYPHENED = ("parent", "sibling", "grand", "great")


def form(kind: str, gender: Any) -> str:
    """The word for someone of this gender, neutral where none is recorded.

    Args:
        kind: parent, child, sibling, aunt, niece, spouse or partner.
        gender: the recorded gender, or None.
    """
    female, male, neutral = _FORMS[kind]
    return {CW["female"]: female, CW["male"]: male}.get(gender, neutral)


def step_word(word: str) -> str:
    """The word for step kin: stepmother, step-parent, step-grandfather."""
    return f"step{'-' if word.startswith(_HYPHENED) else ''}{word}"


@cache
def is_marriage(kind: ox.NamedNode | None) -> bool:
    """Whether a kind of union joins two as the law's view of kin joins spouses.

    Only such a union makes step kin and kin in law: the law has words of its own for others.
    """
    words = vocabulary()
    joined = words.objects(kind, CW["joinsBy"])
    return not set(joined).isdisjoint(words.objects(CW["lawful"], CW["marriedBy"]))


@dataclass(frozen=True)
class Link:
    """What one person is to another: the kind of tie, and a word before it ("half", "former")."""

    kind: str
    manner: str = ""

    @property
    def length(self) -> float:
        """How far the tie reaches, for the choice of a path."""
        base = {"parent": _PARENT, "child": _PARENT, "sibling": _SIBLING}.get(self.kind, _PARTNER)
        return base + (_DOUBT if self.manner in ("claimed", "former") else 0)

    def word(self, gender: Any) -> str:
        """The word for someone of this gender who is so tied, neutral where none is recorded."""
        return f"{self.manner} {form(self.kind, gender)}".strip()


def family_graph(
    case: Case, derivation: Derivation, rows: Collection[str] | None = None
) -> nx.DiGraph[Any]:
    """Everyone of a case, and an edge from each to those they are tied to on the as-of date.

    Nodes are person IRIs. An edge's `link` says what its head is to its tail; its `length` is for
    finding paths. Records that have not begun are left out, unions that are over are `former`.

    Args:
        case: the case.
        derivation: what holds of it on the as-of date.
        rows: the IRIs of the only rows that count, or None for all.
    """
    graph: nx.DiGraph[Any] = nx.DiGraph()
    graph.add_nodes_from(case.of_class(CW["Person"]))
    parents = _parents(case, derivation)
    kept = _counted(case, parents, rows)
    for child, found in kept.items():
        for parent, (manner, _) in found.items():
            _join(graph, child, parent, Link("parent", manner))
            _join(graph, parent, child, Link("child", manner))
    for one, other in _sibling_pairs(kept):
        link = Link("sibling", _sibling_manner(parents[one], parents[other]))
        _join(graph, one, other, link)
        _join(graph, other, one, link)
    unions = case.of_class(CW["Union"])
    for row in unions if rows is None else [row for row in unions if row.value in rows]:
        one, other = (case.index.value(row, CW[role]) for role in ("person", "partner"))
        manner = "" if _is_on_record(derivation, row) else "former"
        if manner and case.index.text(row, CW["from"]) > derivation.as_of.isoformat():
            continue
        married = is_marriage(case.index.value(row, CW["unionKind"]))
        link = Link("spouse" if married else "partner", manner)
        _join(graph, one, other, link)
        _join(graph, other, one, link)
    return graph


def _is_on_record(derivation: Derivation, row: Any) -> bool:
    return derivation.holds(ox.Triple(row, TYPE, CW["OnRecord"]))


def _join(graph: nx.DiGraph[Any], one: Any, other: Any, link: Link) -> None:
    known = graph.get_edge_data(one, other)
    if known is None or link.length < known["length"]:
        graph.add_edge(one, other, link=link, length=link.length)


def _parents(case: Case, derivation: Derivation) -> dict[Any, dict[Any, tuple[str, str]]]:
    """Child to parents on record: a word for the basis, and the mark of the birth family."""
    found: dict[Any, dict[Any, tuple[str, str]]] = {}
    for row in case.of_class(CW["Parentage"]):
        if _is_on_record(derivation, row):
            child, parent, basis = (
                case.index.value(row, CW[role]) for role in ("child", "parent", "basis")
            )
            said = _BASIS_WORDS.get(basis, ""), case.index.text(row, CW["birthFamily"])
            known = found.setdefault(child, {}).setdefault(parent, said)
            if not said[0]:
                found[child][parent] = ("", known[1] or said[1])
    return found


def _counted(
    case: Case, parents: dict[Any, dict[Any, tuple[str, str]]], rows: Collection[str] | None
) -> dict[Any, dict[Any, tuple[str, str]]]:
    """The parents whose rows count."""
    if rows is None:
        return parents
    pairs = {
        (case.index.value(row, CW["child"]), case.index.value(row, CW["parent"]))
        for row in case.of_class(CW["Parentage"])
        if row.value in rows
    }
    return {
        child: {parent: said for parent, said in found.items() if (child, parent) in pairs}
        for child, found in parents.items()
    }


def _sibling_pairs(parents: dict[Any, dict[Any, tuple[str, str]]]) -> set[tuple[Any, Any]]:
    children: dict[Any, list[Any]] = {}
    for child, found in parents.items():
        for parent in found:
            children.setdefault(parent, []).append(child)
    return {pair for each in children.values() for pair in combinations(sorted(each, key=str), 2)}


def _sibling_manner(mine: dict[Any, tuple[str, str]], yours: dict[Any, tuple[str, str]]) -> str:
    """Adoptive, full or half; nothing where an unknown parent leaves it open."""
    shared = mine.keys() & yours.keys()
    if any("adoptive" in (mine[each][0], yours[each][0]) for each in shared):
        return "adoptive"
    if len(shared) > 1 or any(mine[e][1] and mine[e][1] == yours[e][1] for e in shared):
        return "full"
    return "half" if len(mine) > 1 and len(yours) > 1 else ""


def kinship_path(graph: nx.DiGraph[Any], one: Any, other: Any) -> list[Any]:
    """The people along the nearest chain of ties from one to the other; empty where none is."""
    try:
        found: list[Any] = nx.dijkstra_path(graph, one, other, weight="length")
    except nx.NetworkXNoPath:
        return []
    return found


def tie_path(
    case: Case, derivation: Derivation, child: str, candidate: str, rows: Collection[str] = ()
) -> tuple[nx.DiGraph[Any], list[Any]]:
    """The people along the nearest chain of ties between two, and the graph that it runs through.

    Args:
        case: the case.
        derivation: what holds of it on the as-of date.
        child: the key of the child.
        candidate: the key of the other person.
        rows: the IRIs of the rows that a relation rests on: the path leads over these where it can.

    Returns:
        The graph, and the people from the child to the other person; none where nothing ties them.
    """
    ends = case.node(child), case.node(candidate)
    graph = family_graph(case, derivation, rows)
    path = kinship_path(graph, *ends)
    if not path:
        graph = family_graph(case, derivation)
        path = kinship_path(graph, *ends)
    return graph, path


def path_sentence(
    case: Case, derivation: Derivation, child: str, candidate: str, rows: Collection[str] = ()
) -> str:
    """How a candidate is tied to a child, in one sentence; see `tie_path`."""
    graph, path = tie_path(case, derivation, child, candidate, rows)
    if not path:
        pair = f"{case.name_of(case.node(candidate))} to {case.name_of(case.node(child))}"
        return f"No chain of parents, children and partners on record joins {pair}."
    return chain_sentence(case, graph, path)


def chain_sentence(case: Case, graph: nx.DiGraph[Any], path: Sequence[Any]) -> str:
    """What the last person of a chain of ties is to the first, in one sentence."""
    names = [case.name_of(person) for person in path]
    if len(path) == 1:
        return f"{names[0]} is the person asked about."
    links = [graph[tail][head]["link"] for tail, head in pairwise(path)]
    genders = [case.index.value(person, CW["gender"]) for person in path[1:]]
    words = [link.word(gender) for link, gender in zip(links, genders, strict=True)]
    told = [f"{names[0]}'s {words[0]}"]
    told += [f"the {word} of {name}" for word, name in zip(words[1:], names[1:-1], strict=True)]
    chain = ", who is ".join(reversed(told))
    step = _STEPS.get(tuple(link.kind for link in links))
    if step and not any(link.manner == "former" for link in links):
        grand, kind = step
        chain = f"the {step_word(grand + form(kind, genders[-1]))} of {names[0]}: {chain}"
    return f"{names[-1]} is {chain}."


def drawn_way(graph: nx.DiGraph[Any], path: Sequence[Any]) -> tuple[list[Any], set[Any]]:
    """A chain of ties as a picture draws it: siblings hang from the parents whom they share.

    Returns:
        The chain with a shared parent between two siblings, and the other parents they share. Two
        people next to each other in it may be joined by another tie than of the family.
    """
    way, beside = list(path[:1]), set[Any]()
    for tail, head in pairwise(path):
        tie = graph.get_edge_data(tail, head)
        if tie is not None and tie["link"].kind == "sibling":
            yours = _parents_in(graph, head)
            shared = [each for each in _parents_in(graph, tail) if each in yours]
            way += shared[:1]
            beside |= {*shared[1:]}
        way.append(head)
    return way, beside


def _parents_in(graph: nx.DiGraph[Any], person: Any) -> list[Any]:
    return [other for other, tie in graph[person].items() if tie["link"].kind == "parent"]


def genealogy(case: Case, policy: Policy) -> list[tuple[str, str, str]]:
    """Every (subject, relative, relation) of a case by genealogy, sorted.

    Every recorded parentage and union counts, whatever its date, proof or end, so that the day
    on which the rules run does not matter. Subject and relative are keys of people, the relation
    is the token of the code list; "relative is a RELATION of subject".
    """
    today = datetime.now(tz=UTC).date()
    derivation = derive(case, policy, today, [Ask("kinship", {})])
    words = vocabulary()
    found = set()
    for term in words.subjects(TYPE, CW["KinTerm"]):
        tie, token = words.value(term, CW["foundIn"]), words.text(term, SKOS["notation"])
        pattern = f"?kindred cw:inView cw:genealogical ; cw:ego ?subject ; {tie} ?relative ."
        for row in derivation.select(pattern):
            found.add((case.key(row["subject"]), case.key(row["relative"]), token))
    return sorted(found)
