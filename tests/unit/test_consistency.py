"""What cannot be true is refused, naming both rows; what is merely unusual loads."""

import pytest

from app.errors import CaseFileError
from loaders import document

PEOPLE = """case: x
people:
  ana: {name: Ana, born: 1990-01-20}
  bea: {name: Bea, born: 1965}
  cy: {name: Cy, born: 1940-05}
  dee: {name: Dee}
"""


def problems(text):
    with pytest.raises(CaseFileError) as caught:
        document.read(text, "x.yaml")
    return [str(each) for each in caught.value.problems]


def rows(section, *lines):
    return PEOPLE + f"{section}:\n" + "".join(f"  - {{{line}}}\n" for line in lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            PEOPLE.replace("born: 1965", "born: 1965, died: 1964-12-31"),
            "line 4: 'bea' died on 1964-12-31, before being born (1965)",
        ),
        (rows("parentage", "parent: ana, child: ana, basis: claimed"), "'ana' is their own parent"),
        (
            rows("unions", "person: ana, partner: ana, unionKind: marriage"),
            "line 8: 'ana' is their own spouse or partner",
        ),
        (
            rows("parentage", "parent: ana, child: bea, basis: claimed"),
            "'bea' (born 1965) is no younger than the parent 'ana' (born 1990-01-20). Mend a date",
        ),
        (
            rows("unions", "person: ana, partner: bea, unionKind: marriage, from: 1989-01-01"),
            "line 8: 'ana' (born 1990-01-20) is in a union from 1989-01-01",
        ),
        (
            rows(
                "unions",
                "person: dee, partner: cy, unionKind: marriage, from: 2001-01-02, until: 2001-01-01",  # noqa: E501
            ),
            "ends on 2001-01-01, before it begins on 2001-01-02",
        ),
        (
            rows(
                "unions",
                "person: ana, partner: bea, unionKind: marriage, from: 2010-01-01",
                "person: bea, partner: ana, unionKind: marriage, from: 2011-01-01",
            ),
            "line 9: contradicts the row at line 8",
        ),
        (
            rows(
                "unions",
                "person: ana, partner: bea, unionKind: marriage, from: 2010-01-01",
                "person: ana, partner: bea, unionKind: marriage, from: 2010-01-01, until: 2012-01-01",  # noqa: E501
            ),
            "line 9: contradicts the row at line 8",
        ),
        (
            rows(
                "parentage",
                "parent: bea, child: ana, basis: adoption, from: 2000-01-01",
                "parent: bea, child: ana, basis: adoption, from: 2001-01-01",
            ),
            "line 9: contradicts the row at line 8",
        ),
        (
            rows(
                "parentage",
                "parent: bea, child: ana, basis: birth",
                "parent: dee, child: ana, basis: birth",
            ),
            "line 9: 'ana' has two rows that say who gave birth, and they differ. Keep",
        ),
        (
            rows(
                "rosters",
                "home: elm, on: 2024-01-01, complete: true",
                "home: elm, on: 2024-01-01, complete: false",
            )
            + "homes: {elm: {}}\n",
            "line 9: contradicts the row at line 8",
        ),
        (
            rows(
                "members",
                "home: elm, person: ana, from: 2020-01-01",
                "home: elm, person: ana, from: 2020-01-01, until: 2021-01-01",
            )
            + "homes: {elm: {}}\n",
            "line 9: contradicts the row at line 8",
        ),
    ],
)
def test_the_impossible_is_refused(text, said):
    assert any(said in each for each in problems(text)), problems(text)


def test_a_cycle_names_everyone_in_it_and_every_row():
    found = problems(
        rows(
            "parentage",
            "parent: dee, child: cy, basis: claimed",
            "parent: cy, child: bea, basis: claimed",
            "parent: bea, child: dee, basis: claimed",
            "parent: bea, child: ana, basis: claimed",
        )
    )
    said = "'bea' is their own ancestor (parents: 'bea' of 'dee', 'dee' of 'cy', 'cy' of 'bea')"
    assert found == [f"line 10: {said}. At least one of line 10, line 8 and line 9 is wrong."]


@pytest.mark.parametrize(
    "text",
    [
        # married to one's own parent
        rows("parentage", "parent: bea, child: ana, basis: birth")
        + "unions: [{person: ana, partner: bea, unionKind: marriage}]\n",
        # divorced and married again, once with the day of the divorce unknown
        rows(
            "unions",
            "person: ana, partner: bea, unionKind: marriage, from: 2010-01-01, until: 2012-01-01",
            "person: ana, partner: bea, unionKind: marriage, from: 2012-01-01",
        ),
        rows(
            "unions",
            "person: ana, partner: bea, unionKind: marriage, from: 2010-01-01, unionEnded: divorce",
            "person: ana, partner: bea, unionKind: marriage, from: 2012-01-01",
        ),
        # two marriages at once, to two people
        rows(
            "unions",
            "person: ana, partner: bea, unionKind: marriage, from: 2010-01-01",
            "person: ana, partner: cy, unionKind: marriage, from: 2011-01-01",
        ),
        # one man, two routes; an adopter younger than the adopted
        rows(
            "parentage",
            "parent: cy, child: ana, basis: presumption",
            "parent: cy, child: ana, basis: adjudication",
            "parent: ana, child: bea, basis: adoption, from: 2020-01-01",
        ),
        # a year may hold both days
        PEOPLE.replace("born: 1965", "born: 1965, died: 1965-01-01"),
        # ended on the day it began
        rows("unions", "person: ana, partner: bea, unionKind: marriage, until: 2001-01-01"),
    ],
)
def test_the_unusual_loads(text):
    assert document.read(text, "x.yaml").people == ("ana", "bea", "cy", "dee")
