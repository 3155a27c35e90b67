"""Which reader takes a file, and what it hands back."""

import pytest

from app.errors import CaseFileError
from loaders import Unmapped, load
from loaders.loading import read_bytes

YAML = "case: torres\npeople:\n  mia: {name: Mia Torres}\n"
GEDCOM = "0 HEAD\n1 CHAR UTF-8\n0 @I1@ INDI\n1 NAME Mia /Torres/\n1 OCCU none\n0 TRLR\n"


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("torres.yaml", YAML, "mia"),
        ("torres.YML", YAML, "mia"),
        ("torres.ged", GEDCOM, "i1"),
    ],
)
def test_the_suffix_chooses_the_reader(tmp_path, name, content, key):
    path = tmp_path / name
    path.write_text(content)
    loaded = load(path)
    assert (loaded.case.name, loaded.case.people) == ("torres", (key,))
    assert loaded.case.name_of(loaded.case.node(key)) == "Mia Torres"


def test_only_what_could_not_be_mapped_is_reported(tmp_path):
    (tmp_path / "torres.yaml").write_text(YAML)
    (tmp_path / "torres.ged").write_text(GEDCOM)
    assert load(tmp_path / "torres.yaml").unmapped == ()
    (left,) = load(tmp_path / "torres.ged").unmapped
    assert left == Unmapped("INDI OCCU", "a case has no place for it", ("line 5",))
    assert str(left) == "INDI OCCU: a case has no place for it (1 times; line 5)"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("torres.pdf", "'.pdf' is no kind of case file. Give one of .ged, .xlsx, .yaml, .yml"),
        ("torres", "has no suffix"),
        ("none.yaml", "cannot be opened (No such file or directory)"),
        ("none.ged", "cannot be opened"),
        ("none.xlsx", "cannot be opened"),
    ],
)
def test_what_no_reader_takes_is_refused(tmp_path, name, said):
    with pytest.raises(CaseFileError) as caught:
        load(tmp_path / name)
    assert said in str(caught.value)
    assert caught.value.file == name


def test_a_folder_in_place_of_a_file_is_refused(tmp_path):
    with pytest.raises(CaseFileError, match="cannot be opened"):
        read_bytes(tmp_path)
