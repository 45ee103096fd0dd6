"""The sentences of a section that changed, each with the words that were put in and taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from policygen.assemble.wording import Wording
from policygen.compare.align import ALIKE, Difference, LineChange, RedlinePiece, redline
from policygen.document.model import Emphasis, Inline, Strong, Text
from policygen.document.typography import folded

# A sentence ends with a mark, and the next begins with a capital or a figure.
_END = re.compile(r"(?<=[.!?])[)”’\"']*\s+(?=[“‘\"'(]*[A-Z0-9])")
# What a list prints before an item is no word of it.
_MARKER = re.compile(r"(?:•|\([a-z]{1,5}\))\s+")
_BETWEEN_CELLS = " | "
_MOST_GONE, _FEW = 2, 4
_SIGNS = " ,;:"
_CLOSING, _MARKS = " )”’\"'", ".!?:;,…"


@dataclass(frozen=True, slots=True)
class ChangedSentence:
    """A sentence that was changed, added or removed, as runs of words in order."""

    how: Literal["changed", "added", "removed"]
    pieces: tuple[RedlinePiece, ...]

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """What was put in and taken out: two sentences with the same key changed in the same way."""
        return tuple((piece.how, folded(piece.text.strip())) for piece in self.pieces if piece.how != "kept")

    @property
    def size(self) -> int:
        """The number of its words, with those that were taken out."""
        return sum(len(piece.text.split()) for piece in self.pieces)

    @property
    def is_rewritten(self) -> bool:
        """Whether so much is in other words that the old ones, put in one by one, would only be in the way."""
        kept, gone = ([one for one in self.pieces if one.how == how] for how in ("kept", "removed"))
        added = any(one.how == "added" for one in self.pieces)
        return added and (len(gone) > _MOST_GONE or _count(gone) > max(_count(kept), _FEW))


def _count(pieces: list[RedlinePiece]) -> int:
    return sum(len(piece.text.split()) for piece in pieces)


def changed_sentences(difference: Difference) -> tuple[ChangedSentence, ...]:
    """Return what changed in the lines of a section, sentence by sentence, then all that is gone, as one.

    The letter or bullet before a list item is no change.
    """
    found = [sentence for change in difference.lines for sentence in _of_line(change)]
    gone = [sentence.pieces[0].text for sentence in found if sentence.how == "removed"]
    kept = tuple(sentence for sentence in found if sentence.how != "removed")
    return (*kept, changed_words(joined_sentences(gone), "")) if gone else kept


def joined_sentences(sentences: Sequence[str]) -> str:
    """Return sentences, items of lists and cells of tables one after the other, with a mark where one has none."""
    found = ""
    for sentence in sentences:
        found += f"{gap_after(found)}{sentence}" if found else sentence
    return found


def gap_after(text: str) -> str:
    """Return what sets off the words after a text: a blank, or a semicolon and a blank after an item without a mark."""
    return " " if text.rstrip(_CLOSING)[-1:] in _MARKS else "; "


def _of_line(change: LineChange) -> Iterator[ChangedSentence]:
    before, after = (_sentences(line.text) if line else [] for line in (change.before, change.after))
    matcher = SequenceMatcher(None, [*map(folded, before)], [*map(folded, after)], autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag != "equal":
            yield from _paired(before[start:end], after[first:last])


def _sentences(line: str) -> list[str]:
    words = _MARKER.sub("", line, count=1) if _MARKER.match(line) else line
    cells = (cell.strip() for cell in words.split(_BETWEEN_CELLS))
    return [found for cell in cells for found in _split(cell) if found]


def _split(text: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(text):
        yield text[start : end.end()].strip()
        start = end.end()
    yield text[start:].strip()


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[ChangedSentence]:
    """Yield each new sentence with the one most like it of those that it replaced, then those that nothing replaced."""
    left = list(old)
    for sentence in new:
        likeness = [(_likeness(one, sentence), -n) for n, one in enumerate(left)]
        best, place = max(likeness, default=(0.0, 0))
        if best < ALIKE:
            yield changed_words("", sentence)
        else:
            yield changed_words(left.pop(-place), sentence)
    for sentence in left:
        yield changed_words(sentence, "")


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, folded(one).split(), folded(other).split(), autojunk=False).ratio()


def changed_words(before: str, after: str) -> ChangedSentence:
    """Return two sentences, of which one may be "", as one that was changed, added or removed."""
    if before and after:
        return ChangedSentence("changed", redline(before, after))
    return ChangedSentence("removed" if before else "added", redline(before, after))


def sentence_inline(
    sentence: ChangedSentence, wording: Wording, room: int = 0, *, whole: bool = False
) -> tuple[Inline, ...]:
    """Return the new sentence with new words in bold, and old words in italics in brackets, unless it is rewritten.

    With `room`, a number of words, long runs of words are cut, and what was kept is shortened around the changes. A
    sentence of a `whole` section that is new or gone is in no frame: all of it is as the section is.
    """
    pieces = _shortened(sentence, room) if room and sentence.size > room else sentence.pieces
    found: list[Inline] = []
    if whole:
        return tuple(Text(text=piece.text) for piece in pieces)
    if sentence.how == "removed":
        before, after = wording.parts("board.gone")
        return (*_words(before), Emphasis(children=(Text(text=pieces[0].text),)), *_words(after))
    n = 0
    while n < len(pieces):
        piece = pieces[n]
        following = pieces[n + 1] if n + 1 < len(pieces) else None
        n += 1
        if piece.how == "kept":
            found.append(Text(text=piece.text))
        elif piece.how == "added":
            found += _framed(piece.text, Strong)
        elif sentence.is_rewritten:
            continue
        elif following is not None and following.how == "added" and _says_something(following.text):
            found += _replaced(piece.text, following.text, wording)
            n += 1
        else:
            found += _aside(piece.text, wording, blank=n > 1 and not pieces[n - 2].text[-1:].isspace())
    return tuple(found)


def _shortened(sentence: ChangedSentence, room: int) -> tuple[RedlinePiece, ...]:
    """Return the pieces with about `room` words in all: first what was kept far from a change goes, then the rest."""
    each = max(6, room // max(1, len(sentence.pieces)))
    found = []
    for n, piece in enumerate(sentence.pieces):
        words = piece.text.split()
        if len(words) <= each:
            found.append(piece)
            continue
        first, last = n == 0, n == len(sentence.pieces) - 1
        lead, tail = " " * piece.text[:1].isspace(), " " * piece.text[-1:].isspace()
        if piece.how != "kept" or last:
            text = f"{lead}{' '.join(words[:each])} …"
        elif first:
            text = f"… {' '.join(words[-each:])}{tail}"
        else:
            half = each // 2
            text = f"{lead}{' '.join(words[:half])} … {' '.join(words[-half:])}{tail}"
        found.append(replace(piece, text=text))
    return tuple(found)


def _replaced(old: str, new: str, wording: Wording) -> Iterator[Inline]:
    """Yield new words, and in brackets those in whose place they are; then the blank that ended both."""
    end = new[len(new.rstrip()) :]
    yield from _framed(new.rstrip(), Strong)
    before, after = wording.parts("board.was")
    if _says_something(old):
        yield from (Text(text=f" {before}"), Emphasis(children=(Text(text=old.strip(_SIGNS)),)), Text(text=after))
    yield from _words(end)


def _aside(old: str, wording: Wording, *, blank: bool) -> Iterator[Inline]:
    """Yield in brackets words that are gone, set off by blanks as the words were; `blank` if one is needed before."""
    after_it = " " if old[-1:].isspace() else ""
    if not _says_something(old):
        # A comma that is gone says nothing by itself; the blank beside it still parts two words.
        yield from _words(" " if blank and old.strip() != old else "")
        return
    before, after = wording.parts("board.dropped")
    yield from _words(f"{' ' * blank}{before}")
    yield Emphasis(children=(Text(text=old.strip(_SIGNS)),))
    yield Text(text=f"{after}{after_it}")


def _says_something(text: str) -> bool:
    return any(map(str.isalnum, text))


def _framed(text: str, frame: type[Strong]) -> Iterator[Inline]:
    bare = text.strip()
    if text[:1].isspace():
        yield Text(text=" ")
    if bare:
        yield frame(children=(Text(text=bare),))
    if text[-1:].isspace() and bare:
        yield Text(text=" ")


def _words(text: str) -> tuple[Inline, ...]:
    return (Text(text=text),) if text else ()
