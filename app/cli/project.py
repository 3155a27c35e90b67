"""Commands about the law, the project's own Turtle, files, and the app."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from textwrap import indent
from typing import Annotated, Any

import typer

from app import report
from app.cli.inputs import AsJson, CasePath, guard, read_case, write_new
from app.cli.printing import print_json, print_table
from app.coverage import ClauseCoverage, measure
from app.errors import QuestionError
from app.lint import problems
from app.model import Clause
from app.mutation import describe, find_survivors
from app.ontology import check_consistency
from app.policy import Policy, policy
from app.rulebook.search import Wanted, rulebook
from app.scenarios import find_scenarios, run
from app.store import user_folder
from app.terms import ROOT, local_name, write_context
from loaders import load
from loaders.document import dump
from loaders.export import FORMATS, Format, export
from loaders.policy_text import Matching, keep, kept_passages, match
from loaders.policy_text import read as read_policy_text
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

    The official text stands below where it was kept (`kinstead text FILE --keep`). With
    --search, list the clauses that hold some words: the best match first.
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
    kept = kept_passages(user_folder().path)
    if as_json:
        print_json(
            [
                report.clause_json(each, _encoders(law, each))
                | {"official_text": kept[each.identifier].text if each.identifier in kept else None}
                for each in found
            ]
        )
        return
    for each in found:
        typer.echo(f"{each.identifier}  ({each.kind}; {each.family})")
        typer.echo(f"  {each.summary}")
        for title, text in (
            ("Applies when", each.applies_when),
            ("By", each.deadline),
            ("Who", "; ".join(each.bearers)),
            ("Forms", "; ".join(each.forms)),
            ("Encoded by", "; ".join(_encoders(law, each)) or "nothing"),
            ("In force from", str(each.in_force_from or "")),
            ("Wording of", str(each.wording_of or "")),
        ):
            if text:
                typer.echo(f"  {title}: {text}")
        for note in each.notes:
            typer.echo(f"  Note: {note}")
        passage = kept.get(each.identifier)
        if passage:
            guessed = ", its label inferred" if passage.inferred else ""
            typer.echo(f"  Official text of {passage.label}{guessed}:")
            typer.echo(indent(passage.text, "    "))


def _encoders(law: Policy, clause: Clause) -> list[str]:
    return [local_name(each) for each in law.encoders(clause)]


@app.command("text", epilog="Example: kinstead text rule-301.txt ap-33.txt --keep")
@guard
def text_command(
    files: Annotated[list[Path], typer.Argument(help="Rule 301 or AP #33 as published, as text.")],
    kept: Annotated[
        bool, typer.Option("--keep", help="Keep the text in your folder, beside the cases.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Match the official text to the clauses.

    Says how many clauses found their passage, and lists the rest with the reason. The text
    stays on this machine.
    """
    register = policy().register
    found = [match(read_policy_text(file), register) for file in files]
    written = [keep(user_folder().path, each) if kept else None for each in found]
    if as_json:
        print_json([_matching_json(*each) for each in zip(found, written, strict=True)])
    else:
        for matching, place in zip(found, written, strict=True):
            _print_matching(matching, place)
    raise typer.Exit(1 if any(each.unmatched for each in found) else 0)


def _print_matching(found: Matching, written: Path | None) -> None:
    inferred = sum(each.inferred for each in found.matched.values())
    typer.echo(
        f"{found.text.file}: {found.text.document.name}, {len(found.matched)} of {found.total} "
        f"clauses matched ({inferred} by an inferred label)"
    )
    for clause_left in found.unmatched:
        typer.echo(f"  not matched: {clause_left.identifier}: {clause_left.why}")
    for passage in found.unclaimed:
        typer.echo(f"  no clause for: {passage.label} (line {passage.line})")
    if written:
        typer.echo(f"  kept in {written}")


def _matching_json(found: Matching, written: Path | None) -> dict[str, Any]:
    return {
        "file": found.text.file,
        "document": found.text.document.name,
        "clauses": found.total,
        "matched": {
            name: {"label": each.label, "line": each.line, "inferred": each.inferred}
            for name, each in found.matched.items()
        },
        "unmatched": [{"clause": each.identifier, "why": each.why} for each in found.unmatched],
        "no_clause": [{"label": each.label, "line": each.line} for each in found.unclaimed],
        "kept": str(written) if written else None,
    }


def _search_clauses(words: str, law: Policy, *, as_json: bool) -> None:
    """List the clauses that hold some words, those that hold all of them first."""
    found = rulebook(law).search(Wanted(words=words))
    if as_json:
        print_json([report.clause_json(c, _encoders(law, c)) for c in found.clauses])
    elif found.clauses:
        rows = [
            (each.identifier, each.kind, "yes" if law.encoders(each) else "no", each.summary)
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
    file: Annotated[Path, typer.Argument(help="A workbook, a folder of csv, GEDCOM, or RDF.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The YAML case to write.")],
) -> None:
    """Turn a workbook, a GEDCOM or an RDF file into a YAML case.

    What could not be mapped is listed, so that nothing is lost unseen.
    """
    if output.suffix not in (".yaml", ".yml"):
        raise QuestionError(f"{output} is no name for a case; end it in .yaml.")
    loaded = load(file)
    write_new(output, lambda path: path.write_text(dump(loaded.case), encoding="utf-8"))
    typer.echo(f"{output}: {len(loaded.case.people)} people")
    for unmapped in loaded.unmapped:
        typer.echo(f"not mapped: {unmapped}")


@app.command("export", epilog="Example: kinstead export torres.yaml --to torres.ttl")
@guard
def export_case(
    case: CasePath,
    to: Annotated[Path, typer.Option("--to", help="The file to write; its ending says the kind.")],
    kind: Annotated[
        str, typer.Option("--format", help=f"The kind, whatever the ending: {', '.join(FORMATS)}.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Write a case as a file of another kind.

    What that kind of file cannot hold is listed, so that nothing is lost unseen.
    """
    chosen = _chosen_format(to, kind)
    held = read_case(case)
    content, losses = export(held, chosen.name)
    write_new(to, lambda path: path.write_bytes(content))
    if as_json:
        lost = [asdict(loss) for loss in losses]
        print_json({"file": str(to), "format": chosen.name, "not_kept": lost})
        return
    typer.echo(f"{to}: {len(held.people)} people, as {chosen.title}")
    for loss in losses:
        typer.echo(f"not kept: {loss}")


def _chosen_format(to: Path, kind: str) -> Format:
    if kind:
        if kind not in FORMATS:
            raise QuestionError(f"No format is called {kind!r}. {nearest(kind, FORMATS)}")
        return FORMATS[kind]
    endings = {".yml": "yaml", ".json": "json-ld"}
    endings |= {each.suffix: name for name, each in FORMATS.items()}
    name = endings.get(to.suffix.lower())
    if name is None:
        known = ", ".join(each.suffix for each in FORMATS.values())
        raise QuestionError(f"{to}: end it in one of {known}, or name a --format.")
    return FORMATS[name]


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
