"""Scenario files: who was allowed what, on which day, by which clause; policy people write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import jsonpatch
import jsonpointer
import yaml

from app.case import Case
from app.errors import CaseFileError, Problem
from app.terms import ROOT
from loaders import document


@dataclass(frozen=True)
class Expectation:
    """What an `ask` expects; an empty field expects nothing of its kind.

    Attributes:
        clauses: clause identifier to the status of a check that cites it.
        relations: every relation that holds, as names of the code list.
    """

    verdict: str
    clauses: Mapping[str, str]
    relation: str = ""
    relations: frozenset[str] | None = None
    due: date | None = None
    other_due: date | None = None
    permitted_from: date | None = None
    count: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """One question of a scenario with what it expects."""

    scenario: str
    part: str
    case: Case
    as_of: date
    question: str
    roles: Mapping[str, tuple[str, ...]]
    expect: Expectation
    where: str

    @property
    def name(self) -> str:
        """The scenario and its part: R05 (b)."""
        return f"{self.scenario} ({self.part})" if self.part else self.scenario


_SCENARIO_KEYS = {"id", "title", "as_of", "given", "base", "changes", "ask", "note"}
_ASK_KEYS = {"part", "question", "roles", "as_of", "changes", "expect", "note"}
_EXPECT_KEYS = {"verdict", "clauses", "relation", "relations", "due", "other_due", "from", "count"}


def load_scenarios(path: Path) -> list[Asked]:
    """Every question of a scenario file.

    Raises:
        CaseFileError: the file or one of its cases cannot be read.
    """
    node = document.compose(path.read_text(encoding="utf-8"), path.name)
    if not isinstance(node, yaml.SequenceNode):
        raise CaseFileError(
            path.name, [Problem("line 1", "is no list of scenarios", "Write `- id: …`.")]
        )
    known: dict[str, Any] = {}
    found: list[Asked] = []
    for each in node.value:
        found += _scenario(path.name, each, known)
    return found


def _scenario(file: str, node: yaml.Node, known: dict[str, Any]) -> list[Asked]:
    content = document.plain(node)
    where = f"line {node.start_mark.line + 1}"
    _require_keys(file, where, content, _SCENARIO_KEYS)
    given = _given(file, where, content, known)
    known[content["id"]] = given
    parts = []
    for ask in content["ask"]:
        _require_keys(file, where, ask, _ASK_KEYS)
        _require_keys(file, where, ask["expect"], _EXPECT_KEYS)
        changed = _patched(file, where, given, ask.get("changes"))
        parts.append(
            Asked(
                scenario=content["id"],
                part=ask.get("part", ""),
                case=_case(file, content["id"], changed),
                as_of=date.fromisoformat(ask.get("as_of") or content["as_of"]),
                question=ask["question"],
                roles={r: _keys(v) for r, v in ask.get("roles", {}).items()},
                expect=_expectation(ask["expect"]),
                where=f"{file} {where}",
            )
        )
    return parts


def _given(file: str, where: str, content: Mapping[str, Any], known: Mapping[str, Any]) -> Any:
    base = content.get("base")
    if base is None:
        given = content.get("given")
    elif base in known:
        given = known[base]
    else:
        path = ROOT / base
        given = document.plain(document.compose(path.read_text(encoding="utf-8"), path.name))
    if given is None:
        raise CaseFileError(file, [Problem(where, "has neither given nor base", "Add one.")])
    return _patched(file, where, given, content.get("changes"))


def _patched(file: str, where: str, given: Any, changes: Any) -> Any:
    if not changes:
        return given
    try:
        return document.change(given, changes)
    except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException) as error:
        raise CaseFileError(
            file, [Problem(where, f"changes do not fit ({error})", "Mend the path.")]
        ) from error


def _case(file: str, name: str, given: Mapping[str, Any]) -> Case:
    text = yaml.safe_dump(dict(given), sort_keys=False, allow_unicode=True)
    return document.read_node(document.compose(text, f"{file} {name}"), f"{file} {name}", name)


def _keys(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (str(value),)


def _expectation(content: Mapping[str, Any]) -> Expectation:
    def day(key: str) -> date | None:
        return date.fromisoformat(content[key]) if key in content else None

    relations = content.get("relations")
    return Expectation(
        verdict=content["verdict"],
        clauses=content.get("clauses", {}),
        relation=content.get("relation", ""),
        relations=None if relations is None else frozenset(relations),
        due=day("due"),
        other_due=day("other_due"),
        permitted_from=day("from"),
        count=content.get("count", {}),
    )


def _require_keys(file: str, where: str, content: Any, known: set[str]) -> None:
    strange = sorted(set(content) - known) if isinstance(content, dict) else ["(no mapping)"]
    if strange:
        problem = Problem(
            where, f"unknown keys {', '.join(strange)}", f"Known: {', '.join(sorted(known))}."
        )
        raise CaseFileError(file, [problem])
