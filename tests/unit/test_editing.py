"""Changes to a case document in its own text."""

import copy

import pytest
from cases import documents
from hypothesis import given, settings
from hypothesis import strategies as st

from app.store import CaseFolder
from loaders import document
from loaders.editing import amend

TEXT = """\
case: reed

# Two children; ask about 2024-03-01.
people:
  # the child
  mia:   {name: Mia Reed,   born: 2016-04-10}
  ana:
    name: Ana Reed   # her mother
    note: |
      tall
      and kind
  rosa:  {name: Rosa Reed}  # her grandmother

# Who gave birth to whom
parentage:
- {parent: ana,  child: mia, basis: birth}
- parent: rosa   # by the record
  child: ana
  basis: birth

# nothing yet:
custody:
"""


def changed(change, text=TEXT):
    before = document.export(document.read(text, "reed.yaml"))
    after = copy.deepcopy(before)
    change(after)
    made = amend(text, before, after)
    if made is not None:
        assert document.export(document.read(made, "reed.yaml")) == after
    return made


def test_a_row_is_written_over_where_it_stands():
    made = changed(lambda d: d["people"]["rosa"].update(born="1960-01-02"))
    line = "  rosa:  {name: Rosa Reed}  # her grandmother"
    assert made == TEXT.replace(
        line, "  rosa:  {name: Rosa Reed, born: 1960-01-02}  # her grandmother"
    )


def test_a_row_of_several_lines_becomes_one_and_the_rest_stays():
    made = changed(lambda d: d["parentage"][1].update(basis="adoption"))
    assert made.startswith(TEXT.partition("- parent: rosa")[0])
    assert "- {parent: rosa, child: ana, basis: adoption}\n\n# nothing yet:\ncustody:\n" in made
    assert "born: 2016-04-10}" in changed(lambda d: d["people"]["ana"].update(name="Ann"))


def test_new_rows_stand_below_the_last_and_new_sections_at_the_end():
    def add(content):
        content["people"]["leo"] = {"name": "Leo: Reed", "born": "2020"}
        content["parentage"].append({"parent": "ana", "child": "leo", "basis": "birth"})
        content["homes"] = {"elm": {"name": "Elm"}}

    made = changed(add)
    assert "# her grandmother\n  leo: {name: 'Leo: Reed', born: '2020'}\n\n# Who" in made
    assert "  basis: birth\n- {parent: ana, child: leo, basis: birth}\n\n# nothing yet" in made
    assert made.endswith("custody:\nhomes:\n  elm: {name: Elm}\n")


def test_a_row_goes_with_its_lines():
    def drop(content):
        del content["parentage"][0]

    assert changed(drop) == TEXT.replace("- {parent: ana,  child: mia, basis: birth}\n", "")
    assert "parentage:\n- parent: rosa" in changed(drop)


def test_what_is_written_in_brackets_is_left_to_be_written_anew():
    text = "case: reed\npeople: {mia: {name: Mia}}\n"
    assert changed(lambda d: d["people"]["mia"].update(name="M"), text) is None
    assert changed(lambda d: d.update(custody=[{"child": "mia"}])) is None


def test_a_change_in_the_folder_keeps_the_remarks_and_says_the_name_it_has(tmp_path):
    folder = CaseFolder(tmp_path, tmp_path / "examples")
    key, _ = folder.take_in({"stone.yaml": TEXT.encode()})
    assert folder.file(key).read_text() == TEXT.replace("case: reed", "case: stone")
    folder.change(key, lambda d: d | {"homes": {"h1": {"name": "Elm"}}})
    assert folder.file(key).read_text().startswith(TEXT.replace("case: reed", "case: stone"))
    folder.change(key, lambda d: d | {"custody": []})
    folder.change(key, lambda d: d | {"people": d["people"] | {"mia": {"name": "M"}}})
    assert "# the child\n  mia:   {name: M}\n" in folder.file(key).read_text()


def test_a_change_that_does_not_fit_the_text_writes_the_whole_anew(tmp_path):
    folder = CaseFolder(tmp_path, tmp_path / "examples")
    (tmp_path / "reed.yaml").write_text("case: reed\npeople: {mia: {name: Mia}}\n")
    folder.change("reed", lambda d: d | {"people": {"leo": {"name": "Leo"}}})
    assert folder.file("reed").read_text() == "case: reed\npeople:\n  leo: {name: Leo}\n"


@settings(max_examples=25, deadline=None)
@given(documents(), st.data())
@pytest.mark.parametrize("flow", [None, False])
def test_whatever_is_changed_in_place_reads_as_it_should(flow, content, data):
    before = document.export(document.read(document.write(content), "x.yaml"))
    text = document._written(before, width=80, default_flow_style=flow)
    after = copy.deepcopy(before)
    for section, rows in list(after.items()):
        if not isinstance(rows, (dict, list)) or not rows:
            continue
        places = list(rows) if isinstance(rows, dict) else list(range(len(rows)))
        at = data.draw(st.sampled_from(places), label=section)
        match data.draw(st.sampled_from(["keep", "note", "drop", "add"]), label="what"):
            case "note":
                rows[at]["note"] = data.draw(st.text("ab:#{}'\"\n -é", min_size=1), label="note")
            case "drop":
                del rows[at]
            case "add" if isinstance(rows, list):
                rows.append(copy.deepcopy(rows[at]) | {"note": "again"})
            case "add":
                rows["fresh"] = copy.deepcopy(rows[at])
    after = {key: value for key, value in after.items() if value}
    made = amend(text, before, after)
    if made is not None:
        found = document.plain(document.compose(made, "x.yaml"))
        assert {key: value for key, value in found.items() if value} == after
