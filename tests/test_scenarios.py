"""Every scenario file answers exactly as it expects."""

from pathlib import Path

import pytest

from app.policy import policy
from app.scenarios import find_scenarios, run

FOLDER = Path(__file__).parent / "scenarios"


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.yaml")), ids=lambda file: file.stem)
def test_scenarios_of_a_file_answer_as_expected(file):
    law = policy()
    wrong = [
        f"{asked.name} {asked.question}: {'; '.join(outcome.differences)}"
        for asked in find_scenarios([file])
        if (outcome := run(asked, law)).differences
    ]
    assert wrong == []
