"""Inline content as Markdown: words read as themselves, and only what a reader would take for markup is escaped.

What is markup is said by CommonMark 0.31 and, for tables and struck words, by GitHub. Whether a character must be
escaped depends on its neighbours, so words that follow each other are joined first, wherever they came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from policygen.document.model import Blank, Emphasis, Inline, LineBreak, Link, Reference, Strong, Text, Value

RULED = "_" * 12
"""Room for a pen. It is no emphasis while a blank or nothing stands before it."""

BREAK = "<br>"

_SIGNS = "|".join(
    (
        r"\\(?=[!-/:-@\[-`{-~\n]|$)",  # a backslash that would escape what follows (2.4)
        r"[`*~]",  # code, emphasis, struck words
        r"(?<![^\W_])_|_(?![^\W_])",  # emphasis, which neither begins nor ends within a word (6.2)
        r"<(?=[A-Za-z/!?])",  # a tag, a comment or an address
        r"&(?=#?\w+;)",  # an entity
    )
)
# A link (6.3), a definition (4.7), and GitHub's footnotes and boxes to tick; but not "[2025] EWCA".
_MARKUP = re.compile(_SIGNS + r"|\[(?!(?![ xX]\]|\^)[^\[\]]+\](?![(\[:]))")
_MARKUP_IN_LINK = re.compile(_SIGNS + r"|[\[\]]")
# What begins a heading, a quotation, a list or a rule; the backslash goes before the group.
_BLOCK = re.compile(r"(?=#{1,6}(?:\s|$)|>|[-+](?:\s|$)|-[-\s]*$|_)|(?<=[0-9])(?=[.)](?:\s|$))")
_NUMBER = re.compile(r"[0-9]{0,9}")
_CLOSING_HASHES = re.compile(r"(?:(?<=\s)|^)(?=#+\s*$)")


def markdown_line(children: Sequence[Inline]) -> str:
    """Return inline content as the one line of a paragraph."""
    return at_start(inline_words(children))


def cell_words(children: Sequence[Inline]) -> str:
    """Return inline content as a cell of a table, where a bar would end the cell."""
    return inline_words(children).replace("|", "\\|")


def heading_words(words: str) -> str:
    """Return Markdown, as `inline_words` gives it, as the words of a heading: number signs at its end would be lost."""
    return _CLOSING_HASHES.sub(r"\\", words)


def at_start(words: str) -> str:
    """Return Markdown, as `inline_words` gives it, where a block starts: what would begin a list is escaped."""
    words = words.lstrip(" \t")
    number = _NUMBER.match(words)
    found = _BLOCK.match(words, number.end() if number else 0)
    if found is None or (number and number.group() and words[found.start()] not in ".)"):
        return words
    return f"{words[: found.start()]}\\{words[found.start() :]}"


def inline_words(children: Sequence[Inline], *, linked: bool = False) -> str:
    """Return inline content as Markdown on one line; `linked` if it stands in square brackets."""
    made = ""
    pieces = list(_joined(children))
    for n, piece in enumerate(pieces):
        after = pieces[n + 1] if n + 1 < len(pieces) else None
        match piece:
            case str():
                made += _escaped(piece, linked=linked)
                if isinstance(after, Link) and piece.endswith("!"):
                    made = made[:-1] + "\\!"
            case Blank(kind="meeting"):
                made += RULED if not made or made[-1].isspace() else "\\_" * len(RULED)
            case Blank(label=label):
                made += f"\\_\\_{_escaped(label, linked=linked)}\\_\\_"
            case Link(target=target, children=inner):
                made += f"[{inline_words(inner, linked=True)}](<{target}>)"
            case LineBreak():
                made += BREAK
            case Emphasis(children=inner):
                made += _emphasised(inline_words(inner, linked=linked), _Mark("*", "em"), made[-1:], _first(after))
            case Strong(children=inner):
                made += _emphasised(inline_words(inner, linked=linked), _Mark("**", "strong"), made[-1:], _first(after))
            case _:
                assert_never(piece)
    return made


def _joined(children: Sequence[Inline]) -> Iterator[str | Blank | Link | LineBreak | Emphasis | Strong]:
    """The words that follow each other as one string, and everything else as it is."""
    words = ""
    for child in children:
        match child:
            case Text(text=text) | Value(text=text):
                words += text
            case Reference(before=before, number=number):
                words += before + number
            case Blank() | Link() | LineBreak() | Emphasis() | Strong():
                if words:
                    yield words
                words = ""
                yield child
            case _:
                assert_never(child)
    if words:
        yield words


def _escaped(words: str, *, linked: bool) -> str:
    return (_MARKUP_IN_LINK if linked else _MARKUP).sub(r"\\\g<0>", words).replace("\n", BREAK)


@dataclass(frozen=True, slots=True)
class _Mark:
    delimiter: str
    tag: str


def _emphasised(inner: str, mark: _Mark, before: str, after: str) -> str:
    """Emphasise `inner`, with HTML where asterisks between these characters would be printed (CommonMark 6.2)."""
    opens = not _blank(inner[:1]) and (not _punctuation(inner[:1]) or _blank(before) or _punctuation(before))
    closes = not _blank(inner[-1:]) and (not _punctuation(inner[-1:]) or _blank(after) or _punctuation(after))
    if opens and closes and "*" not in (before, after, inner[:1], inner[-1:]):
        return f"{mark.delimiter}{inner}{mark.delimiter}"
    return f"<{mark.tag}>{inner}</{mark.tag}>"


def _first(piece: str | Blank | Link | LineBreak | Emphasis | Strong | None) -> str:
    """The first character that `piece` will be written with."""
    match piece:
        case None:
            return ""
        case str():
            return _escaped(piece, linked=False)[:1]
        case Blank(kind="meeting"):
            return "_"
        case Blank():
            return "\\"
        case Link():
            return "["
        case LineBreak():
            return "<"
        case Emphasis() | Strong():
            return "*"
        case _:
            assert_never(piece)


def _blank(character: str) -> bool:
    return not character or character.isspace()


def _punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
