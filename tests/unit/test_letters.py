"""Notices to relatives: to whom, by when, in which words, and nothing else about the child."""

import io
import re
import zipfile
from datetime import date

import pyoxigraph as ox
import pytest
from docx import Document
from typer.testing import CliRunner

from app.calendar import boolean_literal
from app.cli import app
from app.errors import PolicyError
from app.model import Status
from app.policy import policy
from app.report import mailing, notices
from app.report.letters import Agency, compose, languages
from app.report.notices import ASK_FIRST, find_round, look_over
from app.terms import CW, vocabulary
from loaders import document
from tests.unit.pdf import pdf_words, unpacked

AS_OF = date(2024, 2, 20)
FAMILY = """
case: ostrander
people:
  mia: {name: Mia Ostrander, born: 2016-04-10, gender: female, note: Goes to Lincoln School}
  ana: {name: Ana Ostrander, born: 1990-01-20, gender: female}
  rosa: {name: Rosa Delgado, born: 1965-03-02, gender: female}
  ben: {name: Benjamín Delgado, born: 1992-07-07, gender: male}
  sam: {name: Sam Whitlow, born: 1991-05-05}
  carl: {name: Carl Mercer, born: 1988-02-02, gender: male}
  tess: {name: Tess Mercer}
parentage:
- {parent: ana, child: mia, basis: birth}
- {parent: rosa, child: ana, basis: birth}
- {parent: rosa, child: ben, basis: birth}
custody:
- {child: mia, custodyKind: protectiveCustody, from: 2024-02-03, until: 2024-02-05}
- {child: mia, custodyKind: temporaryCustody, from: 2024-02-05}
caseAssignments:
- {children: [mia], on: 2024-02-06}
kinNamings:
- {children: [mia], person: rosa, namedBy: namedByParent, on: 2024-02-06}
- {children: [mia], person: ben, namedBy: namedByParent, on: 2024-02-06}
- {children: [mia], person: sam, namedBy: namedByParent, on: 2024-02-06}
- {children: [mia], person: carl, namedBy: namedByParent, on: 2024-02-06}
- {children: [mia], person: tess, namedBy: namedByParent, on: 2024-02-06}
postalAddresses:
- {person: rosa, on: 2024-02-05, postalAddress: "77 Cedar Lane, Pekin, IL 61554", until: 2024-02-10}
- {person: rosa, on: 2024-02-10, postalAddress: "1418 Alder Street, Peoria, IL 61602"}
- {person: rosa, on: 2024-03-01, postalAddress: "3 Later Road, Peoria, IL 61602"}
- {person: carl, on: 2024-02-07, postalAddress: "9 Birch Court, Morton, IL 61550"}
violenceRecords:
- {person: carl, violenceProof: policeReport, on: 2023-11-02}
relativeNotices:
- children: [mia]
  person: sam
  on: 2024-02-15
  contactWay: byPost
  tellsOfCourtOrder: true
  noticeIdentifies: [firstNameOfChild, genderOfChild, ageOfChild]
"""
# What the case holds and no letter may say, whoever gets it.
SECRET = (
    *("Ostrander", "ostrander", "2016", "April", "abril", "Lincoln", "Ana ", "Carl", "Mercer"),
    *("Tess", "Whitlow", "Birch", "Cedar", "Later", "301.80", "violenc", "police", "named by"),
    *("protective", "grandmother", "abuela"),
)


def read(text=FAMILY):
    return document.read(text, "ostrander.yaml")


def round_of(text=FAMILY, as_of=AS_OF):
    return find_round(read(text), policy(), as_of, "mia")


@pytest.fixture(scope="module")
def found():
    return round_of()


def by_person(found):
    return {each.person: each for each in found.notices}


# To whom


def test_letters_are_due_to_those_identified_who_have_none_yet(found):
    assert {each.person for each in found.to_send} == {"rosa", "ben"}
    rosa = by_person(found)["rosa"]
    assert (rosa.status, rosa.due) == (Status.DUE, date(2024, 3, 4))
    assert rosa.address == ("1418 Alder Street", "Peoria, IL 61602")
    assert [each.number for each in found.notices] == [1, 2, 3]


def test_a_relative_who_was_written_to_gets_no_second_letter(found):
    sam = by_person(found)["sam"]
    assert sam.status is Status.MET
    assert not sam.open


def test_a_day_after_the_last_the_letter_is_overdue():
    late = by_person(round_of(as_of=date(2024, 3, 5)))
    assert late["rosa"].status is Status.OVERDUE


def test_who_is_excluded_gets_no_letter_and_the_worker_reads_why(found):
    assert "carl" not in by_person(found)
    (carl,) = found.excluded
    assert carl.name == "Carl Mercer"
    assert "A report or finding of family or domestic violence is known." in carl.reasons
    assert any("Ask the supervisor first" in each for each in carl.reasons)
    assert {each.excluded for each in found.interviews if each.person == "carl"} == {True}
    assert {each.excluded for each in found.interviews if each.person != "carl"} == {False}


def test_without_the_report_the_same_relative_gets_a_letter():
    plain = re.sub(r"violenceRecords:\n.*\n", "", FAMILY)
    changed = round_of(plain)
    assert "carl" in {each.person for each in changed.to_send}
    assert changed.excluded == ()


def test_who_was_written_to_in_spite_of_it_is_named_as_excluded():
    sent = FAMILY.replace(
        "relativeNotices:\n",
        "relativeNotices:\n- {children: [mia], person: carl, on: 2024-02-12, contactWay: byPost}\n",
    )
    found = round_of(sent)
    assert "carl" not in by_person(found)
    (carl,) = found.excluded
    assert any("must not get it" in each for each in carl.reasons)


def test_who_may_be_a_minor_waits_until_that_is_settled(found):
    assert [each.person for each in found.unsettled] == ["tess"]


def test_interviews_are_listed_with_their_day(found):
    first = next(each for each in found.interviews if each.person == "ben")
    assert first.due == date(2024, 2, 11)
    assert first.status is Status.OVERDUE
    assert "301.80(e)(1)(F)/1" in first.clauses
    days = [each.due for each in found.interviews]
    assert days == sorted(days)


# In which words


@pytest.mark.parametrize(
    ("person", "gender", "salutation"),
    [
        ("rosa", "", "Estimada Rosa Delgado:"),
        ("ben", "", "Estimado Benjamín Delgado:"),
        ("rosa", ", gender: female", "Estimado/a Rosa Delgado:"),
    ],
)
def test_spanish_agrees_with_the_recipient(person, gender, salutation):
    text = FAMILY.replace(f"born: 1965-03-02{gender}", "born: 1965-03-02") if gender else FAMILY
    letter = compose(by_person(round_of(text))[person], "es", Agency(), AS_OF)
    assert letter.salutation == salutation
    assert letter.day == "20 de febrero de 2024"


def test_the_child_is_told_by_first_name_gender_and_age(found):
    letters = [compose(found.notices[0], code, Agency(), AS_OF) for code in languages()]
    assert [letter.facts for letter in letters] == [
        (("First name", "Mia"), ("Gender", "female"), ("Age", "7 years old")),
        (("Nombre", "Mia"), ("Género", "femenino"), ("Edad", "7 años")),
    ]


@pytest.mark.parametrize(
    ("born", "as_of", "age"),
    [
        ("2016-04-10", date(2024, 4, 9), "7 years old"),
        ("2016-04-10", date(2024, 4, 10), "8 years old"),
        ("2023-06-01", AS_OF, "less than 1 year old"),
        ("2023-02-20", AS_OF, "1 year old"),
        ("2016-01", AS_OF, "8 years old"),
        ("2016", AS_OF, "[Age of the child]"),
        ("", AS_OF, "[Age of the child]"),
    ],
)
def test_an_age_goes_by_the_calendar_and_is_never_guessed(born, as_of, age):
    text = FAMILY.replace("born: 2016-04-10, ", f"born: {born}, " if born else "")
    found = round_of(text, as_of)
    letter = compose(found.notices[0], "en", Agency(), as_of)
    assert dict(letter.facts)["Age"] == age
    told = any("age is not known" in each for each in look_over(found))
    assert told == age.startswith("[")


def test_a_gap_is_left_open_and_the_worker_told():
    text = FAMILY.replace("born: 2016-04-10, gender: female", "born: 2016-04-10")
    found = round_of(text)
    letter = compose(by_person(found)["ben"], "en", Agency(), AS_OF)
    assert dict(letter.facts)["Gender"] == "[Gender of the child]"
    assert letter.address == ("Benjamín Delgado", "[Postal address of the relative]")
    assert letter.signature == ("[Your name]", "Telephone: [Telephone]", "Email: [Email]")
    assert any("gender is not known" in each for each in look_over(found))
    assert any("“Mia”" in each for each in look_over(found))


def test_the_worker_waits_for_an_order_only_where_none_is_recorded(found):
    assert not any("court" in each for each in look_over(found))
    before = round_of(
        FAMILY.replace("custodyKind: temporaryCustody, ", "custodyKind: protectiveCustody, ")
    )
    assert any("no court order is recorded" in each for each in look_over(before))


def test_a_letter_tells_what_the_law_lets_a_notice_give(monkeypatch):
    words = vocabulary()
    age = ox.Triple(CW["ageOfChild"], CW["belongsInNotice"], boolean_literal(True))
    narrower = words.changed([], [age])
    monkeypatch.setattr(notices, "vocabulary", lambda: narrower)
    letter = compose(round_of().notices[0], "en", Agency(), AS_OF)
    assert [name for name, _ in letter.facts] == ["First name", "Gender"]
    wider = words.changed([ox.Triple(CW["policeReport"], age.predicate, age.object)], [])
    monkeypatch.setattr(notices, "vocabulary", lambda: wider)
    with pytest.raises(PolicyError, match="policeReport"):
        round_of()


def test_the_agency_stands_on_the_letter(found):
    sender = Agency(
        "Prairie Agency", "4 Elm Street\nPeoria, IL", "Kim Reyes", "555-0142", "k@x.org"
    )
    letter = compose(found.notices[0], "en", sender, AS_OF)
    assert letter.sender == ("Prairie Agency", "4 Elm Street", "Peoria, IL")
    assert letter.signature == ("Kim Reyes", "Telephone: 555-0142", "Email: k@x.org")


def test_every_language_has_the_same_words():
    from app.report.letters import _templates

    def keys(words):
        return {k: keys(v) if isinstance(v, dict) else None for k, v in words.items()}

    english, *others = _templates().values()
    for other in others:
        assert keys(other) == keys(english)
        assert len(other["months"]) == 12


# Nothing else about the child, in any byte


@pytest.fixture(scope="module")
def files(found):
    return {
        (notice.person, language, form): mailing.letter_file(
            notice, language, Agency(), AS_OF, form
        )
        for notice in found.to_send
        for language in languages()
        for form in mailing.FORMATS
    }


def docx_bytes(content):
    """Every part of a Word file as text, with its tags and its properties."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    return "\n".join(f"{name}\n{part.decode('utf-8', 'replace')}" for name, part in parts.items())


def docx_words(content):
    opened = Document(io.BytesIO(content))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in opened.paragraphs), *cells])


def test_each_letter_says_what_it_must(files):
    for (person, language, form), content in files.items():
        words = (docx_words if form == "docx" else pdf_words)(content)
        flat = " ".join(words.split())
        name = {"rosa": "Rosa Delgado", "ben": "Benjamín Delgado"}[person]
        order = {"en": "By order of a court", "es": "Por orden de un tribunal"}[language]
        for part in (name, "Mia", order, "DCFS"):
            assert part in flat, (person, language, form)


def test_no_letter_says_anything_else_of_the_case(files):
    for (person, language, form), content in files.items():
        if form == "docx":
            texts = [docx_bytes(content), docx_words(content)]
        else:
            raw = unpacked(content)
            texts = [
                pdf_words(content),
                raw.decode("latin-1"),
                *(each.decode("utf-16-be", "ignore") for each in (raw, raw[1:])),
            ]
        others = {"rosa": ("Benjam",), "ben": ("Rosa", "Alder")}[person]
        for text in texts:
            held = [word for word in (*SECRET, *others) if word in text]
            assert held == [], (person, language, form)


def test_no_file_name_or_property_tells_of_anybody(found, files):
    for notice in found.to_send:
        assert re.fullmatch(r"notice-\d\d-es\.pdf", mailing.file_name(notice, "es", "pdf"))
    for (_, language, form), content in files.items():
        if form == "docx":
            told = Document(io.BytesIO(content)).core_properties
            assert (
                told.title == {"en": "Notice to a relative", "es": "Aviso a un familiar"}[language]
            )
            assert (told.author, told.last_modified_by, told.comments) == ("", "", "")
            assert (told.subject, told.keywords) == ("", "")


def test_a_sign_that_the_font_lacks_is_a_box_and_not_logged(caplog):
    found = round_of(FAMILY.replace("Rosa Delgado", "Rosa 林 Delgado"))
    content = mailing.letter_file(by_person(found)["rosa"], "es", Agency(), AS_OF, "pdf")
    assert "Estimada Rosa □ Delgado:" in pdf_words(content)
    assert caplog.text == ""


def test_a_letter_made_twice_is_the_same_letter(found, files):
    notice = found.to_send[0]
    again = mailing.letter_file(notice, "en", Agency(), AS_OF, "pdf")
    assert again == files[notice.person, "en", "pdf"]


def test_all_letters_and_the_list_come_in_one_zip(found):
    files = mailing.all_files(found, "en", Agency())
    with zipfile.ZipFile(io.BytesIO(mailing.archive(files, AS_OF))) as packed:
        assert packed.namelist() == [
            *("notice-01-en.docx", "notice-01-en.pdf"),
            *("notice-02-en.docx", "notice-02-en.pdf"),
            "workers-list.docx",
        ]
    words = docx_words(files["workers-list.docx"])
    for part in ("Rosa Delgado", "2024-03-04", "Carl Mercer", ASK_FIRST, "301.80(e)(1)(G)/2"):
        assert part in words


# The command


def kinstead(*words):
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def case_file(tmp_path):
    file = tmp_path / "ostrander.yaml"
    file.write_text(FAMILY, encoding="utf-8")
    return str(file)


def test_the_command_lists_and_writes(case_file, tmp_path):
    to = tmp_path / "letters"
    call = ("letters", case_file, "--child", "mia", "--as-of", "2024-02-20")
    listed = kinstead(*call)
    assert listed.exit_code == 0
    assert "Rosa Delgado\t2024-03-04" in listed.output
    assert "No letter to Carl Mercer" in listed.output
    written = kinstead(*call, "--language", "es", "--to", str(to))
    assert f"{to}: workers-list.docx; letters: 2" in written.output
    assert len(list(to.iterdir())) == 5
    again = kinstead(*call, "--to", str(to))
    assert again.exit_code == 2


def test_the_command_refuses_what_it_does_not_know(case_file):
    assert kinstead("letters", case_file, "--child", "nobody").exit_code == 2
    assert kinstead("letters", case_file, "--child", "mia", "--language", "fr").exit_code == 2


def test_an_overdue_letter_ends_with_one(case_file):
    late = kinstead("letters", case_file, "--child", "mia", "--as-of", "2024-03-05")
    assert late.exit_code == 1
