"""Rules on single characters: placeholders and marks that nobody sees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from policygen.diagnostics.model import Severity
from policygen.lint.model import Found, LintedLibrary, rule

_PLACEHOLDER = re.compile(
    r"_{3,}|\.{5,}|…{2,}|\[(?:insert|name|school|date|tbc)[^\]\n]*\](?!\()|\b(?:TBC|TODO|XXX)\b", re.I
)
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@rule("placeholder", "PG601", Severity.ERROR)
def placeholder(library: LintedLibrary) -> Iterator[Found]:
    """A gap to be filled by hand in the middle of a text."""
    for text in library.texts:
        for match in _PLACEHOLDER.finditer(text.prose):
            yield Found(
                f"“{match[0]}” is a gap in the text",
                text.span(match.start(), len(match[0])),
                "Use a {{ value }} that the vocabulary asks for, or a field of a form.",
                (text.clause.name,),
            )


@rule("hidden-direction", "PG602", Severity.ERROR)
def hidden_direction(library: LintedLibrary) -> Iterator[Found]:
    """A bidirectional control character: what is printed would not be what stands in the file."""
    for text in library.texts:
        for match in _DIRECTION.finditer(text.written.text):
            name = unicodedata.name(match[0]).lower()
            yield Found(
                f"an invisible character turns the direction of the text here (U+{ord(match[0]):04X}, {name})",
                text.span(match.start(), 1),
                "Remove it: delete the word and type it again.",
                (text.clause.name,),
            )
