"""The family picture as SVG: what it says, and that no name can break out of it."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from app.genogram import draw
from app.genogram.symbols import text_width, wrap
from loaders import document

AS_OF = date(2024, 3, 1)
SVG = "{http://www.w3.org/2000/svg}"

CASE = document.read(
    """
case: stone
people:
  mia:  {name: "Mia <img src=x onerror=alert(1)> & \\"Co\\"", born: 2016-04-10, gender: female}
  ana:  {name: Ana Stone, born: 1990, gender: female}
  rob:  {name: Rob Stone, born: 1988-05-01, died: 2020-01-01, gender: male}
  cy:   {name: Cy Reed, gender: nonBinary}
  kim:  {name: Kim Lee}
  lou:  {name: Lou Lee}
  zoe:  {name: Zoë Łukasik-Нина}
parentage:
  - {parent: ana, child: mia, basis: birth}
  - {parent: rob, child: mia, basis: presumption, until: 2019-01-01, parentageEnded: rebutted}
  - {parent: kim, child: mia, basis: claimed}
  - {parent: cy, child: ana, basis: adoption}
unions:
  - {person: ana, partner: rob, unionKind: marriage, unionEnded: divorce, until: 2018-01-01}
  - {person: ana, partner: kim, unionKind: cohabitation}
  - {person: kim, partner: lou, unionKind: civilUnion, until: 2010-01-01}
homes:
  elm: {name: "Elm <b>Street</b>"}
members:
  - {home: elm, person: lou}
placements:
  - {child: mia, caregiver: lou, from: 2024-02-05}
proposals:
  - {children: [mia], caregiver: zoe, on: 2024-02-20}
ties:
  - {person: zoe, child: mia, tieWith: tieWithChild}
""",
    "stone.yaml",
)


@pytest.fixture(scope="module", name="svg")
def _svg():
    return draw(CASE, AS_OF, "mia", {"mia", "ana"})


@pytest.fixture(scope="module", name="root")
def _root(svg):
    return ET.fromstring(svg)


def titles(root):
    return [each.text for each in root.iter(f"{SVG}title")]


def legend(root):
    """The words of the legend: every text after its heading."""
    words = ["".join(each.itertext()) for each in root.iter(f"{SVG}text")]
    return words[words.index("Legend") + 1 :]


def test_svg_is_named_and_described(root):
    assert root.get("role") == "group"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == "Family picture, 7 people"
    assert root[1].tag == f"{SVG}desc"
    assert "2024-03-01" in root[1].text


def test_every_person_has_a_titled_group(root):
    groups = {each.get("data-key"): each for each in root.iter(f"{SVG}g") if each.get("data-key")}
    assert groups.keys() == set(CASE.people)
    assert all(group[0].tag == f"{SVG}title" and group[0].text for group in groups.values())
    assert groups["rob"][0].text == "Rob Stone, male, born 1988-05-01, died 2020-01-01"
    assert "placement with Lou Lee" in groups["mia"][0].text
    assert groups["lou"][0].text.endswith("lives in Elm <b>Street</b>")


def test_people_follow_one_another_in_rows_from_left_to_right(root):
    people = [each for each in root.iter(f"{SVG}g") if each.get("data-key")]
    assert all(each.get("aria-label") == each[0].text for each in people)
    rows = [int(each.get("data-row")) for each in people]
    assert rows == sorted(rows)
    assert [each.get("data-key") for each in people][-1] == "mia"
    places = [
        float(each.find(f"{SVG}text").get("x")) for each in people if each.get("data-row") == "1"
    ]
    assert len(places) > 1
    assert places == sorted(places)


def test_each_line_says_whom_it_ties_and_how(root):
    lines = {(x.get("class"), x.get("data-of"), x.get("data-child")) for x in root.iter(f"{SVG}g")}
    for line in (
        ("line union marriage", "ana rob", None),
        ("line branch adoption", "ana cy", "ana"),
        ("line branch halfClaimed", "ana kim mia", "mia"),
        ("line care placed", "lou mia", None),
        ("line care proposed", "mia zoe", None),
        ("line tie", "mia zoe", None),
    ):
        assert line in lines


def test_only_those_to_keep_are_drawn():
    root = ET.fromstring(draw(CASE, AS_OF, "mia", keep={"mia", "ana", "kim"}))
    assert root[0].text == "Family picture, 3 people"
    assert "Lou" not in "".join(titles(root))


def test_those_on_a_path_are_marked():
    root = ET.fromstring(draw(CASE, AS_OF, "mia", paths=[("mia", "ana", "cy")]))
    assert "on the way to the child" in legend(root)


def test_names_are_escaped(svg, root):
    assert "<img" not in svg
    assert "<b>" not in svg
    assert any("<img src=x onerror=alert(1)>" in title for title in titles(root))


def test_no_style_sheet_script_or_outside_reference(root):
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert tags <= {"svg", "title", "desc", "g", "path", "rect", "circle", "text"}
    named = {name for each in root.iter() for name in each.attrib}
    assert not [each for each in named if re.match(r"style$|on|.*href", each)]


def test_each_gender_has_its_own_symbol(root):
    groups = {each.get("data-key"): each for each in root.iter(f"{SVG}g") if each.get("data-key")}
    shapes = {key: group[1] for key, group in groups.items()}
    assert shapes["rob"].tag == f"{SVG}rect"
    assert shapes["ana"].tag == f"{SVG}circle"
    assert len(shapes["cy"].get("d").split("L")) == 5
    assert len(shapes["kim"].get("d").split("L")) == 4


def test_links_say_what_they_are(root):
    said = titles(root)
    assert "Ana Stone and Rob Stone: marriage, ended by divorce or dissolution" in said
    assert "Kim Lee and Lou Lee: civil union, ended" in said
    assert "Ana Stone: child by adoption of Cy Reed" in said
    assert any(each.endswith("child of Ana Stone, only claimed of Kim Lee") for each in said)
    assert any(each.endswith("of Rob Stone, no longer standing") for each in said)
    assert any(each.startswith("Lou Lee, caregiver of Mia") for each in said)
    assert any(each.startswith("Zoë Łukasik-Нина, personal tie of Mia") for each in said)


def test_legend_explains_exactly_what_is_shown(root):
    shown = legend(root)
    for words in (
        "male",
        "female",
        "non-binary",
        "gender not recorded",
        "marriage",
        "civil union",
        "living together unmarried",
        "child by adoption",
        "child of a couple, one only claimed",
        "parentage that no longer stands",
        "ended by divorce or annulment",
        "ended, how is not recorded",
        "has died",
        "the child asked about",
        "placed with",
        "proposed to be placed with",
        "personal tie, not kin",
        "lives in Elm <b>Street</b>",
        "caregiver on this date",
        "proposed caregiver",
        "on the way to the child",
    ):
        assert words in shown, words
    assert "engagement" not in shown
    assert "child by birth" not in shown
    assert "child, only claimed" not in shown
    assert "child, parentage by law" in shown


def test_focal_person_has_a_double_outline(root):
    groups = {each.get("data-key"): each for each in root.iter(f"{SVG}g") if each.get("data-key")}
    circles = {key: len(group.findall(f"{SVG}circle")) for key, group in groups.items()}
    assert circles["mia"] == 2
    assert circles["ana"] == 1


def test_people_who_have_not_died_yet_bear_no_cross():
    earlier = ET.fromstring(draw(CASE, date(2019, 12, 31)))
    assert "has died" not in legend(earlier)
    assert "caregiver on this date" not in legend(earlier)


def test_nobody_at_all_is_a_picture_too():
    empty = document.read("case: nobody\npeople: {}\n", "nobody.yaml")
    root = ET.fromstring(draw(empty, AS_OF))
    assert root[0].text == "Family picture, 0 people"


def test_long_names_are_wrapped_and_cut_but_never_wider_than_their_place():
    assert wrap("Mia") == ["Mia"]
    assert wrap("Beatrice Baker-Montgomery") == ["Beatrice", "Baker-", "Montgomery"]
    for name in (
        "Maximiliana Montgomery-Hale",
        "W" * 40,
        "Ana de la Cruz y Santa Maria Gomez Lopez",
    ):
        lines = wrap(name)
        assert 0 < len(lines) <= 3
        assert all(text_width(line) <= 92 for line in lines)
    assert wrap("W" * 40)[0].endswith("…")
    assert wrap("") == []
