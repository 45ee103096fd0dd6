"""The difference of two texts word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORD = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|(?:(?!\{[{%])\S)+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ChangedWords:
    """A run of words that is in both texts, or only in the first or the second."""

    how: Literal["same", "removed", "added"]
    words: str


def word_diff(before: str, after: str) -> tuple[ChangedWords, ...]:
    """Return the pieces of both texts in order. Line breaks make no difference, and a tag counts as one word."""
    return tuple(_pieces(_words(before), _words(after)))


def _words(text: str) -> list[str]:
    return [" ".join(word.split()) for word in _WORD.findall(text)]


def _pieces(before: list[str], after: list[str]) -> Iterator[ChangedWords]:
    for how, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "equal":
            yield ChangedWords("same", " ".join(before[a:b]))
            continue
        if b > a:
            yield ChangedWords("removed", " ".join(before[a:b]))
        if d > c:
            yield ChangedWords("added", " ".join(after[c:d]))


def marked_difference(pieces: tuple[ChangedWords, ...], context: int = 8) -> str:
    """Return a difference as one line, `[-removed-]` and `{+added+}`, with `context` words round each, then `…`."""
    said = []
    for number, piece in enumerate(pieces):
        if piece.how == "removed":
            said.append(f"[-{piece.words}-]")
        elif piece.how == "added":
            said.append(f"{{+{piece.words}+}}")
        else:
            words = piece.words.split()
            first, last = number == 0, number == len(pieces) - 1
            if len(words) > (context if first or last else 2 * context):
                head = [] if first else words[:context]
                tail = [] if last else words[-context:]
                words = [*head, "…", *tail]
            said.append(" ".join(words))
    return " ".join(said)
