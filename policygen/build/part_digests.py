"""Digests of Documents, made of the digests of their blocks: most blocks of a school's copies are the same objects."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import fields

from policygen.document.model import Block, Document, Section
from policygen.document.overlays import Companions, Overlay
from policygen.world.digest import fingerprint_of

_REMEMBERED = 1024  # blocks; a policy has some dozens, and so do its copies for other readers
_DOCUMENTS = 4  # a policy and its copies

_APART = frozenset(("sections", "blocks"))
_OF_DOCUMENT = tuple(field.name for field in fields(Document) if field.name not in _APART)
_OF_SECTION = tuple(field.name for field in fields(Section) if field.name not in _APART)


class PartDigests:
    """Digests (SHA-256, hex) of Documents and their parts: equal ones have the same, in every process.

    The last Documents and blocks are remembered by their identity. Two threads cannot share one object.
    """

    def __init__(self) -> None:
        self._recent: dict[int, tuple[Block, str]] = {}
        self._older: dict[int, tuple[Block, str]] = {}
        self._documents: dict[int, tuple[Document, str]] = {}

    def document(self, document: Document) -> str:
        """Return the digest of all that is in a Document."""
        found = self._documents.get(id(document))
        if found is None:
            own = repr([getattr(document, name) for name in _OF_DOCUMENT])
            found = (document, fingerprint_of(own, *self._sections(document.sections)))
            if len(self._documents) >= _DOCUMENTS:
                del self._documents[next(iter(self._documents))]
            self._documents[id(document)] = found
        return found[1]

    def overlays(self, overlays: Iterable[Overlay]) -> str:
        """Return the digest of overlays, in their order."""
        return fingerprint_of(*(part for one in overlays for part in self._overlay(one)))

    def clauses(self, document: Document) -> dict[str, str]:
        """Return the digest of what each clause of a Document became, by the clause's name."""
        found: dict[str, list[str]] = {}

        def add(sections: Iterable[Section], within: str) -> None:
            for section in sections:
                clause = section.clause or within
                if clause:
                    found.setdefault(clause, []).extend((repr(section.title), *map(self._block, section.blocks)))
                add(section.sections, clause)

        add(document.sections, "")
        return {name: fingerprint_of(*parts) for name, parts in found.items()}

    def _overlay(self, overlay: Overlay) -> Iterator[str]:
        if isinstance(overlay, Companions):
            for name, document in overlay.editions.items():
                yield name
                yield self.document(document)
        else:
            yield repr(overlay)

    def _sections(self, sections: Iterable[Section]) -> Iterator[str]:
        """Yield what sections and those within them say; the numbers say which parts belong to which."""
        for section in sections:
            own = [getattr(section, name) for name in _OF_SECTION]
            yield repr((len(section.blocks), len(section.sections), own))
            yield from map(self._block, section.blocks)
            yield from self._sections(section.sections)

    def _block(self, block: Block) -> str:
        found = self._recent.get(id(block))
        if found is None:
            found = self._older.get(id(block)) or (block, hashlib.sha256(repr(block).encode()).hexdigest())
            if len(self._recent) >= _REMEMBERED:
                self._older, self._recent = self._recent, {}
            self._recent[id(block)] = found
        return found[1]
