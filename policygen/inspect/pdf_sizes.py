"""How much the packed parts of a PDF unpack to, found out before a reader of PDF unpacks any of them whole."""

from __future__ import annotations

import re
import zlib

_MOST = 100_000_000  # bytes of all streams; a policy's, pictures and typefaces included, have a tenth
_PIECE = 1_000_000
_STREAM = re.compile(rb"stream\r?\n")
# Filters with a ratio of a thousand that policygen does not use; these two also pack what is packed already.
_OTHER_FILTERS = (b"/LZWDecode", b"/RunLengthDecode")
_DEEPEST = 3  # packed parts of packed parts


def unpacks_to_too_much(data: bytes) -> bool:
    """Tell whether the streams of a PDF (ISO 32000-1 7.3.8) unpack to more than any policy holds.

    Each is unpacked piece by piece and thrown away, wherever it lies and whatever its dictionary says.
    """
    if any(name in data for name in _OTHER_FILTERS):
        return True
    left = _MOST
    for found in _STREAM.finditer(data):
        left -= _unpacked(data[found.end() : found.end() + len(data)], left, _DEEPEST)
        if left < 0:
            return True
    return False


def _unpacked(data: bytes, most: int, deepest: int) -> int:
    """Return how many bytes a packed part has; counting ends soon after `most`. What is not packed has none."""
    if not data.startswith((b"x\x01", b"x\x5e", b"x\x9c", b"x\xda", b"h", b"X", b"H", b"8", b"(", b"\x18", b"\x08")):
        return 0
    inflater, size, rest = zlib.decompressobj(), 0, data
    while rest and size <= most and not inflater.eof:
        try:
            piece = inflater.decompress(rest, _PIECE)
        except zlib.error:
            break
        if size == 0 and piece and deepest:
            size += _unpacked(piece, most, deepest - 1)
        size += len(piece)
        rest = inflater.unconsumed_tail
        if not piece:
            break
    return size
