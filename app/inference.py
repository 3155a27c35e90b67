"""Inference: what the rules in force make of given facts, by running as few of them as will do.

Rules run set-at-a-time, stratum by stratum, on an in-memory store: each rule is one update over all
its focus nodes. Everything stands in one graph, so that a rule looks in one place only (in three
graphs rules took twice the time). What is derived is whatever was neither given nor a code.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import chain, islice
from threading import RLock
from typing import Any
from weakref import WeakValueDictionary

import pyoxigraph as ox

from app.case import Case, terms_of
from app.errors import PolicyError
from app.parts import Rule
from app.policy import Selection
from app.terms import CW, CWS, TYPE, local_name

EVERYTHING = ox.DefaultGraph()
_ON_RECORD = CW["OnRecord"]
# That a row is one, or counts on the date, is not what tells which rules read it: its class is.
_MARKS = frozenset({CW["Record"].value, _ON_RECORD.value})
_CLASSED = frozenset({CW["Record"].value, CW["Question"].value})

# To compare more facts of a term than these takes longer than the rules that it could spare.
_QUICKLY_COMPARED = 64

PREFIXES = (
    f"PREFIX cw: <{CW.base}>\n"
    f"PREFIX cws: <{CWS.base}>\n"
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
)


# What was made of one state of a case becomes what follows from the next: two must not take it.
ONE_AT_A_TIME = RLock()


@dataclass(eq=False)
class Inference:
    """What some rules made of a state of a case.

    Attributes:
        given: the asserted and stamped facts of that state.
        codes: the facts of code lists among which the rules ran.
        asserted: the terms that occur in the given facts.
        terms: the terms that occurred when the rules had run.
        known: what is known already of what they made, by property or class.
        reader: gives who reads the store, as long as somebody holds that; nobody at first.
    """

    given: frozenset[ox.Triple]
    codes: frozenset[ox.Triple]
    asserted: frozenset[str]
    store: ox.Store
    terms: frozenset[str]
    known: dict[str, list[ox.Quad]]
    reader: Callable[[], object] = lambda: None

    def quads(self, term: str) -> list[ox.Quad]:
        """What the rules made of one property or class."""
        if term not in self.known:
            self.known[term] = [
                quad
                for quad in _everything_of(self.store, term)
                if not (quad.triple in self.given or quad.triple in self.codes)
            ]
        return self.known[term]


# Whoever asks again asks of one of the last few cases; what was made of the others is let go.
_RECENT: deque[Inference] = deque(maxlen=32)


def infer(
    case: Case,
    added: Sequence[ox.Triple],
    given: frozenset[ox.Triple],
    selection: Selection,
    as_of: date,
) -> Inference:
    """What the rules make of everything given.

    A worker changes one fact at a time, and few rules can read it. Only those run again, those
    that read what they make, and so on; what the others made of the case before still holds. The
    store of before is changed where nobody reads it any more; else there is a new one.
    """
    earlier: WeakValueDictionary[Any, Inference]
    earlier = case.layers.setdefault("made", WeakValueDictionary())
    key = as_of, selection
    before = earlier.get(key)
    rules, known = selection.rules, dict[str, list[ox.Quad]]()
    if before is None:
        quads, terms = _added(case, added)
        asserted = terms | case.terms
        store, present = _filled(case, quads, selection), set(asserted | selection.code_terms)
        for rule in rules:
            _fire(store, rule, present)
    else:
        changed = before.given ^ given
        gone, new = changed & before.given, changed & given
        asserted = before.asserted | terms_of(new)
        touched = frozenset(_touched(case, changed)) - _MARKS
        occurring = asserted | selection.code_terms
        stale = _stale(rules, touched, before.terms | occurring)
        made = before.terms & frozenset().union(*(rule.makes_terms for rule in rules))
        if before.reader() is None:
            del earlier[key]
            _RECENT.remove(before)
            store = before.store
            for quad in _quads(gone):
                store.remove(quad)
            store.extend([case.quads[fact] for fact in new if fact in case.quads])
            store.extend(_quads(new - case.facts))
        else:
            store = _filled(case, _added(case, added)[0], selection)
            store.extend(list(chain(*map(before.quads, made))))
            known = {term: before.known[term] for term in made - stale - _MARKS}
        _mark(store, rules, {fact.subject for fact in changed})
        present = {*occurring, *(term for term in made - stale if _occurs(store, term))}
        held = asserted | selection.code_predicates
        Rerun(store, before, given, held, touched, stale).run(rules, present)
    found = Inference(given, selection.codes, frozenset(asserted), store, frozenset(present), known)
    earlier[key] = found
    _RECENT.append(found)
    return found


def _filled(case: Case, added: Iterable[ox.Quad], selection: Selection) -> ox.Store:
    store = ox.Store()
    store.bulk_extend([*case.quads.values(), *added, *selection.code_quads])
    return store


@lru_cache(maxsize=64)
def _stale(
    rules: tuple[Rule, ...], touched: frozenset[str], occurring: frozenset[str]
) -> frozenset[str]:
    """The terms whose facts may differ from those made before: what rules make of changed facts.

    A rule that reads or makes one of these terms may make anything of its own anew. Which rules
    can match at all is judged by what occurred before, occurs now, or may be made now.
    """
    stale = touched - _MARKS
    possible = occurring | _MARKS
    waiting: Sequence[Rule] = rules
    while waiting:
        left = []
        for rule in waiting:
            if stale.isdisjoint(rule.terms) or not rule.needs_terms <= possible:
                left.append(rule)
            else:
                stale |= rule.makes_terms - _MARKS
                possible |= rule.makes_terms
        if len(left) == len(waiting):
            break
        waiting = left
    return stale


def _mark(store: ox.Store, rules: Iterable[Rule], rows: Iterable[Any]) -> None:
    """Tell anew which of some rows count on the date; that depends on each row alone."""
    nodes = [row for row in rows if isinstance(row, ox.NamedNode)]
    values = " ".join(map(str, nodes))
    for row in nodes:
        store.remove(ox.Quad(row, TYPE, _ON_RECORD))
    for rule in rules:
        if rule.makes_terms <= _MARKS:
            body = f"VALUES ?this {{ {values} }} {rule.body}"
            store.update(f"{PREFIXES}INSERT {{ {rule.head} }} WHERE {{ {body} }}")


@lru_cache(maxsize=64)
def _makers(
    rules: tuple[Rule, ...], stale: frozenset[str]
) -> tuple[list[tuple[Rule, frozenset[str]]], Mapping[str, list[Rule]]]:
    """The rules that make some terms, each with those it makes, and these with their rules."""
    chosen = [(rule, rule.makes_terms & stale) for rule in rules]
    makers: dict[str, list[Rule]] = {}
    for rule, terms in chosen:
        for term in terms:
            makers.setdefault(term, []).append(rule)
    return [(rule, terms) for rule, terms in chosen if terms], makers


def _touched(case: Case, changed: frozenset[ox.Triple]) -> set[str]:
    """The terms by which rules read some facts that were added or taken away.

    Rules reach a row or a question by its class, or by what a rule made of that (a lint holds
    this), and anything else by the property.
    """
    kinds: dict[Any, set[str]] = {}
    for fact in changed:
        known = kinds.setdefault(
            fact.subject, {kind.value for kind in case.index.objects(fact.subject, TYPE)}
        )
        if fact.predicate == TYPE:
            known |= terms_of([fact])
    touched: set[str] = set()
    for fact in changed:
        known = kinds[fact.subject]
        if known & _CLASSED:
            touched |= known
        else:
            touched |= set(terms_of([fact]))
    return touched


@dataclass(eq=False)
class Rerun:
    """The rules run again over a store that holds changed facts beside what was made of the old.

    What rules made of a term is taken away only when one of them reads something that differs,
    and does not count as differing once it has come out the same.

    Attributes:
        given: the facts given now.
        held: the properties and classes of given facts and codes, now or before.
        touched: the terms of the changed facts.
        stale: the terms that may differ, at most.
    """

    store: ox.Store
    before: Inference
    given: frozenset[ox.Triple]
    held: frozenset[str]
    touched: frozenset[str]
    stale: frozenset[str]

    def run(self, rules: tuple[Rule, ...], present: set[str]) -> None:
        """Run as few of some rules as will do, in order, and note the terms that occur then."""
        chosen, makers = _makers(rules, self.stale)
        differing, earlier = set(self.stale), dict[str, frozenset[ox.Quad] | None]()
        left = {term: len(rules) for term, rules in makers.items()}
        for rule, terms in chosen:
            for term in terms - earlier.keys():
                if term in self.touched or not all(
                    maker.reads_terms.isdisjoint(differing) for maker in makers[term]
                ):
                    earlier[term] = self._few(term)
                    self._take_away(term)
                else:
                    earlier[term] = frozenset()
                    differing.discard(term)
                    if _occurs(self.store, term):
                        present.add(term)
            anew = terms & differing
            if anew:
                _fire(self.store, rule, present)
            for term in anew:
                left[term] -= 1
                same = left[term] == 0 and self._few(term) == earlier[term] is not None
                if same and term not in self.touched:
                    differing.discard(term)

    def _few(self, term: str) -> frozenset[ox.Quad] | None:
        """Everything of a property or class, if that is quickly compared."""
        found = list(islice(_everything_of(self.store, term), _QUICKLY_COMPARED + 1))
        return frozenset(found) if len(found) <= _QUICKLY_COMPARED else None

    def _take_away(self, term: str) -> None:
        if term not in self.before.terms:
            return
        if term in self.held:
            for quad in self.before.quads(term):
                if quad.triple not in self.given:
                    self.store.remove(quad)
        else:
            self.store.update(
                f"DELETE WHERE {{ ?s <{term}> ?o }} ; DELETE WHERE {{ ?s a <{term}> }}"
            )


def _fire(store: ox.Store, rule: Rule, present: set[str]) -> None:
    """Run a rule, unless a term that it needs occurs nowhere."""
    if not rule.needs_terms <= present:
        return
    try:
        store.update(update_text(rule))
    except SyntaxError as error:
        raise PolicyError(f"rule {local_name(rule.iri)}: {error}") from error
    present |= {term for term in rule.makes_terms - present if _occurs(store, term)}


def _everything_of(store: ox.Store, term: str) -> Iterator[ox.Quad]:
    node = ox.NamedNode(term)
    yield from store.quads_for_pattern(None, node, None, EVERYTHING)
    yield from store.quads_for_pattern(None, TYPE, node, EVERYTHING)


def _occurs(store: ox.Store, term: str) -> bool:
    node = ox.NamedNode(term)
    patterns: tuple[tuple[Any, Any, Any], ...] = ((None, node, None), (None, None, node))
    return any(
        next(iter(store.quads_for_pattern(*pattern, EVERYTHING)), None) is not None
        for pattern in patterns
    )


def _quads(triples: Iterable[ox.Triple | ox.Quad]) -> list[ox.Quad]:
    return [ox.Quad(each.subject, each.predicate, each.object) for each in triples]


def _added(case: Case, triples: Iterable[ox.Triple]) -> tuple[Iterable[ox.Quad], frozenset[str]]:
    """What is added to the case for a question, most of it the same each time, and its terms."""
    known: dict[ox.Triple, ox.Quad]
    known, terms = case.layers.get("added", ({}, frozenset()))
    quads = {
        each: known.get(each) or ox.Quad(each.subject, each.predicate, each.object)
        for each in triples
    }
    # Terms of what was added before may stay: what reasoning skips for want of a term, it can run.
    terms |= frozenset(terms_of(quads.keys() - known.keys()))
    case.layers["added"] = quads, terms
    return quads.values(), terms


@cache
def update_text(rule: Rule) -> str:
    """A rule as one update that adds what it makes."""
    return f"{PREFIXES}INSERT {{ {rule.head} }} WHERE {{ {rule.body} }}"
