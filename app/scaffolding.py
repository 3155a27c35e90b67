"""A clause begun: stubs of its words, check, rules, time limit and scenario, to be filled in.

The stubs are a pattern that works: a record that shows that the thing was done, the situation that
the clause ranges over, and a check or a time limit. What only a person can say is marked TODO, and
as long as one is left, `kinstead ontology check` and `kinstead test` name it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from app.calendar import Span
from app.coverage import DEMANDS
from app.errors import QuestionError
from app.model import Clause
from app.parts import QuestionKind
from app.policy import Policy
from app.stubs import (
    EXAMPLE_DAY,
    EXAMPLE_PEOPLE,
    day_of,
    example_asks,
    example_row,
    next_section,
    person_of,
    plural,
    read_limit,
    render,
    turtle_name,
    turtle_text,
    with_prefixes,
)
from app.terms import (
    CW,
    CWL,
    DCTERMS,
    ROOT,
    SHAPES,
    Facts,
    RecordClass,
    local_name,
    read_turtle,
    schema,
    vocabulary,
)

_NAME = re.compile(r"[A-Z][A-Za-z0-9]*")
_DUTIES = 900  # the stratum in which every duty is judged


@dataclass(frozen=True)
class Piece:
    """A file with the stubs in it.

    Attributes:
        path: the file, from the project's folder.
        held: what it held before; nothing where it is new.
        text: what it holds with the stubs.
    """

    path: Path
    held: str
    text: str

    def open_points(self) -> tuple[int, ...]:
        """The lines that say TODO."""
        lines = enumerate(self.text.splitlines(), start=1)
        return tuple(number for number, line in lines if "TODO" in line)


@dataclass(frozen=True)
class Scaffold:
    """The stubs of a clause, and what is left to do by hand outside them."""

    clause: Clause
    pieces: tuple[Piece, ...]
    by_hand: tuple[str, ...]

    def write(self) -> None:
        """Write every piece; what a file held before stays in it.

        Raises:
            QuestionError: a file has changed since the stubs were made, or cannot be written.
        """
        for piece in self.pieces:
            if _held(piece.path) != piece.held:
                raise QuestionError(f"{piece.path} has changed meanwhile. Nothing was written.")
        for piece in self.pieces:
            try:
                (ROOT / piece.path).write_text(piece.text, encoding="utf-8")
            except OSError as error:
                raise QuestionError(
                    f"{piece.path} cannot be written ({error.strerror})."
                ) from error


def begin(
    policy: Policy,
    identifier: str,
    *,
    name: str = "",
    question: str = "",
    record: str = "",
    runs_from: str = "",
) -> Scaffold:
    """The stubs of a clause of the register that nothing encodes yet.

    Args:
        policy: the whole law.
        identifier: the clause.
        name: what its terms are called, as TreatmentPlan; made of the identifier where empty.
        question: the question that it helps to decide; where empty, the one that other clauses of
            its family decide, else a new one.
        record: the section of case files that shows what was done; a new one where empty.
        runs_from: the section from whose rows its time limit runs; a new one where empty.

    Raises:
        QuestionError: the clause is unknown, encoded, or demands nothing that can be checked; or
            a name is taken or unknown.
    """
    clause = policy.register.by_identifier(identifier)
    if clause is None:
        raise QuestionError(
            f"No clause is called {identifier!r}. `kinstead clause` finds one by the start of its "
            "identifier. A clause of new law goes into a file of ontology/clauses/ first."
        )
    encoded = ", ".join(map(local_name, policy.encoders(clause)))
    if encoded:
        raise QuestionError(f"{identifier} is encoded already, by {encoded}.")
    made_up = "Clause" + re.sub(r"\W+", "", identifier)
    draft = _Draft(
        policy,
        clause,
        name or made_up,
        question=question,
        record=record,
        runs_from=runs_from,
    )
    return draft.scaffold()


class _Draft:
    """A clause with everything that its templates are filled with."""

    def __init__(
        self,
        policy: Policy,
        clause: Clause,
        name: str,
        *,
        question: str,
        record: str,
        runs_from: str,
    ) -> None:
        if not _NAME.fullmatch(name):
            raise QuestionError(f"{name!r} is no name for terms; write it as TreatmentPlan.")
        self.policy, self.clause, self.name = policy, clause, name
        self.form = self._form(runs_from)
        self.module, self.kind = self._place(question)
        self.record, self.event = _section(record), _section(runs_from)
        self._refuse_taken_names()

    def _form(self, runs_from: str) -> str:
        """What stubs the clause asks for: a limit, a ban or a demand."""
        clause = self.clause
        if clause.checkable == "guidance":
            raise QuestionError(f"{clause.identifier} is guidance: there is nothing to check.")
        if clause.kind not in DEMANDS:
            raise QuestionError(
                f"{clause.identifier} ({clause.kind}) demands nothing by itself: it changes what "
                "the rules of another clause find. CONTRIBUTING.md says how such a one is added."
            )
        if clause.kind == "deadline" or runs_from or read_limit(clause.deadline):
            return "limit"
        return "ban" if clause.kind == "prohibition" else "demand"

    def _place(self, question: str) -> tuple[str, QuestionKind | None]:
        """The name of the files that the clause goes into; its question, None for a new one."""
        if question:
            kind = self.policy.question(question)
            if kind.parts or not kind.families or "child" not in kind.roles:
                raise QuestionError(f"{question} has no checks of its own about a child.")
            declared = Counter(
                path.stem
                for path in sorted(SHAPES.glob("*.ttl"))
                for family in _families(Facts(read_turtle([path])))
                if family in kind.families
            )
            return declared.most_common(1)[0][0], kind
        for (module, family), _ in self._neighbours.most_common():
            for kind in self.policy.questions.values():
                if family in kind.families and not kind.parts and "child" in kind.roles:
                    return module, kind
        return self.clause.family.replace("-", "_"), None

    @cached_property
    def _neighbours(self) -> Counter[tuple[str, str]]:
        """Where checks cite the same clause family: (file, family of checks), and how often."""
        found: Counter[tuple[str, str]] = Counter()
        for path in sorted(SHAPES.glob("*.ttl")):
            facts = Facts(read_turtle([path]))
            for node, held in facts.items():
                known = [self.policy.register.clauses.get(s.value) for s in held.get(_SOURCE, ())]
                if any(each and each.family == self.clause.family for each in known):
                    for family in facts.objects(node, CW["inFamily"]):
                        found[path.stem, local_name(family)] += 1
        return found

    def _refuse_taken_names(self) -> None:
        terms = {self.name, f"{self.name}Scope", f"{self.name}Start", self._found}
        taken = [term for term in sorted(terms) if vocabulary().predicates(CW[term])]
        law = (local_name(n) for n, _ in self.policy.facts.items() if isinstance(n, ox.NamedNode))
        own = re.compile(rf"{self.name}(Rules|AppliesRule|FoundRule|DoneRule|Limit|Scope-\w+)")
        taken += sorted(term for term in law if own.fullmatch(term))
        taken += [each for each in (self._new_section, self._new_start) if each in schema().records]
        if taken:
            raise QuestionError(f"There is {', '.join(taken)} already; give another --name.")

    @property
    def _lower(self) -> str:
        return self.name[0].lower() + self.name[1:]

    @property
    def _found(self) -> str:
        return f"{self._lower}Found"

    @property
    def _new_section(self) -> str:
        return "" if self.record else plural(self._lower)

    @property
    def _new_start(self) -> str:
        return "" if self.event or self.form != "limit" else f"{self._lower}Starts"

    def scaffold(self) -> Scaffold:
        """Every piece of the clause."""
        stem, values = f"{self.module}.ttl", self._values()
        parts = {
            "words.ttl": f"ontology/{stem}",
            "check.ttl": f"shapes/{stem}",
            "rules.ttl": f"shapes/derivation/{stem}",
            "scenario.yaml": f"tests/scenarios/{self.module}.yaml",
        }
        if self.form == "limit":
            parts["limit.ttl"] = f"shapes/deadlines/{stem}"
        if self.kind is None:
            parts["question.ttl"] = "ontology/questions.ttl"
        texts = {path: render(name, values) for name, path in parts.items()}
        pieces = (self._piece(Path(path), text) for path, text in texts.items() if text.strip())
        return Scaffold(self.clause, tuple(pieces), tuple(self._by_hand()))

    def _values(self) -> dict[str, Any]:
        due = self._span.end(EXAMPLE_DAY)
        family = self._family()
        record, event = self.record, self.event
        values: dict[str, Any] = {
            "clause": self.clause,
            "iri": "cwl:" + turtle_name(self.clause.iri.removeprefix(CWL.base)),
            "name": self.name,
            "form": self.form,
            "found": self._found,
            "family": family,
            "family_label": self._family_label,
            "new_family": self.kind is None,
            "question": self.kind.name if self.kind else family,
            "question_class": _question_class(self.kind.name if self.kind else family, self.kind),
            "roles": self.kind.roles if self.kind else ("child",),
            "people": EXAMPLE_PEOPLE,
            "new_record": bool(self._new_section),
            "record": local_name(record.term) if record else self.name,
            "section": record.section if record else self._new_section,
            "whose": person_of(record) if record else "child",
            "record_day": day_of(record) if record else "on",
            "new_event": bool(self._new_start),
            "event": local_name(event.term) if event else f"{self.name}Start",
            "event_section": event.section if event else self._new_start,
            "event_whose": person_of(event) if event else "child",
            "event_day": day_of(event) if event else "on",
            "section_order": next_section(),
            "stratum": self._stratum(),
            "length_unread": read_limit(self.clause.deadline) is None,
            "duration": self._span.duration,
            "counts": self._span.counts,
            "today": EXAMPLE_DAY,
            "done_row": example_row(record, due if self.form == "limit" else EXAMPLE_DAY),
            "event_row": example_row(event, EXAMPLE_DAY),
        }
        return values | {"asks": list(example_asks(values, due))}

    @property
    def _span(self) -> Span:
        """The length of the limit as the register has it; a day where it names none."""
        return Span(*(read_limit(self.clause.deadline) or ("P1D", "calendarDays")))

    @property
    def _family_label(self) -> str:
        return self.clause.family.replace("-", " ").capitalize()

    def _family(self) -> str:
        """The family of checks that the clause joins."""
        if self.kind is None:
            head, *rest = self.clause.family.split("-")
            return head + "".join(word.capitalize() for word in rest)
        near = [family for (_, family), _ in self._neighbours.most_common()]
        return next((each for each in near if each in self.kind.families), min(self.kind.families))

    def _stratum(self) -> int:
        """The highest stratum of its file, else of all files, below that of the duties.

        A limit also stands below every rule that reads how duties were done.
        """
        own = re.findall(r"sh:order (\d+)", _held(Path(f"shapes/derivation/{self.module}.ttl")))
        orders = [int(each) for each in own] or [rule.stratum for rule in self.policy.rules]
        highest = max(each for each in orders if each < _DUTIES)
        if self.form != "limit":
            return highest
        done = CW["metOn"].value
        return min(highest, *(r.stratum - 1 for r in self.policy.rules if done in r.reads_terms))

    def _piece(self, path: Path, added: str) -> Piece:
        held = _held(path)
        if path.suffix != ".ttl":
            return Piece(path, held, f"{held}\n{added}" if held else added)
        head = "" if held or path.parts[0] != "ontology" else self._header(path.stem)
        return Piece(path, held, with_prefixes(held + head + added))

    def _header(self, stem: str) -> str:
        words = stem.replace("_", " ")
        return (
            f"<https://kinstead.example/ns/{stem}>\n"
            "    a owl:Ontology ;\n"
            f"    rdfs:label {turtle_text(f'Kinstead {words}')} ;\n"
            f"    skos:definition {turtle_text(f'{self._family_label}.')} ;\n"
            ".\n"
        )

    def _by_hand(self) -> Iterator[str]:
        if self._new_section or self._new_start:
            yield "loaders/context.jsonld: write it anew with `kinstead ontology context`"
            yield "docs/case-files.md: a row for each new section, field and code"
        if self.kind is None:
            yield (
                f"docs/questions.md: a row for `{self._family()}`, and its name in the first "
                "paragraph if it is no part of `placement`"
            )
            yield (
                "ontology/questions.ttl: a line `cw:composedOf` in cw:placement, if the child may "
                "not live there before the clause is met"
            )
        if self.form == "limit":
            told = self.clause.deadline or "nothing"
            length = f"{self._span.duration} ({self._span.counts})"
            asked = f"is {length} right? The register: {told}"
            if read_limit(self.clause.deadline) is None:
                asked = f"the length is not read from the register ({told}): write cw:duration"
            yield f"shapes/deadlines/{self.module}.ttl: {asked}"


_SOURCE = DCTERMS["source"]


def _held(path: Path) -> str:
    file = ROOT / path
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _families(facts: Facts) -> list[str]:
    return [local_name(each) for _, held in facts.items() for each in held.get(CW["inFamily"], ())]


def _section(name: str) -> RecordClass | None:
    """The section of case files with this name; None for no name."""
    if not name:
        return None
    record = schema().records.get(name)
    if record is None:
        raise QuestionError(
            f"No section is called {name!r}; leave the option out, and one is made. "
            f"Sections: {', '.join(schema().records)}."
        )
    if record.keyed or person_of(record) is None or day_of(record) is None:
        raise QuestionError(f"Rows of {name} name no child or no day; leave the option out.")
    return record


def _question_class(name: str, kind: QuestionKind | None) -> str:
    own = f"{name[0].upper()}{name[1:]}Question"
    return own if kind is None or own in kind.classes else kind.classes[-1]
