"""The bytes of a CSV file to text, in whichever way a spreadsheet saved it."""

from __future__ import annotations

import codecs

from policygen.diagnostics.model import Diagnostic, Diagnostics, Severity, Span
from policygen.source.characters import check_characters
from policygen.source.encoding import MAX_BYTES

_OTHER_FILES = (
    (b"PK\x03\x04", "an Excel workbook or another zipped file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a rich text document"),
)
_SAVE_AS = "Open it in Excel, choose File, Save as, and take “CSV UTF-8 (Comma delimited)”."


def decode_staff_file(name: str, data: bytes, diagnostics: Diagnostics) -> str | None:
    """The text of `data` with `\\n` line ends and without a byte order mark; None where it is no text (reported).

    UTF-8, UTF-16 with or without its mark, and Windows-1252 (reported as PG713, since accents may be wrong) are read.
    A character that cannot be printed is PG105 and becomes U+FFFD.
    """
    start = Span(name, 1, 1)
    for mark, what in _OTHER_FILES:
        if data.startswith(mark):
            diagnostics.error("PG701", f"this file is {what}, not a CSV file", start, hint=_SAVE_AS)
            return None
    if len(data) > MAX_BYTES:
        message = f"this file has {len(data):,} bytes, and the limit is {MAX_BYTES:,}"
        diagnostics.error("PG701", message, start, hint="Keep the columns of names and roles, and save it again.")
        return None
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        where = data[: error.start].decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n")
        span = Span(name, where.count("\n") + 1, len(where) - where.rfind("\n"))
        diagnostics.error("PG702", "the characters of this file cannot be read from here on", span, hint=_SAVE_AS)
        return None
    if encoding == "windows-1252":
        # Every byte has a meaning there, so that a file in another old encoding reads too, with wrong accents.
        at = next(place for place, character in enumerate(text) if not character.isascii())
        before = text[:at].replace("\r\n", "\n").replace("\r", "\n")
        span = Span(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        message = f"this file was read as Windows-1252; here is “{text[at]}”"
        hint = "See that the accents are right in what is made; otherwise save the list as “CSV UTF-8”."
        diagnostics.add(Diagnostic("PG713", message, span, Severity.NOTE, hint))
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
