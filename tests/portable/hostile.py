"""Hostile school files: ZIP files built by hand from their parts (APPNOTE 4.3), so that any of them can lie."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from dataclasses import dataclass, replace
from typing import Any

SETTINGS = "schools/hilltop.yaml"


@dataclass(frozen=True)
class Part:
    """One file of a ZIP file, with what its headers say; None is the truth."""

    name: str | bytes
    data: bytes = b"x"
    method: int = 8
    flags: int = 0x800
    mode: int = 0o100644
    size: int | None = None
    crc: int | None = None
    packed: bytes | None = None
    extra: bytes = b""
    offset: int | None = None

    @property
    def raw_name(self) -> bytes:
        return self.name.encode() if isinstance(self.name, str) else self.name

    @property
    def raw(self) -> bytes:
        if self.packed is not None:
            return self.packed
        if self.method != 8:
            return self.data
        squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
        return squeezed.compress(self.data) + squeezed.flush()


def archive(*parts: Part, count: int | None = None, comment: bytes = b"", before: bytes = b"") -> bytes:
    body, listing = before, b""
    for part in parts:
        crc = zlib.crc32(part.data) if part.crc is None else part.crc
        size = len(part.data) if part.size is None else part.size
        fields = struct.pack(
            "<5H3L2H", 20, part.flags, part.method, 0, 33, crc, len(part.raw), size, len(part.raw_name), len(part.extra)
        )
        offset = len(body) if part.offset is None else part.offset
        body += b"PK\3\4" + fields + part.raw_name + part.extra + part.raw
        listing += b"PK\1\2" + struct.pack("<H", 0x314) + fields
        listing += struct.pack("<3H2L", 0, 0, 0, part.mode << 16, offset) + part.raw_name + part.extra
    number = len(parts) if count is None else count
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, number, number, len(listing), len(body), len(comment))
    return body + listing + end + comment


def listed(*parts: Part, **changes: Any) -> Part:
    """The list that goes with these files."""
    files = {part.name: hashlib.sha256(part.data).hexdigest() for part in parts if isinstance(part.name, str)}
    content = {
        "kind": "policygen school", "version": 1, "school": "hilltop", "name": "Hilltop School", "groups": [],
        "libraries": {"home": "1.0"}, "policygen": "0.1.0", "files": files,
    }  # fmt: skip
    return Part("school.json", json.dumps(content | changes).encode())


def school_zip(*more: Part, settings: bytes = b"specimen: true\n", **changes: Any) -> bytes:
    """A school's file that is right, with more files that its list names too."""
    parts = (Part(SETTINGS, settings), *more)
    return archive(*parts, listed(*parts, **changes))


KEPT = Part("schools/hilltop/kept/a.pdf")


def named(name: str | bytes, **changes: Any) -> bytes:
    return school_zip(replace(KEPT, name=name, **changes))


def bomb(size: int) -> Part:
    return replace(KEPT, data=b"\0" * size)


def _lying_size() -> bytes:
    big = b"\0" * 5_000_000
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = squeezed.compress(big) + squeezed.flush()
    return school_zip(replace(KEPT, data=big[:10], packed=packed))


def _overlapping() -> bytes:
    return school_zip(KEPT, replace(KEPT, name="schools/hilltop/kept/b.pdf", offset=0))


def _nested_list(depth: int) -> bytes:
    return archive(Part(SETTINGS), Part("school.json", b"[" * depth))


WHOLE = school_zip(KEPT)
HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing at all": (b"", "not a ZIP file"),
    "another kind of file": (b"%PDF-1.7\n" * 100, "not a ZIP file"),
    "truncated": (WHOLE[:-30], "not a ZIP file"),
    "its middle missing": (WHOLE[:40] + WHOLE[60:], "damaged"),
    "a comment, in which another directory could hide": (archive(listed(), comment=b"hello"), "not a ZIP file"),
    "something before it": (archive(Part(SETTINGS), listed(Part(SETTINGS)), before=b"MZ" * 40)[2:], "damaged"),
    "a count that lies": (archive(Part(SETTINGS), count=60_000), "more than"),
    "too many files": (archive(*(Part(f"schools/hilltop/kept/{n}") for n in range(5_100))), "more than"),
    "a large-file record": (archive(Part(SETTINGS), count=65_535), "more than"),
    "up and out": (named("schools/hilltop/kept/../../../../x"), "not safe"),
    "up only": (named(".."), "not safe"),
    "an absolute name": (named("/etc/cron.d/x"), "not safe"),
    "a drive": (named("C:/x"), "not safe"),
    "backslashes": (named("schools\\hilltop\\kept\\x"), "not safe"),
    "a share": (named("\\\\server\\x"), "not safe"),
    "a NUL in a name": (named("schools/hilltop/kept/a.pdf\0.exe"), "not safe"),
    "an escape in a name": (named("schools/hilltop/kept/\x1b[31m"), "not safe"),
    "a name that turns round": (named("schools/hilltop/kept/\u202efdp.exe"), "not safe"),
    "a name with an invisible character": (named("schools/hilltop/kept/a\u200b.pdf"), "not safe"),
    "a decomposed name": (named("schools/hilltop/kept/e\u0301.pdf"), "not safe"),
    "a name that is not UTF-8": (named(b"schools/hilltop/kept/\xff\xfe"), "damaged"),
    "a device": (named("schools/hilltop/kept/con.pdf"), "not safe"),
    "a hidden file": (named("schools/hilltop/kept/.git"), "not safe"),
    "a name that ends in a dot": (named("schools/hilltop/kept/a."), "not safe"),
    "a stream": (named("schools/hilltop/kept/a.pdf:evil"), "not safe"),
    "a name without end": (named("schools/hilltop/kept/" + "a" * 5000), "not safe"),
    "a folder": (named("schools/hilltop/kept/x/"), "not safe"),
    "a symbolic link": (school_zip(replace(KEPT, data=b"/etc/passwd", mode=0o120777)), "a link"),
    "a device node": (school_zip(replace(KEPT, mode=0o020666)), "a link"),
    "the same name twice": (school_zip(KEPT, KEPT), "twice"),
    "names that differ in capitals": (school_zip(KEPT, replace(KEPT, name="schools/hilltop/kept/A.pdf")), "twice"),
    "folders that differ in capitals": (school_zip(KEPT, replace(KEPT, name="Schools/hilltop/kept/b.pdf")), "twice"),
    "names that differ in width": (school_zip(KEPT, replace(KEPT, name="schools/hilltop/kept/\uff41.pdf")), "twice"),
    "names that differ in long s": (
        school_zip(replace(KEPT, name="schools/hilltop/kept/s"), replace(KEPT, name="schools/hilltop/kept/\u017f")),
        "twice",
    ),
    "a file that is a folder too": (school_zip(KEPT, replace(KEPT, name="schools/hilltop/kept/a.pdf/b")), "damaged"),
    "encrypted": (school_zip(replace(KEPT, flags=0x801)), "password"),
    "strongly encrypted": (school_zip(replace(KEPT, flags=0x841)), "password"),
    "lzma": (school_zip(replace(KEPT, method=14)), "compressed in a way"),
    "bzip2": (school_zip(replace(KEPT, method=12)), "compressed in a way"),
    "an unknown method": (school_zip(replace(KEPT, method=99)), "compressed in a way"),
    "a bomb": (school_zip(bomb(50_000_000)), "unpack to far more"),
    "a bomb under another size": (_lying_size(), "unpack to far more"),
    "a file longer than it says": (school_zip(replace(KEPT, data=b"xy", size=1)), "damaged"),
    "a file shorter than it says": (school_zip(replace(KEPT, size=9)), "damaged"),
    "bytes behind the end": (school_zip(replace(KEPT, packed=KEPT.raw + b"more")), "damaged"),
    "a bomb of one file used many times": (_overlapping(), "damaged"),
    "a checksum that lies": (school_zip(replace(KEPT, crc=1)), "damaged"),
    "deflate that is none": (school_zip(replace(KEPT, packed=b"\xff" * 40)), "damaged"),
    "a file that was changed": (archive(Part(SETTINGS, b"a"), listed(Part(SETTINGS, b"b"))), "changed after"),
    "a file that is not listed": (archive(Part(SETTINGS), KEPT, listed(Part(SETTINGS))), "from its list"),
    "a file that is listed only": (archive(Part(SETTINGS), listed(Part(SETTINGS), KEPT)), "from its list"),
    "no settings": (archive(KEPT, listed(KEPT)), "from its list"),
    "no list": (archive(Part(SETTINGS)), "missing"),
    "a list that nests without end": (_nested_list(200_000), "cannot be read"),
    "a list that is a bomb": (archive(Part(SETTINGS), Part("school.json", b" " * 3_000_000)), "cannot be read"),
    "a list of another kind": (archive(Part(SETTINGS), Part("school.json", b"[1]")), "cannot be read"),
    "a list of another version": (school_zip(version=2), "Another version"),
    "a school that leads elsewhere": (school_zip(school="../x"), "cannot be read"),
    "a group that leads elsewhere": (school_zip(groups=["schools/../clauses/x.yaml"]), "cannot be read"),
    "a group that is a clause": (school_zip(groups=["clauses/home/basics.yaml"]), "cannot be read"),
    "a file of the library": (named("clauses/home/basics.yaml"), "does not belong"),
    "another school": (named("schools/vale.yaml"), "does not belong"),
    "a script as a logo": (named("logo/run.sh"), "does not belong"),
}
