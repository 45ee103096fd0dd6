"""How much the packed parts of a PDF unpack to, found out before a reader of PDF unpacks any of them whole."""

from __future__ import annotations

import re
import zlib

_MOST = 100_000_000  # bytes of all streams; a policy's, pictures and typefaces included, have a tenth
_PIECE = 1_000_000
_BITE = 65_536  # bytes that are handed to zlib at a time: it copies what it does not use
_STREAM = re.compile(rb"stream\r?\n")
# Filters with a ratio of a thousand that policygen does not use; these two also pack what is packed already.
_OTHER_FILTERS = (b"/LZWDecode", b"/RunLengthDecode")
_DEEPEST = 3  # packed parts of packed parts
_PACKED = (b"x\x01", b"x\x5e", b"x\x9c", b"x\xda", b"h", b"X", b"H", b"8", b"(", b"\x18", b"\x08")  # RFC 1950


def unpacks_to_too_much(data: bytes) -> bool:
    """Tell whether the streams of a PDF (ISO 32000-1 7.3.8) unpack to more than any policy holds.

    Each is unpacked piece by piece and thrown away, wherever it lies and whatever its dictionary says.
    """
    if any(name in data for name in _OTHER_FILTERS):
        return True
    left = _MOST
    whole = memoryview(data)
    for found in _STREAM.finditer(data):
        left -= _unpacked(whole[found.end() :], left, _DEEPEST)
        if left < 0:
            return True
    return False


def _unpacked(data: memoryview, most: int, deepest: int) -> int:
    """Return how many bytes a packed part has; counting ends soon after `most`. What is not packed has none."""
    if not bytes(data[:2]).startswith(_PACKED):
        return 0
    inflater, size, place = zlib.decompressobj(), 0, 0
    rest: bytes | memoryview = b""
    while size <= most and not inflater.eof:
        if not rest:
            rest = data[place : place + _BITE]
            place += _BITE
        if not rest:
            break
        try:
            piece = inflater.decompress(rest, _PIECE)
        except zlib.error:
            break
        if size == 0 and piece and deepest:
            size += _unpacked(memoryview(piece), most, deepest - 1)
        size += len(piece)
        rest = inflater.unconsumed_tail
    return size
