"""What the command line takes: dates, roles, cases, files to write, and its errors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from itertools import product
from pathlib import Path
from typing import Annotated, Any

import typer

from app.case import Case
from app.errors import KinsteadError, QuestionError
from app.parts import QuestionKind
from app.reasoning import Ask
from loaders import load

CasePath = Annotated[Path, typer.Argument(help="A case: YAML, xlsx, csv in a folder, GEDCOM, RDF.")]
AsOf = Annotated[str, typer.Option("--as-of", help="The date asked about, YYYY-MM-DD (today).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Roles = Annotated[list[str], typer.Option("--role", help="Who fills a role: child=mia.")]
Reader = Annotated[
    str,
    typer.Option(
        "--reader", help="Who is to read it: what may not be told to that person is withheld."
    ),
]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Question = Annotated[str, typer.Option("--question", "-q", help="What is asked.")]


def guard(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose errors of input or call are printed, with exit status 2."""

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except KinsteadError as error:
            typer.echo(str(error), err=True)
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
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise QuestionError(f"{text!r} is no date; write YYYY-MM-DD.")


def read_case(path: Path) -> Case:
    """The case of a file; what could not be mapped is printed to standard error."""
    loaded = load(path)
    for unmapped in loaded.unmapped:
        typer.echo(f"not mapped: {unmapped}", err=True)
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


def read_asks(kind: QuestionKind, pairs: Iterable[str]) -> list[Ask]:
    """What is asked with some `role=key` pairs: one ask for each child with each candidate.

    Several children are a sibling group with one caregiver; each of them has an answer.

    Raises:
        QuestionError: a pair has no `=`.
    """
    roles = read_roles(pairs)
    split = [role for role in ("child", "candidate") if role in kind.roles and role in roles]
    return [
        Ask(kind.name, roles | {role: (key,) for role, key in zip(split, keys, strict=True)})
        for keys in product(*(roles[role] for role in split))
    ]


def write_new(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file that is not there yet.

    Raises:
        QuestionError: it is there already, or its folder is not, or cannot be written to.
    """
    if path.exists():
        raise QuestionError(f"{path} is there already; give another name, or remove it first.")
    if not path.parent.is_dir():
        raise QuestionError(f"There is no folder {path.parent}; make it first.")
    try:
        write(path)
    except OSError as error:
        raise QuestionError(f"{path} cannot be written ({error.strerror}).") from error
