"""The family as a graph: parts, degrees, and how someone is tied to a child."""

from datetime import date

import pytest

from app.network import path_sentence
from app.policy import policy
from app.reasoning import derive
from benchmarks.kinship_oracle import compare
from loaders import document
from tests.family_files import family_files

FAMILY = """
case: torres
people:
  mia: {name: Mia Torres, gender: female}
  noa: {name: Noa Hale}
  ana: {name: Ana Torres, gender: female}
  rosa: {name: Rosa Torres, gender: female}
  leo: {name: Leo Torres, gender: male}
  luz: {name: Luz Torres, gender: female}
  sol: {name: Sol Torres}
  pia: {name: Pia Torres, gender: female}
  bob: {name: Bob Hale, gender: male}
  kim: {name: Kim Hale, gender: male}
  max: {name: Max Dean, gender: male}
  eli: {name: Eli Dean}
  zed: {name: Zed Poe}
parentage:
  - {parent: ana, child: mia, basis: birth}
  - {parent: max, child: mia, basis: claimed}
  - {parent: ana, child: noa, basis: birth}
  - {parent: bob, child: noa, basis: presumption}
  - {parent: rosa, child: ana, basis: birth}
  - {parent: rosa, child: luz, basis: birth}
  - {parent: leo, child: ana, basis: presumption}
  - {parent: leo, child: luz, basis: presumption}
  - {parent: luz, child: sol, basis: birth}
  - {parent: rosa, child: pia, basis: adoption, from: 2001-01-01}
  - {parent: bob, child: kim, basis: presumption}
unions:
  - {person: ana, partner: bob, unionKind: marriage, from: 2012-01-01}
  - {person: ana, partner: eli, unionKind: marriage, from: 2005-01-01, until: 2010-01-01}
  - {person: ana, partner: zed, unionKind: marriage, from: 2031-01-01}
"""


@pytest.fixture(scope="module")
def known():
    case = document.read(FAMILY, "torres.yaml")
    return case, derive(case, policy(), date(2024, 3, 1), [])


@pytest.mark.parametrize(
    ("child", "candidate", "said"),
    [
        ("mia", "ana", "Ana Torres is Mia Torres's mother."),
        ("mia", "max", "Max Dean is Mia Torres's claimed father."),
        ("mia", "noa", "Noa Hale is Mia Torres's half sibling."),
        ("ana", "mia", "Mia Torres is Ana Torres's daughter."),
        (
            "mia",
            "luz",
            "Luz Torres is the full sister of Ana Torres, who is Mia Torres's mother.",
        ),
        (
            "mia",
            "sol",
            (
                "Sol Torres is the child of Luz Torres, who is the full sister of Ana Torres, "
                "who is Mia Torres's mother."
            ),
        ),
        (
            "mia",
            "pia",
            "Pia Torres is the adoptive sister of Ana Torres, who is Mia Torres's mother.",
        ),
        (
            "mia",
            "bob",
            (
                "Bob Hale is the stepfather of Mia Torres: the husband of Ana Torres, "
                "who is Mia Torres's mother."
            ),
        ),
        (
            "mia",
            "kim",
            (
                "Kim Hale is the stepbrother of Mia Torres: the son of Bob Hale, "
                "who is the husband of Ana Torres, who is Mia Torres's mother."
            ),
        ),
        (
            "mia",
            "eli",
            "Eli Dean is the former spouse of Ana Torres, who is Mia Torres's mother.",
        ),
        (
            "mia",
            "zed",
            "No chain of parents, children and partners on record joins Zed Poe to Mia Torres.",
        ),
        ("mia", "mia", "Mia Torres is the person asked about."),
    ],
)
def test_a_path_names_everyone_between(known, child, candidate, said):
    assert path_sentence(*known, child, candidate) == said


@pytest.mark.parametrize(
    "oracle", family_files("oracle/*.tsv.gz"), ids=lambda path: path.name if path else None
)
def test_genealogy_agrees_with_the_oracle(oracle):
    assert oracle is not None, "set KINSTEAD_FAMILY_FILES to a folder of family files"
    folder, stem = oracle.parent.parent, oracle.name.removesuffix(".tsv.gz")
    _, people, rows, missing, false, _, _ = compare(folder, folder / f"{stem}.ged")
    assert (missing, false) == (0, 0), f"of {rows} rows among {people} people"
