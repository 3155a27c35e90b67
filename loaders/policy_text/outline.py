"""What stands under what in a section: its entries, and the text that belongs to each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise

from loaders.policy_text.pages import Paragraph, is_title
from loaders.policy_text.placing import Labels, in_order, place_all


@dataclass(frozen=True)
class Block:
    """A paragraph of a passage: `lead` before its list, `between` two lists, `closing` after."""

    text: str
    line: int
    part: str = "lead"
    table: bool = False


@dataclass
class Node:
    """A place in a section and the paragraphs that are its own, without those under it.

    Attributes:
        seamed: whether a line of its text could begin another entry.
        doubtful: whether it may well hold one, since the entry after it is missing.
    """

    place: Labels
    inferred: bool = False
    seamed: bool = False
    doubtful: bool = False
    blocks: list[Block] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    has_list: bool = False

    @property
    def marked(self) -> bool:
        """Whether its list prints marks instead of labels."""
        return bool(self.place) and self.place[-1].startswith("-b")

    @property
    def guessed(self) -> bool:
        """Whether its place follows from the order of its list alone."""
        return self.inferred or self.marked


@dataclass(frozen=True)
class Outline:
    """The places of a section, in its order, and the entries that have none."""

    nodes: tuple[Node, ...]
    unsettled: tuple[Paragraph, ...]


def find_outline(
    paragraphs: Sequence[Paragraph], known: AbstractSet[Labels] | None = None
) -> Outline:
    """The places of a section.

    Args:
        paragraphs: those of the section, without its heading.
        known: the places that the register knows in it, to settle what the labels leave open;
            None where nothing is known.
    """
    placed = place_all(paragraphs, known)
    root = Node(())
    nodes: dict[Labels, Node] = {(): root}
    unsettled: list[Paragraph] = []
    at: Node | None = root
    for index, each in enumerate(placed):
        paragraph = each.paragraph
        if each.unsettled:
            unsettled.append(paragraph)
            at = None
        elif each.place is not None:
            at = nodes.setdefault(each.place, Node(each.place, each.inferred))
            at.seamed = at.seamed or paragraph.seamed
            at.blocks.append(Block(paragraph.text, paragraph.line))
            nodes.setdefault(each.place[:-1], Node(each.place[:-1], inferred=True)).has_list = True
        elif at is None:
            unsettled.append(paragraph)
        else:
            at.seamed = at.seamed or paragraph.seamed
            after = next((later.place for later in placed[index + 1 :] if later.place), None)
            _attach(nodes, at, paragraph, after)
    _mark_doubtful(nodes, known or set())
    return Outline(tuple(nodes.values()), tuple(unsettled))


def _mark_doubtful(nodes: Mapping[Labels, Node], known: AbstractSet[Labels]) -> None:
    """Mark what lies beside an entry that the register knows and the text seems to lack.

    The entry before the gap may have swallowed the missing one, and a guessed label beside it may
    be the missing one's.
    """
    order = in_order(known)
    for before, after in pairwise(order):
        holder, follower = (_with_text(nodes, each) for each in (before, after))
        if follower is None:
            for depth in range(len(before) + 1):
                around = nodes.get(before[:depth])
                if around is not None and any(each.part == "closing" for each in around.blocks):
                    around.doubtful = True
        if holder is not None and follower is None:
            swallows = holder.seamed or len(holder.blocks) > 1
            holder.doubtful = holder.doubtful or swallows or holder.guessed
        if follower is not None and holder is None and before:
            follower.doubtful = follower.doubtful or follower.guessed
    for node in nodes.values():
        beside = [
            _with_text(nodes, each)
            for each in order
            if node.marked and each[:-1] == node.place[:-1]
        ]
        if any(each is None or each.doubtful for each in beside):
            node.doubtful = True


def _with_text(nodes: Mapping[Labels, Node], place: Labels) -> Node | None:
    node = nodes.get(place)
    return node if node is not None and node.blocks else None


def _attach(
    nodes: dict[Labels, Node], at: Node, paragraph: Paragraph, after: Labels | None
) -> None:
    """Give text without a label to the entry before it, or to the one that holds the list."""
    stays = not at.place or at.has_list or _goes_on(at, after)
    owner = at if stays else nodes[at.place[:-1]]
    part = "lead"
    if owner.has_list:
        again = after is not None and after[:-1] == owner.place and "#" in after[-1]
        part = "between" if again else "closing"
    block = Block(paragraph.text, paragraph.line, part, paragraph.table)
    (owner.notes if paragraph.note else owner.blocks).append(block)


def _goes_on(at: Node, after: Labels | None) -> bool:
    last = at.blocks[-1].text
    if last.endswith(":") or (len(at.blocks) == 1 and _is_title(last)):
        return True
    if len(at.blocks) > 1 and _is_title(at.blocks[0].text):
        return True
    if after is None:
        return False
    under = after[: len(at.place)] == at.place
    beside = after[: len(at.place) - 1] == at.place[:-1] and len(after) >= len(at.place)
    return under or (beside and "#" not in after[len(at.place) - 1])


def _is_title(text: str) -> bool:
    plain = len(text) < 120 and text[:1].isupper() and text[-1:] not in ".;:,?" and "; " not in text
    return plain or is_title(text)
