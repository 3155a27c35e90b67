"""A case under other names: the same facts, so the same verdicts, with nobody withheld named in it.

No rule reads a name, a key or a note (a lint holds this): what is decided of the veiled case holds
of the true one, and every sentence made of it is made without the names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

import pyoxigraph as ox

from app.case import Case
from app.disclosure.mentions import Hidden
from app.disclosure.reader import (
    HOME,
    NAME,
    Sight,
    Value,
    companions,
    detail_of,
    find_values,
    protected_properties,
)
from app.terms import CASE, CW, TYPE, XSD, vocabulary

WITHHELD = "withheld"
_SOMEBODY = "somebody who is withheld"
_ADDRESS, _TELEPHONE, _LANGUAGE = (
    CW[each] for each in ("postalAddress", "telephoneNumber", "language")
)
# How what is withheld is searched for; whatever else the vocabulary protects, as a plain word.
_SEARCHED = (NAME, HOME, _ADDRESS, _TELEPHONE)


@dataclass(frozen=True)
class Veil:
    """A case as it may be reasoned on for a reader.

    Attributes:
        case: the case under other names.
        keys: the true key of everybody and every home, to the key in the veiled case.
        people: the caregivers who are withheld, in the veiled case.
        others: the homes that are withheld, and whoever would give a caregiver away, in the
            veiled case: nothing is left of them.
        there: those who live with a caregiver and stay, in the veiled case.
        values: what else is withheld, by subject in the veiled case and property.
        texts: the texts that stand in place of those that named somebody.
        hidden: what must not be read.
        reader: the person who is to read it, in the veiled case.
    """

    case: Case
    keys: Mapping[str, str]
    people: frozenset[ox.NamedNode]
    others: frozenset[ox.NamedNode]
    there: frozenset[ox.NamedNode]
    values: Mapping[tuple[ox.NamedNode, ox.NamedNode], Value]
    texts: frozenset[str]
    hidden: Hidden
    reader: ox.NamedNode


def words_instead(term: ox.NamedNode) -> str:
    """The words that stand in place of what a property tells, as the vocabulary has them."""
    return vocabulary().text(CW[detail_of(term)], CW["withheldAs"])


def word_for(sight: Sight, key: str) -> str:
    """What a caregiver is called who is withheld: by number, where the case has several."""
    number = next(each.number for each in sight.caregivers if each.key == key)
    word = words_instead(NAME)
    return f"the {word}" if len(sight.caregivers) == 1 else f"{word} {number}"


def find_withheld(case: Case, sight: Sight) -> tuple[Value, ...]:
    """Everything that a case says and that the reader may not see."""
    every = find_values(case, sight.caregivers)
    return tuple(each for each in every if not sight.may_see(each.caregiver, each.detail))


def find_hidden(case: Case, sight: Sight) -> Hidden:
    """What the reader of a case must not read, for its texts to be searched."""
    withheld = find_withheld(case, sight)
    places = {(value.subject, value.property) for value in withheld}
    others = {case.node(key) for key in companions(case, sight)}
    people = {value.subject for value in withheld if value.property == NAME} | others

    def texts(*terms: ox.NamedNode) -> frozenset[str]:
        return frozenset(each.text for each in withheld if each.property in terms)

    def seen(*terms: ox.NamedNode) -> frozenset[str]:
        said = (
            (subject, term)
            for subject, told in case.index.items()
            for term in terms
            if term in told and (subject, term) not in places and subject not in people
        )
        return frozenset(text for place in said for text in case.index.texts(*place))

    unlike = [term for term in protected_properties() if term not in _SEARCHED]
    shown = (node for node in case.of_class(CW["Person"]) if node not in people)
    return Hidden(
        names=texts(NAME) | frozenset(case.index.text(each, NAME) for each in others),
        addresses=texts(HOME, _ADDRESS),
        telephones=texts(_TELEPHONE),
        words=texts(*unlike),
        seen_names=frozenset(case.index.text(node, NAME) for node in shown) - {""},
        seen_addresses=seen(_ADDRESS),
        seen_words=seen(*unlike),
    )


def veiled(case: Case, sight: Sight) -> Veil:
    """A case under other names for a reader from whom something is withheld."""
    withheld, hidden = find_withheld(case, sight), find_hidden(case, sight)
    names = {
        each.subject: word_for(sight, each.caregiver) for each in withheld if each.property == NAME
    }
    homes = {each.subject for each in withheld if each.property == HOME}
    homes |= {
        case.node(home)
        for each in sight.caregivers
        if not (
            sight.may_see(each.key, detail_of(HOME)) and sight.may_see(each.key, detail_of(NAME))
        )
        for home in each.homes
    }
    others = {case.node(key) for key in companions(case, sight)}
    there = {
        case.node(key)
        for each in sight.caregivers
        if not sight.may_see(each.key, detail_of(HOME))
        for key in each.there - {each.key for each in sight.caregivers} - {sight.reader or ""}
    }
    placed = {case.node(child) for each in sight.caregivers for child in each.children}
    name = "case" if hidden.is_in_key(case.name) else case.name
    base = f"{CASE}{name}/"
    keys = dict(_new_keys(case, names, bool(homes), hidden))
    masks: dict[str, str] = {}

    def moved(term: Any) -> ox.NamedNode:
        """A person, home or row of the case under its other name."""
        if not term.value.startswith(case.iri.value):
            return ox.NamedNode(term.value)
        tail = term.value.removeprefix(case.iri.value)
        return ox.NamedNode(base + keys.get(tail, tail))

    def said(fact: Any) -> ox.Literal:
        """The words of a fact without what is withheld."""
        if fact.predicate == NAME and fact.subject in names:
            return ox.Literal(names[fact.subject])
        if fact.predicate == NAME and fact.subject in homes:
            return ox.Literal(words_instead(HOME))
        if fact.predicate == NAME and fact.subject in others:
            return ox.Literal(_SOMEBODY)
        return _masked(case, fact, hidden, masks)

    facts = frozenset(
        ox.Triple(
            moved(fact.subject),
            fact.predicate,
            moved(fact.object) if isinstance(fact.object, ox.NamedNode) else said(fact),
        )
        for fact in case.facts
    )
    file = f"{name}.yaml" if hidden.is_in_key(case.file) else case.file
    places = {
        moved(ox.NamedNode(row)).value: place.replace(case.file, file) if case.file else place
        for row, place in case.places.items()
    }
    return Veil(
        case=Case(name, facts, places, file),
        keys=keys,
        people=frozenset(map(moved, names)),
        others=frozenset(map(moved, homes | others)),
        there=frozenset(map(moved, there - placed - others)),
        values={
            (moved(each.subject), each.property): each
            for each in withheld
            if each.property not in (NAME, HOME)
        },
        texts=frozenset(masks.values()),
        hidden=hidden,
        reader=moved(case.node(sight.reader or "")),
    )


def _new_keys(
    case: Case, names: Mapping[ox.NamedNode, str], homes: bool, hidden: Hidden
) -> Iterator[tuple[str, str]]:
    """The other key of everybody and every home whose key may tell something.

    The keys of homes are mostly made of a street or of a name: where one home is withheld, all of
    them are numbered.
    """
    people = [case.node(key) for key in case.people]
    telling = [node for node in people if node not in names and hidden.is_in_key(case.key(node))]
    kinds = {"person": telling, "home": case.of_class(CW["Home"]) if homes else []}
    wanted = {node: word.removeprefix("the ").replace(" ", "-") for node, word in names.items()}
    wanted |= {n: f"{kind}-{i}" for kind, nodes in kinds.items() for i, n in enumerate(nodes, 1)}
    taken = {case.key(node) for node in (*people, *case.of_class(CW["Home"]))}
    for node, key in wanted.items():
        unused = next(k for k in chain([key], (f"{key}-{n}" for n in count(2))) if k not in taken)
        taken.add(unused)
        yield case.key(node), unused


def _masked(case: Case, fact: Any, hidden: Hidden, masks: dict[str, str]) -> ox.Literal:
    """The words of a fact; those that name somebody withheld are withheld as a whole.

    What stands around a name tells as much as the name does: "lives with Rosa". Two texts that
    differ stay different, as rules may compare them. What the law itself compares, a protected
    property, is left as it is: it goes where the rest of the case is made.
    """
    text: ox.Literal = fact.object
    named = CW["Person"] in case.index.objects(fact.subject, TYPE) and fact.predicate == NAME
    if named or text.datatype != XSD["string"] or fact.predicate in _compared():
        return text
    is_key = fact.predicate == CW["id"]
    if hidden.is_in_key(text.value) if is_key else hidden.names_somebody(text.value):
        return ox.Literal(masks.setdefault(text.value, f"{WITHHELD}-{len(masks) + 1}"))
    return ox.Literal(cleaned(hidden, text.value))


def _compared() -> frozenset[ox.NamedNode]:
    return frozenset(protected_properties()) - {NAME}


def cleaned(hidden: Hidden, text: str) -> str:
    """A text that names nobody, with words in place of addresses and the like."""
    instead = [f"[{words_instead(term)}]" for term in (_ADDRESS, _TELEPHONE, _LANGUAGE)]
    return hidden.clean(text, *instead)
