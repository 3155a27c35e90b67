"""The user's folder of cases: written whole or not at all, changed row by row."""

import stat

import pytest

from app.errors import CaseFileError
from app.store import CaseFolder, drop_row, fresh_key, put_row, user_folder
from loaders import document

FAMILY = """\
case: reed
people:
  mia: {name: Mia Reed, born: 2016-04-10}
  ana: {name: Ana Reed, born: 1990-01-20}
parentage:
- {parent: ana, child: mia, basis: birth}
"""


@pytest.fixture
def folder(tmp_path):
    examples = tmp_path / "examples"
    examples.mkdir()
    (examples / "reed.yaml").write_text(FAMILY)
    return CaseFolder(tmp_path / "cases", examples)


def test_the_folder_is_the_one_the_environment_names(monkeypatch, tmp_path):
    monkeypatch.setenv("KINSTEAD_CASES", str(tmp_path / "mine"))
    assert user_folder().path == tmp_path / "mine"
    monkeypatch.delenv("KINSTEAD_CASES")
    assert user_folder().path.name == "Kinstead"


def test_an_example_is_copied_when_it_is_first_opened(folder):
    assert folder.keys() == []
    assert folder.open("reed").people == ("ana", "mia")
    assert folder.keys() == ["reed"]


def test_a_new_case_is_on_disk_at_once_and_readable_by_its_user_only(folder):
    folder.create("case-1")
    file = folder.file("case-1")
    assert document.load(file).people == ()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("key", ["../x", "a/b", "", ".hidden", "reed"])
def test_a_key_that_is_taken_or_no_file_name_is_refused(folder, key):
    with pytest.raises(CaseFileError):
        folder.create(key)
    assert folder.keys() == []


def test_a_change_is_written_at_once(folder):
    folder.open("reed")
    folder.change("reed", lambda content: put_row(content, "people", {"name": "Rosa Reed"}))
    assert folder.open("reed").people == ("ana", "mia", "p1")


def test_a_change_that_does_not_load_is_refused_whole(folder):
    folder.open("reed")
    before = folder.file("reed").read_text()
    with pytest.raises(CaseFileError) as refusal:
        folder.change(
            "reed",
            lambda c: put_row(c, "parentage", {"parent": "nobody", "child": "mia", "basis": "x"}),
        )
    assert len(refusal.value.problems) == 2
    assert folder.file("reed").read_text() == before
    assert not folder.can_undo("reed")


def test_the_last_change_can_be_taken_back_and_brought_back(folder):
    folder.open("reed")
    folder.change("reed", lambda content: put_row(content, "people", {"name": "Rosa Reed"}))
    assert "p1" not in folder.undo("reed").people
    assert "p1" in folder.undo("reed").people


def test_an_example_is_set_back(folder):
    folder.open("reed")
    folder.change("reed", lambda content: put_row(content, "people", {"name": "Rosa Reed"}))
    folder.reset("reed")
    assert folder.file("reed").read_text() == FAMILY


def test_a_version_changes_with_every_write(folder):
    assert folder.version("reed") == 0
    folder.open("reed")
    before = folder.version("reed")
    folder.change("reed", lambda content: put_row(content, "people", {"name": "Rosa Reed"}))
    assert folder.version("reed") != before


def test_an_uploaded_file_becomes_a_case_under_a_free_name(folder):
    folder.open("reed")
    key, unmapped = folder.take_in({"reed.yaml": FAMILY.encode()})
    assert (key, unmapped) == ("reed-2", ())
    assert folder.open(key).name == "reed-2"


def test_uploaded_csv_files_become_one_case_under_the_name_they_give_it(folder):
    people, case = b"key,name\nmia,Mia Reed\n", b"case,reed\n"
    key, _ = folder.take_in({"people.csv": people, "case.csv": case})
    assert key == "reed-2"
    assert folder.open(key).people == ("mia",)
    assert folder.take_in({"people.csv": people})[0] == "case"


def test_several_uploaded_files_are_taken_whole_or_not_at_all(folder):
    with pytest.raises(CaseFileError, match="one file at a time"):
        folder.take_in({"a.yaml": FAMILY.encode(), "b.csv": b"key,name\n"})
    assert folder.keys() == []


def test_an_example_tells_its_story(folder):
    text = "case: reed\n\n# Two children,\n# one home.\n\npeople:\n  # not this\n  mia: {name: M}\n"
    (folder.examples / "reed.yaml").write_text(text)
    assert folder.story("reed") == "Two children, one home."
    assert folder.story("stone") == ""


def test_an_uploaded_file_cannot_leave_the_folder(folder):
    key, _ = folder.take_in({"../../etc/x y.yaml": FAMILY.encode()})
    assert key == "x-y"
    assert folder.keys() == ["x-y"]


def test_an_uploaded_file_that_cannot_be_read_leaves_nothing(folder):
    with pytest.raises(CaseFileError):
        folder.take_in({"reed.yaml": b"case: reed\npeople: [1"})
    assert folder.keys() == []


def test_a_file_from_elsewhere_is_taken_in_and_one_of_the_folder_is_opened(folder, tmp_path):
    elsewhere = tmp_path / "stone.yaml"
    elsewhere.write_text(FAMILY)
    assert folder.adopt(elsewhere) == "stone"
    assert folder.adopt(folder.file("stone")) == "stone"
    assert folder.keys() == ["stone"]


def test_keys_of_new_people_and_homes_say_nothing_about_them():
    content = {"people": {"p1": {}, "mia": {}}, "homes": {"p2": {}}}
    assert fresh_key(content, "people") == "p3"
    assert fresh_key(content, "homes") == "h1"


def test_a_row_is_put_replaced_and_dropped_without_touching_the_document():
    content = document.export(document.read(FAMILY, "reed.yaml"))
    row = content["parentage"][0]
    longer = put_row(content, "parentage", {"parent": "mia", "child": "ana", "basis": "claimed"})
    replaced = put_row(longer, "parentage", row | {"note": "seen"}, 0, row)
    assert [r.get("note") for r in replaced["parentage"]] == ["seen", None]
    assert drop_row(replaced, "parentage", 0)["parentage"] == longer["parentage"][1:]
    assert content["parentage"] == [row]


def test_a_row_that_changed_meanwhile_is_not_overwritten():
    content = document.export(document.read(FAMILY, "reed.yaml"))
    with pytest.raises(CaseFileError, match="another window"):
        put_row(content, "people", {"name": "New"}, "mia", {"name": "Mia"})
    with pytest.raises(CaseFileError, match="another window"):
        drop_row(content, "parentage", 4, {"parent": "ana"})


def test_a_row_is_added_beside_channels_and_what_was_posted_in_them():
    content = {
        "case": "team",
        "people": {"mia": {"name": "Mia"}},
        "channels": {"c1": {"child": "mia", "channelKind": "standardChannel"}},
        "allyItems": {"a1": {"child": "mia", "channel": "c1"}},
    }
    once = put_row(content, "allyItems", {"child": "mia", "channel": "c1"})
    assert set(once["allyItems"]) == {"a1", "a2"}
    twice = put_row(once, "channels", {"child": "mia", "channelKind": "privateChannel"})
    assert set(twice["channels"]) == {"c1", "c2"}
    assert twice["allyItems"] == once["allyItems"]
