"""Every scenario file answers exactly as it expects."""

import pytest

from tests.scenario_files import FILES, name_of, outcomes_of


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_scenarios_of_a_file_answer_as_expected(file):
    wrong = [
        f"{outcome.asked.name} {outcome.asked.question}: {'; '.join(outcome.differences)}"
        for outcome in outcomes_of(file)
        if outcome.differences
    ]
    assert wrong == []
