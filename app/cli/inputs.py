"""What the command line takes: dates, roles, cases, and its errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from app.case import Case
from app.errors import KinsteadError, QuestionError
from loaders import load

CasePath = Annotated[Path, typer.Argument(help="A case: YAML, xlsx, a folder of csv, or GEDCOM.")]
AsOf = Annotated[str, typer.Option("--as-of", help="The date asked about, YYYY-MM-DD (today).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Roles = Annotated[list[str], typer.Option("--role", help="Who fills a role: child=mia.")]
Question = Annotated[str, typer.Option("--question", "-q", help="What is asked.")]


def guard(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose errors of input or call are printed, with exit status 2."""

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except KinsteadError as error:
            Console(stderr=True, highlight=False).print(str(error), markup=False)
            raise typer.Exit(2) from error

    return guarded


def read_day(text: str) -> date:
    """The date a user wrote, today where it is empty.

    Raises:
        QuestionError: it is no date.
    """
    if not text:
        return date.today()  # noqa: DTZ011 - the edge where today enters
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise QuestionError(f"{text!r} is no date; write YYYY-MM-DD.") from error


def read_case(path: Path) -> Case:
    """The case of a file; what could not be mapped is printed to standard error."""
    loaded = load(path)
    for unmapped in loaded.unmapped:
        Console(stderr=True, highlight=False).print(f"not mapped: {unmapped}", markup=False)
    return loaded.case


def read_roles(pairs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Roles from `role=key` pairs; a role given twice is filled by both.

    Raises:
        QuestionError: a pair has no `=`.
    """
    roles: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        role, sign, key = pair.partition("=")
        if not sign or not key:
            raise QuestionError(f"{pair!r} is no role; write for example child=mia.")
        roles[role] = (*roles.get(role, ()), key)
    return roles
