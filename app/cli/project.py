"""Commands about the project itself: its scenarios, its own Turtle, and the app."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.inputs import guard, read_case
from app.errors import QuestionError
from app.lint import problems
from app.ontology import check_consistency
from app.policy import Policy, policy
from app.scenarios import find_scenarios, run
from app.store import user_folder
from app.terms import ROOT, write_context
from loaders.scenario import Asked

_HERE = "127.0.0.1"

app = typer.Typer()
ontology_app = typer.Typer(no_args_is_help=True, help="The project's own Turtle.")
app.add_typer(ontology_app, name="ontology")


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
