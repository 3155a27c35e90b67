"""The command line `kinstead`: questions, sweeps, duties, explanations, the register, the tests.

Exit status: 0 everything met, 1 something is not, 2 the input or the call is wrong.
"""

import io
import sys

import typer

from app.cli import (
    ally,
    disclosure,
    files,
    law,
    letters,
    memo,
    picture,
    project,
    questions,
    scaffolding,
)

app = typer.Typer(
    name="kinstead",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Answers policy questions about a child's family on a date, with clause and facts.",
    epilog="Example: kinstead relatives examples/torres.yaml --child mia",
)
app.add_typer(questions.app)
app.add_typer(memo.app)
app.add_typer(picture.app)
app.add_typer(letters.app)
app.add_typer(disclosure.app)
app.add_typer(ally.app)
app.add_typer(law.app)
app.add_typer(files.app)
app.add_typer(project.app)
app.add_typer(scaffolding.app)


def main() -> None:
    """The entry point of the command `kinstead`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a sign that a pipe cannot hold stops nothing
    app()
