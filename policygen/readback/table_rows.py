"""Which row of a table was which when it was built: cells are paired within their rows, whatever they repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from policygen.readback.passages import Passage
from policygen.readback.tokens import alike, opcodes, word_keys

# How alike two tables are, and two rows between the same neighbours, that they are one.
_TABLE, _ROW, _CLOSE = 0.5, 0.4, 0.75
# Pairs of tables, and of rows between two neighbours, that are compared.
_MOST = 2_000


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row that has words: the numbers of its passages by their column, and the words of all."""

    columns: Mapping[int, tuple[int, ...]]
    words: tuple[str, ...]
    marks: frozenset[str]

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(number for numbers in self.columns.values() for number in numbers)


@dataclass(frozen=True, slots=True)
class RowPair:
    """A row of the built file and of the edited one, and how alike they are; one that is new or gone has no other."""

    old: TableRow | None
    new: TableRow | None
    likeness: float = 1.0

    @property
    def is_close(self) -> bool:
        return self.likeness >= _CLOSE

    def cells(self) -> Iterator[tuple[int, int]]:
        """Yield the numbers of passages that are the same cell; none if columns were added or deleted."""
        if self.old is None or self.new is None or max(self.old.columns) != max(self.new.columns):
            return
        for column, olds in self.old.columns.items():
            news = self.new.columns.get(column, ())
            if len(olds) == len(news):
                yield from zip(olds, news, strict=True)


def row_pairs(old: Sequence[Passage], new: Sequence[Passage]) -> Iterator[RowPair]:
    """Yield the rows of the tables that are in both files."""
    before, after = _tables(old), _tables(new)
    for one, other in _table_pairs(before, after):
        yield from _paired_rows(before[one], after[other])


def _tables(passages: Sequence[Passage]) -> dict[int, list[TableRow]]:
    cells: dict[int, dict[int, dict[int, list[int]]]] = {}
    for number, one in enumerate(passages):
        if one.cell is not None and one.words:
            row = cells.setdefault(one.cell.table, {}).setdefault(one.cell.row, {})
            row.setdefault(one.cell.column, []).append(number)
    return {table: [_row(row, passages) for row in rows.values()] for table, rows in cells.items()}


def _row(cells: Mapping[int, Sequence[int]], passages: Sequence[Passage]) -> TableRow:
    columns = {column: tuple(numbers) for column, numbers in cells.items()}
    own = [passages[number] for numbers in columns.values() for number in numbers]
    marks = frozenset(mark for one in own for mark in (*one.marks, *(value.name for value in one.values)))
    return TableRow(columns, word_keys(" \n ".join(one.words for one in own)), marks)


def _table_pairs(
    before: Mapping[int, list[TableRow]], after: Mapping[int, list[TableRow]]
) -> Iterator[tuple[int, int]]:
    """Yield the tables that have most of their words in common, or are both the only one with their bookmarks."""
    if len(before) * len(after) > _MOST:
        return
    olds, news = (
        {n: Counter(word for row in rows for word in row.words) for n, rows in one.items()} for one in (before, after)
    )
    ranked = sorted(
        (-_shared(olds[o], news[n]), abs(i - j), o, n) for i, o in enumerate(olds) for j, n in enumerate(news)
    )
    taken: set[int] = set()
    found: set[int] = set()
    for negative, _, o, n in ranked:
        if -negative >= _TABLE and o not in taken and n not in found:
            taken.add(o)
            found.add(n)
            yield o, n


def _shared(one: Counter[str], other: Counter[str]) -> float:
    """Return which part of the words of the smaller table are in the other too."""
    smaller = min(one.total(), other.total())
    return (one & other).total() / smaller if smaller else 0.0


def _paired_rows(before: Sequence[TableRow], after: Sequence[TableRow]) -> Iterator[RowPair]:
    alone: list[RowPair] = []
    for how, i1, i2, j1, j2 in opcodes([_key(one) for one in before], [_key(one) for one in after]):
        olds, news = before[i1:i2], after[j1:j2]
        if how == "equal":
            yield from map(RowPair, olds, news)
            continue
        for pair in _between(olds, news):
            if pair.old is None or pair.new is None:
                alone.append(pair)
            else:
                yield pair
    yield from _moved_rows(alone)


def _moved_rows(alone: Sequence[RowPair]) -> Iterator[RowPair]:
    """Yield rows without a partner; those with the same words at another place of the table are one."""
    gone = {_key(pair.old): pair.old for pair in alone if pair.old is not None}
    for pair in alone:
        if pair.new is not None:
            yield RowPair(gone.pop(_key(pair.new), None), pair.new)
    yield from (RowPair(row, None) for row in gone.values())


def _key(row: TableRow) -> str:
    return " ".join(row.words)


def _between(olds: Sequence[TableRow], news: Sequence[TableRow]) -> Iterator[RowPair]:
    """Yield the rows between two neighbours: those with a bookmark or most words in common, then new and gone ones."""
    if len(olds) * len(news) > _MOST:
        return
    ranked = sorted(
        (-alike(one.words, other.words) - bool(one.marks & other.marks), abs(i - j), i, j)
        for i, one in enumerate(olds)
        for j, other in enumerate(news)
    )
    partner: dict[int, int] = {}
    for negative, _, i, j in ranked:
        alone = len(olds) == len(news) == 1
        if (-negative >= _ROW or alone) and i not in partner and j not in partner.values():
            partner[i] = j
            yield RowPair(olds[i], news[j], min(-negative, 1.0))
    yield from (RowPair(one, None) for i, one in enumerate(olds) if i not in partner)
    yield from (RowPair(None, one) for j, one in enumerate(news) if j not in partner.values())
