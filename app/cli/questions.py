"""Commands that ask something of a case."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

import typer

from app import batch, report
from app.cli.inputs import (
    AsJson,
    AsOf,
    CasePath,
    Question,
    Roles,
    guard,
    read_case,
    read_day,
    read_roles,
)
from app.cli.printing import (
    QUIET,
    check_table,
    console,
    grow_tree,
    make_table,
    print_assessments,
    print_json,
)
from app.decisions import assess, assess_all
from app.errors import QuestionError
from app.model import Status, Verdict
from app.network import genealogy
from app.policy import policy
from app.reasoning import Ask
from app.wording import status_words, verdict_words

app = typer.Typer()


@app.command(epilog="Example: kinstead check torres.yaml --role child=mia --role candidate=rosa")
@guard
def check(
    case: CasePath,
    question: Question = "placement",
    role: Roles = [],  # noqa: B006 - typer copies it
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Answer a question; without roles, for every child with every candidate."""
    loaded, day, law = read_case(case), read_day(as_of), policy()
    kind, roles = law.question(question), read_roles(role)
    if roles or not kind.roles:
        found = assess_all(loaded, law, day, _split(question, kind.roles, roles))
    elif set(kind.roles) == {"child", "candidate"}:
        children = batch.children_of(loaded)
        found = batch.sweep(loaded, law, day, question, children, explained=True)
    else:
        asks = [Ask(question, {kind.roles[0]: (child,)}) for child in batch.children_of(loaded)]
        found = assess_all(loaded, law, day, asks)
    if as_json:
        print_json(report.to_json(found))
    else:
        print_assessments(loaded, found)
    raise typer.Exit(0 if all(each.verdict is Verdict.PERMITTED for each in found) else 1)


def _split(question: str, roles: tuple[str, ...], given: dict[str, tuple[str, ...]]) -> list[Ask]:
    """One ask for each child where several are given (a sibling group with one caregiver)."""
    children = given.get("child", ())
    if "child" in roles and len(children) > 1:
        return [Ask(question, {**given, "child": (child,)}) for child in children]
    return [Ask(question, given)]


@app.command(epilog="Example: kinstead relatives torres.yaml --child mia")
@guard
def relatives(
    case: CasePath,
    child: Annotated[str, typer.Option("--child", help="The child's key.")],
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """List everyone who may count as a relative: relation, path, clause, what is missing."""
    loaded, day, law = read_case(case), read_day(as_of), policy()
    found = [
        each
        for each in batch.sweep(loaded, law, day, "relative", [child], explained=True)
        if each.relations
    ]
    if as_json:
        print_json(report.to_json(found))
        return
    table = make_table("person", "relation", "verdict", "how", "clause", "open")
    for each in found:
        candidate = each.roles["candidate"][0]
        table.add_row(
            loaded.name_of(loaded.node(candidate)),
            ", ".join(relation.label for relation in each.relations),
            verdict_words(each.verdict),
            "; ".join(dict.fromkeys(relation.path for relation in each.relations)),
            "; ".join(dict.fromkeys(c for r in each.relations for c in r.clauses)),
            "; ".join(c.message for c in each.checks if c.status not in QUIET),
        )
    console().print(table)


@app.command(epilog="Example: kinstead kinship family.ged --tsv > kinship.tsv")
@guard
def kinship(
    case: CasePath,
    tsv: Annotated[bool, typer.Option("--tsv", help="Tab-separated.")] = False,
    as_json: AsJson = False,
) -> None:
    """List every relation in the family by genealogy: subject, relative, relation."""
    loaded = read_case(case)
    rows = genealogy(loaded, policy())
    if as_json:
        keys = ("subject", "relative", "relation")
        print_json([dict(zip(keys, row, strict=True)) for row in rows])
    elif tsv or not console().is_terminal:
        for row in rows:
            typer.echo("\t".join(row))
    else:
        table = make_table("subject", "relative", "relation")
        for subject, relative, relation in rows:
            names = [loaded.name_of(loaded.node(key)) for key in (subject, relative)]
            table.add_row(*names, relation.replace("_", " "))
        console().print(table)


@app.command(epilog="Example: kinstead due torres.yaml --within 14d")
@guard
def due(
    case: CasePath,
    within: Annotated[str, typer.Option("--within", help="Only what is due within: 14d.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """List what is due or overdue, the earliest first."""
    loaded, day = read_case(case), read_day(as_of)
    if within and not re.fullmatch(r"\d+d", within):
        raise QuestionError(f"{within!r} is no number of days; write for example 14d.")
    span = timedelta(days=int(within[:-1])) if within else None
    found = batch.find_due(loaded, policy(), day, span)
    if as_json:
        rows = [
            report.check_json(each.check, day) | {"roles": dict(each.assessment.roles)}
            for each in found
        ]
        print_json(rows)
    else:
        console().print(check_table([each.check for each in found], loaded))
    late = any(each.check.status is Status.OVERDUE for each in found)
    raise typer.Exit(1 if late else 0)


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
    """Show how each check of a question was decided, down to the rows of the case."""
    loaded, day, law = read_case(case), read_day(as_of), policy()
    found = assess(loaded, law, day, Ask(question, read_roles(role)))
    if as_json:
        print_json(report.to_json([found]))
        return
    out = console()
    out.print(f"{verdict_words(found.verdict)}: {question}, {day}", markup=False)
    for relation in found.relations:
        out.print(grow_tree(f"{relation.label} ({relation.standing})", relation.steps))
    for each in found.checks:
        if each.status is not Status.NOT_APPLICABLE:
            title = f"{status_words(each.status)}: {each.name} [{'; '.join(each.clauses)}]"
            out.print(grow_tree(title, each.because))
