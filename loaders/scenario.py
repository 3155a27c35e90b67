"""Scenario files: who was allowed what, on which day, by which clause; policy people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonpatch
import jsonpointer
import yaml

from app.case import Case
from app.errors import CaseFileError, Problem
from app.terms import ROOT
from loaders import document, loading


@dataclass(frozen=True)
class Expectation:
    """What an `ask` expects; an empty field expects nothing of its kind.

    Attributes:
        clauses: clause identifier to the status of a check that cites it.
        relations: every relation that holds, as names of the code list.
        kin: by genealogy, every (subject, relative, relation) of the subjects named.
        reasons: what the explanation of some check must say.
    """

    verdict: str
    clauses: Mapping[str, str]
    relation: str = ""
    relations: frozenset[str] | None = None
    due: date | None = None
    other_due: date | None = None
    permitted_from: date | None = None
    count: Mapping[str, int] = field(default_factory=dict)
    kin: Mapping[str, frozenset[tuple[str, str, str]]] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """One question of a scenario with what it expects.

    Attributes:
        unfinished: the numbers of the lines of the scenario that still say TODO.
    """

    scenario: str
    part: str
    case: Case
    as_of: date
    question: str
    roles: Mapping[str, tuple[str, ...]]
    expect: Expectation
    where: str
    unfinished: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """The scenario and its part: R05 (b)."""
        return f"{self.scenario} ({self.part})" if self.part else self.scenario


_SCENARIO_KEYS = {"id", "title", "as_of", "given", "base", "changes", "ask", "note"}
_ASK_KEYS = {"part", "question", "roles", "as_of", "changes", "expect", "note"}
_EXPECT_KEYS = {
    *("verdict", "clauses", "relation", "relations", "due", "other_due", "from", "count", "kin"),
    "reasons",
}

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # the quick one, where there is one


def load_scenarios(path: Path, only: str | None = None) -> list[Asked]:
    """Every question of a scenario file.

    Args:
        path: the file.
        only: the id of the one scenario whose questions are wanted; all where it is None.

    Raises:
        CaseFileError: the file or one of its cases cannot be read; carries the problems of every
            scenario.
    """
    node = document.compose(loading.read_text(path), path.name)
    if not isinstance(node, yaml.SequenceNode):
        raise CaseFileError(
            path.name, [Problem("line 1", "is no list of scenarios", "Write `- id: …`.")]
        )
    known: dict[str, Any] = {}
    found: list[Asked] = []
    problems: list[Problem] = []
    for each in node.value:
        scenario = _Scenario(path.name, f"line {each.start_mark.line + 1}", each)
        try:
            found += scenario.questions(known, only)
        except CaseFileError as error:
            problems += error.problems
    if problems:
        raise CaseFileError(path.name, problems)
    return found


@dataclass(frozen=True)
class _Scenario:
    """A scenario as it stands in its file."""

    file: str
    where: str
    node: yaml.Node

    def questions(self, known: dict[str, Any], only: str | None) -> list[Asked]:
        """Every question of the scenario, none where only another one is wanted.

        Either way its case is added to those known by the scenario's id.
        """
        content = document.plain(self.node)
        self._require("a scenario", content, _SCENARIO_KEYS, {"id", "ask"})
        name = str(content["id"])
        given = self._given(content, known)
        known[name] = given
        if only is not None and name != only:
            return []
        asks = content["ask"]
        if not isinstance(asks, list):
            raise self._refusal("ask is no list", "Write one `- question: …` a question.")
        return [self._asked(name, content, given, each) for each in asks]

    def _asked(self, name: str, content: Mapping[str, Any], given: Any, ask: Any) -> Asked:
        self._require("an ask", ask, _ASK_KEYS, {"question", "expect"})
        self._require("an expect", ask["expect"], _EXPECT_KEYS, {"verdict"})
        roles = ask.get("roles") or {}
        if not isinstance(roles, dict):
            raise self._refusal("roles is no mapping", "Write {child: mia, candidate: rosa}.")
        return Asked(
            scenario=name,
            part=str(ask.get("part", "")),
            case=self._case(name, content, self._patched(given, ask.get("changes"))),
            as_of=self._day("as_of", ask.get("as_of") or content.get("as_of")),
            question=str(ask["question"]),
            roles={role: _keys(value) for role, value in roles.items()},
            expect=self._expectation(ask["expect"]),
            where=f"{self.file} {self.where}",
            unfinished=self._unfinished,
        )

    @cached_property
    def _unfinished(self) -> tuple[int, ...]:
        return tuple(_lines_to_do(self.node))

    def _given(self, content: Mapping[str, Any], known: Mapping[str, Any]) -> Any:
        base = content.get("base")
        if base is None:
            given = content.get("given")
        elif base in known:
            given = known[base]
        else:
            path = ROOT / str(base)
            given = document.plain(document.compose(loading.read_text(path), path.name))
        if not isinstance(given, dict):
            raise self._refusal("has neither given nor base", "Add one: a case, or its file.")
        return self._patched(given, content.get("changes"))

    def _patched(self, given: Any, changes: Any) -> Any:
        if not changes:
            return given
        try:
            return document.change(given, changes)
        except (
            jsonpatch.JsonPatchException,
            jsonpointer.JsonPointerException,
            AttributeError,
            TypeError,
        ) as error:
            raise self._refusal(f"changes do not fit ({error})", "Mend the path.") from error

    def _case(self, name: str, content: Mapping[str, Any], given: Mapping[str, Any]) -> Case:
        if given == content.get("given"):  # as it stands in the file, so each row has its line
            node = next(value for key, value in self.node.value if key.value == "given")
            return document.read_node(node, self.file, name)
        text = yaml.dump(dict(given), Dumper=_Dumper, sort_keys=False, allow_unicode=True)
        file = f"{self.file} {name}"
        try:
            return document.read_node(document.compose(text, file), file, name)
        except CaseFileError as error:
            where = f"{self.where}, {name} with its changes"
            found = [Problem(where, each.what, each.mend) for each in error.problems]
            raise CaseFileError(self.file, found) from error

    def _expectation(self, content: Mapping[str, Any]) -> Expectation:
        def day(key: str) -> date | None:
            return self._day(key, content[key]) if key in content else None

        relations = content.get("relations")
        kinds = {"clauses": dict, "count": dict, "kin": dict, "relations": list, "reasons": list}
        for key, kind in kinds.items():
            if not isinstance(content.get(key, kind()), kind):
                shown = "a list" if kind is list else "a mapping"
                raise self._refusal(f"{key} is not {shown}", f"Write {shown}.")
        return Expectation(
            verdict=content["verdict"],
            clauses=content.get("clauses", {}),
            relation=content.get("relation", ""),
            relations=None if relations is None else frozenset(relations),
            due=day("due"),
            other_due=day("other_due"),
            permitted_from=day("from"),
            count=content.get("count", {}),
            kin={
                subject: frozenset(
                    (subject, relative, relation)
                    for relative, relations in kin.items()
                    for relation in _keys(relations)
                )
                for subject, kin in content.get("kin", {}).items()
            },
            reasons=tuple(map(str, content.get("reasons", ()))),
        )

    def _day(self, key: str, text: Any) -> date:
        try:
            return date.fromisoformat(str(text))
        except ValueError as error:
            raise self._refusal(f"{key}: {text!r} is no date", "Write YYYY-MM-DD.") from error

    def _require(self, what: str, content: Any, known: set[str], needed: set[str]) -> None:
        if not isinstance(content, dict):
            raise self._refusal(f"{what} is no mapping", f"Known keys: {_listed(known)}.")
        strange, lacking = content.keys() - known, needed - content.keys()
        if strange:
            raise self._refusal(f"unknown keys {_listed(strange)}", f"Known: {_listed(known)}.")
        if lacking:
            raise self._refusal(f"{what} lacks {_listed(lacking)}", "Add it.")

    def _refusal(self, what: str, mend: str) -> CaseFileError:
        return CaseFileError(self.file, [Problem(self.where, what, mend)])


def _lines_to_do(node: yaml.Node) -> Iterator[int]:
    """The lines below a node whose text still says TODO."""
    if isinstance(node, yaml.ScalarNode):
        if re.search(r"\bTODO\b", node.value):
            yield node.start_mark.line + 1
        return
    for each in node.value:
        for part in each if isinstance(each, tuple) else (each,):
            yield from _lines_to_do(part)


def _listed(words: Iterable[Any]) -> str:
    return ", ".join(sorted(map(str, words)))


def _keys(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)
