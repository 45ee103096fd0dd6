"""The digests of what a board adopts: for comparing two Documents, and as each version of the records holds them.

Documents are compared by their words, whatever the form of a quote or of a rare character, because that depends on the
policygen that printed them. A record holds digests over every character, which show whether it was edited.
"""

from __future__ import annotations

from policygen.adoption.sealing import content_digest
from policygen.document.fingerprint import details_of, fingerprint_parts
from policygen.document.model import Document, SignatureBlock
from policygen.document.plain import words_of
from policygen.document.typography import folded


def words_digest(document: Document) -> str:
    """Return the SHA-256 (hex) of what the board adopts: numbers, titles and words, without people and contacts."""
    return content_digest([part.words for part in fingerprint_parts(document)])


def people_digest(document: Document) -> str:
    """Return the SHA-256 (hex) of the people and contacts that are printed."""
    return content_digest([(key, folded(words)) for key, words in details_of(document)])


def words_digest_as_written(document: Document) -> str:
    """Return `words_digest` over every character as it is printed, as records hold it."""
    return content_digest([part.words_as_written for part in fingerprint_parts(document)])


def people_digest_as_written(document: Document) -> str:
    """Return `people_digest` over every character as it is printed, as records hold it."""
    return content_digest(details_of(document))


def words_digest_in_version_1(document: Document) -> str:
    """Return what `words_digest_as_written` was for records of version 1: titles in forms counted as words."""
    return content_digest([part.words_as_written for part in fingerprint_parts(document, titles=False)])


def people_digest_in_version_1(document: Document) -> str:
    """Return what `people_digest_as_written` was for records of version 1: it had the people who sign the approval."""
    signatories = (
        (one.id, f"{one.role}: {words_of(one.name)}")
        for section in document.sections
        for block in (section.blocks if section.kind == "back" else ())
        if isinstance(block, SignatureBlock)
        for one in block.signatories
    )
    return content_digest((*details_of(document, titles=False), *signatories))
