"""The widths of a table's columns, chosen by what is in them."""

from __future__ import annotations

from policygen.assemble.columns import column_widths
from policygen.document.model import Cell, Row, Text


def rows(*lines: tuple[str, ...]) -> list[Row]:
    return [
        Row(id=f"t/{n}", cells=tuple(Cell(children=(Text(text=words),)) for words in line))
        for n, line in enumerate(lines)
    ]


def test_one_long_entry_among_short_ones_has_room() -> None:
    long = "Only what staff show or set, in a lesson agreed with a senior leader"
    short = [("Using someone else's account, or getting round filters", "Never", "Never, and it may be a crime")] * 9
    first, second, _ = column_widths(rows(*short, ("Material of hatred or extremism", long, long)))
    assert second > 0.2
    assert first < 0.5


def test_columns_of_short_entries_are_as_wide_as_these() -> None:
    _, yes, no = column_widths(rows(*[("A question that goes on for longer than a line", "Yes", "No")] * 3))
    assert yes < 0.1
    assert no < 0.1
