"""Choose what is kept together on a page: headings, and items of lists, so that none is left alone; rows of tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from policygen.document.model import (
    Block,
    Cell,
    Form,
    FormField,
    List,
    ListItem,
    Paragraph,
    Row,
    SignatureBlock,
    Strong,
    Table,
)
from policygen.document.plain import words_of
from policygen.look.tokens import Lists, Tokens
from policygen.look.units import POINTS_PER_MM

_LETTER = 0.5  # of the size: a letter's mean width in the face, with blanks
_TALL = 0.5  # of the page's height: a taller row or table may break, or it would leave half a page empty

_FEW = 3  # items of a list: where the first and the last hold on to the second, nothing is left that may part

_ROWS = 5  # fewer cannot be parted where two are held at the top and three at the foot

_TOGETHER = 3  # who sign on one page; more may part between two of them

# The types of blocks that a paragraph leads to.
LED_TO = frozenset(("list", "definition-list", "form", "signatures", "table"))


def leads(paragraph: Paragraph, following: str, lists: Lists) -> bool:
    """Return whether a paragraph is kept on one page with the block after it, whose type is `following`, "" for none.

    It is if it is short, and leads to a list or the like or is all bold: then it is a heading to a reader.
    """
    heads = bool(following) and len(paragraph.children) == 1 and isinstance(paragraph.children[0], Strong)
    return (heads or following in LED_TO) and _length(paragraph) <= lists.lead


def held_items(block: List, after: Sequence[Block], lists: Lists) -> frozenset[str]:
    """Return the ids of the items of `block` that are kept on one page with what follows; `after` follows the list.

    The first holds on to the second, the last but one to the last, and the last to a paragraph of one line where that
    is all that follows. Of three only the last two are held, or a list of long items would move whole and leave a third
    of a page empty. A longer item does not hold on, as a longer `lead` does not: a word processor would move it whole.
    """
    items = block.items
    held = [items[0], items[-2]] if len(items) > 1 else []
    if len(items) == _FEW and _length_of(items) > lists.lead:
        held = [items[1]]
    if items and len(after) == 1 and _length(after[0]) <= lists.closing:
        held.append(items[-1])
    return frozenset(item.id for item in held if _is_short(item, lists))


@dataclass(frozen=True, slots=True)
class TableBreaks:
    """Where a table may break over pages: within the rows of the ids in `within`, and between rows unless `whole`.

    With `bound` no row stands alone under the header, and no fewer than three are on the next page.
    """

    within: frozenset[str]
    whole: bool
    bound: bool


def table_breaks(table: Table, tokens: Tokens) -> TableBreaks:
    """Return where a table may break, by the room that its words need.

    What does not fit on a page together is not kept together: a renderer would leave out the header, or a heading
    alone on the page before.
    """
    page = tokens.page
    room = (page.height - page.top - page.bottom) * POINTS_PER_MM
    heights = [_row_height(row, table, tokens) for row in table.rows]
    head = sum(_row_height(row, table, tokens) for row in table.header)
    within = frozenset(row.id for row, height in zip(table.rows, heights, strict=True) if height > room * _TALL)
    bound = max(sum(heights[:2]), sum(heights[-3:])) <= room * _TALL
    return TableBreaks(
        within=within,
        whole=len(heights) <= tokens.table.whole and head + sum(heights) <= room * _TALL,
        bound=bound and not within and len(heights) >= _ROWS,
    )


def is_whole(form: Form, tokens: Tokens) -> bool:
    """Return whether a form is kept on one page, with the paragraph before it: it needs no more than half of one."""
    page = tokens.page
    room = (page.height - page.top - page.bottom) * POINTS_PER_MM
    return sum(_field_height(field, tokens) for field in form.fields) <= room * _TALL


def is_signed_together(block: SignatureBlock, tokens: Tokens) -> bool:
    """Return whether the lines of all who sign are kept on one page: they are few, and need no more than half of it."""
    page, signature = tokens.page, tokens.signature
    room = (page.height - page.top - page.bottom) * POINTS_PER_MM
    body, label = tokens.type.body, tokens.type.label
    each = signature.line_above + body.size * body.line + 2 * label.size * label.line + signature.after
    return len(block.signatories) <= _TOGETHER and len(block.signatories) * each <= room * _TALL


def _field_height(field: FormField, tokens: Tokens) -> float:
    """Points from the field's label to its last line, with the space after it."""
    kinds, form = tokens.type, tokens.form
    if field.kind == "tick":
        return kinds.body.size * kinds.body.line + form.field_after
    lines = field.lines if field.kind == "text" else 1
    return kinds.label.size * kinds.label.line + lines * form.line_height + form.field_after


def _row_height(row: Row, table: Table, tokens: Tokens) -> float:
    """Points from the row's top to its foot, estimated."""
    style = tokens.type.table
    letter = style.size * _LETTER
    lines = 0
    for cell, share in zip(row.cells, table.widths, strict=False):
        width = tokens.page.text_width * POINTS_PER_MM * share - 2 * tokens.table.cell_side
        lines = max(lines, sum(ceil(length * letter / width) or 1 for length in _lengths(cell)))
    padding = tokens.table.cell_above + tokens.table.cell_below
    return max(lines * style.size * style.line + padding, row.height * tokens.form.row * POINTS_PER_MM)


def _lengths(cell: Cell) -> tuple[int, ...]:
    """The characters of a cell's lines."""
    return tuple(map(len, words_of(cell.children).split("\n")))


def _is_short(item: ListItem, lists: Lists) -> bool:
    return len(item.blocks) == 1 and _length(item.blocks[0]) <= lists.lead


def _length_of(items: Sequence[ListItem]) -> float:
    """The characters of the items of a list, infinite where one has more than a paragraph."""
    return sum(_length(item.blocks[0]) if len(item.blocks) == 1 else float("inf") for item in items)


def _length(block: Block) -> float:
    return len(words_of(block.children)) if isinstance(block, Paragraph) else float("inf")
