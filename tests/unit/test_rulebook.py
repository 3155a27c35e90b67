"""The rulebook: what its search finds, what a clause tells, and scenarios with other facts."""

from dataclasses import replace
from datetime import date

import pyoxigraph as ox
import pytest

from app.decisions import assess
from app.errors import CaseFileError
from app.model import Status, Verdict
from app.policy import policy
from app.reasoning import Ask
from app.rulebook import cases, turtle
from app.rulebook.basis import basis
from app.rulebook.encodings import describe, encodings, why_not_encoded
from app.rulebook.search import Wanted, natural, rulebook, tokens
from app.rulebook.variation import (
    Place,
    Variation,
    compare,
    drawn_along,
    held_rows,
    pack,
    scenario_text,
    vary,
)
from app.scenarios import run
from app.terms import CW, ONTOLOGY, SHAPES, local_name, read_turtle
from loaders import document
from loaders.scenario import load_scenarios

LAW = policy()
BOOK = rulebook(LAW)


def clause(identifier):
    found = LAW.register.by_identifier(identifier)
    assert found is not None
    return found


def identifiers(words, **filters):
    return [each.identifier for each in BOOK.search(Wanted(words=words, **filters)).clauses]


# Search


def test_every_clause_is_listed_once_in_the_order_of_the_law():
    assert len(BOOK.clauses) == len(LAW.register.clauses)
    assert len({each.identifier for each in BOOK.clauses}) == len(LAW.register.clauses)
    numbers = [section.number for section in BOOK.sections]
    assert numbers.index("301.60") < numbers.index("301.70") < numbers.index("301.110")
    assert numbers.index("PG2001.17 V") < numbers.index("PG2001.17 IX")
    within = [each.identifier for each in BOOK.clauses if each.section_number == "301.80"]
    assert within.index("301.80(e)") < within.index("301.80(h)/1") < within.index("301.80(l)/1")


def test_a_citation_finds_its_clause_first_and_then_those_below_it():
    assert identifiers("301.80(e)(1)(G)/3")[0] == "301.80(e)(1)(G)/3"
    found = identifiers("301.80(e)")
    assert found[0] == "301.80(e)"
    assert all(each.startswith("301.80(e)") for each in found[:40])
    assert identifiers('301.20 "Relative" lead/3')[0] == '301.20 "Relative" lead/3'


def test_a_citation_half_typed_finds_what_begins_with_it():
    assert set(identifiers("301.80(e)(1)")) <= set(identifiers("301.8"))


def test_numbers_with_words_find_time_limits():
    found = identifiers("30 days")
    assert {"301.80(e)(1)(G)/3", "301.80(h)(14)/2"} & set(found)
    assert found.index("301.80(e)(1)(G)/3") < 5


def test_a_word_finds_its_plural_and_longer_words():
    assert identifiers("godparents") == identifiers("godparent")
    assert set(identifiers("fingerprint")) <= set(identifiers("finger"))


def test_fillers_do_not_narrow_a_search():
    assert set(identifiers("the notice of relatives")) == set(identifiers("notice relatives"))


def test_the_names_of_what_encodes_a_clause_are_searched():
    assert "301.50" in identifiers("other services were found unfit")


def test_a_phrase_in_quotes_must_stand_there_as_such():
    loose, exact = identifiers("home placement"), identifiers('"home placement"')
    assert exact
    assert set(exact) < set(loose)
    assert identifiers("placement home")
    assert not identifiers('"placement home"')


def test_where_no_clause_holds_every_word_some_are_given_and_it_is_said():
    found = BOOK.search(Wanted(words="grandparent telephone fingerprint"))
    assert found.loosely
    assert found.clauses
    assert not BOOK.search(Wanted(words="xyzzy")).clauses


def test_filters_narrow_by_document_bearer_family_kind_checkable_and_encoded():
    wanted = {
        "instrument": "AP33",
        "bearer": "supervisor",
        "family": "closure",
        "kind": "obligation",
        "checkable": "byFacts",
    }
    for name, value in wanted.items():
        found = BOOK.search(Wanted(**{name: value})).clauses
        assert 0 < len(found) < len(BOOK.clauses)
        attribute = "bearers" if name == "bearer" else name
        assert all(value in (getattr(c, attribute), *c.bearers) for c in found)
    encoded = BOOK.search(Wanted(encoded=True)).clauses
    others = BOOK.search(Wanted(encoded=False)).clauses
    assert len(encoded) + len(others) == len(BOOK.clauses)
    assert all(encodings(LAW, each) for each in encoded)


def test_words_of_a_text():
    assert tokens("Notices of 301.80(e)(1)/2, policies") == [
        "301.80(e)(1)/2",
        "notice",
        "of",
        "policy",
    ]
    assert "301.80" in tokens("301.80(e)/1", whole=True)
    assert sorted(["301.100", "301.20", "301.A"], key=natural) == ["301.20", "301.100", "301.A"]


# Plain language


def told(identifier, kind):
    found = [each for each in encodings(LAW, clause(identifier)) if each.kind == kind]
    return [dict(describe(LAW, each)) for each in found]


def test_a_check_says_what_is_tested_on_whom_and_what_absence_means():
    check = next(
        each for each in told("301.50", "check") if "other services" in each["What is tested"]
    )
    assert check["Tested on"].startswith("each question about an emergency with a ground")
    assert check["What is tested"].endswith("must be recorded; must be yes")
    assert "violated" in check["If it fails"]
    assert check["If nothing is recorded"] == "○ missing"
    assert check["What to do then"].startswith("Record whether other services")
    assert check["Decides the questions"] == "Is there a ground for an emergency placement?"


def test_a_time_limit_says_trigger_duration_count_and_what_meets_it():
    (limit,) = told("301.80(l)/1", "time limit")
    assert limit["It starts"] == "with each placement, from the date recorded as “from”"
    assert limit["It runs"] == "90 days, counted in calendar days"
    assert limit["It is met by"] == "The final placement decision was made"
    assert limit["Who"] == "supervisor of placing agency"


def test_a_coded_value_says_where_it_is_recorded_or_found():
    (offence,) = encodings(LAW, clause("301.A(a)(1) Involuntary manslaughter"))
    lines = dict(describe(LAW, offence))
    assert offence.kind == "coded value: listed offence"
    assert "offence of a conviction" in lines["It is recorded as"]
    aunts = encodings(LAW, clause('301.20 "Relative"(a) aunt'))
    assert all(dict(describe(LAW, each))["It is found by the rules"] for each in aunts)


def test_every_encoding_is_told_in_words_without_a_term_of_ours():
    for each in BOOK.search(Wanted(encoded=True)).clauses:
        for encoding in encodings(LAW, each):
            if encoding.kind in ("check", "time limit"):
                lines = describe(LAW, encoding)
                assert len(lines) > 4
                assert not any("ns#" in text or "cw:" in text for _, text in lines)


def test_it_is_said_why_a_clause_is_not_encoded():
    left = BOOK.search(Wanted(encoded=False)).clauses
    reasons = {each.checkable: why_not_encoded(each) for each in left}
    assert reasons["guidance"].startswith("Nothing to check")
    assert "Its turn has not come" in reasons["byFacts"]
    assert reasons["byFacts"].endswith("Recorded facts of the case decide it.")
    assert "A person must judge" in reasons["byJudgement"]


def test_a_rule_names_a_limit_by_its_whole_name_only():
    limit = next(iter(LAW.limits))
    short = f"cws:{local_name(limit)}"
    for text, named in ((f"?x ?y {short} .", True), (f"?x ?y {short}-more .", False)):
        for part in ({"head": "", "body": text}, {"head": text, "body": ""}):
            assert replace(LAW.rules[0], **part).names(limit) is named
    assert replace(LAW.rules[0], head="", body=f"?x ?y <{limit}> .").names(limit)


# Turtle


def test_the_turtle_of_every_encoding_is_just_its_triples_in_the_files():
    files = [*ONTOLOGY.rglob("*.ttl"), *SHAPES.rglob("*.ttl")]
    held = {}
    for triple in read_turtle(files):
        if isinstance(triple.subject, ox.NamedNode):
            held.setdefault(triple.subject.value, set()).add(_shown(triple))
    iris = {
        encoding.iri
        for each in BOOK.search(Wanted(encoded=True)).clauses
        for encoding in encodings(LAW, each)
    } | {each.iri for each in BOOK.clauses}
    for iri in iris:
        text = "\n".join(
            line for block in turtle.blocks(iri) for line in (*block.prefixes, block.text)
        )
        quads = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
        subjects = {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}
        assert subjects == {iri}
        named = {_shown(q.triple) for q in quads if isinstance(q.subject, ox.NamedNode)}
        assert named == held[iri]


def _shown(triple):
    value = triple.object
    return (triple.predicate.value, "" if isinstance(value, ox.BlankNode) else str(value))


def test_the_turtle_of_a_rule_has_its_sparql_and_is_found_with_its_bearer():
    rule = next(each for each in LAW.rules if each.iri.endswith("EmergencyPlacedRule"))
    (block,) = turtle.blocks(rule.iri)
    assert block.file == "shapes/derivation/emergency.ttl"
    assert "CONSTRUCT { ?limit cw:metOn ?day }" in block.text
    bearer = turtle.rule_bearer(rule.iri)
    assert f"sh:rule cws:{rule.iri.rpartition('#')[2]}" in turtle.blocks(bearer)[0].text


# What it rests on


def test_a_clause_rests_on_law_outside_readings_and_clauses_before_it():
    assert "89 Ill. Adm. Code 329" in basis(LAW, clause("301.50")).outside
    found = basis(LAW, clause("301.A(a)"))
    assert "301.A(a)(5) Out-of-state offense" in found.clauses
    assert "301.A(a)" not in found.clauses
    assert CW["otherCourtsCount"].value in {each.iri for each in found.readings}


def test_checks_that_rest_on_a_clause_are_named():
    names = {name for name, _ in basis(LAW, clause('301.20 "Father"')).used_by}
    assert "It is known who the parents are" in names
    assert "CANTS was searched before the move" not in names


def test_a_time_limit_rests_on_its_own_duty_only():
    names = {name for name, _ in basis(LAW, clause("301.80(l)/1")).situations}
    assert "The final placement decision was made" in names
    assert "An adult was fingerprinted" not in names


# Scenarios


def test_a_clause_is_proved_by_the_scenarios_that_name_it():
    proving = cases.proving("301.50")
    assert proving
    assert all("301.50" in each.clauses for each in proving)
    found = cases.outcome(proving[0].key, LAW)
    assert found.differences == ()
    assert found.assessment.verdict.value == proving[0].verdict


def test_a_listed_question_is_the_one_that_is_run():
    for key in ("relative/R08/2", "emergency/EM01/3"):
        asked, shown = cases.read(key), cases.listed()[key]
        assert (asked.scenario, asked.part) == (shown.scenario, shown.part)
        assert asked.expect.verdict == shown.verdict


EMERGENCY = "emergency/EM01/1"
GROUND = Place("emergencyGrounds", "0")


def answered(asked, change, day=None):
    case = vary(asked.case, change)
    return case, assess(case, LAW, day or asked.as_of, Ask(asked.question, asked.roles))


def row(asked, place):
    return next(each for each in held_rows(asked.case) if each.place == place)


def test_an_unchanged_case_is_the_same_case():
    for key in (EMERGENCY, "relative/R08/1", "convictions/R37/1"):
        asked = cases.read(key)
        assert vary(asked.case, Variation()).facts == asked.case.facts


def test_a_flipped_fact_moves_the_verdict_as_the_rules_say():
    asked = cases.read(EMERGENCY)
    values = dict(row(asked, GROUND).values)
    before = cases.outcome(EMERGENCY, LAW).assessment
    assert before.verdict is Verdict.PERMITTED
    _, after = answered(asked, Variation({GROUND: values | {"found": False}}))
    assert after.verdict is Verdict.PROHIBITED
    moved = [pair for pair in compare(before, after) if pair.moved]
    ground = next(pair for pair in moved if "ground for an emergency" in pair.check.name)
    assert ground.before.status is Status.MET
    assert ground.after.status is Status.VIOLATED


def test_a_row_left_out_moves_the_verdict_and_the_facts_that_were_lost_are_told():
    asked = cases.read(EMERGENCY)
    before = cases.outcome(EMERGENCY, LAW).assessment
    _, after = answered(asked, Variation(left_out=frozenset({GROUND})))
    assert after.verdict is Verdict.MISSING
    lost = [fact.sentence for pair in compare(before, after) for fact in pair.lost]
    assert any("imminent danger" in each for each in lost)


def test_another_day_moves_the_verdict():
    asked = cases.read("relative/R08/1")
    _, then = answered(asked, Variation(), date(2024, 4, 14))
    _, later = answered(asked, Variation(), date(2024, 4, 15))
    assert (then.verdict, later.verdict) == (Verdict.PERMITTED, Verdict.PROHIBITED)


def test_with_a_person_go_the_records_that_must_name_them():
    asked = cases.read("relative/R08/1")
    rows = held_rows(asked.case)
    akua = Place("people", "akua")
    along = drawn_along(rows, frozenset({akua}))
    assert {each.section for each in along} == {"parentage", "unions"}
    case = vary(asked.case, Variation(left_out=frozenset({akua})))
    assert "akua" not in case.people
    assert {each.place for each in held_rows(case)} == {r.place for r in rows} - along - {akua}


def test_rows_keep_their_places_so_that_checks_can_be_set_side_by_side():
    asked = cases.read("relative/R08/1")
    first = Place("parentage", "0")
    case = vary(asked.case, Variation(left_out=frozenset({first})))
    kept = {each.place.key for each in held_rows(asked.case) if each.place.section == "parentage"}
    nodes = {node.value.rpartition("/")[2] for node in case.of_class(CW["Parentage"])}
    assert nodes == kept - {"0"}


def test_facts_that_contradict_one_another_are_refused():
    asked = cases.read("relative/R08/1")
    union = Place("unions", "0")
    values = dict(row(asked, union).values) | {"from": "2030-01-01"}
    with pytest.raises(CaseFileError):
        vary(asked.case, Variation({union: values}))


@pytest.mark.parametrize("key", [EMERGENCY, "relative/R08/1"])
def test_a_changed_scenario_is_saved_as_one_that_passes(tmp_path, key):
    asked = cases.read(key)
    place = next(each.place for each in held_rows(asked.case) if not each.place.record.keyed)
    case, found = answered(asked, Variation(left_out=frozenset({place})))
    file = tmp_path / "changed.yaml"
    file.write_text(scenario_text(asked, case, found, "Without it"), encoding="utf-8")
    (again,) = load_scenarios(file)
    assert again.scenario == f"{asked.scenario}-changed"
    assert run(again, LAW).differences == ()
    assert run(again, LAW).assessment.verdict is found.verdict


def test_a_saved_scenario_follows_rows_that_moved_up():
    text = (
        "case: x\npeople:\n  mia: {name: Mia, born: 2016-04-10}\n  rosa: {name: Rosa}\n"
        "homes:\n  oak: {name: Oak}\n"
        "members:\n- {home: oak, person: mia}\n- {home: oak, person: rosa}\n"
        "convictions:\n- {person: mia, offence: obscenity}\n- {person: rosa, offence: obscenity}\n"
        "waivers:\n- {conviction: convictions/1, granted: true, on: 2024-01-02}\n"
    )
    case = document.read(text, "x.yaml")
    left = vary(case, Variation(left_out=frozenset({Place("convictions", "0")})))
    packed = pack(left)
    assert packed["waivers"][0]["conviction"] == "convictions/0"
    again = document.read(document.write({"case": "x"} | packed), "again.yaml")
    (conviction,) = again.of_class(CW["Conviction"])
    assert again.index.value(conviction, CW["person"]) == again.node("rosa")


def test_the_command_searches_the_clauses():
    from typer.testing import CliRunner

    from app.cli import app

    def call(*args):
        return CliRunner().invoke(app, ["clause", *args])

    assert (
        call("--search", "301.80(e)(1)(G)/3").output.splitlines()[1].startswith("301.80(e)(1)(G)/3")
    )
    assert call("--search", "xyzzy").exit_code == 2
    assert call().exit_code == 2
    assert call("301.50", "--search", "notice").exit_code == 2
