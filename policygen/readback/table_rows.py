"""Which row of a table was which when it was built: cells are paired within their rows, whatever they repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from policygen.readback.passages import Passage
from policygen.readback.tokens import alike, opcodes, word_keys

# How alike two tables are, and two rows between the same neighbours, that they are one.
_TABLE, _ROW, _CLOSE = 0.5, 0.4, 0.75
# How alike a table without a partner is at most to others without one, that it is new or gone.
_NOTHING = 0.3
# Pairs of tables, of rows between two neighbours, and of words in those, that are compared.
_MOST, _MOST_WORDS = 2_000, 20_000_000


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
    """Yield the rows of tables: of those that are in both files, and of those that one has nothing of."""
    before, after = _tables(old), _tables(new)
    if len(before) * len(after) > _MOST:
        return
    shared = _shared_words(before, after)
    pairs = _table_pairs(before, after, shared)
    for one, other in pairs.items():
        yield from _paired_rows(before[one], after[other])
    gone, made = before.keys() - pairs.keys(), after.keys() - set(pairs.values())
    for one in sorted(gone):
        if all(shared[one, n] < _NOTHING for n in made):
            yield from (RowPair(row, None) for row in before[one])
    for other in sorted(made):
        if all(shared[o, other] < _NOTHING for o in gone):
            yield from (RowPair(None, row) for row in after[other])


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


def _shared_words(
    before: Mapping[int, list[TableRow]], after: Mapping[int, list[TableRow]]
) -> dict[tuple[int, int], float]:
    """Return, for each table and each of the other file, which part of the words of the smaller one both have."""
    olds, news = (
        {n: Counter(word for row in rows for word in row.words) for n, rows in one.items()} for one in (before, after)
    )
    return {
        (o, n): (one & other).total() / max(min(one.total(), other.total()), 1)
        for o, one in olds.items()
        for n, other in news.items()
    }


def _table_pairs(
    before: Mapping[int, list[TableRow]],
    after: Mapping[int, list[TableRow]],
    shared: Mapping[tuple[int, int], float],
) -> dict[int, int]:
    """Return the tables that have most of their words in common: by bookmark, then the same ones in order."""
    found: dict[int, int] = {}
    olds, news = ({n: _marks_of(rows) for n, rows in one.items()} for one in (before, after))
    _join(found, ((o, n) for (o, n), part in shared.items() if part >= _TABLE and olds[o] & news[n]))
    left, free = [n for n in before if n not in found], [n for n in after if n not in found.values()]
    same = opcodes([_words_of(before[o]) for o in left], [_words_of(after[n]) for n in free])
    for how, i1, i2, j1, j2 in same:
        if how == "equal":
            _join(found, zip(left[i1:i2], free[j1:j2], strict=True))
    ranked = sorted((-part, abs(o - n), o, n) for (o, n), part in shared.items() if part >= _TABLE)
    _join(found, ((o, n) for _, _, o, n in ranked))
    return found


def _join(found: dict[int, int], pairs: Iterable[tuple[int, int]]) -> None:
    for o, n in pairs:
        if o not in found and n not in found.values():
            found[o] = n


def _marks_of(rows: Sequence[TableRow]) -> frozenset[str]:
    return frozenset(mark for row in rows for mark in row.marks)


def _words_of(rows: Sequence[TableRow]) -> str:
    return "\n".join(map(_key, rows))


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
    words = sum(len(one.words) for one in olds) * sum(len(one.words) for one in news)
    if len(olds) * len(news) > _MOST or words > _MOST_WORDS:
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
