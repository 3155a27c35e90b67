"""Commands that turn files into cases and cases into files."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.cli.inputs import (
    AsJson,
    AsOf,
    CasePath,
    Reader,
    guard,
    read_case,
    read_day,
    write_new,
)
from app.cli.printing import print_json
from app.cli.readers import redacted
from app.errors import QuestionError
from loaders import load
from loaders.document import dump
from loaders.export import FORMATS, Format, export
from loaders.rows import nearest
from loaders.template import write_template

app = typer.Typer()


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
    *,
    reader: Reader = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Write a case as a file of another kind.

    What that kind of file cannot hold is listed, so that nothing is lost unseen. With a reader
    the file holds nothing that tells that person who and where a withheld caregiver is.
    """
    chosen = _chosen_format(to, kind)
    shown = redacted(read_case(case), read_day(as_of), reader)
    held = shown.case
    content, losses = export(held, chosen.name, shown.sentences)
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
