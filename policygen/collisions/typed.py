"""The source of a clause from the paragraphs of a Word file, with the line breaks that known wording has."""

from __future__ import annotations

from collections.abc import Sequence

from policygen.collisions.layers import indent_of, mark_of
from policygen.merge.aligning import align_blocks
from policygen.merge.parts import Block, blocks_of
from policygen.merge.three_way import merge


def typed_source(lines: Sequence[str], known: Sequence[str]) -> str:
    """Return the source of the paragraphs of a file, of which none is empty; it ends with a line break.

    `known` are texts that they may come from, the likeliest first: a block that is in one of them keeps the line breaks
    before it if it still follows the same one, and the words of the first the line breaks between them.
    """
    typed = "\n\n".join(map(_on_one_line, lines))
    blocks = blocks_of(typed)
    if "".join(block.written for block in blocks).split() != typed.split():
        return f"{typed}\n"  # A tag that does not end is in no block. The check of the settings names it.
    found = [({new: old for old, new in align_blocks(text, blocks)}, text) for text in map(blocks_of, known)]
    made = ""
    for n, block in enumerate(blocks):
        # Blocks that follow each other in a known text too have the line breaks between them that they have there.
        twins = [text[at[n]] for at, text in found if n in at and at.get(n - 1, -1) == at[n] - 1]
        breaks = _breaks(twins[0].lead) if n and twins else _default(blocks[n - 1] if n else None, block)
        made += f"{breaks}{block.written.lstrip(chr(10))}"
    made = made.strip("\n") + "\n"
    for text in known[:1]:
        laid_out = merge(text, made, text).taking("theirs").strip("\n") + "\n"
        if says_the_same(laid_out, made):
            return laid_out
    return made


def says_the_same(one: str, other: str) -> bool:
    """Tell whether two texts have the same blocks with the same words, wherever their lines are broken."""
    return _said(one) == _said(other)


def _on_one_line(paragraph: str) -> str:
    """Return a paragraph with its indent; a single blank is only what is left where the word before it is gone."""
    indent = paragraph[: len(paragraph) - len(paragraph.lstrip())]
    return f"{' ' * len(indent) if len(indent) > 1 else ''}{' '.join(paragraph.split())}"


def _said(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(indent_of(block), mark_of(block), block.keys) for block in blocks_of(text)]


def _breaks(lead: str) -> str:
    return lead[: len(lead) - len(lead.lstrip("\n"))]


def _default(before: Block | None, block: Block) -> str:
    """Return the line breaks before a block that is new: one between the entries of a list or a table, else two."""
    entries = [one is not None and (one.kind != "words" or bool(mark_of(one))) for one in (before, block)]
    return "\n" if all(entries) else "\n\n"
