"""The words and signs of a text one by one, with their places; two texts are compared by them, whatever the spaces."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from policygen.document.typography import folded

_TOKEN = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*|[^\w\s]")
# Pairs of the same word in two texts that are compared: a long paragraph has some thousands.
_MOST_PAIRS = 2_000_000
Opcode = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]


class Token(NamedTuple):
    """A word or a sign: the form in which it is compared, and its place."""

    key: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """Return the words and signs of a text. Quotes of both forms compare equal."""
    return [Token(key_of(one[0]), one.start(), one.end()) for one in _TOKEN.finditer(text)]


def key_of(word: str) -> str:
    """Return a word in the form in which it is compared."""
    return word if word.isascii() else folded(unicodedata.normalize("NFC", word))


def word_keys(text: str) -> tuple[str, ...]:
    return tuple(one.key for one in tokens_of(text))


def opcodes(before: list[str] | tuple[str, ...], after: list[str] | tuple[str, ...]) -> list[Opcode]:
    """Return how one list of words becomes another, as difflib says it; hostile ones are different as a whole."""
    if _is_costly(before, after):
        return [("replace", 0, len(before), 0, len(after))]
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def _is_costly(before: Sequence[str], after: Sequence[str]) -> bool:
    """Tell whether two lists repeat their words so often that comparing them would take seconds."""
    if len(before) * len(after) <= _MOST_PAIRS:
        return False
    one, other = Counter(before), Counter(after)
    return sum(count * other[word] for word, count in one.items()) > _MOST_PAIRS


def alike(before: tuple[str, ...], after: tuple[str, ...]) -> float:
    """Return how alike two lists of words are, from 0 to 1."""
    if before == after:
        return 1.0
    if _is_costly(before, after):
        return 0.0
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() > 0.2 else 0.0
