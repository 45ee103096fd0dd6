"""Turn the text of a CSV file into rows of cells, each with its place (RFC 4180, and what spreadsheets make of it)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from policygen.diagnostics.model import Diagnostics, Span

SEPARATORS = (",", ";", "\t")
# Excel's own way to say which separator follows, on a line before the heading.
_SAID = re.compile(r'"?sep=(?P<separator>[,;\t])"?[,;\t]*(?:\n|\Z)', re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')


class CsvCell(NamedTuple):
    """A cell as it was written, quotation marks undone; `span` is its first character's place."""

    text: str
    span: Span


def said_separator(text: str) -> tuple[str, int]:
    """Return the separator that a first line `sep=;` names, or "", and where the table starts."""
    found = _SAID.match(text)
    return (found["separator"], found.end()) if found else ("", 0)


def rows(name: str, text: str, separator: str, start: int, diagnostics: Diagnostics) -> list[list[CsvCell]]:
    """Return the rows of `text` from `start` on that are not blank; an unclosed quotation mark is PG709."""
    found: list[list[CsvCell]] = []
    row: list[CsvCell] = []
    line, begin = 1 + text.count("\n", 0, start), start
    plain, at = _plain(separator), start
    while at <= len(text):
        span = Span(name, line, at - begin + 1)
        quoted = _QUOTED.match(text, at)
        if quoted is None and text.startswith('"', at):
            diagnostics.report("PG709", span)
            break
        words = ""
        if quoted is not None:
            words, at = quoted[1].replace('""', '"'), quoted.end()
            breaks = quoted[0].count("\n")
            if breaks:
                line, begin = line + breaks, quoted.start() + quoted[0].rfind("\n") + 1
        rest = plain.match(text, at)
        assert rest is not None  # noqa: S101 - it matches nothing too
        row.append(CsvCell(words + rest[0], span))
        at = rest.end()
        if at == len(text) or text[at] == "\n":
            found.append(row)
            row, line, begin = [], line + 1, at + 1
        at += 1
    return [row for row in found if any(cell.text.strip() for cell in row)]


@lru_cache(maxsize=16)
def _plain(separator: str) -> re.Pattern[str]:
    return re.compile(f"[^{separator}\n]*")
