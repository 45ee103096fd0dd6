"""Overlays: additions to a Document for one kind of reader, kept apart from it and keyed by block or clause.

A writer takes any number of them as one argument and uses those it knows how to show. A clean copy has none, so that no
clean copy can hold a trace of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from policygen.document.json import document_digest
from policygen.document.model import Block, Document, Edition, Inline
from policygen.document.revisions import Revisions

AUTHOR = "policygen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotations:
    """What a reviewer's copy says beside each clause: `notes` maps a clause's id to lines of plain text."""

    notes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """One value that is typed once: a Blank with this `key` in the Document, or a Value whose origin has it.

    `words` are shown until somebody types; where there are none, `gap` is shown. A `choice` is one of
    `options`. `question` is asked beside it in the guide.
    """

    key: str
    label: str
    gap: str = ""
    question: str = ""
    kind: Literal["text", "lines", "date", "choice"] = "text"
    words: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholders:
    """What a model copy leaves to be typed in, as only a word processor can bind it.

    `values` are in the order of the document, each key once. `guide` is a page before the first that says how to fill
    in the copy, under `guide_title`; `header` the running header and `status` the status as inline content, so that
    values in them are bound too. The identifier `id` names the copy (`maintained-primary/e-safety`).
    """

    id: str
    values: tuple[Placeholder, ...]
    guide_title: str
    guide: tuple[Block, ...]
    header: tuple[Inline, ...]
    status: tuple[Inline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Companions:
    """The copies for other readers that the board's PDF or DOCX carries: adopting the file adopts them with it."""

    editions: Mapping[Edition, Document]

    def __repr__(self) -> str:
        """Name the copies by their digests, which say all that there is to say and are short."""
        return f"Companions({ {name: document_digest(one) for name, one in self.editions.items()} })"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """Data that a Word file keeps and never shows, for when it comes back: `text`, under a name that is a URN."""

    name: str
    text: str


Overlay = Annotations | Placeholders | Companions | Revisions | Enclosure

_Kind = TypeVar("_Kind", Annotations, Placeholders, Companions, Revisions, Enclosure)


def overlay_of(overlays: Iterable[Overlay], kind: type[_Kind]) -> _Kind | None:
    """Return the overlay of a kind; None where there is none. Raises ValueError for two of a kind."""
    found = [overlay for overlay in overlays if isinstance(overlay, kind)]
    if len(found) > 1:
        raise ValueError(f"a document can have one overlay of the kind {kind.__name__}, not {len(found)}")
    return found[0] if found else None
