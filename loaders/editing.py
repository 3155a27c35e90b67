"""Changes to a case document in its own text: what did not change stays as a person wrote it.

Remarks, blank lines and the order of sections are no part of a case, and yet people need them.
So a changed row is written over where it stands, a new one below its section's last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from loaders import document


@dataclass(frozen=True, order=True)
class _Edit:
    """New text in place of the text from one position to another."""

    start: int
    end: int
    text: str


def amend(text: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str | None:
    """The text of a document with its content changed.

    Args:
        text: the document as it stands.
        before: its content, as `loaders.document.export` gives it.
        after: what it is to hold.

    Returns:
        The new text, or None where the change cannot be made in place.
    """
    node = document.compose(text, "the document")
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        return None
    nodes = {key.value: value for key, value in node.value}
    edits: list[_Edit] = []
    added: list[str] = []
    for section in dict.fromkeys([*before, *after]):
        old, new = before.get(section), after.get(section)
        if old == new:
            continue
        known = nodes.get(section)
        if isinstance(new, str) and known is not None:
            edits.append(_Edit(known.start_mark.index, _end(text, known), document.flow(new)))
        elif old is None and new and known is None:
            added.append(document.write({section: new}))
        else:
            empty: Any = {} if isinstance(old, dict) else []
            found = _section(text, known, old, empty if new is None else new)
            if found is None:
                return None
            edits += found
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return "\n".join([text.rstrip("\n"), *(each.rstrip("\n") for each in added)]) + "\n"


def _section(text: str, node: yaml.Node | None, old: Any, new: Any) -> list[_Edit] | None:
    """The edits that make one section out of another, or None."""
    if not old:
        return None
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        kept = _kept(old, new)
        if kept is None:
            return None
        places = [(each.start_mark.index, each) for each in node.value]
        rows = [(at, new[i] if i is not None else None) for at, i in enumerate(kept)]
        fresh = [
            f"- {document.flow(row)}" for row in new[len([i for i in kept if i is not None]) :]
        ]
        pairs = [(old[at], row, *places[at]) for at, row in rows]
    elif isinstance(node, yaml.MappingNode) and not node.flow_style:
        pairs = [
            (old[key.value], new.get(key.value), key.start_mark.index, value)
            for key, value in node.value
        ]
        fresh = [f"{key}: {document.flow(row)}" for key, row in new.items() if key not in old]
    else:
        return None
    edits = []
    for former, row, start, place in pairs:
        if row is None:
            edits.append(
                _Edit(_line_start(text, start), _line_end(text, _end(text, place)) + 1, "")
            )
        elif row != former:
            edits.append(_Edit(place.start_mark.index, _end(text, place), document.flow(row)))
    if fresh:
        below, indent = _line_end(text, _end(text, node)), " " * node.start_mark.column
        edits.append(_Edit(below, below, "".join(f"\n{indent}{line}" for line in fresh)))
    return edits


def _kept(old: Sequence[Any], new: Sequence[Any]) -> list[int | None] | None:
    """For each old row the position it has now, None where it went; None if that is not plain."""
    if len(new) >= len(old):
        return list(range(len(old)))
    gone = len(old) - len(new)
    for at in range(len(new) + 1):
        if old[:at] == new[:at] and old[at + gone :] == new[at:]:
            return [*range(at), *[None] * gone, *range(at, len(new))]
    return None


def _end(text: str, node: yaml.Node) -> int:
    """Where a node's own text ends; the mark of a block lies behind the remarks below it."""
    children = list(_children(node))
    if children and not getattr(node, "flow_style", False):
        return _end(text, children[-1])
    start = int(node.start_mark.index)
    return start + len(text[start : node.end_mark.index].rstrip())


def _children(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        yield from (value for _, value in node.value)
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found
