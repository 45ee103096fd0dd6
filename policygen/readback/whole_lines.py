"""Whole paragraphs, items and rows that were added, deleted or moved, as lines of a clause's source."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from policygen.readback.changes import BlockChange
from policygen.readback.sources import TracedSource, TracedWord, tags_in
from policygen.readback.typed_words import CannotReword, typed, typed_cell, typed_paragraph
from policygen.render.markdown_words import heading_words
from policygen.source.editing import Replacement

_MARKER = re.compile(r"(?P<marker>[ \t]*(?:[-*+]|\d+[.)])[ \t]+)")
_TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
_OPENS, _CLOSES = ("if", "for"), ("endif", "endfor")
_LISTED = re.compile(r"\{%[-+]?\s*for\s+[\w,\s]+?\s+in\s+(?P<answer>[\w.]+)")
_MEANING = re.compile(r"[ \t]*:[ \t]")  # of a term, which stands on the line before
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*\n?")
_WORD_OF_TAG = re.compile(r"\{%[-+]?\s*(\w+)")


def _lines_of(source: str, atoms: Sequence[TracedWord]) -> tuple[int, int]:
    """Return the place of the lines that print these words, with their last line end. Raises CannotReword."""
    known = [atom for atom in atoms if atom.is_known]
    if not known:
        raise CannotReword
    start = source.rfind("\n", 0, min(atom.start for atom in known)) + 1
    last = max(atom.end for atom in known)
    end = source.find("\n", last)
    return start, len(source) if end < 0 else end + 1


def without_lines(source: TracedSource, block: str) -> Replacement:
    """Return the edit that takes away the lines of a block, with what they say under other conditions.

    Raises CannotReword if a condition begins or ends among those words, so that half a sentence would be left.
    """
    text, place = source.text, _lines_of(source.text, source.lines.get(block, ()))
    others = _starts_of_others(source, {block})
    whole = _between_blank_lines(text, place)
    if not any(whole[0] <= start < whole[1] for start in others) and not _open_tags(text[slice(*whole)]):
        return Replacement(*whole, "")
    start, end = place
    tags = _open_tags(text[start:end])
    if tags and not all(line.strip() in ("", *tags) for line in _lines_with_tags(text[start:end], tags)):
        raise CannotReword
    return Replacement(start, end, "".join(f"{tag}\n" for tag in tags))


def lines_of_block(source: TracedSource, block: str) -> str:
    """Return the lines of a block in its clause's source. Raises CannotReword."""
    place = without_lines(source, block)
    return source.text[place.start : place.end].rstrip("\n")


def _lines_with_tags(text: str, tags: Sequence[str]) -> list[str]:
    return [line for line in text.split("\n") if any(tag in line for tag in tags)]


def _between_blank_lines(text: str, place: tuple[int, int]) -> tuple[int, int]:
    start = text.rfind("\n\n", 0, place[0])
    end = text.find("\n\n", max(place[1] - 1, 0))
    return (0 if start < 0 else start + 2), (len(text) if end < 0 else end + 1)


def _open_tags(text: str) -> list[str]:
    """Return the tags of a text without those of conditions that begin and end in it."""
    found: list[str] = []
    for tag in _TAG.finditer(text):
        word = _WORD_OF_TAG.match(tag[0])
        if word is not None and word[1] in _CLOSES:
            opened = next((n for n in reversed(range(len(found))) if _opens(found[n])), None)
            if opened is not None:
                del found[opened:]
                continue
        found.append(tag[0])
    return found


def _opens(tag: str) -> bool:
    word = _WORD_OF_TAG.match(tag)
    return word is not None and word[1] in _OPENS


def placed(source: TracedSource, change: BlockChange, block: str | None) -> Replacement:
    """Return the edit that puts a paragraph or an item behind the block that it follows; `block` is one that moved.

    Raises CannotReword, also at a list of terms: whether a paragraph there is a term, what one means, or neither, a
    person has to say.
    """
    text = source.text
    if change.follows == source.planned.name:
        return Replacement(0, 0, f"{block or _paragraph(change)}\n\n")
    atoms = source.lines.get(change.follows)
    if atoms is None:
        raise CannotReword
    start, end = _lines_of(text, atoms)
    if _MEANING.match(text, start) or _MEANING.match(text, end):
        raise CannotReword("term")
    lead = _MARKER.match(_TAG.sub("", text[start:end]))
    at = _after_condition(source, end)
    gap = "" if text[:at].endswith("\n") else "\n"
    if change.is_item and lead is not None:
        return Replacement(at, at, f"{gap}{block or lead['marker'] + typed_paragraph(change.after)}\n")
    if change.is_item:
        return Replacement(at, at, f"{gap}\n{block or '- ' + typed_paragraph(change.after)}\n\n")
    if lead is not None:
        at = _after_list(text, at)
        gap = "" if text[:at].endswith("\n") else "\n"
    return Replacement(at, at, f"{gap}\n{block or _paragraph(change)}\n\n")


def without_row(source: TracedSource, change: BlockChange, gone: Set[str]) -> Replacement:
    """Return the edit that takes away a row of a table; `gone` are all rows that are taken away.

    The heading goes only with its whole table. Raises CannotReword.
    """
    start, end = _row_lines(source, change.block)
    rule = _RULE.match(source.text, end)
    if rule is not None:
        table = change.block.rpartition("/row-")[0]
        rows = {id_.rpartition("/")[0] for id_ in source.lines if id_.startswith(f"{table}/row-")}
        if not rows <= gone:
            raise CannotReword("row_heading")
        end = rule.end()
    if _open_tags(source.text[start:end]):
        raise CannotReword("row_condition")
    return Replacement(start, end, "")


def placed_row(source: TracedSource, change: BlockChange) -> Replacement:
    """Return the edit that puts a row behind another. Raises CannotReword for cells that have no column."""
    text = source.text
    columns = len(_cells_of(source, change.follows))
    if not columns:
        raise CannotReword("table")
    _, at = _row_lines(source, change.follows)
    rule = _RULE.match(text, at)
    at = rule.end() if rule is not None else at
    words = dict(change.cells)
    if max(words) >= columns:
        raise CannotReword("row")
    cells = " | ".join(typed_cell(words.get(column, "")) for column in range(columns))
    gap = "" if text[:at].endswith("\n") else "\n"
    return Replacement(at, at, f"{gap}| {cells} |\n")


def _cells_of(source: TracedSource, row: str) -> list[tuple[str, Sequence[TracedWord]]]:
    return [(id_, atoms) for id_, atoms in source.lines.items() if id_.rpartition("/")[0] == row]


def _row_lines(source: TracedSource, row: str) -> tuple[int, int]:
    """Return the place of the lines of a row, which may be broken in its tags. Raises CannotReword."""
    cells = _cells_of(source, row)
    known = [atom for _, atoms in cells for atom in atoms if atom.is_known]
    if not known:
        raise CannotReword("form" if cells else "place")
    text = source.text
    start, end = min(atom.start for atom in known), max(atom.end for atom in known)
    tags = [tag.span() for tag in tags_in(text)]
    breaks = [n for n, sign in enumerate(text) if sign == "\n" and not any(a < n < b for a, b in tags)]
    start = max((n + 1 for n in breaks if n < start), default=0)
    end = min((n + 1 for n in breaks if n >= end), default=len(text))
    others = _starts_of_others(source, {id_ for id_, _ in cells})
    if not text[start:end].lstrip().startswith("|") or any(start <= at < end for at in others):
        raise CannotReword
    return start, end


def _starts_of_others(source: TracedSource, own: Set[str]) -> list[int]:
    """Return the places in the text of all words that other lines print; a title has a text of its own."""
    others = (atoms for id_, atoms in source.lines.items() if id_ not in own and id_ != source.planned.name)
    return [atom.start for atoms in others for atom in atoms if atom.is_known]


def answer_listed(source: TracedSource, change: BlockChange) -> str:
    """Return the answer for each entry of which a line like the edited one is printed, as its source has it, or ""."""
    id_ = change.follows if change.what == "added" else change.block
    if change.what == "added" and not change.is_item and not change.cells:
        return ""
    lines = (source.lines.get(id_, ()), *(atoms for _, atoms in _cells_of(source, id_)))
    at = next((atom.start for atoms in lines for atom in atoms if atom.is_known), -1)
    inside: list[str] = []
    for tag in _TAG.finditer(source.text[: max(at, 0)]):
        word = _WORD_OF_TAG.match(tag[0])
        if word is not None and word[1] in _OPENS:
            found = _LISTED.match(tag[0])
            inside.append(found["answer"] if found is not None else "")
        elif word is not None and word[1] in _CLOSES and inside:
            inside.pop()
    return next(filter(None, reversed(inside)), "")


def _paragraph(change: BlockChange) -> str:
    if change.level >= 3:
        return f"### {heading_words(typed(' '.join(change.after.split())))}"
    if change.is_item:
        return f"- {typed_paragraph(change.after)}"
    return typed_paragraph(change.after)


def _after_list(text: str, at: int) -> int:
    """Return the end of the list that goes on at a place: what follows an item is an item, or is indented."""
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end + 1
        line = text[at:end]
        if not (_MARKER.match(line) or line.startswith((" ", "\t"))):
            return at
        at = end
    return at


def _after_condition(source: TracedSource, at: int) -> int:
    """Return the place behind the condition that a place is in, unless other words of this school are still in it."""
    depth = _depth(source.text[:at])
    if depth <= 0:
        return at
    for tag in tags_in(source.text):
        if tag.start() < at:
            continue
        word = _WORD_OF_TAG.match(tag[0])
        depth += (word is not None and word[1] in _OPENS) - (word is not None and word[1] in _CLOSES)
        if depth == 0:
            end = source.text.find("\n", tag.end())
            end = len(source.text) if end < 0 else end + 1
            used = (atom.start for atoms in source.lines.values() for atom in atoms if not atom.is_made)
            return at if any(at <= start < end for start in used) else end
    return at


def _depth(text: str) -> int:
    words = [found[1] for found in _WORD_OF_TAG.finditer(text)]
    return sum(word in _OPENS for word in words) - sum(word in _CLOSES for word in words)
