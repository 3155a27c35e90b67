"""The law that questions rest on is encoded whole, and scenarios prove every part of it."""

from collections import defaultdict

import pytest
from pyoxigraph import NamedNode

from app import mutation
from app.coverage import measure
from app.decisions import assess
from app.model import Status
from app.policy import policy
from app.reasoning import Ask
from app.scenarios import run
from app.terms import CW, CWS, local_name
from tests.scenario_files import FILES, every_ask, outcomes_of

FAMILIES = [
    *("relative-definition", "fictive-kin", "godparent", "paternity", "parents-definition"),
    *("sibling-definition", "relative-conditions", "home-conditions", "background-check"),
    *("conviction", "waiver", "clearance", "fictive-licensure", "placement-decision"),
    *("legal-authority", "emergency", "relative-search", "selection-criteria", "notice"),
    *("caregiver-identity-routine", "caregiver-identity-specific", "disclosure-assessment"),
    *("disclosure-notice", "disclosure-prohibited", "information-sharing", "redisclosure"),
]
SECTIONS = (
    *("301.70(a)", "301.70(b)", "301.70(c)", "301.70(f)(3)"),
    *("301.120", "301.230(a)(1)", "301.230(a)(2)", "301.230(a)(3)(A)", "301.230(b)"),
    *("301.42", "301.43", "301.44", "301.45", "301.46", "301.47", "AP33"),
)


@pytest.fixture(scope="module")
def asks():
    return every_ask()


@pytest.fixture(scope="module")
def families(asks):
    return measure(policy(), asks).families


@pytest.mark.parametrize("family", FAMILIES)
def test_every_checkable_clause_of_a_family_is_encoded_and_exercised(family, families):
    assert [each.clause.identifier for each in families[family] if not each.complete] == []


@pytest.mark.parametrize("section", SECTIONS)
def test_every_checkable_clause_of_a_subsection_is_encoded_and_exercised(section, families):
    every = [each for found in families.values() for each in found]
    found = [each for each in every if each.clause.identifier.startswith(section)]
    assert found
    assert [each.clause.identifier for each in found if not each.complete] == []


def test_coverage_counts_only_what_scenarios_name(asks):
    named = [each for each in asks if each.scenario == "R34"]
    found = measure(policy(), named).families["conviction"]
    exercised = {each.clause.identifier for each in found if each.asks}
    assert "301.A(a)(1) Involuntary manslaughter" in exercised
    assert not any(each.complete for each in found)
    assert not any(each.asks for each in measure(policy(), []).families["conviction"])


def test_a_clause_that_nothing_cites_is_not_encoded(asks):
    found = measure(policy(), asks).families["specialized-foster-care"]
    assert not any(each.encoded_by or each.complete for each in found)


@pytest.fixture(scope="module")
def checks(asks):
    """The status of every check of every ask, with the days from its due date to what decides."""
    found = defaultdict(set)
    for asked in asks:
        ask = Ask(asked.question, asked.roles)
        answer = assess(asked.case, policy(), asked.as_of, ask, explained=False)
        for check in answer.checks:
            decided = check.met_on or asked.as_of
            found[check.shape].add((check.status, check.due and (decided - check.due).days))
    return found


def test_every_check_lets_one_scenario_pass_and_stops_another(checks):
    for iri in policy().shapes:
        if policy().facts.value(NamedNode(iri), CW["clauseOnLimit"]) is None:
            statuses = {status for status, _ in checks[local_name(iri)]} - {Status.NOT_APPLICABLE}
            assert Status.MET in statuses, iri
            assert statuses - {Status.MET}, iri


# Past its day a limit of these is no duty any more: a check of its own says how things stand.
ENDS = ("AgreementTermLimit", "RenewedTermLimit", "FirstMonthlyTalkLimit", "NextMonthlyTalkLimit")
# Measures that rules compare dates with; their boundaries are those of the checks they lead to.
MEASURES = (
    *("AgreementOverLimit", "RenewedOverLimit", "FosterYear"),
    *("ReviewRequestLimit", "ReleaseLimit", "CallRetentionLimit", "ClosedUseLimit"),
)


def test_every_time_limit_is_tried_on_its_day_and_on_either_side(checks):
    terms = {iri: policy().facts.text(NamedNode(iri), CW["duration"]) for iri in policy().limits}
    running = {local_name(iri) for iri, term in terms.items() if term and term != "P0D"}
    assert running.issuperset(ENDS + MEASURES)
    for name in running.difference(MEASURES):
        days = {days for _, days in checks[name]}
        assert days.issuperset({-1, 0} if name in ENDS else {-1, 0, 1}), name
    assert 1 in {days for _, days in checks["MissedTalk-madeUp"]}


def test_a_part_whose_removal_no_scenario_notices_is_found(asks, monkeypatch):
    law = policy()
    decisive, idle = CWS["AsteriskedConviction-waiver"].value, CWS["RelativeQuestion-age"].value
    some = [each for each in mutation.mutants(law) if each.part in (decisive, idle)]
    monkeypatch.setattr(mutation, "mutants", lambda _: some)
    outcomes = [run(each, law) for each in asks if each.scenario == "R34"]
    told = []
    found = mutation.find_survivors(law, outcomes, tried=lambda *counts: told.append(counts))
    assert [each.part for each in found] == [idle]
    assert told == [(1, 2), (2, 2)]
    parts = [[e.part for e in mutation.find_survivors(law, outcomes, (n, 2))] for n in (1, 2)]
    assert sorted(parts, key=len) == [[], [idle]]


@pytest.mark.nightly
def test_nothing_can_be_taken_away_unnoticed():
    outcomes = [outcome for file in FILES for outcome in outcomes_of(file)]
    found = [mutation.describe(each) for each in mutation.find_survivors(policy(), outcomes)]
    assert found == []
