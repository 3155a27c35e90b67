"""Commands about the law, the project's own Turtle, files, and the app."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from app import report
from app.cli.inputs import AsJson, guard, read_case, write_new
from app.cli.printing import print_json, print_table
from app.coverage import ClauseCoverage, find_encodings, measure
from app.errors import QuestionError
from app.lint import problems
from app.mutation import describe, find_survivors
from app.ontology import check_consistency
from app.policy import Policy, policy
from app.rulebook.search import Wanted, rulebook
from app.scenarios import find_scenarios, run
from app.store import user_folder
from app.terms import ROOT, write_context
from loaders import load
from loaders.document import dump
from loaders.rows import nearest
from loaders.scenario import Asked
from loaders.template import write_template

_HERE = "127.0.0.1"

app = typer.Typer()
ontology_app = typer.Typer(no_args_is_help=True, help="The project's own Turtle.")
app.add_typer(ontology_app, name="ontology")


@app.command(epilog="Example: kinstead clause --search '30 days notice'")
@guard
def clause(
    identifier: Annotated[
        str, typer.Argument(help="The clause, or the start of its identifier.")
    ] = "",
    search: Annotated[
        str, typer.Option("--search", "-s", help="Words, numbers or a citation to look for.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show a clause in our words, and what encodes it.

    With --search, list the clauses that hold some words: the best match first.
    """
    law = policy()
    if bool(identifier) == bool(search):
        raise QuestionError("Give either a clause or --search WORDS.")
    if search:
        _search_clauses(search, law, as_json=as_json)
        return
    exact = law.register.by_identifier(identifier)
    known = sorted(law.register.clauses.values(), key=lambda each: each.identifier)
    found = [exact] if exact else [c for c in known if c.identifier.startswith(identifier)]
    if not found:
        near = nearest(identifier, {each.identifier: each for each in known})
        raise QuestionError(f"No clause is called {identifier!r}. {near}")
    encoded = find_encodings()
    if as_json:
        rows = [report.clause_json(each, encoded.get(each.iri, ())) for each in found]
        print_json(rows)
        return
    for each in found:
        typer.echo(f"{each.identifier}  ({each.kind}; {each.family})")
        typer.echo(f"  {each.summary}")
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
                typer.echo(f"  {title}: {text}")
        for note in each.notes:
            typer.echo(f"  Note: {note}")


def _search_clauses(words: str, law: Policy, *, as_json: bool) -> None:
    """List the clauses that hold some words, those that hold all of them first."""
    found = rulebook(law).search(Wanted(words=words))
    encoded = find_encodings()
    if as_json:
        print_json([report.clause_json(c, encoded.get(c.iri, ())) for c in found.clauses])
    elif found.clauses:
        rows = [
            (each.identifier, each.kind, "yes" if each.iri in encoded else "no", each.summary)
            for each in found.clauses
        ]
        print_table(("clause", "kind", "encoded", "in our words"), rows)
    if found.loosely:
        typer.echo("No clause holds all of these words; these hold some.", err=True)
    if not found.clauses:
        raise QuestionError(f"No clause holds {words!r}.")


@app.command(epilog="Example: kinstead coverage --family relative-definition")
@guard
def coverage(
    family: Annotated[str, typer.Option("--family", help="List the clauses of one family.")] = "",
    survivors: Annotated[
        bool, typer.Option("--survivors", help="List parts whose removal no scenario notices.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Count the clauses that are encoded and exercised.

    Of every family, those that can be checked; what rests on other law is listed below.
    """
    law = policy()
    outcomes = [run(asked, law) for asked in find_scenarios([ROOT / "tests" / "scenarios"])]
    if survivors:
        unnoticed = []
        for mutant in find_survivors(law, outcomes):
            unnoticed.append(describe(mutant))
            typer.echo(unnoticed[-1])
        typer.echo(f"{len(unnoticed)} survivors")
        raise typer.Exit(1 if unnoticed else 0)
    found = measure(law, [each.asked for each in outcomes if not each.differences])
    if family and family not in found.families:
        raise QuestionError(
            f"No family is called {family!r}. Families: {', '.join(found.families)}."
        )
    if as_json:
        print_json(report.coverage_json(found))
        return
    if family:
        rows = [_clause_row(each) for each in found.families[family]]
        print_table(("clause", "encoded by", "asks"), rows)
    else:
        counts = [_family_row(name, clauses) for name, clauses in found.families.items()]
        print_table(("family", "checkable", "encoded", "complete"), counts)
    for term, other in found.outside_law:
        typer.echo(f"Rests on law outside the documents: {term} ({other})")


def _clause_row(found: ClauseCoverage) -> tuple[str, ...]:
    asks = "; ".join(f"{status} {len(names)}" for status, names in found.asks.items())
    mark = "" if found.complete else "INCOMPLETE "
    return found.clause.identifier, ", ".join(found.encoded_by), mark + asks


def _family_row(name: str, clauses: Sequence[ClauseCoverage]) -> tuple[str, ...]:
    encoded = sum(bool(each.encoded_by) for each in clauses)
    complete = sum(each.complete for each in clauses)
    return name, str(len(clauses)), str(encoded), str(complete)


@app.command(epilog="Example: kinstead test tests/scenarios")
@guard
def test(
    paths: Annotated[list[Path], typer.Argument(help="Scenario files or folders of them.")],
) -> None:
    """Run scenarios; ends with `N passed, N failed`."""
    law, failed, passed = policy(), 0, 0
    for asked in find_scenarios(paths):
        differences = _differences(asked, law)
        if differences:
            failed += 1
            typer.echo(f"FAILED {asked.where} {asked.name}: {asked.question}")
            for difference in differences:
                typer.echo(f"    {difference}")
        else:
            passed += 1
    typer.echo(f"{passed} passed, {failed} failed")
    raise typer.Exit(1 if failed or not passed else 0)


def _differences(asked: Asked, law: Policy) -> tuple[str, ...]:
    try:
        return run(asked, law).differences
    except QuestionError as error:
        return (str(error),)


@app.command("import", epilog="Example: kinstead import family.ged -o family.yaml")
@guard
def import_file(
    file: Annotated[Path, typer.Argument(help="A workbook, a folder of csv, or a GEDCOM file.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The YAML case to write.")],
) -> None:
    """Turn a workbook or GEDCOM file into a YAML case.

    What could not be mapped is listed, so that nothing is lost unseen.
    """
    if output.suffix not in (".yaml", ".yml"):
        raise QuestionError(f"{output} is no name for a case; end it in .yaml.")
    loaded = load(file)
    write_new(output, lambda path: path.write_text(dump(loaded.case), encoding="utf-8"))
    typer.echo(f"{output}: {len(loaded.case.people)} people")
    for unmapped in loaded.unmapped:
        typer.echo(f"not mapped: {unmapped}")


@app.command(epilog="Example: kinstead template family.xlsx")
@guard
def template(
    output: Annotated[Path, typer.Argument(help="An .xlsx file, or a folder for csv files.")],
) -> None:
    """Write an empty workbook to fill in.

    Every sheet, column and choice is explained in it.
    """
    if output.suffix.lower() not in (".xlsx", ""):
        raise QuestionError(f"{output}: end it in .xlsx, or name a folder for csv files.")
    write_new(output, write_template)
    typer.echo(f"{output} is ready to be filled in.")


@ontology_app.command("check", epilog="Example: kinstead ontology check examples/torres.yaml")
@guard
def ontology_check(
    cases: Annotated[list[Path], typer.Argument(help="Cases to check with the words.")] = [],  # noqa: B006 - typer copies it
) -> None:
    """Check our own Turtle: lints, and consistency.

    Pellet reasons over the vocabulary alone, and with each of the cases given.
    """
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


@app.command(epilog="Example: kinstead serve torres.yaml --port 8502")
@guard
def serve(
    case: Annotated[Path | None, typer.Argument(help="A case to open.")] = None,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port here.")] = 8501,
    headless: Annotated[bool, typer.Option("--headless", help="Open no browser.")] = False,
) -> None:
    """Open the app, on this machine only.

    Without a case it begins with a choice of examples and of your own cases.
    """
    with socket.socket() as probe:
        if probe.connect_ex((_HERE, port)) == 0:
            raise QuestionError(f"Port {port} is taken; give another, as --port {port + 1}.")
    environment = dict(os.environ)
    if case is not None:
        environment["KINSTEAD_CASE"] = user_folder().adopt(case)
    options = {
        "server.address": _HERE,
        "server.port": str(port),
        "server.headless": str(headless).lower(),
        "server.showEmailPrompt": "false",
        "browser.gatherUsageStats": "false",
        "runner.magicEnabled": "false",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": "false",
        "client.toolbarMode": "minimal",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), *flags]
    raise typer.Exit(subprocess.call(command, env=environment, cwd=ROOT))  # noqa: S603 - our own words
