"""Texts for random merges: clauses of the library and made ones, as blocks of words that a generator can edit.

Nothing here is shared with policygen.merge: a block and a word are told apart in another way, and edits are known by
where they were made, not by comparing.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import yaml

CLAUSES = Path(__file__).resolve().parents[2] / "clauses"
SMALL = ["the", "of", "a", "and", "to", "in", "staff", "pupils", "school", "not", "must", "may", "is", "it", "they"]
VALUES = ["{{ school.name }}", "{{ people.head }}", "{{ choices.hours }}", "{{ contacts.line.telephone }}"]
_MARK = re.compile(r"(?P<indent> *)(?P<mark>[-*] |\d+\. |### |\| )")
_RULE = re.compile(r"[|: -]*-[|: -]*")
# A tag whole, or what stands between blanks and tags.
_PART = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})|((?:(?!\{[{%#])\S)+)", re.DOTALL)


@dataclass(frozen=True)
class Word:
    """A word, a value or a tag; `tight` if nothing parts it from the one before."""

    text: str
    tight: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph, an item, a row, a heading, or a tag on a line of its own. `number` is the same in every version."""

    number: int
    mark: str
    words: tuple[Word, ...]
    indent: str = ""

    @property
    def is_tag(self) -> bool:
        return bool(self.words) and all(word.text.startswith("{%") for word in self.words)

    @property
    def is_whole(self) -> bool:
        """Whether each condition that begins in it ends in it."""
        tags = [word.text.split()[1] for word in self.words if word.text.startswith("{%")]
        return tags.count("if") == tags.count("endif")


@dataclass
class Maker:
    """Random texts and words that no other text has."""

    chance: random.Random
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def new_words(self, least: int, most: int) -> tuple[Word, ...]:
        """Return words that are in nothing else, with small ones among them."""
        made = [Word(f"w{next(self.numbers)}x")]
        while len(made) < self.chance.randint(least, most):
            small = self.chance.random() < 0.4
            made.append(Word(self.chance.choice(SMALL) if small else f"w{next(self.numbers)}x"))
        return tuple(made)

    def block(self, mark: str, indent: str = "", cells: int = 0) -> Block:
        if mark == "| ":
            words = [Word("|")]
            for _ in range(cells or 2):
                words += [*self.new_words(1, 4), Word("|")]
            return Block(next(self.numbers), mark, tuple(words), indent)
        words = []
        for _ in range(self.chance.randint(1, 4)):
            words += self.new_words(2, 9)
            if self.chance.random() < 0.3:
                words.append(Word(self.chance.choice(VALUES)))
        return Block(next(self.numbers), mark, tuple(words), indent)

    def text(self) -> list[Block]:
        """Return a made text: paragraphs, lists, a table, a condition over some of them or over a phrase."""
        blocks: list[Block] = []
        for _ in range(self.chance.randint(1, 4)):
            kind = self.chance.choice(["", "", "- ", "1. ", "| ", "### "])
            if kind == "### ":
                blocks += [Block(next(self.numbers), kind, self.new_words(2, 4)), self.block("")]
            elif kind == "| ":
                head = self.block(kind)
                rule = Block(next(self.numbers), kind, tuple(map(Word, ["|", "---", "|", "---", "|"])))
                blocks += [head, rule, *(self.block(kind) for _ in range(self.chance.randint(1, 4)))]
            elif kind:
                blocks += [self.block(kind) for _ in range(self.chance.randint(2, 5))]
            else:
                blocks.append(self.block(kind))
        if self.chance.random() < 0.3:
            at = self.chance.randrange(len(blocks))
            if not any(block.mark == "| " for block in blocks):
                end = Block(next(self.numbers), "%", (Word("{% endif %}"),))
                start = Block(next(self.numbers), "%", (Word(f"{{% if choices.c{next(self.numbers)} %}}"),))
                blocks[at : at + 1] = [start, blocks[at], end]
        return blocks

    def real_text(self) -> list[Block]:
        return self.parsed(self.chance.choice(real_texts()))

    def parsed(self, text: str) -> list[Block]:
        """Return a clause's text as blocks, by its lines."""
        blocks: list[Block] = []
        for mark, indent, lines in _blocks(text):
            words = []
            joined = "\n".join(lines)
            end = 0
            for found in _PART.finditer(joined):
                words.append(Word(" ".join(found[0].split()), tight=found.start() == end and bool(words)))
                end = found.end()
            blocks.append(Block(next(self.numbers), mark, tuple(words), indent))
        return blocks


def _blocks(text: str) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each block of a text: its mark, its indent and its lines without both."""
    lines: list[str] = []
    mark = indent = ""
    for line in _unbroken_tags(text).split("\n"):
        found = _MARK.match(line)
        alone = re.fullmatch(r"\s*(?:\{%[^%]*%\}\s*)+", line)
        if not line.strip() or found or alone:
            if lines:
                yield mark, indent, lines
            lines, mark, indent = [], "", ""
        if alone:
            yield "%", "", [line.strip()]
        elif found:
            mark, indent = found["mark"], found["indent"]
            if mark[0].isdigit():
                mark = "1. "
            lines = [line[found.start("mark") :] if mark == "| " else line[found.end() :]]
        elif line.strip():
            if not lines:
                indent = line[: len(line) - len(line.lstrip())]
            lines.append(line.strip())
    if lines:
        yield mark, indent, lines


def _unbroken_tags(text: str) -> str:
    return re.sub(r"\{[{%#].*?[}%#]\}", lambda found: " ".join(found[0].split()), text, flags=re.DOTALL)


def rendered(blocks: list[Block], width: int = 0) -> str:
    """Return blocks as Markdown, lines broken at `width` or never."""
    lines: list[str] = []
    before: Block | None = None
    for block in blocks:
        joined = "".join(w.text if w.tight or not n else f" {w.text}" for n, w in enumerate(block.words))
        tight = before is not None and (before.mark == block.mark != "" or "%" in (before.mark, block.mark))
        if before is not None and not (tight and block.mark != "### "):
            lines.append("")
        mark = "" if block.mark in ("%", "| ") else block.mark
        wrapped = _wrapped(joined, width) if width and block.mark in ("", "- ", "1. ") else [joined]
        lines.append(f"{block.indent}{mark}{wrapped[0]}")
        lines += [f"{block.indent}{' ' * len(mark)}{line}" for line in wrapped[1:]]
        before = block
    return "\n".join(lines) + "\n"


def _wrapped(text: str, width: int) -> list[str]:
    """Break between words only: a line that began with a mark would be another block."""
    lines, line = [], ""
    for word in re.findall(r"(?:\{\{.*?\}\}|\{%.*?%\}|\S)+", text):
        if line and len(line) + len(word) > width and not re.match(r"(?:[-*|]|\d+\.|#+|\{%)", word):
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
    return [*lines, line]


def without_stops(word: str) -> str:
    """Return a word without the stops after it; a tag stays as it is."""
    return word if word.startswith("{") else word.rstrip(".,;:!?") or word


def same_words(text: str) -> str:
    """Return a text so that two that differ only in where lines are broken, or in the numbers of items, are equal."""
    found = []
    for mark, indent, lines in _blocks(text):
        found.append(f"{indent}{mark if mark != '| ' else ''}{' '.join(' '.join(lines).split())}")
    return "\n".join(found)


@cache
def real_texts() -> tuple[str, ...]:
    """Return the texts of the library's clauses."""
    texts: list[str] = []
    for file in sorted(CLAUSES.glob("*/*.yaml")):
        data: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
        if isinstance(data, dict):
            texts += [clause["text"] for clause in data.get("clauses", ())]
    return tuple(texts)
