"""The words that a clause prints today, and those that it has to print after edits, with a sign for each value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policygen.document.model import Blank, Document, Inline, Reference, Text, Value
from policygen.document.walk import walk
from policygen.readback.changes import BlockChange
from policygen.readback.sources import clause_inlines
from policygen.readback.tokens import tokens_of, word_keys
from policygen.readback.typed_words import CannotReword

Words = tuple[tuple[str, ...], ...]
_Line = tuple[str, tuple[str, ...]]


def words_after(edits: Sequence[BlockChange], texts: Sequence[str], lines: Mapping[str, tuple[str, ...]]) -> Words:
    """Return the words that a clause with these lines has to have after edits; `texts` are what was typed.

    Raises CannotReword.
    """
    today = list(lines.items())
    behind: dict[str, int] = {}
    for edit, text in zip(edits, texts, strict=True):
        match edit.what:
            case "added":
                place = _lines_of(today, edit.follows)[1] + behind.get(edit.follows, 0)
                made = [("", word_keys(words)) for _, words in edit.cells] or [("", masked_text(text, edit))]
                behind[edit.follows] = behind.get(edit.follows, 0) + len(made)
                today[place:place] = made
            case "removed":
                start, end = _lines_of(today, edit.block)
                today[start:end] = [(id_, ()) for id_, _ in today[start:end]]
            case "moved":
                start, end = _lines_of(today, edit.block)
                moved = today[start:end]
                del today[start:end]
                place = _lines_of(today, edit.follows)[1]
                today[place:place] = moved
            case _:
                start, _ = _lines_of(today, edit.block)
                today[start] = (edit.block, masked_text(text, edit))
    return tuple(words for _, words in today if words)


def _lines_of(lines: Sequence[_Line], block: str) -> tuple[int, int]:
    """Return the place of a block among lines, or of the cells of a row. Raises CannotReword."""
    found = [n for n, (id_, _) in enumerate(lines) if id_ == block]
    found = found[:1] or [n for n, (id_, _) in enumerate(lines) if "/row-" in block and id_.rpartition("/")[0] == block]
    if not found:
        raise CannotReword
    return found[0], found[-1] + 1


def words_of_lines(lines: Mapping[str, tuple[str, ...]]) -> Words:
    """Return the words of the lines that have some."""
    return tuple(words for words in lines.values() if words)


def masked_lines(document: Document, clause: str) -> dict[str, tuple[str, ...]]:
    """Return the words of each line of a clause by its id, with a sign for each value."""
    return {id_: masked_words(children) for id_, children in clause_inlines(document, clause).items()}


def masked_words(children: Sequence[Inline]) -> tuple[str, ...]:
    """Return the words of a line, with a sign for each value."""
    found: list[str] = []
    text = ""
    for part in walk(*children):
        match part:
            case Text(text=words):
                text += words
            case Reference(before=before, number=number):
                text += before + number
            case Value(origin=origin):
                found += [*word_keys(text), f"\0{origin.key}"]
                text = ""
            case Blank(key=key):
                found += [*word_keys(text), f"\0{key}"]
                text = ""
            case _:
                pass
    return (*found, *word_keys(text))


def masked_text(text: str, edit: BlockChange) -> tuple[str, ...]:
    """Return the words of an edited paragraph with a sign for each value that stays, edited or not."""
    found: list[str] = []
    at = 0
    for one in sorted((one for one in edit.values if one.state != "gone"), key=lambda one: one.start):
        found += [*(token.key for token in tokens_of(text[at : one.start])), f"\0{one.key}"]
        at = one.end
    return (*found, *(token.key for token in tokens_of(text[at:])))
