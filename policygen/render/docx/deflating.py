"""Compresses long parts in stretches that depend on nothing but their own bytes and those before them.

Schools have most of a part alike: a stretch that was compressed for one is there for the next. Where one ends is seen
from the bytes, so that what one school has more moves no end that follows. The bytes are the same with nothing kept.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator

_RAW = -15  # zlib's window bits without a header
_END = b"\x03\x00"  # an empty block that is the last (RFC 1951, 3.2.6)
# What begins a stretch, by the part: numbers and names that are hashes, and ids by their last character.
_BEGINS = {
    "word/document.xml": re.compile(rb'<w:bookmarkStart w:id="\d*[0-4]5" '),
    "customXml/item1.xml": re.compile(rb' bookmark="_pgv?_[0-9a-f]{31}0"'),
    "customXml/item3.xml": re.compile(rb'\{"id":"[^"]*[157ady]",'),
}
LONG = frozenset(_BEGINS)
Keep = Callable[[tuple[bytes, bytes], Callable[[], bytes]], bytes]


def deflated(name: str, data: bytes, keep: Keep | None = None) -> bytes:
    """Return a long part of this name as a zip holds it (RFC 1951).

    `keep` is asked for a stretch and the one before it.
    """
    made, before = [], b""
    for stretch in _stretches(name, data):
        key = before, stretch

        def make(key: tuple[bytes, bytes] = key) -> bytes:
            return _packed(*key)

        made.append(make() if keep is None else keep(key, make))
        before = stretch
    return b"".join((*made, _END))


def _stretches(name: str, data: bytes) -> Iterator[bytes]:
    at = 0
    for found in _BEGINS[name].finditer(data):
        yield data[at : found.start()]
        at = found.start()
    yield data[at:]


def _packed(before: bytes, stretch: bytes) -> bytes:
    """Return a stretch that can refer to the one before it, up to where the next can begin."""
    packer = zlib.compressobj(wbits=_RAW, zdict=before) if before else zlib.compressobj(wbits=_RAW)
    return packer.compress(stretch) + packer.flush(zlib.Z_SYNC_FLUSH)
