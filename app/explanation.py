"""Why: a fact led back to asserted rows by running again the rule that made it, its head bound.

The rule's own positive patterns, instantiated, are the premises; they are explained in turn. There
is no second definition that could differ from the rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

import pyoxigraph as ox
from rdflib import URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from app.case import Case, is_row, to_oxigraph
from app.inference import PREFIXES
from app.model import Fact, Step
from app.parts import Rule
from app.policy import Policy
from app.reasoning import Derivation
from app.sentences import PLACEHOLDER, record_class_of, row_sentence, value_words
from app.terms import CW, TYPE, local_name, vocabulary

_BOUND_LATE = re.compile(r"\bAS\s+[?$](\w+)", re.IGNORECASE)

# The parser learns how to call its actions while it is first used: one thread at a time.
_PARSER = Lock()

Pattern = tuple[Any, Any, Any]


@dataclass(frozen=True)
class Anatomy:
    """The parts of a rule: the triples it makes, those it needs, and those it denies."""

    head: tuple[Pattern, ...]
    needs: tuple[Pattern, ...]
    denies: tuple[Pattern, ...]


@cache
def dissect(rule: Rule) -> Anatomy:
    """The parts of a rule, parsed once."""
    query = algebra(rule.head, rule.body)
    needs: list[Pattern] = []
    denies: list[Pattern] = []
    _collect(query.algebra.p, needs, denies, denied=False)
    return Anatomy(made(rule), tuple(dict.fromkeys(needs)), tuple(dict.fromkeys(denies)))


@cache
def made(rule: Rule) -> tuple[Pattern, ...]:
    """The triples that a rule makes; its pattern, the longer part to parse, is left alone."""
    return tuple(tuple(each) for each in algebra(rule.head, "").algebra.template)


def algebra(head: str, body: str) -> Any:
    """The SPARQL algebra of a rule's text."""
    with _PARSER:
        return translateQuery(parseQuery(f"{PREFIXES}CONSTRUCT {{ {head} }} WHERE {{ {body} }}"))


def prepare(policy: Policy) -> None:
    """Parse every rule now, so that no first explanation has to wait for it."""
    for rule in policy.rules:
        dissect(rule)


def _collect(node: Any, needs: list[Pattern], denies: list[Pattern], *, denied: bool) -> None:
    """Gather the triple patterns of an algebra tree, those under NOT EXISTS apart."""
    if isinstance(node, CompValue):
        denied = denied or node.name == "Builtin_NOTEXISTS"
        goal = denies if denied else needs
        if node.name == "BGP":
            goal.extend(tuple(each) for each in node.triples)
        elif node.name == "TriplesBlock":
            for each in node.triples:
                goal.extend(tuple(each[i : i + 3]) for i in range(0, len(each), 3))
        else:
            for value in node.values():
                _collect(value, needs, denies, denied=denied)
    elif isinstance(node, list | tuple | set):
        for value in node:
            _collect(value, needs, denies, denied=denied)


class Explainer:
    """Explains facts of one derivation; remembers what it has explained."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self._known: dict[ox.Triple, Step | None] = {}
        self._makers: dict[Any, list[tuple[Rule, Pattern]]] = {}

    def explain(self, triple: ox.Triple) -> Step | None:
        """How a fact follows from asserted rows, or None for facts that are only bookkeeping."""
        return self._explain(triple, frozenset())

    def _explain(self, triple: ox.Triple, above: frozenset[ox.Triple]) -> Step | None:
        if triple in self._known:
            return self._known[triple]
        if triple in self.derivation.carried:
            earlier, there = self.derivation.carried[triple]
            found = Explainer(earlier).explain(there)
            step = _on_earlier_day(found, earlier)
        elif triple in self.derivation.given or self.derivation.is_vocabulary(triple):
            step = _leaf(self.derivation, triple)
        else:
            step = self._derived(triple, above | {triple})
        self._known[triple] = step
        return step

    def _derived(self, triple: ox.Triple, above: frozenset[ox.Triple]) -> Step | None:
        for rule, pattern in self._candidates(triple):
            bound = _bind(pattern, triple)
            if bound is None:
                continue
            # Of several ways the shortest is told: over the nearest ancestor, not a far one.
            ways = [(list(self._premises(rule, s)), s) for s in self._solutions(rule, bound)]
            for premises, solution in sorted(ways, key=lambda way: len(way[0])):
                if any(each in above for each in premises):
                    continue
                steps = [self._explain(each, above) for each in premises if not _is_mark(each)]
                return Step(
                    sentence=_fill(self.derivation, rule.message or rule.name, solution),
                    rule=rule.iri,
                    clauses=(*rule.clauses, *_code_clauses(self.derivation, premises, triple)),
                    premises=merge(steps),
                )
        return None

    def _candidates(self, triple: ox.Triple) -> Iterator[tuple[Rule, Pattern]]:
        term: Any = triple.object if triple.predicate == TYPE else triple.predicate
        for rule in self.derivation.policy.makers.get(term.value, ()):
            for pattern in made(rule):
                yield rule, pattern

    def _solutions(self, rule: Rule, bound: dict[str, Any]) -> list[dict[str, Any]]:
        late = frozenset(_BOUND_LATE.findall(rule.body))
        filters = " ".join(f"FILTER (?{n} = {t})" for n, t in bound.items() if n in late)
        fixed = {name: term for name, term in bound.items() if name not in late}
        known = self._known_of_minted(rule, bound, late)
        body = f"{rule.body} {filters}"
        found = self._select(body, fixed | known) or (self._select(body, fixed) if known else [])
        return [each | bound for each in found]

    def _select(self, body: str, fixed: dict[str, Any]) -> list[dict[str, Any]]:
        found = self.derivation.select(body, fixed)
        names = [variable.value for variable in found.variables]
        rows = [{name: solution[name] for name in names} for solution in found]
        return [{n: v for n, v in row.items() if v is not None} for row in rows]

    def _known_of_minted(
        self, rule: Rule, bound: dict[str, Any], late: frozenset[str]
    ) -> dict[str, Any]:
        """What else a rule must have had for a node that it made a name for.

        The name comes of the rest of the body, so that a search by it alone goes over everything;
        what the rule says of the node in one way only leads there at once.
        """
        found: dict[str, Any] = {}
        for subject, predicate, value in made(rule):
            if (
                isinstance(subject, Variable)
                and str(subject) in late
                and str(subject) in bound
                and isinstance(predicate, URIRef)
                and isinstance(value, Variable)
                and str(value) not in late
                and str(value) not in bound
            ):
                values = self.derivation.objects(bound[str(subject)], ox.NamedNode(str(predicate)))
                if len(values) == 1:
                    found[str(value)] = values[0]
        return found

    def _premises(self, rule: Rule, solution: dict[str, Any]) -> Iterator[ox.Triple]:
        for pattern in dissect(rule).needs:
            subject, value = _ground(pattern[0], solution), _ground(pattern[2], solution)
            if subject is None or (value is None and not isinstance(pattern[1], Path)):
                continue
            if isinstance(pattern[1], Path):
                yield from self._support(subject, pattern[1], value)
                continue
            predicate = _ground(pattern[1], solution)
            triple = ox.Triple(subject, predicate, value)
            if self.derivation.holds(triple):
                yield triple

    def _support(self, subject: Any, path: Any, value: Any) -> list[ox.Triple]:
        """The shortest chain of triples by which a property path holds."""
        best: list[ox.Triple] | None = None
        for reached, chain in self._steps(subject, path):
            if reached == value and (best is None or len(chain) < len(best)):
                best = chain
        return best or []

    def _steps(self, node: Any, path: Any) -> Iterator[tuple[Any, list[ox.Triple]]]:
        if isinstance(path, URIRef):
            predicate = ox.NamedNode(str(path))
            for value in self.derivation.objects(node, predicate):
                yield value, [ox.Triple(node, predicate, value)]
        elif isinstance(path, InvPath):
            if isinstance(path.arg, URIRef):
                predicate = ox.NamedNode(str(path.arg))
                for subject in self.derivation.subjects(predicate, node):
                    yield subject, [ox.Triple(subject, predicate, node)]
            else:
                for part in getattr(path.arg, "args", ()):
                    yield from self._steps(node, InvPath(part))
        elif isinstance(path, AlternativePath):
            for part in path.args:
                yield from self._steps(node, part)
        elif isinstance(path, SequencePath):
            front: list[tuple[Any, list[ox.Triple]]] = [(node, [])]
            for part in path.args:
                front = [(y, c + d) for x, c in front for y, d in self._steps(x, part)]
            yield from front
        elif isinstance(path, MulPath):
            yield from self._closure(node, path)

    def _closure(self, node: Any, path: MulPath) -> Iterator[tuple[Any, list[ox.Triple]]]:
        if path.mod in ("*", "?"):
            yield node, []
        seen, front = {node}, [(node, list[ox.Triple]())]
        while front:
            onward = []
            for at, chain in front:
                for reached, more in self._steps(at, path.path):
                    if reached not in seen:
                        seen.add(reached)
                        onward.append((reached, chain + more))
                        yield reached, chain + more
            front = onward if path.mod != "?" else []


def _is_mark(triple: ox.Triple) -> bool:
    """Whether a triple only marks something that its other premises say in words (`cw:isMark`)."""
    term: Any = triple.object if triple.predicate == TYPE else triple.predicate
    return vocabulary().value(term, CW["isMark"]) is not None


def merge(steps: Iterable[Step | None]) -> tuple[Step, ...]:
    """The steps there are, the several triples of one row as one fact with all their clauses."""
    found: dict[Any, Step] = {}
    for step in steps:
        if step is None:
            continue
        key = (step.sentence, step.rule) if step.fact is None else (step.fact.row, None)
        known = found.get(key)
        if known is None or step.fact is None:
            found[key] = step
        else:
            clauses = tuple(dict.fromkeys([*known.clauses, *step.clauses]))
            found[key] = Step(known.sentence, None, clauses, (), known.fact)
    return tuple(found.values())


def _bind(pattern: Pattern, triple: ox.Triple) -> dict[str, Any] | None:
    """The variables of a head pattern bound to a triple, or None where they cannot match."""
    bound: dict[str, Any] = {}
    for part, term in zip(pattern, (triple.subject, triple.predicate, triple.object), strict=True):
        if isinstance(part, Variable):
            if bound.setdefault(str(part), term) != term:
                return None
        elif to_oxigraph(part) != term:
            return None
    return bound


def _ground(part: Any, solution: dict[str, Any]) -> Any:
    return solution.get(str(part)) if isinstance(part, Variable) else to_oxigraph(part)


def _on_earlier_day(step: Step | None, earlier: Derivation) -> Step | None:
    if step is None:
        return None
    return Step(
        f"On {earlier.as_of.isoformat()}: {step.sentence}", step.rule, step.clauses, (step,)
    )


def _code_clauses(
    derivation: Derivation, premises: Iterable[ox.Triple], made: ox.Triple
) -> tuple[str, ...]:
    """The clauses that coded values among some facts cite."""
    nodes = [part for each in (*premises, made) for part in (each.subject, each.object)]
    found = [
        clause
        for node in dict.fromkeys(nodes)
        if isinstance(node, ox.NamedNode) and node.value.startswith(CW.base)
        for clause in derivation.policy.clauses_of(node)
    ]
    return tuple(dict.fromkeys(found))


def _leaf(derivation: Derivation, triple: ox.Triple) -> Step | None:
    """An asserted or stamped triple as the row that says it, or None for bookkeeping."""
    case: Case = derivation.case
    subject: Any = triple.subject
    if triple.predicate == TYPE or derivation.is_vocabulary(triple):
        return None
    if derivation.objects(subject, CW["limitOf"]):
        return _limit_step(derivation, subject)
    if is_row(subject):
        record = record_class_of(case, subject)
        if record is None:
            return None
        clauses = _code_clauses(derivation, [triple], triple)
        return _fact_step(case, subject.value, row_sentence(case, subject, record), clauses)
    if CW["Person"] in case.index.objects(subject, TYPE):
        if local_name(triple.predicate) in ("name", "note"):
            return None
        return _fact_step(case, subject.value, _person_sentence(derivation, subject), ())
    return None


def _limit_step(derivation: Derivation, limit: ox.NamedNode) -> Step | None:
    event = derivation.objects(limit, CW["limitOf"])[0]
    spec = derivation.objects(limit, CW["timeLimit"])[0]
    due = next((each.value for each in derivation.objects(limit, CW["dueOn"])), "a day not known")
    known = derivation.policy.limits.get(spec.value)
    record = record_class_of(derivation.case, event)
    if known is None or record is None:
        return None
    sentence = row_sentence(derivation.case, event, record)
    row = _fact_step(derivation.case, event.value, sentence, ())
    return Step(f"{known.name}: due on {due}", known.iri, known.clauses, (row,))


def _fact_step(case: Case, row: str, sentence: str, clauses: tuple[str, ...]) -> Step:
    return Step(sentence, None, clauses, (), Fact(sentence, case.place_of(row), row))


def _person_sentence(derivation: Derivation, person: ox.NamedNode) -> str:
    case = derivation.case
    born = case.index.text(person, CW["born"])
    age = next(iter(derivation.objects(person, CW["ageInYears"])), None)
    words = case.name_of(person) + (f", born {born}" if born else ", date of birth not recorded")
    return words + (f", aged {age.value} on {derivation.as_of.isoformat()}" if age else "")


def _fill(derivation: Derivation, template: str, solution: dict[str, Any]) -> str:
    """A rule's words with the names of those it was about."""

    def words(match: re.Match[str]) -> str:
        value = solution.get(match.group(1))
        if value is None:
            return "someone" if match.group(1) else ""
        if isinstance(value, ox.NamedNode) and is_row(value):
            record = record_class_of(derivation.case, value)
            return row_sentence(derivation.case, value, record) if record else ""
        return value_words(derivation.case, value)

    return PLACEHOLDER.sub(words, template)
