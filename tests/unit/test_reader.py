"""The product obeys itself: no paper tells of a caregiver what its reader may not be told."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import disclosure
from app.cli import app
from app.decisions import assess_all
from app.disclosure.mentions import Hidden, words_of
from app.disclosure.reader import protected_properties
from app.errors import QuestionError
from app.model import Verdict
from app.policy import policy
from app.reasoning import Ask
from app.terms import CW, vocabulary
from loaders import document
from loaders.export import FORMATS, export
from tests.scenario_files import FILES, asks_of, sample
from tests.unit.papers import WRITERS, addressed, asks_about, held, packed, papers, word

ROOT = Path(__file__).parents[2]
TORRES = ROOT / "examples" / "torres.yaml"
AS_OF = date(2024, 3, 1)
# What tells who and where the caregivers of the example are, and the keys made of it.
FULL = ("Rosa Torres", "Joanne Whitfield", "214 Maple Street", "Maple St", "3095550142")
WORDS = ("Rosa", "Joanne", "Whitfield", "mapleStreet", "oakLane", "61602", "Spanish-speaking")


@pytest.fixture(scope="module")
def torres():
    return document.load(TORRES)


def redacted(case, reader, as_of=AS_OF):
    return disclosure.redact(case, policy(), as_of, reader)


@pytest.fixture(scope="module")
def for_ana(torres):
    return redacted(torres, "ana")


@pytest.fixture(scope="module")
def papers_of_ana(torres, for_ana):
    chosen = [each for each in asks_about(torres, "mia", "ana") if about(each) in SOME]
    return papers(for_ana, chosen)


SOME = ("luz", "rosa", "joanne", "ana", "elena", "javier")


def about(ask):
    return ask.roles.get("candidate", ask.roles.get("recipient"))[0]


def with_changes(*changes):
    """The example with some words of it changed."""
    whole = TORRES.read_text("utf-8")
    for old, new in changes:
        assert old in whole
        whole = whole.replace(old, new)
    return document.read(whole, "torres.yaml")


# Who may see what


def test_what_is_protected_stands_in_the_vocabulary():
    told = {str(term.value).rsplit("#")[-1] for term in protected_properties()}
    assert told == {"name", "home", "postalAddress", "telephoneNumber", "language", "email"}
    assert set(protected_properties().values()) == set(disclosure.details())
    words = {vocabulary().text(CW[each], CW["withheldAs"]) for each in disclosure.details()}
    assert len(words) == 4
    assert "" not in words


def test_a_detail_is_shown_only_where_the_question_permits_it(torres):
    for reader in ("ana", "luz", "ruth", "samuel", "faye", "samira"):
        asks = [
            disclosure.ask_for(child, reader, detail)
            for child in ("mia", "leo")
            for detail in disclosure.details()
        ]
        answers = assess_all(torres, policy(), AS_OF, asks, explained=False)
        sight = redacted(torres, reader).sight
        for detail in disclosure.details():
            permitted = all(
                each.verdict is Verdict.PERMITTED
                for each in answers
                if each.roles["info"] == (detail,)
            )
            assert sight.may_see("rosa", detail) == permitted, (reader, detail)


def test_the_agency_sees_everything(torres):
    shown = redacted(torres, None)
    assert shown.case is torres
    assert shown.reading is None
    assert shown.sentences == ()


def test_caregivers_see_their_own_and_not_who_was_there_before(torres):
    rosa, joanne = redacted(torres, "rosa").sight, redacted(torres, "joanne").sight
    assert set(rosa.withheld) == {"joanne"}
    assert set(joanne.withheld) == {"rosa"}


def test_a_child_knows_with_whom_it_lives(torres):
    assert "rosa" not in redacted(torres, "mia").sight.withheld


def test_a_notice_about_one_caregiver_opens_no_earlier_one(torres):
    later = redacted(torres, "luz", date(2024, 3, 6)).sight
    assert "joanne" in later.withheld


def test_details_are_withheld_one_by_one():
    case = with_changes(("{child: leo, caregiver: rosa, ", "{child: mia, caregiver: rosa, "))
    shown = redacted(case, "samuel")
    assert shown.sight.withheld["rosa"] == {"caregiverAddress", "caregiverLanguage"}
    text = packed(export(shown.case, "yaml", shown.sentences)[0])
    assert held(text, "Rosa Torres")
    assert held(text, "309-555-0142")
    assert not held(text, "Maple Street")
    assert "address withheld" in text
    assert "language withheld" in text


def test_staff_of_a_group_home_are_not_protected():
    home = "home: oakLane,     placementSetting: "
    case = with_changes((f"{home}licensedFosterHome", f"{home}institution"))
    assert {each.key for each in redacted(case, "ana").sight.caregivers} == {"rosa"}


def test_a_reader_must_be_in_the_case(torres):
    with pytest.raises(QuestionError, match="nobody in the case is called 'nora'"):
        redacted(torres, "nora")


# What is left of the case


def test_of_a_caregiver_only_the_placement_is_left(for_ana):
    told = document.export(for_ana.case)
    assert told["people"]["caregiver-2"] == {"name": "caregiver 2"}
    assert {"child": "mia", "caregiver": "caregiver-2", "from": "2024-02-12"} in told["placements"]
    others = {k: v for k, v in told.items() if k not in ("case", "people", "placements")}
    assert "caregiver-2" not in str(others)


def test_nobody_is_recorded_as_living_with_the_caregiver(for_ana):
    assert {row["person"] for row in document.export(for_ana.case)["members"]} == {"luz", "grace"}


def test_the_neighbours_address_does_not_tell_the_street(for_ana):
    rows = document.export(for_ana.case)["postalAddresses"]
    assert "grace" not in {row["person"] for row in rows}


def test_who_was_checked_does_not_tell_the_household(for_ana):
    assert "javier" in for_ana.case.people
    assert "javier" not in {row["person"] for row in document.export(for_ana.case)["checks"]}


HUSBAND = """
case: t
people:
  mia: {name: Mia Torres}
  ana: {name: Ana Torres}
  joan: {name: Joan Webb}
  tim: {name: Tim Webb, note: husband of Joan}
  sue: {name: Susanna Webb}
  cody: {name: Cody Lodger}
homes:
  h: {name: The old mill}
parentage:
  - {parent: ana, child: mia, basis: birth, note: Cody saw it}
  - {parent: joan, child: sue, basis: birth}
unions:
  - {person: tim, partner: joan, unionKind: marriage}
members:
  - {home: h, person: joan}
  - {home: h, person: cody}
  - {home: h, person: mia}
placements:
  - {child: mia, caregiver: joan, home: h, from: 2024-02-05}
"""


def test_the_family_and_the_household_of_a_foster_parent_are_left_out_too():
    shown = redacted(document.read(HUSBAND, "t.yaml"), "ana")
    assert set(document.export(shown.case)["people"]) == {"mia", "ana", "caregiver"}
    text = packed(export(shown.case, "yaml")[0])
    assert not re.search("webb|tim|sue|susanna|cody|mill", text, re.IGNORECASE)
    assert "Joan Webb" in document.dump(redacted(document.read(HUSBAND, "t.yaml"), None).case)


def test_the_partner_of_a_caregiver_who_is_kin_is_left_out_too():
    union = "unions:\n  - {person: rosa, partner: pat, unionKind: cohabitation, from: 2021-01-01}\n"
    case = with_changes(
        ("  # the fathers", "  pat: {name: Pat Lemoine}\n  # the fathers"), ("unions:\n", union)
    )
    people = {*redacted(case, "ana").case.people}
    assert "pat" not in people
    assert {"hector", "elena", "omar", "raul", "marcus"} <= people


def test_the_worker_is_not_told_that_a_foster_parent_belongs_to_the_family():
    assert redacted(document.read(HUSBAND, "t.yaml"), "ana").warnings == ()


def test_who_is_named_after_the_caregiver_is_left_out_and_the_worker_told():
    case = with_changes(
        (
            "  # the fathers",
            "  again: {name: Rosa Torres (Peoria), born: 1965-03-02}\n  # the fathers",
        ),
        ("  # others", "  below: {name: Rosa\u2019s neighbour}\n  # others"),
        ("  # others", "  niece: {name: Rosa Torres, born: 2001-03-02}\n  # others"),
        ("  # others", "  aunt: {name: Ana Rosa Torres}\n  # others"),
    )
    shown = redacted(case, "ana")
    names = {each["name"] for each in document.export(shown.case)["people"].values()}
    assert {"Rosa Torres", "Ana Rosa Torres"} <= names  # a namesake of another age, and an aunt
    assert not {"Rosa Torres (Peoria)", "Rosa\u2019s neighbour"} & names
    assert "Rosa\u2019s neighbour is left out" in " ".join(shown.warnings)


BARE = """
case: t
people:
  mia: {name: Mia Torres}
  ana: {name: Ana Torres}
  joan: {name: Joan Webb}
  ines: {name: Ines Vale}
parentage:
  - {parent: ana, child: mia, basis: birth, note: at Elm Court}
placements:
  - {child: mia, caregiver: joan, from: 2024-02-05, until: 2024-02-12}
  - {child: mia, caregiver: ines, from: 2024-02-12}
homes:
  mums: {name: Elm House}
  h: {name: Hill House}
  o: {name: Oak House}
members:
  - {home: mums, person: mia, until: 2024-02-05}
  - {home: o, person: mia, from: 2024-02-05, until: 2024-02-12}
  - {home: h, person: mia, from: 2024-02-12}
postalAddresses:
  - {person: mia, on: 2023-02-05, postalAddress: "9 Elm Court, Galva, IL 61434"}
  - {person: mia, on: 2024-02-06, postalAddress: "12 Oak Lane, Pekin, IL 61554"}
  - {person: mia, on: 2024-02-12, postalAddress: "4 Hill Road, Peoria, IL 61602"}
telephones:
  - {person: mia, telephoneNumber: 309-555-0177, from: 2024-02-12}
"""


@pytest.mark.parametrize(
    ("reader", "seen"),
    [("ana", ["Elm"]), ("ines", ["Elm", "Hill", "0177"]), ("joan", ["Elm", "Oak"])],
)
def test_where_a_child_is_is_where_the_caregiver_is(reader, seen):
    """Though no home of the caregiver is recorded, and though the child has left meanwhile."""
    told = document.dump(redacted(document.read(BARE, "t.yaml"), reader).case)
    assert [each for each in ("Elm", "Oak", "Hill", "0177") if held(told, each)] == seen


def test_the_telephone_of_the_home_is_left_out_whoever_bears_it():
    told = with_changes(
        (
            "telephones:\n",
            "telephones:\n  - {person: mia, telephoneNumber: 309-555-0177, from: 2024-02-12}\n",
        )
    )
    assert not held(document.dump(redacted(told, "ana").case), "309-555-0177")
    assert held(document.dump(redacted(told, "rosa").case), "309-555-0177")


@pytest.mark.parametrize("reader", ["javier", "grace", "luz"])
def test_readers_keep_what_is_recorded_of_themselves(reader):
    own = f"{{person: {reader}, telephoneNumber: 309-555-0188, from: 2024-02-12}}"
    home = (
        f"{{person: {reader}, postalAddress: '214 Maple Street, Peoria, IL 61602', on: 2024-02-08}}"
    )
    case = with_changes(
        ("telephones:\n", f"telephones:\n  - {own}\n"),
        ("postalAddresses:\n", f"postalAddresses:\n  - {home}\n"),
    )
    rows = document.export(redacted(case, reader).case)
    assert reader in {row["person"] for row in rows["telephones"]}
    kept = [row for row in rows["postalAddresses"] if row["person"] == reader]
    assert "214 Maple Street, Peoria, IL 61602" in {row.get("postalAddress") for row in kept}


def test_rows_are_numbered_without_a_gap(for_ana):
    for section, rows in document.export(for_ana.case).items():
        if isinstance(rows, list):
            nodes = for_ana.case.index.objects(for_ana.case.iri, CW[section])
            numbers = sorted(int(node.value.rsplit("/", 1)[-1]) for node in nodes)
            assert numbers == list(range(len(rows)))


def test_what_is_left_is_a_case_that_reads_back(for_ana):
    for name in FORMATS:
        content, _ = export(for_ana.case, name, for_ana.sentences)
        assert FORMATS[name].read(content, f"torres{FORMATS[name].suffix}").people


def test_the_only_caregiver_needs_no_number():
    case = document.read(
        """
case: t
people:
  mia: {name: Mia Torres}
  ana: {name: Ana Torres}
  joan: {name: Joan Webb}
parentage:
  - {parent: ana, child: mia, basis: birth}
placements:
  - {child: mia, caregiver: joan, from: 2024-02-05}
""",
        "t.yaml",
    )
    shown = redacted(case, "ana")
    assert document.export(shown.case)["people"]["caregiver"] == {"name": "the caregiver"}


def test_keys_ids_and_the_case_itself_are_called_anew():
    text = """
case: joan-webb
people:
  mia: {name: Mia Torres}
  ana: {name: Ana Torres}
  webbSon: {name: Tim Webb}
  jw: {name: Joan Webb}
homes:
  webbs: {name: The house of the Webbs}
parentage:
  - {id: r-joan, parent: ana, child: mia, basis: birth}
placements:
  - {child: mia, caregiver: jw, from: 2024-02-05}
"""
    shown = redacted(document.read(text, "joan.yaml"), "ana")
    told = document.dump(shown.case)
    assert not re.search("joan|jw", told, re.IGNORECASE)
    assert shown.case.name == "case"
    assert "joan" not in " ".join(shown.case.places.values())


# Answers


def test_answers_are_those_of_the_true_case(torres, for_ana):
    asks = for_ana.sift(asks_about(torres, "mia", "ana"))[:8]
    true = assess_all(torres, policy(), AS_OF, asks, explained=False)
    assert [each.verdict for each in for_ana.assess(asks)] == [each.verdict for each in true]


def test_a_scenario_is_answered_the_same_for_a_reader():
    """The other names, and what is left out, move no verdict: no rule reads a name or a key."""
    compared, files = 0, [each for each in FILES if "disclosure" in each.stem]
    asks = [each for file in files for each in asks_of(file)]
    for asked in sample([each for each in asks if each.case.of_class(CW["Placement"])], 30):
        reader, ask = asked.case.people[0], Ask(asked.question, asked.roles)
        shown = redacted(asked.case, reader, asked.as_of)
        if shown.sight.withheld and not shown.is_about_withheld(ask):
            (true,) = assess_all(asked.case, policy(), asked.as_of, [ask], explained=False)
            assert shown.assess([ask])[0].verdict is true.verdict, asked.scenario
            compared += 1
    assert compared > 10


def test_a_paper_about_the_caregiver_is_refused(for_ana):
    with pytest.raises(QuestionError, match=r"withheld from the reader \(301\.410\)"):
        for_ana.assess([Ask("placement", {"child": ("mia",), "candidate": ("rosa",)})])


def test_a_way_over_the_caregiver_is_not_told(for_ana):
    (found,) = for_ana.assess([Ask("relative", {"child": ("mia",), "candidate": ("elena",)})])
    assert [each.label for each in found.relations]
    assert {each.path for each in found.relations} == {""}


def test_a_way_over_others_is_told(for_ana):
    (found,) = for_ana.assess([Ask("relative", {"child": ("leo",), "candidate": ("samira",)})])
    assert "Omar Haddad" in found.relations[0].path


def test_the_paper_says_for_whom_it_is_what_is_withheld_and_by_what(for_ana):
    said = " ".join(for_ana.sentences)
    assert "Made for Ana Torres, as of 2024-03-01." in said
    assert "Withheld of caregiver 1, caregiver 2: name, address, telephone number" in said
    assert "(301.410)" in said
    assert "prohibited (301.210(a)/3" in said


def test_the_worker_is_warned_where_a_relative_is_left_out(for_ana):
    assert "Rosa Torres belongs to the family" in " ".join(for_ana.warnings)
    assert "Rosa" not in " ".join(for_ana.sentences)


# The papers


@pytest.mark.parametrize(
    "paper", sorted({each for each in WRITERS.values() if each} | set(FORMATS))
)
def test_no_paper_of_a_prohibited_reader_tells_of_a_caregiver(papers_of_ana, paper):
    text = papers_of_ana[paper]
    assert [value for value in FULL if held(text, value)] == []
    assert [value for value in WORDS if word(text, value)] == []


@pytest.mark.parametrize("paper", ["memo", "memo pdf", "svg", "picture pdf", *FORMATS])
def test_every_paper_says_for_whom_it_is(papers_of_ana, paper):
    assert held(papers_of_ana[paper], "Made for Ana Torres")
    assert "Luz" in papers_of_ana[paper]


def test_papers_of_a_permitted_reader_and_of_the_agency_tell_it(torres):
    # Leo's placement and the earlier caregiver are open to the guardian ad litem as well.
    for reader in ("ruth", None):
        shown = redacted(torres, reader)
        asks = [
            Ask("placement", {"child": ("mia",), "candidate": ("rosa",)}),
            disclosure.ask_for("mia", "ruth"),
        ]
        texts = papers(shown, asks)
        for paper in ("memo", "memo pdf", "check", "svg", "picture pdf", *FORMATS):
            assert held(texts[paper], "Rosa Torres") or paper == "check", paper
        for paper in ("yaml", "xlsx", "turtle", "json-ld"):
            assert all(held(texts[paper], value) for value in FULL if value != "Maple St"), paper


@pytest.mark.parametrize("reader", ["ana", "luz", "ruth", "carmen"])
def test_drafts_tell_their_reader_only_what_stands_in_them(torres, reader):
    texts = addressed(torres, AS_OF, "mia", reader)
    assert texts or reader == "ana"
    for text in texts:
        assert [value for value in FULL if held(text, value)] == []
        assert not word(text, "Rosa")


def test_every_writer_of_papers_is_tried():
    """Whatever hands out bytes or a page, or is offered for download, stands in WRITERS."""
    found = set()
    for file in [*(ROOT / "app").rglob("*.py"), *(ROOT / "loaders").glob("export*.py")]:
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                gives = ast.unparse(node.returns) if node.returns else ""
                if re.search(r"\bbytes\b", gives):
                    found.add(f"{module}.{node.name}")
    named = {each for each in WRITERS if each.rsplit(".", 1)[-1] not in ("draw", "memo")}
    named -= {"app.report.data.check_json", "app.report.data.to_json"}
    assert found == named


def test_every_download_of_the_app_goes_through_a_reader_or_is_addressed():
    known = {
        "disclosure.py": "drafts, addressed",
        "letters.py": "letters, addressed; the worker's list",
        "memo.py": "readers.choose",
        "picture.py": "readers.choose",
        "saving.py": "readers.choose",
        "case.py": "the worker's own file, as it stands",
        "trainer.py": "a scenario of the rulebook",
        "releases.py": "the worker's list of forms to collect",
    }
    for file in (ROOT / "app" / "ui").rglob("*.py"):
        text = file.read_text("utf-8")
        if "download_button" in text:
            assert file.name in known, file
            assert known[file.name] != "readers.choose" or "readers.choose(" in text


# Finding what is written


@pytest.mark.parametrize(
    "text",
    [
        "Núria O\u2019Brien-Soler called",
        "NURIA  OBRIEN SOLER",
        "O'Brien-Soler, Núria",
        "nuria_obrien_soler",
        "NuriaObrienSoler",
        "Núria\u2019s house",
        "at the Solers' with nuria",
        "Nu\u0301ria",
        "Nurias house",
        "N. O'Brien-Soler",
        "Soler, N.",
        "nsoler65@example.test",
        "N.O.S. said no",
        "the call of NOS",
        "Nú-\nria",
    ],
)
def test_a_name_is_found_however_it_is_written(text):
    hidden = Hidden(names=frozenset({"Núria O\u2019Brien-Soler"}))
    assert hidden.names_somebody(text)


@pytest.mark.parametrize("text", ["Nuriana came", "the solera wine", "Brienne", ""])
def test_other_words_are_not(text):
    assert not Hidden(names=frozenset({"Núria O\u2019Brien-Soler"})).names_somebody(text)


def test_a_surname_of_somebody_shown_tells_nothing_by_itself():
    hidden = Hidden(names=frozenset({"Rosa Torres"}), seen_names=frozenset({"Mia Torres"}))
    assert not hidden.names_somebody("the Torres family; Mia Torres")
    assert hidden.names_somebody("Mrs. Rosa Torres")
    assert hidden.names_somebody("Rosa")


def test_a_given_name_may_stand_in_the_full_name_of_somebody_shown():
    hidden = Hidden(names=frozenset({"Luz Webb"}), seen_names=frozenset({"Luz Marin"}))
    assert not hidden.names_somebody("Luz Marin called")
    assert hidden.names_somebody("Luz called")


@pytest.mark.parametrize(
    "number", ["309-555-0142", "(309) 555 0142", "3095550142", "+1 309.555.0142", "555-0142"]
)
def test_a_telephone_number_is_found_however_it_is_written(number):
    hidden = Hidden(telephones=frozenset({"309-555-0142"}))
    assert hidden.clean(f"call {number}!", "A", "T", "W").replace("(", "") == "call T!".replace(
        "T", "+T" if number[0] == "+" else "T"
    )


def test_other_numbers_stay():
    hidden = Hidden(telephones=frozenset({"309-555-0142"}))
    assert hidden.clean("24 JA 3095550143", "A", "T", "W") == "24 JA 3095550143"


@pytest.mark.parametrize(
    "text",
    ["214 Maple Street", "214 maple st.", "on Maple Street", "61602", "Peoria", "maple  STR"],
)
def test_an_address_is_found_whole_or_in_parts(text):
    hidden = Hidden(addresses=frozenset({"214 Maple Street, Peoria, IL 61602"}))
    assert "A" in hidden.clean(text, "A", "T", "W").split()[-1]


def test_the_town_of_somebody_shown_stays():
    hidden = Hidden(
        addresses=frozenset({"214 Maple Street, Peoria, IL 61602"}),
        seen_addresses=frozenset({"9 Elm Court, Peoria, IL 61604"}),
    )
    assert hidden.clean("moved to Peoria", "A", "T", "W") == "moved to Peoria"


@pytest.mark.parametrize(
    "address",
    [
        "Apt 3, 214 Maple Street, Peoria, IL 61602",
        "214 Maple Street, Apt. 3, Peoria, Illinois 61602",
        "214 Maple Street #3, Peoria IL 61602",
        "214 Maple Street Peoria IL 61602",
        "Hill Apartments, 214 Maple Street, Unit 3B; Peoria, IL 61602",
    ],
)
@pytest.mark.parametrize("text", ["214 Maple St", "at Maple Street", "in Peoria", "61602"])
def test_an_address_is_found_wherever_the_flat_stands_in_it(address, text):
    hidden = Hidden(addresses=frozenset({address}))
    assert hidden.clean(text, "A", "T", "W").endswith("A")


def test_a_home_that_is_called_home_hides_no_word():
    hidden = Hidden(addresses=frozenset({"Home"}))
    assert hidden.clean("stays at home", "A", "T", "W") == "stays at home"


@pytest.mark.parametrize(
    "recorded",
    [
        "(309) 555-0142 x7",
        "309-555-0142 ext. 12",
        "1-309-555-0142 x7",
        "309-555-0199 or 3095550142",
    ],
)
@pytest.mark.parametrize("number", ["309-555-0142", "555-0142", "309 555 01 42"])
def test_a_telephone_number_is_found_without_its_extension(recorded, number):
    hidden = Hidden(telephones=frozenset({recorded}))
    assert hidden.clean(f"call {number}", "A", "T", "W") == "call T"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Rosa Torres (again)", True),
        ("Mrs. Rosa Torres", True),
        ("Rosa María Torres", True),
        ("Torres, Rosa M.", True),
        ("Neighbour of Rosa", True),
        ("Rosa\u2019s neighbour", True),
        ("friend of R. Torres", True),
        ("Ana Rosa Torres", False),
        ("Rosa Vega", False),
        ("María de la Cruz", False),
    ],
)
def test_what_somebody_is_called_may_tell_who_is_withheld(name, told):
    assert Hidden(names=frozenset({"Rosa Torres"})).is_told_by(name) is told


def test_a_name_is_known_with_one_of_its_surnames():
    hidden = Hidden(names=frozenset({"Rosa María Torres Vega"}))
    assert hidden.is_told_by("Rosa Torres (again)")
    assert hidden.is_told_by("Rosa Vega")
    assert not hidden.is_told_by("Ana Vega")


def test_titles_name_nobody():
    assert words_of("Mrs. Joan Webb") == ("joan", "webb")


def test_particles_name_nobody():
    assert words_of("María de la Cruz") == ("maria", "cruz")


# The command line


def call(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments), "--as-of", "2024-03-01"])


def test_the_command_line_saves_a_memo_for_a_reader(tmp_path):
    roles = ("-q", "relative", "--role", "child=mia", "--role", "candidate=elena")
    done = call("memo", TORRES, *roles, "--reader", "ana", "-o", tmp_path / "memo.html")
    assert done.exit_code == 0
    assert "Mind: Rosa Torres belongs to the family" in done.stderr
    text = (tmp_path / "memo.html").read_text("utf-8")
    assert "Made for Ana Torres" in text
    assert not word(text, "Rosa")
    done = call("memo", TORRES, *roles, "-o", tmp_path / "file.html")
    assert "Rosa Torres" in (tmp_path / "file.html").read_text("utf-8")


def test_the_command_line_refuses_a_memo_about_the_caregiver(tmp_path):
    roles = ("--role", "child=mia", "--role", "candidate=rosa", "--reader", "ana")
    done = call("memo", TORRES, *roles, "-o", tmp_path / "memo.pdf")
    assert done.exit_code == 2
    assert "withheld from the reader (301.410)" in done.stderr
    assert not (tmp_path / "memo.pdf").exists()


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        (("picture", "-o", "p.svg", "--child", "rosa", "--reader", "ana"), "name another child"),
        (("memo", "-o", "memo.txt", "--role", "child=mia"), "saved as .html or .pdf"),
        (("memo", "-o", "memo.pdf"), "Say whom the memo is about"),
        (("disclose", "--child", "mia", "--reader", "ana"), "Say whom it is about"),
        (
            ("disclose", "--child", "mia", "--recipient", "ana", "--reader", "ana", "--to", "x"),
            "for whom it is addressed to",
        ),
    ],
)
def test_the_command_line_says_what_it_needs(command, needed):
    done = call(command[0], TORRES, *command[1:])
    assert done.exit_code == 2
    assert needed in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("check", "-q", "relative"),
        ("check", "-q", "relative", "--json"),
        ("due",),
        ("due", "--json"),
        ("disclose", "--child", "mia", "--recipient", "ana", "--json"),
        ("disclose", "--child", "mia", "--recipient", "ana"),
    ],
    ids=" ".join,
)
def test_what_is_printed_for_a_reader_tells_of_no_caregiver(command):
    done = call(command[0], TORRES, *command[1:], "--reader", "ana")
    assert done.exit_code in (0, 1)
    assert [value for value in FULL if held(done.stdout, value)] == []
    assert [value for value in WORDS if word(done.stdout, value)] == []
    assert "Made for Ana Torres" in done.output
    assert "Mia" in done.stdout or "mia" in done.stdout


@pytest.mark.parametrize("name", ["case.yaml", "case.xlsx", "picture.svg"])
def test_files_are_written_for_a_reader(tmp_path, name):
    file = tmp_path / name
    where = ("-o", file) if name.startswith("picture") else ("--to", file)
    command = "picture" if name.startswith("picture") else "export"
    assert call(command, TORRES, *where, "--reader", "ana").exit_code == 0
    text = packed(file.read_bytes())
    assert held(text, "Made for Ana Torres")
    assert not word(text, "Rosa")
