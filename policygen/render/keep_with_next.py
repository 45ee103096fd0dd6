"""Choose the list items to keep with the next, so that no single item or closing line is left alone on a page."""

from __future__ import annotations

from collections.abc import Sequence

from policygen.document.model import Block, List, ListItem, Paragraph
from policygen.document.plain import words_of
from policygen.look.tokens import Lists


def held_items(block: List, after: Sequence[Block], lists: Lists) -> frozenset[str]:
    """Return the ids of the items of `block` that are kept on one page with what follows; `after` follows the list.

    The first holds on to the second, the last but one to the last, and the last to a paragraph of one line where that
    is all that follows. A longer item does not hold on, as a longer `lead` does not: a word processor would move it
    whole.
    """
    items = block.items
    held = [items[0], items[-2]] if len(items) > 1 else []
    if items and len(after) == 1 and _length(after[0]) <= lists.closing:
        held.append(items[-1])
    return frozenset(item.id for item in held if _is_short(item, lists))


def _is_short(item: ListItem, lists: Lists) -> bool:
    return len(item.blocks) == 1 and _length(item.blocks[0]) <= lists.lead


def _length(block: Block) -> float:
    return len(words_of(block.children)) if isinstance(block, Paragraph) else float("inf")
