"""Streams compressed once, none ending in a line end: a reader may take that for the one before `endstream`."""

from __future__ import annotations

from typing import Any

import pydyf

# ISO 19005-3 6.1.7.1: Length is the number of bytes between `stream` and the line end before `endstream`. Compressed
# data ends in a checksum, so one stream in 128 ends in CR or LF, and checkers then count one byte too few.
_AMBIGUOUS = (b"\r", b"\n")
_START, _END = b"\nstream\n", b"\nendstream"


def settle(pdf: Any) -> None:
    """Compress every stream of a `pydyf.PDF` in place; one whose compressed form is ambiguous stays as it is.

    pydyf itself compresses a stream each time its bytes are asked for, which is twice.
    """
    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and stream.compress:
            data = stream.data
            body = data[data.index(_START) + len(_START) : -len(_END)]
            stream.compress = False
            if not body.endswith(_AMBIGUOUS):
                stream.stream = [body]
                stream.extra["Filter"] = "/FlateDecode"


def ambiguous(data: bytes) -> bool:
    """Whether a stream of the file `data` ends in a line end of its own."""
    return any(end + _END in data for end in _AMBIGUOUS)
