"""What changed between a built file and the edited one, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from policygen.readback.original import BuiltLine, Original
from policygen.readback.pairing import Pair, Sure, pair_passages
from policygen.readback.passages import Passage, Range, TablePlace, TrackedChange
from policygen.readback.tokens import tokens_of, word_keys
from policygen.readback.values import ValueSpot, value_spots

_BAR = " | "
What = Literal["changed", "added", "removed", "moved", "value"]


@dataclass(frozen=True, slots=True)
class BlockChange:
    """What happened to one paragraph. `block` is its id; an added one has none, and `follows` the one before it.

    `what` is `value` if nothing but values was edited. `values` are all of its values; `is_fixed` says that it is
    policygen's own wording, or a form. `level` is that of a heading that was added; `is_item` tells an item of a list.
    `old` and `new` are its numbers in both files, -1 for none. A row of a table that was added, deleted or moved is one
    change: `cells` are its words by column, and `block` and `follows` are rows.
    """

    what: What
    block: str
    clause: str
    before: str = ""
    after: str = ""
    follows: str = ""
    values: tuple[ValueSpot, ...] = ()
    tracked: tuple[TrackedChange, ...] = ()
    sure: Sure = "certain"
    moved: bool = False
    is_fixed: bool = False
    is_title: bool = False
    is_item: bool = False
    level: int = 0
    old: int = -1
    new: int = -1
    cells: tuple[tuple[int, str], ...] = ()

    @property
    def edited(self) -> tuple[ValueSpot, ...]:
        """The values that were edited."""
        return tuple(one for one in self.values if one.state == "edited")

    @property
    def author(self) -> str:
        """Who made it, if it was tracked."""
        return self.tracked[-1].author if self.tracked else ""

    @property
    def date(self) -> str:
        return self.tracked[-1].date if self.tracked else ""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Both files side by side: `pairs` in the order of the edited one, and what changed."""

    original: Original
    passages: tuple[Passage, ...]
    pairs: tuple[Pair, ...]
    changes: tuple[BlockChange, ...]
    spots: dict[int, tuple[ValueSpot, ...]]

    def line_at(self, new: int) -> BuiltLine | None:
        """Return what a paragraph of the edited file was when it was built, or None for an added one."""
        found = next((one.old for one in self.pairs if one.new == new), None)
        return self.original.lines[found] if found is not None else None


def side_by_side(original: Original, passages: Sequence[Passage]) -> SideBySide:
    """Return what changed from the built file to the edited one."""
    pairs = pair_passages(original.passages, passages)
    changes: list[tuple[TablePlace | None, BlockChange]] = []
    kept: list[Passage] = list(passages)
    spots: dict[int, tuple[ValueSpot, ...]] = {}
    before = _Before()
    for pair in pairs:
        old = original.passages[pair.old] if pair.old is not None else None
        line = original.lines[pair.old] if pair.old is not None else None
        if pair.new is None or old is None or line is None:
            one = _one_sided(pair, original, passages, before)
        else:
            new = kept[pair.new] = with_references(old, passages[pair.new])
            spots[pair.new] = value_spots(old, new, line.keys)
            one = _paired(pair, line, old, new, spots[pair.new], before)
        if one is not None:
            passage = kept[pair.new] if pair.new is not None else old
            changes.append((passage.cell if passage is not None and pair.in_row else None, one))
        if line is not None and pair.new is not None and not pair.moved:
            before.line = line
        if line is not None and pair.new is not None:
            before.block = line.id
    cells = {line.id for line, one in zip(original.lines, original.passages, strict=True) if one.cell is not None}
    return SideBySide(original, tuple(kept), tuple(pairs), tuple(_with_rows(changes, cells)), spots)


def _with_rows(changes: Sequence[tuple[TablePlace | None, BlockChange]], cells: Set[str]) -> Iterator[BlockChange]:
    """Yield changes; those of the cells of a row that was added, deleted or moved are one."""
    for place, group in groupby(changes, key=lambda one: (one[0].table, one[0].row, one[1].what) if one[0] else None):
        if place is None:
            yield from (one for _, one in group)
            continue
        found = [(cell.column, one) for cell, one in group if cell is not None]
        (_, first), *_ = found
        follows = first.follows.rpartition("/")[0] if first.follows in cells else first.follows
        yield replace(
            first,
            block=first.block.rpartition("/")[0],
            follows=follows,
            before=_BAR.join(filter(None, (one.before for _, one in found))),
            after=_BAR.join(filter(None, (one.after for _, one in found))),
            values=tuple(value for _, one in found for value in one.values),
            tracked=tuple(change for _, one in found for change in one.tracked),
            cells=tuple((column, one.after) for column, one in found),
        )


@dataclass(slots=True)
class _Before:
    """What the paragraph before is: the last that was in the built file, and the last of those that have not moved."""

    line: BuiltLine | None = None
    block: str = ""


def _one_sided(pair: Pair, original: Original, passages: Sequence[Passage], before: _Before) -> BlockChange | None:
    if pair.new is None:
        assert pair.old is not None  # noqa: S101 - a pair has one side at least
        old, line = original.passages[pair.old], original.lines[pair.old]
        values = tuple(replace(one, sure="certain") for one in value_spots(old, Passage(""), line.keys))
        return BlockChange(
            "removed", line.id, line.clause, old.words, values=values, follows=before.block,
            is_fixed=line.kind == "fixed", is_title=line.kind == "title", is_item=old.item, level=old.level,
            old=pair.old,
        )  # fmt: skip
    new = passages[pair.new]
    if not new.words:
        return None
    line_before = before.line
    return BlockChange(
        "added", "", line_before.clause if line_before else "", "", new.words, before.block, tracked=new.tracked,
        is_fixed=line_before is None or not line_before.clause or (pair.in_row and line_before.kind == "fixed"),
        is_item=new.item, level=new.level, new=pair.new,
    )  # fmt: skip


def _paired(
    pair: Pair, line: BuiltLine, old: Passage, new: Passage, spots: tuple[ValueSpot, ...], before: _Before
) -> BlockChange | None:
    assert pair.old is not None  # noqa: S101 - a pair has both sides here
    assert pair.new is not None  # noqa: S101
    same = word_keys(old.words) == word_keys(new.words)
    if same and not pair.moved:
        return None
    what: What = "moved" if same else "changed"
    if not same and not pair.moved and _only_values(old, new, spots):
        what = "value"
    if not new.words:
        what = "removed"
    return BlockChange(
        what, line.id, line.clause, old.words, new.words, before.block, spots, new.tracked, pair.sure, pair.moved,
        line.kind == "fixed", line.kind == "title", old.item, old.level, pair.old, pair.new,
    )  # fmt: skip


def _only_values(old: Passage, new: Passage, spots: tuple[ValueSpot, ...]) -> bool:
    """Tell whether a paragraph differs in nothing but its values."""
    if any(one.state == "gone" for one in spots) or not any(one.state == "edited" for one in spots):
        return False
    before = [(one.start, one.end) for one in old.values]
    return _without(old.text, before) == _without(new.text, [(one.start, one.end) for one in spots])


def _without(text: str, places: Sequence[tuple[int, int]]) -> list[str]:
    """Return the words of a text with a sign for each value in it."""
    found, at = [], 0
    for start, end in places:
        found += [one.key for one in tokens_of(text[at:start])]
        found.append("")
        at = end
    return [*found, *(one.key for one in tokens_of(text[at:]))]


def with_references(old: Passage, new: Passage) -> Passage:
    """Return an edited paragraph with the numbers of sections that it had: Word counts them anew when it likes."""
    numbers = {one.name: old.text[one.start : one.end] for one in old.references}
    for place in sorted(new.references, key=lambda one: one.start, reverse=True):
        number = numbers.get(place.name)
        if number is not None and number != new.text[place.start : place.end]:
            new = _with_words(new, place, number)
    return new


def _with_words(passage: Passage, place: Range, words: str) -> Passage:
    by = len(words) - (place.end - place.start)

    def shifted(ranges: tuple[Range, ...]) -> tuple[Range, ...]:
        return tuple(
            Range(one.name, one.start + by * (one.start >= place.end), one.end + by * (one.end >= place.end))
            for one in ranges
        )

    return replace(
        passage,
        text=passage.text[: place.start] + words + passage.text[place.end :],
        values=shifted(passage.values),
        references=shifted(passage.references),
        comments=shifted(passage.comments),
    )
