"""Generated families of any size, as plain case documents with homes, custody and records."""

from __future__ import annotations

import random
from collections.abc import Sequence

FIRST = {
    "female": ("Ada", "Bea", "Cleo", "Dora", "Edie", "Fern", "Gwen", "Hope", "Iris", "June"),
    "male": ("Abel", "Bert", "Cole", "Dean", "Earl", "Fred", "Glen", "Hugo", "Ivan", "Jack"),
}
LAST = ("Adler", "Bloom", "Craig", "Doyle", "Ellis", "Frost", "Grant", "Hayes", "Irwin", "Knox")


def make_family(people: int, seed: int = 7) -> dict:
    """A case document of about so many people over up to seven generations.

    Args:
        people: how many; the last generation is cut there.
        seed: makes the same family again.
    """
    chance = random.Random(seed)
    document: dict = {
        "case": f"generated-{people}",
        "people": {},
        "homes": {},
        "parentage": [],
        "unions": [],
        "members": [],
        "rosters": [],
    }

    def add(generation: int, gender: str | None = None) -> str:
        key = f"p{len(document['people'])}"
        gender = gender or chance.choice(["female", "male"])
        born = 1925 + 24 * generation + chance.randrange(12)
        document["people"][key] = {
            "name": f"{chance.choice(FIRST[gender])} {chance.choice(LAST)}",
            "born": f"{born}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 28):02d}",
            "gender": gender,
        }
        return key

    def full() -> bool:
        return len(document["people"]) >= people

    couples = [(add(0, "female"), add(0, "male")) for _ in range(max(1, people // 60))]
    generation = 0
    while not full():
        children = []
        for mother, father in couples:
            document["unions"].append(
                {"person": mother, "partner": father, "unionKind": "marriage"}
            )
            for _ in range(chance.randrange(2, 5)):
                if full():
                    break
                child = add(generation + 1)
                children.append(child)
                document["parentage"].append({"parent": mother, "child": child, "basis": "birth"})
                document["parentage"].append(
                    {"parent": father, "child": child, "basis": "adjudication"}
                )
        generation += 1
        couples = []
        for child in children:
            if full() or chance.random() < 0.25:
                continue
            gender = document["people"][child]["gender"]
            spouse = add(generation, "male" if gender == "female" else "female")
            couples.append((child, spouse) if gender == "female" else (spouse, child))
        if not couples:
            couples = [(add(generation, "female"), add(generation, "male"))]
    settle(document)
    return document


def settle(document: dict) -> None:
    """Give everyone a home of up to four, with a complete roster; the youngest is in custody."""
    keys = list(document["people"])
    for start in range(0, len(keys), 4):
        home = f"h{start // 4}"
        document["homes"][home] = {"name": f"Home {start // 4}"}
        document["rosters"].append({"home": home, "on": "2024-01-02", "complete": True})
        for key in keys[start : start + 4]:
            document["members"].append({"home": home, "person": key})
    youngest = max(keys, key=lambda key: document["people"][key]["born"])
    document["custody"] = [
        {"child": youngest, "custodyKind": "temporaryCustody", "from": "2024-01-05"}
    ]


def child_of(document: dict) -> str:
    """The child in custody."""
    return document["custody"][0]["child"]


def make_crowd(recipients: int, roles: Sequence[str], name: str = "crowd") -> str:
    """A case file of a child in foster care and of people with roles, to be told or not.

    Args:
        recipients: how many may be asked about; the child's mother is one of them.
        roles: the codes of case roles; each stands in turn.
        name: what the case is called.
    """
    count = recipients - 1
    people = "".join(f"  r{n}: {{name: Person {n}}}\n" for n in range(count))
    rows = "".join(
        f"- {{person: r{n}, caseRole: {roles[n % len(roles)]}, serves: [maya]}}\n"
        for n in range(count)
    )
    return (
        f"case: {name}\npeople:\n  maya: {{name: Maya Crowd, born: 2018-02-10}}\n"
        f"  pia: {{name: Pia Crowd}}\n  helen: {{name: Helen Brandt}}\n{people}"
        "parentage:\n- {parent: pia, child: maya, basis: birth}\n"
        "custody:\n- {child: maya, custodyKind: temporaryCustody, from: 2026-03-02}\n"
        "placements:\n- {child: maya, caregiver: helen, placedAs: asFosterParent, "
        f"from: 2026-03-02}}\ncaseRoles:\n{rows}"
    )
