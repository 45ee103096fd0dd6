"""Random three-way merges whose right outcome is known, because each edit is known by where it was made."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tests.merge.model import SMALL, Block, Maker, Word, rendered, without_stops

Relation = Literal["same", "apart", "near", "tangled", "against"]
APART = 4  # words between two edits that nobody could take for one
LIGHT = 0.3  # the share of a block's words that can change while it is plainly the same block


@dataclass(frozen=True)
class Edit:
    """One change: words from `start` to `end` of a block replaced, a block removed, or one put after a block."""

    kind: Literal["words", "wrap", "delete", "insert"]
    at: int
    start: int = 0
    end: int = 0
    words: tuple[Word, ...] = ()
    block: Block | None = None

    @property
    def size(self) -> int:
        return max(self.end - self.start, len(self.words))

    @property
    def brings(self) -> frozenset[str]:
        """The words that no other text has."""
        if self.kind == "wrap":
            return frozenset({self.words[0].text})
        words = self.block.words if self.block else self.words
        return frozenset(word.text for word in words if word.text.startswith("w") and word.text.endswith("x"))


@dataclass(frozen=True)
class Case:
    """Three texts. `expected` is what both sides' edits make of the base, None if they are tangled or collide."""

    seed: int
    blocks: tuple[Block, ...]
    theirs_edits: tuple[Edit, ...]
    ours_edits: tuple[Edit, ...]
    base: str
    theirs: str
    ours: str
    expected: str | None
    against: tuple[tuple[Edit, Edit], ...]
    must_be_clean: bool
    same: tuple[Edit, ...]

    @property
    def once(self) -> frozenset[str]:
        """The words that the base has once, whatever stops follow them."""
        counted = Counter(without_stops(word.text) for block in self.blocks for word in block.words)
        return frozenset(text for text, number in counted.items() if number == 1)

    def removed(self, edit: Edit) -> frozenset[str]:
        """The words that an edit takes away, as far as the base has them once and no edit brings them."""
        words = self.blocks[edit.at].words
        gone = {"delete": words, "words": words[edit.start : edit.end]}.get(edit.kind, ())
        plain = frozenset(without_stops(word.text) for word in gone if word.text[0].isalpha())
        return plain & self.once - {word.text for word in edit.words} - {*SMALL}


def random_case(seed: int) -> Case:
    """Return the case of a seed: of a clause of the library or of a made text, with up to four edits on each side."""
    maker = Maker(random.Random(seed))  # noqa: S311  # nothing here is secret
    chance = maker.chance
    blocks = maker.real_text() if chance.random() < 0.5 else maker.text()
    theirs = _edits(maker, blocks, chance.randint(1, 4))
    ours = _edits(maker, blocks, chance.randint(1, 4))
    if chance.random() < 0.2:  # Both make one change alike.
        copied = [*ours, chance.choice(theirs)]
        ours = copied if _fits(copied) else ours
    if chance.random() < 0.3:  # One change goes where the other side has been.
        ours = _aimed(maker, blocks, ours, chance.choice(theirs))
    widths = [chance.choice([0, 60, 100]) for _ in range(3)]
    against, relations = [], []
    for one in theirs:
        for other in ours:
            relation = _relation(blocks, theirs, ours, one, other)
            relations.append(relation)
            against += [(one, other)] if relation == "against" else []
    same = tuple(one for one in theirs if one in ours)
    sound = not {"against", "tangled"} & {*relations}
    together = [*theirs, *(one for one in ours if one not in theirs)]
    return Case(
        seed,
        tuple(blocks),
        tuple(theirs),
        tuple(ours),
        rendered(blocks, widths[0]),
        rendered(_applied(blocks, theirs), widths[1]),
        rendered(_applied(blocks, ours), widths[2]),
        rendered(_applied(blocks, together), widths[0]) if sound else None,
        tuple(against),
        sound and "near" not in relations,
        same,
    )


def _edits(maker: Maker, blocks: Sequence[Block], wanted: int) -> list[Edit]:
    edits: list[Edit] = []
    for _ in range(wanted * 4):
        edit = _edit(maker, blocks)
        if edit is not None and len(edits) < wanted and _fits([*edits, edit]):
            edits.append(edit)
    return edits or [Edit("insert", 0, block=maker.block(""))]


def _edit(maker: Maker, blocks: Sequence[Block]) -> Edit | None:
    chance = maker.chance
    at = chance.randrange(len(blocks))
    block = blocks[at]
    kind = chance.choice(["words"] * 6 + ["wrap", "delete", "insert"])
    if kind in ("words", "wrap"):
        most = chance.choice([0, 1, 1, 2, 3, 8])
        return _word_edit(maker, block, at, most, wrap=kind == "wrap")
    # The head and the rule of a table stay, and a tag alone keeps its partner.
    if block.is_tag or (block.mark == "| " and not all(b.mark == "| " for b in blocks[max(at - 2, 0) : at + 1])):
        return None
    if block.mark == "| " and (at < 2 or "---" in block.words[1].text):
        return None
    if kind == "delete":
        return Edit("delete", at) if block.is_whole else None
    cells = sum(word.text == "|" for word in block.words) - 1
    mark = "" if block.mark == "### " else block.mark
    return Edit("insert", at, block=maker.block(mark, block.indent, cells))


def _word_edit(maker: Maker, block: Block, at: int, most: int, *, wrap: bool) -> Edit | None:
    start = maker.chance.randint(0, len(block.words))
    end = min(start + most, len(block.words))
    taken = block.words[start:end]
    fixed = any(word.text == "|" or "---" in word.text or word.text.startswith("{%") for word in taken)
    cut = any(n < len(block.words) and block.words[n].tight for n in (start, end))
    in_row = block.mark == "| " and (not 0 < start < len(block.words) or "---" in block.words[1].text)
    if fixed or cut or in_row or block.is_tag or len(taken) == len(block.words):
        return None
    if wrap:
        if not taken:
            return None
        tags = Word(f"{{% if choices.c{next(maker.numbers)} %}}"), Word("{% endif %}", tight=True)
        inner = (Word(taken[0].text, tight=True), *taken[1:])
        return Edit("wrap", at, start, end, (tags[0], *inner, tags[1]))
    new = maker.new_words(1, 3) if not taken or maker.chance.random() < 0.7 else ()
    return Edit("words", at, start, end, new)


def _aimed(maker: Maker, blocks: Sequence[Block], ours: list[Edit], target: Edit) -> list[Edit]:
    """Return edits with one more, or one instead, that changes what `target` changes."""
    block = blocks[target.at]
    new: Edit | None = None
    if target.kind == "insert" and target.block is not None:
        cells = sum(word.text == "|" for word in target.block.words) - 1
        new = Edit("insert", target.at, block=maker.block(target.block.mark, target.block.indent, cells))
    elif target.kind == "delete":
        new = _word_edit(maker, block, target.at, 1, wrap=False)
    elif target.kind == "words":
        new = Edit("words", target.at, target.start, target.end, maker.new_words(1, 2))
    if new is None:
        return ours
    return [*(one for one in ours if _fits([one, new])), new]


def _fits(edits: Sequence[Edit]) -> bool:
    """Return whether edits of one side leave each other alone."""
    for n, one in enumerate(edits):
        for other in edits[:n]:
            if one.at != other.at:
                continue
            kinds = {one.kind, other.kind}
            if "delete" in kinds or kinds == {"insert"}:
                return False
            if "insert" not in kinds and one.start <= other.end + 1 and other.start <= one.end + 1:
                return False
    return True


def _applied(blocks: Sequence[Block], edits: Sequence[Edit]) -> list[Block]:
    result = []
    for n, block in enumerate(blocks):
        here = [edit for edit in edits if edit.at == n]
        words = list(block.words)
        for edit in sorted((e for e in here if e.kind in ("words", "wrap")), key=lambda e: (e.start, e.end))[::-1]:
            words[edit.start : edit.end] = edit.words
        if not any(edit.kind == "delete" for edit in here):
            result.append(Block(block.number, block.mark, tuple(words), block.indent))
        result += [edit.block for edit in here if edit.block is not None]
    return result


def _relation(
    blocks: Sequence[Block], theirs: Sequence[Edit], ours: Sequence[Edit], one: Edit, other: Edit
) -> Relation:
    if one == other:
        return "same"
    kinds = {one.kind, other.kind}
    in_words = kinds <= {"words", "wrap"}
    if one.at == other.at:
        if in_words:
            return _in_one_block(blocks, theirs, ours, one, other)
        if kinds == {"insert"}:
            return "against"
        if "insert" not in kinds:
            return "against"
        if "delete" in kinds:
            return "near"
    first = _structural(blocks, theirs, one), _structural(blocks, ours, other)
    if not all(first):
        return "near" if _alike(blocks) else "apart"
    places = sorted(edit.at + 0.5 if edit.kind == "insert" else float(edit.at) for edit in (one, other))
    between = [n for n in range(len(blocks)) if places[0] < n < places[1]]
    moved = {edit.at for side in (theirs, ours) for edit in side if _structural(blocks, side, edit)}
    return "apart" if [n for n in between if n not in moved] and not _alike(blocks) else "near"


def _alike(blocks: Sequence[Block]) -> bool:
    """Return whether two blocks have the same words, so that one could be taken for the other."""
    texts = [tuple(word.text for word in block.words) for block in blocks]
    return len({*texts}) < len(texts)


def _structural(blocks: Sequence[Block], side: Sequence[Edit], edit: Edit) -> bool:
    """Return whether an edit, with the others of its side in its block, could be taken for another block."""
    if edit.kind in ("insert", "delete"):
        return True
    changed = sum(e.size for e in side if e.at == edit.at and e.kind in ("words", "wrap"))
    return changed > LIGHT * len(blocks[edit.at].words)


def _in_one_block(
    blocks: Sequence[Block], theirs: Sequence[Edit], ours: Sequence[Edit], one: Edit, other: Edit
) -> Relation:
    words = blocks[one.at].words
    counted = Counter(word.text for block in blocks for word in block.words)
    low, high = max(one.start, other.start), min(one.end, other.end)
    both_insert = one.start == one.end and other.start == other.end
    if low < high or (low == high and both_insert) or (low == high and one.start < low < one.end):
        return _overlap(words[low:high], counted, one, other, both_insert=both_insert)
    if low == high and other.start < low < other.end:
        return _overlap((), counted, one, other, both_insert=False)
    if low == high:
        return "tangled" if both_insert or "wrap" in (one.kind, other.kind) else "near"
    between = words[high:low]
    sizes = max(edit.size for edit in (*theirs, *ours) if edit.at == one.at and edit.kind in ("words", "wrap"))
    single = sum(counted[word.text] == 1 for word in between)
    heavy = _structural(blocks, theirs, one) or _structural(blocks, ours, other)
    if heavy or len(between) < max(APART, sizes + 1) or single < 2 or _between_two(theirs, ours, one, other):
        return "near"
    return "apart"


def _overlap(shared: Sequence[Word], counted: Counter[str], one: Edit, other: Edit, *, both_insert: bool) -> Relation:
    if "wrap" in (one.kind, other.kind):
        return "tangled"
    # What is taken away in two places that read alike need not be the same place.
    plain = any(counted[word.text] == 1 for word in shared)
    return "against" if plain or (both_insert and one.brings and other.brings) else "tangled"


def _between_two(theirs: Sequence[Edit], ours: Sequence[Edit], one: Edit, other: Edit) -> bool:
    """Return whether one of two edits lies between two of the other side, which could be taken for one."""

    def inside(edit: Edit, side: Sequence[Edit]) -> bool:
        there = [e for e in side if e.at == edit.at and e.kind in ("words", "wrap")]
        return any(e.end <= edit.start for e in there) and any(e.start >= edit.end for e in there)

    return inside(one, ours) or inside(other, theirs)


def random_cases(first: int, number: int) -> Iterator[Case]:
    """Yield cases that have an edit on both sides, from a seed on."""
    yield from (random_case(seed) for seed in range(first, first + number))
