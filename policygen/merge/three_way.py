"""The three-way merge: what one side changed is taken, what both changed alike is taken once, the rest collides.

A library and a school both start from the base. Blocks are compared first, then the words of a block that both have.
Changes of both sides without a word between them collide. If a merge would tear a condition or a table apart, it is
made again in larger pieces: whole blocks, or in the end the text as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from policygen.merge.aligning import Pairs, align_blocks, align_words
from policygen.merge.parts import Block, Word, blocks_of

Side = Literal["base", "theirs", "ours"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Collision:
    """What both sides changed: the words of each, with the blanks or line breaks before them. A side can be empty."""

    base: str
    theirs: str
    ours: str

    def of(self, side: Side) -> str:
        return self.base if side == "base" else self.theirs if side == "theirs" else self.ours


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge: text and collisions in turn, as they follow each other. `end` is what ends the text."""

    pieces: tuple[str | Collision, ...]
    end: str = ""

    @property
    def collisions(self) -> tuple[Collision, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, Collision))

    @property
    def text(self) -> str:
        """The merged text. At a collision it has our words, so it is finished only without collisions."""
        return self.taking("ours")

    @property
    def places(self) -> tuple[tuple[str, Collision, str], ...]:
        """Each collision with the text before it and after it, as far as both sides agree on that text."""
        pieces = ("", *self.pieces, "")
        return tuple(
            (before if isinstance(before, str) else "", piece, after if isinstance(after, str) else "")
            for before, piece, after in zip(pieces, pieces[1:], pieces[2:], strict=False)
            if isinstance(piece, Collision)
        )

    def taking(self, side: Side) -> str:
        """Return the merged text with one side's words at each collision."""
        joined = "".join(piece if isinstance(piece, str) else piece.of(side) for piece in self.pieces)
        return f"{joined.lstrip(chr(10))}{self.end}"


@dataclass(frozen=True, slots=True)
class _Item:
    """A word or a lead that is printed, with the places that it has in the two sides' texts."""

    text: str
    keyword: str = ""
    theirs: int | None = None
    ours: int | None = None
    row: bool = False


_Piece = list[_Item] | tuple[list[_Item], list[_Item], list[_Item]]


def merge(base: str, theirs: str, ours: str) -> Merged:
    """Merge two texts that were both made from `base`. Where lines are broken makes no difference; ours stays."""
    end = "\n" if ours.endswith("\n") else ""
    texts = blocks_of(base), blocks_of(theirs), blocks_of(ours)
    for by_words in (True, False):
        pieces = list(_merged_blocks(*texts, by_words=by_words))
        if _is_sound(pieces, *texts):
            return Merged(tuple(_joined(pieces)), end)
    whole = [_written(text) for text in texts]
    return Merged((Collision(whole[0], whole[1], whole[2]),), end)


def _merged_blocks(base: list[Block], theirs: list[Block], ours: list[Block], *, by_words: bool) -> Iterator[_Piece]:
    pairs = align_blocks(base, theirs), align_blocks(base, ours)

    def same(one: Block, other: Block) -> bool:
        return one.keys == other.keys and one.shape == other.shape

    for run in _runs(base, theirs, ours, *pairs):
        if run.stable:
            (first,), (second,), (third,) = run.base, run.theirs, run.ours
            yield from _merged_block(first, second, third, by_words=by_words)
            continue
        taken = _decided(run, same)
        if taken is not None:
            yield [item for block in taken[1] for item in _items(block, taken[0])]
        else:
            yield (
                [item for block in run.base for item in _items(block, "base")],
                [item for block in run.theirs for item in _items(block, "theirs")],
                [item for block in run.ours for item in _items(block, "ours")],
            )


def _merged_block(base: Block, theirs: Block, ours: Block, *, by_words: bool) -> Iterator[_Piece]:
    """Merge the words of one block that both sides have."""
    leads = {base.shape, theirs.shape, ours.shape}
    both_moved = len(leads) == 3
    changed = [side for side in (theirs, ours) if side.keys != base.keys]
    if both_moved or (len(changed) == 2 and not by_words and theirs.keys != ours.keys):
        yield _items(base, "base"), _items(theirs, "theirs"), _items(ours, "ours")
        return
    lead = ours.lead if theirs.lead == base.lead or ours.shape not in (base.shape, theirs.shape) else theirs.lead
    yield [_Item(lead, row=ours.kind == "row")]
    first = True
    pairs = align_words(base.words, theirs.words), align_words(base.words, ours.words)
    for run in _unambiguous(_runs(base.words, theirs.words, ours.words, *pairs)):
        if run.stable:
            other, word = run.theirs[0], run.ours[0]
            yield _unspaced([_Item(word.written, word.keyword, other.place, word.place)], first)
        else:
            taken = _decided(run, lambda one, two: one.key == two.key)
            if taken is not None:
                yield _unspaced([_item(word, taken[0]) for word in taken[1]], first)
                first = first and not taken[1]
                continue
            yield (
                _unspaced([_item(word, "base") for word in run.base], first),
                _unspaced([_item(word, "theirs") for word in run.theirs], first),
                _unspaced([_item(word, "ours") for word in run.ours], first),
            )
        first = False


def _unspaced(items: list[_Item], first: bool) -> list[_Item]:
    """Return items without the blank before the first word of a block."""
    if not first or not items:
        return items
    head = items[0]
    return [_Item(head.text.lstrip(), head.keyword, head.theirs, head.ours), *items[1:]]


@dataclass(frozen=True, slots=True)
class _Run(Generic[T]):
    """What lies in one place in three texts: one entry that all have, or entries of which one side changed some."""

    base: Sequence[T]
    theirs: Sequence[T]
    ours: Sequence[T]
    stable: bool


def _runs(base: Sequence[T], theirs: Sequence[T], ours: Sequence[T], first: Pairs, second: Pairs) -> Iterator[_Run[T]]:
    """Yield the three texts in runs: the entries that both sides share with the base, and what lies between them."""
    in_theirs, in_ours = dict(first), dict(second)
    a = b = c = 0
    for n in (*(n for n in range(len(base)) if n in in_theirs and n in in_ours), len(base)):
        at_end = n == len(base)
        m, k = (len(theirs), len(ours)) if at_end else (in_theirs[n], in_ours[n])
        if n > a or m > b or k > c:
            yield _Run(base[a:n], theirs[b:m], ours[c:k], stable=False)
        if not at_end:
            yield _Run(base[n : n + 1], theirs[m : m + 1], ours[k : k + 1], stable=True)
        a, b, c = n + 1, m + 1, k + 1


def _unambiguous(runs: Iterator[_Run[Word]]) -> Iterator[_Run[Word]]:
    """Yield the runs, those of two sides as one if they might have been made in one place.

    In “able to watch”, “to” put in before “to” is the same as after it: words put in or removed can be moved over their
    like. If that leads to where the other side changed something, nobody can tell which of the two comes first.
    """
    waiting: list[_Run[Word]] = []  # a run that changes something, and what all have after it
    for run in runs:
        if run.stable or not waiting:
            waiting.append(run)
            if waiting[0].stable:
                yield waiting.pop()
            continue
        between = [word.key for one in waiting[1:] for word in one.base]
        if _is_of_two_sides(waiting[0], run) and (_moves(waiting[0], between) or _moves(run, between[::-1], back=True)):
            waiting = [_as_one([*waiting, run])]
            continue
        yield from waiting
        waiting = [run]
    yield from waiting


def _is_of_two_sides(one: _Run[Word], other: _Run[Word]) -> bool:
    sides = [
        {n for n, side in enumerate((run.theirs, run.ours)) if _keys(side) != _keys(run.base)} for run in (one, other)
    ]
    return len(sides[0] | sides[1]) == len((0, 1))


def _moves(run: _Run[Word], over: Sequence[str], *, back: bool = False) -> bool:
    """Return whether what a run puts in or removes is the same once it is moved over some words.

    With `back`, it is moved towards the beginning, and `over` is read in that direction.
    """
    changes = {tuple(side) for side in (_keys(run.base), _keys(run.theirs), _keys(run.ours)) if side}
    if len(changes) != 1:
        return False
    (words,) = changes
    return [*(words[::-1] if back else words), *over][: len(over)] == list(over)


def _keys(words: Sequence[Word]) -> list[str]:
    return [word.key for word in words]


def _as_one(runs: Sequence[_Run[Word]]) -> _Run[Word]:
    base, theirs, ours = ([word for run in runs for word in getattr(run, side)] for side in ("base", "theirs", "ours"))
    return _Run(base, theirs, ours, stable=False)


def _decided(run: _Run[T], same: Callable[[T, T], bool]) -> tuple[Side, Sequence[T]] | None:
    """Return the side that a run is taken from, or None if both changed it, and not alike."""

    def equal(one: Sequence[T], other: Sequence[T]) -> bool:
        return len(one) == len(other) and all(map(same, one, other))

    if equal(run.theirs, run.base) or equal(run.theirs, run.ours):
        return "ours", run.ours
    if equal(run.ours, run.base):
        return "theirs", run.theirs
    return None


def _items(block: Block, side: Side) -> list[_Item]:
    words = _unspaced([_item(word, side) for word in block.words], first=True)
    return [_Item(block.lead, row=block.kind == "row"), *words]


def _item(word: Word, side: Side) -> _Item:
    places = word.place if side == "theirs" else None, word.place if side == "ours" else None
    return _Item(word.written, word.keyword, *places)


def _joined(pieces: Sequence[_Piece]) -> Iterator[str | Collision]:
    text = ""
    for piece in pieces:
        if isinstance(piece, list):
            text += _text(piece)
            continue
        if text:
            yield text
        text = ""
        yield Collision(*(_text(side) for side in piece))
    if text:
        yield text


def _text(items: Sequence[_Item]) -> str:
    return "".join(item.text for item in items)


def _written(blocks: Sequence[Block]) -> str:
    return "".join(block.written for block in blocks)


# --- what a merge must not tear apart --------------------------------------------------------------------------------


def _is_sound(pieces: Sequence[_Piece], base: list[Block], theirs: list[Block], ours: list[Block]) -> bool:
    """Return whether each condition has the end that it had, each row its cells, and each emphasis both its ends."""
    partners = {"theirs": _partners(_tags(theirs)), "ours": _partners(_tags(ours))}
    for piece in pieces:
        if isinstance(piece, tuple) and not all(_in_pairs(side) for side in piece):
            return False
    for n in (1, 2):
        items = [item for piece in pieces for item in (piece if isinstance(piece, list) else piece[n])]
        if not _keeps_partners(items, partners):
            return False
        if not _whole_lines(items) and all(_whole_lines(_all_items(text)) for text in (base, theirs, ours)):
            return False
    return True


def _tags(blocks: Sequence[Block]) -> list[tuple[str, int]]:
    return [(word.keyword, word.place) for block in blocks for word in block.words if word.keyword]


def _partners(tags: Sequence[tuple[str, int]]) -> dict[int, int]:
    """Return for each `if` and `for` the place of the tag that ends it, for each `else` that of the tag it belongs to.

    An `endif` has the place of its `if`, so what belongs together is found from both ends.
    """
    found: dict[int, int] = {}
    stack: list[int] = []
    for keyword, place in tags:
        if keyword in ("else", "elif"):
            found[place] = stack[-1] if stack else -1
        elif keyword.startswith("end"):
            start = stack.pop() if stack else -1
            found[place] = start
            found[start] = place
        else:
            stack.append(place)
    return found


def _keeps_partners(items: Sequence[_Item], partners: dict[str, dict[int, int]]) -> bool:
    """Return whether tags that belong together in a merge belong together in the sides that have them."""
    tags = [item for item in items if item.keyword]
    here = _partners([(item.keyword, n) for n, item in enumerate(tags)])
    for n, item in enumerate(tags):
        m = here.get(n, -1)
        if m < 0:
            return False
        other = tags[m]
        theirs = None not in (item.theirs, other.theirs)
        ours = None not in (item.ours, other.ours)
        wrong = (theirs and partners["theirs"].get(item.theirs or 0) != other.theirs) or (
            ours and partners["ours"].get(item.ours or 0) != other.ours
        )
        if wrong or not (theirs or ours):
            return False
    return True


def _in_pairs(items: Sequence[_Item]) -> bool:
    """Return whether the tags in a collision's words end where they begin."""
    tags = [(item.keyword, n) for n, item in enumerate(items) if item.keyword]
    found = _partners(tags)
    return -1 not in found.values() and all(n in found for _, n in tags)


def _whole_lines(items: Sequence[_Item]) -> bool:
    """Return whether rows that follow each other have as many cells, and each block its emphasis begun and ended."""
    cells = 0
    for block in _by_lead(items):
        text = _text(block)
        number = sum(item.text.strip() == "|" for item in block) if block[0].row else 0
        if (number and cells and number != cells) or text.count("**") % 2:
            return False
        cells = number
    return True


def _by_lead(items: Sequence[_Item]) -> Iterator[list[_Item]]:
    """Yield the items of each block, of which the first is the lead."""
    block: list[_Item] = []
    for item in items:
        if item.text.startswith("\n") and not item.keyword and block and _is_lead(item):
            yield block
            block = []
        block.append(item)
    if block:
        yield block


def _is_lead(item: _Item) -> bool:
    return item.theirs is None and item.ours is None and not item.keyword


def _all_items(blocks: Sequence[Block]) -> list[_Item]:
    return [item for block in blocks for item in _items(block, "ours")]
