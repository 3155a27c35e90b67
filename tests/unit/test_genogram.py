"""The family picture's geometry: generations, couples, sibships, names and lines."""

import random
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from families import families
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import CaseFileError
from app.genogram import draw, family_table, lay_out, read_family
from app.genogram.family import near_family
from app.genogram.geometry import RADIUS, Line
from app.genogram.lines import bonds_of, run_lines
from loaders import document, load
from tests.family_files import family_files
from tests.unit.geometry import lines_over, outside, overlaps, partners_apart, strangers

AS_OF = date(2024, 3, 1)
NAMES = ("Ana", "Ben", "Carla", "Dmitri", "Katarzyna", "Maximiliana", "Noor", "Otto")
SURNAMES = ("Baker", "Montgomery-Hale", "Ortega", "Łukasik", "Vandenberghe", "Quinn")


def case(people, parentage=(), unions=(), more=""):
    """A case from keys (with years of birth), (parent, child, basis) and (one, other, kind)."""
    lines = ["case: family", "people:"]
    for key, member in people.items():
        fields = {"name": key.title()} | (member if isinstance(member, dict) else {"born": member})
        words = ", ".join(
            f'{name}: "{value}"' if name == "name" else f"{name}: {value}"
            for name, value in fields.items()
        )
        lines.append(f"  {key}: {{{words}}}")
    if parentage:
        lines += ["parentage:"] + [
            f"  - {{parent: {parent}, child: {child}, basis: {basis}}}"
            for parent, child, basis in parentage
        ]
    if unions:
        lines += ["unions:"] + [
            f"  - {{person: {one}, partner: {other}, unionKind: {kind}}}"
            for one, other, kind in unions
        ]
    return document.read("\n".join(lines) + "\n" + more, "family.yaml")


def generated(size, seed):
    """A case of about `size` people over four generations: couples, remarriages, claims."""
    chance = random.Random(seed)
    people, parentage, unions = {}, [], []

    def add(generation, gender=None):
        key = f"p{len(people):03d}"
        people[key] = {
            "name": f"{chance.choice(NAMES)} {chance.choice(SURNAMES)}",
            "born": 1930 + generation * 26 + chance.randint(0, 12),
            "gender": gender or chance.choice(("male", "female", "nonBinary")),
        }
        return key

    front = [(add(0, "male"), add(0, "female")) for _ in range(max(2, size // 25))]
    unions += [(*pair, "marriage") for pair in front]
    generation = 0
    while len(people) < size and front:
        generation += 1
        children = []
        for father, mother in front:
            for _ in range(chance.randint(1, 4)):
                child = add(generation)
                basis = "presumption" if chance.random() < 0.85 else "claimed"
                parentage += [(father, child, basis), (mother, child, "birth")]
                children.append(child)
        chance.shuffle(children)
        front = []
        while len(children) > 1:
            one = children.pop()
            other = add(generation) if chance.random() < 0.8 else children.pop()
            front.append((one, other))
            unions.append((one, other, chance.choice(("marriage", "cohabitation"))))
            if chance.random() < 0.2:
                front.append((one, add(generation)))
                unions.append((*front[-1], "marriage"))
    return case(people, parentage, unions)


ODDITIES = {
    "married to the own parent": case(
        {"mo": 1950, "son": 1970, "kid": 1990},
        [("mo", "son", "birth"), ("son", "kid", "claimed"), ("mo", "kid", "birth")],
        [("mo", "son", "marriage")],
    ),
    "half-siblings over three unions": case(
        {"pa": 1950, "w1": 1951, "w2": 1955, "w3": 1960, "a": 1975, "b": 1980, "c": 1990},
        [
            link
            for k, w in (("a", "w1"), ("b", "w2"), ("c", "w3"))
            for link in (("pa", k, "presumption"), (w, k, "birth"))
        ],
        [("pa", "w1", "marriage"), ("pa", "w2", "marriage"), ("pa", "w3", "cohabitation")],
    ),
    "orphans with no ties": case({f"o{number}": 2000 + number for number in range(25)}),
    "uncle marries niece": case(
        {"gran": 1930, "uncle": 1955, "sis": 1950, "niece": 1972, "kid": 1995},
        [
            ("gran", "uncle", "birth"),
            ("gran", "sis", "birth"),
            ("sis", "niece", "birth"),
            ("niece", "kid", "birth"),
            ("uncle", "kid", "adjudication"),
        ],
        [("uncle", "niece", "marriage")],
    ),
    "cousins marry": case(
        {"g": 1920, "a": 1945, "b": 1947, "c": 1970, "d": 1971, "kid": 1995},
        [
            ("g", "a", "birth"),
            ("g", "b", "birth"),
            ("a", "c", "birth"),
            ("b", "d", "birth"),
            ("c", "kid", "birth"),
            ("d", "kid", "presumption"),
        ],
        [("c", "d", "marriage")],
    ),
    "adopted by a grandparent": case(
        {"gran": 1950, "ma": 1975, "kid": 2000},
        [("gran", "ma", "birth"), ("ma", "kid", "birth"), ("gran", "kid", "adoption")],
    ),
    "three partners of one another": case(
        {"a": 1980, "b": 1981, "c": 1982},
        unions=[("a", "b", "marriage"), ("b", "c", "marriage"), ("c", "a", "cohabitation")],
    ),
    "five parents of one child": case(
        {"a": 1970, "b": 1971, "c": 1972, "d": 1973, "e": 1974, "kid": 2000},
        [
            ("a", "kid", "birth"),
            ("b", "kid", "presumption"),
            ("c", "kid", "claimed"),
            ("d", "kid", "adoption"),
            ("e", "kid", "adoption"),
        ],
        [("d", "e", "marriage")],
    ),
    "nobody": case({}),
}
EXAMPLES = ("boone", "okafor", "torres")
ROOT = Path(__file__).resolve().parents[2]
FAMILIES = {f"{size} generated": generated(size, size) for size in (30, 60, 230)} | ODDITIES


def drawn_of(given, as_of=AS_OF):
    """A case's family as the page draws it: of more than 300 people, those near to one."""
    family, focal = read_family(given, as_of), None
    if len(family.people) > 300:
        focal = max(family.people, key=lambda key: (family.people[key].born, key))
        family = near_family(family, focal, (), 3)
    layout = lay_out(family, focal)
    return family, layout, run_lines(family, layout, bonds_of(family, family.people))


@pytest.fixture(params=[*FAMILIES, *EXAMPLES], name="drawn")
def _drawn(request):
    if request.param in EXAMPLES:
        return drawn_of(document.load(ROOT / "examples" / f"{request.param}.yaml"))
    return drawn_of(FAMILIES[request.param])


def check(drawn):
    """Everything that must hold of any family's picture."""
    family, layout, geometry = drawn
    assert geometry.places.keys() == family.people.keys()
    assert sorted(key for row in geometry.rows for key in row) == sorted(family.people)
    assert list(outside(geometry)) == []
    assert list(overlaps(geometry)) == []
    assert list(strangers(family, layout)) == []
    assert list(partners_apart(family, layout)) == []


def test_nothing_overlaps_and_nobody_stands_between_partners(drawn):
    check(drawn)


@pytest.mark.parametrize("path", family_files(), ids=lambda path: path.name if path else None)
def test_real_family_files_are_drawn_the_same_way(path):
    assert path is not None, "set KINSTEAD_FAMILY_FILES to a folder of GEDCOM files"
    try:
        given = load(path).case
    except CaseFileError:
        assert path.parent.name == "rough"
    else:
        drawn = drawn_of(given)
        check(drawn)
        assert list(lines_over(drawn[2])) == []


@settings(max_examples=60, deadline=None)
@given(families())
def test_any_family_is_drawn_the_same_way(family):
    check(drawn_of(document.read(yaml.safe_dump(family.document()), "family.yaml")))


def test_a_planted_overlap_is_found():
    _, layout, geometry = drawn_of(FAMILIES["30 generated"])
    one, other = layout.rows[1][:2]
    x, y = geometry.places[one]
    for place in ((x + RADIUS, y), (x, y + RADIUS + 20), (x + 60, y)):
        planted = replace(geometry, places=geometry.places | {other: place})
        assert {frozenset(pair) for pair in overlaps(planted)} >= {frozenset((one, other))}
    astray = replace(geometry, places=geometry.places | {one: (10.0, y)})
    assert one in set(outside(astray))


def test_a_planted_stranger_between_partners_is_found():
    family, layout, _ = drawn_of(FAMILIES["half-siblings over three unions"])
    row = layout.rows[0]
    planted = replace(layout, rows=((row[0], "a", *row[1:]), *layout.rows[1:]))
    assert list(strangers(family, layout)) == []
    assert set(strangers(family, planted)) == {"a"}
    ends = drawn_of(case({"p": 1980, "q": 1981, "r": 1982}, (), [("p", "q", "marriage")]))
    parted = replace(ends[1], rows=(("p", "r", "q"),))
    assert list(partners_apart(ends[0], parted)) == [("p", "q")]


def test_a_planted_line_over_a_name_is_found():
    _, _, geometry = drawn_of(FAMILIES["30 generated"])
    assert list(lines_over(geometry)) == []
    key, (x, y) = next(iter(geometry.places.items()))
    line = Line(((x - 60, y + RADIUS + 8), (x + 60, y + RADIUS + 8)), "birth", frozenset())
    planted = replace(geometry, branches=(line,))
    assert {under for _, under in lines_over(planted)} == {key}


def test_children_stand_below_their_parents_and_partners_in_one_row(drawn):
    family, layout, _ = drawn
    related = {frozenset((link.parent, link.child)) for link in family.parentage}
    for link in family.parentage:
        assert layout.row[link.child] > layout.row[link.parent]
    for couple in family.couples:
        if frozenset((couple.one, couple.other)) in related:
            assert layout.row[couple.one] != layout.row[couple.other]


def test_lines_keep_clear_of_names_and_of_other_people(drawn):
    assert list(lines_over(drawn[2])) == []


def test_siblings_stand_oldest_left():
    family = read_family(
        case(
            {"pa": 1950, "ma": 1952, "c": 1981, "a": 1975, "b": 1978, "x": 1976},
            [(p, k, b) for k in "cab" for p, b in (("pa", "presumption"), ("ma", "birth"))],
            [("pa", "ma", "marriage"), ("b", "x", "marriage")],
        ),
        AS_OF,
    )
    layout = lay_out(family, "c")
    siblings = sorted("abc", key=family.rank.__getitem__)
    assert sorted("abc", key=layout.x.__getitem__) == siblings == ["a", "b", "c"]


def test_in_laws_of_different_depth_stand_beside_each_other():
    family = read_family(
        case(
            {"gg": 1920, "g": 1945, "ma": 1970, "pa": 1968, "pagran": 1944, "kid": 1995},
            [
                ("gg", "g", "birth"),
                ("g", "ma", "birth"),
                ("ma", "kid", "birth"),
                ("pa", "kid", "presumption"),
                ("pagran", "pa", "birth"),
            ],
        ),
        AS_OF,
    )
    row = lay_out(family).row
    assert row["ma"] == row["pa"]
    assert row["pagran"] == row["g"]


def test_third_partner_is_reached_by_an_arch():
    family = read_family(ODDITIES["half-siblings over three unions"], AS_OF)
    layout = lay_out(family)
    arches = [line for line in run_lines(family, layout).unions if len(line.points) == 4]
    assert len(layout.beside) == 2
    assert len(arches) == 1
    assert "pa" in arches[0].keys


def test_caregiver_without_kin_stands_a_generation_above_the_child():
    family = read_family(
        case(
            {"gran": 1940, "ma": 1970, "kid": 2015, "carer": 1980},
            [("gran", "ma", "birth"), ("ma", "kid", "birth")],
            more="placements:\n  - {child: kid, caregiver: carer, from: 2024-01-05}\n",
        ),
        AS_OF,
    )
    row = lay_out(family, "kid").row
    assert row["carer"] == row["kid"] - 1


def test_rows_count_on_the_date_only():
    given = case(
        {"kid": 2015, "ma": 1985, "pa": 1984, "late": 1970},
        [("ma", "kid", "birth")],
        more="placements:\n"
        "  - {child: kid, caregiver: late, from: 2024-03-02}\n"
        "  - {child: kid, caregiver: pa, from: 2023-01-01, until: 2024-03-01}\n",
    )

    def cares(on):
        return [(each.caregiver, each.kind) for each in read_family(given, on).cares]

    assert cares(date(2022, 12, 31)) == []
    assert cares(date(2024, 2, 29)) == [("pa", "placed")]
    assert cares(AS_OF) == [("pa", "past")]
    assert sorted(cares(date(2024, 3, 2))) == [("late", "placed"), ("pa", "past")]


def test_table_says_what_the_picture_shows():
    rows = family_table(
        case(
            {
                "kid": 2015,
                "ma": {"born": 1985, "gender": "female"},
                "pa": {"name": "Paul"},
                "carer": 1950,
            },
            [("ma", "kid", "birth"), ("pa", "kid", "claimed")],
            [("ma", "pa", "cohabitation")],
            "homes:\n  h: {name: Elm Street}\nmembers:\n  - {home: h, person: carer}\n"
            "placements:\n  - {child: kid, caregiver: carer, from: 2024-01-05}\n",
        ),
        AS_OF,
    )
    by_key = {row.key: row for row in rows}
    assert [row.name for row in rows] == ["Carer", "Kid", "Ma", "Paul"]
    assert by_key["kid"].parents == ("Ma (giving birth)", "Paul (claim only)")
    assert by_key["kid"].placements == ("with Carer since 2024-01-05",)
    assert by_key["ma"].unions == ("living together unmarried with Paul",)
    assert by_key["ma"].gender == "female"
    assert by_key["pa"].gender == "not recorded"
    assert by_key["carer"].homes == ("Elm Street",)


def test_a_picture_near_to_someone_leaves_out_who_is_far():
    given = case(
        {"kid": 2015, "ma": 1985, "gran": 1960, "great": 1930, "far": 1900, "carer": 1950},
        [(*each, "birth") for each in pairwise(["far", "great", "gran", "ma", "kid"])],
        (),
        "placements:\n  - {child: kid, caregiver: carer, from: 2024-01-05}\n",
    )
    whole = read_family(given, AS_OF)
    assert set(near_family(whole, "kid", (), 2).people) == {"kid", "ma", "gran", "carer"}
    chosen = near_family(whole, "kid", ("far",), 2)
    assert set(chosen.people) == {"kid", "ma", "gran", "carer", "far"}
    assert len(chosen.parentage) == 2
    assert "Far" not in draw(given, AS_OF, "kid", steps=2)
    assert "Far" in draw(given, AS_OF, "kid")
    assert "Far" in draw(given, AS_OF, None, steps=2)


def rounded(*points):
    return [(round(x, 3), round(y, 3)) for x, y in points]


@settings(max_examples=60, deadline=None)
@given(families(), st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_the_keys_matter(family, chance):
    """Keys decide only between people of one birth, name and gender, and there are none here."""
    numbers = list(range(len(family.genders)))
    renamed = chance.sample(numbers, len(numbers))
    shuffled = family.document(
        names=lambda person: f"x{renamed[person]}",
        order=lambda rows: chance.sample(rows, len(rows)),
    )
    pictures = []
    for given_document in (family.document(), shuffled):
        drawn_family, _, geometry = drawn_of(
            document.read(yaml.safe_dump(given_document), "family")
        )
        people = drawn_family.people
        places = {people[key].name: rounded(place) for key, place in geometry.places.items()}
        lines = sorted(
            (sorted(people[key].name for key in line.keys), line.stroke, rounded(*line.points))
            for line in (*geometry.unions, *geometry.branches)
        )
        pictures.append((places, lines))
    assert pictures[0] == pictures[1]
