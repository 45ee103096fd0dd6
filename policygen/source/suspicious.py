"""Mistakes that YAML accepts in silence: what was read is not what was meant, seen from the scalars and their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policygen.diagnostics.model import Diagnostic, Related, Span
from policygen.source.characters import REFUSED, name_of
from policygen.source.nodes import Scalar, Source
from policygen.source.positions import place
from policygen.source.scan import Role

ODD_SPACE = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
OPENING, CLOSING = "“„‟‘‚‛«", "”“‟’‘»"
PLAIN_QUOTES = "Use straight quotes instead: \" or '. Word processors change them; a plain text editor does not."
# A name, a colon and at once a word. `http://` is an address, and digits before the colon are a time.
GLUED_COLON = re.compile(r"[A-Za-z_][\w.-]*:(?=[^\s:/\\])")
EQUALS = re.compile(r"[A-Za-z_][\w.-]*[ \t]*=(?!=)")
_COMMENT = re.compile(r"[ \t]+#(?=\S)")
_GLUED_COMMENT = re.compile(r"#")
_ODD_BEFORE = re.compile(f"[{ODD_SPACE}]+")
_ODD_BEHIND = re.compile(f"[{ODD_SPACE}]+$")
_GLUED_DASH = re.compile(r"-[^\s\d-]")
# What a line must begin with for `_own_line` to look at it.
_SUSPECT = re.compile(rf"-|{GLUED_COLON.pattern}|{EQUALS.pattern}")


def slips(source: Source, lines: list[str], scalars: list[tuple[Scalar, Role]]) -> Iterator[Diagnostic]:
    """What looks like a mistake in the scalars of a file, each of which comes with its role.

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
                for match in REFUSED.finditer(scalar.text):
                    message = f"this escape makes {name_of(match[0])}, which cannot be printed"
                    yield Diagnostic("PG105", message, place(source, scalar, match.start(), 1), hint="Delete it.")


def _beyond_doubt(scalar: Scalar, is_key: bool, lines: list[str]) -> bool:
    """Whether nothing below can find a slip here, as in nearly every scalar: an ordinary key, or a value of one line
    with nothing behind it and, where it has no quotes, its key or hyphen before it.
    """
    text, span, style = scalar
    if style in ("literal", "folded"):
        return True
    if style == "plain":
        if not text.isascii():
            return False
        if is_key:
            return True
    elif style == "double" and REFUSED.search(text):
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
        # In brackets a line may begin anywhere in the list: `library:clause` there is an id, and no setting.
        return
    for line in range(span.line, span.end_line + 1):
        written = lines[line - 1]
        if line == span.line and written[: span.column - 1].strip():
            continue
        words = written.lstrip()
        if _SUSPECT.match(words):
            at = Span(span.file, line, len(written) - len(words) + 1)
            yield from _own_line(words, at, continued=line > span.line, scalar=scalar)


def _own_line(written: str, at: Span, *, continued: bool, scalar: Scalar) -> Iterator[Diagnostic]:
    """A line that begins with unquoted words, no key before them: is it a setting or a list entry gone wrong?"""
    if match := GLUED_COLON.match(written):
        yield glued_colon(at.file, at.line, at.column + match.end() - 1)
    elif match := EQUALS.match(written):
        yield equals(at.file, at.line, at.column + match.end() - 1)
    elif continued and written.startswith("- "):
        yield Diagnostic(
            "PG127",
            "this line begins with “-” but is read as more of the text above, because it is indented further",
            Span(at.file, at.line, at.column, at.line, at.column + 1),
            hint="Line the “-” up with the others of its list. If it belongs to the text, put all the text in quotes.",
            related=(Related(scalar.span, "the text begins here"),),
        )
    elif _GLUED_DASH.match(written):
        yield glued_dash(at.file, at.line, at.column)


def curly(text: str, span: Span, is_key: bool) -> Iterator[Diagnostic]:
    """PG122 for unquoted text wholly within typographic quotes; a text that only begins with a quotation passes."""
    if len(text) < 2 or text[0] not in OPENING or text[-1] not in CLOSING + "\"'":
        return
    if any(character in "“„«”»" for character in text[1:-1]):
        return
    what = "the name of this setting" if is_key else "this value"
    yield Diagnostic("PG122", f"{what} stands in curly quotes ({text[0]} {text[-1]})", span, hint=PLAIN_QUOTES)


def _comment(scalar: Scalar, is_key: bool, lines: list[str]) -> Iterator[Diagnostic]:
    """PG126: a `#` after a value on its line, with no space behind it, is taken for part of the value.

    `minute: FGB #14` and `minute: #14` are reported; `phase: primary # to be checked` is a comment.
    """
    if is_key or scalar.span.end_line > len(lines):
        return
    line = lines[scalar.span.end_line - 1]
    pattern = _COMMENT if scalar.style == "plain" else _GLUED_COMMENT
    if match := pattern.match(line, scalar.span.end_column - 1):
        yield lost_comment(scalar.span.file, scalar.span.end_line, match.end(), line)


def _swallowed(scalar: Scalar, lines: list[str]) -> Iterator[Diagnostic]:
    """PG124: a quoted text that runs over a line which looks like the next setting was not meant to."""
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
    return Diagnostic(
        "PG121",
        "a no-break space stands here, where only an ordinary space is understood",
        span,
        hint="Delete the blank before the words and type it again with the space bar. Text copied from a web page or "
        "from Word often brings such spaces.",
    )


def glued_colon(file: str, line: int, column: int) -> Diagnostic:
    span = Span(file, line, column, line, column + 1)
    hint = "Put a space after the colon. If this is no setting, put the text in quotes."
    return Diagnostic("PG128", "there is no space after this colon", span, hint=hint)


def equals(file: str, line: int, column: int) -> Diagnostic:
    span = Span(file, line, column, line, column + 1)
    hint = "Write “name: value”, with a colon and a space. If this is no setting, put the text in quotes."
    return Diagnostic("PG129", "a setting is written with a colon, not with “=”", span, hint=hint)


def glued_dash(file: str, line: int, column: int) -> Diagnostic:
    span = Span(file, line, column, line, column + 1)
    hint = "Put a space after it. If this is no list, put the text in quotes."
    return Diagnostic("PG133", "there is no space after this “-”", span, hint=hint)


def lost_comment(file: str, line: int, column: int, written: str) -> Diagnostic:
    """`column` is that of the `#`, from 1."""
    lost = written[column - 1 :].rstrip()
    span = Span(file, line, column, line, column + len(lost))
    message = f"“{lost}” would be left out, because a “#” begins a comment"
    hint = "If it belongs to the value, put the whole value in quotes. If it is a comment, put a space after the “#”."
    return Diagnostic("PG126", message, span, hint=hint)


def unclosed_quote(file: str, line: int, column: int, written: str) -> Diagnostic:
    """`column` is that of the quote, from 1; `written` is its line."""
    quote = written[column - 1 : column] or '"'
    span = Span(file, line, column, line, max(len(written.rstrip()), column) + 1)
    hint = f"Put a {quote} at the end of the value."
    if written.rstrip()[-1:] in CLOSING:
        hint = f"The value ends in a curly quote. Replace it with a straight one ({quote})."
    elif quote == "'":
        hint += " If it is an apostrophe, put the whole value in double quotes."
    return Diagnostic("PG124", f"the quote ({quote}) that begins here is never closed", span, hint=hint)
