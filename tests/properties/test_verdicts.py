"""What holds of every answer: support cannot hurt, names and order do not matter."""

from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest

from app.calendar import date_literal
from app.case import Case
from app.decisions import assess
from app.model import Status, Verdict
from app.policy import policy
from app.reasoning import Ask
from app.scenarios import find_scenarios
from app.terms import CW

FOLDER = Path(__file__).parents[1] / "scenarios"
FILES = sorted(FOLDER.rglob("*.yaml"))
UPWARD = [
    Verdict.PROHIBITED,
    Verdict.UNDETERMINED,
    Verdict.MISSING,
    Verdict.HELD,
    Verdict.PERMITTED,
]


def support(assessment):
    """The rows that stand in some met check's reasons and in no other check's."""
    met, other = set(), set()
    for check in assessment.checks:
        rows = {fact.row for fact in check.facts()}
        (met if check.status is Status.MET else other).update(rows)
    return sorted(met - other)


def without(case, row):
    """The case without a row; of a person, without the date of birth."""
    node = ox.NamedNode(row)
    person = CW["Person"] in case.index.objects(node, ox.NamedNode(TYPE))
    removed = [
        triple
        for triple in case.facts
        if (triple.subject == node and (not person or triple.predicate == CW["born"]))
        or (triple.object == node and not person)
    ]
    return case.with_facts([], removed)


def moved_past(case, row, day):
    """The case with a dated row moved to the day after a date, or None for an undated one."""
    node = ox.NamedNode(row)
    dated = [
        triple
        for triple in case.facts
        if triple.subject == node and triple.predicate in (CW["on"], CW["from"])
    ]
    later = date_literal(day + timedelta(days=1))
    moved = [ox.Triple(triple.subject, triple.predicate, later) for triple in dated]
    return case.with_facts(moved, dated) if dated else None


TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def improvements(asked, law):
    """What an ask is better answered without: rows that supported the answer."""
    ask = Ask(asked.question, asked.roles)
    before = assess(asked.case, law, asked.as_of, ask)
    if before.verdict in (Verdict.PERMITTED, Verdict.NOT_COVERED):
        return
    for row in support(before):
        changes = (without(asked.case, row), moved_past(asked.case, row, asked.as_of))
        for change in filter(None, changes):
            after = assess(change, law, asked.as_of, ask, explained=False)
            if after.verdict is Verdict.NOT_COVERED:
                continue
            if UPWARD.index(after.verdict) > UPWARD.index(before.verdict):
                yield f"{asked.name}: {row.rsplit('/case/', 1)[-1]} {after.verdict}"


def sample(file):
    """At most about fifteen asks of a file, from all over it; the nightly run takes every one."""
    asks = find_scenarios([file])
    return asks[:: 1 + len(asks) // 15]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_taking_support_away_never_improves_a_verdict(file):
    assert [each for asked in sample(file) for each in improvements(asked, policy())] == []


@pytest.mark.nightly
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_taking_support_away_never_improves_any_verdict(file):
    asks = find_scenarios([file])
    assert [each for asked in asks for each in improvements(asked, policy())] == []


def renamed(case, asked):
    """The case and roles with every key changed, so that their order changes too."""

    def rename(node):
        if isinstance(node, ox.NamedNode) and node.value.startswith(case.iri.value):
            key = case.key(node)
            if key in keys:
                return case.node(keys[key])
        return node

    nodes = case.of_class(CW["Person"]) + case.of_class(CW["Home"])
    keys = {case.key(node): f"z{len(nodes) - n:03d}" for n, node in enumerate(nodes)}
    facts = frozenset(
        ox.Triple(rename(t.subject), t.predicate, rename(t.object)) for t in case.facts
    )
    roles = {role: tuple(keys[key] for key in values) for role, values in asked.roles.items()}
    return Case(case.name, facts, case.places, case.file), roles


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_names_do_not_matter(file):
    law = policy()
    for asked in sample(file):
        case, roles = renamed(asked.case, asked)
        plain = assess(asked.case, law, asked.as_of, Ask(asked.question, asked.roles))
        other = assess(case, law, asked.as_of, Ask(asked.question, roles))
        assert other.verdict == plain.verdict
        assert sorted((c.shape, c.status) for c in other.checks) == sorted(
            (c.shape, c.status) for c in plain.checks
        )


def test_a_fact_dated_tomorrow_is_not_there():
    asked = next(a for a in find_scenarios(FILES) if a.name == "R34")
    before = date(1985, 3, 2)
    found = assess(asked.case, policy(), before, Ask(asked.question, asked.roles))
    assert "301.A(a)(1) Involuntary manslaughter" not in {
        clause for check in found.checks for clause in check.clauses
    }
