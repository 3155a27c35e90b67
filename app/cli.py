"""The command line `kinstead`: questions, sweeps, duties, explanations, the register, the tests.

Exit status: 0 everything met, 1 something is not, 2 the input or the call is wrong.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer
from loaders.workbook import write_template
from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from app import batch, report
from app.case import Case
from app.coverage import find_encodings, measure
from app.decisions import assess, assess_all
from app.errors import KinsteadError, QuestionError
from app.lint import problems
from app.model import Assessment, Check, Status, Step, Verdict
from app.network import genealogy, path_sentence
from app.ontology import check_consistency
from app.policy import policy
from app.reasoning import Ask, derive
from app.scenarios import find_scenarios, run
from app.terms import ROOT, write_context
from app.wording import status_words, verdict_words
from loaders import load
from loaders.document import dump

app = typer.Typer(
    name="kinstead",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Answers policy questions about a child's family on a date, with clause and facts.",
)
ontology_app = typer.Typer(no_args_is_help=True, help="The project's own Turtle.")
app.add_typer(ontology_app, name="ontology")

CasePath = Annotated[Path, typer.Argument(help="A case: YAML, xlsx, a folder of csv, or GEDCOM.")]
AsOf = Annotated[str, typer.Option("--as-of", help="The date asked about, YYYY-MM-DD (today).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Roles = Annotated[list[str], typer.Option("--role", help="Who fills a role: child=mia.")]
Question = Annotated[str, typer.Option("--question", "-q", help="What is asked.")]

_OPEN = (Status.MET, Status.NOT_APPLICABLE)


def console() -> Console:
    """A console that prints tables in a terminal and plain lines where it is piped."""
    width = None if sys.stdout.isatty() else 200
    return Console(width=width, highlight=False, no_color=not sys.stdout.isatty())


def guard(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose errors of input or call are printed, with exit status 2."""

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except KinsteadError as error:
            Console(stderr=True, highlight=False).print(str(error), markup=False)
            raise typer.Exit(2) from error

    return guarded


def read_day(text: str) -> date:
    """The date a user wrote, today where it is empty.

    Raises:
        QuestionError: it is no date.
    """
    if not text:
        return date.today()  # noqa: DTZ011 - the edge where today enters
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise QuestionError(f"{text!r} is no date; write YYYY-MM-DD.") from error


def read_case(path: Path) -> Case:
    """The case of a file; what could not be mapped is printed to standard error."""
    loaded = load(path)
    for unmapped in loaded.unmapped:
        Console(stderr=True, highlight=False).print(f"not mapped: {unmapped}", markup=False)
    return loaded.case


def read_roles(pairs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Roles from `role=key` pairs; a role given twice is filled by both.

    Raises:
        QuestionError: a pair has no `=`.
    """
    roles: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        role, sign, key = pair.partition("=")
        if not sign or not key:
            raise QuestionError(f"{pair!r} is no role; write for example child=mia.")
        roles[role] = (*roles.get(role, ()), key)
    return roles


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
        typer.echo(json.dumps(report.to_json(found), indent=2, ensure_ascii=False))
    else:
        _print_assessments(loaded, found)
    raise typer.Exit(0 if all(each.verdict is Verdict.PERMITTED for each in found) else 1)


def _split(question: str, roles: tuple[str, ...], given: dict[str, tuple[str, ...]]) -> list[Ask]:
    """One ask for each child where several are given (a sibling group with one caregiver)."""
    children = given.get("child", ())
    if "child" in roles and len(children) > 1:
        return [Ask(question, {**given, "child": (child,)}) for child in children]
    return [Ask(question, given)]


def _print_assessments(case: Case, found: Iterable[Assessment]) -> None:
    out = console()
    for each in found:
        people = ", ".join(
            f"{role} {case.name_of(case.node(key))}"
            for role, keys in each.roles.items()
            for key in keys
        )
        out.print(
            f"{verdict_words(each.verdict)}: {each.question} ({people}), {each.as_of}", markup=False
        )
        for relation in each.relations:
            sentence = f"  {relation.label} ({relation.standing})"
            out.print(sentence, markup=False)
        open_points = [c for c in each.checks if c.status not in _OPEN]
        if open_points:
            out.print(_check_table(open_points, case))
        for caution in (*each.cautions, *(f"{n.since}: {n.title}" for n in each.notices)):
            out.print(f"  Note: {caution}", markup=False)
        out.print(f"  Law: {each.law}\n", markup=False)


def _check_table(checks: Iterable[Check], case: Case) -> Table:
    table = Table(box=None if not sys.stdout.isatty() else Table().box, show_edge=False)
    for heading in ("status", "about", "what", "clause", "due", "what to do"):
        table.add_column(heading, overflow="fold")
    for each in checks:
        about = case.name_of(case.node(each.about)) if each.about else ""
        table.add_row(
            status_words(each.status),
            about,
            each.message,
            "; ".join(each.clauses),
            str(each.due or ""),
            each.remedy or "",
        )
    return table


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
        typer.echo(json.dumps(report.to_json(found), indent=2, ensure_ascii=False))
        return
    derivation = derive(loaded, law, day, [])
    table = Table(box=None if not sys.stdout.isatty() else Table().box, show_edge=False)
    for heading in ("person", "relation", "verdict", "how", "clause", "open"):
        table.add_column(heading, overflow="fold")
    for each in found:
        candidate = each.roles["candidate"][0]
        table.add_row(
            loaded.name_of(loaded.node(candidate)),
            ", ".join(relation.label for relation in each.relations),
            verdict_words(each.verdict),
            path_sentence(loaded, derivation, child, candidate),
            "; ".join(dict.fromkeys(c for r in each.relations for c in r.clauses)),
            "; ".join(c.message for c in each.checks if c.status not in _OPEN),
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
        typer.echo(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], indent=2))
    elif tsv or not sys.stdout.isatty():
        for row in rows:
            typer.echo("\t".join(row))
    else:
        table = Table("subject", "relative", "relation")
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
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        console().print(_check_table([each.check for each in found], loaded))
    late = any(each.check.status is Status.OVERDUE for each in found)
    raise typer.Exit(1 if late else 0)


@app.command(
    epilog="Example: kinstead explain torres.yaml -q relative --role child=mia --role candidate=rosa"
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
        typer.echo(json.dumps(report.to_json([found]), indent=2, ensure_ascii=False))
        return
    out = console()
    out.print(f"{verdict_words(found.verdict)}: {question}, {day}", markup=False)
    for relation in found.relations:
        out.print(_tree(f"{relation.label} ({relation.standing})", relation.steps))
    for each in found.checks:
        if each.status is not Status.NOT_APPLICABLE:
            title = f"{status_words(each.status)}: {each.name} [{'; '.join(each.clauses)}]"
            out.print(_tree(title, each.because))


def _tree(title: str, steps: Iterable[Step]) -> Tree:
    tree = Tree(_plain(title))
    for step in steps:
        _grow(tree, step)
    return tree


def _grow(tree: Tree, step: Step) -> None:
    words = step.sentence
    if step.fact:
        words += f" ({step.fact.source})"
    elif step.clauses:
        words += f" [{'; '.join(step.clauses)}]"
    branch = tree.add(_plain(words))
    for premise in step.premises:
        _grow(branch, premise)


def _plain(words: str) -> Text:
    return Text(words)


@app.command(epilog="Example: kinstead clause '301.80(h)(12)'")
@guard
def clause(
    identifier: Annotated[str, typer.Argument(help="The clause, or the start of its identifier.")],
    as_json: AsJson = False,
) -> None:
    """Show a clause: what it says in our words, and what encodes it."""
    law = policy()
    exact = law.register.by_identifier(identifier)
    known = sorted(law.register.clauses.values(), key=lambda each: each.identifier)
    found = [exact] if exact else [c for c in known if c.identifier.startswith(identifier)]
    if not found:
        raise QuestionError(f"No clause is called {identifier!r}.")
    encoded = find_encodings()
    if as_json:
        rows = [report.clause_json(each, encoded.get(each.iri, ())) for each in found]
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    out = console()
    for each in found:
        out.print(f"{each.identifier}  ({each.kind}; {each.family})", markup=False)
        out.print(f"  {each.summary}", markup=False)
        for title, text in (
            ("Applies when", each.applies_when),
            ("By", each.deadline),
            ("Who", "; ".join(each.bearers)),
            ("Forms", "; ".join(each.forms)),
            ("Encoded by", "; ".join(encoded.get(each.iri, ())) or "nothing"),
            ("In force from", str(each.in_force_from or "")),
            ("Wording of", str(each.wording_of or "")),
        ):
            if text:
                out.print(f"  {title}: {text}", markup=False)
        for note in each.notes:
            out.print(f"  Note: {note}", markup=False)


@app.command(epilog="Example: kinstead coverage --family relative-definition")
@guard
def coverage(
    family: Annotated[str, typer.Option("--family", help="List the clauses of one family.")] = "",
    as_json: AsJson = False,
) -> None:
    """Count the checkable clauses that are encoded and exercised, family by family."""
    law = policy()
    outcomes = [run(asked, law) for asked in find_scenarios([ROOT / "tests" / "scenarios"])]
    found = measure(law, outcomes)
    if family and family not in found.families:
        raise QuestionError(
            f"No family is called {family!r}. Families: {', '.join(found.families)}."
        )
    if as_json:
        typer.echo(json.dumps(report.coverage_json(found), indent=2, ensure_ascii=False))
        return
    table = Table(box=None if not sys.stdout.isatty() else Table().box, show_edge=False)
    headings = (
        ("clause", "encoded by", "asks")
        if family
        else ("family", "checkable", "encoded", "complete")
    )
    for heading in headings:
        table.add_column(heading, overflow="fold")
    if family:
        for each in found.families[family]:
            asks = "; ".join(f"{status} {len(names)}" for status, names in each.asks.items())
            mark = "" if each.complete else "INCOMPLETE "
            table.add_row(each.clause.identifier, ", ".join(each.encoded_by), mark + asks)
    else:
        for name, clauses in found.families.items():
            encoded = sum(bool(each.encoded_by) for each in clauses)
            complete = sum(each.complete for each in clauses)
            table.add_row(name, str(len(clauses)), str(encoded), str(complete))
    console().print(table)
    for term, other in found.outside_law:
        console().print(f"Rests on law outside the documents: {term} ({other})", markup=False)


@app.command(epilog="Example: kinstead test tests/scenarios")
@guard
def test(
    paths: Annotated[list[Path], typer.Argument(help="Scenario files or folders of them.")],
) -> None:
    """Run scenarios; ends with `N passed, N failed`."""
    law, failed, passed = policy(), 0, 0
    for asked in find_scenarios(paths):
        outcome = run(asked, law)
        if outcome.differences:
            failed += 1
            typer.echo(f"FAILED {asked.where} {asked.name}: {asked.question}")
            for difference in outcome.differences:
                typer.echo(f"    {difference}")
        else:
            passed += 1
    typer.echo(f"{passed} passed, {failed} failed")
    raise typer.Exit(1 if failed or not passed else 0)


@app.command("import", epilog="Example: kinstead import family.ged -o family.yaml")
@guard
def import_file(
    file: Annotated[Path, typer.Argument(help="A workbook, a folder of csv, or a GEDCOM file.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The YAML case to write.")],
) -> None:
    """Turn a file into a YAML case; what could not be mapped is listed."""
    loaded = load(file)
    output.write_text(dump(loaded.case), encoding="utf-8")
    typer.echo(f"{output}: {len(loaded.case.people)} people")
    for unmapped in loaded.unmapped:
        typer.echo(f"not mapped: {unmapped}")


@app.command(epilog="Example: kinstead template family.xlsx")
@guard
def template(
    output: Annotated[Path, typer.Argument(help="An .xlsx file, or a folder for csv files.")],
) -> None:
    """Write an empty workbook with every sheet, column and choice explained."""
    write_template(output)
    typer.echo(f"{output} is ready to be filled in.")


@ontology_app.command("check", epilog="Example: kinstead ontology check examples/torres.yaml")
@guard
def ontology_check(
    cases: Annotated[list[Path], typer.Argument(help="Cases to check with the words.")] = [],  # noqa: B006 - typer copies it
) -> None:
    """Check our own Turtle: the lints, and consistency under Pellet, alone and with cases."""
    findings = problems(policy())
    for finding in findings:
        typer.echo(str(finding))
    broken = bool(findings)
    for path in [None, *cases]:
        result = check_consistency(read_case(path) if path else None)
        name = path.name if path else "the vocabulary"
        typer.echo(f"{name}: {'consistent' if result.consistent else 'inconsistent'}")
        for line in result.explanation:
            typer.echo(f"    {line}")
        broken = broken or not result.consistent
    raise typer.Exit(1 if broken else 0)


@ontology_app.command("context", epilog="Example: kinstead ontology context")
@guard
def ontology_context() -> None:
    """Write the JSON-LD context anew from the ontology."""
    typer.echo(f"{write_context()} is written.")


@app.command(epilog="Example: kinstead serve --port 8501")
@guard
def serve(
    case: Annotated[Path | None, typer.Argument(help="A case to open.")] = None,
    port: Annotated[int, typer.Option("--port", help="The port on this machine.")] = 8501,
    headless: Annotated[bool, typer.Option("--headless", help="Open no browser.")] = False,
) -> None:
    """Open the app on this machine only, on an example case or on a case of yours."""
    environment = dict(os.environ)
    if case is not None:
        read_case(case)
        environment["KINSTEAD_OPEN"] = str(case.resolve())
    options = {
        "server.address": "127.0.0.1",
        "server.port": str(port),
        "server.headless": str(headless).lower(),
        "browser.gatherUsageStats": "false",
        "runner.magicEnabled": "false",
        "client.showErrorDetails": "none",
        "client.toolbarMode": "minimal",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), *flags]
    raise typer.Exit(subprocess.call(command, env=environment, cwd=ROOT))  # noqa: S603 - our own words


def main() -> None:
    """The entry point of the command `kinstead`."""
    app()
