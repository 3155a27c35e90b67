"""Workbooks and csv folders: the same facts as a document, and every slip with its cell."""

import csv
from datetime import date, datetime

import pytest
import yaml
from cases import documents
from hypothesis import HealthCheck, given, settings
from openpyxl import Workbook, load_workbook

from app.errors import CaseFileError
from app.terms import schema
from loaders import document, load
from loaders.template import write_template

PEOPLE = [["key", "name", "born"], ["mia", "Mia Torres", "2016-04-10"], ["ana", "Ana Torres", 1990]]


def xlsx(path, **tables):
    book = Workbook()
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path / "torres.xlsx")
    return path / "torres.xlsx"


def folder(path, **tables):
    path = path / "torres"
    path.mkdir()
    for name, rows in tables.items():
        with (path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return path


def exported(path):
    loaded = load(path)
    assert loaded.unmapped == ()
    return document.export(loaded.case)


def problems(path):
    with pytest.raises(CaseFileError) as caught:
        load(path)
    return [str(each) for each in caught.value.problems]


TABLES = {
    "case": [["case", "torres-1"]],
    "People": PEOPLE,
    "homes": [["Key"], ["elm"]],
    "parentage": [["Parent", "CHILD", "basis"], ["ana", "mia", "Giving Birth"]],
    "rosters": [
        ["home", "on", "complete"],
        ["elm", "2024-01-02", "Yes"],
        [],
        ["elm", "2024-02-02", "no"],
    ],
    "proposals": [["children", "caregiver", "on"], ["mia; ana", "ana", "2024-01-03"]],
}
SAID = {
    "case": "torres-1",
    "people": {
        "ana": {"name": "Ana Torres", "born": "1990"},
        "mia": {"name": "Mia Torres", "born": "2016-04-10"},
    },
    "homes": {"elm": {}},
    "parentage": [{"parent": "ana", "child": "mia", "basis": "birth"}],
    "rosters": [
        {"home": "elm", "on": "2024-01-02", "complete": True},
        {"home": "elm", "on": "2024-02-02", "complete": False},
    ],
    "proposals": [{"children": ["ana", "mia"], "caregiver": "ana", "on": "2024-01-03"}],
}


@pytest.mark.parametrize("write", [xlsx, folder])
def test_tables_say_what_a_document_says(tmp_path, write):
    path = write(tmp_path, **TABLES)
    assert exported(path) == SAID


def test_rows_know_their_cells(tmp_path):
    row = "https://kinstead.example/case/torres-1/#/rosters/1"
    assert load(xlsx(tmp_path, **TABLES)).case.place_of(row) == "torres.xlsx rosters!A4"
    assert load(folder(tmp_path, **TABLES)).case.place_of(row) == "torres rosters.csv line 4"


def test_excel_dates_numbers_and_truth_values(tmp_path):
    path = xlsx(
        tmp_path,
        people=[["key", "name", "born", "died"], [7, 12.0, 1990, datetime(2020, 1, 2)]],  # noqa: DTZ001
        homes=[["key"], ["elm"]],
        rosters=[["home", "on", "complete"], ["elm", date(2024, 1, 2), True]],
        placements=[
            ["child", "caregiver", "from", "at"],
            [7, 7, date(2024, 1, 2), datetime(2024, 1, 2, 0, 0)],  # noqa: DTZ001
        ],
    )
    assert exported(path) == {
        "case": "torres",
        "people": {"7": {"name": "12", "born": "1990", "died": "2020-01-02"}},
        "homes": {"elm": {}},
        "rosters": [{"home": "elm", "on": "2024-01-02", "complete": True}],
        "placements": [
            {"child": "7", "caregiver": "7", "from": "2024-01-02", "at": "2024-01-02T00:00:00"}
        ],
    }


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"people": [["key", "nam"], ["mia", "M"]]}, "people!B1: person has no column 'nam'. Did"),
        ({"peple": PEOPLE}, "peple: no section is called 'peple'. Did you mean 'people'?"),
        (
            {"people": [["key", "name", "Name"], ["mia", "M"]]},
            "people!C1: the column 'name' stands",
        ),
        (
            {"people": [["key", "name"], ["mia", "M", "?"]]},
            "people!C2: stands under no column name",
        ),
        ({"people": [["key", "name"], [None, "M"]]}, "people!A2: the row has no key"),
        ({"people": [["name"], ["M"]]}, "people!A2: the row has no key"),
        ({"people": [["key", "name"], ["mia", "=A2"]]}, "people!B2: holds a formula"),
        (
            {"people": [["key", "name"], ["mia", "#REF!"]]},
            "people!B2: holds a formula or its error",
        ),
        (
            {"people": [["key", "name"], ["mia", "M"], ["mia", "N"]]},
            "A3: 'mia' is used twice. It is",
        ),
        ({"people": [*PEOPLE, ["cy", "Cy", "20 May"]]}, "people!C4: born: '20 May' is no date"),
        ({"people": PEOPLE, "Person": PEOPLE}, "Person: is a second table"),
        ({"people": PEOPLE, "case": [["case", "a b"]]}, "case: 'a b' cannot name a case"),
        (
            {
                "people": PEOPLE,
                "parentage": [["parent", "child", "basis"], ["ana", "mio", "birht"]],
            },
            "parentage!B2: child: nobody is called 'mio'. Did you mean 'mia'?",
        ),
        (
            {
                "people": PEOPLE,
                "parentage": [["parent", "child", "basis"], ["ana", "mio", "birht"]],
            },
            "parentage!C2: basis: 'birht' is no known value. Did you mean 'birth'?",
        ),
        (
            {"homes": [["key"], ["elm"]], "rosters": [["home", "complete"], ["elm", "maybe"]]},
            "rosters!B2: complete: 'maybe' is neither true nor false",
        ),
    ],
)
def test_slips_name_their_cell(tmp_path, tables, said):
    found = problems(xlsx(tmp_path, **tables))
    assert any(said in each for each in found), found


def test_slips_in_csv_name_file_line_and_column(tmp_path):
    found = problems(folder(tmp_path, people=[*PEOPLE, ["cy", "Cy\nPoe", "=1+1"], ["d", "D", "x"]]))
    assert found[0].startswith("people.csv line 4:3: holds a formula")
    assert found[1].startswith("people.csv line 6:3: born: 'x' is no date")


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04nonsense", b"key,name\n", b"\xd0\xcf\x11\xe0"]
)
def test_what_is_no_workbook_is_refused(tmp_path, content):
    path = tmp_path / "torres.xlsx"
    path.write_bytes(content)
    assert problems(path) == [
        "the file: is no Excel workbook. Save it as .xlsx, without a password."
    ]


def test_folders_and_csv_files_that_cannot_be_read(tmp_path):
    assert problems(tmp_path) == [
        "the folder: has no csv files. Name a folder with one csv file a section."
    ]
    (tmp_path / "people.csv").write_bytes("key,name\nmia,Zoë\n".encode("latin-1"))
    assert "line 2: is not UTF-8" in problems(tmp_path)[0]
    (tmp_path / "people.csv").write_text('key,name\nmia,"Mia\n')
    assert "people.csv line 2: is no csv" in problems(tmp_path)[0]


@pytest.mark.parametrize("name", ["template.xlsx", "template"])
def test_a_template_has_every_section_and_loads_as_an_empty_case(tmp_path, name):
    write_template(tmp_path / name)
    case = load(tmp_path / name).case
    assert (case.name, case.people) == ("template", ())
    assert len(case.facts) == 1


def test_a_template_offers_the_codes_and_explains_each_column(tmp_path):
    write_template(tmp_path / "template.xlsx")
    book = load_workbook(tmp_path / "template.xlsx")
    for record in schema().records.values():
        sheet = book[record.section[:31]]
        assert sheet.freeze_panes == "A2"
        heads = {cell.value: cell for cell in sheet[1]}
        listed = {str(each.sqref)[0] for each in sheet.data_validations.dataValidation}
        for field in record.fields:
            assert field.definition in heads[field.key].comment.text
            if field.kind == "code" and not field.many and field.codes:
                assert heads[field.key].column_letter in listed
    codes = {row[0].value: [cell.value for cell in row[1:]] for row in book["codes"].columns}
    assert codes["gender"][:3] == ["female", "male", "nonBinary"]


def test_a_filled_template_loads(tmp_path):
    path = tmp_path / "template.xlsx"
    write_template(path)
    book = load_workbook(path)
    book["case"]["B1"] = "torres"
    for row in PEOPLE[1:]:
        book["people"].append([row[0], row[1], row[2]])
    book.save(path)
    assert exported(path) == {"case": "torres", "people": SAID["people"]}


def as_tables(content):
    """A plain document as tables, one a section."""
    tables = {"case": [["case", content["case"]]]}
    for section, rows in content.items():
        if section == "case":
            continue
        keyed = isinstance(rows, dict)
        rows = [{"key": k, **row} for k, row in rows.items()] if keyed else rows  # noqa: PLW2901
        heads = list(dict.fromkeys(key for row in rows for key in row))
        tables[section] = [heads, *([_cell(row.get(key)) for key in heads] for row in rows)]
    return tables


def _cell(value):
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) if isinstance(value, list) else value


def _tidy(value):
    """Text as people type it into a cell: single blanks, no list, no formula, no sign escaped."""
    if isinstance(value, dict):
        return {key: _tidy(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_tidy(each) for each in value]
    if isinstance(value, str):
        plain = " ".join(value.replace(";", ",").replace("_x", "x").split())
        return plain.lstrip("\ufeff=# ") or "x"
    return value


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_tables_of_a_document_load_as_its_facts(tmp_path_factory, content):
    content = _tidy(content)
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
    case = document.read(text, "drawn.yaml")
    for write in (folder, xlsx):
        path = write(tmp_path_factory.mktemp("tables"), **as_tables(content))
        assert load(path).case.facts == case.facts
