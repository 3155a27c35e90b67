"""What the command line says to the worker about the reader of a paper."""

from __future__ import annotations

from datetime import date

import typer

from app.case import Case
from app.disclosure import Redaction, redact
from app.policy import policy


def redacted(case: Case, day: date, reader: str) -> Redaction:
    """A case for the reader whom `--reader` names, or for the agency where it names nobody.

    What the worker must know before the paper goes out is printed to standard error.

    Raises:
        QuestionError: nobody in the case has this key.
    """
    found = redact(case, policy(), day, reader or None)
    for warning in found.warnings:
        typer.echo(f"Mind: {warning}", err=True)
    return found
