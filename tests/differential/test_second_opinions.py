"""pySHACL's rule runner, stock pySHACL and pyshifty agree with the product on every scenario."""

from collections import defaultdict
from pathlib import Path

import pytest

from app.policy import policy
from app.reasoning import Ask, derive
from app.scenarios import find_scenarios
from benchmarks.second_opinion import (
    derive_by_pyshacl,
    derived_by_sets,
    statuses,
    statuses_by_reports,
    validate_by_pyshacl,
    validate_by_shifty,
)

FOLDER = Path(__file__).parents[1] / "scenarios"
FILES = sorted(FOLDER.rglob("*.yaml"))


def derivations(file):
    """One derivation for each case and date of a scenario file, with all that is asked of it."""
    groups = defaultdict(list)
    for asked in find_scenarios([file]):
        ask = Ask(asked.question, asked.roles)
        if ask not in groups[asked.case.facts, asked.as_of]:
            groups[asked.case.facts, asked.as_of].append(ask)
        groups[asked.case.facts, asked.as_of, "case"] = asked.case
    for key, asks in list(groups.items()):
        if len(key) == 2:
            yield derive(groups[*key, "case"], policy(), key[1], asks), asks


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_pyshacl_derives_the_same(file):
    for derivation, asks in derivations(file):
        assert derive_by_pyshacl(derivation, asks) == derived_by_sets(derivation)


@pytest.mark.parametrize("engine", [validate_by_pyshacl, validate_by_shifty])
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_engine_reports_the_same(file, engine):
    for derivation, asks in derivations(file):
        reported = engine(derivation, asks)
        for ask in asks:
            families = policy().question(ask.question).families
            node = ask.node(derivation.case)
            theirs = statuses_by_reports(derivation, node, families, reported)
            assert theirs == statuses(derivation, node, families)
