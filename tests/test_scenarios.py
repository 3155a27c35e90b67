"""Every scenario file answers exactly as it expects, and tells why in words."""

import re

import pytest

from tests.scenario_files import FILES, name_of, outcomes_of

# What stands in the names of nodes and in unfilled messages, and never in a sentence.
NOT_WORDS = re.compile(r"#/|%[0-9A-F]{2}|https?://|\{\w+\}")


def steps_of(steps):
    for step in steps:
        yield step
        yield from steps_of(step.premises)


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_scenarios_of_a_file_answer_as_expected_and_in_words(file):
    outcomes = outcomes_of(file)
    wrong = [
        f"{outcome.asked.name} {outcome.asked.question}: {'; '.join(outcome.differences)}"
        for outcome in outcomes
        if outcome.differences
    ]
    assert wrong == []
    told = {
        (step.rule, step.sentence)
        for outcome in outcomes
        for check in outcome.assessment.checks
        for step in steps_of(check.because)
    }
    assert {each for each in told if NOT_WORDS.search(each[1]) or not each[1].strip()} == set()
