"""Makes the same document give the same bytes: names and numbers from ids, and a zip without times.

Names and numbers of bookmarks, controls and drawings come from block ids, so that they survive every renumbering.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from hashlib import sha256
from struct import Struct
from typing import Any, Protocol

from policygen.render.docx.deflating import LONG, deflated

FIRST = ("[Content_Types].xml", "_rels/.rels")
PACKED = (".png", ".jpeg")  # compressed already


class Keep(Protocol):
    """What was packed before."""

    def part(self, key: Any, make: Callable[[], bytes], /) -> bytes:
        """Return what was made for a key."""

    def stretch(self, key: tuple[bytes, bytes], make: Callable[[], bytes], /) -> bytes:
        """Return what was made for a stretch of a part after another."""


# Of these each document has different words. The rest is packed once for all that have the same.
_OWN = ("customXml/itemProps", "docProps/")

# APPNOTE.TXT 4.3.7, 4.3.12 and 4.3.16: signature, versions, flags, method, time, date, CRC, sizes, lengths of names …
_LOCAL = Struct("<4s5H3L2H")
_CENTRAL = Struct("<4s6H3L5H2L")
_END = Struct("<4s4H2LH")
_VERSION = 20
_FIRST_DAY = 33  # 1 January 1980
_STORED, _DEFLATED = 0, 8
_RIGHTS = 0o600 << 16
_RAW = -15  # zlib's window bits without a header


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
        """Give numbers that were made for their keys elsewhere and return True, or False and none if one is taken."""
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


def zipped(parts: Mapping[str, bytes], keep: Keep | None = None) -> bytes:
    """A zip of `parts` (name without leading slash, to bytes): content types first as ECMA-376-2 advises, then by name.

    With `keep`, which is asked for what was packed before, parts that other documents have too are packed once.
    Times are zip's first day and the system is MS-DOS: neither clock, time zone nor platform shows.
    """
    ordered = [name for name in FIRST if name in parts] + sorted(name for name in parts if name not in FIRST)
    made: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for name in ordered:
        data, code = parts[name], name.encode("ascii")
        if name.endswith(PACKED):
            method, body = _STORED, data
        elif name in LONG:
            method, body = _DEFLATED, deflated(name, data, keep.stretch if keep else None)
        elif keep is None or name.startswith(_OWN):
            method, body = _DEFLATED, _deflated(data)
        else:
            method, body = _DEFLATED, keep.part(("deflated", data), partial(_deflated, data))
        sizes = (_VERSION, 0, method, 0, _FIRST_DAY, zlib.crc32(data), len(body), len(data), len(code), 0)
        directory += (_CENTRAL.pack(b"PK\x01\x02", _VERSION, *sizes, 0, 0, 0, _RIGHTS, at), code)
        made += (_LOCAL.pack(b"PK\x03\x04", *sizes), code, body)
        at += _LOCAL.size + len(code) + len(body)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(ordered), len(ordered), sum(map(len, directory)), at, 0)
    return b"".join((*made, *directory, end))


def _deflated(data: bytes) -> bytes:
    """Return data as a zip holds it (RFC 1951)."""
    packer = zlib.compressobj(wbits=_RAW)
    return packer.compress(data) + packer.flush()
