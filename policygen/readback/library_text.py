"""The text of a clause as its file has it: in the library's own words, its lines no longer than they have to be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from policygen.diagnostics.model import Diagnostics
from policygen.readback.sources import tags_in
from policygen.readback.typed_words import CannotReword
from policygen.review.editing import entries_of
from policygen.source.nodes import Scalar
from policygen.source.reading import read_source
from policygen.source.writing import WIDTH

_PIECE = re.compile(r"\w+|\W")
_MARKER = re.compile(r"\s*(?:[-*+]|\d+[.)]|:)[ \t]+|\s*")
# What a line must not begin with: it would be a list, a heading, a table, a definition or a quotation.
_BEGINS_BLOCK = re.compile(r"[-*+#|:>=]|\d+[.)]")
_ROOM = WIDTH - 6  # the text of a clause is indented in its file


def number_in_file(data: bytes, name: str, id_: str) -> int:
    """Return the number, from 0, of a clause in the list of its file. Raises CannotReword if it is not there."""
    found = read_source(name, data, Diagnostics())
    for number, item in enumerate(entries_of(found[1], "clauses") if found is not None else ()):
        written = item.get("id")
        if isinstance(written, Scalar) and written.text == id_:
            return number
    raise CannotReword


def tidied(text: str, before: str) -> str:
    """Return an edited text that ends as it did before, with new lines that are too long broken between words."""
    known = set(before.split("\n"))
    made: list[str] = []
    rest = ""  # of a line that was broken, for the beginning of the next
    for line in text.strip("\n").split("\n"):
        if rest and not _goes_on(line):
            made.append(rest)
            rest = ""
        if rest:
            line = f"{rest} {line.lstrip()}"
        elif line in known:
            made.append(line)
            continue
        *whole, last = _broken(line)
        made += whole
        rest = last if whole else ""
        made += [] if whole else [last]
    made += [rest] if rest else []
    return "\n".join(made) + ("\n" if before.endswith("\n") else "")


def _goes_on(line: str) -> bool:
    """Tell whether a line goes on with the words of the one before it."""
    words = line.lstrip()
    return bool(words) and not words.startswith("{%") and not _BEGINS_BLOCK.match(words)


def _broken(line: str) -> list[str]:
    """Return a line as several that are not too long, those after the first as far to the right as its words."""
    if len(line) <= _ROOM or line.lstrip().startswith(("|", "#")):
        return [line]
    tags = [tag.span() for tag in tags_in(line)]
    lead = _MARKER.match(line)
    indent = " " * len(lead[0]) if lead is not None else ""
    made: list[str] = []
    start, at = 0, 0
    for blank in (*re.finditer(" ", line), None):
        place = blank.start() if blank is not None else len(line)
        if at > start and len(indent) * bool(made) + place - start > _ROOM:
            made.append(f"{indent if made else ''}{line[start:at]}")
            start = at + 1
        inside = any(one <= place < end for one, end in tags)
        if place > len(indent) and not inside and not _BEGINS_BLOCK.match(line[place + 1 :]):
            at = place
    return [*made, f"{indent if made else ''}{line[start:]}"]


def in_library_words(library: str, school: str, edited: str) -> str:
    """Return an edited text in the library's words: `school` is the `library` text in the words of a school.

    Raises CannotReword if a word that the two say differently was edited in part.
    """
    if library == school:
        return edited
    ours, theirs, new = (_PIECE.findall(text) for text in (library, school, edited))
    same = SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes()
    made: list[str] = []
    for how, i1, i2, j1, j2 in SequenceMatcher(None, theirs, new, autojunk=False).get_opcodes():
        if how == "equal":
            made += _translated(same, ours, i1, i2)
        else:
            made += new[j1:j2]
    return "".join(made)


def _translated(same: Sequence[tuple[str, int, int, int, int]], ours: list[str], start: int, end: int) -> list[str]:
    """Return the library's pieces for the school's from `start` to `end`."""
    made: list[str] = []
    for how, i1, i2, j1, j2 in same:
        if i1 == i2 and start <= i1 < end:
            made += ours[j1:j2]
        elif i1 < end and i2 > start:
            if how == "equal":
                made += ours[j1 + max(start - i1, 0) : j1 + min(end, i2) - i1]
            elif start <= i1 and i2 <= end:
                made += ours[j1:j2]
            else:
                raise CannotReword
    return made
