"""The words of inline content alone, as they are printed: for titles, properties, alternative text and measuring."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from policygen.document.model import Blank, Emphasis, Inline, LineBreak, Link, Reference, Strong, Text, Value


def words_of(children: Iterable[Inline]) -> str:
    """Return the words as one line; a gap to fill in gives its label."""
    found = []
    for child in children:
        match child:
            case Text() | Value():
                found.append(child.text)
            case Blank():
                found.append(child.label)
            case Reference():
                found.append(child.before + child.number)
            case LineBreak():
                found.append(" ")
            case Emphasis() | Strong() | Link():
                found.append(words_of(child.children))
            case _:
                assert_never(child)
    return "".join(found)
