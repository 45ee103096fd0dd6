"""What a board's PDF or DOCX carries inside: its Document, and what differs in the copies for other readers.

Only what those copies print is carried, never an answer or a clause's source: whoever has the file may read all of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from policygen.document.differing import DoesNotFit, differing_copies, joined
from policygen.document.json import NotADocument, from_json, to_compact_json, to_json
from policygen.document.model import Document, Edition
from policygen.document.printed import printed_part

DOCUMENT, EDITIONS = "document.json", "editions.json"
_COMPACT = (",", ":")
_MOST = 4  # Documents whose PDF and DOCX are being made


@dataclass(frozen=True, slots=True)
class Carried:
    """The Document of a file, the copies for other readers, and the digest of the Document that it carries."""

    document: Document
    editions: Mapping[Edition, Document] = field(default_factory=dict)
    digest: str = ""


def carried_parts(document: Document, editions: Mapping[Edition, Document]) -> dict[str, bytes]:
    """Return what a file made from `document` carries, by name."""
    told = _told(_Copies(document, tuple(editions.items())))
    parts = {DOCUMENT: to_json(told.first)}
    if editions:
        parts[EDITIONS] = json.dumps(told.shortened, sort_keys=True).encode() + b"\n"
    return parts


def carried_texts(document: Document, editions: Mapping[Edition, Document]) -> dict[str, str]:
    """Return the same as compact JSON in ASCII: it escapes whatever XML cannot hold."""
    told = _told(_Copies(document, tuple(editions.items())))
    texts = {DOCUMENT: to_compact_json(told.first)}
    if editions:
        texts[EDITIONS] = json.dumps(told.shortened, sort_keys=True, separators=_COMPACT)
    return texts


class _Copies:
    """A Document and its copies, the same as others if they are these very objects: comparing them would take long."""

    def __init__(self, document: Document, editions: tuple[tuple[Edition, Document], ...]) -> None:
        self.document, self.editions = document, editions

    @property
    def _objects(self) -> tuple[object, ...]:
        return (id(self.document), *((name, id(one)) for name, one in self.editions))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Copies) and self._objects == other._objects

    def __hash__(self) -> int:
        return hash(self._objects)


class _Told:
    """What is told of a Document and its copies, in whatever form a file carries it."""

    def __init__(self, copies: _Copies) -> None:
        self._copies = copies
        self.first = printed_part(copies.document)

    @cached_property
    def shortened(self) -> dict[Edition, Any]:
        """What differs in each copy."""
        names, copies = zip(*self._copies.editions, strict=True)
        return dict(zip(names, differing_copies(self.first, map(printed_part, copies)), strict=True))


@lru_cache(_MOST)
def _told(copies: _Copies) -> _Told:
    """Return what is told of these copies; the PDF and the DOCX of one Document are made one after the other."""
    return _Told(copies)


def editions_in(document: bytes | str, editions: bytes | str) -> dict[Edition, Document]:
    """Return the copies that a file carries beside its Document. Raises NotADocument."""
    try:
        first, found = json.loads(document), json.loads(editions)
        return {name: from_json(json.dumps(joined(first, one))) for name, one in found.items()}
    except (ValueError, AttributeError, TypeError, DoesNotFit) as error:
        raise NotADocument(str(error)) from error
