"""Explain the YAML parser's errors to someone who wrote a settings file, not a program.

Each finding may come with a repair, the line as it was probably meant, which lets reading go on to the next mistake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml

from policygen.diagnostics.model import Diagnostic, Span
from policygen.source.nodes import Scalar
from policygen.source.suspicious import (
    CLOSING,
    EQUALS,
    GLUED_COLON,
    ODD_SPACE,
    OPENING,
    curly,
    equals,
    glued_colon,
    glued_dash,
    no_break_space,
    unclosed_quote,
)

_FIELD = re.compile(r"""\s*(?:-[ ]+)*(?:(?:"[^"]*"|'[^']*'|[^\s#"'\[\]{}&*!|>%@`][^#]*?)[ ]*:[ \t]+|(?<=-[ ]))""")
_BLOCK = re.compile(r"(?:^|[:\-]\s+|:)\s*[|>][-+\d]*\s*(?:#.*)?$")
MOST = 1000

_LEAD = " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_MARKS = frozenset("@`%*&!|>[]{},-?:")


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """A finding and its repair: new text for lines, counted from 0. `guess` marks one that later lines may disprove."""

    diagnostic: Diagnostic
    repair: dict[int, str] = field(default_factory=dict)
    guess: bool = False


def _field(line: str) -> re.Match[str] | None:
    """Match what comes before the value on a line; only its start is searched, because the pattern is not linear."""
    return _FIELD.match(line[:1000])


def _opens_block(line: str) -> bool:
    return _BLOCK.search(line.rstrip()[-100:]) is not None


def syntax_errors_in_lines(name: str, lines: list[str], scalars: list[Scalar]) -> list[SyntaxFault]:
    """Return tabs and no-break spaces in indentation, and curly quotes, on all lines of a file that does not parse.

    Skips lines inside texts: those that `scalars` (what was read before the failure) cover, and those under a `|` or
    `>`.
    """
    inside = {line for scalar in scalars for line in range(scalar.span.line, scalar.span.end_line)}
    found: list[SyntaxFault] = []
    block: int | None = None  # the indentation of the line that opened a block of text
    for number, line in enumerate(lines):
        if number in inside or not line.strip():
            continue
        if len(found) >= MOST:
            break
        indent = len(line) - len(line.lstrip(" "))
        if block is not None and indent > block:
            continue
        block = indent if _opens_block(line) else None
        found += _indentation(name, number, line)
        found += _curly_line(name, number, line)
    return found


def _indentation(name: str, number: int, line: str) -> list[SyntaxFault]:
    lead = line[: len(line) - len(line.lstrip(_LEAD))]
    odd = re.search("\t+", lead) or re.search(f"[{ODD_SPACE}]+", lead)
    if not odd or line[len(lead) :].startswith("#"):
        return []
    span = Span(name, number + 1, odd.start() + 1, number + 1, odd.end() + 1)
    found = _tab(span) if "\t" in odd[0] else no_break_space(span)
    return [SyntaxFault(found, {number: _straightened(line)}, guess=True)]


def _straightened(line: str) -> str:
    """Return the line with ordinary spaces for its indentation."""
    words = line.lstrip(_LEAD)
    return re.sub("[^ ]", " ", line[: len(line) - len(words)].replace("\t", "  ")) + words


def _tab(span: Span) -> Diagnostic:
    return Diagnostic.of("PG120", span)


def _curly_line(name: str, number: int, line: str) -> list[SyntaxFault]:
    key = re.match(rf"\s*(?:- +)*([{OPENING}][^{CLOSING}]*[{CLOSING}])\s*:(\s|$)", line)
    if key:
        span = Span(name, number + 1, key.start(1) + 1, number + 1, key.end(1) + 1)
        repaired = line[: key.start(1)] + f'"{key[1][1:-1]}"' + line[key.end(1) :]
        return [SyntaxFault(found, {number: _straightened(repaired)}) for found in curly(key[1], span, True)]
    value = _field(line)
    if not value or line[value.end() : value.end() + 1] not in tuple(OPENING):
        return []
    text = line[value.end() :].rstrip()
    span = Span(name, number + 1, value.end() + 1, number + 1, value.end() + 1 + len(text))
    repair = {number: _straightened(_requoted(line, number)[number])}
    return [SyntaxFault(found, repair) for found in curly(text, span, False)]


def _requoted(line: str, number: int) -> dict[int, str]:
    """Return the line with its value replaced by a quoted filler of the same length."""
    match = _field(line)
    start = match.end() if match else len(line) - len(line.lstrip())
    return {number: line[:start] + '"' + "x" * max(len(line) - start - 2, 0) + '"'}


def _spaced(line: str, at: int) -> str:
    return f"{line[:at]} {line[at:]}"


def explain_syntax_error(
    name: str, lines: list[str], error: yaml.MarkedYAMLError, scalars: list[Scalar]
) -> SyntaxFault:
    """Return the parser's error in plain English, by the wording of the C parser's own messages.

    `scalars` are those read before the error.
    """
    return _Explainer(name, lines, error, scalars).explain()


class _Explainer:
    def __init__(self, name: str, lines: list[str], error: yaml.MarkedYAMLError, scalars: list[Scalar]) -> None:
        self.name = name
        self.lines = lines
        self.problem = error.problem or ""
        self.context = error.context or ""
        mark = error.problem_mark or error.context_mark
        # At the end of the file libyaml's mark stands on a line that is not there.
        self.at = min(mark.line, len(lines) - 1) if mark else 0
        self.column = mark.column if mark and mark.line < len(lines) else len(lines[self.at])
        start = error.context_mark
        self.from_line = start.line if start else self.at
        self.from_column = start.column if start else self.column
        self.scalars = scalars
        self.line = lines[self.at]

    def explain(self) -> SyntaxFault:
        problem, context = self.problem, self.context
        if "tab character" in problem:
            return self._tab()
        if "cannot start any token" in problem:
            return (
                self._tab() if self.line[self.column : self.column + 1] == "\t" else self._must_be_quoted(self.column)
            )
        if "quoted scalar" in context:
            return self._in_quotes()
        if any(word in context for word in ("anchor", "alias", "tag", "directive", "block scalar")):
            self.at, self.line = self.from_line, self.lines[self.from_line]
            return self._must_be_quoted(self.from_column)
        if self.line[self.column : self.column + 2] == ": " and self.line[: self.column].rstrip().endswith(":"):
            return self._must_be_quoted(self.column)
        if "mapping values are not allowed" in problem:
            return self._second_colon()
        if "could not find expected ':'" in problem:
            return self._no_colon()
        if "not allowed in this context" in problem or "undefined tag" in problem or "node content" in problem:
            return self._must_be_quoted(self.column)
        if "did not find expected" in problem:
            return self._something_left_over()
        return self._unknown()

    def _span(self, line: int, column: int, end: int | None = None) -> Span:
        """Return the span of 0-based places in `lines`."""
        return Span(self.name, line + 1, column + 1, line + 1, (column + 1 if end is None else end) + 1)

    def _above(self, line: int) -> int | None:
        """Return the nearest line above that is neither empty nor a comment."""
        rows = range(line - 1, -1, -1)
        return next((row for row in rows if self.lines[row].strip() and self.lines[row].lstrip()[0] != "#"), None)

    def _indent(self, line: int) -> int:
        return len(self.lines[line]) - len(self.lines[line].lstrip())

    def _tab(self) -> SyntaxFault:
        column = self.column if self.line[self.column : self.column + 1] == "\t" else max(self.line.find("\t"), 0)
        repair = {self.at: self.line.replace("\t", "  ")}
        return SyntaxFault(_tab(self._span(self.at, column)), repair, guess=True)

    def _must_be_quoted(self, column: int) -> SyntaxFault:
        """Report a text that begins with `*`, `&`, `!` or the like and does not parse."""
        begin = self.line[column : column + 1]
        span = self._span(self.at, column)
        code = "PG125.value"
        if begin == "-" and "sequence" in self.problem:
            code = "PG125.dash"
        elif begin in "|>" and begin:
            code = "PG125.block"
        elif not begin or begin not in _MARKS:
            return self._unknown()
        if not self.line[:column].strip() and begin not in "-?":
            return SyntaxFault(Diagnostic.of("PG125.line", span, mark=begin), {self.at: ""}, guess=True)
        return SyntaxFault(Diagnostic.of(code, span, mark=begin), _requoted(self.line, self.at))

    def _in_quotes(self) -> SyntaxFault:
        if "escape" in self.problem or "hexdecimal" in self.problem:
            span = self._span(self.at, self.column, min(self.column + 2, len(self.line)))
            return SyntaxFault(Diagnostic.of("PG132", span), _requoted(self.line, self.at))
        return self._unclosed(self.from_line, self.from_column)

    def _unclosed(self, line: int, column: int) -> SyntaxFault:
        found = unclosed_quote(self.name, line + 1, column + 1, self.lines[line])
        return SyntaxFault(found, _requoted(self.lines[line], line), guess=self.lines[line][-1:] not in CLOSING)

    def _second_colon(self) -> SyntaxFault:
        before = self.line[: self.column]
        start = _field(before + " ")
        if start and start.end() <= self.column and re.search(r":\s", before):
            value = self.line[start.end() :].rstrip()
            if value[:1] in tuple(OPENING) and value[-1:] in tuple(CLOSING):
                span = self._span(self.at, start.end(), start.end() + len(value))
                found = Diagnostic.of("PG122.value", span, opening=value[0], closing=value[-1])
            else:
                span = self._span(self.at, self.column)
                found = Diagnostic.of("PG123.value", span, quoted=self._quoted(value))
            return SyntaxFault(found, _requoted(self.line, self.at))
        if self._goes_on():
            return SyntaxFault(Diagnostic.of("PG123.text", self._span(self.at, self.column)))
        above = self._above(self.at)
        if above is not None and not re.search(r":([ \t]|$)|^\s*-", self.lines[above]):
            return self._not_a_setting("PG134.colon", above, {above: self.lines[above].rstrip() + ":"})
        return self._indented("PG127.too_far", above)

    def _goes_on(self) -> bool:
        """Return whether the colon is in a text that began above, not that of a setting indented too far."""
        last = self.scalars[-1] if self.scalars else None
        if last is None or last.style != "plain" or last.span.end_line != self.at + 1 or last.span.line > self.at:
            return False
        return self.at + 1 - last.span.line > 1 or not re.fullmatch(r"\s*[\w.-]+", self.line[: self.column])

    def _quoted(self, value: str) -> str:
        if len(value) > 80:
            return '"…"'
        return f'"{value}"' if '"' not in value and "\\" not in value else "'" + value.replace("'", "''") + "'"

    def _indented(self, code: str, other: int | None) -> SyntaxFault:
        """Report the indentation of this line, pointing at an `other` line to compare it with."""
        indent = min(self._indent(self.at), self.column) if self.line.strip() else 0
        width = len(self.line.rstrip())
        related = {} if other is None else {"compare": self._span(other, self._indent(other))}
        return SyntaxFault(Diagnostic.of(code, self._span(self.at, indent, max(width, indent + 1)), related=related))

    def _no_colon(self) -> SyntaxFault:
        row = self.from_line
        line = self.lines[row]
        above = self._above(row)
        if above is not None and _opens_block(self.lines[above]):
            self.at, self.line, self.column = row, line, self.from_column
            return self._indented("PG127.text", above)
        return self._not_a_setting("PG134.continued", row, {row: ""})

    def _not_a_setting(self, code: str, row: int, repair: dict[int, str]) -> SyntaxFault:
        """Report why a line does not begin with a name and a colon: `code` if there is no nearer reason."""
        line, column = self.lines[row], self._indent(row)
        if match := re.match(rf"[A-Za-z_][\w.-]*:?([{ODD_SPACE}]+):?", line[column:]):
            span = self._span(row, column + match.start(1), column + match.end(1))
            return SyntaxFault(no_break_space(span), {row: line.replace(match[1], " ")}, guess=True)
        if match := GLUED_COLON.match(line, column):
            return SyntaxFault(
                glued_colon(self.name, row + 1, match.end()), {row: _spaced(line, match.end())}, guess=True
            )
        if match := EQUALS.match(line, column):
            repaired = line[: match.end() - 1].rstrip() + ": " + line[match.end() :]
            return SyntaxFault(equals(self.name, row + 1, match.end()), _requoted(repaired, row))
        if re.match(r"-[^\s-]", line[column:]):
            return SyntaxFault(glued_dash(self.name, row + 1, column + 1), {row: _spaced(line, column + 1)})
        span = self._span(row, self._indent(row), max(len(line.rstrip()), 1))
        return SyntaxFault(Diagnostic.of(code, span), repair, guess=True)

    def _something_left_over(self) -> SyntaxFault:
        """Explain `did not find expected key`, `'-' indicator`, `',' or ']'` or `<document start>`."""
        last = self.scalars[-1] if self.scalars else None
        before = self.line[: self.column]
        if last and last.style in ("single", "double") and last.span.end_line == self.at + 1 and before.strip():
            between = self.line[last.span.end_column - 1 : self.column]
            if not between.strip():
                return self._after_quotes(last)
        if "flow" in self.context:
            closing = "]" if "sequence" in self.context else "}"
            opening = self.lines[self.from_line][self.from_column : self.from_column + 1]
            start = self._span(self.from_line, self.from_column)
            stop = self._span(self.at, min(self.column, len(self.line)))
            found = Diagnostic.of("PG130", start, opening=opening, closing=closing, related={"stop": stop})
            return SyntaxFault(found)
        value = _field(self.line)
        if value and value.end() < self.column:
            begin = self.line[value.end()]
            if begin in "[{*&!|>":
                return self._must_be_quoted(value.end())
        above = self._above(self.at)
        if above is not None and last and last.style == "plain" and last.span.end_line == above + 1:
            comment = re.match(r"[ \t]+#", self.lines[above][last.span.end_column - 1 :])
            if comment and self._indent(self.at) > self._indent(above):
                column = last.span.end_column - 2 + comment.end()
                span = self._span(above, column, len(self.lines[above].rstrip()))
                return SyntaxFault(Diagnostic.of("PG126.inside", span))
        if "document start" in self.problem:
            return self._indented("PG127.too_little", None)
        if "'-'" in self.problem:
            return self._indented("PG127.dash_missing", self.from_line)
        if before.strip():
            return self._unknown()
        if self.line.lstrip().startswith("-"):
            return self._indented("PG127.entry", self.from_line)
        return self._indented("PG127.none", above)

    def _after_quotes(self, last: Scalar) -> SyntaxFault:
        start = last.span
        if start.line != start.end_line:
            return self._unclosed(start.line - 1, start.column - 1)
        quote = self.line[start.column - 1]
        span = self._span(self.at, self.column, max(len(self.line.rstrip()), self.column + 1))
        if quote == "'":
            quoted = self._quoted(self.line[start.column :].rstrip().removesuffix("'"))
            found = Diagnostic.of("PG131.apostrophe", span, quote=quote, quoted=quoted)
        else:
            found = Diagnostic.of("PG131.whole", span, quote=quote)
        return SyntaxFault(found, _requoted(self.line, self.at))

    def _unknown(self) -> SyntaxFault:
        colon = self.line.find(":", max(self.column - 1, 0), self.column + 1)
        if colon > 0 and self.line[colon + 1 : colon + 2].strip() and self.line[colon - 1].strip():
            return SyntaxFault(glued_colon(self.name, self.at + 1, colon + 1), {self.at: _spaced(self.line, colon + 1)})
        return SyntaxFault(Diagnostic.of("PG139", self._span(self.at, min(self.column, len(self.line)))))
