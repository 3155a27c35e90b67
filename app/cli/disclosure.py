"""The command that says who may be told who and where a child's caregiver is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from app import disclosure, report
from app.batch import children_of
from app.case import Case
from app.cli.inputs import AsJson, AsOf, CasePath, Reader, guard, read_case, read_day, write_new
from app.cli.printing import print_assessments, print_json, print_table
from app.cli.readers import redacted
from app.disclosure import Draft, Matrix
from app.errors import QuestionError
from app.model import Assessment, Verdict
from app.policy import Policy, policy
from app.report.disclosure import file_name, notice_file, refusal
from app.report.letters import Agency, languages
from app.report.mailing import FORMATS
from app.wording import day_verdict

app = typer.Typer()


@app.command(
    epilog="Examples: kinstead disclose torres.yaml --child mia --recipient ana --info address; "
    "kinstead disclose torres.yaml --child mia (everyone, as a table)"
)
@guard
def disclose(
    case: CasePath,
    recipient: Annotated[
        list[str], typer.Option("--recipient", help="Who is to be told; without it, everyone.")
    ] = [],  # noqa: B006 - typer copies it
    info: Annotated[
        list[str],
        typer.Option("--info", help="name, address, telephone or language; without it, all."),
    ] = [],  # noqa: B006 - typer copies it
    purpose: Annotated[str, typer.Option("--purpose", help="What for: courtMatter, …")] = "",
    child: Annotated[str, typer.Option("--child", help="The child's key, if there are more.")] = "",
    *,
    to: Annotated[
        Path | None, typer.Option("--to", help="A new folder for the notices as drafts.")
    ] = None,
    language: Annotated[
        str, typer.Option("--language", help=f"{' or '.join(languages())}.")
    ] = "en",
    reader: Reader = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Say who may be told of a child's caregiver.

    Who and where the caregiver is; with the clause, what is missing, and what to say when
    refusing. Exit status: 0 all permitted, 1 not all, 2 the input or the call is wrong.
    """
    if language not in languages():
        known = ", ".join(languages())
        raise QuestionError(f"There are no notices in {language!r}. Languages: {known}.")
    loaded, day, law = read_case(case), read_day(as_of), policy()
    about = _only_child(loaded, child)
    details = [_code(word, disclosure.details(), "--info") for word in info]
    use = _code(purpose, disclosure.purposes(), "--purpose") if purpose else None
    shown = redacted(loaded, day, reader)
    if reader and not recipient:
        raise QuestionError("Say whom it is about: --recipient. The table is for the file only.")
    if reader and to is not None:
        raise QuestionError("A draft is for whom it is addressed to: leave out --reader.")
    if recipient:
        asks = [
            disclosure.ask_for(about, each, detail, use)
            for each in recipient
            for detail in details or (None,)
        ]
        found = list(shown.assess(asks))
    else:
        matrix = disclosure.find_matrix(loaded, law, day, about, purpose=use)
        found = [
            answer
            for (_, detail), answer in matrix.answers.items()
            if not details or detail in details
        ]
    if to is not None:
        drafts = _drafts(loaded, law, found, recipient)
        write_new(to, lambda folder: _write(folder, drafts, language))
    for sentence in shown.sentences:
        typer.echo(sentence, err=as_json)
    if as_json:
        print_json(report.to_json(found))
    elif recipient:
        _tell(shown.case, found, language)
    else:
        _tell_everyone(loaded, matrix, details or list(matrix.details))
    raise typer.Exit(0 if all(each.verdict is Verdict.PERMITTED for each in found) else 1)


def _only_child(case: Case, child: str) -> str:
    """The child named, or the only one of the case."""
    if child:
        if child not in case.people:
            raise QuestionError(f"child: nobody in the case is called {child!r}.")
        return child
    known = children_of(case)
    if len(known) != 1:
        raise QuestionError(f"Name the child: --child {', --child '.join(known) or 'KEY'}.")
    return known[0]


def _code(word: str, codes: Mapping[str, str], option: str) -> str:
    """The code that a word means: the code itself, or a part of it or of its label.

    Raises:
        QuestionError: it means none, or several.
    """
    if word in codes:
        return word
    part = word.casefold()
    fitting = [
        code for code, name in codes.items() if part in code.casefold() or part in name.casefold()
    ]
    if len(fitting) != 1:
        known = ", ".join(f"{code} ({name})" for code, name in codes.items())
        raise QuestionError(f"{option} {word!r} is not one of: {known}.")
    return fitting[0]


def _tell(case: Case, found: list[Assessment], language: str) -> None:
    """Each answer with its open points, and what to say where it is not permitted."""
    for each in found:
        print_assessments(case, [each])
        asked = list(each.roles.get("info", ())) or list(disclosure.details())
        for words in refusal(each.verdict, asked, language):
            typer.echo(f"  Say: {words}")


def _tell_everyone(case: Case, matrix: Matrix, details: list[str]) -> None:
    names = disclosure.details()
    rows = [
        (
            case.name_of(case.node(each.key)),
            "; ".join(each.capacities),
            *(day_verdict(matrix.answers[each.key, detail]) for detail in details),
        )
        for each in matrix.recipients
    ]
    print_table(("recipient", "who", *(names[detail] for detail in details)), rows)


def _drafts(case: Case, law: Policy, found: list[Assessment], recipients: list[str]) -> list[Draft]:
    """The notices that belong to the answers about one recipient."""
    if len(recipients) != 1:
        raise QuestionError("Drafts are written for one recipient: name one --recipient.")
    asked = [code for each in found for code in each.roles.get("info", ())]
    return list(disclosure.find_drafts(case, law, found[0], asked or list(disclosure.details())))


def _write(folder: Path, drafts: list[Draft], language: str) -> None:
    if not drafts:
        raise QuestionError("There is no notice to draft: nothing may be told as things stand.")
    folder.mkdir()
    for draft in drafts:
        for form in FORMATS:
            content = notice_file(draft.notice, language, Agency(), form)
            (folder / file_name(draft.notice, language, form)).write_bytes(content)
