"""Changes to a YAML file as replacements in its text, so that comments, order and everything else in it stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from policygen.diagnostics.model import Diagnostics, Refused, Span
from policygen.source.nodes import Data, Node, Source, as_written
from policygen.source.positions import line_starts
from policygen.source.reading import read_source


class CannotEdit(Refused):
    """A file cannot be changed as it is written; the message says what to do by hand."""


class Replacement(NamedTuple):
    """The characters of a file's text from `start` to `end`, as offsets, become `text`."""

    start: int
    end: int
    text: str


def start_of(text: str, span: Span) -> int:
    """Return the offset in `text` of the first character of a span."""
    return line_starts(text)[span.line - 1] + span.column - 1


def end_of(text: str, span: Span) -> int:
    """Return the offset in `text` after the last character of a span."""
    return line_starts(text)[span.end_line - 1] + span.end_column - 1


def start_of_line(text: str, offset: int) -> int:
    """Return the offset of the first character of the line that an offset is in."""
    return text.rfind("\n", 0, offset) + 1


def end_of_line(text: str, offset: int) -> int:
    """Return the offset of the line end at or after an offset; the end of the text if there is none."""
    found = text.find("\n", offset)
    return len(text) if found < 0 else found


def is_flow(text: str, node: Node) -> bool:
    """Return whether a mapping or sequence is written in brackets."""
    return text.startswith(("{", "["), start_of(text, node.span))


def with_replacements(source: Source, replacements: Iterable[Replacement]) -> str:
    """Return the text of a file with all the replacements, which must not overlap.

    What is put in at one place stays in the order in which it was given.
    """
    text = source.text
    # From the end on, so that no place moves before its replacement is made.
    in_order = sorted(enumerate(replacements), key=lambda one: (one[1].start, one[1].end, one[0]), reverse=True)
    for _, one in in_order:
        text = text[: one.start] + one.text + text[one.end :]
    return text


def read_without_mistakes(name: str, data: bytes, refusal: str) -> tuple[Source, Node]:
    """Return the source and the tree of a file. Raises CannotEdit, which says `refusal`, if it has mistakes."""
    diagnostics = Diagnostics()
    found = read_source(name, data, diagnostics)
    if found is None or diagnostics.errors:
        raise CannotEdit(refusal)
    return found


def prove(name: str, data: bytes, expected: Data, refusal: str) -> None:
    """Read a changed file back: it must hold exactly what is expected, as `as_written` gives it.

    Raises CannotEdit, which says `refusal`.
    """
    if as_written(read_without_mistakes(name, data, refusal)[1]) != expected:
        raise CannotEdit(refusal)
