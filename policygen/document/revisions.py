"""Revisions: which parts and words of a Document were inserted and which deleted, by whom and when, kept beside it.

The Document has all that is new and, each at its place, the parts that are gone. Words that changed within a part are
here, under the part's id. JSON holds every field, so that revisions can be kept and read back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from policygen.document.model import Inline, Row, Signatory, Table, Text
from policygen.document.walk import TreePart, walk

# Parts of a signatory's block that have fixed words.
SIGNED, NAMED, DATED, ROLE = "signed", "named", "dated", "role"
HEADER, NOTICES, FOOTER, STATUS, CONTENTS = (
    "policygen:header", "policygen:header.notices", "policygen:footer", "policygen:cover.status", "policygen:contents",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A change: who made it, and when (ISO 8601, UTC)."""

    how: Literal["inserted", "deleted"]
    author: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisedWords:
    """A run of words in a part: kept if it has no `revision`.

    Words that one author inserted and another has deleted since, neither of which is accepted yet, have it as `then`.
    """

    children: tuple[Inline, ...]
    revision: Revision | None = None
    then: Revision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardMarks:
    """What a reader who hears a page is told before and after words that were inserted or deleted."""

    inserted: str = ""
    after_inserted: str = ""
    deleted: str = ""
    after_deleted: str = ""


NOTHING_HEARD = HeardMarks()


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisions:
    """The changes of a Document, keyed by the ids of its parts, as `part_ids` gives them.

    `blocks` are the parts that were inserted or deleted whole, each with all parts in it. `words` are all the words of
    a part of which some changed. `numbers` are the earlier numbers of sections and markers of list items.
    """

    blocks: Mapping[str, Revision] = field(default_factory=dict)
    words: Mapping[str, tuple[RevisedWords, ...]] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    heard: HeardMarks = field(default_factory=HeardMarks)

    def pieces(self, part_id: str, children: tuple[Inline, ...]) -> tuple[RevisedWords, ...]:
        """Return the words of a part as runs; `children` are its words in the Document."""
        found = self.words.get(part_id)
        return found or (RevisedWords(children=children, revision=self.blocks.get(part_id)),)

    def text_pieces(self, part_id: str, text: str) -> tuple[RevisedWords, ...]:
        """Return plain words of a part, such as a form's label, as runs."""
        return self.pieces(part_id, (Text(text=text),))

    def touches(self, part: TreePart) -> bool:
        """Tell whether anything in a part was changed."""
        if not (self.blocks or self.words or self.numbers):
            return False
        return any(one in self.blocks or one in self.words or one in self.numbers for one in part_ids(part))


NO_REVISIONS = Revisions()


def part_ids(part: TreePart) -> Iterator[str]:
    """Yield the ids under which revisions keep a part and the parts in it: cells, captions and roles have them too."""
    for one in walk(part):
        if isinstance(one, Row):
            yield from (cell_id(one, place) for place in range(len(one.cells)))
        elif isinstance(one, Table):
            yield caption_id(one)
        elif isinstance(one, Signatory):
            yield from (f"{one.id}/{words}" for words in (SIGNED, NAMED, DATED, ROLE))
        if found := getattr(one, "id", ""):
            yield found


def cell_id(row: Row, place: int) -> str:
    """Return the id of a row's cell, counted from 0."""
    return f"{row.id}/{place}"


def caption_id(table: Table) -> str:
    """Return the id of a table's caption."""
    return f"{table.id}/caption"


def notice_id(place: int) -> str:
    """Return the id of a notice on the cover, counted from 0."""
    return f"policygen:cover.notice/{place}"


def revisions_to_json(revisions: Revisions) -> bytes:
    """Return revisions as indented UTF-8 JSON with a final newline."""
    from pydantic import TypeAdapter

    return TypeAdapter(Revisions).dump_json(revisions, indent=1) + b"\n"


def revisions_from_json(data: bytes | str) -> Revisions:
    """Return the Revisions that `revisions_to_json` wrote. Raises ValueError."""
    from pydantic import TypeAdapter

    return TypeAdapter(Revisions).validate_json(data)
