"""The answers behind the pages: one derivation for all candidates, and what a change moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.batch import has_died
from app.case import Case
from app.decisions import answer
from app.explanation import Explainer
from app.model import Assessment, Check, Status, Verdict
from app.network import path_sentence
from app.policy import Policy
from app.reasoning import Ask, Derivation, derive
from app.rulebook.variation import compare
from app.terms import CW
from app.wording import BEST_FIRST, SETTLED, STATUS_LABELS, VERDICT_LABELS, WORST_FIRST

WHO = "relative"
WHOLE = "placement"


@dataclass(frozen=True)
class Candidate:
    """A person as a possible caregiver of the children asked about, over all these children.

    Attributes:
        relations: the relation to each child in words, in the order of the children.
        relative: the worst verdict on whether the person is a relative.
        verdict: the worst verdict on whether the child may live there; where the person may be
            no relative, it is not asked and is the same as `relative`.
        open_points: how many checks stand in the way, of the question that `verdict` answers.
        due: how many duties of it are still to come.
    """

    key: str
    relations: tuple[str, ...]
    relative: Verdict
    verdict: Verdict
    open_points: int
    due: int

    @property
    def likely(self) -> bool:
        """Whether the person may count as a relative of every child."""
        return self.relative not in (Verdict.PROHIBITED, Verdict.NOT_COVERED)


@dataclass(frozen=True)
class Sweep:
    """Every candidate of some children, from one derivation.

    Attributes:
        placed: the unexplained answers about placing each child with each likely candidate and
            with everyone else whom a record calls a caregiver.
    """

    children: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    derivation: Derivation
    placed: tuple[Assessment, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The explained answer about a child or a worker, and the key of the home asked about."""

    assessment: Assessment
    home: str | None

    @property
    def child(self) -> str:
        """The key of the child asked about, empty where the question is about no child."""
        return next(iter(self.assessment.roles.get("child", ())), "")


def _ask(question: str, child: str, candidate: str) -> Ask:
    return Ask(question, {"child": (child,), "candidate": (candidate,)})


def sweep(case: Case, law: Policy, as_of: date, children: Sequence[str]) -> Sweep:
    """Everyone in the case who is alive on the date as a candidate, the likely relatives first.

    Args:
        case: the case.
        law: the whole policy.
        as_of: the date of the questions.
        children: the keys of the children asked about.
    """
    others = [key for key in case.people if key not in children and not has_died(case, key, as_of)]
    asks = [_ask(WHO, child, other) for child in children for other in others]
    derivation = derive(case, law, as_of, asks)
    found = [_candidate(derivation, children, other) for other in others]
    asked = [each.key for each in found if each.likely or _is_caregiver(case, each.key)]
    whole = [_ask(WHOLE, child, other) for child in children for other in asked]
    placed = derive(case, law, as_of, whole)
    given: dict[str, list[Assessment]] = {other: [] for other in asked}
    for ask in whole:
        given[ask.roles["candidate"][0]].append(answer(placed, ask, None))
    found = [_placeable(given[each.key], each) if each.likely else each for each in found]
    found.sort(key=lambda each: _place(case, each))
    everything = tuple(each for answers in given.values() for each in answers)
    return Sweep(tuple(children), tuple(found), derivation, everything)


def _is_caregiver(case: Case, key: str) -> bool:
    return bool(case.index.subjects(CW["caregiver"], case.node(key)))


def _candidate(derivation: Derivation, children: Sequence[str], other: str) -> Candidate:
    given = [answer(derivation, _ask(WHO, child, other), None) for child in children]
    relations = tuple(relation_words(each) for each in given)
    verdict = joint(each.verdict for each in given)
    return Candidate(other, relations, verdict, verdict, *_count(given))


def _placeable(given: Sequence[Assessment], candidate: Candidate) -> Candidate:
    verdict, (still, due) = joint(each.verdict for each in given), _count(given)
    return replace(candidate, verdict=verdict, open_points=still, due=due)


def _count(given: Iterable[Assessment]) -> tuple[int, int]:
    """How many checks stand in the way, and how many duties are still to come."""
    still = [check for each in given for check in open_points(each)]
    due = sum(check.status is Status.DUE for check in still)
    return len(still) - due, due


def _place(case: Case, candidate: Candidate) -> tuple[int, bool, int, int, str]:
    return (
        BEST_FIRST.index(candidate.relative),
        not any(candidate.relations),
        BEST_FIRST.index(candidate.verdict),
        candidate.open_points,
        case.name_of(case.node(candidate.key)).lower(),
    )


def assess(
    case: Case,
    law: Policy,
    as_of: date,
    *,
    question: str,
    children: Sequence[str],
    candidate: str,
) -> tuple[Answer, ...]:
    """The explained answers to a question about one candidate, a child each."""
    asks = [_ask(question, child, candidate) for child in children]
    derivation = derive(case, law, as_of, asks)
    explainer = Explainer(derivation)
    found = []
    for ask in asks:
        home = next(iter(derivation.objects(ask.node(case), CW["homeAsked"])), None)
        key = case.key(home) if home is not None else None
        found.append(Answer(answer(derivation, ask, explainer), key))
    return tuple(found)


def relation_words(assessment: Assessment) -> str:
    """The relations of an answer in words, those that are not sure yet marked as such."""
    marks = {
        "relation": "",
        "relationIfProven": " if proven",
        "relationIfConfirmed": " if confirmed",
    }
    return ", ".join(each.label + marks[each.standing] for each in assessment.relations)


def tie_sentences(
    case: Case, derivation: Derivation, assessment: Assessment, candidate: str
) -> list[str]:
    """How a candidate is tied to the child: a sentence a relation, or one for the nearest tie."""
    told = dict.fromkeys(each.path for each in assessment.relations if each.path)
    (child,) = assessment.roles["child"]
    return list(told) or [path_sentence(case, derivation, child, candidate)]


def joint(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of several verdicts: what holds for all children together."""
    return max(verdicts, key=BEST_FIRST.index, default=Verdict.NOT_COVERED)


def open_points(assessment: Assessment) -> list[Check]:
    """The checks that are neither met nor idle."""
    return [check for check in assessment.checks if check.status not in SETTLED]


def open_about(
    case: Case, found: Sweep, person: str
) -> dict[tuple[str, str], tuple[Check, tuple[str, ...]]]:
    """The open checks about a person, each once, with the candidates with whom it stands open.

    What would be open about somebody else if a relative took the child in counts only where that
    relative is recorded as a caregiver: else a child would have as many open points as relatives.
    """
    told: dict[tuple[str, str], tuple[Check, tuple[str, ...]]] = {}
    for each in found.placed:
        (candidate,) = each.roles["candidate"]
        if candidate != person and not _is_caregiver(case, candidate):
            continue
        question = Ask(each.question, each.roles).node(case).value
        for check in open_points(each):
            if check.about == person:
                # What is asked of the person is the same whoever the candidate is.
                key = check.shape, (check.focus or "").removeprefix(question)
                told[key] = (check, (*told.get(key, (check, ()))[1], candidate))
    return told


def by_family(checks: Iterable[Check]) -> dict[str, list[Check]]:
    """Checks by family, the most pressing check of each and the most pressing family first."""
    found: dict[str, list[Check]] = {}
    for check in sorted(checks, key=lambda each: WORST_FIRST.index(each.status)):
        found.setdefault(check.family, []).append(check)
    return found


def tally(checks: Iterable[Check]) -> dict[Status, int]:
    """How many checks have each status, the worst status first."""
    counted = Counter(check.status for check in checks)
    return {status: counted[status] for status in WORST_FIRST if counted[status]}


def moved(before: Assessment, after: Assessment) -> tuple[str, ...]:
    """What a change moved: the checks whose status is another, the worst first, and the verdict."""
    lines = []
    for pair in compare(before, after):
        former, latter = (
            check.status if check else Status.NOT_APPLICABLE for check in (pair.before, pair.after)
        )
        if former is not latter and pair.check.focus is not None:
            lines.append(f"{pair.check.name}: {STATUS_LABELS[former]} → {STATUS_LABELS[latter]}")
    if before.verdict is after.verdict:
        lines.append(f"Verdict still: {VERDICT_LABELS[after.verdict]}")
    else:
        lines.append(f"Verdict: {VERDICT_LABELS[before.verdict]} → {VERDICT_LABELS[after.verdict]}")
    return tuple(lines)
