"""A role of a question may take a code of the ontology instead of somebody of the case."""

from datetime import date

import pyoxigraph as ox
import pytest

from app.decisions import assess
from app.errors import QuestionError
from app.policy import policy
from app.reasoning import Ask, derive
from app.terms import CW, role_codes, vocabulary
from loaders import document

CASE = """
case: torres
people:
  maya: {name: Maya Torres}
  bell: {name: Ms. Bell}
"""
ROLES = {"child": ("maya",), "recipient": ("bell",)}


def test_the_codes_of_a_role_are_those_of_its_list():
    assert list(role_codes("info"))[:2] == ["caregiverName", "caregiverAddress"]
    assert role_codes("child") == {}


def test_a_code_fills_a_role_and_is_part_of_the_question():
    case = document.read(CASE, "torres.yaml")
    ask = Ask("disclosure", ROLES | {"info": ("caregiverAddress",)})
    derivation = derive(case, policy(), date(2026, 9, 14), [ask])
    asked = ox.Triple(ask.node(case), CW["info"], CW["caregiverAddress"])
    assert derivation.holds(asked)
    assert ask.node(case) != Ask("disclosure", ROLES).node(case)


def test_a_word_that_is_no_code_of_the_role_is_refused():
    case = document.read(CASE, "torres.yaml")
    ask = Ask("disclosure", ROLES | {"info": ("maya",)})
    with pytest.raises(QuestionError, match="info: 'maya' is none of caregiverName"):
        assess(case, policy(), date(2026, 9, 14), ask)


def test_every_detail_of_a_caregiver_is_protected_in_the_vocabulary():
    marked = {
        value for _, held in vocabulary().items() for value in held.get(CW["protectedAs"], ())
    }
    assert marked == set(role_codes("info").values())
