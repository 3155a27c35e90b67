"""The family as a graph: who is joined to whom, how closely, and along which path.

Drawing and measuring only: nothing here adds a fact to a case or explains a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import networkx as nx


def ancestor_cycles(links: Iterable[tuple[Any, Any]]) -> list[list[Any]]:
    """Where people are their own ancestors: one cycle out of each knot, each a parent of the next.

    Args:
        links: (parent, child) pairs, nobody their own parent.
    """
    graph = nx.DiGraph(list(links))
    knots = [each for each in nx.strongly_connected_components(graph) if len(each) > 1]
    found = []
    for knot in knots:
        start = min(knot, key=str)
        around = nx.find_cycle(graph.subgraph(knot), start)
        cycle = [parent for parent, _ in around]
        first = cycle.index(min(cycle, key=str))
        found.append(cycle[first:] + cycle[:first])
    return sorted(found, key=str)
