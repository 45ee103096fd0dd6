"""The record of a group's adoption: the words that its schools have in common, in each branch that a school takes.

The words are those of the clauses that no school wrote itself, with a school's own answers replaced by their keys.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from policygen.adoption.record import SettingsText
from policygen.adoption.sealing import (
    NotAnAdoptionRecord,
    check_parts,
    content_digest,
    decoded,
    read_trusted,
    sealed,
    text_in,
    trusted,
)
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Severity
from policygen.world.protocol import World

GROUP_KIND = "policygen group adoption"
GROUP_RECORD_VERSION = 1
_PARTS = ("texts", "branches", "settings")


@dataclass(frozen=True, slots=True)
class CommonPart:
    """One section of the common words: its id, and its title and lines as they are printed."""

    id: str
    words: tuple[str, ...]
    heading: str = ""

    @property
    def digest(self) -> str:
        """The SHA-256 (hex) of the id and the words."""
        return content_digest([self.id, self.words])


@dataclass(frozen=True, slots=True)
class CommonBranch:
    """The common words in the form that some of the group's schools take: the parts in order."""

    schools: tuple[str, ...]
    parts: tuple[CommonPart, ...]


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """One adoption by a group. `settings` are the texts of its file and of those it extends, on that day."""

    group: str
    policy: str
    on: date
    minute: str
    branches: tuple[CommonBranch, ...]
    settings: tuple[SettingsText, ...]

    @property
    def file(self) -> str:
        """The record's file name in the project."""
        return f"{_folder(self.group, self.policy)}/{self.on.isoformat()}.json"


def encode_group_record(record: GroupRecord) -> bytes:
    """Return the record's file: indented UTF-8 JSON with a final newline."""
    texts = {part.digest: part for branch in record.branches for part in branch.parts}
    parts: dict[str, Any] = {
        "texts": {digest: asdict(part) for digest, part in texts.items()},
        "branches": [
            {"schools": branch.schools, "parts": [part.digest for part in branch.parts]} for branch in record.branches
        ],
        "settings": [asdict(one) for one in record.settings],
    }
    # As JSON reads them back: tuples are lists there.
    parts = json.loads(json.dumps(parts))
    content: dict[str, Any] = {
        "record": GROUP_KIND,
        "schema": GROUP_RECORD_VERSION,
        "group": record.group,
        "policy": record.policy,
        "on": record.on.isoformat(),
        "minute": record.minute,
        "digests": {name: content_digest(part) for name, part in parts.items()},
        **parts,
    }
    return sealed(content)


def decode_group_record(data: bytes | str) -> GroupRecord:
    """Return the record that `encode_group_record` wrote. Raises NotAnAdoptionRecord."""
    found = trusted(data, GROUP_KIND, (GROUP_RECORD_VERSION,))
    check_parts(found, _PARTS)
    record = decoded(lambda: _record(found))
    texts = {part.digest for branch in record.branches for part in branch.parts}
    if texts != set(found["texts"]):
        raise NotAnAdoptionRecord(say("record.part", part="texts"), edited=True)
    return record


def read_group_records(
    world: World, group: str, policy: str, diagnostics: Diagnostics, severity: Severity = Severity.ERROR
) -> tuple[GroupRecord, ...]:
    """Return a group's records of one policy, oldest first; one that was rejected is reported and left out."""

    def record(name: str) -> GroupRecord:
        found = decode_group_record(world.read(name))
        if found.file != name:
            raise NotAnAdoptionRecord(say("record.correction_misplaced", file=found.file))
        return found

    names = (name for name in world.names(_folder(group, policy), deep=False) if name.endswith(".json"))
    found = read_trusted(names, record, diagnostics, severity)
    return tuple(sorted(found, key=lambda one: one.on))


def _folder(group: str, policy: str) -> str:
    return str(PurePosixPath("schools", group, "adopted", policy))


def _record(found: Mapping[str, Any]) -> GroupRecord:
    texts = {
        digest: CommonPart(text_in(one, "id"), tuple(one["words"]), text_in(one, "heading"))
        for digest, one in found["texts"].items()
    }
    return GroupRecord(
        group=text_in(found, "group"),
        policy=text_in(found, "policy"),
        on=date.fromisoformat(text_in(found, "on")),
        minute=text_in(found, "minute"),
        branches=tuple(
            CommonBranch(tuple(one["schools"]), tuple(texts[digest] for digest in one["parts"]))
            for one in found["branches"]
        ),
        settings=tuple(SettingsText(**one) for one in found["settings"]),
    )
