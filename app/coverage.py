"""Coverage: which checkable clauses are encoded, and which scenarios prove each of them.

A clause is encoded where a shape, rule, time limit or coded value gives it as its source. It is
exercised where passing scenarios name it in their `expect`: a demand by one that it lets pass and
one that it does not; any other clause by one where it decides and one where it does not. As an
expectation holds only while something cites the clause, removing its encoding turns it red.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.model import Clause, Status
from app.policy import Policy
from app.scenarios import NOT_CITED
from app.terms import CW, local_name, vocabulary
from loaders.scenario import Asked

DEMANDS = frozenset({"obligation", "prohibition", "condition", "deadline", "process"})
GOOD = frozenset({Status.MET.value, Status.DUE.value})
SILENT = frozenset({Status.NOT_APPLICABLE.value, NOT_CITED})


@dataclass(frozen=True)
class ClauseCoverage:
    """One checkable clause: what encodes it, and the asks that name it by expected status."""

    clause: Clause
    encoded_by: tuple[str, ...]
    asks: Mapping[str, tuple[str, ...]]

    @property
    def exercised(self) -> bool:
        """Whether scenarios show both sides of the clause."""
        named = set(self.asks)
        if self.clause.kind in DEMANDS:
            return bool(named & GOOD) and bool(named - GOOD - SILENT)
        return len(named) > 1 and bool(named - SILENT)

    @property
    def complete(self) -> bool:
        """Whether the clause is encoded and exercised."""
        return bool(self.encoded_by) and self.exercised


@dataclass(frozen=True)
class Coverage:
    """The coverage of every checkable clause, by clause family."""

    families: Mapping[str, tuple[ClauseCoverage, ...]]
    outside_law: tuple[tuple[str, str], ...] = field(default=())


def measure(policy: Policy, passed: Iterable[Asked]) -> Coverage:
    """The coverage of the law by the encoded policy and by scenarios.

    Args:
        policy: the whole law.
        passed: the asks of scenarios that were answered as they expect.
    """
    asks: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for asked in passed:
        for identifier, status in asked.expect.clauses.items():
            asks[identifier][status].append(asked.name)
    families: dict[str, list[ClauseCoverage]] = defaultdict(list)
    for clause in policy.register.clauses.values():
        if clause.checkable == "guidance":
            continue
        named = {status: tuple(names) for status, names in asks[clause.identifier].items()}
        encoded_by = tuple(map(local_name, policy.encoders(clause)))
        families[clause.family].append(ClauseCoverage(clause, encoded_by, named))
    return Coverage({k: tuple(v) for k, v in sorted(families.items())}, tuple(_outside(policy)))


def _outside(policy: Policy) -> Iterable[tuple[str, str]]:
    """What rests on law outside the documents: the term and the law it rests on."""
    held = (*policy.facts.items(), *vocabulary().items())
    for node, values in sorted(held, key=lambda item: str(item[0])):
        for law in values.get(CW["restsOn"], ()):
            yield local_name(node), str(law.value)
