"""Running only what can lead to a question's checks changes no answer."""

from pathlib import Path

import pytest

from app.decisions import assess
from app.policy import Policy, policy
from app.reasoning import Ask
from app.scenarios import find_scenarios

FILES = sorted((Path(__file__).parents[1] / "scenarios").rglob("*.yaml"))


def answers(file):
    """The shape, focus and status of every check of every question of a file."""
    found = {}
    for asked in find_scenarios([file]):
        ask = Ask(asked.question, asked.roles)
        answer = assess(asked.case, policy(), asked.as_of, ask, explained=False)
        statuses = {(check.shape, check.focus, check.status) for check in answer.checks}
        relations = {(relation.code, relation.standing) for relation in answer.relations}
        found[asked.name, asked.question, asked.where, str(asked.roles)] = statuses, relations
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_rules_left_out_change_no_answer(file, monkeypatch):
    chosen = answers(file)
    monkeypatch.setattr(Policy, "rules_for", lambda self, _: self.rules)
    assert answers(file) == chosen
