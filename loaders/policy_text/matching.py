"""The register's clauses beside the passages of a document.

A passage is a clause's only where section, labels and wording date agree; what is doubtful stays
unmatched and says why, for a wrong passage beside a clause is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Protocol

from app.model import Clause
from loaders.policy_text.addresses import Address, read_address, write_label
from loaders.policy_text.outline import Block, Node, Outline, find_outline
from loaders.policy_text.placing import Labels
from loaders.policy_text.sections import Document, Section

_TOKEN = re.compile(r"[^\W_]+")


class Register(Protocol):
    """What a register of clauses has."""

    @property
    def clauses(self) -> Mapping[str, Clause]:
        """Every clause by IRI."""


@dataclass(frozen=True)
class Passage:
    """A passage of a document.

    Attributes:
        label: the section and the labels, as the register writes them.
        text: its paragraphs, an empty line between them, without the entries under it.
        line: the line of the file where it starts.
        inferred: whether its label is not printed there, or is misprinted.
    """

    label: str
    text: str
    line: int
    inferred: bool = False


@dataclass(frozen=True)
class PolicyText:
    """A document as published.

    Attributes:
        file: the name of its file.
        document: which document it is.
        sections: its sections, definitions and inserted guides, in its order.
    """

    file: str
    document: Document
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Unmatched:
    """A clause of the register without its passage, and why."""

    identifier: str
    why: str


@dataclass(frozen=True)
class Matching:
    """What of the register a document has.

    Attributes:
        text: the document.
        matched: the passage of each clause, by identifier; duties of one passage share it.
        unmatched: the clauses of this document that found none.
        unclaimed: passages that no clause of the register stands for.
    """

    text: PolicyText
    matched: Mapping[str, Passage]
    unmatched: tuple[Unmatched, ...]
    unclaimed: tuple[Passage, ...]

    @property
    def total(self) -> int:
        """How many clauses the register has of the document."""
        return len(self.matched) + len(self.unmatched)


def match(text: PolicyText, register: Register) -> Matching:
    """The clauses of the register beside the passages of a document.

    The guides that stand in a document are counted as part of it.
    """
    clauses = [each for each in register.clauses.values() if _is_of(each, text.document)]
    matched: dict[str, Passage] = {}
    unmatched: list[Unmatched] = []
    claimed: set[str] = set()
    finders: dict[str, _Finder] = {}
    addresses = {each.identifier: read_address(each.identifier) for each in clauses}
    known = _group(address for address in addresses.values() if address)
    sections = {_plain(each.identifier): each for each in text.sections}
    for clause in clauses:
        address = addresses[clause.identifier]
        if address is None:
            unmatched.append(Unmatched(clause.identifier, "its identifier names no place"))
            continue
        key = _plain(address.section)
        if key in sections and key not in finders:
            finders[key] = _Finder(sections[key], known[key])
        found = (
            finders[key].find(address, clause.wording_of)
            if key in finders
            else f"{_section_words(address.section)} is not in the file"
        )
        if isinstance(found, str):
            unmatched.append(Unmatched(clause.identifier, found))
        else:
            matched[clause.identifier] = found
            claimed.add(_plain(address.label))
    return Matching(text, matched, tuple(unmatched), tuple(_unclaimed(text, finders, claimed)))


def _is_of(clause: Clause, document: Document) -> bool:
    own = clause.identifier.startswith((f"{document.prefix}.", f"{document.prefix} "))
    return own or clause.instrument in document.guides


def _group(addresses: Iterable[Address]) -> dict[str, list[Address]]:
    grouped: dict[str, list[Address]] = {}
    for address in addresses:
        grouped.setdefault(_plain(address.section), []).append(address)
    return grouped


def _unclaimed(
    text: PolicyText, finders: Mapping[str, _Finder], claimed: set[str]
) -> Iterator[Passage]:
    for section in text.sections:
        finder = finders.get(_plain(section.identifier))
        outline = finder.outline if finder else find_outline(section.paragraphs)
        for node in outline.nodes:
            if node.blocks and _plain(write_label(section.identifier, node.place)) not in claimed:
                yield from _passages(section, node)
        for paragraph in outline.unsettled:
            yield Passage(f"{section.identifier} (no label)", paragraph.text, paragraph.line)


def _passages(section: Section, node: Node) -> Iterator[Passage]:
    if node.blocks:
        yield _passage(section, node, node.blocks)
    for note in node.notes:
        label = write_label(section.identifier, node.place)
        yield Passage(f"{label} NOTE", note.text, note.line, node.inferred)


def _passage(section: Section, node: Node, blocks: Sequence[Block]) -> Passage:
    text = "\n\n".join(block.text for block in blocks)
    label = write_label(section.identifier, node.place)
    return Passage(label, text, blocks[0].line, node.inferred)


class _Finder:
    """Finds the passages of one section; the register settles what its labels leave open."""

    def __init__(self, section: Section, addresses: Sequence[Address]) -> None:
        self._section = section
        self._names = _names(addresses)
        self._at: dict[Labels, int] = {}
        for each in addresses:
            self._at[each.path] = self._at.get(each.path, 0) + 1
        known = {path[:depth] for path in self._at for depth in range(1, len(path) + 1)}
        self.outline: Outline = find_outline(section.paragraphs, known)
        self._nodes = {node.place: node for node in self.outline.nodes if node.blocks}

    def find(self, address: Address, wording_of: date | None) -> Passage | str:
        """The passage at an address, or why there is none."""
        dated = self._section.dated
        if dated and wording_of and dated != wording_of:
            return f"the file has the wording of {dated}; our clause follows that of {wording_of}"
        node = self._nodes.get(address.path)
        if node is None:
            return self._find_in_sentence(address)
        torn = self._section.torn and node in (self.outline.nodes[0], self.outline.nodes[-1])
        if node.doubtful or torn:
            return "where it ends cannot be told: the label or heading of what follows it is lost"
        if address.part:
            return self._find_part(node, address.part)
        if address.example:
            return self._find_example(node, address.example)
        if address.name and self._at[address.path] > 1:
            return self._find_name(node, address.name)
        entries = self._entries(node)
        return _passage(self._section, node, _without(node.blocks, entries))

    def _find_in_sentence(self, address: Address) -> Passage | str:
        """A definition's parts that the register tells apart, where it is one sentence."""
        root = self._nodes.get(())
        if '"' in self._section.identifier and root and len(self._nodes) == 1:
            return _passage(self._section, root, root.blocks)
        if self.outline.unsettled:
            return f"no passage is surely labelled {address.label}; some labels are lost"
        return f"no passage is labelled {address.label}"

    def _find_part(self, node: Node, part: str) -> Passage | str:
        places = {"intro": "lead", "lead": "lead", "intro#2": "between", "closing": "closing"}
        blocks = (
            node.notes
            if part == "note"
            else [block for block in node.blocks if block.part == places.get(part)]
        )
        label = write_label(self._section.identifier, node.place)
        return _passage(self._section, node, blocks) if blocks else f"{label} has no such part"

    def _find_example(self, node: Node, number: int) -> Passage | str:
        tables = [
            (before, block)
            for before, block in pairwise(node.blocks)
            if block.table and not before.table
        ]
        if number > len(tables):
            return f"{write_label(self._section.identifier, node.place)} has no example {number}"
        return _passage(self._section, node, tables[number - 1])

    def _find_name(self, node: Node, name: str) -> Passage | str:
        passage = _passage(self._section, node, node.blocks)
        words = _tokens(name)
        if len(node.blocks) == 1:
            if _contains(_tokens(passage.text), words):
                return passage
        else:
            entry = self._entries(node).get(name)
            if entry:
                return Passage(passage.label, entry.text, entry.line, node.inferred)
            closing = [block for block in node.blocks if block.part == "closing"]
            if closing and not self._is_list(node):
                return _passage(self._section, node, closing)
        return f"{passage.label} does not name {name!r}"

    def _is_list(self, node: Node) -> bool:
        return len(self._entries(node)) > 1

    def _entries(self, node: Node) -> dict[str, Block]:
        """The entries of a list that prints neither labels nor marks, by name, each once."""
        names = self._names.get(node.place, ())
        if len(names) < 2 or len(node.blocks) < 2:
            return {}
        return _find_entries(node.blocks[1:], names)


def _names(addresses: Iterable[Address]) -> dict[Labels, tuple[str, ...]]:
    names: dict[Labels, tuple[str, ...]] = {}
    for each in addresses:
        if each.name:
            names[each.path] = (*names.get(each.path, ()), each.name)
    return names


def _find_entries(blocks: Sequence[Block], names: Sequence[str]) -> dict[str, Block]:
    """Names as they stand in blocks, the longest name first wherever one can be read."""
    wanted = sorted(((_tokens(name), name) for name in names), key=lambda each: -len(each[0]))
    found: dict[str, Block] = {}
    left: list[Block] = []
    for block in blocks:
        spans = [(each.start(), each.end()) for each in _TOKEN.finditer(block.text)]
        tokens = _tokens(block.text)
        at, read = 0, 0
        while at < len(tokens):
            name = next((n for t, n in wanted if tokens[at : at + len(t)] == t), None)
            if name is None:
                at += 1
                continue
            size = len(_tokens(name))
            end = spans[at + size - 1][1]
            star = "*" if block.text[end : end + 1] == "*" else ""
            found[name] = Block(block.text[spans[at][0] : end] + star, block.line, block.part)
            at, read = at + size, read + size
        if not read:
            left.append(block)
    for tokens, name in wanted:
        holding = [each for each in left if _contains(_tokens(each.text), tokens, all_but=1)]
        if name not in found and len(holding) == 1:
            found[name] = holding[0]
    return found


def _without(blocks: Sequence[Block], entries: Mapping[str, Block]) -> Sequence[Block]:
    return blocks[:1] if len(entries) > 1 else blocks


def _contains(tokens: Sequence[str], words: Sequence[str], all_but: int = 0) -> bool:
    return sum(word not in tokens for word in words) <= (all_but if len(words) > 3 else 0)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.casefold())


def _plain(words: str) -> str:
    return " ".join(words.casefold().replace("“", '"').replace("”", '"').split())


def _section_words(section: str) -> str:
    return section if section.startswith("PG") or '"' in section else f"Section {section}"
