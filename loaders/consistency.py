"""What cannot all be true: the impossible and the contradictory in a case, whatever its file.

Only what no life can hold is reported. What is merely unusual (a marriage of cousins, a parent of
fourteen) is left to those who know the family.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import networkx as nx
import pyoxigraph as ox

from app.errors import Problem
from app.terms import CW, RDF, Facts, RecordClass, local_name, schema

# Only one person gives birth to a child, whether or not as a surrogate.
_GIVING_BIRTH = (CW["birth"], CW["gestationalSurrogate"])


@dataclass(frozen=True)
class Contradiction:
    """Something that cannot be.

    Attributes:
        problem: what cannot be, and where the rows stand that say so.
        dates: the (subject, property) of dates that cannot all be right; without them the rest
            may stand. Empty where more than a date is wrong.
    """

    problem: Problem
    dates: frozenset[tuple[Any, ox.NamedNode]] = frozenset()


def doubtful(found: list[Contradiction]) -> set[tuple[Any, ox.NamedNode]]:
    """Dates to leave out so that nothing of what was found remains, those in most doubt first."""
    doubts: set[tuple[Any, ox.NamedNode]] = set()
    waiting = [each for each in found if each.dates]
    while waiting:
        counted = Counter(date for each in waiting for date in each.dates)
        most = max(counted.values())
        doubts |= {date for date, count in counted.items() if count == most}
        waiting = [each for each in waiting if not each.dates & doubts]
    return doubts


def contradictions(facts: Facts, where: Mapping[str, str]) -> list[Contradiction]:
    """Every impossible or contradictory thing that some facts say.

    Args:
        facts: the asserted facts of a case.
        where: row, person or home IRI to its place in the file.
    """
    found: list[Contradiction] = []
    for check in _CHECKS:
        found += check(facts, where)
    return found


def _key(node: Any) -> str:
    return repr(local_name(node))


def _places(rows: list[Any], where: Mapping[str, str]) -> str:
    places = list(dict.fromkeys(where[row.value] for row in rows))
    return " and ".join([", ".join(places[:-1]), places[-1]] if len(places) > 1 else places)


def _rows(facts: Facts, term: str) -> list[Any]:
    return facts.subjects(RDF["type"], CW[term])


def _earliest(facts: Facts, person: Any) -> str:
    """The first day on which a person may have been born, or the empty string."""
    born = facts.text(person, CW["born"])
    return born + "-01-01"[len(born) - 4 :] if born else ""


def _latest(facts: Facts, person: Any) -> str:
    """The last day on which a person may have been born, or the empty string."""
    born = facts.text(person, CW["born"])
    return born + "-12-31"[len(born) - 4 :] if born else ""


def _lives(facts: Facts, where: Mapping[str, str]) -> Iterator[Contradiction]:
    for person in _rows(facts, "Person"):
        died, born = facts.text(person, CW["died"]), facts.text(person, CW["born"])
        if died and born and died < _earliest(facts, person):
            what = f"{_key(person)} died on {died}, before being born ({born})"
            dates = frozenset({(person, CW["born"]), (person, CW["died"])})
            problem = Problem(where[person.value], what, "Mend one of the two dates.")
            yield Contradiction(problem, dates)


def _self_relations(facts: Facts, where: Mapping[str, str]) -> Iterator[Contradiction]:
    for term, one, other, what in (
        ("Parentage", "parent", "child", "their own parent"),
        ("Union", "person", "partner", "their own spouse or partner"),
    ):
        for row in _rows(facts, term):
            person = facts.value(row, CW[one])
            if person is not None and person == facts.value(row, CW[other]):
                said = f"{_key(person)} is {what}"
                yield Contradiction(Problem(where[row.value], said, "Name two people."))


def _parentages(facts: Facts) -> dict[tuple[Any, Any], list[Any]]:
    """(parent, child) to the rows that say so, nobody their own parent."""
    found: dict[tuple[Any, Any], list[Any]] = {}
    for row in _rows(facts, "Parentage"):
        pair = facts.value(row, CW["parent"]), facts.value(row, CW["child"])
        if None not in pair and pair[0] != pair[1]:
            found.setdefault(pair, []).append(row)
    return found


def _cycles(facts: Facts, where: Mapping[str, str]) -> Iterator[Contradiction]:
    rows = _parentages(facts)
    for cycle in _ancestor_cycles(list(rows)):
        # Each of the cycle is a parent of the next, the last of the first.
        pairs = list(zip(cycle, [*cycle[1:], cycle[0]], strict=True))
        links = [rows[pair][0] for pair in pairs]
        chain = ", ".join(f"{_key(parent)} of {_key(child)}" for parent, child in pairs)
        what = f"{_key(cycle[0])} is their own ancestor (parents: {chain})"
        mend = f"At least one of {_places(links, where)} is wrong."
        yield Contradiction(Problem(where[links[0].value], what, mend))


def _ancestor_cycles(links: list[tuple[Any, Any]]) -> list[list[Any]]:
    """One cycle out of each knot of (parent, child) links, each a parent of the next."""
    graph = nx.DiGraph(links)
    found = []
    for knot in nx.strongly_connected_components(graph):
        if len(knot) > 1:
            around = nx.find_cycle(graph.subgraph(knot), min(knot, key=str))
            cycle = [parent for parent, _ in around]
            first = cycle.index(min(cycle, key=str))
            found.append(cycle[first:] + cycle[:first])
    return sorted(found, key=str)


def _ages(facts: Facts, where: Mapping[str, str]) -> Iterator[Contradiction]:
    """Children born no later than a parent; an adoption may join people of any ages."""
    for (parent, child), rows in _parentages(facts).items():
        older, younger = _earliest(facts, parent), _latest(facts, child)
        blood = [row for row in rows if facts.value(row, CW["basis"]) != CW["adoption"]]
        if older and younger and blood and younger <= older:
            what = (
                f"{_key(child)} (born {facts.text(child, CW['born'])}) is no younger than "
                f"the parent {_key(parent)} (born {facts.text(parent, CW['born'])})"
            )
            mend = (
                f"Mend a date of birth ({where[child.value]}, {where[parent.value]}) or this row."
            )
            dates = frozenset({(parent, CW["born"]), (child, CW["born"])})
            yield Contradiction(Problem(where[blood[0].value], what, mend), dates)


def _births(facts: Facts, where: Mapping[str, str]) -> Iterator[Contradiction]:
    """Children to whom two people, or one person twice over, are said to have given birth."""
    given: dict[Any, list[Any]] = {}
    for (_, child), rows in _parentages(facts).items():
        births = [row for row in rows if facts.value(row, CW["basis"]) in _GIVING_BIRTH]
        given.setdefault(child, []).extend(births)
    for child, rows in given.items():
        said = {(facts.value(row, CW["parent"]), facts.value(row, CW["basis"])) for row in rows}
        if len(said) > 1:
            what = f"{_key(child)} has two rows that say who gave birth, and they differ"
            mend = f"Keep the right one of {_places(rows, where)}; give the other its own basis."
            yield Contradiction(Problem(where[rows[-1].value], what, mend))


def _unions(facts: Facts, where: Mapping[str, str]) -> Iterator[Contradiction]:
    for row in _rows(facts, "Union"):
        began = facts.text(row, CW["from"])
        for person in (facts.value(row, CW["person"]), facts.value(row, CW["partner"])):
            if began and person is not None and began < _earliest(facts, person):
                born = facts.text(person, CW["born"])
                what = f"{_key(person)} (born {born}) is in a union from {began}"
                mend = f"Mend this date or the date of birth ({where[person.value]})."
                dates = frozenset({(person, CW["born"]), (row, CW["from"])})
                yield Contradiction(Problem(where[row.value], what, mend), dates)


def _retold(facts: Facts, where: Mapping[str, str]) -> Iterator[Contradiction]:
    """The same parentage or union, over the same time, told with other dates."""
    grouped: dict[Any, list[Any]] = {}
    for row in _rows(facts, "Parentage"):
        pair = facts.value(row, CW["parent"]), facts.value(row, CW["child"])
        grouped.setdefault((pair, facts.value(row, CW["basis"])), []).append(row)
    for row in _rows(facts, "Union"):
        couple = frozenset((facts.value(row, CW["person"]), facts.value(row, CW["partner"])))
        grouped.setdefault((couple, facts.value(row, CW["unionKind"])), []).append(row)
    for rows in grouped.values():
        for one, other in combinations(rows, 2):
            if _conflict(_Period.of(facts, one), _Period.of(facts, other)):
                yield _contradiction(one, other, where)


@dataclass(frozen=True)
class _Period:
    begun: str
    ended: str
    how: Any

    @classmethod
    def of(cls, facts: Facts, row: Any) -> _Period:
        how = facts.value(row, CW["unionEnded"]) or facts.value(row, CW["parentageEnded"])
        return cls(facts.text(row, CW["from"]), facts.text(row, CW["until"]), how)


def _conflict(one: _Period, other: _Period) -> bool:
    """Whether two periods of the same thing overlap and yet begin or end differently."""
    # What has ended, on a day nobody knows, may lie before or after the other.
    if any(each.how is not None and not each.ended for each in (one, other)):
        return False
    if (one.ended and one.ended <= other.begun) or (other.ended and other.ended <= one.begun):
        return False
    return bool(
        (one.begun and other.begun and one.begun != other.begun)
        or (one.ended and other.ended and one.ended != other.ended)
        or (one.begun == other.begun and one.ended != other.ended)
        or (one.how and other.how and one.how != other.how)
    )


def _contradiction(one: Any, other: Any, where: Mapping[str, str]) -> Contradiction:
    what = f"contradicts the row at {where[one.value]}: the same thing with other dates or answers"
    mend = "Keep the right one of the two."
    return Contradiction(Problem(where[other.value], what, mend))


def _periods(facts: Facts, where: Mapping[str, str]) -> Iterator[Contradiction]:
    for row in facts.subjects(RDF["type"], CW["Record"]):
        first, last = facts.text(row, CW["from"]), facts.text(row, CW["until"])
        if first and last and last < first:
            what = f"ends on {last}, before it begins on {first}"
            problem = Problem(where[row.value], what, "Mend one of the two dates.")
            yield Contradiction(problem, frozenset({(row, CW["from"])}))
        day, moment = facts.text(row, CW["on"]), facts.text(row, CW["at"])
        if day and moment and moment[:10] != day:
            what = f"was done on {day}, but at {moment}"
            yield Contradiction(Problem(where[row.value], what, "Write one day."))


def _twins(facts: Facts, where: Mapping[str, str]) -> Iterator[Contradiction]:
    """Rows that agree in everything but one saying yes and the other no, or but their end."""
    for record in schema().records.values():
        if record.keyed or record.term in (CW["Parentage"], CW["Union"]):
            continue
        loose = {f.term for f in record.fields if f.kind == "boolean"} | {CW["until"]}
        grouped: dict[Any, list[Any]] = {}
        for row in facts.subjects(RDF["type"], record.term):
            grouped.setdefault(_fixed(facts, row, record, loose), []).append(row)
        for rows in grouped.values():
            for one, other in combinations(rows, 2):
                if any(_differ(facts, one, other, term) for term in loose):
                    yield _contradiction(one, other, where)


def _fixed(facts: Facts, row: Any, record: RecordClass, loose: set[ox.NamedNode]) -> frozenset[Any]:
    said = {(CW["id"], value) for value in facts.objects(row, CW["id"])}
    for each in record.fields:
        if each.term not in loose:
            said |= {(each.term, value) for value in facts.objects(row, each.term)}
    return frozenset(said)


def _differ(facts: Facts, one: Any, other: Any, term: ox.NamedNode) -> bool:
    mine, yours = facts.value(one, term), facts.value(other, term)
    if term == CW["until"]:
        return bool(mine != yours)
    return mine is not None and yours is not None and mine != yours


_CHECKS = (
    _lives,
    _self_relations,
    _cycles,
    _ages,
    _births,
    _unions,
    _retold,
    _periods,
    _twins,
)
