"""A base with two people's changes one over the other: first the library's, then the school's over those.

All accepted, the words are ours; all rejected, the base. The library's accepted and ours rejected, they are theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Literal, NamedTuple

from policygen.merge.aligning import Pairs, align_blocks, align_words
from policygen.merge.parts import Block, Word, blocks_of

Author = Literal["theirs", "ours"]


class Fate(NamedTuple):
    """Who inserted something and who deleted it: nobody what was always there, or what stays."""

    inserted: Author | None = None
    deleted: Author | None = None


@dataclass(frozen=True, slots=True)
class LayeredWords:
    """Words in a row that have one fate, with the blanks between them."""

    text: str
    fate: Fate


_KEPT = LayeredWords("", Fate())
_BREAK = LayeredWords(" ", Fate())  # between two blocks


class _Place(NamedTuple):
    """Numbers in base, theirs and ours of one block or word; None where it has no counterpart."""

    base: int | None
    theirs: int | None
    ours: int | None

    @property
    def fate(self) -> Fate:
        if self.theirs is None:
            return Fate(deleted="theirs") if self.ours is None else Fate(inserted="ours")
        return Fate("theirs" if self.base is None else None, "ours" if self.ours is None else None)


def layered(base: str, theirs: str, ours: str) -> tuple[tuple[LayeredWords, ...], ...]:
    """Return the blocks of three texts in turn, such as paragraphs and rows, with the fate of the words in each."""
    texts = blocks_of(base), blocks_of(theirs), blocks_of(ours)
    pairs = align_blocks(texts[0], texts[1]), align_blocks(texts[1], texts[2])
    return tuple(
        _block([text[at] if at is not None else None for text, at in zip(texts, place, strict=True)])
        for place in _places([len(text) for text in texts], *pairs)
    )


def muddled(blocks: Sequence[Sequence[LayeredWords]]) -> Iterator[str]:
    """Yield what is left of passages that both changed if theirs is rejected and ours accepted: base and ours in a row.

    Nobody wrote that. The words have single blanks between them.
    """
    passage: list[LayeredWords] = []
    for words in (*chain.from_iterable((*block, _BREAK) for block in blocks), _KEPT):
        if words is _BREAK or words.fate != _KEPT.fate:
            passage.append(words)
            continue
        fates = {one.fate for one in passage}
        if any(fate.deleted == "theirs" for fate in fates) and any(fate.inserted == "ours" for fate in fates):
            left = (one.text for one in passage if one.fate.inserted != "theirs" and one.fate.deleted != "ours")
            yield " ".join("".join(left).split())
        passage = []


def indent_of(block: Block) -> str:
    """Return the blanks before a block's mark, or before its words."""
    lead = block.lead.lstrip("\n")
    return lead[: len(lead) - len(lead.lstrip())]


def mark_of(block: Block) -> str:
    """Return a block's mark as it is shown before its words: `-`, `1.`, `###`; "" for a paragraph or a row."""
    return block.lead.strip()


def _places(lengths: Sequence[int], earlier: Pairs, later: Pairs) -> Iterator[_Place]:
    """Yield everything that three lists of these lengths have, in order: what is gone before what took its place."""
    base, theirs, ours = lengths
    before, after = {t: b for b, t in earlier}, dict(later)
    at_base = at_ours = 0
    for t in range(theirs):
        until = next((before[n] for n in range(t, theirs) if n in before), base)
        yield from (_Place(b, None, None) for b in range(at_base, until))
        at_base = max(at_base, until)
        if t in after:
            yield from (_Place(None, None, o) for o in range(at_ours, after[t]))
            at_ours = after[t] + 1
        yield _Place(before.get(t), t, after.get(t))
        at_base += t in before
    yield from (_Place(b, None, None) for b in range(at_base, base))
    yield from (_Place(None, None, o) for o in range(at_ours, ours))


def _tokens(block: Block | None) -> list[Word]:
    """Return the mark and the words of a block."""
    if block is None:
        return []
    mark = mark_of(block)
    return [*([Word(" ", mark, -1)] if mark else []), *block.words]


def _block(blocks: Sequence[Block | None]) -> tuple[LayeredWords, ...]:
    sides = [_tokens(block) for block in blocks]
    pairs = align_words(sides[0], sides[1]), align_words(sides[1], sides[2])
    indent = next(indent_of(block) for block in reversed(blocks) if block is not None)
    found: list[tuple[str, Fate]] = []
    for place in _places([len(side) for side in sides], *pairs):
        # A word that begins a block on one side has a blank before it where it does not on another.
        words = [(side[at], at) for side, at in zip(sides, place, strict=True) if at is not None]
        gap = indent if not found else " " if any(word.gap and at for word, at in words) else ""
        found.append((f"{gap}{' '.join(words[-1][0].text.split())}", place.fate))
    return tuple(
        LayeredWords("".join(text for text, _ in group), fate) for fate, group in groupby(found, lambda word: word[1])
    )
