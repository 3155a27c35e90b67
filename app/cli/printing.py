"""What the command line prints: tables in a terminal, plain lines where it is piped."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from app.case import Case
from app.model import Assessment, Check, Step
from app.terms import CW, label, role_codes
from app.wording import SETTLED, STANDINGS, WORST_FIRST, about_words, dated_verdict, status_words

CHECK_HEADINGS = ("status", "about", "what", "clause", "due", "what to do")
_NO_WRAP = 100_000


def console() -> Console:
    """A console that fits a terminal, and wraps nothing where it is piped."""
    width = None if sys.stdout.isatty() else _NO_WRAP
    return Console(width=width, highlight=False, no_color=not sys.stdout.isatty())


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows as a table; where it is piped, a line each with tabs between its cells."""
    if not sys.stdout.isatty():
        for row in (headings, *rows):
            typer.echo("\t".join(" ".join(cell.split()) for cell in row))
        return
    table = Table(show_edge=False, show_lines=True)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console().print(table)


def print_json(content: Any) -> None:
    """Print a value as JSON."""
    typer.echo(json.dumps(content, indent=2, ensure_ascii=False))


def print_assessments(case: Case, found: Iterable[Assessment]) -> None:
    """Print each answer: verdict, relations, open points, cautions, the law applied."""
    for each in found:
        typer.echo(headline(case, each))
        for relation in each.relations:
            path = f": {relation.path}" if relation.path else ""
            typer.echo(f"  {relation.label} ({STANDINGS[relation.standing]}){path}")
        open_points = [check for check in worst_first(each) if check.status not in SETTLED]
        if open_points:
            print_table(CHECK_HEADINGS, (check_row(check, case) for check in open_points))
        for caution in (*each.cautions, *(f"{n.since}: {n.title}" for n in each.notices)):
            typer.echo(f"  Note: {caution}")
        typer.echo(f"  Law: {each.law}\n")


def headline(case: Case, found: Assessment) -> str:
    """An answer in one line: its verdict, what was asked about whom, and the date."""
    people = ", ".join(
        f"{label(CW[role])} {_filled(case, role, key)}"
        for role, keys in found.roles.items()
        for key in keys
    )
    return f"{dated_verdict(found)}: {found.question} ({people}), {found.as_of}"


def _filled(case: Case, role: str, key: str) -> str:
    """Who or what fills a role: a name, or the word for a code."""
    code = role_codes(role).get(key)
    return case.name_of(case.node(key)) if code is None else label(code)


def worst_first(found: Assessment) -> list[Check]:
    """The checks of an answer, the most pressing first."""
    return sorted(found.checks, key=lambda each: WORST_FIRST.index(each.status))


def check_row(check: Check, case: Case) -> tuple[str, ...]:
    """A check as a row: status, person, what is wrong, clause, due date, what to do."""
    return (
        status_words(check.status),
        about_words(check, case),
        check.message,
        "; ".join(check.clauses),
        str(check.due or ""),
        check.remedy or "",
    )


def grow_tree(title: str, steps: Iterable[Step]) -> Tree:
    """Steps as a tree, down to the rows of the case."""
    tree = Tree(_plain(title))
    for step in steps:
        _grow(tree, step)
    return tree


def _grow(tree: Tree, step: Step) -> None:
    words = step.sentence
    if step.fact:
        words += f" ({step.fact.source})"
    elif step.clauses:
        words += f" [{'; '.join(step.clauses)}]"
    branch = tree.add(_plain(words))
    for premise in step.premises:
        _grow(branch, premise)


def _plain(words: str) -> Text:
    return Text(words)
