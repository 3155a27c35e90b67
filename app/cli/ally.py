"""Commands about the Ally team of a youth: who is in it, what each sees, who would see what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from app import ally, report
from app.ally import Channel, Form, Sight, Team
from app.case import Case
from app.cli.inputs import AsJson, AsOf, CasePath, guard, read_case, read_day, write_new
from app.cli.printing import print_assessments, print_json, print_table
from app.decisions import assess
from app.errors import QuestionError
from app.model import Verdict
from app.policy import policy
from app.reasoning import Ask
from app.terms import CW, label
from app.wording import status_words
from loaders import roster as rosters
from loaders.document import dump

app = typer.Typer()

Child = Annotated[str, typer.Option("--child", help="The youth's key, if there are more.")]


@app.command(
    "ally",
    epilog="Examples: kinstead ally stone.yaml; kinstead ally stone.yaml --add lee --channel "
    "school; kinstead ally stone.yaml --post report --channel school",
)
@guard
def show_ally(
    case: CasePath,
    add: Annotated[str, typer.Option("--add", help="Who might join the team or channel.")] = "",
    channel: Annotated[str, typer.Option("--channel", help="The channel's key.")] = "",
    post: Annotated[str, typer.Option("--post", help="The item that might be posted.")] = "",
    to: Annotated[str, typer.Option("--to", help="With --post: who is told in a chat.")] = "",
    *,
    child: Child = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Show a youth's Ally team and the releases missing.

    With --add or --post, whether that may be, what would open up, and what must be signed by
    whom. Exit status: 0 all in order, 1 not all, 2 the input or the call is wrong.
    """
    loaded, day, law = read_case(case), read_day(as_of), policy()
    youth = ally.only_youth(loaded, child)
    team = ally.read_team(loaded, law, day, youth)
    ask = _ask(team, add, post, channel, to)
    found = assess(loaded, law, day, ask)
    sight = ally.find_sight(loaded, law, day, ask)
    forms = ally.forms_to_collect(sight.releases)
    if as_json:
        told = {"assessment": report.to_json([found])[0], "team": _team_json(team)}
        print_json(told | {"exposures": _exposures_json(sight), "forms": _forms_json(forms)})
    elif add or post:
        _print_opening(loaded, sight)
        _print_forms(loaded, forms)
        print_assessments(loaded, [found])
    else:
        asked = [e.key for e in team.members if not e.owner and e.key != youth]
        owed = ally.papers_missing(loaded, law, day, youth, asked)
        _print_team(loaded, team, sight, owed)
        _print_forms(loaded, forms)
        print_assessments(loaded, [found])
    raise typer.Exit(0 if found.verdict is Verdict.PERMITTED else 1)


def _ask(team: Team, add: str, post: str, channel: str, to: str) -> Ask:
    if add and post:
        raise QuestionError("Ask about one thing at a time: --add or --post.")
    if to and not post:
        raise QuestionError("--to goes with --post: who is told in a chat.")
    if post:
        if bool(channel) == bool(to):
            raise QuestionError("Say where it would go: --channel KEY, or --to PERSON for a chat.")
        return ally.ask_post(team.child, post, channel or None, to or None)
    if channel and not add:
        raise QuestionError("--channel goes with --add or --post.")
    return ally.ask_addition(team.child, add, channel or None) if add else ally.ask_team(team.child)


def _print_team(case: Case, team: Team, sight: Sight, owed: Mapping[str, Sequence[str]]) -> None:
    forms = ally.form_names()
    missing = {key: list(told) for key, told in owed.items()}
    for each in ally.forms_to_collect(sight.releases):
        missing.setdefault(each.to, []).append(
            f"{ally.release_name()} by {ally.signer_words(case, each)}."
        )
    print_table(
        ("person", "as what", "since", "signed", "forms missing"),
        [
            (
                case.name_of(case.node(each.key)),
                ", ".join(each.capacities),
                each.since,
                ", ".join(f"{forms[form]} {day}" for form, day in each.papers.items()),
                "" if each.owner else " ".join(missing.get(each.key, ())),
            )
            for each in team.members
        ],
    )
    names = ally.category_names()
    print_table(
        ("channel", "kind", "people", "shows"),
        [
            (
                each.name,
                label(CW[each.kind]),
                str(len(each.members)),
                ", ".join([*(names[code] for code in each.exposes), *_untold(each)]),
            )
            for each in team.channels
        ],
    )


def _untold(channel: Channel) -> list[str]:
    count = len(channel.untold)
    return [f"{count} of which it is not recorded"] if count else []


def _print_opening(case: Case, sight: Sight) -> None:
    names = ally.category_names()
    print_table(
        ("would see", "what", "about", "in", "released"),
        [
            (
                case.name_of(case.node(each.to)),
                names[each.category],
                case.name_of(case.node(each.about)),
                ", ".join(case.name_of(case.node(item)) for item in each.items),
                status_words(each.standing),
            )
            for each in sight.exposures
            if not each.stands
        ],
    )


def _print_forms(case: Case, forms: Iterable[Form]) -> None:
    rows = [
        (
            case.name_of(case.node(each.to)),
            ally.signer_words(case, each),
            ally.list_words(case, each),
            "" if each.settled else "open whether that is enough",
        )
        for each in forms
    ]
    if rows:
        typer.echo(f"To collect: {ally.release_name()}")
        print_table(("names", "signed by", "lists", ""), rows)


def _team_json(team: Team) -> dict[str, Any]:
    return {
        "child": team.child,
        "owners": list(team.owners),
        "members": [
            {"person": e.key, "as": list(e.capacities), "since": e.since, "signed": dict(e.papers)}
            for e in team.members
        ],
        "channels": [
            {
                "channel": e.key,
                "kind": e.kind,
                "people": list(e.members),
                "items": list(e.items),
                "shows": list(e.exposes),
                "not_recorded": list(e.untold),
            }
            for e in team.channels
        ],
    }


def _exposures_json(sight: Sight) -> list[dict[str, Any]]:
    return [
        {
            "to": each.to,
            "about": each.about,
            "category": each.category,
            "items": list(each.items),
            "stands": each.stands,
            "released": each.standing.value,
        }
        for each in sight.exposures
    ]


def _forms_json(forms: Iterable[Form]) -> list[dict[str, Any]]:
    return [
        {
            "names": each.to,
            "signed_by": list(each.signers),
            "lists": {about: list(told) for about, told in each.lists.items()},
            "settled": each.settled,
        }
        for each in forms
    ]


@app.command(epilog="Example: kinstead roster team.csv stone.yaml -o stone-with-team.yaml")
@guard
def roster(
    file: Annotated[Path, typer.Argument(help="The roster: csv with name, email and role.")],
    case: CasePath,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A new case with the team in it.")
    ] = None,
    *,
    child: Child = "",
    as_json: AsJson = False,
) -> None:
    """Match the roster of an Ally team to the people of a case.

    Nobody is guessed: who is not found, or could be two people, is listed. Exit status: 0
    everyone was matched, 1 somebody was not, 2 the input or the call is wrong.
    """
    loaded = read_case(case)
    youth = ally.only_youth(loaded, child)
    found = rosters.match(loaded, youth, rosters.read(file))
    if output is not None:
        joined = rosters.with_members(loaded, youth, found)
        write_new(output, lambda path: path.write_text(dump(joined), encoding="utf-8"))
    if as_json:
        print_json(
            {
                "matched": [{"line": e.entry.line, "person": e.person} for e in found.matches],
                "unmatched": [
                    {"line": entry.line, "name": entry.name, "why": why}
                    for entry, why in found.unmatched
                ],
                "unread": list(found.unread),
            }
        )
    else:
        print_table(
            ("line", "roster", "person", "role", "in the case"),
            [
                (
                    str(each.entry.line),
                    each.entry.name,
                    each.person,
                    each.entry.role,
                    "in the team already" if each.known else "new in the team",
                )
                for each in found.matches
            ],
        )
        for entry, why in found.unmatched:
            typer.echo(f"not matched: {entry}: {why}")
        for told in found.unread:
            typer.echo(f"not read: {told}")
    raise typer.Exit(1 if found.unmatched else 0)
