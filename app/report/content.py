"""What a memo says, gathered once for the page and for the PDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.case import Case
from app.model import Assessment, Check, LawNotice, Reading, Status, Verdict
from app.policy import policy
from app.register import register
from app.terms import CW, CWS, SH, label
from app.wording import (
    SETTLED,
    STANDINGS,
    STATUS_LABELS,
    STATUS_SIGNS,
    VERDICT_LABELS,
    VERDICT_SIGNS,
    WORST_FIRST,
    about_words,
    timing_words,
    verdict_sentence,
)

DISCLAIMER = (
    "This memo applies encoded rules to the facts recorded in the case file. It is not legal "
    "advice and does not replace a supervisor's decision."
)
TITLE = "Placement memo"


@dataclass(frozen=True)
class Item:
    """A check as a memo shows it; `facts` are numbers in the memo's list of facts."""

    sign: str
    status: str
    tone: str
    name: str
    about: str
    message: str
    timing: str
    bearers: tuple[str, ...]
    next_step: str
    clauses: tuple[str, ...]
    facts: tuple[int, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """The checks of one family, the most pressing first."""

    name: str
    checks: tuple[Item, ...]


@dataclass(frozen=True)
class Part:
    """The checks that are to be settled before the move, or after it."""

    name: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Kin:
    """A relation that the memo names: what it is, how it stands, by which path and clause."""

    label: str
    standing: str
    path: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """One question with its answer."""

    question: str
    roles: tuple[tuple[str, str], ...]
    sign: str
    verdict: str
    tone: str
    sentence: str
    tally: str
    kin: tuple[Kin, ...]
    steps: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    idle: tuple[str, ...]


@dataclass(frozen=True)
class Content:
    """Everything that a memo says; each of its facts stands once, with its place in the file."""

    title: str
    case: str
    as_of: str
    prepared_by: str
    people: tuple[tuple[str, str], ...]
    answers: tuple[Answer, ...]
    facts: tuple[tuple[str, str], ...]
    law: tuple[str, ...]
    clauses: tuple[tuple[str, str, str], ...]
    cautions: tuple[str, ...]
    notices: tuple[LawNotice, ...]
    disclaimer: str
    reading: Reading | None


def gather(
    assessments: Sequence[Assessment],
    case: Case,
    as_of: date,
    prepared_by: str,
    reading: Reading | None = None,
) -> Content:
    """What a memo about some assessments of one case says.

    Assessments and case are those of the reader, where the memo is for one: `disclosure.redact`
    makes them.

    Raises:
        QuestionError: an assessment answers a question that the policy does not know.
    """
    facts: dict[tuple[str, str], int] = {}
    found = [_answer(each, case, facts) for each in assessments]
    return Content(
        title=TITLE,
        case=case.name,
        as_of=as_of.isoformat(),
        prepared_by=prepared_by.strip(),
        people=tuple(_people(assessments, case)),
        answers=tuple(found),
        facts=tuple(facts),
        law=tuple(dict.fromkeys(part for each in assessments for part in each.law.split("; "))),
        clauses=tuple(_clauses(assessments)),
        cautions=tuple(dict.fromkeys(words for each in assessments for words in each.cautions)),
        notices=tuple({n.title: n for each in assessments for n in each.notices}.values()),
        disclaimer=DISCLAIMER,
        reading=reading,
    )


def _people(assessments: Iterable[Assessment], case: Case) -> Iterable[tuple[str, str]]:
    """Each role with the names of all who fill it, each once."""
    roles: dict[str, dict[str, None]] = {}
    for each in assessments:
        for role, keys in each.roles.items():
            filling = roles.setdefault(role, {})
            filling.update(dict.fromkeys(_described(case, key) for key in keys))
    for role, names in roles.items():
        words = label(CW[role])
        plural = {"child": "children"}.get(words, f"{words}s") if len(names) > 1 else words
        yield plural.capitalize(), ", ".join(names)


def _described(case: Case, key: str) -> str:
    born = case.index.text(case.node(key), CW["born"])
    return _name(case, key) + (f" (born {born})" if born else "")


def _name(case: Case, key: str) -> str:
    return case.name_of(case.node(key))


def _answer(found: Assessment, case: Case, facts: dict[tuple[str, str], int]) -> Answer:
    """An answer as a memo shows it; numbers the facts that are not known yet."""
    applying = [each for each in found.checks if each.status is not Status.NOT_APPLICABLE]
    pressing = sorted(applying, key=lambda each: WORST_FIRST.index(each.status))
    items = [(each, _item(each, case, found.as_of, facts)) for each in pressing]
    idle = (each.name for each in found.checks if each.status is Status.NOT_APPLICABLE)
    return Answer(
        question=policy().question(found.question).label,
        roles=tuple(
            (label(CW[role]), ", ".join(_name(case, key) for key in keys))
            for role, keys in found.roles.items()
        ),
        sign=VERDICT_SIGNS[found.verdict],
        verdict=VERDICT_LABELS[found.verdict],
        tone=_VERDICT_TONES.get(found.verdict, "open"),
        sentence=verdict_sentence(found),
        tally=_tally(applying),
        kin=tuple(
            Kin(each.label, STANDINGS.get(each.standing, each.standing), each.path, each.clauses)
            for each in found.relations
        ),
        steps=tuple(_steps(items)),
        parts=tuple(_parts(items)),
        idle=tuple(dict.fromkeys(idle)),
    )


def _steps(items: Sequence[tuple[Check, Item]]) -> Iterable[tuple[str, str]]:
    """What is to be done, each step once: for whom, by whom, and until when."""
    steps: dict[str, list[tuple[Check, Item]]] = {}
    for check, item in items:
        if item.next_step:
            steps.setdefault(item.next_step, []).append((check, item))
    for step, found in steps.items():
        about = ", ".join(dict.fromkeys(item.about for _, item in found if item.about))
        bearers = ", ".join(dict.fromkeys(name for _, item in found for name in item.bearers))
        due = min((check.due for check, _ in found if check.due), default=None)
        words = [about, f"by the {bearers}" if bearers else ""]
        words.append(f"due on {due.isoformat()}" if due else "")
        yield step, "; ".join(filter(None, words))


_TONES = {
    Status.MET: "good",
    Status.VIOLATED: "bad",
    Status.LATE: "bad",
    Status.OVERDUE: "bad",
    Status.UNKNOWN: "ask",
}
_VERDICT_TONES = {
    Verdict.PERMITTED: "good",
    Verdict.PROHIBITED: "bad",
    Verdict.UNDETERMINED: "ask",
}


def _tally(checks: Sequence[Check]) -> str:
    """How many checks stand how, the most pressing first."""
    counts = {status: sum(c.status is status for c in checks) for status in WORST_FIRST}
    words = [f"{count} {STATUS_LABELS[status]}" for status, count in counts.items() if count]
    return ", ".join(words) + "." if words else ""


def _item(check: Check, case: Case, as_of: date, facts: dict[tuple[str, str], int]) -> Item:
    told = ((fact.sentence, fact.source) for fact in check.facts())
    return Item(
        sign=STATUS_SIGNS[check.status],
        status=STATUS_LABELS[check.status],
        tone=_TONES.get(check.status, "open"),
        name=check.name,
        about=about_words(check, case),
        message="" if check.status in SETTLED else check.message,
        timing=timing_words(check, as_of),
        bearers=check.bearers,
        next_step=check.remedy or "",
        clauses=check.clauses,
        facts=tuple(sorted({facts.setdefault(each, len(facts) + 1) for each in told})),
        notes=check.notes if check.status not in SETTLED else (),
    )


def _parts(items: Sequence[tuple[Check, Item]]) -> Iterable[Part]:
    """Before the move, then after it; in each the families, those with open checks first."""
    phases = sorted({check.phase for check, _ in items}, key=lambda phase: phase != "beforeMove")
    for phase in phases:
        groups: dict[str, list[Item]] = {}
        for check, item in items:
            if check.phase == phase:
                groups.setdefault(check.family, []).append(item)
        yield Part(
            label(CW[phase]).capitalize(),
            tuple(Group(_family(family), tuple(listed)) for family, listed in groups.items()),
        )


def _family(family: str) -> str:
    return policy().facts.text(CWS[family], SH["name"]) or family


def _clauses(assessments: Sequence[Assessment]) -> Iterable[tuple[str, str, str]]:
    """Every clause that decided anything: identifier, our summary, instrument."""
    cited = (
        clause
        for each in assessments
        for check in each.checks
        if check.status is not Status.NOT_APPLICABLE
        for clause in check.clauses
    )
    for identifier in sorted(dict.fromkeys(cited)):
        clause = register().by_identifier(identifier)
        if clause is not None:
            yield identifier, clause.summary, clause.instrument
