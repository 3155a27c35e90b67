"""Running only what can lead to a question's checks changes no answer."""

from functools import cache

import pytest

from app.decisions import assess
from app.policy import Policy, Selection, policy
from app.reasoning import Ask
from tests.scenario_files import FILES, asks_of, name_of, sample


def answers(asks):
    """The shape, focus and status of every check of some questions."""
    found = {}
    for asked in asks:
        ask = Ask(asked.question, asked.roles)
        answer = assess(asked.case, policy(), asked.as_of, ask, explained=False)
        statuses = {(check.shape, check.focus, check.status) for check in answer.checks}
        relations = {(relation.code, relation.standing) for relation in answer.relations}
        found[asked.name, asked.question, asked.where, str(asked.roles)] = statuses, relations
    return found


@pytest.mark.parametrize(
    "most", [8, pytest.param(10_000, marks=pytest.mark.nightly)], ids=["some", "all"]
)
@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_the_rules_left_out_change_no_answer(file, most, monkeypatch):
    asks = sample(asks_of(file), most)
    chosen = answers(asks)
    every = cache(lambda law: Selection(law.rules, frozenset(law.code_facts)))
    monkeypatch.setattr(Policy, "selection", lambda law, _: every(law))
    assert answers(asks) == chosen
