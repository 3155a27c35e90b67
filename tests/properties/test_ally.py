"""Ally over generated teams: what everyone sees, computed again; and that more never opens more."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from app import ally
from app.model import Status
from app.policy import policy
from app.terms import schema
from loaders import document

AS_OF = date(2025, 9, 15)
YOUTH, OWNERS = "yara", ("omar", "judith")
PEOPLE = {
    "yara": "2011-09-15",
    "mona": "1985-01-01",
    "fred": "1984-01-01",
    "ruth": "1970-01-01",
    "grace": "1975-01-01",
    "ines": "1980-01-01",
    "tom": "1982-01-01",
    "sofia": "1983-01-01",
    "omar": "1979-01-01",
    "judith": "1978-01-01",
}
ALLIANCES = ("mona", "fred", "ruth", "ines", "tom", "sofia")
SUBJECTS = ("yara", "mona", "fred", "ruth")
CHANNELS = {"general": "standardChannel", "plans": "standardChannel", "care": "privateChannel"}
CATEGORIES = sorted(schema().records["allyItems"].field("categories").codes)
# Of releases only, or nothing at all.
TELLS_NOTHING = {"allConfidential", "nothingConfidential"}
DAYS = st.dates(date(2025, 9, 10), date(2025, 9, 20)).map(date.isoformat)


def several(values, **sizes):
    return st.lists(st.sampled_from(values), unique=True, **sizes)


def spans():
    """When somebody is somewhere: from a day on, perhaps until another."""
    return st.fixed_dictionaries({"from": DAYS}, optional={"until": DAYS}).filter(
        lambda each: each.get("until", "9") > each["from"]
    )


def items():
    return st.fixed_dictionaries(
        {"child": st.just(YOUTH), "itemKind": st.sampled_from(["message", "fileItem"])},
        optional={
            "categories": several(CATEGORIES, min_size=1, max_size=3),
            "aboutPeople": several(SUBJECTS, min_size=1, max_size=2),
            "channel": st.sampled_from(list(CHANNELS)),
            "sharedWith": several(ALLIANCES, min_size=1, max_size=2),
            "madeBy": st.just("ines"),
            "postedOn": DAYS,
            "removedOn": DAYS,
        },
    )


def consents():
    return st.fixed_dictionaries(
        {
            "signer": st.sampled_from(["yara", "mona", "fred", "ruth", "grace"]),
            "alliance": st.sampled_from(ALLIANCES),
            "categories": several(CATEGORIES, min_size=1, max_size=4),
            "on": DAYS,
        },
        optional={"aboutPeople": several(SUBJECTS, min_size=1, max_size=3), "until": DAYS},
    ).filter(lambda each: each.get("until", "9") > each["on"])


@st.composite
def teams(draw):
    """A case with a team: intact or permanency, the youth just under or over twelve."""
    in_care = draw(st.booleans())
    people = {key: {"name": key.title(), "born": born} for key, born in PEOPLE.items()}
    people[YOUTH]["born"] = draw(st.sampled_from(["2013-09-15", "2013-09-16", "2008-01-01"]))
    kind = "permanencyCase" if in_care else "intactCase"
    members = draw(several(ALLIANCES, max_size=5))
    case = {
        "case": "generated",
        "people": people,
        "unions": [{"person": "mona", "partner": "fred", "unionKind": "marriage"}],
        "parentage": [
            {"parent": "mona", "child": YOUTH, "basis": "birth"},
            {"parent": "fred", "child": YOUTH, "basis": "presumption"},
        ],
        "caseRoles": [
            {"person": "grace", "caseRole": "guardianshipAdministrator", "serves": [YOUTH]},
            {"person": "ines", "caseRole": "serviceProvider", "serves": [YOUTH]},
            {"person": "tom", "caseRole": "supportPerson", "serves": [YOUTH]},
        ],
        "serviceCases": [{"child": YOUTH, "serviceKind": kind, "from": "2025-01-10"}],
        "assignments": [
            {"child": YOUTH, "person": "omar", "assignedAs": "assignedCaseworker"},
            {"child": YOUTH, "person": "judith", "assignedAs": "assignedSupervisor"},
        ],
        "teamMembers": [
            {"child": YOUTH, "person": key} | draw(spans()) for key in (*members, *OWNERS, YOUTH)
        ],
        "channels": {key: {"child": YOUTH, "channelKind": kind} for key, kind in CHANNELS.items()},
        "channelMembers": [
            {"channel": "care", "person": key} | draw(spans())
            for key in draw(several(ALLIANCES, max_size=3))
        ],
        "allyItems": {
            f"item{n}": each for n, each in enumerate(draw(st.lists(items(), max_size=6)))
        },
        "consents": draw(st.lists(consents(), max_size=8)),
    }
    if in_care:
        case["custody"] = [
            {"child": YOUTH, "custodyKind": "temporaryCustody", "from": "2025-01-10"}
        ]
        case["placements"] = [
            {"child": YOUTH, "caregiver": "ruth", "placedAs": "asFosterParent"}
            | draw(st.fixed_dictionaries({"from": DAYS}))
        ]
    return {key: value for key, value in case.items() if value}


def read(case):
    return document.read(document.write(case), "generated")


def sight(case, ask=None):
    return ally.find_sight(read(case), policy(), AS_OF, ask or ally.ask_team(YOUTH))


def needs(found):
    """The releases that are not there, by whom they are to be signed."""
    return {
        (each.to, each.about, each.category, each.signers)
        for each in found.releases
        if each.standing is not Status.MET
    }


def holds(row):
    return row.get("from", "") <= AS_OF.isoformat() < row.get("until", "9")


def seen_by_hand(case):
    """Who sees which category about whom, computed without any rule."""
    team = {each["person"] for each in case["teamMembers"] if holds(each)}
    private = {each["person"] for each in case.get("channelMembers", ()) if holds(each)}
    caregivers = {
        each["caregiver"]
        for each in case.get("placements", ())
        if each["from"] <= AS_OF.isoformat()
    }
    found = set()
    for to in sorted(set(ALLIANCES)):
        told = []
        for item in case.get("allyItems", {}).values():
            posted, removed = item.get("postedOn", "9"), item.get("removedOn", "9")
            if posted <= AS_OF.isoformat() < removed:
                kind = CHANNELS.get(item.get("channel"))
                if (
                    (kind == "standardChannel" and to in team)
                    or (kind == "privateChannel" and to in private)
                    or to in item.get("sharedWith", ())
                ):
                    told.append(item)
        shared = any(
            to in item.get("sharedWith", ())
            and item.get("postedOn", "9") <= AS_OF.isoformat() < item.get("removedOn", "9")
            for item in case.get("allyItems", {}).values()
        )
        if to in team or to in private or shared:
            found.add((to, YOUTH, "dcfsInvolvement"))
        if to in team:
            found |= {(to, each, "caregiverIdentity") for each in (caregivers & team) - {to}}
        for item in told:
            for category in set(item.get("categories", ())) - TELLS_NOTHING:
                about = set(item.get("aboutPeople", ()))
                if category == "dcfsInvolvement":
                    about = {YOUTH}
                elif category == "caregiverIdentity":
                    about = about or caregivers or {YOUTH}
                found |= {(to, each, category) for each in (about or {YOUTH}) - {to}}
    return found


@settings(max_examples=40, deadline=None)
@given(teams())
def test_what_everyone_sees_equals_what_is_counted_by_hand(case):
    found = sight(case).exposures
    assert {(each.to, each.about, each.category) for each in found} == seen_by_hand(case)
    assert len(found) == len(seen_by_hand(case))


@settings(max_examples=25, deadline=None)
@given(teams(), items(), st.data())
def test_adding_never_reduces_the_releases_needed(case, item, data):
    before = needs(sight(case))
    more = deepcopy(case)
    more.setdefault("allyItems", {})["another"] = item
    assert needs(sight(more)) >= before
    outside = sorted(set(ALLIANCES) - {each["person"] for each in case["teamMembers"]})
    if outside:
        joiner = data.draw(st.sampled_from(outside))
        more["teamMembers"] = [
            *case["teamMembers"],
            {"child": YOUTH, "person": joiner, "from": AS_OF.isoformat()},
        ]
        assert needs(sight(more)) >= before


@settings(max_examples=25, deadline=None)
@given(teams(), st.data())
def test_taking_a_release_away_never_opens_anything(case, data):
    held = case.get("consents", [])
    before = sight(case)
    for number in data.draw(several(range(len(held)), max_size=2)) if held else []:
        less = case | {"consents": [each for at, each in enumerate(held) if at != number]}
        after = {(e.to, e.about, e.category): e.standing for e in sight(less).exposures}
        for each in before.exposures:
            if each.standing is not Status.MET:
                assert after[each.to, each.about, each.category] is not Status.MET


@settings(max_examples=15, deadline=None)
@given(teams(), st.sampled_from(ALLIANCES))
def test_whoever_joins_sees_what_the_question_foretold(case, joiner):
    """What an addition is said to open up is what the person sees once added."""
    rows = [each for each in case["teamMembers"] if each["person"] != joiner]
    before = case | {"teamMembers": rows}
    asked = sight(before, ally.ask_addition(YOUTH, joiner)).exposures
    joined = {"child": YOUTH, "person": joiner, "from": AS_OF.isoformat()}
    after = sight(before | {"teamMembers": [*rows, joined]}).exposures
    foretold = {(each.to, each.about, each.category) for each in asked if each.to == joiner}
    assert foretold == {(e.to, e.about, e.category) for e in after if e.to == joiner}
