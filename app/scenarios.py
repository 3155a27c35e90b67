"""Scenarios run: what an assessment answers against what a scenario expects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.decisions import assess
from app.model import Assessment, Status, Step
from app.network import genealogy
from app.policy import Policy
from app.reasoning import Ask
from loaders.scenario import Asked, load_scenarios

# What an expectation says of a clause that decides nothing in this question.
NOT_CITED = "notCited"

_QUIET = (Status.MET, Status.NOT_APPLICABLE)


@dataclass(frozen=True)
class Outcome:
    """One question of a scenario with its answer and how the two differ (nothing: it passed)."""

    asked: Asked
    assessment: Assessment
    differences: tuple[str, ...]


def find_scenarios(paths: list[Path]) -> list[Asked]:
    """Every question in the scenario files below some paths, files in the order of their names.

    Raises:
        CaseFileError: a file cannot be read.
    """
    files = [
        file
        for path in paths
        for file in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])
    ]
    return [asked for file in files for asked in load_scenarios(file)]


def run(asked: Asked, policy: Policy) -> Outcome:
    """The answer to one question of a scenario, compared with what it expects."""
    ask = Ask(asked.question, asked.roles)
    assessment = assess(asked.case, policy, asked.as_of, ask)
    differences = [*_differences(asked, assessment), *_kin_differences(asked, policy)]
    if asked.unfinished:
        differences.append(f"TODO in line {', '.join(map(str, asked.unfinished))}")
    return Outcome(asked, assessment, tuple(differences))


def _differences(asked: Asked, found: Assessment) -> Iterator[str]:
    expect = asked.expect
    if found.verdict != expect.verdict:
        yield f"verdict {found.verdict.value!r} instead of {expect.verdict!r}"
    for clause, status in expect.clauses.items():
        statuses = {check.status.value for check in found.checks if clause in check.clauses}
        if status == NOT_CITED:
            if statuses - {Status.NOT_APPLICABLE.value}:
                yield f"{clause}: cited ({', '.join(sorted(statuses))}), but should not be"
        elif status not in statuses:
            yield f"{clause}: {', '.join(sorted(statuses)) or 'not cited'} instead of {status}"
    for check in found.checks:
        if check.status not in _QUIET and not set(check.clauses) & expect.clauses.keys():
            about = f" about {check.about}" if check.about else ""
            clauses = ", ".join(check.clauses)
            yield f"unexpected {check.status.value}: {check.name}{about} ({clauses})"
    sure = {relation.code for relation in found.relations if relation.standing == "relation"}
    every = {relation.code for relation in found.relations}
    if expect.relation and expect.relation not in every:
        yield f"relation {sorted(every)} instead of {expect.relation}"
    if expect.relations is not None and sure != expect.relations:
        yield f"relations {sorted(sure)} instead of {sorted(expect.relations)}"
    yield from _date_differences(asked, found)
    for clause, count in expect.count.items():
        findings = [c for c in found.checks if clause in c.clauses and c.status not in _QUIET]
        if len(findings) != count:
            yield f"{clause}: {len(findings)} findings instead of {count}"
    told = [sentence for check in found.checks for sentence in _sentences(check.because)]
    for reason in expect.reasons:
        if not any(reason in sentence for sentence in told):
            yield f"not told as a reason: {reason}"


def _sentences(steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        yield step.sentence
        yield from _sentences(step.premises)


def _date_differences(asked: Asked, found: Assessment) -> Iterator[str]:
    expect = asked.expect
    if expect.permitted_from and found.permitted_from != expect.permitted_from:
        yield f"permitted from {found.permitted_from} instead of {expect.permitted_from}"
    dues = {check.due for check in found.checks if set(check.clauses) & expect.clauses.keys()}
    if expect.due and expect.due not in dues:
        yield f"due {sorted(str(d) for d in dues if d)} instead of {expect.due}"
    others = {check.other_due for check in found.checks}
    if expect.other_due and expect.other_due not in others:
        yield f"other reading {sorted(str(d) for d in others if d)} instead of {expect.other_due}"


def _kin_differences(asked: Asked, policy: Policy) -> Iterator[str]:
    found = genealogy(asked.case, policy) if asked.expect.kin else []
    for subject, expected in asked.expect.kin.items():
        listed = {each for each in found if each[0] == subject}
        for sign, some in (("not found", expected - listed), ("unexpected", listed - expected)):
            for _, relative, relation in sorted(some):
                yield f"kin {sign}: {relative} is {relation} of {subject}"
