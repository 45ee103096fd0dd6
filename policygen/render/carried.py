"""What a board's PDF or DOCX carries inside: its Document, and what differs in the copies for other readers.

Only what those copies print is carried, never an answer or a clause's source: whoever has the file may read all of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from policygen.document.differing import DoesNotFit, differing_copy, joined
from policygen.document.json import NotADocument, from_json, to_compact_json, to_json
from policygen.document.model import Document, Edition
from policygen.document.printed import printed_part

DOCUMENT, EDITIONS = "document.json", "editions.json"
_COMPACT = (",", ":")


@dataclass(frozen=True, slots=True)
class Carried:
    """The Document of a file, the copies for other readers, and the digest of the Document that it carries."""

    document: Document
    editions: Mapping[Edition, Document] = field(default_factory=dict)
    digest: str = ""


def carried_parts(document: Document, editions: Mapping[Edition, Document]) -> dict[str, bytes]:
    """Return what a file made from `document` carries, by name."""
    first = printed_part(document)
    parts = {DOCUMENT: to_json(first)}
    if editions:
        shortened = _shortened_editions(first, editions)
        parts[EDITIONS] = json.dumps(shortened, sort_keys=True).encode() + b"\n"
    return parts


def carried_texts(document: Document, editions: Mapping[Edition, Document]) -> dict[str, str]:
    """Return the same as compact JSON in ASCII: it escapes whatever XML cannot hold."""
    first = printed_part(document)
    texts = {DOCUMENT: to_compact_json(first)}
    if editions:
        texts[EDITIONS] = json.dumps(_shortened_editions(first, editions), sort_keys=True, separators=_COMPACT)
    return texts


def _shortened_editions(first: Document, editions: Mapping[Edition, Document]) -> dict[Edition, Any]:
    return {name: differing_copy(first, printed_part(one)) for name, one in editions.items()}


def editions_in(document: bytes | str, editions: bytes | str) -> dict[Edition, Document]:
    """Return the copies that a file carries beside its Document. Raises NotADocument."""
    try:
        first, found = json.loads(document), json.loads(editions)
        return {name: from_json(json.dumps(joined(first, one))) for name, one in found.items()}
    except (ValueError, AttributeError, TypeError, DoesNotFit) as error:
        raise NotADocument(str(error)) from error
