"""The documents as published: read, matched to the register, kept in the user's folder."""

import json
import os
import stat
from pathlib import Path

import pytest
from policy_texts import DATES, PASSAGES, PROCEDURE, PROCEDURE_PASSAGES, RULE, register
from typer.testing import CliRunner

from app.cli import app
from app.errors import CaseFileError
from app.register import register as real_register
from loaders.policy_text import (
    keep,
    kept_passages,
    match,
    read,
    read_content,
)
from loaders.policy_text.addresses import Address, read_address

LINE = RULE.splitlines().index("- 3) the oars are of one length.") + 1
LENDING = """\
Section 301.30 Lending

{}

(Source: Added at 1 Club Reg. 1, effective May 1, 2001)
"""


def matching(text, ids, dates=None):
    return match(read_content(text.encode(), "sample.txt"), register(ids, dates))


def texts(found):
    return {name: passage.text for name, passage in found.matched.items()}


def lend(*lines, ids):
    return matching(LENDING.format("\n".join(lines)), [f"301.30{each}" for each in ids])


def why(found):
    return {each.identifier: each.why for each in found.unmatched}


# The tree


def test_a_rule_is_read_with_its_definitions_guide_appendix_and_lists():
    found = matching(RULE, PASSAGES, DATES)
    assert not found.unmatched
    assert texts(found) == PASSAGES


def test_a_procedure_is_read_with_two_lists_of_one_section_and_what_closes_it():
    found = matching(PROCEDURE, PROCEDURE_PASSAGES)
    assert not found.unmatched
    assert texts(found) == PROCEDURE_PASSAGES


def test_the_tree_has_every_label_without_the_register():
    passages = {each.label: each for each in matching(RULE, []).unclaimed}
    assert passages["301.30(b)(3)"].text == "the oars are of one length."
    assert passages["301.30(b)(3)"].line == LINE
    assert not passages["301.30(b)(3)"].inferred
    assert passages["301.30(b)(2)"].inferred
    assert list(passages).index("301.30(b)") < list(passages).index("301.30(b)(1)")


def test_a_lost_label_is_told_by_its_list_and_marked():
    found = lend("- a) One.", "- Two.", "- c) Three.", ids=["(a)", "(b)", "(c)"])
    assert texts(found) == {"301.30(a)": "One.", "301.30(b)": "Two.", "301.30(c)": "Three."}
    assert [name for name, each in found.matched.items() if each.inferred] == ["301.30(b)"]


def test_the_register_settles_where_the_last_entry_belongs():
    lines = ["- a) One:", "  - 1) Under one.", "- Is it two, or under one?", "- c) Three."]
    found = lend(*lines, ids=["(a)", "(a)(1)", "(b)", "(c)"])
    assert found.matched["301.30(b)"].text == "Is it two, or under one?"
    last = ["- a) One:", "  - 1) Under one.", "- b) Two:", "  - 1) First.", "- Whose?"]
    found = lend(*last, ids=["(a)", "(a)(1)", "(b)", "(b)(1)", "(b)(2)", "(c)"])
    assert {"301.30(b)(2)", "301.30(c)"} == why(found).keys()


def test_a_lost_label_that_could_be_two_is_nobodys():
    found = lend("- a) One.", "- Two or three.", "- d) Four.", ids=["(a)", "(b)", "(c)", "(d)"])
    assert {"301.30(b)", "301.30(c)"} == why(found).keys()
    assert any(each.text == "Two or three." for each in found.unclaimed)


@pytest.mark.parametrize("second", ["Two, on a line of its own.", "\nTwo, after an empty line."])
def test_an_entry_without_label_or_mark_makes_the_one_before_it_doubtful(second):
    found = lend("a) One.", second, "c) Three.", ids=["(a)", "(b)", "(c)"])
    assert texts(found) == {"301.30(c)": "Three."}
    assert "where it ends" in why(found)["301.30(a)"]


def test_entries_of_a_sentence_need_neither_label_nor_mark():
    lines = ["a) A boat is:", "", "long;", "", "narrow; and", "", "wet.", "", "b) Two."]
    found = lend(*lines, ids=["(a)", "(a)(1)", "(a)(2)", "(a)(3)", "(b)"])
    assert found.matched["301.30(a)(3)"].text == "wet."
    assert found.matched["301.30(a)"].text == "A boat is:"


def test_a_label_printed_twice_follows_the_register():
    lines = ["- a) One.", "- a) Two.", "- b) Three."]
    slipped = lend(*lines, ids=["(a)", "(b)", "(c)"])
    assert texts(slipped) == {"301.30(a)": "One.", "301.30(b)": "Two.", "301.30(c)": "Three."}
    assert slipped.matched["301.30(c)"].inferred
    printed = lend(*lines, ids=["(a)", "(a)#2", "(b)"])
    assert texts(printed) == {"301.30(a)": "One.", "301.30(a)#2": "Two.", "301.30(b)": "Three."}


def test_a_one_read_for_an_l_goes_on_with_the_list():
    lines = [f"- {letter}) {letter} entry." for letter in "abcdefghijk"]
    ids = [f"({letter})" for letter in "abcdefghijklm"]
    found = lend(*lines, "- 1) The twelfth.", "- m) The last.", ids=ids)
    assert found.matched["301.30(l)"].text == "The twelfth."


def test_i_is_a_letter_after_h_and_a_numeral_under_a_capital():
    lines = [f"- {letter}) {letter} entry." for letter in "abcdefgh"]
    under = ["- 1) Number.", "- A) Capital.", "- i) Numeral.", "- ii) Numeral two."]
    found = lend(*lines, "- i) Letter.", *under, ids=["(i)", "(i)(1)(A)(i)", "(i)(1)(A)(ii)"])
    assert found.matched["301.30(i)"].text == "Letter."
    assert found.matched["301.30(i)(1)(A)(i)"].text == "Numeral."


def test_a_label_may_stand_on_a_line_of_its_own():
    found = lend("a)", "One.", "", "b)", "", "Two.", ids=["(a)", "(b)"])
    assert texts(found) == {"301.30(a)": "One.", "301.30(b)": "Two."}


def test_a_paragraph_after_a_list_belongs_to_what_holds_the_list():
    lines = ["a) Bring:", "1) an oar;", "2) a hat.", "", "Both are lent here.", "", "b) Two."]
    found = lend(*lines, ids=["(a)", "(a)(2)", "(b)"])
    assert found.matched["301.30(a)"].text == "Bring:\n\nBoth are lent here."
    assert found.matched["301.30(a)(2)"].text == "a hat."


def test_a_paragraph_within_a_list_or_below_a_title_belongs_to_the_entry():
    lines = ["a) Oars", "", "Oars are long.", "", "b) One.", "", "It goes on.", "", "c) End."]
    found = lend(*lines, ids=["(a)", "(b)", "(c)"])
    assert found.matched["301.30(a)"].text == "Oars\n\nOars are long."
    assert found.matched["301.30(b)"].text == "One.\n\nIt goes on."


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("a) The care-", "taker rows."), "The caretaker rows."),
        (("a) The great-", "uncle, a great-uncle."), "The great-uncle, a great-uncle."),
        (("a) In the co\u00ad", "xed four."), "In the coxed four."),
        (("a) One of the", "", "12", "", "Oars of the club."), "One of the Oars of the club."),
        (("a) As in", "Section 301.10 (Purpose)."), "As in Section 301.10 (Purpose)."),
        (("a) A *bold* oar[^1] & <u>co</u>.",), "A bold oar[^1] & co."),
        (("a) See [the list](https://example.org/x).",), "See the list."),
        (("a) It costs \\$5, a lot",), "It costs $5, a lot"),
    ],
)
def test_what_only_the_printing_put_there_is_gone(lines, text):
    assert lend(*lines, ids=["(a)"]).matched["301.30(a)"].text == text


def test_a_short_line_that_heads_every_page_is_no_text():
    pages = [
        f"- {label}) Entry\n\nRow, row  {n}\n\n{label} ends." for n, label in enumerate("abcd")
    ]
    found = lend(*pages, ids=["(a)", "(d)"])
    assert texts(found) == {"301.30(a)": "Entry a ends.", "301.30(d)": "Entry d ends."}


def test_a_heading_may_break_and_its_text_may_follow_at_once():
    heading = "Section 301.30 The Lending of Boats and\nOars to Guests\n"
    found = matching(heading + "Guests row at their own risk.\na) One.", ["301.30", "301.30(a)"])
    assert texts(found) == {"301.30": "Guests row at their own risk.", "301.30(a)": "One."}
    assert found.text.sections[0].title == "The Lending of Boats and Oars to Guests"


def test_a_table_of_contents_is_no_section():
    contents = "Section 301.30 Lending\n\nSection 301.40 Repairs\n\n"
    found = matching(contents + LENDING.format("- a) One."), ["301.30(a)", "301.40(a)"])
    assert texts(found) == {"301.30(a)": "One."}
    assert found.matched["301.30(a)"].line == 7


def test_entries_found_by_name_are_not_taken_from_longer_ones():
    names = ["Singing", "Bad singing", "Bad singing at night"]
    found = lend("c) None of:", "", "Bad singing*", "", "Bad singing at night", ids=["(c)"])
    assert found.matched["301.30(c)"].text.startswith("None of:")
    ids = ["(c)", *(f"(c) {name}" for name in names)]
    found = lend("c) None of:", "", "Bad singing*", "", "Bad singing at night", ids=ids)
    assert found.matched["301.30(c) Bad singing"].text == "Bad singing*"
    assert "does not name" in why(found)["301.30(c) Singing"]


def test_worked_examples_are_found_by_their_tables():
    table = ["| Boat | 5 |", "|------|---|", "| Oar | 1 |"]
    lines = ["a) Fees.", "", "Example:", "", "One boat costs:", "", *table, "", "b) End."]
    found = lend(*lines, ids=["(a)", "(a)-ex1", "(a)-ex2"])
    assert found.matched["301.30(a)-ex1"].text == "One boat costs:\n\nBoat | 5\nOar | 1"
    assert "no example 2" in why(found)["301.30(a)-ex2"]


# What does not match


def test_a_missing_section_and_a_missing_entry_are_told():
    found = matching(RULE, ["301.30(a)", "301.10(z)", "301.99(a)", "301.10(closing)"])
    assert why(found) == {
        "301.10(z)": "no passage is labelled 301.10(z)",
        "301.99(a)": "Section 301.99 is not in the file",
        "301.10(closing)": "301.10 has no such part",
    }


def test_a_lost_heading_leaves_nothing_to_the_part_before_it():
    lost = RULE.replace("II. RULES\n", "").replace("Section 301.40 Repairs\n", "")
    found = matching(lost, PASSAGES, DATES)
    assert {"PG2001.17 I", "PG2001.17 II/1", "301.40(a)"} <= why(found).keys()
    assert all(passage.text == PASSAGES[name] for name, passage in found.matched.items())


def test_another_wording_is_not_matched():
    found = matching(RULE, ["301.10(a)", "301.40(a)"], {"301.10": DATES["301.20"]})
    assert texts(found).keys() == {"301.40(a)"}
    assert "wording of 2001-05-01; our clause follows that of 2004-06-03" in why(found)["301.10(a)"]


def test_passages_that_no_clause_stands_for_are_told():
    found = matching(RULE, ["301.10", "301.10(a)"])
    labels = {each.label for each in found.unclaimed}
    assert "301.10(b)" in labels
    assert "301.10(a)" not in labels


def test_clauses_of_another_document_are_not_counted():
    found = matching(RULE, ["301.10(a)", "AP33.10(a)"])
    assert (found.total, len(found.matched)) == (1, 1)


# What is refused


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 ...", "save it as plain text"),
        (b"PK\x03\x04....", "save it as plain text"),
        (b"Section 301.10 Purpose\n\nRow \xe9", "line 3: is not UTF-8"),
        (b"Dear all,\n\nrow well.\n", "Give 89 Ill. Adm. Code 301"),
        (b"Section 402.10 Purpose\n\nOf boats.\n", "is Part 402"),
        (b"Section 301.10 Oars\n\nA.\n\nSection 33.10 Oars\n\nB.\n", "holds two documents"),
        (b"\x00\x01\x02", "is no plain text"),
    ],
)
def test_what_is_no_such_document_is_refused_with_what_is_wanted(content, words):
    with pytest.raises(CaseFileError, match=words):
        read_content(content, "sample.txt")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CaseFileError, match="cannot be opened"):
        read(tmp_path / "none.txt")


def test_the_text_of_windows_is_read():
    found = match(read_content(RULE.encode("utf-16"), "sample.txt"), register(PASSAGES, DATES))
    assert texts(found) == PASSAGES
    lines = RULE.replace("\n", "\r\n").encode("utf-8-sig")
    assert texts(match(read_content(lines, "s.txt"), register(PASSAGES, DATES))) == PASSAGES


# Identifiers


@pytest.mark.parametrize(
    ("identifier", "address"),
    [
        ("301.10", Address("301.10")),
        ("301.80(h)(13)/2", Address("301.80", ("h", "13"), duty="/2")),
        ("301.210(b)(4)x", Address("301.210", ("b", "4"), duty="x")),
        ("301.230(a)/x1", Address("301.230", ("a",), duty="/x1")),
        ('301.20 "Relative" lead/1', Address('301.20 "Relative"', part="lead", duty="/1")),
        ('301.20 "Relative"(a) aunt', Address('301.20 "Relative"', ("a",), name="aunt")),
        ('301.20 "Father" AGENCY NOTE', Address('301.20 "Father"', part="note")),
        ("AP33.10(a)#2/2", Address("AP33.10", ("a#2",), duty="/2")),
        ("AP33.10(intro)#2", Address("AP33.10", part="intro#2")),
        ("AP33 (header)", Address("AP33 (header)")),
        ('AP33.40(a) "Terms"', Address("AP33.40", ("a",), name='"Terms"')),
        ("PG2001.17 V(a)-b2", Address("PG2001.17 V", ("a", "-b2"))),
        ("PG2001.17 VIII(a)-ex1", Address("PG2001.17 VIII", ("a",), example=1)),
        ("PG2001.17 header", Address("PG2001.17 header")),
        ("301.A(a)(1) Reckless homicide", Address("301.A", ("a", "1"), name="Reckless homicide")),
    ],
)
def test_an_identifier_names_its_place(identifier, address):
    assert read_address(identifier) == address


def test_every_identifier_of_the_register_names_a_place():
    identifiers = [each.identifier for each in real_register().clauses.values()]
    assert all(read_address(each) for each in identifiers)


# Keeping


def kept_texts(folder):
    return {name: passage.text for name, passage in kept_passages(folder).items()}


def test_the_text_is_kept_for_its_user_only_and_read_again(tmp_path):
    folder = tmp_path / "cases"
    found = matching(RULE, PASSAGES, DATES)
    assert kept_texts(folder) == {}
    file = keep(folder, found)
    assert kept_texts(folder) == PASSAGES
    assert kept_passages(folder) == found.matched
    for path, mode in ((file, 0o600), (file.parent, 0o700), (folder, 0o700)):
        assert stat.S_IMODE(path.stat().st_mode) == mode
    keep(folder, matching(PROCEDURE, PROCEDURE_PASSAGES))
    assert kept_texts(folder) == PASSAGES | PROCEDURE_PASSAGES
    keep(folder, matching(RULE, ["301.10"]))
    assert kept_texts(folder).keys() == {"301.10"} | PROCEDURE_PASSAGES.keys()


@pytest.mark.parametrize("content", ["{", "[]", '{"passages": {"301.10": {"no": 1}}}'])
def test_kept_text_that_is_broken_is_told(tmp_path, content):
    keep(tmp_path, matching(RULE, ["301.10"])).write_text(content, encoding="utf-8")
    with pytest.raises(CaseFileError, match="keep the text again"):
        kept_texts(tmp_path)


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "cases").write_text("no folder", encoding="utf-8")
    with pytest.raises(CaseFileError, match="cannot be written"):
        keep(tmp_path / "cases", matching(RULE, ["301.10"]))


# The command


def call(*args):
    return CliRunner().invoke(app, list(args))


@pytest.fixture
def rule(tmp_path, monkeypatch):
    monkeypatch.setenv("KINSTEAD_CASES", str(tmp_path / "cases"))
    path = tmp_path / "rule.txt"
    path.write_text(RULE, encoding="utf-8")
    return path


def test_the_command_counts_lists_keeps_and_ends_with_one(rule):
    done = call("text", str(rule))
    assert done.exit_code == 1
    assert "rule.txt: Rule 301, " in done.output
    assert "not matched: 301.80(h)(12): Section 301.80 is not in the file" in done.output
    assert f"no clause for: 301.30(b)(3) (line {LINE})" in done.output
    assert not kept_texts(rule.parent / "cases")
    (row,) = json.loads(call("text", str(rule), "--keep", "--json").output)
    assert row["clauses"] == len(row["matched"]) + len(row["unmatched"])
    assert Path(row["kept"]).exists()
    assert kept_texts(rule.parent / "cases").keys() == row["matched"].keys()


def test_a_wrong_file_ends_with_two_and_keeps_nothing(rule, tmp_path):
    wrong = tmp_path / "letter.txt"
    wrong.write_text("Dear all,\n\nrow well.\n", encoding="utf-8")
    done = call("text", str(rule), str(wrong), "--keep")
    assert done.exit_code == 2
    assert "is neither of the documents" in done.output
    assert not kept_texts(rule.parent / "cases")


def test_a_clause_is_shown_with_its_kept_texts(rule):
    assert "Official text" not in call("clause", "301.AUTHORITY").output
    call("text", str(rule), "--keep")
    done = call("clause", "301.AUTHORITY")
    assert (
        "Official text of 301.AUTHORITY:\n    Made under the Rowing Act [1 TST 2]." in done.output
    )
    (row,) = json.loads(call("clause", "301.AUTHORITY", "--json").output)
    assert row["official_text"] == "Made under the Rowing Act [1 TST 2]."


# The documents themselves, which the project doesn't hold


def documents():
    named = os.environ.get("KINSTEAD_POLICY_TEXT")
    if named:
        return sorted(Path(named).glob("*.txt")) or [None]
    # The documents cannot come with the project, and not everyone who checks a change has them.
    reason = "KINSTEAD_POLICY_TEXT names no folder with the documents as published"
    return [pytest.param(None, marks=pytest.mark.skip(reason=reason))]


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name if path else None)
def test_the_documents_as_published_match_nearly_whole(path):
    assert path is not None, "the folder of KINSTEAD_POLICY_TEXT holds no document"
    found = match(read(path), real_register())
    assert len(found.matched) >= 0.95 * found.total, found.unmatched
    assert all(passage.text.strip() and passage.line for passage in found.matched.values())
