"""The command that writes the notices to relatives."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.inputs import AsOf, CasePath, guard, read_case, read_day, write_new
from app.cli.printing import print_table
from app.errors import QuestionError
from app.model import Status
from app.policy import policy
from app.report import mailing
from app.report.letters import Agency, languages
from app.report.notices import ASK_FIRST, Round, find_round, look_over
from app.wording import status_words

app = typer.Typer()


@app.command(epilog="Example: kinstead letters torres.yaml --child mia --language es --to letters")
@guard
def letters(
    case: CasePath,
    child: Annotated[str, typer.Option("--child", help="The child's key.")],
    *,
    to: Annotated[
        Path | None, typer.Option("--to", help="A new folder for the drafts; without it, a list.")
    ] = None,
    language: Annotated[
        str, typer.Option("--language", help=f"{' or '.join(languages())}.")
    ] = "en",
    as_of: AsOf = "",
    agency: Annotated[str, typer.Option("--agency", help="Your agency and office.")] = "",
    worker: Annotated[str, typer.Option("--worker", help="Your name, for the signature.")] = "",
    telephone: Annotated[str, typer.Option("--telephone", help="Your telephone.")] = "",
    email: Annotated[str, typer.Option("--email", help="Your email.")] = "",
) -> None:
    """Draft the notices to relatives, and list whom to interview.

    The worker's list beside the letters names the relatives and stays with you. Exit status: 1
    where a notice is overdue, else 0.
    """
    if language not in languages():
        known = ", ".join(languages())
        raise QuestionError(f"There are no letters in {language!r}. Languages: {known}.")
    found = find_round(read_case(case), policy(), read_day(as_of), child)
    if to is not None:
        sender = Agency(agency=agency, worker=worker, telephone=telephone, email=email)
        write_new(to, lambda folder: _write(folder, found, language, sender))
    _tell(found, to)
    late = any(each.status is Status.OVERDUE for each in found.to_send)
    raise typer.Exit(1 if late else 0)


def _write(folder: Path, found: Round, language: str, sender: Agency) -> None:
    folder.mkdir()
    for name, content in mailing.all_files(found, language, sender).items():
        (folder / name).write_bytes(content)


def _tell(found: Round, to: Path | None) -> None:
    if found.to_send:
        rows = [
            (
                str(each.number),
                each.recipient,
                str(each.due or ""),
                status_words(each.status),
                " ".join(each.to_check),
            )
            for each in found.to_send
        ]
        print_table(("no.", "relative", "send by", "status", "before you send it"), rows)
        for gap in look_over(found):
            typer.echo(f"Check: {gap}")
    else:
        typer.echo(f"No letter is due on {found.as_of}.")
    for each in found.excluded:
        typer.echo(f"No letter to {each.name}: {' '.join(each.reasons)}")
    for each in found.unsettled:
        typer.echo(f"Settle first, {each.name}: {' '.join(each.reasons)}")
    if found.interviews:
        asked = [
            (
                each.name,
                str(each.due),
                status_words(each.status),
                f"{each.what} {ASK_FIRST}" if each.excluded else each.what,
            )
            for each in found.interviews
        ]
        print_table(("contact or interview", "by", "status", "what"), asked)
    if to is not None:
        typer.echo(f"{to}: {mailing.LIST}; letters: {len(found.to_send)}")
