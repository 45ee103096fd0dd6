"""Whether two texts say the same: they differ in spelling, punctuation, capitals or blanks, and in nothing else."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

import yaml

from policygen.model.checked import form_words
from policygen.model.library import ClauseEntry
from policygen.source.nodes import as_written

_TOKEN = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\]\([^()\s]*\)|[^\s{\]]+|[{\]]", re.DOTALL)
# A shorter word is too easily another one: not, now; can, ban.
_SHORTEST, _LONG = 4, 8


def is_editorial(before: ClauseEntry, after: ClauseEntry) -> bool:
    """Return whether a clause says what it said: its words are the same but for how they are written."""
    if as_written(before.when) != as_written(after.when):
        return False
    old = (before.title.text, before.text.text, *form_words(before))
    new = (after.title.text, after.text.text, *form_words(after))
    telling = _telling_words()
    return len(old) == len(new) and all(_same_words(one, other, telling) for one, other in zip(old, new, strict=True))


def _same_words(before: str, after: str, telling: Collection[str]) -> bool:
    old, new = _words(before), _words(after)
    return len(old) == len(new) and all(_same(one, other, telling) for one, other in zip(old, new, strict=True))


def _words(text: str) -> list[str]:
    """Return the words of a text without their punctuation, and its tags, addresses and numbers as they are."""
    found = []
    for token in _TOKEN.findall(text):
        if token.startswith(("{{", "{%", "](")):
            found.append(" ".join(token.split()))
        elif any(sign.isdigit() for sign in token):
            found.append(token.strip(".,;:!?()*“”\"'"))
        elif letters := "".join(sign for sign in token.casefold() if sign.isalpha()):
            found.append(letters)
    return found


def _same(one: str, other: str, telling: Collection[str]) -> bool:
    if one == other:
        return True
    if not (one.isalpha() and other.isalpha()) or min(len(one), len(other)) < _SHORTEST or one[0] != other[0]:
        return False
    if one in telling or other in telling or one + "s" == other or other + "s" == one:
        return False
    return _distance(one, other) <= (2 if max(len(one), len(other)) >= _LONG else 1)


def _telling_words() -> frozenset[str]:
    """Return the words that are never another word misspelt, because a duty hangs on them."""
    text = Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
    return frozenset(yaml.load(text, Loader=yaml.CSafeLoader)["never_a_misspelling"])


def _distance(one: str, other: str) -> int:
    """Return how many letters were added, lost, changed or swapped with their neighbour (optimal string alignment)."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            least = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                least = min(least, rows[-2][j - 2] + 1)
            row.append(least)
        rows.append(row)
    return rows[-1][-1]
