"""What holds of every answer: support cannot hurt, names and order do not matter."""

from datetime import date

import pyoxigraph as ox
import pytest
from changed_rows import moved_past, without

from app.case import Case
from app.decisions import assess
from app.model import Status, Verdict
from app.policy import policy
from app.reasoning import Ask
from app.terms import CW
from tests.scenario_files import FILES, asks_of, every_ask, name_of, sample

MOST = 15  # of a scenario file by day; the nightly run takes every one
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


def improvements(asked, law):
    """What an ask is better answered without: rows that supported the answer."""
    ask = Ask(asked.question, asked.roles)
    before = assess(asked.case, law, asked.as_of, ask, explained=False)
    if before.verdict in (Verdict.PERMITTED, Verdict.NOT_COVERED):
        return
    before = assess(asked.case, law, asked.as_of, ask)
    for row in support(before):
        node = ox.NamedNode(row)
        changes = (without(asked.case, node), moved_past(asked.case, node, asked.as_of))
        for change in filter(None, changes):
            after = assess(change, law, asked.as_of, ask, explained=False)
            if after.verdict is Verdict.NOT_COVERED:
                continue
            if UPWARD.index(after.verdict) > UPWARD.index(before.verdict):
                yield f"{asked.name}: {row.rsplit('/case/', 1)[-1]} {after.verdict}"


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_taking_support_away_never_improves_a_verdict(file):
    assert [
        each for asked in sample(asks_of(file), MOST) for each in improvements(asked, policy())
    ] == []


@pytest.mark.nightly
@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_taking_support_away_never_improves_any_verdict(file):
    assert [each for asked in asks_of(file) for each in improvements(asked, policy())] == []


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
    roles = {
        # A role may be filled by a code, which keeps its name.
        role: tuple(keys.get(key, key) for key in values)
        for role, values in asked.roles.items()
    }
    return Case(case.name, facts, case.places, case.file), roles


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_names_do_not_matter(file):
    law = policy()
    for asked in sample(asks_of(file), MOST):
        case, roles = renamed(asked.case, asked)
        ask = Ask(asked.question, asked.roles)
        plain = assess(asked.case, law, asked.as_of, ask, explained=False)
        other = assess(case, law, asked.as_of, Ask(asked.question, roles), explained=False)
        assert other.verdict == plain.verdict
        assert sorted((c.shape, c.status) for c in other.checks) == sorted(
            (c.shape, c.status) for c in plain.checks
        )


def test_a_fact_dated_tomorrow_is_not_there():
    asked = next(a for a in every_ask() if a.name == "R34")
    before = date(1985, 3, 2)
    found = assess(asked.case, policy(), before, Ask(asked.question, asked.roles))
    assert "301.A(a)(1) Involuntary manslaughter" not in {
        clause for check in found.checks for clause in check.clauses
    }
