"""The source of a clause from the paragraphs of a Word file, with the line breaks that known wording has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policygen.collisions.layers import indent_of, mark_of
from policygen.merge.aligning import align_blocks
from policygen.merge.parts import Block, blocks_of
from policygen.merge.three_way import merge


def source_of(lines: Sequence[str], known: Sequence[str]) -> str:
    """Return the source of paragraphs that have no line breaks in them; it ends with one.

    `known` are texts that they may come from, the likeliest first: a block that is in one of them keeps the line breaks
    before it, and the words of the first the line breaks between them.
    """
    blocks = blocks_of("\n\n".join(lines))
    found = [({new: old for old, new in align_blocks(text, blocks)}, text) for text in map(blocks_of, known)]
    made = ""
    for n, block in enumerate(blocks):
        twins = [text[pairs[n]] for pairs, text in found if n in pairs]
        twin = next((one for one in twins if _kind(one) == _kind(block)), None)
        breaks = _breaks(twin.lead) if twin is not None else _default(blocks[n - 1] if n else None, block)
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


def _said(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(indent_of(block), mark_of(block), block.keys) for block in blocks_of(text)]


def _kind(block: Block) -> tuple[str, str]:
    return block.kind, re.sub(r"\d+", "1", mark_of(block))


def _breaks(lead: str) -> str:
    return lead[: len(lead) - len(lead.lstrip("\n"))]


def _default(before: Block | None, block: Block) -> str:
    """Return the line breaks before a block that is new: one between the entries of a list or a table, else two."""
    entries = [one is not None and (one.kind != "words" or bool(mark_of(one))) for one in (before, block)]
    return "\n" if all(entries) else "\n\n"
