"""What two people are to each other in genealogy, each relation with its way."""

from datetime import date
from itertools import pairwise

import pytest

from app.kinship import Lineage, kin_word
from app.network import drawn_way, family_graph
from app.policy import policy
from app.reasoning import derive
from app.terms import CW
from loaders import document

FAMILY = """
case: vale
people:
  tess: {name: Tess Vale, gender: female}
  otto: {name: Otto Vale, gender: male}
  nora: {name: Nora Vale, gender: female}
  gus:  {name: Gus Vale, gender: male}
  ivo:  {name: Ivo Vale, gender: male}
  una:  {name: Una Vale, gender: female}
  ada:  {name: Ada Lane, gender: female}
  ben:  {name: Ben Lane, gender: male}
  kit:  {name: Kit Vale}
  lia:  {name: Lia Vale, gender: female}
  max:  {name: Max Dean, gender: male}
  zoe:  {name: Zoe Dean, gender: female}
  pam:  {name: Pam Dean, gender: female}
  lou:  {name: Lou Poe}
  wes:  {name: Wes Orr, gender: male}
  far:  {name: Far Away}
parentage:
  - {parent: tess, child: otto, basis: birth}
  - {parent: tess, child: nora, basis: birth}
  - {parent: ivo,  child: nora, basis: presumption}
  - {parent: gus,  child: otto, basis: presumption}
  - {parent: tess, child: una,  basis: birth}
  - {parent: gus,  child: una,  basis: presumption}
  - {parent: otto, child: ada,  basis: presumption}
  - {parent: ada,  child: ben,  basis: birth}
  - {parent: nora, child: kit,  basis: birth}
  - {parent: una,  child: lia,  basis: birth}
  - {parent: tess, child: lia,  basis: adoption, from: 2015-01-01}
  - {parent: max,  child: zoe,  basis: presumption}
  - {parent: pam,  child: max,  basis: birth}
  - {parent: wes,  child: kit,  basis: claimed}
unions:
  - {person: nora, partner: max, unionKind: marriage, from: 2012-01-01}
  - {person: otto, partner: lou, unionKind: marriage, from: 2001-01-01, until: 2009-01-01}
"""
AS_OF = date(2024, 3, 1)


@pytest.fixture(scope="module")
def lineage():
    case = document.read(FAMILY, "vale.yaml")
    return Lineage(case, family_graph(case, derive(case, policy(), AS_OF, [])))


def words(lineage, one, other):
    node = lineage.case.node
    return [each.words for each in lineage.relations(node(one), node(other))]


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("kit", "nora", ["mother"]),
        ("nora", "kit", ["child"]),
        ("kit", "tess", ["grandmother"]),
        ("kit", "gus", []),
        ("kit", "otto", ["half-uncle"]),
        ("otto", "nora", ["half-sister"]),
        ("otto", "una", ["full sister"]),
        ("kit", "ada", ["half first cousin"]),
        ("kit", "ben", ["half first cousin once removed, a generation below"]),
        ("ben", "kit", ["half first cousin once removed, a generation above"]),
        ("lia", "tess", ["mother by adoption", "grandmother"]),
        ("lia", "otto", ["brother by adoption", "uncle"]),
        ("kit", "wes", ["father (only claimed)"]),
        ("wes", "nora", ["the other parent of Kit Vale"]),
        ("kit", "max", ["stepfather"]),
        ("kit", "zoe", ["stepsister"]),
        ("zoe", "kit", ["step-sibling"]),
        ("max", "kit", ["stepchild"]),
        ("nora", "pam", ["mother-in-law"]),
        ("pam", "nora", ["daughter-in-law"]),
        ("tess", "max", ["son-in-law"]),
        ("otto", "max", ["brother-in-law"]),
        ("nora", "max", ["husband"]),
        ("otto", "lou", ["former spouse"]),
        ("una", "lou", ["former sibling-in-law"]),
        ("ada", "lou", ["former step-parent"]),
        ("ada", "max", ["uncle by marriage"]),
        ("kit", "pam", ["mother of the husband of the mother"]),
        ("kit", "far", []),
        ("kit", "kit", []),
    ],
)
def test_every_relation_is_named(lineage, one, other, said):
    assert words(lineage, one, other) == said


def test_two_ways_to_one_person_are_two_relations_each_with_its_sentence(lineage):
    node = lineage.case.node
    adoptive, by_birth = lineage.relations(node("lia"), node("tess"))
    assert adoptive.sentence == "Tess Vale is Lia Vale's adoptive mother."
    assert by_birth.sentence == "Tess Vale is the mother of Una Vale, who is Lia Vale's mother."
    assert by_birth.path == tuple(map(node, ("lia", "una", "tess")))


def test_a_way_is_drawn_over_the_parents_that_siblings_share(lineage):
    node, key = lineage.case.node, lineage.case.key
    (found,) = lineage.relations(node("lia"), node("nora"))[1:]
    way, beside = drawn_way(lineage.graph, found.path)
    assert (list(map(key, way)), beside) == (["lia", "una", "tess", "nora"], set())
    (found,) = lineage.relations(node("otto"), node("una"))
    way, beside = drawn_way(lineage.graph, found.path)
    assert {*way, *beside} == set(map(node, ("otto", "tess", "gus", "una")))
    assert drawn_way(lineage.graph, []) == ([], set())


def test_every_step_of_every_way_is_a_tie_of_the_family(lineage):
    people = [lineage.case.node(key) for key in lineage.case.people]
    for one in people:
        for other in people:
            for found in lineage.relations(one, other):
                assert (found.path[0], found.path[-1]) == (one, other)
                assert all(lineage.graph.has_edge(a, b) for a, b in pairwise(found.path))
                assert len(set(found.path)) == len(found.path)


def test_who_is_tied_without_a_word_for_it_is_told_by_the_chain(lineage):
    node = lineage.case.node
    found = lineage.nearest(node("ben"), node("pam"))
    assert found.sentence.startswith("Pam Dean is the mother of Max Dean, who is")
    assert lineage.nearest(node("ben"), node("far")) is None


@pytest.mark.parametrize(
    ("up", "down", "said"),
    [
        (1, 0, "mother"),
        (4, 0, "great-great-grandmother"),
        (0, 3, "great-granddaughter"),
        (1, 1, "sister"),
        (4, 1, "great-great-aunt"),
        (1, 3, "great-niece"),
        (3, 3, "second cousin"),
        (4, 2, "first cousin twice removed, two generations above"),
        (5, 4, "third cousin once removed, a generation above"),
    ],
)
def test_kin_words_count_births(up, down, said):
    assert kin_word(up, down, CW["female"]) == said
