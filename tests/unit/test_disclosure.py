"""Disclosure: who is asked about, what the matrix and the way say, the notices as drafts."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner

from app import disclosure
from app.cli import app
from app.decisions import assess
from app.model import Status, Verdict
from app.policy import policy
from app.reasoning import Ask
from app.report.disclosure import Kind, compose, file_name, notice_file, refusal, templates
from app.report.letters import Agency, languages
from app.terms import CW, schema, vocabulary
from benchmarks.families import make_crowd
from loaders import document
from tests.unit.pdf import pdf_words

TORRES = Path(__file__).parents[2] / "examples" / "torres.yaml"
AS_OF = date(2024, 3, 1)
DETAILS = ("caregiverName", "caregiverAddress", "caregiverTelephone", "caregiverLanguage")
ON = ("--as-of", "2024-03-01")
# What tells who and where Rosa is.
IDENTITY = ("Rosa", "rosa", "Maple", "61602", "309-555-0142")


@pytest.fixture(scope="module")
def torres():
    return document.load(TORRES)


@pytest.fixture(scope="module")
def matrix(torres):
    return disclosure.find_matrix(torres, policy(), AS_OF, "mia")


def longer(text):
    """The example with more written at its end."""
    return document.read(TORRES.read_text("utf-8") + text, "torres.yaml")


def may_luz(case, as_of):
    return assess(case, policy(), as_of, disclosure.ask_for("mia", "luz", DETAILS[1])).verdict


def call(*arguments):
    return CliRunner().invoke(app, ["disclose", *map(str, arguments)])


# Whom it asks about


def test_parents_siblings_roles_caregivers_and_relatives_are_asked_about(matrix):
    found = {each.key: each.capacities for each in matrix.recipients}
    assert found["ana"] == ("parent",)
    assert found["ruth"] == ("guardian ad litem",)
    assert found["faye"] == ("attorney of a parent for Ana Torres",)
    assert "caregiver, until 2024-02-12" in found["joanne"]
    assert found["luz"] == ("aunt or uncle",)
    assert list(found)[:2] == ["ana", "devon"]


def test_nobody_is_asked_about_who_died_lives_there_or_is_the_caregiver(torres, matrix):
    found = {each.key for each in matrix.recipients}
    assert not found & {"hector", "consuelo", "rosa", "mia", "leo", "javier", "paula"}
    assert disclosure.living_there(torres, "mia", AS_OF) == ("javier", "leo", "paula")


def test_a_parent_who_lives_with_the_caregiver_is_still_asked_about(torres):
    text = document.dump(torres).replace(
        "members:\n", "members:\n- home: mapleStreet\n  person: ana\n"
    )
    told = document.read(text, "torres.yaml")
    assert "ana" in {e.key for e in disclosure.recipients_of(told, policy(), AS_OF, "mia")}


def test_whom_a_record_names_is_asked_about():
    text = TORRES.read_text("utf-8").replace(
        "disclosureRequests:\n",
        "disclosureRequests:\n  - {child: mia, recipient: grace, on: 2024-02-28}\n",
    )
    told = document.read(text, "torres.yaml")
    found = {e.key: e for e in disclosure.recipients_of(told, policy(), AS_OF, "mia")}
    assert found["grace"].capacities == ()


# The matrix


def test_the_example_shows_permitted_held_prohibited_and_missing(matrix):
    shown = {each.verdict for each in matrix.answers.values()}
    assert shown >= {Verdict.PERMITTED, Verdict.HELD, Verdict.PROHIBITED, Verdict.MISSING}
    assert matrix.answers["luz", DETAILS[1]].permitted_from == date(2024, 3, 5)
    assert matrix.answers["samuel", DETAILS[2]].verdict is Verdict.PERMITTED
    assert matrix.answers["samuel", DETAILS[1]].verdict is Verdict.MISSING
    assert matrix.details == DETAILS


def test_the_purpose_is_part_of_what_is_asked(torres):
    found = disclosure.find_matrix(torres, policy(), AS_OF, "mia", purpose="medicaidClaims")
    assert all(e.roles["purpose"] == ("medicaidClaims",) for e in found.answers.values())


def crowded():
    return make_crowd(40, sorted(schema().records["caseRoles"].field("caseRole").codes))


def test_everyone_with_a_role_is_a_recipient():
    case = document.read(crowded(), "crowd.yaml")
    found = disclosure.find_matrix(case, policy(), date(2026, 9, 14), "maya")
    assert len(found.recipients) == 40


# The way, and disclosures made

RELEASED = "First day on which it may be told, if nothing else stands in the way"


def way(case, recipient, as_of=AS_OF):
    ask = disclosure.ask_for("mia", recipient, DETAILS[1])
    return disclosure.timeline(case, policy(), as_of, ask)


def test_the_way_tells_what_was_done_and_what_the_law_sets(torres):
    told = [(str(each.day), each.what, each.set_by_law) for each in way(torres, "luz")]
    assert told == [
        ("2024-02-21", "request for disclosure", False),
        ("2024-02-23", "notice of a disclosure", False),
        ("2024-02-23", "notice against redisclosure", False),
        ("2024-03-04", "Last day for the caregiver to ask for a review", True),
        ("2024-03-05", RELEASED, True),
    ]


def test_a_review_is_on_the_way():
    review = (
        "decisionReviews:\n  - {child: mia, caregiver: rosa, recipient: luz, on: 2024-03-02, "
        "workerToldOn: 2024-03-02, completedOn: 2024-03-20, upholdsRelease: true}\n"
    )
    told = longer(review)
    assert may_luz(told, date(2024, 3, 10)) is Verdict.PROHIBITED
    assert may_luz(told, date(2024, 3, 21)) is Verdict.PERMITTED
    days = {each.what: str(each.day) for each in way(told, "luz", date(2024, 3, 21))}
    assert days["decision review"] == "2024-03-02"
    assert days["decision review: completed on"] == "2024-03-20"
    assert days[RELEASED] == "2024-03-05"


def test_a_reading_moves_the_release_on_the_way():
    told = longer(
        "readings:\n  - {ambiguity: releaseOnTenthDay, holds: true, on: 2024-02-20, "
        "by: Vera Lomax, byRole: supervisor}\n"
    )
    days = {each.what: str(each.day) for each in way(told, "luz") if each.set_by_law}
    assert days == {RELEASED: "2024-03-04"}


def test_what_is_recorded_for_later_is_not_on_the_way_yet(torres):
    assert way(torres, "luz", date(2024, 2, 22))[-1].what == "request for disclosure"
    assert way(torres, "grace") == ()


def test_a_disclosure_is_kept_with_what_it_stood_on(torres):
    school, guardian = disclosure.find_made(torres, policy(), AS_OF, "mia")
    assert (school.recipient, str(school.day)) == ("samuel", "2024-02-14")
    assert [each.roles["info"] for each in school.then] == [(DETAILS[0],), (DETAILS[2],)]
    assert {each.verdict for each in (*school.then, *guardian.then)} == {Verdict.PERMITTED}
    assert {each.as_of for each in school.then} == {school.day}
    assert {each.status for each in school.checks} == {Status.MET}
    assert school.source.startswith("torres.yaml line ")
    assert school.then[0].checks[0].because or school.then[0].checks[1].because


def test_a_disclosure_in_the_waiting_time_is_seen_as_one():
    told = longer(
        "  - {child: mia, caregiver: rosa, recipient: luz, info: [caregiverAddress], "
        "disclosureGround: serviceGround, on: 2024-02-28}\n",
    )
    (latest, *_) = disclosure.find_made(told, policy(), AS_OF, "mia")
    assert [each.verdict for each in latest.then] == [Verdict.HELD]
    wrong = {each.shape for each in latest.checks if each.status is Status.VIOLATED}
    assert "DisclosureMade-waiting" in wrong
    assert not disclosure.find_made(told, policy(), date(2024, 2, 1), "mia")


# Notices as drafts


def drafts(case, recipient, details=DETAILS[:2], as_of=AS_OF):
    found = assess(case, policy(), as_of, disclosure.ask_for("mia", recipient, details[0]))
    return {
        each.notice.kind: each for each in disclosure.find_drafts(case, policy(), found, details)
    }


def test_the_notices_that_belong_to_an_answer_are_drafted(torres):
    luz = drafts(torres, "luz")
    assert set(luz) == {Kind.SPECIFIC, Kind.REDISCLOSURE}
    assert not any(each.wanted for each in luz.values())
    grace = drafts(torres, "carmen")
    assert set(grace) == {Kind.SPECIFIC, Kind.REDISCLOSURE}
    assert all(each.wanted for each in grace.values())
    assert set(drafts(torres, "ruth")) == {Kind.ROUTINE, Kind.REDISCLOSURE}


def test_where_it_may_not_be_told_there_is_no_notice(torres):
    assert drafts(torres, "ana") == {}


def test_the_days_of_a_notice_come_from_the_time_limits(torres):
    notice = drafts(torres, "carmen")[Kind.SPECIFIC].notice
    assert (notice.last_day, notice.release_day) == (date(2024, 3, 11), date(2024, 3, 12))
    assert notice.to.address == ("214 Maple Street", "Peoria, IL 61602")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    ("kind", "section"),
    [
        (Kind.SPECIFIC, "specificNotices"),
        (Kind.REDISCLOSURE, "redisclosureNotices"),
        (Kind.ROUTINE, "routineNotices"),
    ],
)
def test_a_notice_tells_all_that_its_record_asks_whether_it_tells(language, kind, section):
    asked = {field.key for field in schema().records[section].fields if field.kind == "boolean"}
    assert asked <= set(templates()[language][kind]["contents"])


@pytest.mark.parametrize("language", languages())
def test_the_routine_notice_names_every_listed_role(language):
    roles = schema().records["caseRoles"].field("caseRole").codes
    listed = {
        key for key, term in roles.items() if vocabulary().value(term, CW["routineRecipient"])
    }
    named = set(templates()[language]["routine"]["recipients"])
    assert named == listed | {"siblings"}


def words_of(notice, language, form):
    content = notice_file(notice, language, Agency(worker="Kim Reyes"), form)
    if form == "pdf":
        return " ".join(pdf_words(content).split())
    return " ".join(each.text for each in Document(io.BytesIO(content)).paragraphs)


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_notice_to_the_caregiver_tells_whom_what_and_by_when(torres, form):
    told = words_of(drafts(torres, "carmen")[Kind.SPECIFIC].notice, "en", form)
    for words in (
        *("Dear Rosa Torres:", "214 Maple Street", "Carmen Delgado", "name", "address"),
        *("10 calendar days", "March 11, 2024", "March 12, 2024", "316.90", "2-25"),
        *("[Where a decision review is asked for]", "Kim Reyes", "[Telephone]"),
    ):
        assert words in told
    assert "telephone number" not in told


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize("language", languages())
def test_the_notice_to_the_recipient_tells_nothing_of_the_caregiver(torres, language, form):
    told = words_of(drafts(torres, "carmen")[Kind.REDISCLOSURE].notice, language, form)
    assert "Class A misdemeanor" in told
    assert "Carmen Delgado" in told
    assert not [each for each in IDENTITY if each in told]


def test_a_notice_in_spanish_bears_its_dates_in_spanish(torres):
    notice = drafts(torres, "carmen")[Kind.SPECIFIC].notice
    letter = compose(notice, "es", Agency())
    assert letter.day == "1 de marzo de 2024"
    assert "el último día para pedirla es el 11 de marzo de 2024" in " ".join(letter.closing)
    assert letter.listed == ("nombre", "dirección")
    assert file_name(notice, "es", "pdf") == "specific-notice-01-es.pdf"


def test_without_a_placement_the_notice_leaves_the_caregiver_open():
    case = document.read(
        "case: bare\npeople:\n  mia: {name: Mia Bare}\n  luz: {name: Luz Bare}\n"
        "placements:\n- {child: mia, caregiver: luz, from: 2024-01-01}\n"
        "caseRoles:\n- {person: luz, caseRole: otherRole}\n",
        "bare.yaml",
    )
    found = assess(case, policy(), date(2023, 1, 1), disclosure.ask_for("mia", "luz"))
    kinds = {
        e.notice.kind: e.notice for e in disclosure.find_drafts(case, policy(), found, DETAILS)
    }
    assert compose(kinds[Kind.SPECIFIC], "en", Agency()).address[0] == "[Name of the caregiver]"


def test_of_what_is_owed_about_a_child_only_the_routine_notice_is_drafted(torres):
    found = assess(torres, policy(), AS_OF, Ask(disclosure.NOTICES, {"child": ("mia",)}))
    kept = disclosure.find_drafts(torres, policy(), found, DETAILS)
    assert [each.notice.kind for each in kept] == [Kind.ROUTINE]


# What to say


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("verdict", [each for each in Verdict if each is not Verdict.PERMITTED])
def test_a_refusal_gives_no_reason_and_no_day_away(language, verdict):
    said = " ".join(refusal(verdict, DETAILS[:1], language))
    assert templates()[language]["details"]["caregiverName"] in said
    hints = ("court", "tribunal", "notice", "aviso", "threat", "amenaza", "assess", "review")
    assert not [each for each in hints if each in said.lower()]


def test_what_is_permitted_is_not_refused():
    assert refusal(Verdict.PERMITTED, DETAILS, "en") == ()


# The command


def test_the_command_answers_and_says_what_to_say():
    done = call(TORRES, "--child", "mia", "--recipient", "luz", "--info", "address", *ON)
    assert done.exit_code == 1
    assert done.output.startswith("◷ permitted from 2024-03-05: disclosure (child Mia Torres, ")
    assert "301.450(b)/1" in done.output
    assert "  Say: I cannot tell you the caregiver\u2019s address today." in done.output


def test_permitted_ends_well_and_json_is_the_answer():
    done = call(
        TORRES, "--child", "mia", "--recipient", "ruth", "--info", "telephone", "--json", *ON
    )
    assert done.exit_code == 0
    (found,) = json.loads(done.output)
    assert found["verdict"] == "permitted"
    assert found["roles"] == {"child": "mia", "recipient": "ruth", "info": "caregiverTelephone"}
    cited = {clause for check in found["checks"] for clause in check["clauses"]}
    assert {"301.430(a)(3)", "301.470(b)"} <= cited


def test_without_a_recipient_everyone_is_listed():
    done = call(TORRES, "--child", "mia", "--info", "address", "--info", "name", *ON)
    lines = [line.split("\t") for line in done.output.splitlines()]
    assert lines[0] == ["recipient", "who", "address", "name"]
    assert ["Luz Torres", "aunt or uncle", "◷ from 2024-03-05", "◷ from 2024-03-05"] in lines
    assert ["Ana Torres", "parent", "✗ prohibited", "✗ prohibited"] in lines
    assert done.exit_code == 1


def test_the_notices_are_written_into_a_new_folder(tmp_path):
    folder = tmp_path / "notices"
    done = call(TORRES, "--child", "mia", "--recipient", "carmen", "--to", folder, *ON)
    assert done.exit_code == 1
    assert sorted(each.name for each in folder.iterdir()) == [
        *("redisclosure-notice-02-en.docx", "redisclosure-notice-02-en.pdf"),
        *("specific-notice-01-en.docx", "specific-notice-01-en.pdf"),
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--recipient", "luz"), "Name the child: --child leo, --child mia."),
        (("--child", "zoe"), "child: nobody in the case is called 'zoe'."),
        (("--child", "mia", "--recipient", "zoe"), "nobody and no home in the case"),
        (("--child", "mia", "--info", "shoes"), "--info 'shoes' is not one of"),
        (("--child", "mia", "--purpose", "court", "--info", "caregiver"), "is not one of"),
        (("--child", "mia", "--language", "de"), "There are no notices in 'de'"),
        (("--child", "mia", "--to", "x"), "name one --recipient"),
        (("--child", "mia", "--recipient", "ana", "--to", "x"), "There is no notice to draft"),
    ],
)
def test_what_cannot_be_asked_is_said(arguments, said):
    done = call(TORRES, *arguments, *ON)
    assert (done.exit_code, Path("x").exists()) == (2, False)
    assert said in done.output


def test_the_only_child_need_not_be_named(tmp_path):
    file = tmp_path / "crowd.yaml"
    file.write_text(crowded(), "utf-8")
    done = call(file, "--recipient", "pia", "--purpose", "visits", "--as-of", "2026-09-14")
    assert "recipient Pia Crowd, purpose visits or contact of the child" in done.output


def test_the_notices_owed_are_among_what_is_due():
    done = CliRunner().invoke(app, ["due", str(TORRES), *ON, "--json"])
    due = {(row["name"], row["due"]) for row in json.loads(done.output)}
    assert ("Assessment of the family", "2024-03-06") in due
