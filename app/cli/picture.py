"""The command that saves a family picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.inputs import AsOf, CasePath, Reader, guard, read_case, read_day, write_new
from app.cli.readers import redacted
from app.errors import QuestionError
from app.genogram import draw, to_pdf, to_png

app = typer.Typer()
_WRITERS = {
    ".svg": lambda svg: svg.encode("utf-8"),
    ".png": to_png,
    ".pdf": to_pdf,
}


@app.command(epilog="Example: kinstead picture torres.yaml --child mia -o torres.png")
@guard
def picture(
    case: CasePath,
    output: Annotated[Path, typer.Option("-o", "--output", help="A new .svg, .png or .pdf file.")],
    *,
    child: Annotated[str, typer.Option(help="The child at the heart of the picture.")] = "",
    near: Annotated[int, typer.Option(min=0, help="How many ties from the child it reaches.")] = 0,
    as_of: AsOf = "",
    reader: Reader = "",
) -> None:
    """Save the family picture as SVG, PNG or PDF, with its legend.

    With a reader it leaves out every caregiver who is withheld from that person.
    """
    loaded, day = read_case(case), read_day(as_of)
    write = _WRITERS.get(output.suffix.lower())
    if write is None:
        raise QuestionError(f"A picture is saved as {', '.join(_WRITERS)}, not as {output.name}.")
    if child and child not in loaded.people:
        raise QuestionError(f"{child!r} is nobody in this case.")
    if near and not child:
        raise QuestionError("--near counts ties from a child; name the child with --child.")
    shown = redacted(loaded, day, reader)
    focal = shown.key(child) if child else None
    if child and focal is None:
        raise QuestionError(f"{child!r} is withheld from the reader: name another child.")
    svg = draw(shown.case, day, focal, steps=near or None, said=shown.sentences)
    write_new(output, lambda path: path.write_bytes(write(svg)))
