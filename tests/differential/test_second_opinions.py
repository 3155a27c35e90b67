"""pySHACL's rule runner, stock pySHACL and pyshifty agree with the product.

Every run holds them against some of the worked scenarios of the catalogue in each file and a
generated family; the nightly run (`-m nightly`) against every scenario whose case has no more
people than pySHACL gets through in minutes.
"""

from collections import defaultdict
from datetime import date

import pytest
import yaml

from app.batch import candidates_of
from app.policy import policy
from app.reasoning import Ask, derive
from benchmarks.families import child_of, make_family
from benchmarks.second_opinion import (
    derive_by_pyshacl,
    derived_by_sets,
    statuses,
    statuses_by_reports,
    validate_by_pyshacl,
    validate_by_shifty,
)
from loaders.document import read
from tests.scenario_files import FILES, asks_of, name_of, sample

ENGINES = [validate_by_pyshacl, validate_by_shifty]
DAY = date(2024, 6, 1)
MOST_PEOPLE = 40


def is_worked(asked):
    """Whether a scenario is one of the catalogue's own: R and a number."""
    return asked.scenario[0] == "R" and asked.scenario[1:].isdigit()


def is_small(asked):
    """Whether pySHACL alone gets through a case; `benchmarks/against_pyshacl.py` has its times."""
    return len(asked.case.people) <= MOST_PEOPLE


def derivations(file, wanted, most):
    """One derivation for each case and date of a scenario file, with all that is asked of it."""
    groups, cases = defaultdict(list), {}
    for asked in filter(wanted, asks_of(file)):
        key = asked.case.facts, asked.as_of
        cases[key] = asked.case
        ask = Ask(asked.question, asked.roles)
        if ask not in groups[key]:
            groups[key].append(ask)
    for key, asks in sample(list(groups.items()), most):
        yield derive(cases[key], policy(), key[1], asks), asks


def require_same_derivation(derivation, asks):
    assert derive_by_pyshacl(derivation, asks) == derived_by_sets(derivation)


def require_same_statuses(derivation, asks, engine):
    reported = engine(derivation, asks)
    for ask in asks:
        families = policy().question(ask.question).families
        node = ask.node(derivation.case)
        theirs = statuses_by_reports(derivation, node, families, reported)
        assert theirs == statuses(derivation, node, families)


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_second_opinions_agree_on_the_worked_scenarios(file):
    for derivation, asks in derivations(file, is_worked, 4):
        require_same_derivation(derivation, asks)
        for engine in ENGINES:
            require_same_statuses(derivation, asks, engine)


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.nightly)])
def test_second_opinions_agree_on_generated_families(seed):
    document = make_family(24, seed)
    case, child = read(yaml.safe_dump(document), "generated.yaml"), child_of(document)
    candidates = candidates_of(case, [child], DAY)[-3:]
    asks = [Ask("relative", {"child": (child,), "candidate": (each,)}) for each in candidates]
    derivation = derive(case, policy(), DAY, asks)
    require_same_derivation(derivation, asks)
    for engine in ENGINES:
        require_same_statuses(derivation, asks, engine)


@pytest.mark.nightly
@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_second_opinions_agree_on_every_scenario(file):
    for derivation, asks in derivations(file, is_small, 10_000):
        require_same_derivation(derivation, asks)
        for engine in ENGINES:
            require_same_statuses(derivation, asks, engine)
