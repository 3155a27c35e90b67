"""What the scenarios would not miss: each check, rule and time limit taken away in turn.

A part of the policy whose removal turns no scenario red is a survivor: nothing proves that it is
needed, or right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.model import Check, Step
from app.policy import Policy
from app.scenarios import Outcome, run
from app.terms import CWS, local_name
from loaders.scenario import Asked


@dataclass(frozen=True)
class Mutant:
    """A policy without one of its parts."""

    part: str
    kind: str
    policy: Policy


def mutants(policy: Policy) -> Iterator[Mutant]:
    """The policy without each of its checks, rules and time limits in turn."""
    for iri in policy.shapes:
        rest = {key: each for key, each in policy.shapes.items() if key != iri}
        yield Mutant(iri, "check", replace(policy, shapes=rest, _dated={}, _chosen={}))
    for rule in policy.rules:
        rules = tuple(each for each in policy.rules if each != rule)
        yield Mutant(rule.iri, "rule", replace(policy, rules=rules, _dated={}, _chosen={}))
    for iri in policy.limits:
        limits = {key: each for key, each in policy.limits.items() if key != iri}
        yield Mutant(iri, "time limit", replace(policy, limits=limits, _dated={}, _chosen={}))


def find_survivors(policy: Policy, outcomes: Sequence[Outcome]) -> Iterator[Mutant]:
    """The mutants that no passing scenario notices.

    Args:
        policy: the whole law.
        outcomes: what running the scenarios on the whole law gave.
    """
    passing = [each for each in outcomes if not each.differences]
    users = _users(passing)
    for mutant in mutants(policy):
        likely = users.get(mutant.part, [])
        known = {id(asked) for asked in likely}
        others = [each.asked for each in passing if id(each.asked) not in known]
        if not any(_is_red(asked, mutant.policy) for asked in (*likely, *others)):
            yield mutant


def _is_red(asked: Asked, policy: Policy) -> bool:
    return bool(run(asked, policy).differences)


def _users(outcomes: Iterable[Outcome]) -> dict[str, list[Asked]]:
    """Part of the policy to the asks whose answers name it."""
    found: dict[str, dict[int, Asked]] = defaultdict(dict)
    for outcome in outcomes:
        for check in outcome.assessment.checks:
            for part in _parts(check):
                found[part][id(outcome.asked)] = outcome.asked
    return {part: list(asks.values()) for part, asks in found.items()}


def _parts(check: Check) -> Iterator[str]:
    if check.focus is not None:
        yield CWS[check.shape].value
    yield from _rules(check.because)


def _rules(steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        if step.rule is not None:
            yield step.rule
        yield from _rules(step.premises)


def describe(mutant: Mutant) -> str:
    """A mutant in words."""
    return f"{mutant.kind} {local_name(mutant.part)}"
