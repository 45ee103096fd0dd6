"""What a person typed in Word as Markdown that prints it: never markup, never template code."""

from __future__ import annotations

import re

from policygen.document.model import Text
from policygen.render.markdown_words import at_start, inline_words
from policygen.source.characters import EITHER

_BRACKETS = re.compile(r"\{[{%#]|[%#}]\}")


class CannotReword(Exception):
    """These edits have no place in the source; a person has to make them. `wording` is that of PG825."""

    def __init__(self, wording: str = "place") -> None:
        super().__init__(wording)
        self.wording = wording


def typed(words: str) -> str:
    """Return what a person typed as Markdown that prints it. Raises CannotReword for what no source may hold."""
    if EITHER.search(words) or _BRACKETS.search(words):
        raise CannotReword("characters")
    return inline_words((Text(text=words),))


def typed_paragraph(words: str) -> str:
    """Return a paragraph as Markdown; words that would begin a list or a heading do not. Raises CannotReword."""
    return at_start(typed(" ".join(words.split())))


def typed_cell(words: str) -> str:
    """Return the words of a cell of a table, in which a bar would end it. Raises CannotReword."""
    return typed(" ".join(words.split())).replace("|", "\\|")
