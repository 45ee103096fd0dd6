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
    body = zlib.compress(data, level)
    if not body.endswith(_AMBIGUOUS):
        return body, {}
    differences = bytes((byte - before) & 255 for before, byte in zip(b"\0" + data, data, strict=False))
    body = zlib.compress(b"\1" + differences, level)
    if not body.endswith(_AMBIGUOUS):
        return body, {"Predictor": 11, "Columns": len(data)}
    return zlib.compress(differences, level), {"Predictor": 2, "Columns": len(data)}


def eased(data: bytes) -> bytes:
    """`data`, with a line end more if its compressed form, whoever makes it, would end in one.

    For words that may end in white space: qpdf compresses each new stream again.
    """
    return data + b"\n" if zlib.adler32(data).to_bytes(4).endswith(_AMBIGUOUS) else data


def ambiguous(data: bytes) -> bool:
    """Return whether the data of a stream in the file `data` ends in a line end."""
    return any(end + _END in data for end in _AMBIGUOUS)
