"""A clause's text as blocks and words, without losing a character: what a merge may move, and what it never cuts.

A block is a paragraph, an item of a list, a row of a table, a heading, or a line of Jinja tags. A word is what stands
between blanks, without the stops after it; a tag, a value and a link are one word each, however many blanks they have
inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Literal

Kind = Literal["words", "row", "tags"]

_TAG = r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}"
_LINK = r"!?\[[^\[\]{}]*\]\([^()\s{}]*\)"
_WORD = re.compile(rf"(?P<gap>\s*)(?P<word>{_TAG}|{_LINK}|(?:(?!\{{[{{%#])\S)+)", re.DOTALL)
_CELL = re.compile(rf"(?P<gap>\s*)(?P<word>{_TAG}|{_LINK}|\||(?:\\\||(?!\{{[{{%#])[^\s|])+)", re.DOTALL)
# What begins a block on a line: a mark and blanks, or the first border of a row.
_MARK = re.compile(r"(?P<indent> *)(?P<mark>(?:[-*+]|\d+[.)]|\#{1,6}|:|>) +|(?=\|))")
_TAGS_ALONE = re.compile(r"\s*(?:\{%(?:(?!%\}).)*%\}\s*)+", re.DOTALL)
_STOPS = re.compile(r"(?P<word>[^{}]*\w[^{}]*?)(?P<stops>[.,;:!?]+)", re.DOTALL)
_KEYWORD = re.compile(r"\{%[-+]?\s*(\w+)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word with the blanks before it. `place` is its number in the text."""

    gap: str
    text: str
    place: int

    @property
    def key(self) -> str:
        """What is compared: the word, with a blank before it unless nothing parts it from the word before."""
        return f"{' ' if self.gap else ''}{' '.join(self.text.split())}"

    @property
    def written(self) -> str:
        return f"{self.gap}{self.text}"

    @property
    def keyword(self) -> str:
        """The keyword of a tag, such as `if`; empty for any other word."""
        found = _KEYWORD.match(self.text)
        return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class Block:
    """A block: `lead` is the line breaks, the indent and the mark before its first word, whose own gap is one blank."""

    lead: str
    kind: Kind
    words: tuple[Word, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(word.key for word in self.words)

    @property
    def shape(self) -> str:
        """The lead without what makes no difference: the number of an item."""
        return re.sub(r"\d+", "1", self.lead)

    @property
    def written(self) -> str:
        return f"{self.lead}{''.join(word.written for word in self.words).lstrip()}"


def blocks_of(text: str) -> list[Block]:
    """Return the blocks of a text. Their `written`, one after another, are the text with two line breaks before it."""
    places = count()
    blocks: list[Block] = []
    lead = "\n\n"
    for line_break, lines in _blocks(text.strip("\n")):
        lead = line_break or lead
        kind: Kind = "words"
        mark = _MARK.match(lines)
        start = mark.end() if mark else len(lines) - len(lines.lstrip(" "))
        if lines[start : start + 1] == "|":
            kind = "row"
        elif _TAGS_ALONE.fullmatch(lines):
            kind = "tags"
        pattern = _CELL if kind == "row" else _WORD
        words = [
            Word(gap, text, next(places))
            for found in pattern.finditer(lines[start:])
            for gap, text in _parted(found["gap"], found["word"])
        ]
        if words:
            words[0] = Word(" ", words[0].text, words[0].place)
            blocks.append(Block(f"{lead}{lines[:start]}", kind, tuple(words)))
    return blocks


def _parted(gap: str, word: str) -> Iterator[tuple[str, str]]:
    """Yield a word and the stops after it, which are a word of their own, with the blanks before each."""
    found = _STOPS.fullmatch(word)
    if found is None:
        yield gap, word
    else:
        yield gap, found["word"]
        yield "", found["stops"]


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield each block with the line breaks before it ("" before the first), and its lines."""
    breaks, taken = "", ""
    for line_break, line in _lines(text):
        continues = (
            taken
            and line_break.count("\n") == 1
            and not _MARK.match(line)
            and not _TAGS_ALONE.fullmatch(line)
            and not _TAGS_ALONE.fullmatch(taken)
            and not taken.lstrip().startswith(("|", "#"))
        )
        if continues:
            taken += f"{line_break}{line}"
            continue
        if taken:
            yield breaks, taken
        breaks, taken = line_break, line
    if taken:
        yield breaks, taken


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield each line that holds words with the line breaks before it; a tag is not cut at a line break within it."""
    line, breaks = "", ""
    for part in re.split(rf"({_TAG}|\n(?:[ \t]*\n)*)", text, flags=re.DOTALL):
        if not part.startswith("\n"):
            line += part
            continue
        if line.strip():
            yield breaks, line
            breaks, line = part, ""
        else:
            breaks, line = breaks + part, ""
    if line.strip():
        yield breaks, line
