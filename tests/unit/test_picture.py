"""The family picture as SVG: what it says, and that no name can break out of it."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from app.genogram import draw
from app.genogram.labels import text_width, wrap
from app.genogram.symbols import LIGHT, YELLOW
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
    return draw(CASE, AS_OF, "mia", {"mia", "ana", "zoe"})


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
        ("line care placed", "lou mia", "mia"),
        ("line care proposed", "mia zoe", "mia"),
        ("line tie", "mia zoe", "mia"),
    ):
        assert line in lines


def test_only_those_to_keep_are_drawn():
    root = ET.fromstring(draw(CASE, AS_OF, "mia", keep={"mia", "ana", "kim"}))
    assert root[0].text == "Family picture, 3 people"
    assert "Lou" not in "".join(titles(root))


@pytest.mark.parametrize("path", [("mia", "ana", "cy"), ("mia", "zoe")])
def test_a_path_is_lit_from_symbol_to_symbol(path):
    root = ET.fromstring(draw(CASE, AS_OF, "mia", path=path))
    assert "on the path shown" in legend(root)
    lit = [each for each in root.iter(f"{SVG}path") if each.get("stroke") == LIGHT]
    assert len(lit) == len(path) - 1
    groups = {each.get("data-key"): each for each in root.iter(f"{SVG}g") if each.get("data-key")}
    marked = {key for key, group in groups.items() if group[1].get("fill") == YELLOW}
    assert marked == set(path)


def test_someone_left_out_who_joins_two_stays_as_a_dot():
    root = ET.fromstring(draw(CASE, AS_OF, "mia", keep={"mia", "cy"}))
    dots = [each for each in root.iter(f"{SVG}g") if each.get("class") == "joining"]
    assert [each[0].text for each in dots] == ["Ana Stone, left out"]
    assert "left out, joins others" in legend(root)
    assert not [each for each in root.iter(f"{SVG}g") if each.get("data-key") == "ana"]


HOUSE = """
case: house
people:
  ma:  {name: Ma, born: 1980}
  pa:  {name: Pa, born: 1979}
  kid: {name: Kid, born: 2010}
  sis: {name: Sis, born: 2008}
  step: {name: Step, born: 1981}
  carer: {name: Carer, born: 1970}
  far: {name: Far, born: 1975}
parentage:
  - {parent: ma, child: kid, basis: birth}
  - {parent: pa, child: kid, basis: presumption}
  - {parent: ma, child: sis, basis: birth}
  - {parent: pa, child: sis, basis: presumption}
unions:
  - {person: ma, partner: pa, unionKind: marriage, until: 2015-01-01, unionEnded: divorce}
  - {person: ma, partner: step, unionKind: marriage, from: 2016-01-01}
homes:
  elm: {name: Elm Street}
  oak: {name: Oak Street}
members:
  - {home: elm, person: ma}
  - {home: elm, person: step}
  - {home: elm, person: sis}
  - {home: oak, person: far}
placements:
  - {child: kid, caregiver: carer, placedAs: asFosterParent, from: 2024-01-05}
  - {child: kid, caregiver: far, from: 2023-01-05, until: 2024-01-05}
"""


def test_homes_steps_and_placements_with_their_dates():
    root = ET.fromstring(draw(document.read(HOUSE, "house.yaml"), AS_OF, "kid"))
    homes = [each for each in root.iter(f"{SVG}g") if each.get("data-home")]
    assert [(each.get("data-home"), each.get("data-of")) for each in homes] == [
        ("elm", "ma sis step")
    ]
    outline, mark = homes[0].find(f"{SVG}rect"), homes[0].find(f"{SVG}text").text
    groups = {each.get("data-key"): each for each in root.iter(f"{SVG}g") if each.get("data-key")}
    words = {key: [x.text for x in group.iter(f"{SVG}text")] for key, group in groups.items()}
    inside = {
        key
        for key, group in groups.items()
        for x, y in [(float(t.get("x")), float(t.get("y"))) for t in group.iter(f"{SVG}text")][-1:]
        if 0 < x - float(outline.get("x")) < float(outline.get("width"))
        and 0 < y - float(outline.get("y")) < float(outline.get("height"))
    }
    assert inside == {"ma", "step"}
    assert [key for key in words if mark in words[key]] == ["sis"]
    assert "since 2024-01-05" in words["kid"]
    assert "until 2024-01-05" in words["far"]
    lines = {(x.get("class"), x.get("data-of")) for x in root.iter(f"{SVG}g")}
    assert ("line branch step", "kid step") in lines
    assert ("line care foster", "carer kid") in lines
    assert ("line care past", "far kid") in lines
    shown = legend(root)
    for entry in (
        "household",
        "home: Elm Street",
        "stepchild",
        "placed with a foster parent",
        "placed with earlier",
        "ended by divorce or annulment",
    ):
        assert entry in shown, entry
    assert not any("Oak" in each for each in shown)
    assert "Carer, foster parent of Kid, since 2024-01-05" in titles(root)


def test_the_legend_is_no_wider_than_the_picture():
    for given in (CASE, document.read(HOUSE, "house.yaml")):
        root = ET.fromstring(draw(given, AS_OF, keep={"mia", "ana", "kid", "sis"}))
        words = list(root.iter(f"{SVG}text"))
        for each in words[[word.text for word in words].index("Legend") :]:
            assert float(each.get("x")) + text_width(each.text) <= float(root.get("width"))


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
        "separated, or ended unrecorded how",
        "has died",
        "the child asked about",
        "placed with",
        "proposed to be placed with",
        "personal tie, not kin",
        "caregiver on this date",
        "proposed caregiver",
        "on the path shown",
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


@pytest.mark.parametrize("keep", [set(), {"zoe"}, {"nobody"}, {"cy", "lou"}])
def test_any_part_of_a_family_is_a_picture(keep):
    root = ET.fromstring(draw(CASE, AS_OF, "mia", {"rob"}, 2, keep=keep, path=("mia", "who")))
    drawn = {each.get("data-key") for each in root.iter(f"{SVG}g") if each.get("data-key")}
    assert drawn == keep & set(CASE.people)


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
