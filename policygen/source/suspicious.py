"""Find mistakes that YAML accepts without complaint, from the scalars and their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from policygen.diagnostics.model import Diagnostic, Span
from policygen.source.characters import EITHER, MOST, REFUSED, name_of
from policygen.source.nodes import Scalar, Source
from policygen.source.positions import place
from policygen.source.scan import Role

ODD_SPACE = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
OPENING, CLOSING = "“„‟‘‚‛«", "”“‟’‘»"
# A name, a colon and a word straight after it. `http://` is an address, and digits before the colon are a time.
GLUED_COLON = re.compile(r"[A-Za-z_][\w.-]*:(?=[^\s:/\\])")
EQUALS = re.compile(r"[A-Za-z_][\w.-]*[ \t]*=(?!=)")
_COMMENT = re.compile(r"[ \t]+#(?=\S)")
_GLUED_COMMENT = re.compile(r"#")
_ODD_BEFORE = re.compile(f"[{ODD_SPACE}]+")
_ODD_BEHIND = re.compile(f"[{ODD_SPACE}]+$")
_GLUED_DASH = re.compile(r"-[^\s\d-]")
# What a line must begin with for `_own_line` to look at it.
_SUSPECT = re.compile(rf"-|{GLUED_COLON.pattern}|{EQUALS.pattern}")


def suspicious_values(source: Source, lines: list[str], scalars: list[tuple[Scalar, Role]]) -> Iterator[Diagnostic]:
    """Yield what looks like a mistake in the scalars of a file, each of which comes with its role.

    PG105, PG121, PG122, PG124, PG126, PG127, PG128, PG129, PG133.
    """
    for scalar, role in scalars:
        is_key = role == "key"
        if _beyond_doubt(scalar, is_key, lines):
            continue
        if scalar.style == "plain":
            yield from _plain(scalar, role, lines)
        elif scalar.style in ("double", "single"):
            yield from _swallowed(scalar, lines)
            yield from _comment(scalar, is_key, lines)
            if scalar.style == "double":
                for match in islice(EITHER.finditer(scalar.text), MOST):
                    at = place(source, scalar, match.start(), 1)
                    code = "PG105.escaped" if REFUSED.match(match[0]) else "PG106"
                    yield Diagnostic.of(code, at, character=name_of(match[0]))


def _beyond_doubt(scalar: Scalar, is_key: bool, lines: list[str]) -> bool:
    """Return whether none of the checks below can find a slip here, as in nearly every scalar.

    That is an ordinary key, or a value of one line with nothing after it and, if it has no quotes, its key or hyphen
    before it.
    """
    text, span, style = scalar
    if style in ("literal", "folded"):
        return True
    if style == "plain":
        if not text.isascii():
            return False
        if is_key:
            return True
    elif style == "double" and EITHER.search(text):
        return False
    if span.line != span.end_line or span.line > len(lines):
        return False
    line = lines[span.line - 1]
    return span.end_column > len(line) and (style != "plain" or not text or bool(line[: span.column - 1].strip()))


def _plain(scalar: Scalar, role: Role, lines: list[str]) -> Iterator[Diagnostic]:
    span, is_key = scalar.span, role == "key"
    yield from _comment(scalar, is_key, lines)
    if not scalar.text:
        return
    odd = _ODD_BEFORE.match(scalar.text) or (is_key and _ODD_BEHIND.search(scalar.text))
    if odd:
        column = span.column + odd.start()
        yield no_break_space(Span(span.file, span.line, column, span.line, column + len(odd[0])))
    yield from curly(scalar.text, span, is_key)
    if role != "value":
        # In brackets a line may begin anywhere in the list, where `library:clause` is an id and not a setting.
        return
    for line in range(span.line, span.end_line + 1):
        written = lines[line - 1]
        if line == span.line and written[: span.column - 1].strip():
            continue
        words = written.lstrip()
        if _SUSPECT.match(words):
            at = Span(span.file, line, len(written) - len(words) + 1)
            yield from _own_line(words, at, scalar)


def _own_line(written: str, at: Span, scalar: Scalar) -> Iterator[Diagnostic]:
    """Check a line that begins with unquoted words and no key: it may be a misspelt setting or list entry."""
    if match := GLUED_COLON.match(written):
        yield glued_colon(at.file, at.line, at.column + match.end() - 1)
    elif match := EQUALS.match(written):
        yield equals(at.file, at.line, at.column + match.end() - 1)
    elif written.startswith("- "):
        span = Span(at.file, at.line, at.column, at.line, at.column + 1)
        yield Diagnostic.of("PG127.dash_in_text", span, related={"text": scalar.span})
    elif _GLUED_DASH.match(written):
        yield glued_dash(at.file, at.line, at.column)


def curly(text: str, span: Span, is_key: bool) -> Iterator[Diagnostic]:
    """Yield PG122 for unquoted text entirely in curly quotes; a text that only begins with a quotation passes."""
    if len(text) < 2 or text[0] not in OPENING or text[-1] not in CLOSING + "\"'":
        return
    if any(character in "“„«”»" for character in text[1:-1]):
        return
    yield Diagnostic.of("PG122.key" if is_key else "PG122.value", span, opening=text[0], closing=text[-1])


def _comment(scalar: Scalar, is_key: bool, lines: list[str]) -> Iterator[Diagnostic]:
    """Yield PG126 for a `#` that follows a value on its line with no space after it: it probably belongs to the value.

    `minute: FGB #14` and `minute: #14` are reported; `phase: primary # to be checked` is a comment.
    """
    if is_key or scalar.span.end_line > len(lines):
        return
    line = lines[scalar.span.end_line - 1]
    pattern = _COMMENT if scalar.style == "plain" else _GLUED_COMMENT
    if match := pattern.match(line, scalar.span.end_column - 1):
        yield lost_comment(scalar.span.file, scalar.span.end_line, match.end(), line)


def _swallowed(scalar: Scalar, lines: list[str]) -> Iterator[Diagnostic]:
    """Yield PG124 for a quoted text that runs over a line which looks like the next setting."""
    span = scalar.span
    if span.end_line == span.line or span.line > len(lines):
        return
    opening = lines[span.line - 1]
    indent = len(opening) - len(opening.lstrip(" "))
    for line in lines[span.line : span.end_line]:
        if re.match(r"(- +)?[A-Za-z_][\w.-]*:(\s|$)", line.lstrip(" ")) and len(line) - len(line.lstrip(" ")) <= indent:
            yield unclosed_quote(span.file, span.line, span.column, opening)
            return


def no_break_space(span: Span) -> Diagnostic:
    return Diagnostic.of("PG121", span)


def glued_colon(file: str, line: int, column: int) -> Diagnostic:
    span = Span(file, line, column, line, column + 1)
    return Diagnostic.of("PG128", span)


def equals(file: str, line: int, column: int) -> Diagnostic:
    span = Span(file, line, column, line, column + 1)
    return Diagnostic.of("PG129", span)


def glued_dash(file: str, line: int, column: int) -> Diagnostic:
    span = Span(file, line, column, line, column + 1)
    return Diagnostic.of("PG133", span)


def lost_comment(file: str, line: int, column: int, written: str) -> Diagnostic:
    """`column` is that of the `#`, from 1."""
    lost = written[column - 1 :].rstrip()
    span = Span(file, line, column, line, column + len(lost))
    return Diagnostic.of("PG126.lost", span, lost=lost)


def unclosed_quote(file: str, line: int, column: int, written: str) -> Diagnostic:
    """`column` is that of the quote, from 1; `written` is its line."""
    quote = written[column - 1 : column] or '"'
    span = Span(file, line, column, line, max(len(written.rstrip()), column) + 1)
    code = "PG124.single" if quote == "'" else "PG124.double"
    if written.rstrip()[-1:] in CLOSING:
        code = "PG124.curly"
    return Diagnostic.of(code, span, quote=quote)
