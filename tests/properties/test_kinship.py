"""Kinship by rules equals kinship counted another way, on generated families."""

import random
from datetime import date

import yaml
from families import families
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.policy import policy
from app.reasoning import Ask, derive
from app.terms import CW, SKOS, TYPE, vocabulary
from loaders import document

TODAY = date(2024, 5, 1)
QUICK = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
SYMMETRIC = {"sibling", "half_sibling", "first_cousin", "second_cousin", "spouse"}
BLOOD = {
    "grandparent": "grandparent",
    "greatGrandparent": "great_grandparent",
    "siblingRelation": "any_sibling",
    "aunt": "aunt_uncle",
    "uncle": "aunt_uncle",
    "niece": "niece_nephew",
    "nephew": "niece_nephew",
    "firstCousin": "first_cousin",
    "firstCousinOnceRemoved": "first_cousin_once_removed_up",
    "firstCousinOnceRemovedDown": "first_cousin_once_removed_down",
    "secondCousin": "second_cousin",
    "greatAunt": "great_aunt_uncle",
    "greatUncle": "great_aunt_uncle",
}
CHAINS = {
    "aunt_uncle": (1, 0),
    "great_aunt_uncle": (2, 0),
    "niece_nephew": (0, 1),
    "first_cousin": (1, 1),
    "first_cousin_once_removed_down": (1, 2),
    "first_cousin_once_removed_up": (2, 1),
    "second_cousin": (2, 2),
}


def read(family, **how):
    content = document.compose(yaml.safe_dump(family.document(**how), sort_keys=False), "x.yaml")
    return document.read_node(content, "x.yaml")


def by_rules(case):
    """(subject, relative, relation) by the rules, genealogical view."""
    words = vocabulary()
    found = derive(case, policy(), TODAY, [Ask("kinship", {})])
    triples = set()
    for kindred in found.subjects(TYPE, CW["GenealogicalKindred"]):
        (ego,) = found.objects(kindred, CW["ego"])
        for term in words.subjects(TYPE, CW["KinTerm"]):
            token = words.text(term, SKOS["notation"])
            for kin in found.objects(kindred, words.value(term, CW["foundIn"])):
                triples.add((case.key(ego), case.key(kin), token))
    return triples


def siblings(family, person):
    """Sibling to whether it is a full one."""
    graph, found = family.ancestry(), {}
    for other in graph:
        shared = set(graph.successors(person)) & set(graph.successors(other))
        mark = family.birth_family(person)
        same = mark is not None and mark == family.birth_family(other)
        if other != person and (shared or same):
            found[other] = len(shared) > 1 or same
    return found


def climbs(graph, start, steps):
    """Every walk of so many steps from a person, along the links of a graph."""
    walks = [[start]]
    for _ in range(steps):
        walks = [[*walk, each] for walk in walks for each in graph.successors(walk[-1])]
    return walks


def by_counting(family):
    """(subject, relative, relation) counted over the plain links: the independent oracle."""
    graph = family.ancestry()
    down = graph.reverse()
    found = set()
    for ego in graph:
        for up, name in ((1, "parent"), (2, "grandparent"), (3, "great_grandparent")):
            found |= {(ego, walk[-1], name) for walk in climbs(graph, ego, up)}
        for sibling, full in siblings(family, ego).items():
            found |= {(ego, sibling, "sibling" if full else "half_sibling")}
            found |= {(ego, sibling, "any_sibling")}
        for name, (up, below) in CHAINS.items():
            for rise in climbs(graph, ego, up):
                for across in siblings(family, rise[-1]):
                    for fall in climbs(down, across, below):
                        if len({*rise, *fall}) == len(rise) + len(fall):
                            found.add((ego, fall[-1], name))
    return found | by_marriage(family, found)


def by_marriage(family, blood):
    spouses = {(one, other) for pair in family.couples for one, other in (pair, pair[::-1])}
    found = {(one, other, "spouse") for one, other in spouses}
    for near, step in (("parent", "step_parent"), ("grandparent", "step_grandparent")):
        for ego, kin, name in blood:
            if name == near:
                found |= {
                    (ego, other, step)
                    for one, other in spouses
                    if one == kin and other != ego and (ego, other, near) not in blood
                }
    for ego, step, name in list(found):
        if name == "step_parent":
            found |= {
                (ego, child, "step_sibling")
                for child, parent, link in blood
                if link == "parent" and parent == step and child != ego
                if (ego, child, "any_sibling") not in blood
            }
    return found


def keyed(triples):
    return {(f"p{one}", f"p{other}", name) for one, other, name in triples}


@QUICK
@given(families())
def test_genealogy_by_rules_equals_genealogy_by_counting(family):
    wanted = {each for each in by_counting(family) if each[2] != "any_sibling"}
    assert by_rules(read(family)) == keyed(wanted)


@QUICK
@given(families())
def test_nobody_is_their_own_relative_and_mutual_relations_are_mutual(family):
    found = by_rules(read(family))
    assert all(one != other for one, other, _ in found)
    assert all((o, s, name) in found for s, o, name in found if name in SYMMETRIC)


@QUICK
@given(families(), st.randoms(use_true_random=False))
def test_other_names_and_another_order_change_nothing(family, chance):
    numbers = list(range(len(family.genders)))
    chance.shuffle(numbers)

    def shuffled(rows):
        return random.Random(7).sample(rows, len(rows))

    renamed = by_rules(read(family, names=lambda person: numbers[person], order=shuffled))
    back = {f"p{new}": f"p{old}" for old, new in enumerate(numbers)}
    assert {(back[one], back[other], name) for one, other, name in renamed} == by_rules(
        read(family)
    )


@QUICK
@given(families(size=7))
def test_relatives_by_blood_before_the_law_equal_those_by_counting(family):
    case = read(family)
    child = len(family.genders) - 1
    asks = {
        person: Ask("relative", {"child": (f"p{child}",), "candidate": (f"p{person}",)})
        for person in range(child)
    }
    found = derive(case, policy(), TODAY, list(asks.values()))
    wanted = by_counting(family)
    for person, ask in asks.items():
        codes = {
            each.value.rsplit("#")[-1] for each in found.objects(ask.node(case), CW["relation"])
        }
        by_blood = {BLOOD[code] for code in codes if code in BLOOD}
        assert by_blood == {
            name
            for one, other, name in wanted
            if (one, other) == (child, person) and name in BLOOD.values()
        }
