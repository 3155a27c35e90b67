"""Between two people: every relation by the law and by genealogy, each to be lit in the picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import streamlit as st

from app.batch import children_of
from app.case import Case
from app.decisions import answer
from app.explanation import Explainer
from app.kinship import Kinship, Lineage
from app.model import Assessment, Relation, Verdict
from app.network import chain_sentence, tie_path
from app.parts import QuestionKind
from app.policy import Policy
from app.reasoning import Ask, derive
from app.terms import CW
from app.ui import answers, marks, records, state, widgets
from app.ui.forms import capital, plain
from app.wording import STANDINGS

_HOLDS = (Verdict.PERMITTED, Verdict.HELD)


@dataclass(frozen=True)
class LawfulTie:
    """A relation by the law, from the child's side: its word, standing, clauses and way."""

    child: str
    other: str
    words: str
    standing: str
    clauses: tuple[str, ...]
    sentence: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class Between:
    """Everything that two people are to each other.

    Attributes:
        verdicts: whether one is a relative of the other, for each of the two who may be the child
            asked about: child, candidate, verdict, and what stands open or against it.
        lawful: the relations by the law.
        kinships: what the second is to the first in genealogy.
    """

    one: str
    other: str
    verdicts: tuple[tuple[str, str, Verdict, tuple[str, ...]], ...]
    lawful: tuple[LawfulTie, ...]
    kinships: tuple[Kinship, ...]


def between(
    case: Case, law: Policy, as_of: date, lineage: Lineage, pair: tuple[str, str]
) -> Between:
    """Everything that two people of a case are to each other on a date.

    Args:
        case: the case.
        law: the whole policy.
        as_of: the date of the question.
        lineage: the lines of descent of the case on that date.
        pair: the keys of the first person and of the second, who is something to the first.
    """
    one, other = pair
    children = [key for key in pair if key in children_of(case)] or [*pair]
    pairs = [(one, other) if child == one else (other, one) for child in children]
    asks = [
        (kind, Ask(kind.name, dict(zip(kind.roles, ((key,) for key in pair), strict=True))))
        for pair in pairs
        for kind in _questions(law)
    ]
    derivation = derive(case, law, as_of, [ask for _, ask in asks])
    explainer = Explainer(derivation)
    lawful: list[LawfulTie] = []
    verdicts: list[tuple[str, str, Verdict, tuple[str, ...]]] = []
    for kind, ask in asks:
        found = answer(derivation, ask, explainer)
        child, candidate = (ask.roles[role][0] for role in kind.roles)
        for words, standing, clauses, rows in _told(kind, found):
            graph, way = tie_path(case, derivation, child, candidate, rows)
            sentence = chain_sentence(case, graph, way) if way else ""
            path = tuple(map(case.key, way)) or (child, candidate)
            tie = LawfulTie(child, candidate, words, standing, clauses, sentence, path)
            lawful.append(tie)
        if kind.name == answers.WHO:
            verdicts.append((child, candidate, found.verdict, tuple(_reasons(found))))
    ends = case.node(one), case.node(other)
    kinships = lineage.relations(*ends)
    nearest = None if kinships else lineage.nearest(*ends)
    return Between(
        one,
        other,
        tuple(verdicts),
        tuple(dict.fromkeys(lawful)),
        (*kinships, *([nearest] if nearest else [])),
    )


def _questions(law: Policy) -> list[QuestionKind]:
    """The questions of the law about what one person is to a child."""
    return [
        kind
        for kind in law.questions.values()
        if kind.listed
        and not kind.parts
        and len(kind.roles) == 2
        and kind.roles[0] == "child"
        and (CW["relation"].value in kind.shows or kind.roles[1] == "sibling")
    ]


def _told(
    kind: QuestionKind, found: Assessment
) -> Iterable[tuple[str, str, tuple[str, ...], set[str]]]:
    """The relations of an answer: word, standing, clauses, and the rows that it rests on."""
    for relation in found.relations:
        yield relation.label, STANDINGS[relation.standing], relation.clauses, _rows(relation)
    if not kind.shows and found.verdict in _HOLDS:
        held = [check for check in found.checks if check.focus is not None]
        clauses = dict.fromkeys(clause for check in held for clause in check.clauses)
        rows = {fact.row for check in held for fact in check.facts()}
        yield "sibling for placement together", STANDINGS["relation"], tuple(clauses), rows


def _reasons(found: Assessment) -> Iterable[str]:
    """What stands open or against an answer, each with its clauses."""
    for check in answers.open_points(found):
        yield f"{check.message} ({'; '.join(check.clauses)})"


def _rows(relation: Relation) -> set[str]:
    return {fact.row for step in relation.steps for fact in step.facts()}


def held_between(case: Case, lineage: Lineage, one: str, other: str) -> Between:
    """What two people are to each other, asked again when case, date or people change."""
    key, day = state.case_key() or "", state.as_of()
    return state.held(
        "between",
        (key, state.folder().version(key), day, one, other),
        lambda: between(case, state.law(), day, lineage, (one, other)),
    )


def show(case: Case, found: Between, lit: Sequence[str]) -> None:
    """Every relation of two people, each with a button that lights its way in the picture."""
    one, other = (case.name_of(case.node(key)) for key in (found.one, found.other))
    _title("In the law's words")
    for child, candidate, verdict, reasons in found.verdicts:
        names = [case.name_of(case.node(key)) for key in (candidate, child)]
        asked = f"{names[0]} as a relative of {names[1]}"
        why = [f"<p>{escape(each)}</p>" for each in reasons]
        widgets.html(f"<p>{escape(asked)}: {marks.verdict_mark(verdict)}</p>", *why)
    for number, tie in enumerate(found.lawful):
        child = case.name_of(case.node(tie.child))
        cited = "; ".join(tie.clauses)
        _relation(
            f"{tie.words} of {child}",
            [f"{capital(tie.standing)}. {cited}.", *([tie.sentence] if tie.sentence else [])],
            tie.path,
            lit,
            f"lawful {number}",
        )
    _title("In genealogy's words")
    if not found.kinships:
        said = f"No chain of parents, children and partners on record joins {other} to {one}."
        widgets.html(f"<p>{escape(said)}</p>")
    told = {tie.sentence for tie in found.lawful}
    for number, kinship in enumerate(found.kinships):
        path = tuple(case.key(node) for node in kinship.path)
        way = [kinship.sentence] if kinship.sentence not in told else []
        _relation(f"{kinship.words} of {one}", way, path, lit, f"kin {number}")
    both = [x for x in records.held_lines(case) if x.names(found.one) and x.names(found.other)]
    if both:
        _title("Records that name both")
        widgets.html(widgets.listing(capital(line.sentence) for line in both))


def _title(words: str) -> None:
    widgets.html(f"<h3>{escape(words)}</h3>")


def _relation(
    words: str, told: Iterable[str], path: tuple[str, ...], lit: Sequence[str], key: str
) -> None:
    """A relation: a button that lights its way, and the sentences that explain it."""
    chosen = tuple(lit) == path
    st.button(
        plain(capital(words)),
        key=f"light {key}",
        type="primary" if chosen else "secondary",
        help="Light this way in the picture",
        wrap=True,
        disabled=len(path) < 2,
        on_click=state.select,
        kwargs={"path": list(path)},
    )
    widgets.html(*(f"<p>{escape(sentence)}</p>" for sentence in told))
