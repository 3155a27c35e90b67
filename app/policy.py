"""The law as the project holds it: checks, rules, time limits, questions, and what is in force.

Everything here is read from `shapes/` and `ontology/`; a broken file fails at start.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Any

import pyoxigraph as ox
from rdflib import Graph

from app.calendar import Span, TimeLimit
from app.case import to_rdflib_triple
from app.errors import PolicyError, QuestionError
from app.model import Status
from app.register import Register, register
from app.terms import (
    CW,
    DCTERMS,
    OWL,
    SH,
    SHAPES,
    SKOS,
    TYPE,
    Facts,
    is_code_class,
    local_name,
    read_turtle,
    schema,
    vocabulary,
)

# How surely a relation stands on a question; shown with every answer that has one.
RELATION_STANDINGS = ("relation", "relationIfProven", "relationIfConfirmed")

_CONSTRUCT = re.compile(
    r"^\s*CONSTRUCT\s*\{(?P<head>.*?)\}\s*WHERE\s*\{(?P<body>.*)\}\s*$", re.DOTALL
)


_TERM = re.compile(rf"<({re.escape(CW.base)}\w+)>")
_KEYWORD = re.compile(r"\b(?:FILTER|NOT|EXISTS|OPTIONAL|BIND|UNION)\b")
_PREFIXED = re.compile(r"(?<![\w<])cw:(\w+)")


def _expand(text: str) -> str:
    """SPARQL text with our terms as full IRIs and `?` for `$`."""
    return _PREFIXED.sub(rf"<{CW.base}\1>", text.replace("$", "?")).strip()


def _made(head: str) -> Iterator[str]:
    """The predicates of a head, and the classes after `a`."""
    place, verb = 0, ""
    for word in head.split():
        if word in (".", ";", ","):
            place = {".": 0, ";": 1, ",": 2}[word]
            continue
        term = _TERM.fullmatch(word)
        if place == 1:
            verb = word
        if term and (place == 1 or (place == 2 and verb == "a")):
            yield term[1]
        place += 1


def _outside_brackets(text: str) -> str:
    """The parts of SPARQL text that stand in no group, filter or path in brackets."""
    kept, depth = [], 0
    for part in re.split(r"([{}()])", text):
        if part in ("{", "("):
            depth += 1
        elif part in ("}", ")"):
            depth -= 1
        elif depth == 0:
            kept.append(part)
    return " ".join(kept)


@dataclass(frozen=True)
class Rule:
    """A derivation rule, as one query over all its focus nodes at once.

    Attributes:
        stratum: the `sh:order` of the shape that bears it.
        head: the triples it makes, as SPARQL text over `?this`.
        body: its pattern, the target included, as SPARQL text.
    """

    iri: str
    name: str
    message: str
    clauses: tuple[str, ...]
    stratum: int
    target: str
    head: str
    body: str
    notes: tuple[str, ...] = ()
    settled_by: tuple[str, ...] = ()
    bookkeeping: bool = False
    reads: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()

    @cached_property
    def reads_terms(self) -> frozenset[str]:
        """Every term of ours in the body, whatever its place: more than the rule can read."""
        return frozenset(_TERM.findall(self.body)) | frozenset(self.reads)

    @cached_property
    def makes_terms(self) -> frozenset[str]:
        """The predicates and classes of ours that the rule makes."""
        return frozenset(_made(self.head)) | frozenset(self.makes)

    @cached_property
    def needs_terms(self) -> frozenset[str]:
        """The predicates, and classes after `a`, without which the body cannot match.

        Only those outside every bracket and path. Other constants may be reached through a
        variable of the rule that makes them, so their absence proves nothing.
        """
        return frozenset(_made(_KEYWORD.sub(" . ", _outside_brackets(self.body))))


@dataclass(frozen=True)
class Shape:
    """A check: one targeted SHACL Core property shape with its words.

    Attributes:
        severity: the status of a wrong value.
        when_absent: the status where the value is absent.
        when_absent_once_done: the same where the act asked about has already been done.
    """

    iri: str
    name: str
    description: str
    message: str
    remedy: str
    clauses: tuple[str, ...]
    severity: Status
    when_absent: Status
    when_absent_once_done: Status
    target: str
    family: str
    phase: str
    about: str | None
    order: float
    notes: tuple[str, ...] = ()
    settled_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limit:
    """A time limit with its words.

    Attributes:
        event: the record class that it runs from.
        timing: what the calendar needs of it, or None where rules date each duty themselves.
    """

    iri: str
    name: str
    description: str
    message: str
    remedy: str
    clauses: tuple[str, ...]
    bearers: tuple[str, ...]
    family: str
    phase: str
    event: ox.NamedNode
    timing: TimeLimit | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionKind:
    """What can be asked: its roles, the families of checks that decide it, and its parts.

    Attributes:
        shows: predicates and classes (IRIs) that an answer shows without a check of their own.
    """

    name: str
    label: str
    definition: str
    classes: tuple[str, ...]
    roles: tuple[str, ...]
    optional_roles: tuple[str, ...]
    families: frozenset[str]
    parts: tuple[str, ...]
    shows: tuple[str, ...]
    listed: bool


@dataclass(frozen=True, eq=False)
class Policy:
    """The law on a date.

    Attributes:
        shapes: checks in force, by IRI.
        rules: rules in force, in the order of their strata.
        limits: time limits in force, by IRI.
        graph: the shapes as an rdflib graph, for the validator.
    """

    as_of_date: date | None
    facts: Facts
    shapes: Mapping[str, Shape]
    rules: tuple[Rule, ...]
    limits: Mapping[str, Limit]
    questions: Mapping[str, QuestionKind]
    register: Register
    graph: Graph = field(repr=False)
    _dated: dict[tuple[bool, ...], Policy] = field(default_factory=dict, repr=False, compare=False)
    _chosen: dict[frozenset[str], tuple[Rule, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def as_of(self, day: date) -> Policy:
        """The checks, rules and limits whose clauses are in force on a day.

        A check or rule with several clauses is in force from the first of them on; one without a
        clause is bookkeeping and always in force.
        """
        starts = sorted(
            {d for clause in self.register.clauses.values() if (d := clause.in_force_from)}
        )
        key = tuple(start <= day for start in starts)
        if key not in self._dated:
            self._dated[key] = self._in_force(day)
        return self._dated[key]

    def _in_force(self, day: date) -> Policy:
        return Policy(
            as_of_date=day,
            facts=self.facts,
            shapes={k: v for k, v in self.shapes.items() if self._holds(v.clauses, day)},
            rules=tuple(rule for rule in self.rules if self._holds(rule.clauses, day)),
            limits={k: v for k, v in self.limits.items() if self._holds(v.clauses, day)},
            questions=self.questions,
            register=self.register,
            graph=self.graph,
        )

    def _holds(self, clauses: tuple[str, ...], day: date) -> bool:
        if not clauses:
            return True
        known = [self.register.by_identifier(clause) for clause in clauses]
        starts = [clause.in_force_from for clause in known if clause is not None]
        return any(start is None or start <= day for start in starts)

    @cached_property
    def code_facts(self) -> tuple[ox.Triple, ...]:
        """The code lists with the properties that rules read, for the data graph."""
        return _code_facts()

    def rules_for(self, questions: frozenset[str]) -> tuple[Rule, ...]:
        """The rules that can lead to what some kinds of question check or show.

        What a rule can read is taken widely (every term in its body), so that nothing that
        matters is left out.
        """
        if questions not in self._chosen:
            self._chosen[questions] = self._choose(questions)
        return self._chosen[questions]

    def _choose(self, questions: frozenset[str]) -> tuple[Rule, ...]:
        kinds = [self.question(name) for name in questions]
        families = {family for kind in kinds for family in kind.families}
        wanted = {CW["OnRecord"].value, *(term for kind in kinds for term in kind.shows)}
        limits = [limit for limit in self.limits.values() if limit.family in families]
        for shape in self.shapes.values():
            if shape.family in families or (limits and shape.target == CW["Duty"].value):
                wanted |= {shape.target, *self._path_terms(shape.iri)}
        # What an earlier view carries over is read by no rule of that earlier day.
        words = vocabulary()
        wanted |= {
            carried.value
            for view in words.subjects(TYPE, CW["EarlierView"])
            if local_name(words.value(view, CW["viewAsks"])) in questions
            for pair in words.objects(view, CW["carries"])
            for carried in words.objects(pair, CW["carried"])
        }
        # A field that a rule copies onto what it makes comes with that thing's class.
        carried = {CW["concerns"].value} | {
            field.term.value for record in schema().records.values() for field in record.fields
        }
        telling = {rule: rule.makes_terms - carried or rule.makes_terms for rule in self.rules}
        chosen: set[Rule] = set()
        waiting = [
            rule for rule in self.rules if telling[rule] & wanted or telling[rule] <= carried
        ]
        while waiting:
            for rule in waiting:
                chosen.add(rule)
                wanted |= rule.reads_terms
            waiting = [r for r in self.rules if r not in chosen and telling[r] & wanted]
        return tuple(rule for rule in self.rules if rule in chosen)

    def path_starts(self, shape: str) -> frozenset[str]:
        """The predicates with which the path of a check starts."""
        path = self.facts.value(ox.NamedNode(shape), SH["path"])
        if isinstance(path, ox.NamedNode):
            return frozenset({path.value})
        first = next(self.facts.members(path), None)
        return frozenset({first.value} if isinstance(first, ox.NamedNode) else ())

    def _path_terms(self, shape: str) -> set[str]:
        found, waiting = set(), [self.facts.value(ox.NamedNode(shape), SH["path"])]
        while waiting:
            part = waiting.pop()
            if isinstance(part, ox.NamedNode):
                found.add(part.value)
                continue
            inverse = self.facts.value(part, SH["inversePath"])
            choice = self.facts.value(part, SH["alternativePath"])
            waiting += [inverse] if inverse is not None else self.facts.members(choice or part)
        return found

    @cached_property
    def rule_index(self) -> Mapping[str, Rule]:
        """The rules in force, by IRI."""
        return {rule.iri: rule for rule in self.rules}

    @cached_property
    def makers(self) -> Mapping[str, Sequence[Rule]]:
        """The rules in force by each predicate and class that they make."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for term in rule.makes_terms:
                found.setdefault(term, []).append(rule)
        return found

    @cached_property
    def timings(self) -> tuple[TimeLimit, ...]:
        """The time limits in force, as the calendar needs them."""
        return tuple(limit.timing for limit in self.limits.values() if limit.timing is not None)

    def question(self, name: str) -> QuestionKind:
        """The kind of question with this name.

        Raises:
            QuestionError: there is none; names those there are.
        """
        if name not in self.questions:
            raise QuestionError(
                f"There is no question {name!r}. Questions: {', '.join(sorted(self.questions))}."
            )
        return self.questions[name]

    def clauses_of(self, node: Any) -> tuple[str, ...]:
        """The identifiers of the clauses a term of ontology or shapes gives as its source."""
        sources = self.facts.objects(node, DCTERMS["source"])
        return tuple(self._identifier(each) for each in sources)

    def _identifier(self, clause: Any) -> str:
        found = self.register.clauses.get(clause.value)
        if found is None:
            raise PolicyError(f"{clause.value} is cited but stands in no register file")
        return found.identifier


@cache
def _code_facts() -> tuple[ox.Triple, ...]:
    words = vocabulary()
    return tuple(
        ox.Triple(code, predicate, value)
        for each in words.subjects(TYPE, OWL["Class"])
        if is_code_class(each)
        for code in words.subjects(TYPE, each)
        for predicate, values in words.predicates(code).items()
        if predicate == TYPE or predicate.value.startswith(CW.base)
        for value in values
    )


class _Reader:
    """Reads shapes, rules, limits and questions off their Turtle."""

    def __init__(self, shapes: Facts, words: Facts, known: Register) -> None:
        self.shapes, self.words, self.known = shapes, words, known

    def clauses(self, node: Any) -> tuple[str, ...]:
        found = []
        for source in self.shapes.objects(node, DCTERMS["source"]):
            clause = self.known.clauses.get(source.value)
            if clause is None:
                raise PolicyError(f"{local_name(node)} cites {source.value}, which no register has")
            found.append(clause.identifier)
        return tuple(found)

    def names(self, node: Any, predicate: Any) -> tuple[str, ...]:
        return tuple(local_name(each) for each in self.shapes.objects(node, predicate))

    def status(self, node: Any, predicate: Any, default: Status) -> Status:
        found = self.shapes.value(node, predicate)
        if found is None:
            return default
        try:
            name = local_name(found)
            return Status(name[0].lower() + name[1:])
        except ValueError as error:
            raise PolicyError(f"{local_name(node)} has no severity we know: {found}") from error

    def shape(self, node: Any) -> Shape:
        targets = self.shapes.objects(node, SH["targetClass"])
        if len(targets) != 1:
            raise PolicyError(f"{local_name(node)} must have exactly one sh:targetClass")
        severity = self.status(node, SH["severity"], Status.VIOLATED)
        family = self.shapes.value(node, CW["inFamily"])
        if family is None:
            raise PolicyError(f"{local_name(node)} belongs to no family of checks (cw:inFamily)")
        absent = self.status(node, CW["whenAbsent"], severity)
        about = self.shapes.value(node, CW["about"])
        return Shape(
            iri=node.value,
            name=self.shapes.text(node, SH["name"]),
            description=self.shapes.text(node, SH["description"]),
            message=self.shapes.text(node, SH["message"]),
            remedy=self.shapes.text(node, CW["remedy"]),
            clauses=self.clauses(node),
            severity=severity,
            when_absent=absent,
            when_absent_once_done=self.status(node, CW["whenAbsentOnceDone"], absent),
            target=targets[0].value,
            family=local_name(family),
            phase=local_name(self.shapes.value(node, CW["phase"]) or CW["beforeMove"]),
            about=None if about is None else about.value,
            order=float(self.shapes.text(node, SH["order"]) or 0),
            notes=self.shapes.texts(node, SKOS["editorialNote"]),
            settled_by=self.names(node, CW["settledBy"]),
        )

    def limit(self, node: Any) -> Limit:
        event = self.shapes.value(node, CW["runsFrom"])
        if event is None:
            raise PolicyError(f"{local_name(node)} lacks cw:runsFrom")
        return Limit(
            iri=node.value,
            name=self.shapes.text(node, SH["name"]),
            description=self.shapes.text(node, SH["description"]),
            message=self.shapes.text(node, SH["message"]),
            remedy=self.shapes.text(node, CW["remedy"]),
            clauses=self.clauses(node),
            bearers=self.shapes.texts(node, CW["bearer"]),
            family=local_name(self.shapes.value(node, CW["inFamily"]) or ""),
            phase=local_name(self.shapes.value(node, CW["phase"]) or CW["afterMove"]),
            event=event,
            timing=self._timing(node, event),
            notes=self.shapes.texts(node, SKOS["editorialNote"]),
        )

    def _timing(self, node: Any, event: Any) -> TimeLimit | None:
        if self.shapes.value(node, CW["datedByRule"]) is not None:
            return None
        starts = self.shapes.value(node, CW["startsOn"])
        if starts is None:
            raise PolicyError(f"{local_name(node)} lacks cw:startsOn and is not cw:datedByRule")
        other = self.shapes.value(node, CW["otherReading"])
        second = None if other is None else self._span(other)
        return TimeLimit(node.value, event, starts, self._span(node), second)

    def _span(self, node: Any) -> Span:
        counts = self.shapes.value(node, CW["counts"]) or CW["calendarDays"]
        return Span(self.shapes.text(node, CW["duration"]), local_name(counts))

    def rules(self) -> Iterator[Rule]:
        for bearer in self.shapes.subjects(TYPE, SH["NodeShape"]):
            for node in self.shapes.objects(bearer, SH["rule"]):
                yield self._rule(bearer, node)

    def _rule(self, bearer: Any, node: Any) -> Rule:
        order = self.shapes.text(bearer, SH["order"])
        if not order:
            raise PolicyError(f"{local_name(bearer)} bears rules but has no sh:order (stratum)")
        target = self._target(bearer)
        if SH["TripleRule"] in self.shapes.objects(node, TYPE):
            head, body = self._triple_rule(node)
        else:
            found = _CONSTRUCT.match(self.shapes.text(node, SH["construct"]))
            if found is None:
                raise PolicyError(f"{local_name(node)} is no CONSTRUCT {{…}} WHERE {{…}}")
            head, body = found["head"], found["body"]
        return Rule(
            iri=node.value,
            name=self.shapes.text(node, SH["name"]),
            message=self.shapes.text(node, SH["message"]),
            clauses=self.clauses(node),
            stratum=int(order),
            target=target,
            head=_expand(head),
            body=f"{target} {_expand(body)}",
            notes=self.shapes.texts(node, SKOS["editorialNote"]),
            settled_by=self.names(node, CW["settledBy"]),
            bookkeeping=self.shapes.value(node, CW["bookkeeping"]) is not None,
            reads=tuple(each.value for each in self.shapes.objects(node, CW["reads"])),
            makes=tuple(each.value for each in self.shapes.objects(node, CW["makes"])),
        )

    def _target(self, bearer: Any) -> str:
        patterns = [
            f"?this a <{c.value}> ." for c in self.shapes.objects(bearer, SH["targetClass"])
        ]
        patterns += [
            f"?this <{p.value}> ?targetObject ."
            for p in self.shapes.objects(bearer, SH["targetSubjectsOf"])
        ]
        patterns += [
            f"?targetSubject <{p.value}> ?this ."
            for p in self.shapes.objects(bearer, SH["targetObjectsOf"])
        ]
        if len(patterns) != 1:
            raise PolicyError(f"{local_name(bearer)} must have exactly one target")
        return patterns[0]

    def _triple_rule(self, node: Any) -> tuple[str, str]:
        value = self.shapes.value(node, SH["object"])
        path = self.shapes.value(value, SH["path"])
        if path is None or self.shapes.value(node, SH["subject"]) != SH["this"]:
            raise PolicyError(f"{local_name(node)}: only sh:this, a predicate and a path are used")
        predicate = self.shapes.value(node, SH["predicate"]).value
        return f"?this <{predicate}> ?value .", f"?this {self.path(path)} ?value ."

    def path(self, node: Any) -> str:
        """A SHACL path as SPARQL text."""
        if isinstance(node, ox.NamedNode):
            return f"<{node.value}>"
        inverse = self.shapes.value(node, SH["inversePath"])
        if inverse is not None:
            return f"^({self.path(inverse)})"
        choice = self.shapes.value(node, SH["alternativePath"])
        if choice is not None:
            return "(" + "|".join(self.path(each) for each in self.shapes.members(choice)) + ")"
        return "(" + "/".join(self.path(each) for each in self.shapes.members(node)) + ")"

    def questions(self) -> dict[str, QuestionKind]:
        words = self.words
        nodes = words.subjects(TYPE, CW["QuestionKind"])
        parts = {node: words.objects(node, CW["composedOf"]) for node in nodes}

        def gather(node: Any, predicate: str) -> tuple[str, ...]:
            found = [local_name(each) for each in words.objects(node, CW[predicate])]
            for part in parts[node]:
                found += [each for each in gather(part, predicate) if each not in found]
            return tuple(found)

        def listed(node: Any, predicate: str) -> tuple[str, ...]:
            return tuple(local_name(x) for x in words.members(words.value(node, CW[predicate])))

        return {
            local_name(node): QuestionKind(
                name=local_name(node),
                label=words.text(node, SKOS["prefLabel"]),
                definition=words.text(node, SKOS["definition"]),
                classes=gather(node, "asks"),
                roles=listed(node, "roles"),
                optional_roles=listed(node, "optionalRoles"),
                families=frozenset(gather(node, "decidedBy")),
                parts=tuple(local_name(each) for each in parts[node]),
                shows=tuple(each.value for each in words.objects(node, CW["shows"])),
                listed=words.value(node, CW["unlisted"]) is None,
            )
            for node in nodes
        }


@cache
def policy() -> Policy:
    """The whole policy of `shapes/`, read once.

    Raises:
        PolicyError: ontology, shapes or rules are broken.
    """
    built = build_policy(read_turtle([*SHAPES.glob("*.ttl"), *SHAPES.glob("*/*.ttl")]))
    # The policy lives as long as the process: searching it for garbage would double every answer.
    gc.collect()
    gc.freeze()
    return built


def build_policy(triples: Sequence[ox.Triple]) -> Policy:
    """A policy from the triples of its shapes, rules and time limits.

    Raises:
        PolicyError: something in them is broken.
    """
    shapes, words = Facts(triples), vocabulary()
    reader = _Reader(shapes, words, register())
    graph = Graph()
    for triple in triples:
        graph.add(to_rdflib_triple(triple))
    named = [n for n in shapes.subjects(TYPE, SH["PropertyShape"]) if isinstance(n, ox.NamedNode)]
    checks = sorted(map(reader.shape, named), key=lambda shape: (shape.order, shape.iri))
    limits = [reader.limit(node) for node in shapes.subjects(TYPE, CW["TimeLimit"])]
    return Policy(
        as_of_date=None,
        facts=Facts([*triples, *_sources(words)]),
        shapes={shape.iri: shape for shape in checks},
        rules=tuple(sorted(reader.rules(), key=lambda rule: (rule.stratum, rule.iri))),
        limits={limit.iri: limit for limit in limits},
        questions=reader.questions(),
        register=register(),
        graph=graph,
    )


def _sources(words: Facts) -> Iterator[ox.Triple]:
    """The clauses that coded values of the ontology cite."""
    for each in words.subjects(TYPE, OWL["Class"]):
        if is_code_class(each):
            for code in words.subjects(TYPE, each):
                for source in words.objects(code, DCTERMS["source"]):
                    yield ox.Triple(code, DCTERMS["source"], source)
