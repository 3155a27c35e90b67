"""The parts of the policy read off their Turtle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from app.calendar import Span, TimeLimit
from app.errors import PolicyError
from app.model import Status
from app.parts import Limit, QuestionKind, Rule, Shape, expand
from app.register import Register
from app.terms import CW, DCTERMS, SH, SKOS, TYPE, Facts, local_name

_CONSTRUCT = re.compile(
    r"^\s*CONSTRUCT\s*\{(?P<head>.*?)\}\s*WHERE\s*\{(?P<body>.*)\}\s*$", re.DOTALL
)


class Reader:
    """Reads shapes, rules, limits and questions off their Turtle."""

    def __init__(self, shapes: Facts, words: Facts, known: Register) -> None:
        self.shapes, self.words, self.known = shapes, words, known

    def clauses(self, node: Any) -> tuple[str, ...]:
        """The identifiers of the clauses that a node cites."""
        found = []
        for source in self.shapes.objects(node, DCTERMS["source"]):
            clause = self.known.clauses.get(source.value)
            if clause is None:
                raise PolicyError(f"{local_name(node)} cites {source.value}, which no register has")
            found.append(clause.identifier)
        return tuple(found)

    def names(self, node: Any, predicate: Any) -> tuple[str, ...]:
        """The local names of the values of a predicate."""
        return tuple(local_name(each) for each in self.shapes.objects(node, predicate))

    def status(self, node: Any, predicate: Any, default: Status) -> Status:
        """The status that a severity names, or the default where there is none."""
        found = self.shapes.value(node, predicate)
        if found is None:
            return default
        try:
            name = local_name(found)
            return Status(name[0].lower() + name[1:])
        except ValueError as error:
            raise PolicyError(f"{local_name(node)} has no severity we know: {found}") from error

    def shape(self, node: Any) -> Shape:
        """A check with its words."""
        targets = self.shapes.objects(node, SH["targetClass"])
        if len(targets) != 1:
            raise PolicyError(f"{local_name(node)} must have exactly one sh:targetClass")
        severity = self.status(node, SH["severity"], Status.VIOLATED)
        family = self.shapes.value(node, CW["inFamily"])
        if family is None:
            raise PolicyError(f"{local_name(node)} belongs to no family of checks (cw:inFamily)")
        absent = self.status(node, CW["whenAbsent"], severity)
        about, which = (self.shapes.value(node, CW[key]) for key in ("about", "aboutWhich"))
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
            about_which=None if which is None else which.value,
            order=float(self.shapes.text(node, SH["order"]) or 0),
            at_once=self.shapes.value(node, CW["dueAtOnce"]) is not None,
            notes=self.shapes.texts(node, SKOS["editorialNote"]),
            settled_by=self.names(node, CW["settledBy"]),
        )

    def limit(self, node: Any) -> Limit:
        """A time limit with its words."""
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
        """Every rule that a shape bears."""
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
            head=expand(head),
            body=f"{target} {expand(body)}",
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
        """Every kind of question by name, composed ones with what their parts bring."""
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
                shows=tuple(CW[each].value for each in gather(node, "shows")),
                due_for=tuple(local_name(each) for each in words.objects(node, CW["dueFor"])),
                listed=words.value(node, CW["unlisted"]) is None,
            )
            for node in nodes
        }
