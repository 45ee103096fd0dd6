"""Decode the bytes of a CSV file, in any encoding that spreadsheets use."""

from __future__ import annotations

import codecs

from policygen.diagnostics.model import Diagnostics, Span
from policygen.source.characters import check_characters
from policygen.source.encoding import MAX_BYTES

_OTHER_FILES = (
    (b"PK\x03\x04", "PG701.excel"),
    (b"\xd0\xcf\x11\xe0", "PG701.old_excel"),
    (b"%PDF-", "PG701.pdf"),
    (b"{\\rtf", "PG701.rtf"),
)


def decode_staff_file(name: str, data: bytes, diagnostics: Diagnostics) -> str | None:
    """Return the text of `data` with `\\n` line ends and no byte order mark; None if it is not text (reported).

    UTF-8, UTF-16 with or without its mark, and Windows-1252 (reported as PG713, since accents may be wrong) are read.
    A character that cannot be printed is PG105 and becomes U+FFFD.
    """
    start = Span(name, 1, 1)
    for mark, code in _OTHER_FILES:
        if data.startswith(mark):
            diagnostics.report(code, start)
            return None
    if len(data) > MAX_BYTES:
        diagnostics.report("PG701.large", start, bytes=f"{len(data):,}", limit=f"{MAX_BYTES:,}")
        return None
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        where = data[: error.start].decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n")
        span = Span(name, where.count("\n") + 1, len(where) - where.rfind("\n"))
        diagnostics.report("PG702", span)
        return None
    if encoding == "windows-1252":
        # Every byte has a meaning there, so a file in another old encoding can be read too, with wrong accents.
        at = next(place for place, character in enumerate(text) if not character.isascii())
        before = text[:at].replace("\r\n", "\n").replace("\r", "\n")
        span = Span(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        diagnostics.report("PG713", span, character=text[at])
    return check_characters(name, text.replace("\r\n", "\n").replace("\r", "\n"), diagnostics)


def _encoding(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[:64]
    half = len(head) // 2
    if half >= 2 and head[1::2].count(0) == half:
        return "utf-16-le"
    if half >= 2 and head[::2].count(0) >= half:
        return "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "windows-1252"
    return "utf-8-sig"
