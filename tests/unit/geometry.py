"""What must hold of a family picture's geometry, as lists of what does not."""

from itertools import combinations, pairwise

import networkx as nx

from app.genogram.geometry import RADIUS
from app.genogram.labels import LINE, SMALL, TEXT_SIZE, text_width


def boxes(geometry):
    """The boxes (left, top, right, bottom) of each symbol, and of each line of a label, by key."""
    for key, (x, y) in geometry.places.items():
        yield key, (x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS)
        yield from ((key, box) for box in label_boxes(geometry, key))


def label_boxes(geometry, key):
    x, y = geometry.places[key]
    for number, (words, kind) in enumerate(geometry.labels[key]):
        size = 1 if kind in ("name", "years") else SMALL / TEXT_SIZE
        wide, top = text_width(words) * size, y + RADIUS + 3 + number * LINE
        yield (x - wide / 2, top, x + wide / 2, top + LINE)


def meet(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def overlaps(geometry):
    """The pairs of people whose symbols or labels touch."""
    found = sorted(boxes(geometry), key=lambda each: each[1][0])
    for number, (one, box) in enumerate(found):
        for other, another in found[number + 1 :]:
            if another[0] >= box[2]:
                break
            if one != other and meet(box, another):
                yield one, other


def outside(geometry):
    """Whoever does not stand wholly inside the picture."""
    for key, (left, top, right, bottom) in boxes(geometry):
        if not (left >= 0 and right <= geometry.width and top >= 0 and bottom <= geometry.height):
            yield key


def lines_over(geometry):
    """The lines that run over a label, or over the symbol of somebody whom they do not tie."""
    for line in (*geometry.unions, *geometry.branches, *geometry.bonds):
        for (x, y), (u, v) in pairwise(line.points):
            assert x == u or y == v, line
            stretch = (min(x, u) - 0.5, min(y, v) - 0.5, max(x, u) + 0.5, max(y, v) + 0.5)
            for key, box in boxes(geometry):
                symbol = box[3] - box[1] > LINE + 1
                if meet(stretch, box) and not (symbol and key in line.keys):
                    yield line, key


def strangers(family, layout):
    """The people who stand between partners of one row, though no partner chain ties them."""
    chains = nx.Graph()
    couples = [(each.one, each.other) for each in family.couples]
    parents = {}
    for link in family.parentage:
        parents.setdefault(link.child, []).append(link.parent)
    ties = couples + [each for both in parents.values() for each in combinations(both, 2)]
    same = [(a, b) for a, b in ties if a != b and layout.row.get(a, -1) == layout.row.get(b, -2)]
    chains.add_edges_from(same)
    for one, other in couples:
        if (one, other) in same:
            row = layout.rows[layout.row[one]]
            low, high = sorted((row.index(one), row.index(other)))
            tied = nx.node_connected_component(chains, one)
            yield from (key for key in row[low:high] if key not in tied)


def partners_apart(family, layout):
    """The partners who do not stand side by side though each has room for the other."""
    graph = nx.Graph(
        (each.one, each.other)
        for each in family.couples
        if layout.row[each.one] == layout.row[each.other]
    )
    for one, other in nx.bridges(graph):
        if graph.degree(one) <= 2 and graph.degree(other) <= 2:
            row = layout.rows[layout.row[one]]
            if abs(row.index(one) - row.index(other)) != 1:
                yield one, other
