"""The Document as JSON, and back to an equal Document with no library or settings at hand."""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from policygen.diagnostics.codes import say
from policygen.document.model import SCHEMA_VERSION, Document

if TYPE_CHECKING:
    from pydantic import TypeAdapter

# Text in JSON holds no line end, so this can only be a key of its own.
_LATER_DEFAULTS = re.compile(rb',\n +"(?:contact": false|consult": \[\])(?=\n)')


# Bytes, and commas and brackets: a long policy with its pictures has a fifth of either.
LARGEST, MOST_PARTS = 16_000_000, 500_000


class NotADocument(ValueError):
    """The JSON is not a Document of a version that this policygen reads."""


@cache
def _adapter() -> TypeAdapter[Document]:
    # Imported late: building a policy needs no validation, and pydantic costs more than the whole of `check`.
    from pydantic import TypeAdapter

    return TypeAdapter(Document)


def to_json(document: Document) -> bytes:
    """Return `document` as indented UTF-8 JSON with a final newline.

    What equals its default is written too, except `contact` of an origin and `consult` of a clause: documents from
    before these were added stay the same, byte for byte.
    """
    return _LATER_DEFAULTS.sub(b"", _adapter().dump_json(document, indent=1)) + b"\n"


def to_compact_json(document: Document) -> bytes:
    """Return the same content as `to_json` on one line of ASCII, which escapes whatever XML cannot hold."""
    made = _adapter().dump_json(document, ensure_ascii=True)
    # A quote within a text is escaped, so these too can only be keys.
    return made.replace(b',"contact":false', b"").replace(b',"consult":[]', b"")


def document_digest(document: Document) -> str:
    """Return the SHA-256 of the document's JSON, 64 hex digits: equal documents have the same, in every process.

    It is of everything in the document. `document.fingerprint` says what of it counts for an adoption.
    """
    return sha256(to_json(document)).hexdigest()


def from_json(data: bytes | str) -> Document:
    """Return the Document that `to_json` wrote.

    Raises NotADocument when the JSON is broken, of a later version, or not a Document.
    """
    from pydantic import ValidationError

    text = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if len(text) > LARGEST or sum(map(text.count, (b",", b"[", b"{"))) > MOST_PARTS:
        raise NotADocument(say("document.large"))
    try:
        found = json.loads(data)
    except ValueError as error:
        raise NotADocument(say("document.not_json", reason=str(error))) from error
    version = found.get("schema") if isinstance(found, dict) else None
    if version != SCHEMA_VERSION:
        raise NotADocument(say("document.version", known=SCHEMA_VERSION, found=repr(version)))
    try:
        document = _adapter().validate_python(found, strict=False)
        datetime.fromisoformat(document.metadata.created)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])[:100]
        raise NotADocument(say("document.wrong", place=place, reason=first["msg"])) from error
    except ValueError as error:
        raise NotADocument(say("document.created")) from error
    return document


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a Document."""
    return _adapter().json_schema()
