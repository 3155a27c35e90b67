"""Small generated families: case documents, and the plain links they were made from."""

from dataclasses import dataclass

import networkx as nx
from hypothesis import strategies as st


@dataclass(frozen=True)
class Family:
    """A family as links between numbered people, everyone younger than their parents.

    Attributes:
        genders: "female" or "male", one a person.
        parents: for each person the mother and father, either None where not known.
        marked: for each person whether the record names the birth family.
        couples: pairs of people joined by marriage.
    """

    genders: tuple[str, ...]
    parents: tuple[tuple[int | None, int | None], ...]
    marked: tuple[bool, ...]
    couples: tuple[tuple[int, int], ...]

    def ancestry(self):
        """The graph from child to parent."""
        graph = nx.DiGraph()
        graph.add_nodes_from(range(len(self.genders)))
        for child, both in enumerate(self.parents):
            graph.add_edges_from((child, parent) for parent in both if parent is not None)
        return graph

    def birth_family(self, person):
        """The mark that siblings by one same couple share, or None."""
        both = self.parents[person]
        return f"f{both}" if self.marked[person] and any(p is not None for p in both) else None

    def document(self, names=str, order=lambda rows: rows):
        """The family as a case document.

        Args:
            names: the key of a person, from the number.
            order: puts rows into another order.
        """
        key = {person: f"p{names(person)}" for person in range(len(self.genders))}
        rows = []
        for child, both in enumerate(self.parents):
            mark = self.birth_family(child)
            for parent, basis in zip(both, ("birth", "adjudication"), strict=True):
                if parent is not None:
                    row = {"parent": key[parent], "child": key[child], "basis": basis}
                    rows.append(row | ({"birthFamily": mark} if mark else {}))
        people = [
            (
                key[person],
                {"name": f"Person {person}", "born": str(1800 + person), "gender": gender},
            )
            for person, gender in enumerate(self.genders)
        ]
        unions = [
            {"person": key[one], "partner": key[other], "unionKind": "marriage"}
            for one, other in self.couples
        ]
        return {
            "case": "generated",
            "people": dict(order(people)),
            "parentage": order(rows),
            "unions": order(unions),
        }


@st.composite
def families(draw, size=9):
    """Families of a few people over a few generations, cousins' and kin marriages included."""
    count = draw(st.integers(2, size))
    genders = tuple(draw(st.sampled_from(["female", "male"])) for _ in range(count))
    parents, marked = [], []
    for person in range(count):
        older = range(person)
        women = [None, *(each for each in older if genders[each] == "female")]
        men = [None, *(each for each in older if genders[each] == "male")]
        parents.append((draw(st.sampled_from(women)), draw(st.sampled_from(men))))
        marked.append(draw(st.booleans()))
    everyone = st.integers(0, count - 1)
    pairs = st.tuples(everyone, everyone).map(sorted).map(tuple)
    couples = draw(st.lists(pairs.filter(lambda pair: pair[0] != pair[1]), max_size=3, unique=True))
    return Family(genders, tuple(parents), tuple(marked), tuple(couples))
