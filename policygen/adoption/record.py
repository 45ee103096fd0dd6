"""The adoption record: what the board adopted, when and under which minute, and digests that show if it was edited.

A record holds the Document, the copies for other readers, and what they were made from: the clauses, the settings and
the libraries. The digests reveal an accidental or careless edit. They do not stop deliberate forgery, because anyone
can compute them again; git's history and a signed copy are better evidence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from policygen.adoption.digests import (
    people_digest_as_written,
    people_digest_in_version_1,
    words_digest_as_written,
    words_digest_in_version_1,
)
from policygen.adoption.sealing import (
    NotAnAdoptionRecord,
    check_parts,
    content_digest,
    decoded,
    sealed,
    text_in,
    trusted,
)
from policygen.diagnostics.codes import say
from policygen.document.differing import differing, joined
from policygen.document.json import from_json, to_json
from policygen.document.model import Document, Edition

KIND = "policygen adoption"
RECORD_VERSION = 2
# Records of this version hold the Document alone.
DOCUMENT_ALONE = 1


@dataclass(frozen=True, slots=True)
class AdoptedFile:
    """The file that the meeting saw. `document` is the digest of the Document in it, `signed_by` who had signed it."""

    name: str
    sha256: str
    document: str
    signed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClauseSource:
    """A clause as its library or its school wrote it. `condition` is the YAML text of its `when:`, `because` the reason
    given for tailoring it.
    """

    id: str
    version: str
    digest: str
    title: str
    text: str
    condition: str = ""
    change: str = "as-published"
    because: str = ""


@dataclass(frozen=True, slots=True)
class SettingsText:
    """A settings file as it was, with the tailoring and the answers in it."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class LibraryUsed:
    """A library that the policy has clauses of; `digest` is of all its clauses."""

    id: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class Beneath:
    """What the words were made from; empty for a file that the settings and libraries of that day no longer give."""

    clauses: tuple[ClauseSource, ...] = ()
    settings: tuple[SettingsText, ...] = ()
    libraries: tuple[LibraryUsed, ...] = ()


@dataclass(frozen=True, slots=True)
class AdoptionRecord:
    """One adoption. `version` may be empty; `file` is the record's name in the project, empty until it is written.

    `editions` are the copies for other readers, `seen` the file that the meeting saw, `review_after` the time between
    reviews as it was then. `digest` is that of the file. `corrected` names the correction, if any, that `on` and
    `minute` come from.
    """

    school: str
    policy: str
    on: date
    minute: str
    version: str
    document: Document
    file: str = ""
    editions: Mapping[Edition, Document] = field(default_factory=dict)
    beneath: Beneath = Beneath()
    seen: AdoptedFile | None = None
    review_after: str = ""
    digest: str = field(default="", compare=False)
    corrected: str = ""

    @property
    def documents(self) -> dict[Edition, Document]:
        """The copies that the record holds, by their readers."""
        return {"board": self.document, **self.editions}


def record_name(school: str, policy: str, on: date) -> str:
    """Return the record's file name in the project."""
    return f"schools/{school}/adopted/{policy}/{on.isoformat()}.json"


def encode_adoption_record(record: AdoptionRecord) -> bytes:
    """Return the record's file: indented UTF-8 JSON with a final newline."""
    document = json.loads(to_json(record.document))
    parts = {
        "document": document,
        "editions": {name: differing(document, json.loads(to_json(one))) for name, one in record.editions.items()},
        "beneath": asdict(record.beneath),
        "seen": asdict(record.seen) if record.seen is not None else None,
    }
    # As JSON reads them back: tuples are lists there.
    parts = json.loads(json.dumps(parts))
    content: dict[str, Any] = {
        "record": KIND,
        "schema": RECORD_VERSION,
        "school": record.school,
        "policy": record.policy,
        "on": record.on.isoformat(),
        "minute": record.minute,
        "version": record.version,
        "review_after": record.review_after,
        "words": words_digest_as_written(record.document),
        "people": people_digest_as_written(record.document),
        "digests": {name: content_digest(part) for name, part in parts.items()},
        **parts,
    }
    return sealed(content)


def is_record(found: object) -> bool:
    """Return whether parsed JSON says that it is an adoption record."""
    return isinstance(found, dict) and found.get("record") == KIND


def decode_adoption_record(data: bytes | str, file: str = "") -> AdoptionRecord:
    """Return the record that `encode_adoption_record` wrote. Raises NotAnAdoptionRecord."""
    found = trusted(data, KIND, (DOCUMENT_ALONE, RECORD_VERSION))
    if found["schema"] == DOCUMENT_ALONE:
        count_words, count_people = words_digest_in_version_1, people_digest_in_version_1
    else:
        count_words, count_people = words_digest_as_written, people_digest_as_written
        check_parts(found, ("document", "editions", "beneath", "seen"))
    record = decoded(lambda: _record(found, file))
    if (found.get("words"), found.get("people")) != (count_words(record.document), count_people(record.document)):
        raise NotAnAdoptionRecord(say("record.digests"), edited=True)
    return record


def _record(found: Mapping[str, Any], file: str) -> AdoptionRecord:
    editions = found.get("editions", {})
    seen = found.get("seen")
    return AdoptionRecord(
        school=text_in(found, "school"),
        policy=text_in(found, "policy"),
        on=date.fromisoformat(text_in(found, "on")),
        minute=text_in(found, "minute"),
        version=text_in(found, "version"),
        document=from_json(json.dumps(found["document"])),
        file=file,
        editions={name: from_json(json.dumps(joined(found["document"], one))) for name, one in editions.items()},
        beneath=_beneath(found.get("beneath", {})),
        seen=AdoptedFile(**{**seen, "signed_by": tuple(seen["signed_by"])}) if seen else None,
        review_after=str(found.get("review_after", "")),
        digest=text_in(found, "digest"),
    )


def _beneath(found: Mapping[str, Any]) -> Beneath:
    return Beneath(
        clauses=tuple(ClauseSource(**one) for one in found.get("clauses", ())),
        settings=tuple(SettingsText(**one) for one in found.get("settings", ())),
        libraries=tuple(LibraryUsed(**one) for one in found.get("libraries", ())),
    )
