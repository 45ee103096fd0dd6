"""The adoption record: a Document, when and under which minute it was adopted, and digests that show if it was edited.

The digests reveal an accidental or careless edit. They do not stop deliberate forgery, because anyone can compute them
again; git's history and a signed copy are better evidence.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from policygen.diagnostics.codes import say
from policygen.document.fingerprint import details_of, fingerprint_parts
from policygen.document.json import NotADocument, from_json, to_json
from policygen.document.model import Document

KIND = "policygen adoption"
RECORD_VERSION = 1


class NotAnAdoptionRecord(ValueError):
    """The file is not an adoption record that can be trusted; `edited` says that its digests do not match."""

    def __init__(self, message: str, *, edited: bool = False) -> None:
        super().__init__(message)
        self.edited = edited


@dataclass(frozen=True, slots=True)
class AdoptionRecord:
    """One adoption. `version` may be empty; `file` is the record's name in the project, empty until it is written."""

    school: str
    policy: str
    on: date
    minute: str
    version: str
    document: Document
    file: str = ""


def words_digest(document: Document) -> str:
    """Return the SHA-256 (hex) of what the board adopts: numbers, titles and words, without people and contacts."""
    return _digest([part.words for part in fingerprint_parts(document)])


def people_digest(document: Document) -> str:
    """Return the SHA-256 (hex) of the people and contacts that are printed."""
    return _digest(details_of(document))


def record_name(school: str, policy: str, on: date) -> str:
    """Return the record's file name in the project."""
    return f"schools/{school}/adopted/{policy}/{on.isoformat()}.json"


def encode_adoption_record(record: AdoptionRecord) -> bytes:
    """Return the record's file: indented UTF-8 JSON with a final newline."""
    content: dict[str, Any] = {
        "record": KIND,
        "schema": RECORD_VERSION,
        "school": record.school,
        "policy": record.policy,
        "on": record.on.isoformat(),
        "minute": record.minute,
        "version": record.version,
        "words": words_digest(record.document),
        "people": people_digest(record.document),
        "document": json.loads(to_json(record.document)),
    }
    content = {"record": KIND, "digest": _digest(content), **content}
    return json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"


def is_record(found: object) -> bool:
    """Tell whether parsed JSON says that it is an adoption record."""
    return isinstance(found, dict) and found.get("record") == KIND


def decode_adoption_record(data: bytes | str, file: str = "") -> AdoptionRecord:
    """Return the record that `encode_adoption_record` wrote. Raises NotAnAdoptionRecord, in words."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NotAnAdoptionRecord(say("record.not_json", reason=str(error))) from error
    if not is_record(found):
        raise NotAnAdoptionRecord(say("record.not_a_record"))
    if found.get("schema") != RECORD_VERSION:
        raise NotAnAdoptionRecord(say("record.version", found=str(found.get("schema")), known=RECORD_VERSION))
    if found.get("digest") != _digest({key: value for key, value in found.items() if key != "digest"}):
        raise NotAnAdoptionRecord(say("record.changed"), edited=True)
    try:
        school, policy, minute, version = (_text(found[key]) for key in ("school", "policy", "minute", "version"))
        on = date.fromisoformat(_text(found["on"]))
        document = from_json(json.dumps(found["document"]))
    except (KeyError, NotADocument, ValueError) as error:
        raise NotAnAdoptionRecord(say("record.damaged", reason=str(error))) from error
    if (found.get("words"), found.get("people")) != (words_digest(document), people_digest(document)):
        raise NotAnAdoptionRecord(say("record.digests"), edited=True)
    return AdoptionRecord(school, policy, on, minute, version, document, file)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(say("record.not_text", value=repr(value)))
    return value


def _digest(content: object) -> str:
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
