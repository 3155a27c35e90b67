"""The command that begins a clause."""

from __future__ import annotations

from typing import Annotated

import typer

from app import scaffolding
from app.cli.inputs import guard
from app.policy import policy

app = typer.Typer()


@app.command(
    "new-clause",
    epilog="Example: kinstead new-clause '301.90(b)(5)(A)' --name TreatmentPlan",
)
@guard
def new_clause(
    identifier: Annotated[str, typer.Argument(help="A clause that nothing encodes yet.")],
    *,
    name: Annotated[
        str, typer.Option("--name", help="What its terms are called, as TreatmentPlan.")
    ] = "",
    question: Annotated[
        str, typer.Option("--question", "-q", help="The question that it helps to decide.")
    ] = "",
    record: Annotated[
        str, typer.Option("--record", help="The section of case files that shows what was done.")
    ] = "",
    runs_from: Annotated[
        str, typer.Option("--runs-from", help="The section from whose rows its limit runs.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say where the stubs would go; write nothing.")
    ] = False,
) -> None:
    """Begin a clause: stubs in the right files, to be filled in.

    Nothing that is there is changed. While a TODO is left, `kinstead ontology check` and
    `kinstead test` are red. CONTRIBUTING.md says how to go on.
    """
    found = scaffolding.begin(
        policy(), identifier, name=name, question=question, record=record, runs_from=runs_from
    )
    if not dry_run:
        found.write()
    clause = found.clause
    typer.echo(f"{clause.identifier}  ({clause.kind}; {clause.family})")
    for title, text in (
        ("Asks", clause.summary),
        ("Applies when", clause.applies_when),
        ("By", clause.deadline),
        ("Who", "; ".join(clause.bearers)),
        ("Facts", clause.facts_needed),
        *(("Note", note) for note in clause.notes),
    ):
        if text:
            typer.echo(f"  {title}: {text}")
    typer.echo("To fill in:")
    for piece in found.pieces:
        lines = ", ".join(map(str, piece.open_points()))
        kind = "" if piece.held else " (new)"
        typer.echo(f"  {piece.path}{kind}: {f'lines {lines}' if lines else 'nothing'}")
    if found.by_hand:
        typer.echo("By hand:")
    for each in found.by_hand:
        typer.echo(f"  {each}")
