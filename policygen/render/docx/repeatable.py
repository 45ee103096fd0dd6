"""Makes the same document give the same bytes: names and numbers from ids, and a zip without times.

Names and numbers of bookmarks, controls and drawings come from block ids, so that they survive every renumbering.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from hashlib import sha256
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

FIRST = ("[Content_Types].xml", "_rels/.rels")
PACKED = (".png", ".jpeg")  # compressed already
EPOCH = (1980, 1, 1, 0, 0, 0)


def bookmark_name(block_id: str) -> str:
    """The bookmark of a block or section: `_pg_` and 32 hex digits, within Word's 40 characters.

    Word lists no bookmark whose name begins with an underscore.
    """
    return f"_pg_{sha256(block_id.encode()).hexdigest()[:32]}"


def value_bookmark_name(block_id: str, key: str, ordinal: int) -> str:
    """The bookmark of the `ordinal`-th value of the settings key `key` in a block: `_pgv_` and 32 hex digits."""
    place = "\x1f".join((block_id, key, str(ordinal)))
    return f"_pgv_{sha256(place.encode()).hexdigest()[:32]}"


def placeholder_name(key: str) -> str:
    """The name of the building block that an empty control of the value `key` shows."""
    return f"pg_placeholder_{sha256(key.encode()).hexdigest()[:16]}"


def relationship_id(target: str) -> str:
    """A relationship id made from its target: an xsd:ID, so that it starts with a letter (ECMA-376-2, 9.3)."""
    return f"rId{sha256(target.encode()).hexdigest()[:16]}"


class Numbers:
    """Positive 31-bit numbers, each made from a key and given once: w:id of bookmarks and content controls."""

    def __init__(self) -> None:
        self.given: set[int] = set()

    def give_all(self, numbers: AbstractSet[int]) -> bool:
        """Give numbers that were made for their keys elsewhere; return False, and give none, if one is given already."""
        free = self.given.isdisjoint(numbers)
        if free:
            self.given |= numbers
        return free

    def number(self, key: str) -> int:
        """A number for `key`: from its hash, rehashed in the rare case that another key has it."""
        attempt = 0
        while True:
            digest = sha256(f"{key}\x1f{attempt}".encode() if attempt else key.encode()).digest()
            made = int.from_bytes(digest[:4], "big") & 0x7FFFFFFF
            if made and made not in self.given:
                self.given.add(made)
                return made
            attempt += 1


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip of `parts` (name without leading slash, to bytes): content types first as ECMA-376-2 advises, then by name.

    Times are zip's first day and the system is MS-DOS: neither clock, time zone nor platform shows.
    """
    ordered = [name for name in FIRST if name in parts] + sorted(name for name in parts if name not in FIRST)
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name in ordered:
            info = ZipInfo(name, date_time=EPOCH)
            info.compress_type = ZIP_STORED if name.endswith(PACKED) else ZIP_DEFLATED
            info.create_system = 0
            info.external_attr = 0
            archive.writestr(info, parts[name])
    return buffer.getvalue()
