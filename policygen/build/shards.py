"""Shards: parts of a build that several machines make, each with its own manifest.

A school is in a shard by the SHA-256 of its id, so that a school that is added or leaves moves no other to another
machine, where nothing of it is kept from the last build. Shards are therefore not of quite the same size.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from policygen.build.manifest import Output
from policygen.world.writing import write_whole

VERSION = 1
_SHARD = re.compile(r"([0-9]{1,4})/([0-9]{1,4})")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Shard:
    """The `number`th, from 1, of `total` shards."""

    number: int
    total: int

    @staticmethod
    def read(text: str) -> Shard:
        """Return the shard that `2/4` means. Raises ValueError."""
        found = _SHARD.fullmatch(text.strip())
        if found is None or not 1 <= int(found[1]) <= int(found[2]):
            raise ValueError(text)
        return Shard(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.number}/{self.total}"

    def of(self, schools: Iterable[str]) -> list[str]:
        """Return the schools that are in this shard, in the order given."""
        return [one for one in schools if _number_of(one) % self.total == self.number - 1]

    @property
    def manifest(self) -> str:
        """The name of this shard's manifest in the out folder."""
        return f".policygen.shard-{self.number}-of-{self.total}.json"


@dataclass(frozen=True, slots=True)
class ShardManifest:
    """What one shard of a build wrote, and from which schools; written only once all of it is there."""

    shard: Shard
    schools: tuple[str, ...]
    tools: Mapping[str, str]
    outputs: Mapping[str, Output]
    sheets: bool = True

    def to_bytes(self) -> bytes:
        """Return the manifest's file: indented UTF-8 JSON with a final newline."""
        content = {
            "shard_manifest": VERSION,
            "shard": asdict(self.shard),
            "schools": list(self.schools),
            "tools": dict(sorted(self.tools.items())),
            "outputs": {name: asdict(one) for name, one in sorted(self.outputs.items())},
            **({} if self.sheets else {"sheets": False}),
        }
        return json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"

    def write(self, out: Path) -> None:
        """Write it into the out folder. Raises OSError."""
        write_whole(out / self.shard.manifest, self.to_bytes())

    @staticmethod
    def remove(shard: Shard, out: Path) -> None:
        """Remove the manifest of an earlier build: while a shard is built, nobody should take it for complete."""
        with suppress(OSError):  # writing the new one fails too, in words
            (out / shard.manifest).unlink(missing_ok=True)

    @staticmethod
    def from_bytes(data: bytes) -> ShardManifest:
        """Return the manifest of a file. Raises ValueError for one that is damaged, or names a file elsewhere."""
        try:
            found = json.loads(data)
            if found["shard_manifest"] != VERSION:
                raise ValueError(found["shard_manifest"])
            outputs = {_safe(name): Output(**one) for name, one in found["outputs"].items()}
            if not all(_DIGEST.fullmatch(digest) for one in outputs.values() for digest in (one.sha256, one.inputs)):
                raise ValueError("digest")
            shard = Shard.read(f"{found['shard']['number']}/{found['shard']['total']}")
            tools = {str(name): str(value) for name, value in found["tools"].items()}
            schools, sheets = tuple(map(str, found["schools"])), found.get("sheets") is not False
            return ShardManifest(shard, schools, tools, outputs, sheets)
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError(str(error)) from error


def _number_of(school: str) -> int:
    return int.from_bytes(hashlib.sha256(school.encode("utf-8", "surrogatepass")).digest()[:8])


def _safe(name: str) -> str:
    """Return a file's name if it is under the folder that it is read from. Raises ValueError."""
    parts = PurePosixPath(name).parts
    if len(parts) < 2 or name.startswith("/") or "\\" in name or ":" in name or "\0" in name:
        raise ValueError(name)
    if any(part.startswith(".") for part in parts):
        raise ValueError(name)
    return name
