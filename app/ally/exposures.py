"""What people of an Ally team see or would see, and the releases for it: read off a derivation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.ally.team import category_names
from app.case import Case
from app.decisions import assess_all
from app.model import Status
from app.policy import Policy
from app.reasoning import Ask, Derivation, derive
from app.terms import CW, TYPE, local_name

_ACKNOWLEDGEMENTS = "allyAcknowledgements"
# From what is in order to what nothing can mend.
_WORSE = (Status.MET, Status.UNKNOWN, Status.MISSING, Status.VIOLATED)


@dataclass(frozen=True, order=True)
class Exposure:
    """That somebody sees or would see information of one category about one person.

    Attributes:
        to: key of who sees it.
        about: key of the person of whom it tells.
        category: the code of the category.
        items: keys of what tells it; none where being in the team does.
        stands: whether it is so on the date already.
        standing: met where every release is there or none is needed; violated where none helps.
    """

    to: str
    about: str
    category: str
    items: tuple[str, ...]
    stands: bool
    standing: Status


@dataclass(frozen=True, order=True)
class Release:
    """A CFS 600-3 that an exposure needs.

    Attributes:
        to: key of the person to whom it releases.
        about: key of the person of whom is told.
        category: the code of the category.
        signers: keys of those who may sign, any one of them; none where nobody is recorded.
        standing: met, missing, or unknown where it is open who signs or whether it is enough.
    """

    to: str
    about: str
    category: str
    signers: tuple[str, ...]
    standing: Status


@dataclass(frozen=True)
class Sight:
    """What one question about a team has people see, and the releases it needs."""

    exposures: tuple[Exposure, ...]
    releases: tuple[Release, ...]


@dataclass(frozen=True)
class Form:
    """A CFS 600-3 to collect: one signature for one person, with all that it has to list.

    Attributes:
        to: key of the person whom it names.
        signers: keys of those who may sign, any one of them.
        lists: key of the person of whom is told to the codes of the categories.
        settled: whether the law leaves no doubt that this signature is needed and enough.
    """

    to: str
    signers: tuple[str, ...]
    lists: Mapping[str, tuple[str, ...]]
    settled: bool


@dataclass(frozen=True)
class Cell:
    """A person and a category: how the releases for what the person sees of it stand."""

    standing: Status
    about: tuple[str, ...]


def ask_team(child: str) -> Ask:
    """Everything that people of the team can see on the date."""
    return Ask("allyExposures", {"child": (child,)})


def ask_addition(child: str, person: str, channel: str | None = None) -> Ask:
    """Whether somebody may join the team, or be added to a channel of it."""
    roles = {"child": (child,), "person": (person,)}
    if channel is None:
        return Ask("allyOnboarding", roles)
    return Ask("allyChannel", roles | {"channel": (channel,)})


def ask_post(child: str, item: str, channel: str | None, person: str | None = None) -> Ask:
    """Whether an item may be posted in a channel, or shared in a chat with a person."""
    places = {"channel": channel, "person": person}
    roles = {"child": (child,), "item": (item,)}
    return Ask("allyPost", roles | {key: (each,) for key, each in places.items() if each})


def find_sight(case: Case, policy: Policy, as_of: date, ask: Ask) -> Sight:
    """What a question about a team has people see, and the releases which that needs.

    Args:
        case: the asserted facts.
        policy: the whole law.
        as_of: the date of the question.
        ask: `ask_team`, `ask_addition` or `ask_post`.
    """
    derivation = derive(case, policy, as_of, [ask])
    concerned = derivation.objects(ask.node(case), CW["concerns"])
    exposures, releases = set(), set()
    for node in concerned:
        kinds = set(derivation.objects(node, TYPE))
        if CW["Exposure"] in kinds:
            exposures.add(_exposure(derivation, node))
        elif derivation.objects(node, CW["consentTo"]):
            releases.add(_release(derivation, node))
    return Sight(tuple(sorted(exposures)), tuple(sorted(releases)))


def _exposure(derivation: Derivation, node: Any) -> Exposure:
    return Exposure(
        to=_key(derivation, node, "exposedTo"),
        about=_key(derivation, node, "exposedAbout"),
        category=_code(derivation, node, "exposedCategory"),
        items=_keys(derivation, node, "exposedBy"),
        stands=bool(derivation.objects(node, CW["exposureStands"])),
        standing=_standing(derivation, node, "coveredStanding"),
    )


def _release(derivation: Derivation, node: Any) -> Release:
    exposure = derivation.objects(node, CW["consentFor"])[0]
    return Release(
        to=_key(derivation, node, "consentTo"),
        about=_key(derivation, exposure, "exposedAbout"),
        category=_code(derivation, node, "consentCategory"),
        signers=_keys(derivation, node, "maySign"),
        standing=_standing(derivation, node, "formStanding"),
    )


def _standing(derivation: Derivation, node: Any, name: str) -> Status:
    """The worst that rules found; missing where they found nothing."""
    found = {local_name(each).lower() for each in derivation.objects(node, CW[name])}
    return max((Status(each) for each in found), key=_WORSE.index, default=Status.MISSING)


def _keys(derivation: Derivation, node: Any, name: str) -> tuple[str, ...]:
    found = derivation.objects(node, CW[name])
    return tuple(sorted({derivation.case.key(each) for each in found}))


def _key(derivation: Derivation, node: Any, name: str) -> str:
    (found,) = _keys(derivation, node, name)
    return found


def _code(derivation: Derivation, node: Any, name: str) -> str:
    (found,) = derivation.objects(node, CW[name])
    return local_name(found)


def papers_missing(
    case: Case, policy: Policy, as_of: date, child: str, people: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """The acknowledgements that people of a team still owe, in words, by person.

    Args:
        case: the asserted facts.
        policy: the whole law.
        as_of: the date of the question.
        child: the key of the youth.
        people: keys of people of the team.
    """
    asks = [ask_addition(child, each) for each in people]
    found = assess_all(case, policy, as_of, asks, explained=False) if asks else []
    return {
        key: tuple(
            dict.fromkeys(
                check.message
                for check in each.checks
                if check.family == _ACKNOWLEDGEMENTS
                and check.status not in (Status.MET, Status.NOT_APPLICABLE)
            )
        )
        for key, each in zip(people, found, strict=True)
    }


def forms_to_collect(releases: Iterable[Release]) -> tuple[Form, ...]:
    """The forms that are still to be signed, one for each person and who may sign."""
    groups: dict[tuple[str, tuple[str, ...]], list[Release]] = {}
    for each in sorted(releases):
        if each.standing is not Status.MET:
            groups.setdefault((each.to, each.signers), []).append(each)
    return tuple(
        Form(
            to=to,
            signers=signers,
            lists={
                about: tuple(dict.fromkeys(e.category for e in found if e.about == about))
                for about in dict.fromkeys(e.about for e in found)
            },
            settled=all(each.standing is Status.MISSING for each in found),
        )
        for (to, signers), found in groups.items()
    )


def signer_words(case: Case, form: Form) -> str:
    """Who may sign a form, in words."""
    return " or ".join(case.name_of(case.node(key)) for key in form.signers) or "open who signs"


def list_words(case: Case, form: Form) -> str:
    """What a form has to list, in words."""
    names = category_names()
    return "; ".join(
        f"{', '.join(names[code] for code in told)} about {case.name_of(case.node(about))}"
        for about, told in form.lists.items()
    )


def consent_matrix(sight: Sight) -> dict[tuple[str, str], Cell]:
    """Person and category to the worst standing of what the person sees of it, and about whom."""
    cells: dict[tuple[str, str], Cell] = {}
    for each in sight.exposures:
        known = cells.get((each.to, each.category), Cell(Status.MET, ()))
        standing = max(known.standing, each.standing, key=_WORSE.index)
        cells[each.to, each.category] = Cell(standing, (*known.about, each.about))
    return cells
