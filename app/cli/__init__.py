"""The command line `kinstead`: questions, sweeps, duties, explanations, the register, the tests.

Exit status: 0 everything met, 1 something is not, 2 the input or the call is wrong.
"""

import typer

from app.cli import project, questions

app = typer.Typer(
    name="kinstead",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Answers policy questions about a child's family on a date, with clause and facts.",
)
app.add_typer(questions.app)
app.add_typer(project.app)


def main() -> None:
    """The entry point of the command `kinstead`."""
    app()
