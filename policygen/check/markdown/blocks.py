"""Find blocks that a policy cannot print in one reading of a text, from the parser's tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from policygen.check.markdown.found import RULE_ROW, Unprintable, markdown_parser
from policygen.check.markdown.inline import Where, unprintable_inlines
from policygen.check.markdown.readings import TextReading

if TYPE_CHECKING:
    from markdown_it.token import Token

# Numbers are printed in three kinds: (a), (i) and (1).
DEEPEST_LIST = 3

_BLOCKS = {
    "blockquote_open": "PG247.quote",
    "hr": "PG247.rule",
    "fence": "PG247.fence",
    "code_block": "PG247.indented",
    "html_block": "PG247.html",
}
_ALLOWED = re.compile(
    r"(?:paragraph|bullet_list|ordered_list|list_item|table|thead|tbody|tr|th|td|dl|dt|dd|em|strong|link)_(?:open|close)"
    r"|s_close|inline|text|text_special|softbreak"
)
_BULLET = re.compile(r"[ ]*(?P<mark>[•·‣▪◦●○])")
_TYPED = re.compile(r"[ ]*(?P<mark>[–—]|\([a-z0-9]{1,4}\)|[a-z]\)|[ivx]{1,4}\)|\d{1,3}[.)])[ ]")


class BlockReader:
    """Finds what a policy cannot print in one reading of a text."""

    def __init__(self, reading: TextReading, written: str) -> None:
        self._reading, self._written = reading, written
        self._lines = reading.text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def found(self, is_body: bool) -> Iterator[Unprintable]:
        if not is_body:
            for token in markdown_parser().parseInline(self._reading.text):
                yield from unprintable_inlines(token, Where(self._lines, self._starts, token.content, 0, 0))
            return
        tokens = markdown_parser().parse(self._reading.text)
        at, depth = 0, 0
        while at < len(tokens):
            token = tokens[at]
            if token.type == "heading_open":
                yield from self._heading(tokens, at)
                at = _closing(tokens, at)
            elif token.type in _BLOCKS:
                yield self._at_line(_BLOCKS[token.type], token)
                at = _closing(tokens, at)
            elif token.type == "table_open":
                end = _closing(tokens, at)
                yield from self._table(tokens[at:end])
                at = end
            elif token.type == "inline":
                yield from self._paragraph(token)
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                depth += 1
                if depth == DEEPEST_LIST + 1:
                    yield self._at_line("PG247.deep", token)
                if token.type == "ordered_list_open":
                    yield from self._start(token)
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                depth -= 1
            elif token.type == "dd_open" and tokens[at - 1].type == "dd_close":
                yield from self._swallowed_term(tokens[at - 3])
            elif not _ALLOWED.fullmatch(token.type):
                yield self._at_line("PG247.other", token)
            at += 1

    def _heading(self, tokens: list[Token], at: int) -> Iterator[Unprintable]:
        """Yield what is wrong with a heading: only those with ### are printed, and only with a text below them."""
        token, inline = tokens[at], tokens[at + 1]
        if token.markup != "###":
            yield self._at_line("PG247.heading", token)
        elif token.level:
            yield self._at_line("PG247.heading_inside", token)
        elif not inline.content or at + 3 == len(tokens) or tokens[at + 3].type == "heading_open":
            yield self._at_line("PG247.heading_empty", token)
        else:
            number = self._line(token)
            start = self._starts[number] + max(self._lines[number].find(inline.content), 0)
            yield from unprintable_inlines(inline, Where(self._lines, self._starts, inline.content, start, number))

    def _line(self, token: Token) -> int:
        return token.map[0] if token.map else 0

    def _at_line(self, code: str, token: Token, **facts: object) -> Unprintable:
        return self._on_line(code, self._line(token), **facts)

    def _on_line(self, code: str, number: int, **facts: object) -> Unprintable:
        line = self._lines[number]
        words = line.strip()
        indent = len(line) - len(line.lstrip())
        return Unprintable(code, self._starts[number] + indent, len(words), tuple(facts.items()))

    def _start(self, token: Token) -> Iterator[Unprintable]:
        start = int(token.attrGet("start") or 1) if token.attrGet("start") is not None else 1
        if start == 1:
            return
        number = self._line(token)
        line = self._lines[number]
        at = self._starts[number] + max(line.find(f"{start}{token.markup}"), 0)
        # The item before it can be in a branch that this reading does not take.
        shown = set(self._reading.offsets)
        before = self._written[: self._reading.offset(at)]
        left_out = re.compile(rf"(?:^|%\}})[ ]*{start - 1}[.)][ ]", re.MULTILINE)
        if not any(match.end() - 2 not in shown for match in left_out.finditer(before)):
            yield Unprintable("PG247.start", at, len(str(start)) + 1, (("number", start),))

    def _paragraph(self, token: Token) -> Iterator[Unprintable]:
        first = self._line(token)
        lines = token.content.split("\n")
        if (table := self._unruled(lines)) is not None:
            row, code = table
            yield self._on_line(code, first + row)
            return
        at = self._starts[first] + max(self._lines[first].find(lines[0]), 0)
        yield from self._typed(lines, first)
        yield from unprintable_inlines(token, Where(self._lines, self._starts, token.content, at, first))

    def _swallowed_term(self, meaning: Token) -> Iterator[Unprintable]:
        """Yield the last line of a meaning that another meaning follows: it was to be the next term."""
        if meaning.type == "inline" and meaning.map and "\n" in meaning.content:
            yield self._on_line("PG247.term", meaning.map[1] - 1)

    def _unruled(self, lines: list[str]) -> tuple[int, str] | None:
        """Return the line and the code of what looks like a table and is none."""
        for number, line in enumerate(lines):
            if number and "|" in line and RULE_ROW.fullmatch(line):
                return number, "PG248.rule_row"
        rows = [number for number, line in enumerate(lines) if line.lstrip().startswith("|")]
        if not rows:
            rows = [number for number, line in enumerate(lines) if " | " in line]
            rows = rows if len(rows) > 1 else []
        return (rows[0], "PG248.no_rule_row") if rows else None

    def _typed(self, lines: list[str], first: int) -> Iterator[Unprintable]:
        """Yield list marks that are typed as text: the first of a paragraph's, as the others follow from it."""
        for number, line in enumerate(lines):
            if bullet := _BULLET.match(line):
                yield self._mark(bullet, first + number)
                return
        marked = [(number, mark) for number, line in enumerate(lines) if (mark := _TYPED.match(line))]
        for number, mark in marked:
            # A line of wrapped prose can start with a dash, or with the number of a section.
            if (
                number == 0
                or sum(_is_like(mark["mark"], other["mark"]) for _, other in marked) > 1
                or re.search(r"[:;.][ ]*$", lines[number - 1])
                or re.match(r"[ ]*\d+[.)][ ]+[a-z]", lines[number])
            ):
                yield self._mark(mark, first + number)
                return

    def _mark(self, mark: re.Match[str], number: int) -> Unprintable:
        line = self._lines[number]
        at = self._starts[number] + max(line.find(mark["mark"]), 0)
        code = "PG247.number_in_text" if mark["mark"][0].isdigit() else "PG247.mark"
        return Unprintable(code, at, len(mark["mark"]), (("mark", mark["mark"]),))

    def _table(self, tokens: list[Token]) -> Iterator[Unprintable]:
        columns = sum(token.type == "th_open" for token in tokens)
        rows = [token for token in tokens if token.type == "tr_open"]
        head = self._at_line("head", tokens[0])
        yield Unprintable("head", head.at, 1, () if len(rows) > 1 else (("lonely", True),))
        faulty: set[int] = set()
        for token in rows[1:]:
            number = self._line(token)
            line = self._lines[number]
            cells = _cells(line)
            if "|" not in line and (columns > 1 or line.strip()):
                faulty.add(number)
                yield self._on_line("PG248.swallowed", number)
            elif len(cells) != columns:
                faulty.add(number)
                in_code = re.search(r"`[^`\n]*(?<!\\)\|[^`\n]*`", line)
                if in_code:
                    yield self._on_line("PG248.bar_in_code", number)
                else:
                    yield self._on_line("PG248.cells", number, cells=len(cells), columns=columns)
        ends: dict[int, int] = {}
        for token in tokens:
            number = self._line(token)
            if token.type == "inline" and number not in faulty:
                start = self._lines[number].find(token.content, ends.get(number, 0))
                start = max(start, 0)
                ends[number] = start + len(token.content)
                where = Where(self._lines, self._starts, token.content, self._starts[number] + start, number)
                yield from unprintable_inlines(token, where)


def _is_like(mark: str, other: str) -> bool:
    """Return whether two marks are of one list: (a) and (b), or 3. and 4."""
    return re.sub(r"[a-z]+|\d+", "x", mark) == re.sub(r"[a-z]+|\d+", "x", other)


def _cells(line: str) -> list[str]:
    cells = re.split(r"(?<!\\)\|", line.strip())
    if cells and not cells[0].strip():
        cells.pop(0)
    if cells and not cells[-1].strip():
        cells.pop()
    return cells


def _closing(tokens: list[Token], at: int) -> int:
    """Return the index of the token that closes the one at `at`, or `at` for one that stands alone."""
    depth = 0
    for index in range(at, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    return len(tokens) - 1
