"""Commands about the law, the project's own Turtle, files, and the app."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from app import report
from app.cli.inputs import AsJson, guard, read_case
from app.cli.printing import console, make_table, print_json
from app.coverage import find_encodings, measure
from app.errors import QuestionError
from app.lint import problems
from app.mutation import describe, find_survivors
from app.ontology import check_consistency
from app.policy import policy
from app.scenarios import find_scenarios, run
from app.store import user_folder
from app.terms import ROOT, write_context
from loaders import load
from loaders.document import dump
from loaders.template import write_template

app = typer.Typer()
ontology_app = typer.Typer(no_args_is_help=True, help="The project's own Turtle.")
app.add_typer(ontology_app, name="ontology")


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
        print_json(rows)
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
    survivors: Annotated[
        bool, typer.Option("--survivors", help="List parts whose removal no scenario notices.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Count the checkable clauses that are encoded and exercised, family by family."""
    law = policy()
    outcomes = [run(asked, law) for asked in find_scenarios([ROOT / "tests" / "scenarios"])]
    if survivors:
        found_survivors = [describe(mutant) for mutant in find_survivors(law, outcomes)]
        for line in found_survivors:
            typer.echo(line)
        typer.echo(f"{len(found_survivors)} survivors")
        raise typer.Exit(1 if found_survivors else 0)
    found = measure(law, [each.asked for each in outcomes if not each.differences])
    if family and family not in found.families:
        raise QuestionError(
            f"No family is called {family!r}. Families: {', '.join(found.families)}."
        )
    if as_json:
        print_json(report.coverage_json(found))
        return
    headings = (
        ("clause", "encoded by", "asks")
        if family
        else ("family", "checkable", "encoded", "complete")
    )
    table = make_table(*headings)
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
        environment["KINSTEAD_CASE"] = user_folder().adopt(case)
    options = {
        "server.address": "127.0.0.1",
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
