"""YAML case documents: what loads, what is refused and how, and that nothing is lost on the way."""

import pytest
import yaml
from cases import documents
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import CaseFileError
from loaders import document

HEAD = """case: torres
people:
  mia: {name: Mia Torres}
  ana: {name: Ana Torres, born: 1990-01}
"""
PERSON = "case: x\npeople:\n"


def problems(text):
    with pytest.raises(CaseFileError) as caught:
        document.read(text, "torres.yaml")
    assert caught.value.file == "torres.yaml"
    return [str(each) for each in caught.value.problems]


def test_every_row_knows_its_line():
    case = document.read(
        HEAD + "parentage:\n  - {parent: ana, child: mia, basis: birth}\n", "torres.yaml"
    )
    assert case.people == ("ana", "mia")
    row = "https://kinstead.example/case/torres/#/parentage/0"
    assert case.place_of(row) == "torres.yaml line 6"
    assert case.place_of(case.node("ana").value) == "torres.yaml line 4"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "childs: []\n", "line 5: unknown section 'childs'"),
        (HEAD + "parentages: []\n", "Did you mean 'parentage'?"),
        (
            PERSON + "  mia: {nme: Mia}\n",
            "person has no 'nme'. Did you mean 'name'",
        ),
        (PERSON + "  mia: {born: 2016}\n", "line 3: person lacks 'name'"),
        (PERSON + "  mia: {name: M, gender: femal}\n", "Did you mean 'female'?"),
        (PERSON + "  mia: {name: M, born: about 1990}\n", "'about 1990' is no date"),
        (PERSON + "  mia: {name: M, born: 1990-13}\n", "'1990-13' is no date"),
        (
            PERSON + "  mia: {name: M, died: 1990}\n",
            "'1990' is no date. Write YYYY-MM-DD.",
        ),
        (PERSON + "  mia: {name: M, died: 2024-W01-1}\n", "'2024-W01-1' is no date"),
        (PERSON + "  mia: {name: M, died: 2023-02-29}\n", "'2023-02-29' is no date"),
        (PERSON + "  mia: {name: [M, N]}\n", "name takes one value"),
        (PERSON + "  mia: {name: {first: M}}\n", "name holds a nested block"),
        (PERSON + "  mia: {name: }\n", "name is empty"),
        (PERSON + "  mia: {name: ' '}\n", "name is empty"),
        (PERSON + "  mia: Mia\n", "line 3: people/mia is no mapping"),
        (PERSON + "  - {name: Mia}\n", "people is no mapping"),
        (PERSON + "  mi a: {name: Mia}\n", "'mi a' cannot be a key"),
        (
            PERSON + "  mia: {name: M}\n  mia: {name: N}\n",
            "line 4: 'mia' is used twice. It is already at line 3",
        ),
        (PERSON + "  [a]: {name: M}\n", "a key is no plain word"),
        (PERSON + "  mia: {name: M}\nhomes:\n  mia: {}\n", "line 5: 'mia' is used twice"),
        (PERSON + "  mia: &m {name: *m}\n", "an alias stands inside what it names"),
        (PERSON + "  mia: {name: !!python/name:os.system x}\n", "unknown tag"),
        (PERSON + "  mia: !!python/object:os.system {name: M}\n", "unknown tag"),
        (PERSON + '  mia: {name: "M\\e[31m"}\n', "name holds a character that no one can see"),
        (PERSON + "  mia: {name: M, name: N}\n", "line 3: 'name' stands twice"),
        ("case: x\npeople:\n\tmia: {name: Mia}\n", "Indent with spaces"),
        (PERSON + "  mia: {name: 'Mia}\n", "is not YAML"),
        ("people:\n  mia: {name: M}\n", "line 1: the case has no name"),
        ("case:\npeople:\n  mia: {name: M}\n", "line 1: the case has no name"),
        ("case: a b\n", "line 1: 'a b' cannot name a case"),
        ("- a\n- b\n", "the file is no mapping"),
        ("just words\n", "the file is no mapping"),
        ("", "the file: is empty"),
        ("# nothing but a remark\n", "the file: is empty"),
        ("--- a\n--- b\n", "is not YAML"),
        ("case: x\x00\n", "is not YAML"),
        ("[" * 5000 + "]" * 5000, "nested too deeply"),
        (HEAD + "parentage: {parent: ana}\n", "line 5: parentage is no list"),
        (HEAD + "parentage:\n  - ana\n", "line 6: parentage/0 is no mapping"),
        (
            HEAD + "parentage:\n  - {parent: anna, child: mia, basis: birth}\n",
            "Did you mean 'ana'?",
        ),
        (
            HEAD + "parentage:\n  - {parent: ana, child: mia, basis: birth, id: a b}\n",
            "'a b' cannot be a key",
        ),
        (
            HEAD + "parentage:\n  - {parent: ana, child: mia, basis: birth, id: ana}\n",
            "line 6: 'ana' is used twice. It is already at line 4",
        ),
        (
            HEAD + "proposals:\n  - {children: [mia, mia], caregiver: ana, on: 2024-01-01}\n",
            "children: 'mia' stands twice",
        ),
        (
            HEAD + "proposals:\n  - {children: [], caregiver: ana, on: 2024-01-01}\n",
            "children is empty",
        ),
        (
            HEAD + "homes: {elm: {}}\nrosters:\n  - {home: elm, on: 2024-01-01, complete: yes}\n",
            "complete: 'yes' is neither true nor false. Write true or false.",
        ),
    ],
)
def test_bad_input_says_where_what_and_how_to_mend(text, said):
    assert any(said in each for each in problems(text)), problems(text)


def test_all_problems_come_at_once_in_the_order_of_the_file():
    text = (
        PERSON + "  mia: {name: M, born: 20 May}\n  ana: {name: A, age: 30}\n"
        "parentage:\n  - {parent: ana, child: mio, basis: birht}\n  - {parent: ana, child: ana}\n"
        "nonsense: []\n"
    )
    places = [each.split(":")[0] for each in problems(text)]
    assert places == ["line 3", "line 4", "line 6", "line 6", "line 7", "line 7", "line 8"]


def test_a_section_that_stands_twice_is_read_twice_for_its_problems():
    text = PERSON + "  mia: {nam: M}\npeople:\n  ana: {nme: A}\n"
    assert [each.split(".")[0] for each in problems(text)] == [
        "line 3: person lacks 'name'",
        "line 3: person has no 'nam'",
        "line 4: 'people' stands twice",
        "line 5: person lacks 'name'",
        "line 5: person has no 'nme'",
    ]


def test_a_row_that_is_none_is_one_problem():
    assert problems(HEAD + "parentage:\n  - ana\n  - {}\n") == [
        "line 6: parentage/0 is no mapping. Write `key: value`.",
        "line 7: parentage lacks 'basis'. Add it.",
        "line 7: parentage lacks 'child'. Add it.",
        "line 7: parentage lacks 'parent'. Add it.",
    ]


def test_aliases_that_unfold_without_end_are_refused():
    bomb = "case: x\na0: &a0 [x, x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12)
    )
    assert any("too many values" in each for each in problems(bomb))


def test_a_file_that_is_not_utf8_names_the_line(tmp_path):
    path = tmp_path / "torres.yaml"
    path.write_bytes((PERSON + "  mia: {name: Zoë}\n").encode("latin-1"))
    with pytest.raises(CaseFileError, match="line 3: is not UTF-8"):
        document.load(path)


def test_a_missing_file_is_a_case_file_error(tmp_path):
    with pytest.raises(CaseFileError, match="cannot be opened"):
        document.load(tmp_path / "none.yaml")


def test_a_byte_order_mark_is_no_part_of_the_case(tmp_path):
    path = tmp_path / "torres.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.encode())
    assert document.load(path).name == "torres"


def test_words_of_yaml_stay_what_was_written():
    text = PERSON + "  mia: {name: true, note: 007}\n"
    case = document.read(text, "x.yaml")
    assert case.name_of(case.node("mia")) == "true"
    assert document.export(case)["people"]["mia"] == {"name": "true", "note": "007"}


def test_dates_are_written_as_people_write_them():
    text = "case: x\npeople:\n  mia: {name: '2001-02-03', born: 2016-04-10, note: 'no'}\n"
    case = document.read(text, "x.yaml")
    assert document.dump(case) == text.replace("'2001-02-03'", "2001-02-03")


@settings(max_examples=60, deadline=None)
@given(documents())
def test_what_is_written_reads_back_as_the_same_facts(given_document):
    text = yaml.safe_dump(given_document, sort_keys=False, allow_unicode=True)
    case = document.read(text, "drawn.yaml")
    again = document.read(document.dump(case), "again.yaml")
    assert again.facts == case.facts
    assert document.export(again) == document.export(case)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_changed_character_gives_a_case_or_a_case_file_error(data):
    text = HEAD + "parentage:\n  - {parent: ana, child: mia, basis: birth, from: 2016-04-10}\n"
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + data.draw(st.characters(codec="utf-8")) + text[at + 1 :]
    try:
        assert document.read(changed, "torres.yaml").people
    except CaseFileError as error:
        assert error.problems  # noqa: PT017
