"""The objects of a PDF that Typst wrote, as bytes by number: read, replaced, added and written anew.

Typst writes plain objects and one cross-reference table (ISO 32000-1 7.5.4). Objects are handled as bytes here because
a general library takes as long over a file as Typst does.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping, Sequence
from itertools import accumulate
from struct import Struct

from policygen.render.pdf.streams import eased, packed

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_TABLE = re.compile(rb"xref\s+0 (\d+)\s+")
_TRAILER = re.compile(rb"trailer\s*<<(.*?)/ID\[.*?\]>>", re.DOTALL)
_REFERENCE = rb"/%s (\d+) 0 R"
_ENTRY = 20  # bytes of an entry in the table
_HEADER = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"
_TOGETHER = 200  # objects in an object stream: a reader unpacks all of them for one
_ENTRY_OF_STREAM = Struct(">BIH")  # of a cross-reference stream (ISO 32000-1 7.5.8.3)
_FREE = (0, 0, 0xFFFF)
_QUICK = 1  # of zlib's levels
_STREAM_END = b"\nendstream"
_LINE_ENDS = (b"\r", b"\n")


class NotAsExpected(Exception):
    """The file is not laid out as Typst lays files out; the message is the name of what is missing or odd."""


class PdfObjects:
    """The objects of a file; `bodies` are by number, without `obj` and `endobj`."""

    def __init__(self, data: bytes) -> None:
        start = _START.search(data)
        table = _TABLE.match(data, int(start[1])) if start else None
        trailer = _TRAILER.search(data, table.end()) if table else None
        if table is None or trailer is None:
            raise NotAsExpected("xref")
        # Each entry is an offset, a generation and `n`, or `f` for an object that is not in use.
        entries = data[table.end() : table.end() + int(table[1]) * _ENTRY].split()
        found = sorted(
            (int(offset), number) for number, offset in enumerate(entries[::3]) if entries[3 * number + 2] == b"n"
        )
        ends = [offset for offset, _ in found[1:]] + [table.start()]
        self.bodies: dict[int, bytes] = {}
        for (offset, number), end in zip(found, ends, strict=True):
            begin = data.index(b"obj\n", offset) + 4
            self.bodies[number] = data[begin : data.rindex(b"\nendobj", begin, end)]
        self.size = int(table[1])
        self.root = self.reference(trailer[1], b"Root")
        self.info = self.reference(trailer[1], b"Info")

    @staticmethod
    def reference(body: bytes, key: bytes) -> int:
        """Return the number of the object that an entry refers to. Raises NotAsExpected."""
        found = re.search(_REFERENCE % key, body)
        if found is None:
            raise NotAsExpected(key.decode())
        return int(found[1])

    def add(self, body: bytes) -> int:
        """Add an object; return its number."""
        self.size += 1
        self.bodies[self.size - 1] = body
        return self.size - 1

    def write(self) -> bytes:
        """Return the file, with an identifier made of what is in it.

        What is not a stream is packed into object streams (ISO 32000-1 7.5.7, which PDF/A-3 allows): most of a tagged
        file is tags, which pack to a tenth.
        """
        plain, alone = [], []
        for number, body in sorted(self.bodies.items()):
            if body.endswith(_STREAM_END):
                alone.append((number, _plain_end(body)))
            else:
                plain.append((number, body))
        entries: dict[int, tuple[int, int, int]] = {}
        for begin in range(0, len(plain), _TOGETHER):
            together, number = plain[begin : begin + _TOGETHER], self.size
            self.size += 1
            alone.append((number, _object_stream(together)))
            entries.update((one, (2, number, place)) for place, (one, _) in enumerate(together))
        parts, at = [_HEADER], len(_HEADER)
        for number, body in alone:
            parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
            entries[number] = (1, at, 0)
            at += len(parts[-1])
        whole = b"".join(parts)
        identifier = hashlib.sha256(whole).hexdigest()[:32].encode()
        number, size = self.size, self.size + 1
        entries[number] = (1, at, 0)
        table = b"".join([_ENTRY_OF_STREAM.pack(*entries.get(one, _FREE)) for one in range(size)])
        facts = b"/Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]" % (
            size, self.root, self.info, identifier, identifier,
        )  # fmt: skip
        return b"%b%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (whole, number, compressed(table, facts), at)


def _object_stream(objects: Sequence[tuple[int, bytes]]) -> bytes:
    """Return an object stream of these objects, by number."""
    begins = accumulate((len(body) + 1 for _, body in objects), initial=0)
    head = b" ".join([b"%d %d" % (number, at) for (number, _), at in zip(objects, begins, strict=False)]) + b"\n"
    # White space after the last object is quicker than other parameters, where the data would end in a line end.
    data = eased(head + b"\n".join([body for _, body in objects]))
    return compressed(data, b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head)))


def pdf_string(text: str) -> bytes:
    """Return a text string (ISO 32000-1 7.9.2.2): ASCII as it is, other text as UTF-16."""
    if text.isascii():
        return b"(" + re.sub(rb"([()\\])", rb"\\\1", text.encode("ascii")) + b")"
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def stream(entries: bytes, data: bytes) -> bytes:
    """Return a stream that is not compressed; it ends in no line end."""
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data)


def unpacked(body: bytes) -> bytes:
    """Return the data of a stream that Typst compressed. Raises NotAsExpected."""
    begin = body.find(b"stream\n") + len(b"stream\n")
    if begin < len(b"stream\n") or b"/Filter/FlateDecode" not in body[:begin]:
        raise NotAsExpected("FlateDecode")
    return zlib.decompress(body[begin : -len(b"\nendstream")])


def compressed(data: bytes, entries: bytes = b"") -> bytes:
    """Return a compressed stream, whose data ends in no line end, with these entries in its dictionary.

    A file of some kilobytes less would not be worth what a closer compression takes.
    """
    made, parameters = packed(data, _QUICK)
    return b"<<%b/Length %d/Filter/FlateDecode%b>>\nstream\n%b\nendstream" % (
        entries, len(made), _decoding(parameters), made,
    )  # fmt: skip


_LENGTH = re.compile(rb"/Length \d+")


def _plain_end(body: bytes) -> bytes:
    """Return a stream whose data, if it is compressed, ends in no line end (see `pdf.streams`)."""
    data_end = len(body) - len(_STREAM_END)
    if body[data_end - 1 : data_end] not in _LINE_ENDS:
        return body
    begin = body.index(b"stream\n") + len(b"stream\n")
    head, data = body[:begin], body[begin:data_end]
    if b"/Filter/FlateDecode" not in head or b"/DecodeParms" in head:
        return body
    made, parameters = packed(zlib.decompress(data), _QUICK)
    head = _LENGTH.sub(b"/Length %d" % len(made), head)
    head = head.replace(b"/Filter/FlateDecode", b"/Filter/FlateDecode" + _decoding(parameters))
    return head + made + b"\nendstream"


def _decoding(parameters: Mapping[str, int]) -> bytes:
    entries = b"".join(b"/%b %d" % (name.encode(), value) for name, value in parameters.items())
    return b"/DecodeParms<<%b>>" % entries if entries else b""
