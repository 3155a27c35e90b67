"""Clauses found: by place in the documents, by what they are, and by words.

A citation is one word, and so is each citation it stands under: `301.80(e)(1)` finds the clauses
below it. A word also finds the words that begin with it, and its plural. Clauses that hold every
word come first; where none does, those that hold some are given.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from app.model import Clause
from app.policy import Policy
from app.rulebook.encodings import encodings, family_label
from app.terms import CW, label

_CITATION = re.compile(r"[a-z]{0,2}\d+\.[0-9a-z]+(?:\([^()\s]+\))*(?:/\d+)?")
_WORD = re.compile(r"[a-z0-9]+")
_PARENT = re.compile(r"^(.+?)(?:/\d+|\([^()]*\)|\.[0-9a-z]+)$")
_PHRASE = re.compile(r'"([^"]+)"')
# How much a word tells that stands in each part of a clause; how soon more of a word tells less;
# how much a long text is held against it (as in BM25).
_WEIGHTS = {"citation": 9.0, "words": 3.0, "encoding": 1.5, "rest": 1.0}
_SATURATION, _LENGTH = 1.4, 0.4
_BEGINS_WITH = 0.45
_SHORTEST_BEGINNING = 3
_EXACTLY_SO = 3.0  # what it adds that the words stand there one after the other
_FILLERS = frozenset({"a", "an", "and", "at", "by", "for", "from", "in", "is", "it", "of", "on"})
_FILLERS |= {"or", "that", "the", "to", "with", "within"}
_NATURAL = re.compile(r"(\d+)")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


@dataclass(frozen=True, order=True)
class Section:
    """A section of an instrument: the instrument's short title, its number and its title."""

    instrument: str
    number: str
    title: str


@dataclass(frozen=True)
class Wanted:
    """What a clause must be to be listed; an empty field asks for nothing.

    Attributes:
        encoded: True for clauses that something encodes, False for the others.
    """

    words: str = ""
    instrument: str = ""
    section: str = ""
    bearer: str = ""
    family: str = ""
    kind: str = ""
    checkable: str = ""
    encoded: bool | None = None


@dataclass(frozen=True)
class Found:
    """The clauses found, the best first; `loosely` where none of them holds every word."""

    clauses: tuple[Clause, ...]
    loosely: bool = False


@dataclass(frozen=True, eq=False)
class Rulebook:
    """The clauses of a policy in the order of the law, with an index of their words."""

    policy: Policy

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Every clause, by instrument and section, inside a section in the order of the law."""
        held = self.policy.register.clauses.values()
        return tuple(sorted(held, key=lambda each: _section_order(self.section_of(each))))

    @cached_property
    def sections(self) -> Mapping[Section, tuple[Clause, ...]]:
        """The clauses of each section, in the order of the law."""
        found: dict[Section, list[Clause]] = defaultdict(list)
        for clause in self.clauses:
            found[self.section_of(clause)].append(clause)
        return {section: tuple(clauses) for section, clauses in found.items()}

    def section_of(self, clause: Clause) -> Section:
        """The section that a clause stands in."""
        return Section(clause.instrument, clause.section_number, clause.section)

    @cached_property
    def _index(self) -> Mapping[str, Mapping[str, float]]:
        """Word to the clauses (by identifier) that hold it, with how much it tells in each."""
        texts = {each.identifier: dict(_texts(self.policy, each)) for each in self.clauses}
        counts: dict[str, dict[str, float]] = {}
        for identifier, parts in texts.items():
            counted: dict[str, float] = defaultdict(float)
            for part, text in parts.items():
                for word in tokens(text, whole=part == "citation"):
                    counted[word] += _WEIGHTS[part]
            counts[identifier] = counted
        mean = sum(sum(each.values()) for each in counts.values()) / max(len(counts), 1)
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for identifier, counted in counts.items():
            length = 1 - _LENGTH + _LENGTH * sum(counted.values()) / mean
            for word, count in counted.items():
                found[word][identifier] = count / (count + _SATURATION * length)
        total = len(counts)
        return {
            word: {key: tells * _rarity(total, len(held)) for key, tells in held.items()}
            for word, held in found.items()
        }

    @cached_property
    def _words(self) -> Sequence[str]:
        return sorted(self._index)

    @cached_property
    def _folded(self) -> Mapping[str, str]:
        """The text of each clause in lower case, for a phrase in quotes."""
        return {
            each.identifier: " ".join(text for _, text in _texts(self.policy, each)).lower()
            for each in self.clauses
        }

    def search(self, wanted: Wanted) -> Found:
        """The clauses that are what is wanted; without words, in the order of the law."""
        fitting = [each for each in self.clauses if self._fits(each, wanted)]
        phrases = [each.lower() for each in _PHRASE.findall(wanted.words)]
        fitting = [
            each for each in fitting if all(p in self._folded[each.identifier] for p in phrases)
        ]
        said = " ".join(wanted.words.replace('"', " ").lower().split())
        words = list(dict.fromkeys(tokens(said)))
        words = [each for each in words if each not in _FILLERS] or words
        if not words:
            return Found(tuple(fitting))
        hits = [self._hits(word) for word in words]
        keys = {each.identifier for each in fitting}
        every = keys.intersection(*hits)
        some = every or keys.intersection(set().union(*hits))
        by_key = {each.identifier: each for each in fitting if each.identifier in some}
        scores = {key: sum(hit.get(key, 0.0) for hit in hits) for key in by_key}
        if len(words) > 1:
            scores |= {k: v + _EXACTLY_SO for k, v in scores.items() if said in self._folded[k]}
        cited = wanted.words.strip().lower()
        ranked = sorted(by_key, key=lambda key: _rank(key.lower(), cited, scores[key]))
        return Found(tuple(by_key[key] for key in ranked), loosely=bool(ranked) and not every)

    def _hits(self, word: str) -> Mapping[str, float]:
        """Identifier to how much a word tells there, words that begin with it included."""
        found = dict(self._index.get(word, {}))
        if len(word) < _SHORTEST_BEGINNING or word.isdecimal():
            return found
        at = bisect_left(self._words, word)
        while at < len(self._words) and self._words[at].startswith(word):
            if self._words[at] != word:
                for key, tells in self._index[self._words[at]].items():
                    found[key] = max(found.get(key, 0.0), tells * _BEGINS_WITH)
            at += 1
        return found

    def _fits(self, clause: Clause, wanted: Wanted) -> bool:
        asked = (
            (wanted.instrument, (clause.instrument,)),
            (wanted.section, (clause.section_number,)),
            (wanted.bearer, clause.bearers),
            (wanted.family, (clause.family,)),
            (wanted.kind, (clause.kind,)),
            (wanted.checkable, (clause.checkable,)),
        )
        if any(one and one not in held for one, held in asked):
            return False
        return wanted.encoded is None or wanted.encoded == bool(encodings(self.policy, clause))


@cache
def rulebook(policy: Policy) -> Rulebook:
    """The rulebook of a policy, made once."""
    return Rulebook(policy)


def _rank(identifier: str, cited: str, score: float) -> tuple[object, ...]:
    """First the clause that is cited, then those below it in the order of the law, then by score.

    The order of the law is that of the clauses ranked: a stable sort keeps it.
    """
    if identifier.startswith(cited):
        return (identifier != cited, 0, 0.0)
    return (True, 1, -score)


def _rarity(total: int, holding: int) -> float:
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5))


def _texts(policy: Policy, clause: Clause) -> Iterator[tuple[str, str]]:
    """The parts of a clause that are searched, each with its text."""
    encoded = encodings(policy, clause)
    yield "citation", clause.identifier
    yield "words", f"{clause.summary} {clause.deadline}"
    yield "encoding", " ".join(f"{each.name} {each.message}" for each in encoded)
    rest = (
        *clause.notes,
        *(note for each in encoded for note in each.notes),
        *clause.forms,
        *clause.bearers,
        clause.applies_when,
        clause.facts_needed,
        clause.section,
        clause.instrument,
        family_label(clause.family),
        label(CW[clause.kind]),
    )
    yield "rest", " ".join(rest)


def tokens(text: str, *, whole: bool = False) -> list[str]:
    """The words of a text as they are indexed: citations kept whole, plurals folded.

    Args:
        text: any text.
        whole: whether it is a citation, which then also counts as each citation it stands under.
    """
    lower = text.lower()
    found = [each.group() for each in _CITATION.finditer(lower)]
    if whole:
        found += [parent for each in found for parent in _parents(each)]
    return found + [_folded_plural(word) for word in _WORD.findall(_CITATION.sub(" ", lower))]


def _parents(citation: str) -> Iterator[str]:
    while (match := _PARENT.match(citation)) is not None:
        citation = match[1]
        yield citation


def _folded_plural(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def _section_order(section: Section) -> tuple[object, ...]:
    return section.instrument != "Rule 301", section.instrument, natural(section.number)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts numbers in a text by their value, Roman ones too."""
    found = []
    for part in filter(None, _NATURAL.split(text)):
        last = part.strip().rpartition(" ")[2]
        if part.isdecimal():
            found.append((0, int(part), ""))
        elif last in _ROMAN:
            found.append((0, _ROMAN.index(last) + 1, ""))
        else:
            found.append((1, 0, part))
    return tuple(found)


def values_of(clauses: Iterable[Clause], attribute: str) -> dict[str, int]:
    """The values that some clauses have of an attribute, with how many have each, most first."""
    counted: Counter[str] = Counter()
    for each in clauses:
        held = getattr(each, attribute)
        counted.update(held if isinstance(held, tuple) else (held,))
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
