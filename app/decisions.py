"""Verdicts: what the checks of a question come to, and the whole way from a case to an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import pyoxigraph as ox

from app.case import Case
from app.explanation import Explainer, merge
from app.model import Assessment, Check, Relation, Status, Step, Verdict
from app.network import path_sentence
from app.parts import Limit, QuestionKind, Shape
from app.policy import RELATION_STANDINGS, Policy
from app.reasoning import Ask, Derivation, derive
from app.terms import CW, TYPE, label, local_name
from app.validation import Checked, Result, check, check_all, time_limit_of

_LADDER = (
    (Verdict.PROHIBITED, {Status.VIOLATED, Status.LATE}),
    (Verdict.UNDETERMINED, {Status.UNKNOWN}),
    (Verdict.MISSING, {Status.MISSING, Status.OVERDUE}),
    (Verdict.HELD, {Status.HELD}),
)


# How many nodes are looked at for the person whom a check is about.
_NEAR = 40


def decide(statuses: Iterable[Status]) -> Verdict:
    """The verdict that some statuses come to: the worst first (design §2)."""
    found = {status for status in statuses if status is not Status.NOT_APPLICABLE}
    if not found:
        return Verdict.NOT_COVERED
    return next((verdict for verdict, any_of in _LADDER if found & any_of), Verdict.PERMITTED)


# All checks, none, or those of which something holds as they stand without their reasons.
Explained = bool | Callable[[Check], bool]


def assess(
    case: Case, policy: Policy, as_of: date, ask: Ask, *, explained: Explained = True
) -> Assessment:
    """The answer to one question; see `assess_all`."""
    return assess_all(case, policy, as_of, [ask], explained=explained)[0]


def assess_all(
    case: Case, policy: Policy, as_of: date, asks: Sequence[Ask], *, explained: Explained = True
) -> list[Assessment]:
    """The answers to some questions of one case on one date, from one derivation.

    Args:
        case: the asserted facts.
        policy: the whole law.
        as_of: the date of the question.
        asks: what is asked.
        explained: whether checks, or which of them, carry their reasons and the clauses of those
            reasons; without them a sweep is many times quicker, and a check cites the clauses of
            its shape only.

    Raises:
        QuestionError: a question has no meaning in this case.
    """
    derivation = derive(case, policy, as_of, asks)
    explainer = Explainer(derivation) if explained else None
    nodes = {ask.node(case): policy.question(ask.question).families for ask in asks}
    checked = check_all(derivation, nodes)
    return [_answer(derivation, ask, explainer, checked[ask.node(case)], explained) for ask in asks]


def answer(derivation: Derivation, ask: Ask, explainer: Explainer | None) -> Assessment:
    """The answer to a question that is part of a derivation."""
    families = derivation.policy.question(ask.question).families
    checked = check(derivation, ask.node(derivation.case), families)
    return _answer(derivation, ask, explainer, checked)


def _answer(
    derivation: Derivation,
    ask: Ask,
    explainer: Explainer | None,
    checked: Checked,
    explained: Explained = True,
) -> Assessment:
    policy, case = derivation.policy, derivation.case
    kind = policy.question(ask.question)
    node = ask.node(case)
    results, idle = checked

    def explainer_for(result: Result) -> Explainer | None:
        if callable(explained) and not explained(_check(derivation, node, result, None)):
            return None
        return explainer

    checks = [_check(derivation, node, each, explainer_for(each)) for each in results]
    checks += [_idle(shape) for shape in idle]
    cited = frozenset(clause for each in checks for clause in each.clauses)
    return Assessment(
        case=case.name,
        as_of=derivation.as_of,
        question=ask.question,
        roles=ask.roles,
        verdict=decide(each.status for each in checks),
        checks=tuple(checks),
        law=policy.register.law_of(cited),
        relations=tuple(_relations(derivation, kind, node, explainer)),
        notices=policy.register.notices_for(cited, derivation.as_of),
        cautions=tuple(_cautions(derivation, cited)),
        permitted_from=_permitted_from(results),
    )


def _cautions(derivation: Derivation, cited: frozenset[str]) -> Iterable[str]:
    """That a question is older than the wording it is answered with."""
    register = derivation.policy.register
    clauses = [found for each in cited if (found := register.by_identifier(each))]
    for instrument in sorted({clause.instrument for clause in clauses}):
        wordings = [c.wording_of for c in clauses if c.instrument == instrument and c.wording_of]
        if wordings and derivation.as_of < max(wordings):
            yield (
                f"Answered with the wording of {max(wordings).isoformat()} of {instrument}, "
                "which is later than the date asked about."
            )


def _check(
    derivation: Derivation, question: ox.NamedNode, result: Result, explainer: Explainer | None
) -> Check:
    policy, shape = derivation.policy, result.shape
    duty = time_limit_of(derivation, result.focus)
    limit = policy.limits.get(duty.value) if duty is not None else None
    # How a duty stands is said in the words of its limit; anything else of it in the check's own.
    told = limit if shape.target == CW["Duty"].value else None
    words = told or shape
    because = _because(question, result, explainer) if explainer else ()
    setting = _setting(derivation, question, result, explainer) if explainer else ()
    clauses = dict.fromkeys([*shape.clauses, *(told.clauses if told else ())])
    notes, settled = [*shape.notes, *(told.notes if told else ())], list(shape.settled_by)
    for step in _all_steps(because):
        clauses |= dict.fromkeys(step.clauses)
        rule = policy.rule_index.get(step.rule or "")
        if rule is not None:
            notes += rule.notes
            settled += rule.settled_by
    return Check(
        shape=local_name(words.iri),
        name=words.name,
        status=result.status,
        focus=result.focus.value,
        about=_about(derivation, result),
        about_which=_about_which(derivation, result),
        clauses=tuple(clauses),
        message=words.name if result.status is Status.MET else words.message,
        remedy=None if result.status is Status.MET else words.remedy,
        family=words.family,
        phase=words.phase,
        notes=tuple(dict.fromkeys(notes)),
        because=merge([*because, *setting]),
        due=_due_day(derivation, result, limit),
        other_due=_day(derivation, result.focus, "otherDueOn") if limit else None,
        met_on=_earliest(derivation, result.focus, "metOn") if limit else None,
        bearers=limit.bearers if limit else _bearers(derivation, shape),
        settled_by=tuple(dict.fromkeys(settled)) if result.status is Status.UNKNOWN else (),
    )


def _bearers(derivation: Derivation, shape: Shape) -> tuple[str, ...]:
    register = derivation.policy.register
    found = [register.by_identifier(clause) for clause in shape.clauses]
    return tuple(dict.fromkeys(b for clause in found if clause for b in clause.bearers))


def _all_steps(steps: Iterable[Step]) -> Iterable[Step]:
    for step in steps:
        yield step
        yield from _all_steps(step.premises)


def _idle(shape: Shape) -> Check:
    return Check(
        shape=local_name(shape.iri),
        name=shape.name,
        status=Status.NOT_APPLICABLE,
        focus=None,
        about=None,
        clauses=shape.clauses,
        message=shape.name,
        remedy=None,
        family=shape.family,
        phase=shape.phase,
        notes=shape.notes,
    )


def _because(question: ox.NamedNode, result: Result, explainer: Explainer) -> tuple[Step, ...]:
    """The steps behind a check: what its path read, and why its focus node is looked at."""
    triples = sorted(result.read, key=str)
    if result.focus != question:
        triples.append(ox.Triple(result.focus, TYPE, ox.NamedNode(result.shape.target)))
    return merge(explainer.explain(triple) for triple in triples)


def _setting(
    derivation: Derivation, question: ox.NamedNode, result: Result, explainer: Explainer
) -> tuple[Step, ...]:
    """Why a check applies to the question as a whole, and why an absence weighs as it does.

    These rows stand behind the check, but the clauses of how they came about do not decide it.
    """
    shape = result.shape
    triples = []
    if result.focus == question:
        triples.append(ox.Triple(question, TYPE, ox.NamedNode(shape.target)))
    if result.status is not Status.MET and shape.when_absent is not shape.when_absent_once_done:
        triples.append(ox.Triple(question, TYPE, CW["PlacedQuestion"]))
    derived = [t for t in triples if t not in derivation.given and derivation.holds(t)]
    return merge(explainer.explain(triple) for triple in derived)


def _about(derivation: Derivation, result: Result) -> str | None:
    """The key of the person or home that a check is about; none for the question as a whole."""
    case, shape, focus = derivation.case, result.shape, result.focus
    if shape.about is not None:
        found = derivation.objects(focus, ox.NamedNode(shape.about))
        return case.key(found[0]) if found else None
    if CW["Question"] in derivation.objects(focus, TYPE):
        starts = derivation.policy.path_starts(shape.iri)
        roles = [role for role in ("candidate", "child", "sibling") if CW[role].value in starts]
        filled = [node for role in roles for node in derivation.objects(focus, CW[role])]
        return case.key(filled[0]) if filled else None
    return _someone_near(derivation, focus)


def _about_which(derivation: Derivation, result: Result) -> str:
    """Which of several things about the same person a check is about, or nothing."""
    if result.shape.about_which is None:
        return ""
    which = derivation.objects(result.focus, ox.NamedNode(result.shape.about_which))
    return label(which[0]) if which else ""


def _someone_near(derivation: Derivation, focus: Any) -> str | None:
    """The person or home that a focus node is, has in a role, or leads to in a few steps."""
    case, front, seen = derivation.case, [focus], {focus}
    while front and len(seen) < _NEAR:
        for node in front:
            if {CW["Person"], CW["Home"]} & set(case.index.objects(node, TYPE)):
                return case.key(node)
            for role in ("person", "candidate", "caregiver", "child"):
                found = derivation.objects(node, CW[role])
                if found:
                    return case.key(found[0])
        onward = [value for node in front for value in derivation.links(node)]
        front = [
            node
            for node in dict.fromkeys(onward)
            if node not in seen and CW["Question"] not in derivation.objects(node, TYPE)
        ]
        seen.update(front)
    return None


def _relations(
    derivation: Derivation, kind: QuestionKind, question: ox.NamedNode, explainer: Explainer | None
) -> Iterable[Relation]:
    """The relations that the question shows: sure, if proven, if confirmed.

    A question that shows none may still have been derived beside one that does.
    """
    seen = set()
    shown = [each for each in RELATION_STANDINGS if CW[each].value in kind.shows]
    for standing in shown:
        for code in sorted(derivation.objects(question, CW[standing]), key=str):
            if code in seen:
                continue
            seen.add(code)
            step = explainer.explain(ox.Triple(question, CW[standing], code)) if explainer else None
            yield Relation(
                code=local_name(code),
                label=label(code),
                standing=standing,
                clauses=derivation.policy.clauses_of(code),
                path=_path(derivation, question, step) if step else "",
                steps=(step,) if step else (),
            )


def _path(derivation: Derivation, question: ox.NamedNode, step: Step) -> str:
    """How the candidate is tied to the child by one relation, in a sentence."""
    case, rows = derivation.case, {fact.row for fact in step.facts()}
    child, candidate = (_first(derivation, question, role) for role in ("child", "candidate"))
    return path_sentence(case, derivation, case.key(child), case.key(candidate), rows)


def _permitted_from(results: Iterable[Result]) -> date | None:
    """The end of the last waiting time that is running."""
    held = [result for result in results if result.status is Status.HELD]
    days = [str(value) for result in held for value in result.values]
    return max((date.fromisoformat(day) for day in days), default=None)


def _first(derivation: Derivation, node: Any, predicate: str) -> Any:
    return next(iter(derivation.objects(node, CW[predicate])), None)


def _day(derivation: Derivation, node: Any, predicate: str) -> date | None:
    found = _first(derivation, node, predicate)
    return None if found is None else date.fromisoformat(found.value)


def _due_day(derivation: Derivation, result: Result, limit: Limit | None) -> date | None:
    """The due date of a duty; of what is missing and has no day, the day asked about."""
    if limit is not None:
        return _due(derivation, result.focus)
    at_once = result.shape.at_once and result.status is Status.MISSING
    return derivation.as_of if at_once else None


def _due(derivation: Derivation, node: Any) -> date | None:
    return _day(derivation, node, "dueOn") or _day(derivation, node, "dutyDueOn")


def _earliest(derivation: Derivation, node: Any, predicate: str) -> date | None:
    found = [date.fromisoformat(each.value) for each in derivation.objects(node, CW[predicate])]
    return min(found, default=None)
