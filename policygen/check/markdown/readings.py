"""Every way a clause's text can read, depending on its tags, with the offset of each character in the source.

Tags go as Jinja's `trim_blocks` and `lstrip_blocks` make them go: a tag takes the line end after it along, and the
blanks before it on its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from policygen.check.markdown.found import VALUE

_MOST_READINGS = 16
_TAG = re.compile(
    r"\{\{[-+]?.*?(?P<ends_value>-?)\}\}"
    r"|\{(?P<sort>[%#])(?P<before>[-+]?)\s*(?P<word>\w*).*?(?P<after>[-+]?)(?P=sort)\}",
    re.DOTALL,
)
# A tag that does not stand on a line of its own and ends it: trim_blocks takes the line end away.
_AT_END = re.compile(r"^(?P<before>[^\n]*?)(?P<tag>\{%[^%]*(?<![-+])%\})\n(?P<after>[^\n]*)", re.MULTILINE)
_TAG_ONLY = re.compile(r"\s*(?:\{%[^%]*%\}\s*)*")
_OPENS = re.compile(r"\{%[-+]?\s*(if|elif|else|for)")


@dataclass(frozen=True, slots=True)
class LostLineEnd:
    """A tag that takes a line end with it: its place, and whether words of one paragraph or two paragraphs meet."""

    offset: int
    length: int
    joins_words: bool


@dataclass(frozen=True, slots=True)
class TextReading:
    """One way a text can read; `offsets` has the place of each of its characters in the text as written."""

    text: str
    offsets: tuple[int, ...]

    def offset(self, at: int) -> int:
        """Return the offset in the text as written of the character `at` of this reading."""
        return self.offsets[min(at, len(self.offsets) - 1)] if self.offsets else 0


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class _Value:
    start: int


@dataclass(frozen=True, slots=True)
class _Choice:
    branches: list[list[_Piece]]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A choice that is not yet closed, with the pieces around it; `is_whole` once it has an `else`."""

    around: list[_Piece]
    choice: _Choice
    is_whole: bool


_Piece: TypeAlias = "_Words | _Value | _Choice"


def lost_line_ends(text: str) -> Iterator[LostLineEnd]:
    """Yield each tag at the end of a line of words: the line end goes with it, so words or paragraphs run together."""
    at = 0
    while match := _AT_END.search(text, at):
        at = match.end("tag")
        if _TAG_ONLY.fullmatch(match["before"]):
            continue
        after = match["after"]
        if after.strip() and (after[0] in " \t.,;:)" or match["before"][-1:].isspace()):
            continue
        if not after.strip() and (_OPENS.match(match["tag"]) or not text[match.end() :].strip()):
            continue
        yield LostLineEnd(match.start("tag"), len(match["tag"]), bool(after.strip()))


def readings(text: str, keeping: frozenset[int] = frozenset()) -> Iterator[TextReading]:
    """Yield readings of a valid template until each branch was in one, first the one that takes every first branch.

    A tag that starts at one of the offsets `keeping` keeps the line end after it.
    """
    pieces = _pieces(text, keeping)
    read: set[int] = set()
    for _ in range(_MOST_READINGS):
        characters: list[str] = []
        offsets: list[int] = []
        _read(pieces, read, characters, offsets)
        yield TextReading("".join(characters), tuple(offsets))
        if not _unread(pieces, read):
            return


def _pieces(text: str, keeping: frozenset[int]) -> list[_Piece]:
    top: list[_Piece] = []
    opened: list[_Opened] = []
    here, at, starts_line = top, 0, True
    for tag in _TAG.finditer(text):
        is_value, at_tag = tag["sort"] is None, tag.start()
        words = text[at:at_tag]
        if tag["before"] == "-" or (is_value and tag[0].startswith("{{-")):
            words = words.rstrip()
        elif not is_value and tag["before"] != "+":
            line = words.rfind("\n") + 1
            if (line or starts_line) and not words[line:].strip():
                words = words[:line]
        here.append(_Words(words, at))
        at, starts_line = tag.end(), False
        if is_value:
            here.append(_Value(at_tag))
        else:
            here = _entered(tag["word"] if tag["sort"] == "%" else "", here, opened)
        if tag["after"] == "-" or tag["ends_value"] == "-":
            at += len(text[at:]) - len(text[at:].lstrip())
        elif not is_value and tag["after"] != "+" and text.startswith("\n", at) and at_tag not in keeping:
            at, starts_line = at + 1, True
    here.append(_Words(text[at:], at))
    return top


def _entered(word: str, here: list[_Piece], opened: list[_Opened]) -> list[_Piece]:
    """Return the pieces that what follows a tag belongs to."""
    if word in ("if", "for"):
        choice = _Choice([[]])
        here.append(choice)
        opened.append(_Opened(here, choice, False))
        return choice.branches[0]
    if word in ("elif", "else") and opened:
        outer = opened.pop()
        opened.append(_Opened(outer.around, outer.choice, word == "else"))
        outer.choice.branches.append([])
        return outer.choice.branches[-1]
    if word in ("endif", "endfor") and opened:
        outer = opened.pop()
        if not outer.is_whole:
            outer.choice.branches.append([])
        return outer.around
    return here


def _read(pieces: list[_Piece], read: set[int], characters: list[str], offsets: list[int]) -> None:
    """Append what the pieces read as; of each choice, the first branch with something `read` lacks, else its first."""
    for piece in pieces:
        match piece:
            case _Words(text=text, start=start):
                characters.append(text)
                offsets.extend(range(start, start + len(text)))
            case _Value(start=start):
                characters.append(VALUE)
                offsets.append(start)
            case _Choice(branches=branches):
                branch = next((each for each in branches if _is_unread(each, read)), branches[0])
                read.add(id(branch))
                _read(branch, read, characters, offsets)
            case _:
                assert_never(piece)


def _unread(pieces: list[_Piece], read: set[int]) -> bool:
    return any(_is_unread(branch, read) for piece in pieces if isinstance(piece, _Choice) for branch in piece.branches)


def _is_unread(branch: list[_Piece], read: set[int]) -> bool:
    return id(branch) not in read or _unread(branch, read)
