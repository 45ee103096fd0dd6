"""Compress streams so that none ends in a line end, which a reader may take for the one before `endstream`."""

from __future__ import annotations

import zlib
from typing import Any

import pydyf

# ISO 19005-3 6.1.7.1: Length is the number of bytes between `stream` and the line end before `endstream`. Compressed
# data ends in a checksum, so one stream in 128 ends in CR or LF, and checkers then count one byte too few.
_AMBIGUOUS = (b"\r", b"\n")
_START, _END = b"\nstream\n", b"\nendstream"


def compress_streams(pdf: Any) -> None:
    """Compress every stream of a `pydyf.PDF` in place.

    pydyf itself compresses a stream each time its bytes are asked for, which is twice.
    """
    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and stream.compress:
            stream.compress = False
            data = stream.data
            body, parameters = packed(data[data.index(_START) + len(_START) : -len(_END)])
            stream.stream = [body]
            stream.extra["Filter"] = "/FlateDecode"
            if parameters:
                stream.extra["DecodeParms"] = pydyf.Dictionary(parameters)


def packed(data: bytes, level: int = 9) -> tuple[bytes, dict[str, int]]:
    """The body of a FlateDecode stream that holds `data`, and its decode parameters; it ends in no line end.

    `level` is zlib's: 9 packs closest, 1 is quickest.
    Compressed data ends in the sum of its bytes. Where that is a line end, each byte is stored as its difference from
    the one before (ISO 32000-1 7.4.4.4): the sum is another, and by the PNG predictor one more than by the TIFF one.
    """
    if not _ends_badly(data):
        return zlib.compress(data, level), {}
    differences = _differences(data)
    marked = b"\1" + differences
    if not _ends_badly(marked):
        return zlib.compress(marked, level), {"Predictor": 11, "Columns": len(data)}
    return zlib.compress(differences, level), {"Predictor": 2, "Columns": len(data)}


def _ends_badly(data: bytes) -> bool:
    """Tell whether `data`, whoever compresses it, ends in a line end: only the sum of its bytes counts."""
    return zlib.adler32(data).to_bytes(4).endswith(_AMBIGUOUS)


def _differences(data: bytes) -> bytes:
    """Return each byte less the one before it. All are subtracted at once: one by one, a page takes milliseconds.

    The highest bit of each byte is left out and put in afterwards, so that no byte borrows from the next.
    """
    high = int.from_bytes(b"\x80" * len(data))
    ours, before = int.from_bytes(data), int.from_bytes(data) >> 8
    return (((ours | high) - (before & ~high)) ^ ((ours ^ ~before) & high)).to_bytes(len(data))


def eased(data: bytes) -> bytes:
    """`data`, with a line end more if its compressed form, whoever makes it, would end in one.

    For words that may end in white space: qpdf compresses each new stream again.
    """
    return data + b"\n" if _ends_badly(data) else data


def ambiguous(data: bytes) -> bool:
    """Return whether the data of a stream in the file `data` ends in a line end."""
    return any(end + _END in data for end in _AMBIGUOUS)
