"""The Ally team of a youth as it stands on a date: people, channels, items.

Who owns it and which items can be seen is what the rules found; the rest is read as recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from app.case import Case, stands
from app.disclosure.recipients import (
    caregivers_of,
    keys_of,
    recipients_of,
    rows_about,
)
from app.errors import QuestionError
from app.policy import Policy
from app.reasoning import Ask, Derivation, derive
from app.terms import CW, TYPE, codes, label, local_name

_STANDARD = "standardChannel"


@dataclass(frozen=True)
class Member:
    """Somebody in the team.

    Attributes:
        key: the person's key.
        capacities: what the person has to do with the youth, in words, the nearest first.
        since: ISO date of the first day in the team, empty where none is recorded.
        papers: code of each acknowledgement to the ISO date on which it was signed.
        owner: whether the person owns the team: the caseworker, the supervisor.
    """

    key: str
    capacities: tuple[str, ...]
    since: str
    papers: Mapping[str, str]
    owner: bool


@dataclass(frozen=True)
class Channel:
    """A channel of the team.

    Attributes:
        kind: the code of its kind.
        members: keys of those who are in it.
        items: keys of what can be seen in it.
        exposes: codes of the categories of which it tells.
        untold: keys of the items of which it is not recorded what they tell.
    """

    key: str
    name: str
    kind: str
    members: tuple[str, ...]
    items: tuple[str, ...]
    exposes: tuple[str, ...]
    untold: tuple[str, ...]


@dataclass(frozen=True)
class Team:
    """The team of a youth on a date.

    Attributes:
        owners: keys of the caseworker and the supervisor.
        members: everyone in it, the owners first.
        channels: standard channels first, each group by name.
        others: keys of people of the case who are not in it.
    """

    child: str
    owners: tuple[str, ...]
    members: tuple[Member, ...]
    channels: tuple[Channel, ...]
    others: tuple[str, ...]


def youths_of(case: Case) -> tuple[str, ...]:
    """The keys of the youths who have an Ally team or a case with the Department."""
    rows = [row for name in ("AllyTeam", "ServiceCase") for row in case.of_class(CW[name])]
    return tuple(sorted({key for row in rows for key in keys_of(case, row, "child")}))


def only_youth(case: Case, child: str) -> str:
    """The youth named, or the only one of the case.

    Raises:
        QuestionError: nobody is called so, the case has no Ally team, or several.
    """
    youths = youths_of(case)
    if child:
        if child not in case.people:
            raise QuestionError(f"Nobody in the case is called {child!r}.")
        return child
    if len(youths) != 1:
        known = f"Name one with --child: {', '.join(youths)}." if youths else ""
        raise QuestionError(f"The case has {len(youths) or 'no'} Ally teams. {known}".strip())
    return youths[0]


def read_team(case: Case, policy: Policy, as_of: date, child: str) -> Team:
    """The team of a youth on a date, as the case records it."""
    ask = Ask("allyExposures", {"child": (child,)})
    derivation = derive(case, policy, as_of, [ask])
    owners = tuple(map(case.key, derivation.objects(ask.node(case), CW["teamOwner"])))
    rows = {
        key: row
        for row in _rows(case, "TeamMember", child, as_of)
        for key in keys_of(case, row, "person")
    }
    known = {each.key: each.capacities for each in recipients_of(case, policy, as_of, child)}
    everyone = list(dict.fromkeys([*owners, *sorted(rows)]))
    members = tuple(
        Member(
            key=key,
            capacities=_capacities(case, child, key, known, as_of),
            since=case.index.text(rows[key], CW["from"]) if key in rows else "",
            papers=_papers(case, key, as_of),
            owner=key in owners,
        )
        for key in everyone
    )
    return Team(
        child=child,
        owners=owners,
        members=members,
        channels=_channels(derivation, child, everyone),
        others=tuple(key for key in case.people if key not in everyone),
    )


def category_names() -> dict[str, str]:
    """Every category of information by its code, in words, in the order of the law."""
    return {name: label(node) for name, node in codes(CW["InformationCategory"]).items()}


def release_name() -> str:
    """What a release is called, with the number of its form."""
    return label(CW["Consent"])


def form_names() -> dict[str, str]:
    """Every acknowledgement by its code, as people call it: CFS 2051, Terms of Use."""
    names = {name: label(node) for name, node in codes(CW["FormKind"]).items()}
    return {name: word.partition(" (")[0].partition(",")[0] for name, word in names.items()}


def _rows(case: Case, term: str, child: str, as_of: date) -> list[ox.NamedNode]:
    return [row for row in rows_about(case, term, "child", child) if stands(case, row, as_of)]


def _capacities(
    case: Case, child: str, key: str, known: Mapping[str, tuple[str, ...]], as_of: date
) -> tuple[str, ...]:
    assigned = [
        label(case.index.value(row, CW["assignedAs"]))
        for row in _rows(case, "Assignment", child, as_of)
        if key in keys_of(case, row, "person")
    ]
    own = ["youth"] if key == child else []
    own += ["caregiver"] if key in caregivers_of(case, child, as_of) else []
    return tuple(dict.fromkeys([*own, *assigned, *known.get(key, ())]))


def _code(case: Case, row: ox.NamedNode, name: str) -> str:
    value = case.index.value(row, CW[name])
    return "" if value is None else local_name(value)


def _papers(case: Case, key: str, as_of: date) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows_about(case, "SignedForm", "person", key):
        day = case.index.text(row, CW["on"])
        if day and date.fromisoformat(day) <= as_of:
            form = _code(case, row, "formKind")
            found[form] = max(found.get(form, ""), day)
    return found


def _channels(derivation: Derivation, child: str, everyone: Iterable[str]) -> tuple[Channel, ...]:
    case, visible = derivation.case, derivation.subjects(TYPE, CW["VisibleItem"])
    found = []
    for node in rows_about(case, "Channel", "child", child):
        kind = _code(case, node, "channelKind")
        members = [
            key
            for row in rows_about(case, "ChannelMember", "channel", case.key(node))
            if stands(case, row, derivation.as_of)
            for key in keys_of(case, row, "person")
        ]
        items = sorted(case.key(e) for e in visible if case.index.value(e, CW["channel"]) == node)
        told = {
            item: {
                local_name(each) for each in case.index.objects(case.node(item), CW["categories"])
            }
            for item in items
        }
        found.append(
            Channel(
                key=case.key(node),
                name=case.name_of(node),
                kind=kind,
                members=tuple(everyone) if kind == _STANDARD else tuple(dict.fromkeys(members)),
                items=tuple(items),
                exposes=tuple(
                    n for n in category_names() if any(n in each for each in told.values())
                ),
                untold=tuple(item for item, each in told.items() if not each),
            )
        )
    return tuple(sorted(found, key=lambda each: (each.kind != _STANDARD, each.name)))
