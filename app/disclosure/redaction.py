"""A case for one reader: the one way by which a paper for others learns what it may say.

Answers are those of the true case: they are reasoned on the same facts under other names (`veil`).
What is shown, the answers and the case itself, is made of what is left (`remainder`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import pyoxigraph as ox

from app.batch import Obligation, find_due
from app.case import Case
from app.decisions import assess_all
from app.disclosure.answers import details
from app.disclosure.reader import Sight, find_sight, find_tellers, is_kin
from app.disclosure.remainder import Remainder, remainder
from app.disclosure.veil import WITHHELD, Veil, veiled, word_for
from app.errors import QuestionError
from app.model import Assessment, Check, Fact, Reading, Relation, Step
from app.policy import Policy
from app.reasoning import Ask
from app.sentences import row_sentence
from app.terms import CW, CWS, DCTERMS, TYPE, schema, vocabulary
from app.wording import SETTLED, VERDICT_LABELS, WORST_FIRST


@dataclass(frozen=True)
class Redaction:
    """A case and its answers as one reader may see them; for the agency, the case as it is.

    Attributes:
        true: the case as it is recorded.
        sight: what the reader may see of the caregivers.
    """

    true: Case
    policy: Policy
    as_of: date
    sight: Sight

    @cached_property
    def case(self) -> Case:
        """The case to show: to draw, to export, to take names from."""
        return self._shown.left.case if self._shown else self.true

    @cached_property
    def reading(self) -> Reading | None:
        """What a paper says of its reader and of what is withheld; None for the agency."""
        if self.sight.reader is None:
            return None
        reader = self.true.name_of(self.true.node(self.sight.reader))
        return Reading(reader, tuple(self._sentences(reader)))

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of the reading; none for the agency."""
        return self.reading.sentences if self.reading else ()

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What the worker, and not the reader, must know before the paper goes out."""
        kin = [
            self.true.name_of(self.true.node(key))
            for key in self.sight.withheld
            if self._hides(key) and is_kin(self.true, self.sight, key)
        ]
        told = [
            self.true.name_of(self.true.node(key)) for key in find_tellers(self.true, self.sight)
        ]
        return (
            *(
                f"{name} belongs to the family and is left out. Whoever knows the family may see "
                "who is missing: look at the paper before you hand it over."
                for name in kin
            ),
            *(f"{name} is left out: the name tells who a caregiver is." for name in sorted(told)),
        )

    def key(self, true: str) -> str | None:
        """The key by which somebody is shown; None where the person or home is withheld."""
        veil = self._veil
        if veil is None:
            return true
        key = veil.keys.get(true, true)
        return None if veil.case.node(key) in veil.people | veil.others else key

    def assess(self, asks: Sequence[Ask]) -> tuple[Assessment, ...]:
        """The answers to some questions about the true case, as the reader may see them.

        Args:
            asks: the questions, with the true keys.

        Raises:
            QuestionError: a question has no meaning in this case, or is about somebody who is
                withheld from the reader.
        """
        if self._shown is None:
            return tuple(assess_all(self.true, self.policy, self.as_of, asks))
        for ask in asks:
            self._require_shown(ask)
        keys = self._shown.veil.keys
        moved = [
            Ask(ask.question, {r: tuple(keys.get(k, k) for k in v) for r, v in ask.roles.items()})
            for ask in asks
        ]
        found = assess_all(self._shown.veil.case, self.policy, self.as_of, moved)
        return tuple(map(self._shown.answer, found))

    def find_due(self, within: timedelta | None = None) -> list[Obligation]:
        """Every duty that is due, overdue or missing, those about somebody withheld left out.

        Args:
            within: leave out what is due later than this long after the date.
        """
        if self._shown is None:
            return find_due(self.true, self.policy, self.as_of, within)
        found = find_due(self._shown.veil.case, self.policy, self.as_of, within)
        return [each for all_of in found for each in self._shown.duty(all_of)]

    def sift(self, asks: Sequence[Ask]) -> list[Ask]:
        """The questions that are about nobody who is withheld from the reader."""
        return [ask for ask in asks if not self.is_about_withheld(ask)]

    def is_about_withheld(self, ask: Ask) -> bool:
        """Whether a question is about somebody who is withheld from the reader."""
        return any(self.key(key) is None for keys in ask.roles.values() for key in keys)

    def _require_shown(self, ask: Ask) -> None:
        if self.is_about_withheld(ask):
            raise QuestionError(
                f"This is about a caregiver who is withheld from the reader ({self._clause}): no "
                f"such paper is made. {self._verdicts()} Choose another reader, or ask about "
                "somebody else."
            )

    @property
    def _clause(self) -> str:
        """The clause that keeps details of caregivers confidential."""
        sources = vocabulary().objects(CW["protectedAs"], DCTERMS["source"])
        return "; ".join(self.policy.register.clauses[each.value].identifier for each in sources)

    @cached_property
    def _veil(self) -> Veil | None:
        return veiled(self.true, self.sight) if self.sight.withheld else None

    @cached_property
    def _shown(self) -> _Shown | None:
        veil = self._veil
        return None if veil is None else _Shown(self.policy, veil, remainder(veil))

    def _hides(self, key: str) -> bool:
        return self.key(key) is None

    # What a paper says of itself

    def _sentences(self, reader: str) -> Iterator[str]:
        yield f"Made for {reader}, as of {self.as_of.isoformat()}."
        if not self.sight.withheld:
            yield f"Nothing that identifies a caregiver had to be withheld ({self._clause})."
            return
        words = details()
        for told in dict.fromkeys(self.sight.withheld.values()):
            keys = [key for key, hidden in self.sight.withheld.items() if hidden == told]
            who = [word_for(self.sight, key) for key in keys if self._hides(key)]
            who += [self.true.name_of(self.true.node(key)) for key in keys if not self._hides(key)]
            which = ", ".join(word for code, word in words.items() if code in told)
            yield f"Withheld of {', '.join(who)}: {which} ({self._clause})."
        if any(map(self._hides, self.sight.withheld)):
            yield (
                "Whatever else is recorded of them, or of those who live with them, and could tell "
                "who they are is left out."
            )
        yield self._verdicts()

    def _verdicts(self) -> str:
        """How the law answers for the reader, and by which clauses: not by whose act."""
        found: dict[str, dict[str, None]] = {}
        for answer in self.sight.answers.values():
            clauses = found.setdefault(VERDICT_LABELS[answer.verdict], {})
            pressing = [each for each in answer.checks if each.status not in SETTLED]
            for each in sorted(pressing, key=lambda check: WORST_FIRST.index(check.status)):
                clauses.update(dict.fromkeys(each.clauses))
        told = (f"{word} ({'; '.join(by)})" if by else word for word, by in found.items())
        reader = self.true.name_of(self.true.node(self.sight.reader or ""))
        return f"Telling {reader} who and where a caregiver is: {', '.join(told)}."


@dataclass(frozen=True)
class _Shown:
    """What may be shown of an answer that was reasoned on a veiled case."""

    policy: Policy
    veil: Veil
    left: Remainder

    def duty(self, found: Obligation) -> Iterator[Obligation]:
        """A duty as it may be shown, where it is about nobody withheld."""
        people = {key for keys in found.assessment.roles.values() for key in keys}
        if not self._is_about_hidden(found.check) and not any(map(self._hides, people)):
            yield Obligation(self.answer(found.assessment), self._check(found.check))

    def answer(self, found: Assessment) -> Assessment:
        """An answer without its checks about somebody withheld, and without what tells of them."""
        kept = [each for each in found.checks if not self._is_about_hidden(each)]
        left_out = len(found.checks) - len(kept)
        count = f"{left_out} checks" if left_out > 1 else "1 check"
        words = f"Left out here: {count} about a caregiver who is withheld. The answer counts them."
        return replace(
            found,
            checks=tuple(map(self._check, kept)),
            relations=tuple(map(self._relation, found.relations)),
            cautions=(*found.cautions, *([words] if left_out else [])),
        )

    def _is_about_hidden(self, check: Check) -> bool:
        return check.about is not None and self._hides(check.about)

    def _hides(self, key: str) -> bool:
        return self.veil.case.node(key) in self.veil.people | self.veil.others

    def _check(self, check: Check) -> Check:
        steps = tuple(self._steps(check.because))
        if _are_alike(steps, check.because):
            return replace(check, because=steps)
        iri = CWS[check.shape].value
        words = self.policy.shapes.get(iri) or self.policy.limits.get(iri)
        own = [*words.clauses] if words else []
        cited = [clause for step in steps for clause in _cited(step)]
        clauses = dict.fromkeys(each for each in check.clauses if each in {*own, *cited})
        return replace(check, because=steps, clauses=tuple(clauses))

    def _relation(self, relation: Relation) -> Relation:
        steps = tuple(self._steps(relation.steps))
        whole = _are_alike(steps, relation.steps) and not self._names_hidden(relation.path)
        return replace(relation, steps=steps, path=relation.path if whole else "")

    def _steps(self, steps: Iterable[Step]) -> Iterator[Step]:
        """The steps without what is withheld; of one that rests on it, what else it rests on."""
        for step in steps:
            if step.fact is not None:
                fact = self._fact(step.fact)
                if fact is not None:
                    yield replace(step, sentence=fact.sentence, fact=fact)
                continue
            below = tuple(self._steps(step.premises))
            if _are_alike(below, step.premises) and not self._names_hidden(step.sentence):
                yield replace(step, premises=below)
            else:
                yield from below

    def _fact(self, fact: Fact) -> Fact | None:
        """A row as it is left; None where nothing is."""
        node = ox.NamedNode(fact.row)
        row = self.left.rows.get(fact.row)
        if row is None or node in self.veil.people:
            return None
        if fact.row in self.left.cut:
            left = ox.NamedNode(row)
            kinds = map(schema().of_class, self.left.case.index.objects(left, TYPE))
            record = next((each for each in kinds if each is not None and not each.keyed), None)
            if record is not None:
                return Fact(row_sentence(self.left.case, left, record, WITHHELD), fact.source, row)
        return replace(fact, row=row)

    def _names_hidden(self, sentence: str) -> bool:
        index = self.veil.case
        nodes = (*self.veil.people, *self.veil.others)
        return any(index.name_of(node) in sentence for node in nodes)


def _are_alike(some: Sequence[Step], others: Sequence[Step]) -> bool:
    """Whether nothing was left out or said in other words."""
    return [each.sentence for each in some] == [each.sentence for each in others]


def _cited(step: Step) -> Iterator[str]:
    yield from step.clauses
    for premise in step.premises:
        yield from _cited(premise)


def redact(case: Case, policy: Policy, as_of: date, reader: str | None) -> Redaction:
    """A case for one reader on a date.

    Args:
        case: the asserted facts.
        policy: the whole law.
        as_of: the date of the paper.
        reader: the key of the person who is to read it; None for the agency's own file.

    Raises:
        QuestionError: nobody in the case has this key.
    """
    return Redaction(case, policy, as_of, find_sight(case, policy, as_of, reader))
