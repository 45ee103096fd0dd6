"""Findings as a person reads them in a terminal: with the line and what to do, or one line each."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from policygen.diagnostics.model import Diagnostic, Severity, Span

TAB = 4
WIDTH = 100
# ANSI colours (ECMA-48 SGR), applied only when asked for.
BOLD = "1"
BLUE = "1;34"
CYAN = "1;36"
SEVERITY = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;32"}


def render_full(diagnostics: Sequence[Diagnostic], sources: Mapping[str, str], color: bool) -> str:
    """Every finding with its line, a blank line after each, and a summary line; nothing when there is no finding.

    A finding made again at other places is shown once, with those places: it is one mistake, or one word to look up.
    """
    if not diagnostics:
        return ""
    lines = {name: text.split("\n") for name, text in sources.items()}
    blocks = ["\n".join(_finding(one, lines, color, places)) + "\n" for one, places in _gathered(diagnostics)]
    return "\n".join([*blocks, _summary(diagnostics) + "\n"])


def _gathered(diagnostics: Sequence[Diagnostic]) -> list[tuple[Diagnostic, list[Span]]]:
    """Return each finding once, with the other places where the very same was found."""
    found: dict[object, tuple[Diagnostic, list[Span]]] = {}
    for one in diagnostics:
        key = (one.code, one.severity, one.message, one.hint, one.trace) if one.span and not one.related else one
        if key in found and one.span:
            found[key][1].append(one.span)
        else:
            found[key] = (one, [])
    return list(found.values())


def _finding(
    diagnostic: Diagnostic, lines: Mapping[str, list[str]], color: bool, elsewhere: Sequence[Span] = ()
) -> list[str]:
    style = SEVERITY[diagnostic.severity]
    head = _paint(f"{diagnostic.severity}[{diagnostic.code}]", style, color)
    made = [f"{head}{_paint(f': {diagnostic.message}', BOLD, color)}"]
    places = [(diagnostic.span, "")] if diagnostic.span else []
    places += [(related.span, related.message) for related in diagnostic.related]
    gutter = max((len(str(span.line)) for span, _ in places), default=1)
    bar = " " * gutter + " " + _paint("|", BLUE, color)
    for number, (span, label) in enumerate(places):
        primary = number == 0 and diagnostic.span is not None
        arrow = _paint("-->" if primary else ":::", BLUE, color)
        snippet = _snippet(span, lines.get(span.file))
        made.append(f"{' ' * gutter}{arrow} {span}" + (f": {label}" if label and not snippet else ""))
        if snippet:
            shown, before, width = snippet
            mark = _paint(
                ("^" if primary else "-") * width + (f" {label}" if label else ""), style if primary else BLUE, color
            )
            line_number = _paint(f"{span.line:>{gutter}} |", BLUE, color)
            made += [bar, f"{line_number} {shown}".rstrip(), f"{bar} {' ' * before}{mark}"]
    extra = [("also", ", ".join(map(str, elsewhere)))] if elsewhere else []
    extra += [("help", diagnostic.hint)] if diagnostic.hint else []
    if diagnostic.trace:
        extra.append(("in", " > ".join(diagnostic.trace)))
    if extra and places:
        made.append(bar)
    made += [f"{' ' * gutter} {_paint(f'{name}:', CYAN, color)} {words}" for name, words in extra]
    return made


def _snippet(span: Span, lines: list[str] | None) -> tuple[str, int, int] | None:
    """The line as shown, and the cells before and under the caret; None when the source is not at hand."""
    if lines is None or not 1 <= span.line <= len(lines):
        return None
    line = lines[span.line - 1]
    start = min(span.column - 1, len(line))
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    end = max(min(end, len(line)), start)
    if len(line) > WIDTH and (len(line) > 20 * WIDTH or _cells(line) > WIDTH):
        line, start, end = _cut(line, start, end)
    cells = _layout(line)
    before = cells[start]
    shown = "".join(_shown(character, cell) for character, cell in zip(line, cells, strict=False))
    return shown, before, max(cells[end] - before, 1)


def _cut(line: str, start: int, end: int) -> tuple[str, int, int]:
    """The part of a long line round the caret, with `…` where something was left out."""
    first = max(start - WIDTH // 3, 0)
    last = min(first + WIDTH, len(line))
    first = max(min(first, last - WIDTH), 0)
    head, tail = ("…" if first else ""), ("…" if last < len(line) else "")
    shift = len(head) - first
    return head + line[first:last] + tail, start + shift, min(end, last) + shift


def _layout(line: str) -> list[int]:
    """The terminal cell that each character begins at, and at last the one behind the line."""
    cells = [0]
    for character in line:
        cells.append(cells[-1] + _width(character, cells[-1]))
    return cells


def _cells(line: str) -> int:
    return _layout(line)[-1]


def _width(character: str, cell: int) -> int:
    """Cells of a character: to the next tab stop, two for wide ones (UAX #11), none for combining marks."""
    if character == "\t":
        return TAB - cell % TAB
    if character.isascii():
        return 1
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _shown(character: str, cell: int) -> str:
    """What is printed for a character: a terminal must not obey what stands in a file."""
    if character == "\t":
        return " " * _width(character, cell)
    return "\ufffd" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") else character


def _summary(diagnostics: Sequence[Diagnostic]) -> str:
    """'3 errors, 1 warning in 2 files'."""
    counts = Counter(diagnostic.severity for diagnostic in diagnostics)
    parts = [_counted(counts[severity], str(severity)) for severity in Severity if counts[severity]]
    files = len({diagnostic.span.file for diagnostic in diagnostics if diagnostic.span})
    return ", ".join(parts) + (f" in {_counted(files, 'file')}" if files else "")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def render_concise(diagnostics: Sequence[Diagnostic], sources: Mapping[str, str], color: bool) -> str:  # noqa: ARG001
    """One line a finding: `file:line:col: error PG103 message`."""
    return "".join(
        (f"{diagnostic.span}: " if diagnostic.span else "")
        + _paint(f"{diagnostic.severity} {diagnostic.code}", SEVERITY[diagnostic.severity], color)
        + f" {' '.join(diagnostic.message.split())}\n"
        for diagnostic in diagnostics
    )


def _paint(text: str, style: str, color: bool) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if color and text else text
