"""Commands about the law: its clauses, their official text, and how many of them are encoded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import indent
from typing import Annotated, Any

import typer

from app import report
from app.cli.inputs import AsJson, guard
from app.cli.printing import print_json, print_table
from app.coverage import ClauseCoverage, measure
from app.errors import QuestionError
from app.model import Clause
from app.mutation import describe, find_survivors
from app.policy import Policy, policy
from app.rulebook.search import Wanted, rulebook
from app.scenarios import find_scenarios, run
from app.store import user_folder
from app.terms import ROOT, local_name
from loaders.policy_text import Matching, keep, kept_passages, match
from loaders.policy_text import read as read_policy_text
from loaders.rows import nearest

app = typer.Typer()


@app.command(epilog="Example: kinstead clause --search '30 days notice'")
@guard
def clause(
    identifier: Annotated[
        str, typer.Argument(help="The clause, or the start of its identifier.")
    ] = "",
    search: Annotated[
        str, typer.Option("--search", "-s", help="Words, numbers or a citation to look for.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show a clause in our words, and what encodes it.

    The official text stands below where it was kept (`kinstead text FILE --keep`). With
    --search, list the clauses that hold some words: the best match first.
    """
    law = policy()
    if bool(identifier) == bool(search):
        raise QuestionError("Give either a clause or --search WORDS.")
    if search:
        _search_clauses(search, law, as_json=as_json)
        return
    exact = law.register.by_identifier(identifier)
    known = sorted(law.register.clauses.values(), key=lambda each: each.identifier)
    found = [exact] if exact else [c for c in known if c.identifier.startswith(identifier)]
    if not found:
        near = nearest(identifier, {each.identifier: each for each in known})
        raise QuestionError(f"No clause is called {identifier!r}. {near}")
    kept = kept_passages(user_folder().path)
    if as_json:
        print_json(
            [
                report.clause_json(each, _encoders(law, each))
                | {"official_text": kept[each.identifier].text if each.identifier in kept else None}
                for each in found
            ]
        )
        return
    for each in found:
        typer.echo(f"{each.identifier}  ({each.kind}; {each.family})")
        typer.echo(f"  {each.summary}")
        for title, text in (
            ("Applies when", each.applies_when),
            ("By", each.deadline),
            ("Who", "; ".join(each.bearers)),
            ("Forms", "; ".join(each.forms)),
            ("Encoded by", "; ".join(_encoders(law, each)) or "nothing"),
            ("In force from", str(each.in_force_from or "")),
            ("Wording of", str(each.wording_of or "")),
        ):
            if text:
                typer.echo(f"  {title}: {text}")
        for note in each.notes:
            typer.echo(f"  Note: {note}")
        passage = kept.get(each.identifier)
        if passage:
            guessed = ", its label inferred" if passage.inferred else ""
            typer.echo(f"  Official text of {passage.label}{guessed}:")
            typer.echo(indent(passage.text, "    "))


def _encoders(law: Policy, clause: Clause) -> list[str]:
    return [local_name(each) for each in law.encoders(clause)]


@app.command("text", epilog="Example: kinstead text rule-301.txt ap-33.txt --keep")
@guard
def text_command(
    files: Annotated[list[Path], typer.Argument(help="Rule 301 or AP #33 as published, as text.")],
    kept: Annotated[
        bool, typer.Option("--keep", help="Keep the text in your folder, beside the cases.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Match the official text to the clauses.

    Says how many clauses found their passage, and lists the rest with the reason. The text
    stays on this machine.
    """
    register = policy().register
    found = [match(read_policy_text(file), register) for file in files]
    written = [keep(user_folder().path, each) if kept else None for each in found]
    if as_json:
        print_json([_matching_json(*each) for each in zip(found, written, strict=True)])
    else:
        for matching, place in zip(found, written, strict=True):
            _print_matching(matching, place)
    raise typer.Exit(1 if any(each.unmatched for each in found) else 0)


def _print_matching(found: Matching, written: Path | None) -> None:
    inferred = sum(each.inferred for each in found.matched.values())
    typer.echo(
        f"{found.text.file}: {found.text.document.name}, {len(found.matched)} of {found.total} "
        f"clauses matched ({inferred} by an inferred label)"
    )
    for clause_left in found.unmatched:
        typer.echo(f"  not matched: {clause_left.identifier}: {clause_left.why}")
    for passage in found.unclaimed:
        typer.echo(f"  no clause for: {passage.label} (line {passage.line})")
    if written:
        typer.echo(f"  kept in {written}")


def _matching_json(found: Matching, written: Path | None) -> dict[str, Any]:
    return {
        "file": found.text.file,
        "document": found.text.document.name,
        "clauses": found.total,
        "matched": {
            name: {"label": each.label, "line": each.line, "inferred": each.inferred}
            for name, each in found.matched.items()
        },
        "unmatched": [{"clause": each.identifier, "why": each.why} for each in found.unmatched],
        "no_clause": [{"label": each.label, "line": each.line} for each in found.unclaimed],
        "kept": str(written) if written else None,
    }


def _search_clauses(words: str, law: Policy, *, as_json: bool) -> None:
    """List the clauses that hold some words, those that hold all of them first."""
    found = rulebook(law).search(Wanted(words=words))
    if as_json:
        print_json([report.clause_json(c, _encoders(law, c)) for c in found.clauses])
    elif found.clauses:
        rows = [
            (each.identifier, each.kind, "yes" if law.encoders(each) else "no", each.summary)
            for each in found.clauses
        ]
        print_table(("clause", "kind", "encoded", "in our words"), rows)
    if found.loosely:
        typer.echo("No clause holds all of these words; these hold some.", err=True)
    if not found.clauses:
        raise QuestionError(f"No clause holds {words!r}.")


@app.command(epilog="Example: kinstead coverage --family relative-definition")
@guard
def coverage(
    family: Annotated[str, typer.Option("--family", help="List the clauses of one family.")] = "",
    survivors: Annotated[
        bool, typer.Option("--survivors", help="List parts whose removal no scenario notices.")
    ] = False,
    part: Annotated[
        str, typer.Option("--part", help="Of the survivors, look for one part only: 1/2, 2/2.")
    ] = "1/1",
    as_json: AsJson = False,
) -> None:
    """Count the clauses that are encoded and exercised.

    Of every family, those that can be checked; what rests on other law is listed below.
    """
    share = _share(part)
    law = policy()
    outcomes = [run(asked, law) for asked in find_scenarios([ROOT / "tests" / "scenarios"])]
    if survivors:
        unnoticed = []
        for mutant in find_survivors(law, outcomes, share, _show_progress):
            unnoticed.append(describe(mutant))
            typer.echo(unnoticed[-1])
        typer.echo(f"{len(unnoticed)} survivors")
        raise typer.Exit(1 if unnoticed else 0)
    found = measure(law, [each.asked for each in outcomes if not each.differences])
    if family and family not in found.families:
        raise QuestionError(
            f"No family is called {family!r}. Families: {', '.join(found.families)}."
        )
    if as_json:
        print_json(report.coverage_json(found))
        return
    if family:
        rows = [_clause_row(each) for each in found.families[family]]
        print_table(("clause", "encoded by", "asks"), rows)
    else:
        counts = [_family_row(name, clauses) for name, clauses in found.families.items()]
        print_table(("family", "checkable", "encoded", "complete"), counts)
    for term, other in found.outside_law:
        typer.echo(f"Rests on law outside the documents: {term} ({other})")


def _share(part: str) -> tuple[int, int]:
    number, _, parts = part.partition("/")
    if not (number.isdecimal() and parts.isdecimal() and 1 <= int(number) <= int(parts)):
        raise QuestionError(f"--part wants a part of how many, as in 1/2; not {part!r}.")
    return int(number), int(parts)


def _show_progress(done: int, of: int) -> None:
    if done % 50 == 0 or done == of:
        typer.echo(f"{done} of {of} tried", err=True)


def _clause_row(found: ClauseCoverage) -> tuple[str, ...]:
    asks = "; ".join(f"{status} {len(names)}" for status, names in found.asks.items())
    mark = "" if found.complete else "INCOMPLETE "
    return found.clause.identifier, ", ".join(found.encoded_by), mark + asks


def _family_row(name: str, clauses: Sequence[ClauseCoverage]) -> tuple[str, ...]:
    encoded = sum(bool(each.encoded_by) for each in clauses)
    complete = sum(each.complete for each in clauses)
    return name, str(len(clauses)), str(encoded), str(complete)
