"""The documents keep up with the program."""

from pathlib import Path

import pytest
import typer

from app.cli import app
from app.policy import policy

DOCS = Path(__file__).resolve().parents[2] / "docs"


def commands(group, name="kinstead"):
    """The full name of every command below a group."""
    for key, command in group.commands.items():
        full = f"{name} {key}"
        yield from commands(command, full) if hasattr(command, "commands") else [full]


@pytest.mark.parametrize("command", sorted(commands(typer.main.get_command(app))))
def test_the_command_is_documented(command):
    assert f"`{command}" in (DOCS / "command-line.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("question", sorted(policy().questions))
def test_the_question_is_documented(question):
    assert f"`{question}`" in (DOCS / "questions.md").read_text(encoding="utf-8")


def test_links_between_documents_lead_somewhere():
    import re

    root = DOCS.parent
    for document in [*DOCS.glob("*.md"), root / "README.md", root / "benchmarks" / "README.md"]:
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", document.read_text("utf-8")):
            if not target.startswith(("http://", "https://", "mailto:")):
                assert (document.parent / target).exists(), f"{document.name}: {target}"
