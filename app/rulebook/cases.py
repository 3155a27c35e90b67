"""The scenarios as the rulebook lists them: which of them prove a clause, and each one run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from app.policy import Policy
from app.scenarios import Outcome, run
from app.terms import ROOT
from loaders import document, loading
from loaders.scenario import Asked, load_scenarios

SCENARIOS = ROOT / "tests" / "scenarios"

# All sessions share these cases, and reasoning keeps beside a case what it made of it.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True)
class Listed:
    """One question of a scenario, as its file lists it; its case is read when it is run.

    Attributes:
        file: the name of its file, without the ending.
        place: the place of the question in the scenario, from 1.
        clauses: identifier of each clause that it names to the status expected of it.
    """

    file: str
    scenario: str
    title: str
    place: int
    part: str
    question: str
    verdict: str
    clauses: Mapping[str, str]

    @property
    def key(self) -> str:
        """What an address calls it: relative/R08/2."""
        return f"{self.file}/{self.scenario}/{self.place}"

    @property
    def name(self) -> str:
        """Scenario and part in words."""
        words = f"{self.scenario}: {self.title}" if self.title else self.scenario
        return f"{words} ({self.part})" if self.part else words


@cache
def listed() -> Mapping[str, Listed]:
    """Every question of every scenario by its key, in the order of the files.

    Raises:
        CaseFileError: a file is no YAML.
    """
    files = sorted(SCENARIOS.glob("*.yaml"))
    return {each.key: each for file in files for each in _read(file)}


def _read(file: Path) -> Iterator[Listed]:
    content = document.plain(document.compose(loading.read_text(file), file.name))
    for scenario in content:
        for place, ask in enumerate(scenario["ask"], 1):
            expect = ask["expect"]
            yield Listed(
                file=file.stem,
                scenario=str(scenario["id"]),
                title=_words(scenario.get("title")),
                place=place,
                part=_words(ask.get("part")),
                question=str(ask["question"]),
                verdict=str(expect["verdict"]),
                clauses={str(k): str(v) for k, v in (expect.get("clauses") or {}).items()},
            )


def _words(text: Any) -> str:
    return "" if text is None else str(text)


def proving(identifier: str) -> tuple[Listed, ...]:
    """The questions of scenarios that name a clause in what they expect.

    Those that name the fewest clauses beside it come first: they show it best.
    """
    found = [each for each in listed().values() if identifier in each.clauses]
    return tuple(sorted(found, key=lambda each: len(each.clauses)))


@lru_cache(maxsize=64)
def read(key: str) -> Asked:
    """A question of a scenario with its case.

    Args:
        key: a key of `listed`.

    Raises:
        CaseFileError: the case cannot be read.
        KeyError: there is no such question.
    """
    chosen = listed()[key]
    asked = load_scenarios(SCENARIOS / f"{chosen.file}.yaml", chosen.scenario)
    return asked[chosen.place - 1]


@lru_cache(maxsize=256)
def outcome(key: str, policy: Policy) -> Outcome:
    """A question of a scenario run: the answer, and how it differs from what is expected.

    Raises:
        CaseFileError: the case cannot be read.
        QuestionError: the question has no meaning in this case.
    """
    with _ONE_AT_A_TIME:
        return run(read(key), policy)
