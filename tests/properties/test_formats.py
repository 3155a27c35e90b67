"""Cases go out and come back: whole where the kind of file can hold them, else with a list."""

from pathlib import Path

import pytest
from cases import RECORDS, documents
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.errors import CaseFileError
from loaders import document, load
from loaders.export import FORMATS, export
from tests.family_files import family_files

ROOT = Path(__file__).resolve().parents[2]
WHOLE = [name for name in FORMATS if name != "gedcom"]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))

settings.register_profile(
    "formats",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
FORMAT = settings.get_profile("formats")
DATED = {
    "people": ("name", "born", "died", "gender"),
    "parentage": ("parent", "child", "basis", "from", "until", "birthFamily"),
    "unions": ("person", "partner", "unionKind", "from", "until", "unionEnded"),
}


def case_of(content):
    return document.read(document.write(content), f"{content['case']}.yaml")


def back(case, name, tmp_path):
    """The case out of the file that a case was written to, as a user would open it."""
    file = tmp_path / f"{case.name}{FORMATS[name].suffix}"
    content, losses = export(case, name)
    file.write_bytes(content)
    loaded = load(file)
    assert loaded.unmapped == ()
    return loaded.case, losses


@settings(FORMAT, max_examples=20)
@given(documents())
def test_a_generated_case_comes_back_whole(tmp_path_factory, content):
    case, folder = case_of(content), tmp_path_factory.mktemp("out")
    for name in WHOLE:
        again, losses = back(case, name, folder)
        assert (name, losses) == (name, ())
        assert again.facts == case.facts
    assert_no_formula(next(folder.glob("*.xlsx")))


def assert_no_formula(file):
    """No text of a workbook runs as a formula, in our reader or in a spreadsheet."""
    for sheet in load_workbook(file).worksheets:
        cells = [cell for line in sheet.iter_rows() for cell in line]
        assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "d", "n"}
        starts = [cell for cell in cells if str(cell.value).startswith(("=", "+", "-", "@"))]
        assert all(cell.quotePrefix for cell in starts)


@settings(FORMAT, max_examples=40)
@given(documents(sections=("people", "homes", "parentage", "unions", "godparents")))
def test_gedcom_keeps_people_parentage_unions_and_dates(tmp_path_factory, content):
    case = case_of(content)
    again, losses = back(case, "gedcom", tmp_path_factory.mktemp("out"))
    assert again.name == case.name
    before, after = document.export(case), document.export(again)
    texts = {("people", "name"), ("people", "note"), ("parentage", "birthFamily")}
    changed = {(each.section, each.field) for each in losses if each.how != "left out"}
    assert changed <= texts, "only the blanks and breaks of a text may change"
    for section, keys in DATED.items():
        assert_same(section, kept(before, section, keys), kept(after, section, keys), changed)


def kept(content, section, keys):
    rows = content.get(section, {})
    rows = [row | {"key": key} for key, row in rows.items()] if isinstance(rows, dict) else rows
    return sorted(({k: row.get(k, "") for k in (*keys, "key")} for row in rows), key=repr)


def assert_same(section, before, after, changed):
    for rows in (before, after):
        for row in rows:
            for key in row:
                if (section, key) in changed:
                    row[key] = ""
    assert sorted(before, key=repr) == sorted(after, key=repr)


@settings(FORMAT, max_examples=20)
@given(documents())
def test_what_gedcom_loses_is_just_what_is_listed(tmp_path_factory, content):
    case = case_of(content)
    again, losses = back(case, "gedcom", tmp_path_factory.mktemp("out"))
    assert (again.facts == case.facts) is (losses == ())
    before, after = document.export(case), document.export(again)
    for section in RECORDS:
        count = sum(
            each.count
            for each in losses
            if each.section == section and not each.field and each.how == "left out"
        )
        added = sum(
            each.count
            for each in losses
            if each.section == section and not each.field and each.how != "left out"
        )
        assert len(before.get(section, ())) - len(after.get(section, ())) == count - added


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_come_back(tmp_path, path, name):
    case = document.load(path)
    again, losses = back(case, name, tmp_path)
    if name == "gedcom":
        assert {each.how for each in losses} == {"left out"}
        assert again.people == case.people
    else:
        assert losses == ()
        assert again.facts == case.facts


@pytest.mark.nightly
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("path", family_files(), ids=lambda path: path.name if path else None)
def test_real_families_come_back(tmp_path, path, name):
    assert path is not None, "set KINSTEAD_FAMILY_FILES to a folder of real GEDCOM files"
    try:
        case = load(path).case
    except CaseFileError:
        assert path.parent.name == "rough"
        return
    again, losses = back(case, name, tmp_path)
    assert losses == ()
    if name == "gedcom":  # the rows of a child's parents stand in the order of the families
        for section, keys in DATED.items():
            before, after = (kept(document.export(each), section, keys) for each in (case, again))
            assert after == before
    else:
        assert again.facts == case.facts


TORRES = document.load(ROOT / "examples" / "torres.yaml")
FILES = {each.suffix: export(TORRES, name)[0] for name, each in FORMATS.items()}
FILES |= {
    ending: TORRES.graph().serialize(format=written).encode()
    for ending, written in ((".nq", "nt"), (".rdf", "xml"))
}
ENDINGS = [*FILES, ".yml", ".json"]


@settings(FORMAT, max_examples=100)
@given(st.data())
def test_broken_files_give_a_case_or_a_case_file_error(tmp_path_factory, data):
    """Cut off, written over, in another character set, or another kind than the ending says."""
    content = bytearray(data.draw(st.sampled_from(list(FILES.values()))))
    harm = data.draw(st.sampled_from(["cut", "overwritten", "recoded", "as it is"]))
    if harm == "cut":
        del content[data.draw(st.integers(0, len(content))) :]
    elif harm == "overwritten":
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=6))
    elif harm == "recoded":
        text = content.decode("utf-8", errors="replace")
        content = bytearray(
            text.encode(data.draw(st.sampled_from(["utf-16", "utf-32", "cp037"])), errors="replace")
        )
    file = tmp_path_factory.mktemp("in") / f"case{data.draw(st.sampled_from(ENDINGS))}"
    file.write_bytes(content)
    try:
        assert load(file).case.facts
    except CaseFileError as error:
        assert error.problems  # noqa: PT017
        assert all(each.where and each.mend for each in error.problems)  # noqa: PT017
