"""Find the exact place in the file of a character of a scalar, for any quoting, folding or indentation."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from policygen.diagnostics.model import Span
from policygen.source.nodes import Scalar, Source

_BLANK = " \t\n"
# YAML 1.1, 5.6: escapes of one letter; x, u and U take 2, 4 and 8 hexadecimal digits.
_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_DIGITS = {"x": 2, "u": 4, "U": 8}


class _MismatchError(Exception):
    """The text does not match the source at that place, so only the scalar's own span is right."""


def place(source: Source, scalar: Scalar, offset: int, length: int = 0) -> Span:
    """Return the place in `source` of `length` characters of `scalar.text` from `offset` (counted from 0).

    An `offset` at or past the end is the point after the last character. A scalar from another source gives
    its own span.
    """
    offset = max(offset, 0)
    try:
        starts, ends = _offsets(source.text, scalar)
    except _MismatchError:
        return scalar.span
    if not starts:
        return Span(scalar.span.file, scalar.span.line, scalar.span.column)
    first = starts[offset] if offset < len(starts) else ends[-1]
    last = ends[min(offset + length, len(ends)) - 1] if length > 0 and offset < len(starts) else first
    line, column = _line_column(source.text, first)
    return Span(scalar.span.file, line, column, *_line_column(source.text, last))


@lru_cache(maxsize=64)
def line_starts(text: str) -> tuple[int, ...]:
    """Return the offset in `text` of the first character of every line."""
    starts = [0]
    found = text.find("\n")
    while found >= 0:
        starts.append(found + 1)
        found = text.find("\n", found + 1)
    return tuple(starts)


def _line_column(text: str, offset: int) -> tuple[int, int]:
    starts = line_starts(text)
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


@lru_cache(maxsize=512)
def _offsets(source: str, scalar: Scalar) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return where each character of `scalar.text` starts in `source`, and where it ends.

    Raises _MismatchError if the two do not match.
    """
    lines = line_starts(source)
    if scalar.span.line > len(lines):
        raise _MismatchError
    start = lines[scalar.span.line - 1] + scalar.span.column - 1
    if scalar.style == "literal":
        return _literal(source, scalar, lines)
    if scalar.style == "double":
        return _double(source, scalar.text, start + 1)
    if scalar.style == "folded":
        start = lines[scalar.span.line] if scalar.span.line < len(lines) else len(source)
    return _folded(source, scalar.text, start + (scalar.style == "single"), quoted=scalar.style == "single")


def _literal(source: str, scalar: Scalar, lines: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Line k of the text is line k after the `|`, less the indentation of the first line with words."""
    parts = scalar.text.split("\n")
    first = scalar.span.line
    ends_of_lines = [*(start - 1 for start in lines[1:]), len(source)]
    indent = 0
    for number, part in enumerate(parts):
        if part and first + number < len(lines):
            indent = ends_of_lines[first + number] - lines[first + number] - len(part)
            break
    starts: list[int] = []
    for number, part in enumerate(parts):
        line = first + number
        if line >= len(lines):
            if number < len(parts) - 1 or part:
                raise _MismatchError
            break
        begin = min(lines[line] + indent, ends_of_lines[line])
        if part and (indent < 0 or source[begin : begin + len(part)] != part):
            raise _MismatchError
        starts.extend(range(begin, begin + len(part)))
        if number < len(parts) - 1:
            starts.append(ends_of_lines[line])
    # A last line without a line end still yields one when the block is not stripped (`|` at the end of the file).
    return tuple(starts), tuple(min(start + 1, len(source)) for start in starts)


def _folded(source: str, text: str, cursor: int, *, quoted: bool) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Match plain, single-quoted and folded text: words are the same in the source, and blanks may be folded."""
    starts: list[int] = []
    ends: list[int] = []
    at, size = 0, len(text)
    while at < size or not starts:
        run = _blanks(text, at)
        gap = _blanks(source, cursor)
        blank = _match_blanks(text[at:run], source[cursor:gap]) if at < run else []
        starts.extend(cursor + index for index in blank)
        ends.extend(min(cursor + index + 1, len(source)) for index in blank)
        at, cursor = run, gap
        if at >= size:
            break
        while at < size and text[at] not in _BLANK:
            if cursor >= len(source) or source[cursor] != text[at]:
                raise _MismatchError
            width = 2 if quoted and source.startswith("''", cursor) else 1
            starts.append(cursor)
            ends.append(cursor + width)
            at, cursor = at + 1, cursor + width
    return tuple(starts), tuple(ends)


def _blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def _match_blanks(made: str, gap: str) -> list[int]:
    """Return, for each blank of the text, its index in the blanks of the source that it came from.

    Line ends match line ends in order; spaces after the last line end are the last of the source; a space that is a
    folded line end is at the line end.
    """
    if made == gap[: len(made)]:
        return list(range(len(made)))
    breaks = [index for index, character in enumerate(gap) if character == "\n"]
    if "\n" not in made:
        return [min(breaks[0] if breaks and len(made) == 1 else index, len(gap)) for index in range(len(made))]
    last = made.rindex("\n")
    tail = len(made) - last - 1
    # Folding drops the first line end of a run that it keeps the others of.
    wanted = made.count("\n")
    used = iter(breaks[-wanted:] if tail == 0 and wanted < len(breaks) else breaks[:wanted])
    found = []
    for index, character in enumerate(made):
        if index > last:
            found.append(len(gap) - (len(made) - index))
        elif character == "\n":
            found.append(next(used, len(gap)))
        else:
            found.append(min(index, len(gap)))
    return found


def _double(source: str, text: str, cursor: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Double-quoted text: escapes are decoded and lines folded as YAML 1.1, 9.1.1 says, then compared."""
    made: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def put(character: str, start: int, end: int) -> None:
        made.append(character)
        starts.append(start)
        ends.append(end)

    while cursor < len(source) and source[cursor] != '"':
        begin = cursor
        if source[cursor] == "\\":
            letter = source[cursor + 1 : cursor + 2]
            if letter == "\n":
                cursor = _blanks(source, cursor + 2)
                for index in range(begin + 2, cursor):
                    if source[index] == "\n":
                        put("\n", index, index + 1)
                continue
            digits = _DIGITS.get(letter, 0)
            cursor += 2 + digits
            try:
                put(chr(int(source[begin + 2 : cursor], 16)) if digits else _ESCAPES[letter], begin, cursor)
            except (ValueError, KeyError, OverflowError) as error:
                raise _MismatchError from error
        elif source[cursor] in _BLANK:
            cursor = _blanks(source, cursor)
            breaks = [index for index in range(begin, cursor) if source[index] == "\n"]
            if not breaks:
                for index in range(begin, cursor):
                    put(source[index], index, index + 1)
            elif len(breaks) == 1:
                put(" ", breaks[0], breaks[0] + 1)
            else:
                for index in breaks[1:]:
                    put("\n", index, index + 1)
        else:
            cursor += 1
            put(source[begin], begin, cursor)
    if "".join(made) != text:
        raise _MismatchError
    return tuple(starts), tuple(ends)
