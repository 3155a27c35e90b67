"""Each known trap, planted in the policy, is found (or cannot matter)."""

from datetime import date
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from app.lint import problems
from app.mutation import mutants
from app.policy import build_policy, policy
from app.scenarios import run
from app.terms import CWS, SHAPES, read_turtle
from tests.scenario_files import FOLDER, asks_of

PREFIXES = """
@prefix cw: <https://kinstead.example/ns#> .
@prefix cwl: <https://kinstead.example/law/> .
@prefix cws: <https://kinstead.example/shapes#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""

RULE = """
cws:PlantedRules a sh:NodeShape ; sh:order {order} ; sh:targetClass cw:PlacementQuestion ;
    sh:rule cws:PlantedRule .
cws:PlantedRule a sh:SPARQLRule ; sh:name "x"@en ; sh:description "x"@en ; sh:message "x"@en ;
    cw:bookkeeping true ; sh:construct \"\"\"{construct}\"\"\" .
"""

SHAPE = """
cws:PlantedShape a sh:PropertyShape ; sh:name "x"@en ; sh:description "x"@en ;
    sh:message "x"@en ; cw:remedy "x"@en ; dcterms:source cwl:301.A\\(a\\) ;
    cw:inFamily cws:convictions ; sh:targetClass cw:AdultVetting ; {constraint} .
"""


@cache
def shape_triples():
    return read_turtle(sorted(SHAPES.rglob("*.ttl")))


def planted(turtle):
    """The findings that a policy has with some Turtle more, and did not have before."""
    more = [q.triple for q in ox.parse(input=PREFIXES + turtle, format=ox.RdfFormat.TURTLE)]
    return [
        str(finding)
        for finding in problems(build_policy([*shape_triples(), *more]))
        if "Planted" in finding.term
        or "planted" in str(finding)
        or "blank" in finding.term
        or finding.lint == "recorded ages"
    ]


def rule(construct, order=800):
    return RULE.format(order=order, construct=construct)


def shape(constraint):
    return SHAPE.format(constraint=constraint)


def test_the_policy_itself_has_no_finding():
    assert [str(finding) for finding in problems(policy())] == []


def test_a_rule_that_reads_what_its_own_or_a_higher_stratum_makes_is_refused():
    reads_higher = "CONSTRUCT { $this cw:name ?d } WHERE { $this cw:placementDay ?d }"
    assert any("[strata]" in each for each in planted(rule(reads_higher, order=20)))
    denies_itself = (
        "CONSTRUCT { $this cw:note ?c } WHERE { $this cw:child ?c . "
        "FILTER NOT EXISTS { $this cw:note ?other } }"
    )
    assert any("[strata]" in each for each in planted(rule(denies_itself)))


def test_a_rule_that_reads_another_time_limit_than_a_higher_stratum_makes_is_let_pass():
    reads = "CONSTRUCT {{ $this cw:note ?d }} WHERE {{ ?x cw:timeLimit cws:{} ; cw:dueOn ?d }}"
    makes = """
cws:HigherRules a sh:NodeShape ; sh:order 900 ; sh:targetClass cw:PlacementQuestion ;
    sh:rule cws:HigherRule .
cws:HigherRule a sh:SPARQLRule ; sh:name "x"@en ; sh:description "x"@en ; sh:message "x"@en ;
    cw:bookkeeping true ; sh:construct
        "CONSTRUCT { $this cw:timeLimit cws:One ; cw:dueOn ?d } WHERE { $this cw:born ?d }" .
"""
    for limit, refused in (("One", True), ("Two", False)):
        found = planted(makes + rule(reads.format(limit), order=20))
        assert refused == any("[strata]" in each and "HigherRule" in each for each in found)


def test_a_deactivated_shape_would_still_fire_its_rules_so_deactivation_is_refused():
    turtle = shape("sh:path cw:waiverStanding ; sh:maxCount 0 ; sh:deactivated true")
    assert any("sh:deactivated" in each for each in planted(turtle))


def test_rules_and_checks_of_clauses_not_in_force_are_left_out():
    law = policy().as_of(date(1900, 1, 1))
    assert all(rule.bookkeeping for rule in law.rules)
    assert all(not check.clauses for check in law.shapes.values())


@pytest.mark.parametrize(
    "construct",
    [
        (
            "CONSTRUCT { $this cw:note ?n } WHERE { $this cw:child ?c . "
            "{ ?c cw:name ?n } UNION { ?c cw:born ?n . FILTER (?c != $this) } }"
        ),
        (
            "CONSTRUCT { $this cw:note ?n } WHERE { $this cw:child ?c . "
            "{ ?c cw:name ?n . FILTER (?c != $this) } }"
        ),
        "CONSTRUCT { $this cw:note ?n } WHERE { $this cw:child ?c . { BIND ($this AS ?n) } }",
        (
            "CONSTRUCT { $this cw:note ?n } WHERE { $this cw:child ?c . "
            "{ SELECT ?n WHERE { ?c cw:name ?n } LIMIT 1 } }"
        ),
        "CONSTRUCT { $this cw:note ?c } WHERE { $this cw:child ?c . MINUS { $this cw:home ?h } }",
        "CONSTRUCT { $this cw:note ?c } WHERE { $this cw:child ?c . VALUES ?c { cw:x } }",
        (
            "CONSTRUCT { $this cw:note ?a } WHERE { $this cw:child ?c . ?c cw:ageInYears ?a . "
            "FILTER (?a - 3 - 2 = 5) }"
        ),
        "CONSTRUCT { $this cw:note ?c } WHERE { $this cw:child ?c . [] cw:name ?c }",
    ],
    ids=["union", "nested", "bind", "limit", "minus", "values", "arithmetic", "blank"],
)
def test_a_form_that_lifting_changes_is_refused(construct):
    assert any("[lifting]" in each for each in planted(rule(construct)))


@pytest.mark.parametrize(
    ("where", "what"),
    [
        (
            "?parents cw:ego ?parent ; cw:kinFirstCousin ?cousin . ?kin cw:hasParent ?cousin",
            "goes on from KinFirstCousinRule",
        ),
        (
            (
                "?parent cw:hasSibling ?aunt . ?kin cw:hasParent ?aunt . "
                "FILTER (?kin != ?ego && ?aunt != ?ego)"
            ),
            "does not tell ?kin from ?parent",
        ),
        (
            (
                "?parent cw:hasSibling ?aunt . ?kin cw:hasParent ?aunt . "
                "FILTER (?aunt != ?ego && ?kin != ?parent) "
                "OPTIONAL { ?kin cw:born ?d FILTER (?kin != ?ego) }"
            ),
            "does not tell ?ego from ?kin",
        ),
    ],
    ids=["composed", "untold", "told in an option"],
)
def test_kin_by_a_chain_in_which_someone_can_stand_twice_is_refused(where, what):
    head = "CONSTRUCT { $this cw:kinSecondCousin ?kin } WHERE { $this cw:ego ?ego ; cw:home ?h . "
    found = planted(rule(f"{head} ?ego cw:hasParent ?parent . {where} }}"))
    assert any("[chains]" in each and what in each for each in found)


def test_a_rule_over_unmarked_rows_is_refused():
    leak = (
        "CONSTRUCT { $this cw:note ?o } WHERE { $this cw:candidate ?p . "
        "?row a cw:Conviction ; cw:person ?p ; cw:offence ?o }"
    )
    assert any("[marked rows]" in each for each in planted(rule(leak)))
    untyped = (
        "CONSTRUCT { $this cw:note ?o } WHERE { $this cw:candidate ?p . "
        "?row cw:person ?p ; cw:offence ?o }"
    )
    assert any("[marked rows]" in each for each in planted(rule(untyped)))


@pytest.mark.parametrize(
    "row", ["?row a cw:OnRecord", "?place cw:continuesIn ?row . ?row a cw:OnRecord"]
)
def test_a_rule_that_reaches_a_row_by_its_fields_alone_is_refused(row):
    unnamed = (
        "CONSTRUCT { $this cw:note ?o } WHERE { $this cw:candidate ?p . "
        f"{row} ; cw:person ?p ; cw:offence ?o }}"
    )
    refused = any("[reached rows]" in each for each in planted(rule(unnamed)))
    assert refused == (row == "?row a cw:OnRecord")


def test_a_rule_that_classifies_by_an_age_nobody_asks_for_is_refused():
    by_age = rule(
        "CONSTRUCT { ?p cw:note ?planted } WHERE { "
        "$this a cw:ClearanceQuestion ; cw:candidate ?p . ?p cw:reached18 true ; cw:note ?planted }"
    ) + shape("sh:path cw:note ; sh:maxCount 0").replace("cws:convictions", "cws:clearance")
    assert any("[recorded ages]" in each for each in planted(by_age))


@pytest.mark.parametrize(
    ("check", "age"), [("Vetting-age", "age18"), ("Vetting-checkAge", "age13")]
)
def test_without_the_check_that_an_age_is_known_the_age_is_refused(check, age):
    rest = [t for t in shape_triples() if t.subject != CWS[check]]
    found = {finding for finding in problems(build_policy(rest)) if finding.lint == "recorded ages"}
    assert age in {finding.term for finding in found}


def test_a_fact_that_decides_unrecorded_is_refused():
    silent = rule(
        "CONSTRUCT { ?p cw:note ?planted } WHERE { "
        "$this cw:candidate ?p . ?row a cw:Placement , cw:OnRecord ; cw:caregiver ?p ; "
        "cw:until ?planted }",
        order=90,
    ) + shape("sh:path cw:note ; sh:maxCount 0")
    more = [q.triple for q in ox.parse(input=PREFIXES + silent, format=ox.RdfFormat.TURTLE)]
    found = problems(build_policy([*shape_triples(), *more]))
    assert any(finding.lint == "recorded facts" for finding in found)


@pytest.mark.parametrize(
    ("constraint", "what"),
    [
        ("sh:path cw:waiverStanding", "no constraint"),
        ("sh:path cw:waiverStanding ; sh:minCont 1", "sh:minCont"),
        ("sh:path cw:ageInYears ; sh:minInclusive 21", "absent"),
        ("sh:path cw:standing ; sh:in ( cw:Met )", "absent"),
        ("sh:path cw:holds ; sh:hasValue true", "sh:hasValue"),
        ("sh:path cw:from ; sh:lessThan cw:until", "sh:lessThan"),
        ("sh:path cw:from ; sh:equals cw:until", "sh:equals"),
        ('sh:path cw:from ; sh:sparql [ sh:select "x" ]', "sh:sparql"),
        ("sh:path cw:from ; sh:or ( [ sh:minCount 1 ] )", "sh:or"),
    ],
)
def test_a_shape_that_can_pass_silently_is_refused(constraint, what):
    assert any(what in each for each in planted(shape(constraint)))


@pytest.mark.parametrize(
    "construct",
    [
        "CONSTRUCT { $this a cw:PlantedFailure ; cw:note ?w } WHERE { $this cw:home ?w }",
        "CONSTRUCT { ?p a cw:PlantedFailure } WHERE { $this cw:candidate ?p . ?p cw:note ?w }",
    ],
    ids=["made together", "made from the fault"],
)
def test_a_check_that_targets_the_failure_and_not_what_it_ranges_over_is_refused(construct):
    fault = shape("sh:path cw:note ; sh:maxCount 0").replace("cw:AdultVetting", "cw:PlantedFailure")
    assert any("targets only what fails it" in each for each in planted(rule(construct) + fault))


def test_two_targets_or_none_are_refused():
    from app.errors import PolicyError

    for text in (
        shape("sh:targetClass cw:Vetting ; sh:path cw:name ; sh:minCount 1"),
        shape("sh:path cw:name ; sh:minCount 1").replace("sh:targetClass cw:AdultVetting ;", ""),
    ):
        with pytest.raises(PolicyError, match="exactly one"):
            planted(text)


def test_a_relation_that_only_might_hold_needs_a_check_that_forbids_it():
    loose = "CONSTRUCT { $this cw:plantedIfProven ?c } WHERE { $this cw:child ?c }"
    assert any("[alternatives]" in each for each in planted(rule(loose)))


def test_words_clause_and_remedy_are_required():
    bare = shape("sh:path cw:waiverStanding ; sh:maxCount 0")
    for part, what in (
        ('cw:remedy "x"@en ;', "remedy"),
        ('sh:message "x"@en ;', "message"),
        ("dcterms:source cwl:301.A\\(a\\) ;", "clause"),
    ):
        assert any(what in each for each in planted(bare.replace(part, "")))


def test_no_shape_is_run_by_use_shapes_or_over_a_foreign_store():
    app = Path(__file__).resolve().parents[2] / "app"
    for file in app.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert "use_shapes" not in text
        assert "oxrdflib" not in text


def test_a_check_without_a_name_is_refused():
    nameless = shape("sh:path cw:waiverStanding ; sh:maxCount 0").replace(
        "cws:PlantedShape a sh:PropertyShape ;", "[] a sh:PropertyShape ;"
    )
    assert any("without a name" in each for each in planted(nameless))


def test_without_the_check_for_a_roster_an_empty_household_would_pass_and_a_scenario_is_red():
    (mutant,) = [each for each in mutants(policy()) if each.part == CWS["Home-roster"].value]
    asks = asks_of(FOLDER / "convictions.yaml")
    assert any(run(asked, mutant.policy).differences for asked in asks)
