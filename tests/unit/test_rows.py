"""Rows to facts: what every reader shares."""

import pytest

from app.errors import CaseFileError, Problem
from app.terms import CW, schema
from loaders import document
from loaders.rows import Builder, Row, Value, nearest

MIA = Row("mia", {"name": Value("Mia", "line 2")}, "line 2")


def parentage(number, **values):
    where = f"line {number + 3}"
    said = {key: Value(content, where) for key, content in values.items()}
    return Row(str(number), said, where)


def build(sections, **more):
    return Builder("torres.yaml", "torres", sections, **more).build()


def test_a_row_is_its_class_its_values_and_its_place():
    ana = Row("ana", {"name": Value("Ana", "line 3")}, "line 3")
    case = build(
        {
            "people": [MIA, ana],
            "parentage": [parentage(1, parent="ana", child="mia", basis="birth", id="p1")],
        }
    )
    (row,) = case.of_class(CW["Parentage"])
    assert row.value == "https://kinstead.example/case/torres/#/parentage/1"
    assert case.index.value(row, CW["parent"]) == case.node("ana")
    assert case.index.value(row, CW["basis"]) == CW["birth"]
    assert case.index.text(row, CW["id"]) == "p1"
    assert case.place_of(row.value) == "torres.yaml line 4"


def test_a_row_is_named_by_its_id_or_its_position():
    text = """case: x
people:
  hal: {name: Hal}
convictions:
  - {person: hal, offence: murder, id: c1}
  - {person: hal, offence: murder, on: 1990-01-01}
waiverRequests:
  - {conviction: c1, on: 2024-01-05, requestForm: requestedInWriting}
  - {conviction: convictions/1, on: 2024-01-06, requestForm: requestedInWriting}
"""
    case = document.read(text, "x.yaml")
    first, second = case.of_class(CW["WaiverRequest"])
    assert case.index.value(first, CW["conviction"]).value.endswith("#/convictions/0")
    assert case.index.value(second, CW["conviction"]).value.endswith("#/convictions/1")
    assert document.read(document.dump(case), "again").facts == case.facts
    with pytest.raises(CaseFileError, match="no record is called 'c2'"):
        document.read(text.replace("conviction: c1", "conviction: c2"), "x.yaml")


def test_problems_come_in_the_order_of_the_file_and_once():
    rows = [parentage(number, parent="mia", child="nobody", basis="birth") for number in (9, 1, 20)]
    said = [Problem("line 2", "is odd", "Mend it."), Problem("line 2", "is odd", "Mend it.")]
    with pytest.raises(CaseFileError) as caught:
        build({"people": [MIA], "parentage": rows}, problems=said)
    assert [each.where for each in caught.value.problems] == [
        "line 2",
        "line 4",
        "line 12",
        "line 23",
    ]


def test_dates_in_doubt_are_set_aside_only_where_a_reader_asks_for_it():
    lives = {"born": Value("2016", "line 2"), "died": Value("2001-01-01", "line 2")}
    row = Row("mia", {**MIA.values, **lives}, "line 2")
    with pytest.raises(CaseFileError, match="before being born"):
        build({"people": [row]})
    aside = []
    case = build({"people": [row]}, set_aside=aside)
    assert [each.where for each in aside] == ["line 2"]
    assert case.index.objects(case.node("mia"), CW["born"]) == []
    assert case.name_of(case.node("mia")) == "Mia"


def test_an_unknown_section_names_the_nearest():
    with pytest.raises(CaseFileError, match="unknown section 'peopel'"):
        build({"peopel": [MIA]})


def test_advice_names_the_nearest_word_or_what_there_is():
    assert (
        nearest("femal", schema().records["people"].field("gender").codes)
        == "Did you mean 'female'?"
    )
    assert nearest("x", {}) == "There is none to name."
    assert nearest("qq", dict.fromkeys("abc")) == "Known: a, b, c."
