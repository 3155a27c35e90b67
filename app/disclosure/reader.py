"""What a reader of a case may see of the caregivers: the question `disclosure`, asked for a paper.

A reader is a person of the case, or nobody: then the paper is the agency's own. What is protected
stands in the vocabulary (`cw:protectedAs`); who may see it is what the law answers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product

import networkx as nx
import pyoxigraph as ox

from app.calendar import boolean_literal
from app.case import Case, stands
from app.decisions import assess_all
from app.disclosure.answers import ask_for, details, notices_of
from app.disclosure.mentions import Hidden, is_description
from app.disclosure.recipients import keys_of
from app.errors import QuestionError
from app.model import Assessment, Verdict
from app.policy import Policy
from app.terms import CW, RecordClass, local_name, schema, vocabulary

NAME, HOME = CW["name"], CW["home"]
# What tells of everybody who lives in a home alike.
_OF_THE_HOME = (HOME, CW["postalAddress"], CW["telephoneNumber"])


@dataclass(frozen=True)
class Caregiver:
    """Somebody with whom a child of the case is or was placed, and who is protected for it.

    Attributes:
        key: the person's key.
        number: the place among all of them, by the day on which the first child came.
        children: those placed with the person, to whether they are so on the date.
        homes: keys of the homes of these placements, and of those where the person lived since.
        there: keys of those who live there with the person on the date.
        stays: for each placement the child, and from and until when, empty where it lasts.
    """

    key: str
    number: int
    children: Mapping[str, bool]
    homes: frozenset[str]
    there: frozenset[str]
    stays: tuple[tuple[str, str, str], ...] = ()

    def houses(self, person: str, day: str) -> bool:
        """Whether what was recorded of a person on a day is of the caregiver's home too.

        Of a child it is what was recorded during the stay, also without a day; of whoever else
        lives there, all.
        """
        if person not in self.children:
            return person in self.there
        return any(
            child == person and (not day or (begun <= day and (not ended or day < ended)))
            for child, begun, ended in self.stays
        )


@dataclass(frozen=True)
class Sight:
    """What one reader may see of a case on a date.

    Attributes:
        reader: the key of the person who is to read; None for the agency.
        caregivers: everyone who is protected, in the order of their numbers.
        withheld: key of a caregiver to the details that the reader may not see; none are left out.
        answers: child and detail to the answer that decides, where one was needed.
    """

    reader: str | None
    as_of: date
    caregivers: tuple[Caregiver, ...]
    withheld: Mapping[str, frozenset[str]]
    answers: Mapping[tuple[str, str], Assessment]

    def may_see(self, caregiver: str, detail: str) -> bool:
        """Whether the reader may see a detail of a caregiver; true of anybody else."""
        return detail not in self.withheld.get(caregiver, ())


@dataclass(frozen=True)
class Value:
    """Something that a case says of a caregiver and that the law protects.

    Attributes:
        caregiver: whom it tells of.
        subject: the person, home or row that says it.
        property: the property that it stands under.
        detail: the code of the detail.
        text: what it says.
    """

    caregiver: str
    subject: ox.NamedNode
    property: ox.NamedNode
    detail: str
    text: str


@cache
def protected_properties() -> Mapping[ox.NamedNode, str]:
    """The properties that tell of a caregiver, as the vocabulary marks them: to the detail."""
    words = vocabulary()
    return {
        node: local_name(detail)
        for node, told in words.items()
        for detail in told.get(CW["protectedAs"], ())
    }


def detail_of(term: ox.NamedNode) -> str:
    """The code of the detail that a property tells of.

    Raises:
        KeyError: the vocabulary does not protect it.
    """
    return protected_properties()[term]


def find_sight(case: Case, policy: Policy, as_of: date, reader: str | None) -> Sight:
    """What a reader may see of the caregivers of a case on a date.

    A detail is shown where `disclosure` is permitted for every child placed with the caregiver.
    Caregivers see their own, and a child those with whom it lives. An earlier caregiver is hidden
    from the present one, and from whoever was told after a notice that went to the present one.

    Args:
        case: the asserted facts.
        policy: the whole law.
        as_of: the date of the question.
        reader: the key of a person; None for the agency, which sees everything.

    Raises:
        QuestionError: nobody in the case has this key.
    """
    if reader is not None and reader not in case.people:
        raise QuestionError(f"reader: nobody in the case is called {reader!r}.")
    known = find_caregivers(case, as_of)
    if reader is None:
        return Sight(None, as_of, known, {}, {})
    others = [each for each in known if not _is_own(each, reader)]
    children = list(dict.fromkeys(child for each in others for child in each.children))
    places = [(child, detail) for child in children for detail in details()]
    asks = [ask_for(child, reader, detail) for child, detail in places]
    found = assess_all(case, policy, as_of, asks, explained=False) if asks else []
    answers = dict(zip(places, found, strict=True))
    reads_own = [child for each in known if each.key == reader for child in each.children]
    withheld = {
        each.key: frozenset(
            detail
            for detail in details()
            if not all(
                _permits(answers[child, detail], policy, present, child in reads_own)
                for child, present in each.children.items()
            )
        )
        for each in others
    }
    return Sight(reader, as_of, known, {k: v for k, v in withheld.items() if v}, answers)


def _is_own(caregiver: Caregiver, reader: str) -> bool:
    """Whether a reader is the caregiver, or a child who lives there: they know it anyway."""
    return reader == caregiver.key or caregiver.children.get(reader, False)


def _permits(answer: Assessment, policy: Policy, present: bool, reads_as_caregiver: bool) -> bool:
    """Whether an answer about a child's caregiver opens a caregiver of the child to the reader.

    It speaks of the present caregiver. Who is told after a notice to that caregiver, or because
    the child lives there, is told nothing of an earlier one.
    """
    if answer.verdict is not Verdict.PERMITTED:
        return False
    told_after_notice = "SpecificNotice" in notices_of(answer, policy)
    return present or not (reads_as_caregiver or told_after_notice)


def find_caregivers(case: Case, as_of: date) -> tuple[Caregiver, ...]:
    """Everyone with whom a child of the case is, was or will be placed, group settings aside."""
    rows: dict[str, list[ox.NamedNode]] = {}
    placed = case.of_class(CW["Placement"])
    for row in sorted(placed, key=lambda each: (_begun(case, each), each.value)):
        setting = case.index.value(row, CW["placementSetting"])
        group = setting is not None and boolean_literal(True) in vocabulary().objects(
            setting, CW["residentialCare"]
        )
        if not group:
            for key in keys_of(case, row, "caregiver"):
                rows.setdefault(key, []).append(row)
    return tuple(
        _caregiver(case, as_of, key, number, held)
        for number, (key, held) in enumerate(rows.items(), start=1)
    )


def _begun(case: Case, row: ox.NamedNode) -> str:
    return case.index.text(row, CW["from"])


def _caregiver(
    case: Case, as_of: date, key: str, number: int, placed: Sequence[ox.NamedNode]
) -> Caregiver:
    children: dict[str, bool] = {}
    for row in placed:
        for child in keys_of(case, row, "child"):
            children[child] = children.get(child, False) or stands(case, row, as_of)
    stays = tuple(
        (child, _begun(case, row), case.index.text(row, CW["until"]))
        for row in placed
        for child in keys_of(case, row, "child")
    )
    homes = {home for row in placed for home in keys_of(case, row, "home")}
    members = case.of_class(CW["Membership"])
    since = _begun(case, placed[0])
    for row in members:
        ended = case.index.text(row, CW["until"])
        moved = [
            child in keys_of(case, row, "person")
            and begun <= _begun(case, row)
            and (not left or _begun(case, row) < left)
            for child, begun, left in stays
        ]
        own = key in keys_of(case, row, "person") and (not ended or ended > since)
        if own or any(moved):
            homes |= {*keys_of(case, row, "home")}
    there = {
        person
        for row in members
        if stands(case, row, as_of) and homes & {*keys_of(case, row, "home")}
        for person in keys_of(case, row, "person")
    }
    return Caregiver(key, number, children, frozenset(homes), frozenset(there - {key}), stays)


def companions(case: Case, sight: Sight) -> frozenset[str]:
    """The keys of those who would give a withheld caregiver away, and are left out with her or him.

    Whoever lives with the caregiver, the partner, and the family of one who is no kin of the
    children; not who is kin of theirs without that union, and not the reader. And whose own name
    tells it, whoever that is.
    """
    unnamed = {
        each.key for each in sight.caregivers if not sight.may_see(each.key, detail_of(NAME))
    }
    ties, apart = _ties(case), _ties(case, unnamed)
    placed = {child for each in sight.caregivers for child in each.children}
    family = {kin for child in placed for kin in nx.node_connected_component(apart, child)}
    found: set[str] = set()
    for each in sight.caregivers:
        if each.key in unnamed:
            found |= each.there
            found |= nx.node_connected_component(ties, each.key)
    kept = {each.key for each in sight.caregivers} | {sight.reader or ""}
    return frozenset(found - family - placed - kept) | find_tellers(case, sight)


def is_kin(case: Case, sight: Sight, caregiver: str) -> bool:
    """Whether a caregiver belongs to the family of a child of the case, also by a union."""
    family = nx.node_connected_component(_ties(case), caregiver)
    return any(child in family for each in sight.caregivers for child in each.children)


def _ties(case: Case, alone: Collection[str] = ()) -> nx.Graph[str]:
    """Who is a parent or a partner of whom; of some people their unions are left out."""
    ties: nx.Graph[str] = nx.Graph()
    ties.add_nodes_from(case.people)
    for kind, one, other in (("Parentage", "parent", "child"), ("Union", "person", "partner")):
        for row in case.of_class(CW[kind]):
            pairs = product(keys_of(case, row, one), keys_of(case, row, other))
            ties.add_edges_from(
                pair for pair in pairs if kind == "Parentage" or not {*pair} & {*alone}
            )
    return ties


def find_tellers(case: Case, sight: Sight) -> frozenset[str]:
    """The keys of others whose name tells who a withheld caregiver is.

    As one who is recorded twice, or "Rosa's neighbour". Not the reader, not the children, and not
    a namesake who was born on another day.
    """
    names = {
        case.index.text(case.node(each.key), NAME): case.index.text(case.node(each.key), CW["born"])
        for each in sight.caregivers
        if not sight.may_see(each.key, detail_of(NAME))
    }
    hidden = {name: Hidden(names=frozenset({name})) for name in names if name}
    placed = {child for each in sight.caregivers for child in each.children}
    kept = placed | {each.key for each in sight.caregivers} | {sight.reader or ""}

    def tells(key: str) -> bool:
        name, born = (case.index.text(case.node(key), term) for term in (NAME, CW["born"]))
        return any(
            each.is_told_by(name)
            and (is_description(name) or _may_be_one_day(born, names[withheld]))
            for withheld, each in hidden.items()
        )

    return frozenset(key for key in case.people if key not in kept and tells(key))


def _may_be_one_day(one: str, other: str) -> bool:
    """Whether two days, known to the day or the year or not at all, may be the same."""
    return one.startswith(other) or other.startswith(one)


def find_values(case: Case, caregivers: Sequence[Caregiver]) -> tuple[Value, ...]:
    """Everything protected that a case says of some caregivers.

    The names of their homes tell of name and address alike. The address and the telephone of those
    who live with them are theirs too.
    """
    found = []
    for each in caregivers:
        person = case.node(each.key)
        found += _said(case, each.key, person, NAME)
        for home in sorted(each.homes):
            for term in (NAME, HOME):
                found += [
                    Value(each.key, value.subject, HOME, detail_of(term), value.text)
                    for value in _said(case, each.key, case.node(home), NAME)
                ]
        for record, term in _telling():
            for row in case.of_class(record.term):
                about = {*keys_of(case, row, "person")}
                day = case.index.text(row, CW["on"]) or _begun(case, row)
                if each.key in about or (
                    term in _OF_THE_HOME and any(each.houses(person, day) for person in about)
                ):
                    found += _said(case, each.key, row, term)
    return tuple(found)


def _said(case: Case, caregiver: str, subject: ox.NamedNode, term: ox.NamedNode) -> list[Value]:
    return [
        Value(caregiver, subject, term, detail_of(term), text)
        for text in case.index.texts(subject, term)
        if text
    ]


@cache
def _telling() -> tuple[tuple[RecordClass, ox.NamedNode], ...]:
    """The records about a person that say something protected as text, with the property."""
    return tuple(
        (record, field.term)
        for record in schema().records.values()
        for field in record.fields
        if record.field("person") and field.kind == "text" and field.term in protected_properties()
    )
