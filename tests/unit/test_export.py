"""Written files: what they look like to others, and what is listed as lost."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from rdflib import XSD, Graph, Literal

from loaders import document, gedcom
from loaders.export import FORMATS, export
from tests.hygiene.test_turtle_style import problems as style_problems

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.yaml"))
CASE = """
case: osei
people:
  ben:   {name: Ben Osei, born: 2014-01-01, note: "=1+1"}
  abena: {name: Abena Osei, born: 1988-06, gender: female}
  yaw:   {name: Yaw /Darko/, born: 1957, gender: male}
homes:
  palm: {}
parentage:
  - {id: p1, parent: abena, child: ben, basis: birth, note: seen}
  - {parent: yaw, child: ben, basis: acknowledgment, from: 2014-02-01}
unions:
  - {person: abena, partner: yaw, unionKind: civilUnion, from: 2010-05-04, until: 2020-04-15}
godparents:
  - {person: yaw, child: abena, godparentBasis: baptismalSponsor, on: 1988-07-01}
convictions:
  - {person: yaw, offence: homeInvasion, on: 1899-12-31}
waivers:
  - {conviction: convictions/0, granted: true, on: 2024-01-10}
"""


@pytest.fixture
def case():
    return document.read(CASE, "osei.yaml")


def written(case, name):
    return export(case, name)[0].decode("utf-8-sig")


def alike(graph):
    """The triples, each plain string typed."""
    return {(s, p, Literal(str(o), datatype=XSD.string) if _is_text(o) else o) for s, p, o in graph}


def _is_text(term):
    return isinstance(term, Literal) and term.datatype in (None, XSD.string)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib warns of itself
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize(("name", "reader"), [("turtle", "turtle"), ("json-ld", "json-ld")])
def test_another_reader_finds_just_the_facts(path, name, reader):
    case = document.load(path)
    assert alike(Graph().parse(data=written(case, name), format=reader)) == alike(case.graph())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_turtle_reads_like_a_page(path):
    _, text = written(document.load(path), "turtle").split("\n", 1)  # the first line is the base
    found = style_problems(text)
    assert [each for each in found if "longer than" not in each] == []


def test_turtle_says_a_row_in_the_order_of_the_schema(case):
    text = written(case, "turtle")
    assert (
        "# Parentage (parentage)\n\n<#/parentage/0>\n    a cw:Parentage ;\n    a cw:Record ;\n"
        '    cw:id "p1" ;\n    cw:parent <abena> ;\n    cw:child <ben> ;\n    cw:basis cw:birth ;\n'
        '    cw:note "seen" ;\n.\n'
    ) in text
    assert 'cw:born "1988-06"^^xsd:gYearMonth ;' in text
    assert "cw:granted true ;" in text


def test_json_ld_holds_its_context(case):
    content = json.loads(written(case, "json-ld"))
    assert content["@context"]["@base"] == "https://kinstead.example/case/osei/"
    assert content["people"]["yaw"]["born"] == {"@type": "xsd:gYear", "@value": "1957"}
    assert content["waivers"][0]["conviction"] == "#/convictions/0"


def test_a_workbook_holds_the_tables_in_use_to_fill_on(tmp_path, case):
    file = tmp_path / "osei.xlsx"
    file.write_bytes(export(case, "xlsx")[0])
    book = load_workbook(file)
    assert book.sheetnames == [
        *("case", "people", "homes", "parentage", "unions", "godparents"),
        *("convictions", "waivers", "codes"),
    ]
    assert book["case"]["B1"].value == "osei"
    note = next(cell for cell in book["people"][3] if cell.value == "=1+1")
    assert (note.data_type, note.quotePrefix) == ("s", True)
    assert book["unions"]["E2"].is_date
    assert book["convictions"]["D2"].value == "1899-12-31"
    assert book["unions"].data_validations.dataValidation


def test_a_text_that_a_cell_cannot_hold_is_listed(case):
    content = document.export(case)
    content["people"]["ben"]["note"] = "x" * 40_000
    long = document.read(document.write(content), "osei.yaml")
    (loss,) = export(long, "xlsx")[1]
    assert str(loss) == "people note: changed (1 row)"


def test_gedcom_is_a_plain_family_file(case):
    text = written(case, "gedcom")
    assert text.startswith("0 HEAD\n1 GEDC\n2 VERS 7.0\n")
    assert text.endswith("0 TRLR\n")
    for lines in (
        "1 NAME Abena Osei\n1 SEX F\n1 BIRT\n2 DATE JUN 1988\n1 FAMS @F1@\n",
        "1 BAPM\n2 DATE 1 JUL 1988\n2 ASSO @I3@\n3 ROLE GODP\n",
        "1 FAMC @F1@\n2 PEDI BIRTH\n",
        "0 @F1@ FAM\n1 WIFE @I1@\n1 HUSB @I3@\n1 CHIL @I2@\n",
        "2 _MREL birth\n",
        "2 _FREL acknowledgment\n3 DATE FROM 1 FEB 2014\n",
        "1 EVEN\n2 TYPE civil union\n2 DATE FROM 4 MAY 2010\n",
        "1 EVEN\n2 TYPE end of the union\n2 DATE 15 APR 2020\n",
    ):
        assert lines in text


def test_what_gedcom_cannot_hold_is_listed_section_by_section(case):
    assert [str(each) for each in export(case, "gedcom")[1]] == [
        "people name: changed (1 row)",
        "homes: left out (1 row)",
        "parentage id: left out (1 row)",
        "parentage note: left out (1 row)",
        "convictions: left out (1 row)",
        "waivers: left out (1 row)",
    ]


def test_a_family_file_of_ours_that_another_program_wrote_anew_is_read_as_any_other(case):
    text = written(case, "gedcom").replace("1 SOUR KINSTEAD", "1 SOUR OTHER")
    loaded = gedcom.read(text.encode(), "osei.ged")
    (abena, yaw) = document.export(loaded.case)["parentage"]
    assert (abena["basis"], abena["birthFamily"]) == ("birth", "f1")
    assert (yaw["basis"], yaw["from"]) == ("acknowledgment", "2014-02-01")


def test_no_such_kind_of_file(case):
    with pytest.raises(KeyError):
        export(case, "pdf")


def test_every_kind_has_an_ending_of_its_own():
    assert len({each.suffix for each in FORMATS.values()}) == len(FORMATS)
