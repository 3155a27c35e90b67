"""Commands that ask something of a case."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated

import typer

from app import batch, report
from app.case import Case
from app.cli.inputs import (
    AsJson,
    AsOf,
    CasePath,
    Question,
    Reader,
    Roles,
    guard,
    read_asks,
    read_case,
    read_day,
)
from app.cli.printing import (
    CHECK_HEADINGS,
    check_row,
    console,
    grow_tree,
    headline,
    print_assessments,
    print_json,
    print_table,
    worst_first,
)
from app.cli.readers import redacted
from app.decisions import assess_all
from app.disclosure import Redaction
from app.errors import QuestionError
from app.model import Assessment, Status, Verdict
from app.network import genealogy
from app.parts import QuestionKind
from app.policy import Policy, policy
from app.reasoning import Ask
from app.wording import SETTLED, STANDINGS, status_words, verdict_words

app = typer.Typer()


@app.command(epilog="Example: kinstead check torres.yaml --role child=mia --role candidate=rosa")
@guard
def check(
    case: CasePath,
    question: Question = "placement",
    role: Roles = [],  # noqa: B006 - typer copies it
    *,
    reader: Reader = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Answer a question with every check that is open.

    Without roles it is asked for every child with every candidate; for a reader, those who are
    withheld from that person are left out. Exit status: 0 all permitted, 1 not all, 2 the input or
    the call is wrong.
    """
    loaded, day, law = read_case(case), read_day(as_of), policy()
    kind = _kind(law, question)
    asks = read_asks(kind, role)
    found = assess_all(loaded, law, day, asks) if role else _sweep(loaded, law, day, kind)
    if reader:
        shown = redacted(loaded, day, reader)
        every = asks if role else shown.sift([Ask(each.question, each.roles) for each in found])
        loaded, found = shown.case, list(shown.assess(every))
        _tell_reader(shown, as_json=as_json)
    if as_json:
        print_json(report.to_json(found))
    else:
        print_assessments(loaded, found)
    raise typer.Exit(0 if all(each.verdict is Verdict.PERMITTED for each in found) else 1)


def _tell_reader(shown: Redaction, *, as_json: bool) -> None:
    """Say for whom the answers are; beside JSON, where only the worker reads it."""
    for sentence in shown.sentences:
        typer.echo(sentence, err=as_json)


def _kind(law: Policy, question: str) -> QuestionKind:
    kind = law.question(question)
    if not kind.roles:
        raise QuestionError(f"{question} has a command of its own: kinstead {question} CASE.")
    return kind


def _sweep(case: Case, law: Policy, day: date, kind: QuestionKind) -> list[Assessment]:
    """A question for every child, with every candidate where it asks for one."""
    children = batch.children_of(case)
    if set(kind.roles) == {"child", "candidate"}:
        found = batch.sweep(case, law, day, kind.name, children, explained=True)
    else:
        asks = [Ask(kind.name, {kind.roles[0]: (child,)}) for child in children]
        found = assess_all(case, law, day, asks)
    if not found:
        needed = " ".join(f"--role {role}=KEY" for role in kind.roles)
        raise QuestionError(f"The case names nobody to ask about; write {needed}.")
    return found


@app.command(epilog="Example: kinstead relatives torres.yaml --child mia")
@guard
def relatives(
    case: CasePath,
    child: Annotated[str, typer.Option("--child", help="The child's key.")],
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """List everyone who may count as a relative.

    With the relation, the path that leads to it, the clause, and what is missing.
    """
    loaded, day, law = read_case(case), read_day(as_of), policy()
    if child not in loaded.people:
        raise QuestionError(f"child: nobody in the case is called {child!r}.")
    found = [
        each
        for each in batch.sweep(loaded, law, day, "relative", [child], explained=True)
        if each.relations
    ]
    if as_json:
        print_json(report.to_json(found))
    elif found:
        headings = ("person", "relation", "verdict", "how", "clause", "open")
        print_table(headings, (_relative_row(loaded, each) for each in found))
    else:
        typer.echo(f"Nobody in the case may count as a relative of {child} on {day}.")


def _relative_row(case: Case, found: Assessment) -> tuple[str, ...]:
    return (
        case.name_of(case.node(found.roles["candidate"][0])),
        ", ".join(relation.label for relation in found.relations),
        verdict_words(found.verdict),
        "; ".join(dict.fromkeys(relation.path for relation in found.relations)),
        "; ".join(dict.fromkeys(c for r in found.relations for c in r.clauses)),
        "; ".join(c.message for c in found.checks if c.status not in SETTLED),
    )


@app.command(epilog="Example: kinstead kinship family.ged --tsv > kinship.tsv")
@guard
def kinship(
    case: CasePath,
    tsv: Annotated[bool, typer.Option("--tsv", help="Tab-separated.")] = False,
    as_json: AsJson = False,
) -> None:
    """List who is related to whom by genealogy.

    Every recorded parentage and union counts, whatever the law makes of it.
    """
    loaded = read_case(case)
    rows = genealogy(loaded, policy())
    if as_json:
        keys = ("subject", "relative", "relation")
        print_json([dict(zip(keys, row, strict=True)) for row in rows])
    elif tsv or not console().is_terminal:
        for row in rows:
            typer.echo("\t".join(row))
    else:
        named = {key: loaded.name_of(loaded.node(key)) for key in loaded.people}
        told = ((named[one], named[other], tie.replace("_", " ")) for one, other, tie in rows)
        print_table(("subject", "relative", "relation"), told)


@app.command(epilog="Example: kinstead due torres.yaml --within 14d")
@guard
def due(
    case: CasePath,
    within: Annotated[str, typer.Option("--within", help="Only what is due within: 14d.")] = "",
    *,
    reader: Reader = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """List what is due or overdue, the earliest first.

    Exit status: 1 where something is overdue, else 0.
    """
    loaded, day = read_case(case), read_day(as_of)
    if within and not re.fullmatch(r"[0-9]{1,5}d", within):
        raise QuestionError(f"{within!r} is no number of days; write for example 14d.")
    span = min(timedelta(int(within[:-1])), date.max - day) if within else None
    if reader:
        shown = redacted(loaded, day, reader)
        loaded, found = shown.case, shown.find_due(span)
        _tell_reader(shown, as_json=as_json)
    else:
        found = batch.find_due(loaded, policy(), day, span)
    if as_json:
        rows = [
            report.check_json(each.check, day) | {"roles": report.roles_json(each.assessment.roles)}
            for each in found
        ]
        print_json(rows)
    elif found:
        rows_told = (_due_row(loaded, each) for each in found)
        print_table(("child", *CHECK_HEADINGS), rows_told)
    else:
        typer.echo(f"Nothing is due or overdue on {day}.")
    late = any(each.check.status is Status.OVERDUE for each in found)
    raise typer.Exit(1 if late else 0)


def _due_row(case: Case, found: batch.Obligation) -> tuple[str, ...]:
    children = found.assessment.roles.get("child", ())
    names = ", ".join(case.name_of(case.node(key)) for key in children)
    return (names, *check_row(found.check, case))


@app.command(
    epilog="Example: kinstead explain torres.yaml -q relative --role child=mia --role candidate=ana"
)
@guard
def explain(
    case: CasePath,
    question: Question = "placement",
    role: Roles = [],  # noqa: B006 - typer copies it
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Show how each check of a question was decided.

    From the check over the rules and their clauses down to the rows of the case.
    """
    loaded, day, law = read_case(case), read_day(as_of), policy()
    found = assess_all(loaded, law, day, read_asks(_kind(law, question), role))
    if as_json:
        print_json(report.to_json(found))
        return
    out = console()
    for answer in found:
        typer.echo(headline(loaded, answer))
        for relation in answer.relations:
            standing = STANDINGS[relation.standing]
            out.print(grow_tree(f"{relation.label} ({standing})", relation.steps))
        for each in worst_first(answer):
            if each.status is not Status.NOT_APPLICABLE:
                title = f"{status_words(each.status)}: {each.name} [{'; '.join(each.clauses)}]"
                out.print(grow_tree(title, each.because))
