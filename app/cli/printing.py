"""What the command line prints: tables in a terminal, plain lines where it is piped."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from app.case import Case
from app.model import Assessment, Check, Status, Step
from app.wording import status_words, verdict_words

QUIET = (Status.MET, Status.NOT_APPLICABLE)


def console() -> Console:
    """A console that prints tables in a terminal and plain lines where it is piped."""
    width = None if sys.stdout.isatty() else 200
    return Console(width=width, highlight=False, no_color=not sys.stdout.isatty())


def make_table(*headings: str) -> Table:
    """An empty table: framed in a terminal, bare where it is piped."""
    table = Table(show_edge=False) if sys.stdout.isatty() else Table(box=None, show_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def print_json(content: Any) -> None:
    """Print a value as JSON."""
    typer.echo(json.dumps(content, indent=2, ensure_ascii=False))


def print_assessments(case: Case, found: Iterable[Assessment]) -> None:
    """Print each answer: verdict, relations, open points, cautions, the law applied."""
    out = console()
    for each in found:
        people = ", ".join(
            f"{role} {case.name_of(case.node(key))}"
            for role, keys in each.roles.items()
            for key in keys
        )
        out.print(
            f"{verdict_words(each.verdict)}: {each.question} ({people}), {each.as_of}", markup=False
        )
        for relation in each.relations:
            sentence = f"  {relation.label} ({relation.standing})"
            out.print(sentence, markup=False)
        open_points = [c for c in each.checks if c.status not in QUIET]
        if open_points:
            out.print(check_table(open_points, case))
        for caution in (*each.cautions, *(f"{n.since}: {n.title}" for n in each.notices)):
            out.print(f"  Note: {caution}", markup=False)
        out.print(f"  Law: {each.law}\n", markup=False)


def check_table(checks: Iterable[Check], case: Case) -> Table:
    """Checks as a table: status, person, what is wrong, clause, due date, what to do."""
    table = make_table("status", "about", "what", "clause", "due", "what to do")
    for each in checks:
        about = case.name_of(case.node(each.about)) if each.about else ""
        table.add_row(
            status_words(each.status),
            about,
            each.message,
            "; ".join(each.clauses),
            str(each.due or ""),
            each.remedy or "",
        )
    return table


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
