"""Bytes to text: UTF-8 in, line ends made `\\n`, every other encoding named in words."""

from __future__ import annotations

import codecs
import re

from policygen.diagnostics.model import Diagnostics, Span

MAX_BYTES = 1_000_000

SAVE_AS = "Open the file in Notepad, choose File, Save as, set Encoding to UTF-8, and save it again."

# UTF-32 stands before UTF-16: its little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_OTHER_FILES = (
    (b"PK\x03\x04", "a Word document or another zipped file"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a rich text document"),
)


def decode(name: str, data: bytes, diagnostics: Diagnostics) -> str | None:
    """The text of `data`, without a byte order mark and with `\\n` line ends; None when it is not UTF-8 text.

    Adds PG101 (UTF-16), PG102 (Windows-1252 or damaged), PG103 (no text at all) or PG104 (over `MAX_BYTES` bytes).
    """
    start = Span(name, 1, 1)
    for mark, what in _OTHER_FILES:
        if data.startswith(mark):
            diagnostics.error(
                "PG103",
                f"this file is {what}, not plain text",
                start,
                hint="Copy the words into a plain text file, for example with Notepad, and save it with a name that "
                "ends in .yaml.",
            )
            return None
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            diagnostics.error("PG101", f"this file is saved as {encoding}; it must be UTF-8", start, hint=SAVE_AS)
            return None
    if _looks_like_utf16(data):
        diagnostics.error("PG101", "this file seems to be saved as UTF-16; it must be UTF-8", start, hint=SAVE_AS)
        return None
    if len(data) > MAX_BYTES:
        diagnostics.error(
            "PG104",
            f"this file is too large: {len(data):,} bytes, and the limit is {MAX_BYTES:,}",
            start,
            hint="Divide it into several smaller files.",
        )
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
    """Whether every second byte of the beginning is NUL, as English text saved as UTF-16 without a mark has it."""
    head = data[:64]
    half = len(head) // 2
    return half >= 2 and (head[1::2].count(0) == half or head[::2].count(0) == half)


def _not_utf8(name: str, data: bytes, error: UnicodeDecodeError, diagnostics: Diagnostics) -> None:
    before = _line_ends(data[: error.start].decode("utf-8"))
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    span = Span(name, line, column, line, column + 1)
    if re.match(rb"\xed[\xa0-\xbf]", data[error.start : error.start + 2]):
        diagnostics.error(
            "PG102", "half of a character stands here, which is not valid UTF-8", span, hint="Type it again."
        )
        return
    try:
        probable = f": here is probably “{bytes([data[error.start]]).decode('windows-1252')}”"
    except UnicodeDecodeError:
        probable = ""
    message = f"this file is not saved as UTF-8, but probably as Windows-1252 (“ANSI”){probable}"
    diagnostics.error("PG102", message, span, hint=SAVE_AS)
