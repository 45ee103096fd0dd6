"""Rules on single characters: placeholders and invisible marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from policygen.lint.model import Found, LintedLibrary, rule

_PLACEHOLDER = re.compile(
    r"_{3,}|\.{5,}|…{2,}|\[(?:insert|name|school|date|tbc)[^\]\n]*\](?!\()|\b(?:TBC|TODO|XXX)\b", re.I
)
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@rule("placeholder", "PG601", on_words=True)
def placeholder(library: LintedLibrary) -> Iterator[Found]:
    """A gap to fill in by hand in the middle of a text."""
    for text in library.every_text:
        for match in _PLACEHOLDER.finditer(text.prose):
            span = text.span(match.start(), len(match[0]))
            yield Found.of("PG601", span, text.clauses, words=match[0])


@rule("hidden-direction", "PG602")
def hidden_direction(library: LintedLibrary) -> Iterator[Found]:
    """A bidirectional control character: the printed text would differ from the file."""
    for text in library.texts:
        for match in _DIRECTION.finditer(text.written.text):
            name = unicodedata.name(match[0]).lower()
            span, character = text.span(match.start(), 1), f"U+{ord(match[0]):04X}"
            yield Found.of("PG602", span, (text.clause.name,), character=character, name=name)
