"""The command that saves a memo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app import report
from app.cli.inputs import (
    AsOf,
    CasePath,
    Question,
    Reader,
    Roles,
    guard,
    read_asks,
    read_case,
    read_day,
    write_new,
)
from app.cli.readers import redacted
from app.errors import QuestionError
from app.policy import policy

app = typer.Typer()
_ENDINGS = (".html", ".pdf")


@app.command(
    epilog="Example: kinstead memo torres.yaml --role child=mia --role candidate=luz "
    "--reader luz -o memo.pdf"
)
@guard
def memo(
    case: CasePath,
    output: Annotated[Path, typer.Option("-o", "--output", help="A new .html or .pdf file.")],
    question: Question = "placement",
    role: Roles = [],  # noqa: B006 - typer copies it
    *,
    prepared_by: Annotated[str, typer.Option("--prepared-by", help="Who prepared it.")] = "",
    reader: Reader = "",
    as_of: AsOf = "",
) -> None:
    """Save the answer to a question as a memo.

    For the file, or for one reader: then it names no caregiver of whom that person may not be
    told, and a memo about such a caregiver is refused. The answer is the same for every reader.
    """
    ending = output.suffix.lower()
    if ending not in _ENDINGS:
        raise QuestionError(f"A memo is saved as {' or '.join(_ENDINGS)}, not as {output.name}.")
    day, kind = read_day(as_of), policy().question(question)
    if not role:
        needed = " ".join(f"--role {each}=KEY" for each in kind.roles)
        raise QuestionError(f"Say whom the memo is about: {needed}.")
    shown = redacted(read_case(case), day, reader)
    found = shown.assess(read_asks(kind, role))
    told = (found, shown.case, day, prepared_by, shown.reading)
    content = report.memo_pdf(*told) if ending == ".pdf" else report.memo(*told).encode()
    write_new(output, lambda path: path.write_bytes(content))
