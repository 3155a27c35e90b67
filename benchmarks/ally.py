"""How quickly Kinstead answers about an Ally team, on one machine in one run.

    python -m benchmarks.ally

A team of 40 people, 15 channels and 500 items: reading the case; the whole answer, asked for the
first time, whether a person may join the team, may be added to a private channel or may see an
item posted there; the same after a changed release in a loaded case; and what everyone in the team
sees today.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pyoxigraph as ox
import yaml

from app.calendar import date_literal
from app.case import Case
from app.decisions import assess
from app.policy import policy
from app.reasoning import Ask
from app.terms import CW, TYPE, codes
from benchmarks.timing import median_ms
from loaders.document import read

AS_OF = date(2025, 6, 1)
PEOPLE, CHANNELS, ITEMS = 40, 15, 500
PROMISED = 500
_STANDARD = 5
_NEVER_POSTED = {"reporterIdentity", "leadsData", "allConfidential", "nothingConfidential"}


def make_team(people: int = PEOPLE, channels: int = CHANNELS, items: int = ITEMS) -> dict[str, Any]:
    """A case document with the Ally team of a youth in care, the same for the same numbers."""
    chance = random.Random(33)
    day = date(2025, 1, 10)
    alliances = [f"p{number}" for number in range(people)]
    family = ["mother", "father", "foster1", "foster2"]
    kinds = sorted(set(map(str, codes(CW["InformationCategory"]))) - _NEVER_POSTED)
    roles = ["serviceProvider", "schoolStaff", "supportPerson", "medicalProvider"]
    names = ["youth", "administrator", "worker", "supervisor", "joiner", *family, *alliances]
    subjects: list[list[str]] = [[], [], ["mother"], ["father"], ["mother", "father"]]
    return {
        "case": "team",
        "people": {"youth": {"name": "Youth", "born": "2011-03-04"}}
        | {name: {"name": name.title()} for name in names[1:]},
        "parentage": [
            {"parent": "mother", "child": "youth", "basis": "birth"},
            {"parent": "father", "child": "youth", "basis": "acknowledgment"},
        ],
        "custody": [{"child": "youth", "custodyKind": "temporaryCustody", "from": "2025-01-10"}],
        "placements": [
            {
                "child": "youth",
                "caregiver": each,
                "placedAs": "asFosterParent",
                "from": "2025-01-10",
            }
            for each in family[2:]
        ],
        "serviceCases": [{"child": "youth", "serviceKind": "permanencyCase", "from": "2025-01-10"}],
        "assignments": [
            {"child": "youth", "person": "worker", "assignedAs": "assignedCaseworker"},
            {"child": "youth", "person": "supervisor", "assignedAs": "assignedSupervisor"},
        ],
        "caseRoles": [
            {
                "person": "administrator",
                "caseRole": "guardianshipAdministrator",
                "serves": ["youth"],
            }
        ]
        + [{"person": p, "caseRole": chance.choice(roles), "serves": ["youth"]} for p in alliances],
        "teamMembers": [
            {"child": "youth", "person": each, "from": "2025-02-01"} for each in alliances
        ],
        "channels": {
            f"c{number}": {
                "name": f"Channel {number}",
                "child": "youth",
                "channelKind": "standardChannel" if number < _STANDARD else "privateChannel",
            }
            for number in range(channels)
        },
        "channelMembers": [
            {"channel": f"c{number}", "person": each, "from": "2025-02-01"}
            for number in range(_STANDARD, channels)
            for each in chance.sample(alliances, min(8, people))
        ],
        "allyItems": {
            f"i{number}": {
                "name": f"Item {number}",
                "child": "youth",
                "itemKind": chance.choice(["message", "fileItem", "photoItem"]),
                "categories": chance.sample(kinds, chance.choice([1, 1, 2])),
                "channel": f"c{chance.randrange(channels)}",
                "postedOn": (day + timedelta(days=chance.randrange(120))).isoformat(),
            }
            | ({"aboutPeople": about} if (about := chance.choice(subjects)) else {})
            for number in range(items)
        },
        "consents": [
            {"signer": who, "alliance": each, "categories": [category], "on": "2025-01-20"}
            for each in [*alliances, "joiner"]
            for who, category in (
                ("mother", "dcfsInvolvement"),
                ("administrator", "otherConfidential"),
                ("youth", "mentalHealthRecord"),
            )
        ],
        "needsToKnow": [
            {"child": "youth", "person": each, "needed": True, "on": "2025-01-20"}
            for each in [*alliances, "joiner"]
        ],
    }


def measure() -> dict[str, float]:
    """The medians, in milliseconds, by what is done."""
    text = yaml.safe_dump(make_team())
    case, law = read(text, "generated.yaml"), policy()
    asks = {
        "onboarding": Ask("allyOnboarding", {"child": ("youth",), "person": ("joiner",)}),
        "private channel": Ask(
            "allyChannel", {"child": ("youth",), "person": ("joiner",), "channel": ("c9",)}
        ),
        "post": Ask("allyPost", {"child": ("youth",), "item": ("i7",), "channel": ("c9",)}),
        "everyone": Ask("allyExposures", {"child": ("youth",)}),
    }

    def released(turn: int) -> Case:
        row = ox.NamedNode(f"{case.iri.value}#/consents/new{turn}")
        held = {
            "signer": case.node("administrator"),
            "alliance": case.node("joiner"),
            "categories": CW["medicalRecord"],
            "on": date_literal(date(2025, 1, 1) + timedelta(days=turn)),
        }
        facts = [ox.Triple(row, CW[key], value) for key, value in held.items()]
        kinds = [ox.Triple(row, TYPE, CW[name]) for name in ("Record", "Consent")]
        return case.with_facts([*facts, *kinds])

    taken = {"case read": median_ms(lambda _: read(text, "generated.yaml"), 3)}
    for name, ask in asks.items():
        turns = 1 if name == "everyone" else 5

        def anew(_: int, ask: Ask = ask) -> None:
            assess(Case(case.name, case.facts), law, AS_OF, ask, explained=False)

        def changed(turn: int, ask: Ask = ask) -> None:
            assess(released(turn), law, AS_OF, ask, explained=False)

        taken[name] = median_ms(anew, turns)
        taken[f"{name}, changed"] = median_ms(changed, turns)
    return taken


def main() -> None:
    for name, taken in measure().items():
        print(f"{name:<28}{taken:>10.1f} ms")
    print(f"an addition is promised in {PROMISED} ms")


if __name__ == "__main__":
    main()
