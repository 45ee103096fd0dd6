"""Decode bytes as UTF-8 text with `\\n` line ends; report any other encoding by name."""

from __future__ import annotations

import codecs
import re

from policygen.diagnostics.model import Diagnostics, Span

MAX_BYTES = 1_000_000

# UTF-32 comes before UTF-16: its little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_OTHER_FILES = (
    (b"PK\x03\x04", "PG103.word"),
    (b"\xd0\xcf\x11\xe0", "PG103.old_word"),
    (b"%PDF-", "PG103.pdf"),
    (b"{\\rtf", "PG103.rtf"),
)


def decode_source(name: str, data: bytes, diagnostics: Diagnostics) -> str | None:
    """Return the text of `data`, without a byte order mark and with `\\n` line ends; None if it is not UTF-8 text.

    Adds PG101 (UTF-16), PG102 (Windows-1252 or damaged), PG103 (not text) or PG104 (over `MAX_BYTES` bytes).
    """
    start = Span(name, 1, 1)
    for mark, code in _OTHER_FILES:
        if data.startswith(mark):
            diagnostics.report(code, start)
            return None
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            diagnostics.report("PG101.marked", start, encoding=encoding)
            return None
    if _looks_like_utf16(data):
        diagnostics.report("PG101.likely", start)
        return None
    if len(data) > MAX_BYTES:
        diagnostics.report("PG104", start, size=len(data), limit=MAX_BYTES)
        return None
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return _line_ends(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        _not_utf8(name, data, error, diagnostics)
        return None


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _looks_like_utf16(data: bytes) -> bool:
    """Return whether every second byte at the start is NUL, as in English text saved as UTF-16 without a mark."""
    head = data[:64]
    half = len(head) // 2
    return half >= 2 and (head[1::2].count(0) == half or head[::2].count(0) == half)


def _not_utf8(name: str, data: bytes, error: UnicodeDecodeError, diagnostics: Diagnostics) -> None:
    before = _line_ends(data[: error.start].decode("utf-8"))
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    span = Span(name, line, column, line, column + 1)
    if re.match(rb"\xed[\xa0-\xbf]", data[error.start : error.start + 2]):
        diagnostics.report("PG102.half", span)
        return
    try:
        diagnostics.report("PG102.likely", span, character=bytes([data[error.start]]).decode("windows-1252"))
    except UnicodeDecodeError:
        diagnostics.report("PG102.unknown", span)
