"""What a board's PDF or DOCX carries inside: its Document, and what differs in the copies for other readers.

Only what those copies print is carried, never an answer or a clause's source: whoever has the file may read all of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from policygen.document.cut_json import Copies, CutJson, files_named
from policygen.document.differing import DoesNotFit, joined
from policygen.document.json import NotADocument, from_json
from policygen.document.model import Document, Edition
from policygen.document.printed import is_outside, without_paths, without_unprinted

DOCUMENT, EDITIONS = "document.json", "editions.json"
_MOST = 4  # Documents whose PDF and DOCX are being made


@dataclass(frozen=True, slots=True)
class Carried:
    """The Document of a file, the copies for other readers, and the digest of the Document that it carries."""

    document: Document
    editions: Mapping[Edition, Document] = field(default_factory=dict)
    digest: str = ""


def carried_parts(document: Document, editions: Mapping[Edition, Document]) -> dict[str, bytes]:
    """Return what a file made from `document` carries, by name: compact JSON in ASCII, with a final newline."""
    return {name: text + b"\n" for name, text in carried_texts(document, editions).items()}


def carried_texts(document: Document, editions: Mapping[Edition, Document]) -> dict[str, bytes]:
    """Return the same without the newline. ASCII escapes whatever XML cannot hold."""
    return _told(_Copies(document, tuple(editions.items()))).texts


def cut_json(document: Document, editions: Mapping[Edition, Document]) -> CutJson:
    """Return the JSON of the document that its file carries, cut at its blocks."""
    return _told(_Copies(document, tuple(editions.items()))).first


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
    """What is told of a Document and its copies."""

    def __init__(self, copies: _Copies) -> None:
        self._copies = copies

    @cached_property
    def first(self) -> CutJson:
        """The JSON of the Document."""
        return _cut(self._copies.document)

    @cached_property
    def texts(self) -> dict[str, bytes]:
        """The JSON of each file."""
        made = {DOCUMENT: self.first.text}
        if self._copies.editions:
            copies = Copies(self.first)
            others = [b'"%b":%b' % (name.encode(), copies.of(_cut(one, copies))) for name, one in self._copies.editions]
            made[EDITIONS] = b"{%b}" % b",".join(others)
        return made


def _cut(document: Document, copies: Copies | None = None) -> CutJson:
    """Return the JSON of what is printed; few documents have a path in it, and changing a whole tree takes long."""
    printed = without_unprinted(document)
    printed, twins = copies.without_twins(printed) if copies else (printed, {})
    found = CutJson(printed, twins)
    return CutJson(without_paths(printed), twins) if any(map(is_outside, files_named(found.text))) else found


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
