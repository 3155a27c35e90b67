"""What the scenarios would not miss: each check, rule and time limit taken away in turn.

A part of the policy whose removal turns no scenario red is a survivor: nothing proves that it is
needed, or right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
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


def find_survivors(
    policy: Policy,
    outcomes: Sequence[Outcome],
    part: tuple[int, int] = (1, 1),
    tried: Callable[[int, int], object] | None = None,
) -> Iterator[Mutant]:
    """The mutants that no passing scenario notices.

    Args:
        policy: the whole law.
        outcomes: what running the scenarios on the whole law gave.
        part: which of how many equal parts of the mutants to try, the first being 1.
        tried: told after each mutant how many of this part are done, of how many.
    """
    passing = [each for each in outcomes if not each.differences]
    users, reach = _users(passing), _reach(policy, passing)
    number, parts = part
    chosen = list(mutants(policy))[number - 1 :: parts]
    for done, mutant in enumerate(chosen, 1):
        likely = users.get(mutant.part, [])
        known = {id(asked) for asked in likely}
        others = [each.asked for each in passing if id(each.asked) not in known]
        # Questions whose selection holds the part come first: they are the ones it can change.
        others.sort(key=lambda asked: mutant.part not in reach[asked.question])
        if not any(_is_red(asked, mutant.policy) for asked in (*likely, *others)):
            yield mutant
        if tried is not None:
            tried(done, len(chosen))


def _is_red(asked: Asked, policy: Policy) -> bool:
    return bool(run(asked, policy).differences)


def _reach(policy: Policy, outcomes: Iterable[Outcome]) -> dict[str, frozenset[str]]:
    """Each question that is asked, with the rules that can run for it."""
    questions = {each.asked.question for each in outcomes}
    return {
        each: frozenset(rule.iri for rule in policy.selection(frozenset([each])).rules)
        for each in questions
    }


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
