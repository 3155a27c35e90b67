"""What is left of a case for a reader: of a caregiver who is withheld, only that there is one.

Who somebody is is told by a relation, a shared home or a date of birth as well as by a name. So
whatever is recorded of a withheld caregiver is left out, but for the placements themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from app.case import Case
from app.disclosure.reader import NAME, protected_properties
from app.disclosure.veil import WITHHELD, Veil, cleaned, words_instead
from app.terms import CW, TYPE, Field, RecordClass, schema

# What a placement with a withheld caregiver still tells beside what every placement must.
_KEPT = ("until",)

Told = dict[ox.NamedNode, list[Any]]


@dataclass(frozen=True)
class Remainder:
    """A case as a reader may see it.

    Attributes:
        case: what is left, its rows numbered anew.
        rows: rows, people and homes of the veiled case to what is left of them.
        cut: the rows of the veiled case of which something is left out.
    """

    case: Case
    rows: Mapping[str, str]
    cut: frozenset[str]


def remainder(veil: Veil) -> Remainder:
    """What is left of a veiled case once everything is left out that tells who is withheld."""
    listed = [(record, _nodes(veil.case, record)) for record in schema().records.values()]
    gone = set(veil.others)
    left: dict[ox.NamedNode, Told] = {}
    count = -1
    while count != len(gone):  # a row that rests on one that is left out goes as well
        count = len(gone)
        for record, nodes in listed:
            for node in nodes:
                told = None if node in gone else _left(veil, record, node, gone)
                if told is None:
                    gone.add(node)
                    left.pop(node, None)
                else:
                    left[node] = told
    return _numbered(veil.case, listed, left)


def _nodes(case: Case, record: RecordClass) -> list[ox.NamedNode]:
    """The people, homes or rows of a class, in the order of the file."""
    nodes = case.index.objects(case.iri, CW[record.section])
    if record.keyed:
        return sorted(nodes, key=str)
    return sorted(nodes, key=lambda node: int(node.value.rsplit("/", 1)[-1]))


def _left(
    veil: Veil, record: RecordClass, node: ox.NamedNode, gone: set[ox.NamedNode]
) -> Told | None:
    """What is left of a person, a home or a row; None where nothing is."""
    index = veil.case.index
    fields = {field.term: field for field in record.fields}
    if node in veil.people:
        return {NAME: index.objects(node, NAME)}
    if _checks_the_household(veil, record, node):
        return None
    told: Told = {}
    placed = _with_somebody_withheld(veil, record, node)
    shown = _shown_detail(veil, node)
    for term, said in index.predicates(node).items():
        field = fields.get(term)
        if field is None:
            if term == CW["id"]:
                told[term] = said
            continue
        must = field.key in record.required
        if (placed or shown) and not (must or field.key in _KEPT or term == shown):
            continue
        values = said
        own = veil.reader in index.objects(node, CW["person"])  # readers know it of themselves
        if not own and (node, term) in veil.values:
            if not _is_about_self(veil, node, term):
                return None  # it tells where somebody lives who lives with the caregiver
            values = [ox.Literal(words_instead(term))]
        if not own and any(_tells_address(veil, field, value) for value in values):
            return None  # the next house in the same street
        kept = [
            _written(veil, field, value, must)
            for value in values
            if (value not in gone and value not in veil.people)
            or (placed and term == CW["caregiver"])
            or (shown and term == CW["person"])
        ]
        kept = [value for value in kept if value is not None]
        if kept:
            told[term] = kept
        elif must:
            return None
    return told


def _with_somebody_withheld(veil: Veil, record: RecordClass, node: ox.NamedNode) -> bool:
    """Whether a row is a placement with somebody who is withheld."""
    cared = veil.case.index.objects(node, CW["caregiver"])
    return record.term == CW["Placement"] and any(each in veil.people for each in cared)


def _checks_the_household(veil: Veil, record: RecordClass, node: ox.NamedNode) -> bool:
    """Whether a row is about somebody who lives with the caregiver, and is no tie of the family.

    Who was looked into before the child came tells with whom the child is.
    """
    about = veil.case.index.objects(node, CW["person"])
    return record.term != CW["Union"] and any(each in veil.there for each in about)


def _shown_detail(veil: Veil, node: ox.NamedNode) -> ox.NamedNode | None:
    """The property of a row by which a reader may know a caregiver whose name is withheld."""
    told = veil.case.index.predicates(node)
    about = {*told.get(CW["person"], ())}
    terms = (term for term in told if term in protected_properties() and term != CW["home"])
    term = next(terms, None)
    return term if about & veil.people and (node, term) not in veil.values else None


def _is_about_self(veil: Veil, node: ox.NamedNode, term: ox.NamedNode) -> bool:
    """Whether it is the caregiver's own row, and not one of somebody who lives there as well."""
    key = veil.values[node, term].caregiver
    person = veil.case.node(veil.keys.get(key, key))
    return person in veil.case.index.objects(node, CW["person"])


def _written(veil: Veil, field: Field, value: Any, must: bool) -> Any:
    """A value of a row without what is withheld; None where nothing is left of it."""
    if field.kind != "text":
        return value
    if value.value in veil.texts:
        return ox.Literal(WITHHELD) if must else None
    return value


def _tells_address(veil: Veil, field: Field, value: Any) -> bool:
    """Whether a protected detail of somebody who is shown tells that of somebody who is not."""
    told = field.kind == "text" and field.term in protected_properties() and field.term != NAME
    return told and cleaned(veil.hidden, value.value) != value.value


def _numbered(
    case: Case,
    listed: Sequence[tuple[RecordClass, Sequence[ox.NamedNode]]],
    left: Mapping[ox.NamedNode, Told],
) -> Remainder:
    """A case of what is left, its rows numbered anew: a gap would tell that something was there."""
    rows: dict[str, str] = {}
    for record, nodes in listed:
        kept = [node for node in nodes if node in left]
        for number, node in enumerate(kept):
            row = f"{case.iri.value}#/{record.section}/{number}"
            rows[node.value] = node.value if record.keyed else row
    facts = {ox.Triple(case.iri, TYPE, CW["Case"])}
    for record, nodes in listed:
        for node in nodes:
            if node in left:
                facts |= {*_facts(case, record, node, left[node], rows)}
    places = {rows[row]: place for row, place in case.places.items() if row in rows}
    cut = frozenset(
        node.value
        for node, told in left.items()
        if any(told.get(term) != values for term, values in _said(case, node))
    )
    return Remainder(Case(case.name, frozenset(facts), places, case.file), rows, cut)


def _said(case: Case, node: ox.NamedNode) -> Iterator[tuple[ox.NamedNode, list[Any]]]:
    yield from ((t, v) for t, v in case.index.predicates(node).items() if t != TYPE)


def _facts(
    case: Case,
    record: RecordClass,
    node: ox.NamedNode,
    told: Told,
    rows: Mapping[str, str],
) -> Iterator[ox.Triple]:
    def moved(term: Any) -> Any:
        return ox.NamedNode(rows.get(term.value, term.value)) if _is_node(term) else term

    yield ox.Triple(case.iri, CW[record.section], moved(node))
    for kind in case.index.objects(node, TYPE):
        yield ox.Triple(moved(node), TYPE, kind)
    for term, values in told.items():
        yield from (ox.Triple(moved(node), term, moved(value)) for value in values)


def _is_node(term: Any) -> bool:
    return isinstance(term, ox.NamedNode)
