"""The family picture's geometry: generations, couples, sibships, names and lines."""

import random
import time
from datetime import date
from itertools import combinations, pairwise

import pytest

from app.genogram import draw, family_table, lay_out, read_family
from app.genogram.family import near_family
from app.genogram.lines import LABEL, RADIUS, run_lines
from app.genogram.sibships import birth_order
from app.genogram.symbols import text_width, wrap
from loaders import document

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
FAMILIES = {f"{size} generated": generated(size, size) for size in (30, 60, 230)} | ODDITIES


@pytest.fixture(params=FAMILIES, name="drawn")
def _drawn(request):
    family = read_family(FAMILIES[request.param], AS_OF)
    layout = lay_out(family)
    return family, layout, run_lines(family, layout)


def boxes(family, geometry):
    """The boxes (left, top, right, bottom) of the symbol and of the name of each person."""
    for key, (x, y) in geometry.places.items():
        yield key, (x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS)
        member = family.people[key]
        words = [*wrap(member.name), *([member.years] if member.years else [])]
        wide = max(text_width(each) for each in words)
        yield key, (x - wide / 2, y + RADIUS + 2, x + wide / 2, y + RADIUS + LABEL)


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_everyone_is_placed_once_and_inside_the_picture(drawn):
    family, layout, geometry = drawn
    assert geometry.places.keys() == family.people.keys()
    assert sorted([*layout.loose, *(key for row in layout.rows for key in row)]) == sorted(
        family.people
    )
    for _, (left, top, right, bottom) in boxes(family, geometry):
        assert 0 <= left < right <= geometry.width
        assert 0 <= top < bottom <= geometry.height


def test_no_symbol_or_name_touches_another(drawn):
    family, _, geometry = drawn
    for (one, box), (other, another) in combinations(boxes(family, geometry), 2):
        assert one == other or not overlap(box, another), (one, other)


def test_partners_who_can_stand_side_by_side_do(drawn):
    family, layout, _ = drawn
    partners = {}
    for couple in family.couples:
        if layout.row[couple.one] == layout.row[couple.other]:
            partners.setdefault(couple.one, set()).add(couple.other)
            partners.setdefault(couple.other, set()).add(couple.one)
    for one, others in partners.items():
        for other in others:
            ring = others & partners[other]
            if len(others) <= 2 and len(partners[other]) <= 2 and not ring:
                row = layout.rows[layout.row[one]]
                assert abs(row.index(one) - row.index(other)) == 1, (one, other)


def test_children_stand_below_their_parents_and_partners_in_one_row(drawn):
    family, layout, _ = drawn
    related = {frozenset((link.parent, link.child)) for link in family.parentage}
    for link in family.parentage:
        assert layout.row[link.child] > layout.row[link.parent]
    for couple in family.couples:
        if frozenset((couple.one, couple.other)) in related:
            assert layout.row[couple.one] != layout.row[couple.other]


@pytest.mark.parametrize("name", [each for each in FAMILIES if "married" not in each])
def test_lines_keep_clear_of_names(name):
    family = read_family(FAMILIES[name], AS_OF)
    geometry = run_lines(family, lay_out(family))
    names = [box for key, box in boxes(family, geometry)][1::2]
    for line in (*geometry.unions, *geometry.branches):
        for (x, y), (u, v) in pairwise(line.points):
            if x != u and y != v:
                continue  # partners in different generations are joined straight
            stretch = (min(x, u) - 0.5, min(y, v) - 0.5, max(x, u) + 0.5, max(y, v) + 0.5)
            assert not [box for box in names if overlap(stretch, box)], line


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
    siblings = sorted("abc", key=lambda key: birth_order(family, key))
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
    assert read_family(given, AS_OF).cares == ()
    assert [care.caregiver for care in read_family(given, date(2024, 2, 29)).cares] == ["pa"]
    assert [care.caregiver for care in read_family(given, date(2024, 3, 2)).cares] == ["late"]


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


def test_two_hundred_and_thirty_people_are_drawn_in_a_fifth_of_a_second():
    given = FAMILIES["230 generated"]
    draw(given, AS_OF)
    spent = []
    for _ in range(3):
        start = time.process_time()
        draw(given, AS_OF)
        spent.append(time.process_time() - start)
    assert len(given.people) >= 230
    assert min(spent) < 0.2
