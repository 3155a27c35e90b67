"""What two people are to each other, in the words of genealogy: every relation, and its way.

Kin by blood and adoption over every nearest common ancestor, and kin by one union. Words only: no
verdict reads this; what the law counts is for the rules to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import networkx as nx

from app.case import Case
from app.network import Link, chain_sentence, form, kinship_path, step_word
from app.terms import CW

# Ancestors farther back than this are not looked for, nor ties by marriage over more births.
_FARTHEST, _FARTHEST_BY_UNION = 9, 4

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_TIMES = ("once", "twice", "three times", "four times", "five times", "six times", "seven times")
_COUNTS = ("a", "two", "three", "four", "five", "six", "seven")
_UNIONS = ("spouse", "partner")


@dataclass(frozen=True)
class Kinship:
    """A relation between two people.

    Attributes:
        words: what the second is to the first: "half-aunt", "first cousin once removed".
        path: the people of the way from the first to the second, as the sentence names them.
        sentence: the way in one sentence.
    """

    words: str
    path: tuple[Any, ...]
    sentence: str


@dataclass(frozen=True)
class _Line:
    """A line of descent between two people: up to an ancestor, across two siblings, and down."""

    up: int
    down: int
    path: tuple[Any, ...]
    tops: frozenset[Any]
    blood: str

    @property
    def length(self) -> int:
        return self.up + self.down


@dataclass
class Lineage:
    """The lines of descent of a family, from its graph of ties (`app.network.family_graph`)."""

    case: Case
    graph: nx.DiGraph[Any]
    _known: dict[Any, dict[Any, list[tuple[Any, ...]]]] = field(default_factory=dict)
    _drawn: dict[tuple[Any, Any], list[_Line]] = field(default_factory=dict)

    def relations(self, one: Any, other: Any) -> list[Kinship]:
        """Everything that one person (the second) is to another (the first), the nearest first.

        Args:
            one: the node of the first person.
            other: the node of the second.
        """
        if one == other:
            return []
        found = {line.path: self._by_descent(line) for line in self._lines(one, other)}
        named = [each for each in self._by_union(one, other) if each[1]]
        for kinship, _ in named:
            found.setdefault(kinship.path, kinship)
        if not found:
            shared = self._shared_child(one, other)
            found = {each.path: each for each in shared}
        if not found:
            found = {each.path: each for each, _ in self._by_union(one, other)}
        return sorted(found.values(), key=lambda each: (len(each.path), each.words))

    def nearest(self, one: Any, other: Any) -> Kinship | None:
        """The nearest chain of ties of any kind, or None where nothing on record joins the two."""
        path = tuple(kinship_path(self.graph, one, other))
        return self._kinship("other connection", path) if len(path) > 1 else None

    # Descent

    def _lines(self, one: Any, other: Any) -> list[_Line]:
        if (one, other) not in self._drawn:
            self._drawn[one, other] = list(self._find_lines(one, other))
        return self._drawn[one, other]

    def _find_lines(self, one: Any, other: Any) -> Iterator[_Line]:
        mine, yours = self._ascents(one), self._ascents(other)
        tops: dict[tuple[tuple[Any, ...], tuple[Any, ...]], set[Any]] = {}
        for ancestor in mine.keys() & yours.keys():
            for up in mine[ancestor]:
                for down in yours[ancestor]:
                    if set(up[:-1]).isdisjoint(down[:-1]):
                        direct = len(up) == 1 or len(down) == 1
                        ends = (up, down) if direct else (up[:-1], down[:-1])
                        tops.setdefault(ends, set()).add(ancestor)
        return (self._line(*ends, frozenset(shared)) for ends, shared in tops.items())

    def _line(self, up: tuple[Any, ...], down: tuple[Any, ...], tops: frozenset[Any]) -> _Line:
        if up[-1] == down[-1]:
            return _Line(len(up) - 1, len(down) - 1, (*up, *down[-2::-1]), tops, "")
        blood = self.graph[up[-1]][down[-1]]["link"].manner
        return _Line(len(up), len(down), (*up, *reversed(down)), tops, blood)

    def _ascents(self, person: Any) -> dict[Any, list[tuple[Any, ...]]]:
        """Every way up from a person: ancestor to the people on each way, both ends among them."""
        if person not in self._known:
            found: dict[Any, list[tuple[Any, ...]]] = {person: [(person,)]}
            waiting: list[tuple[Any, ...]] = [(person,)]
            while waiting:
                way = waiting.pop()
                for parent in self._tied(way[-1], "parent"):
                    if parent not in way and len(way) < _FARTHEST:
                        found.setdefault(parent, []).append((*way, parent))
                        waiting.append((*way, parent))
            self._known[person] = found
        return self._known[person]

    def _tied(self, person: Any, *kinds: str) -> list[Any]:
        if person not in self.graph:
            return []
        ties = self.graph[person].items()
        return sorted((x for x, tie in ties if tie["link"].kind in kinds), key=str)

    def _by_descent(self, line: _Line) -> Kinship:
        return self._kinship(self._blood_words(line), line.path)

    def _blood_words(self, line: _Line) -> str:
        """The word for a line, with what sets it apart: half, by adoption, only claimed."""
        word = kin_word(line.up, line.down, self._gender(line.path[-1]))
        if line.blood == "half":
            word = f"half {word}" if " " in word else f"half-{word}"
        elif line.length == 2 and line.up == line.down:
            word = f"full {word}" if line.blood == "full" else word
            word += "" if line.blood else ", full or half not known"
        ties = [self.graph[tail][head]["link"].manner for tail, head in pairwise(line.path)]
        ties.append(line.blood)
        word += " by adoption" if any("adoptive" in tie for tie in ties) else ""
        return word + (" (only claimed)" if any("claimed" in tie for tie in ties) else "")

    def _shared_child(self, one: Any, other: Any) -> Iterator[Kinship]:
        """Two people without a union on record who have a child together."""
        for child in self._tied(one, "child"):
            if child in self._tied(other, "child"):
                name = self.case.name_of(child)
                yield self._kinship(f"the other parent of {name}", (one, child, other))

    # Unions

    def _by_union(self, one: Any, other: Any) -> Iterator[tuple[Kinship, bool]]:
        """Relations over one union, each with whether it has a name of its own."""
        for left in sorted(self.graph, key=str):
            for right in self._tied(left, *_UNIONS):
                for near in self._ways(one, left):
                    for far in self._ways(right, other):
                        found = self._over(near, far)
                        if found is not None:
                            yield found

    def _ways(self, start: Any, end: Any) -> list[_Line]:
        if start == end:
            return [_Line(0, 0, (start,), frozenset(), "")]
        return [line for line in self._lines(start, end) if line.length <= _FARTHEST_BY_UNION]

    def _over(self, near: _Line, far: _Line) -> tuple[Kinship, bool] | None:
        """The relation over the union of the last of one line and the first of another."""
        if near.length + far.length > _FARTHEST_BY_UNION:
            return None
        if not {*near.path, *near.tops}.isdisjoint({*far.path, *far.tops}):
            return None
        left, right = near.path[-1], far.path[0]
        # A child of both stands on the way: then the relation is one of descent.
        below = [near.path[-2]] if near.up and not near.down else []
        below += [far.path[1]] if far.down and not far.up else []
        if any({left, right} <= set(self._tied(child, "parent")) for child in below):
            return None
        link = self.graph[left][right]["link"]
        gender = self._gender(far.path[-1])
        named = _union_word(link, (near.up, near.down), (far.up, far.down), gender)
        word = named or self._long_word(link, near, far)
        path = (*near.path, *far.path)
        return self._kinship(word, path), bool(named)

    def _long_word(self, link: Link, near: _Line, far: _Line) -> str:
        """A relation by marriage that has no word, told step by step."""
        words = [self._blood_words(far)] if far.length else []
        words.append(link.word(self._gender(far.path[0])))
        words += [self._blood_words(near)] if near.length else []
        return " of the ".join(words)

    def _kinship(self, words: str, path: tuple[Any, ...]) -> Kinship:
        return Kinship(words, path, chain_sentence(self.case, self.graph, path))

    def _gender(self, person: Any) -> Any:
        return self.case.index.value(person, CW["gender"])


def kin_word(up: int, down: int, gender: Any) -> str:
    """The word for someone so many births down from an ancestor who is so many births up.

    Args:
        up: births from the first person up to the nearest common ancestor (0: the first is it).
        down: births from that ancestor down to the second person.
        gender: the second person's recorded gender, or None.
    """
    if down == 0:
        return _removed("parent", up, gender)
    if up == 0:
        return _removed("child", down, gender)
    if up == down == 1:
        return form("sibling", gender)
    if down == 1:
        return _great(up - 2) + form("aunt", gender)
    if up == 1:
        return _great(down - 2) + form("niece", gender)
    nearer, apart = min(up, down) - 1, abs(up - down)
    word = f"{_ORDINALS[nearer - 1]} cousin"
    if apart:
        where = "above" if up > down else "below"
        generations = f"{_COUNTS[apart - 1]} generation{'' if apart == 1 else 's'}"
        word += f" {_TIMES[apart - 1]} removed, {generations} {where}"
    return word


def _great(count: int) -> str:
    return "great-" * count


def _removed(kind: str, births: int, gender: Any) -> str:
    word = form(kind, gender)
    return word if births == 1 else f"{_great(births - 2)}grand{word}"


def _union_word(link: Link, near: tuple[int, int], far: tuple[int, int], gender: Any) -> str:
    """The word for kin by a union, or nothing where there is none.

    Args:
        link: what the second party of the union is to the first.
        near: births up and down from the first person to the first party.
        far: births up and down from the second party to the second person.
        gender: the second person's recorded gender, or None.
    """
    former = "former " if link.manner == "former" else ""
    if near == far == (0, 0):
        return link.word(gender)
    if link.kind != "spouse":
        return ""
    word = ""
    if far == (0, 0):
        word = _of_a_spouse(near, gender)
    elif near == (0, 0):
        if far in ((1, 0), (1, 1)):
            word = f"{kin_word(*far, gender)}-in-law"
        elif far[0] == 0:
            word = step_word(kin_word(*far, gender))
    elif near == (1, 0) and far == (0, 1):
        word = step_word(form("sibling", gender))
    return f"{former}{word}" if word else ""


def _of_a_spouse(near: tuple[int, int], gender: Any) -> str:
    """The word for the spouse of a kinsman."""
    up, down = near
    if down == 0:
        return step_word(kin_word(up, 0, gender))
    if near in ((0, 1), (1, 1)):
        return f"{kin_word(up, down, gender)}-in-law"
    return f"{kin_word(up, down, gender)} by marriage" if up else ""
