"""Which items of a list hold on to what follows them, so that no item or closing line stands alone on a page."""

from __future__ import annotations

from collections.abc import Sequence

from policygen.document.model import Block, List, ListItem, Paragraph
from policygen.document.plain import words_of
from policygen.write.tokens import Lists


def held_items(block: List, after: Sequence[Block], lists: Lists) -> frozenset[str]:
    """Return the ids of the items of `block` that stand on one page with what follows them; `after` follows the list.

    The first holds on to the second, the last but one to the last, and the last to a closing line that is one line of
    words and the last of its section. A longer item does not: there is enough of it on either page.
    """
    items = block.items
    held = {*items[-2:-1]} if len(items) > 1 else set()
    if items and len(after) == 1 and isinstance(after[0], Paragraph) and _length(after[0]) <= lists.closing:
        held.add(items[-1])
    return frozenset(item.id for item in held if _is_short(item, lists))


def _is_short(item: ListItem, lists: Lists) -> bool:
    # Three lines, as in `lead`: a word processor moves a longer paragraph whole.
    return len(item.blocks) == 1 and isinstance(item.blocks[0], Paragraph) and _length(item.blocks[0]) <= lists.lead


def _length(paragraph: Paragraph) -> int:
    return len(words_of(paragraph.children))
