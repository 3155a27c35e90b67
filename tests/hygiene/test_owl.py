"""The ontology is consistent under Pellet, by itself and with every example; clashes are words."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from app.ontology import check_consistency
from app.terms import CW, TYPE
from loaders import load
from loaders.document import read

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.yaml"))

CASE = """
case: torres
people:
  mia: {name: Mia Torres}
  ana: {name: Ana Torres}
parentage:
  - {parent: ana, child: mia, basis: birth}
"""


def test_the_vocabulary_is_consistent():
    assert check_consistency().explanation == ()


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_is_consistent_with_it(file):
    assert check_consistency(load(file).case).explanation == ()


def test_a_person_who_is_also_a_home_is_explained_in_words():
    case = read(CASE, "torres.yaml")
    clash = case.with_facts([ox.Triple(case.node("mia"), TYPE, CW["Home"])])
    found = check_consistency(clash)
    assert not found.consistent
    assert "Mia Torres is a home" in found.explanation
    assert any("is never a" in line for line in found.explanation)


def test_a_value_of_the_wrong_kind_is_explained_in_words():
    case = read(CASE, "torres.yaml")
    row = ox.NamedNode(f"{case.iri.value}#/parentage/0")
    clash = case.with_facts([ox.Triple(row, CW["parent"], CW["marriage"])])
    found = check_consistency(clash)
    assert not found.consistent
    assert any("marriage" in line for line in found.explanation)
