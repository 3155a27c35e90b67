"""The Turtle of a resource, word by word as it stands in its file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.terms import ONTOLOGY, ROOT, SHAPES

_PREFIX = re.compile(r"^@prefix ([\w-]*): <([^>]*)> \.$")
_ESCAPED = re.compile(r"\\(.)")
_USED = re.compile(r"(?<![\w<])([a-z][\w-]*):")


@dataclass(frozen=True)
class Block:
    """One resource as its file says it.

    Attributes:
        file: the path of the file below the project.
        line: the line on which the block begins.
        text: the block, from its subject to the full stop.
        prefixes: the `@prefix` lines of the file that the block uses.
    """

    file: str
    line: int
    text: str
    prefixes: tuple[str, ...]

    @property
    def where(self) -> str:
        """The file and the line."""
        return f"{self.file}, line {self.line}"


def blocks(iri: str) -> tuple[Block, ...]:
    """The blocks of Turtle whose subject is a resource, in the order of the files."""
    return _blocks().get(iri, ())


def rule_bearer(iri: str) -> str | None:
    """The IRI of the shape that bears a rule: it says of whom and in which stratum it runs."""
    return _bearers().get(iri)


@cache
def _blocks() -> dict[str, tuple[Block, ...]]:
    found: dict[str, tuple[Block, ...]] = {}
    for path in [*sorted(ONTOLOGY.rglob("*.ttl")), *sorted(SHAPES.rglob("*.ttl"))]:
        for iri, block in _read(path):
            found[iri] = (*found.get(iri, ()), block)
    return found


def _read(path: Path) -> Iterator[tuple[str, Block]]:
    """Every block of a file with the IRI of its subject.

    Our Turtle begins each subject at the margin and ends it with a full stop alone on its line: a
    hygiene test holds every file to it.
    """
    file, prefixes = path.relative_to(ROOT).as_posix(), dict[str, str]()
    begun, lines = 0, list[str]()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        prefix = _PREFIX.match(line)
        if prefix:
            prefixes[prefix[1]] = prefix[2]
        elif lines:
            lines.append(line)
            if line == ".":
                yield _expand(lines[0], prefixes), _block(file, begun, lines, prefixes)
                lines = []
        elif line and not line.startswith("#"):
            begun, lines = number, [line]


def _block(file: str, line: int, lines: list[str], prefixes: dict[str, str]) -> Block:
    text = "\n".join(lines)
    used = set(_USED.findall(text))
    declared = tuple(f"@prefix {name}: <{iri}> ." for name, iri in prefixes.items() if name in used)
    return Block(file, line, text, declared)


def _expand(subject: str, prefixes: dict[str, str]) -> str:
    if subject.startswith("<"):
        return subject[1 : subject.index(">")]
    prefix, _, local = subject.partition(":")
    return prefixes.get(prefix, "") + _ESCAPED.sub(r"\1", local.strip())


@cache
def _bearers() -> dict[str, str]:
    found = {}
    for iri, several in _blocks().items():
        for block in several:
            names = {}
            for each in block.prefixes:
                name, _, rest = each.removeprefix("@prefix ").partition(": <")
                names[name] = rest.removesuffix("> .")
            for rule in re.findall(r"^    sh:rule (\S+) ;$", block.text, re.MULTILINE):
                found[_expand(rule, names)] = iri
    return found
