"""Reading a school's file that may come from anywhere: nothing is believed, and nothing grows beyond its limit.

Only what policygen itself writes is read: a ZIP file (APPNOTE 6.3.10) with one directory at its end, without comment,
links, encryption or large-file extensions, and with names that every system can hold. Files inside are unpacked into a
folder and never opened here, so a ZIP file in the ZIP file stays as it is.
"""

from __future__ import annotations

import hashlib
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from policygen.diagnostics.codes import say
from policygen.portable.contents import LIST, PAGE, NotASchoolFile, SchoolContents, is_safe_name


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a school's file may hold. Sizes are in bytes; `ratio` counts from the first `from_size` of a file."""

    files: int = 5_000
    archive: int = 200_000_000
    file: int = 50_000_000
    total: int = 200_000_000
    ratio: int = 200
    from_size: int = 1_000_000
    listing: int = 2_000_000


LIMITS = Limits()
_END = struct.Struct("<4s4H2LH")  # the end of the directory (APPNOTE 4.3.16)
_HEADER = 30  # octets of a local file header without its name (APPNOTE 4.3.7)
_NAME_LENGTH = 26  # where in it the lengths of the name and of the extra field are
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_PIECE = 65_536


def unpack(path: Path, folder: Path, limits: Limits = LIMITS) -> SchoolContents:
    """Unpack a school's file into an empty folder, and return its list. Raises NotASchoolFile, OSError.

    What has been unpacked when it raises is for the caller to remove.
    """
    _check_end(path, limits)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_entries(entries, path.stat().st_size, limits)
            listed = next((entry for entry in entries if entry.filename == LIST), None)
            if listed is None:
                raise NotASchoolFile(say("portable.no_list", file=LIST))
            contents = SchoolContents.from_bytes(_listing(archive, listed, limits))
            _check_belongs(entries, contents)
            total = 0
            for entry in entries:
                size, digest = _unpacked(path, archive, entry, folder / entry.filename, limits, limits.total - total)
                total += size
                if entry.filename in contents.files and contents.files[entry.filename] != digest:
                    raise NotASchoolFile(say("portable.changed", file=entry.filename))
            return contents
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, UnicodeError) as error:
        raise NotASchoolFile(say("portable.damaged")) from error
    except (ValueError, struct.error, OverflowError) as error:
        if isinstance(error, NotASchoolFile):
            raise
        raise NotASchoolFile(say("portable.damaged")) from error


def _check_end(path: Path, limits: Limits) -> None:
    """Check the end of the directory before a reader trusts it with memory."""
    size = path.stat().st_size
    if size > limits.archive:
        raise NotASchoolFile(say("portable.too_large", most=f"{limits.archive // 1_000_000} MB"))
    if size < _END.size:
        raise NotASchoolFile(say("portable.not_zip"))
    with path.open("rb") as stream:
        stream.seek(size - _END.size)
        mark, disk, first, here, count, length, offset, comment = _END.unpack(stream.read(_END.size))
    if mark != b"PK\5\6" or comment or disk or first:
        raise NotASchoolFile(say("portable.not_zip"))
    if count > limits.files or here != count or length > limits.listing:
        raise NotASchoolFile(say("portable.too_many", most=limits.files))
    if offset + length + _END.size != size:
        raise NotASchoolFile(say("portable.damaged"))


def _check_entries(entries: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    if len(entries) > limits.files:
        raise NotASchoolFile(say("portable.too_many", most=limits.files))
    seen: dict[str, str] = {}
    files: set[str] = set()
    free_from = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        name = entry.orig_filename
        if entry.filename != name or not is_safe_name(name):
            raise NotASchoolFile(say("portable.bad_name", file=_printable(name)))
        _check_kind(entry, name)
        # APPLE and Apple are one file on many computers, and so are a folder and a file of one name.
        for part in _with_folders(name):
            same = unicodedata.normalize("NFKC", part).casefold()
            if seen.setdefault(same, part) != part:
                raise NotASchoolFile(say("portable.twice", file=_printable(name)))
        if name in files:
            raise NotASchoolFile(say("portable.twice", file=_printable(name)))
        files.add(name)
        if entry.header_offset < free_from or entry.header_offset + _HEADER + entry.compress_size > size:
            raise NotASchoolFile(say("portable.damaged"))
        free_from = entry.header_offset + _HEADER + len(name.encode()) + entry.compress_size
    if any(folder in files for name in files for folder in _with_folders(name)[:-1]):
        raise NotASchoolFile(say("portable.damaged"))


def _check_kind(entry: zipfile.ZipInfo, name: str) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise NotASchoolFile(say("portable.encrypted"))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotASchoolFile(say("portable.compression", file=name))
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG) or entry.is_dir():
        raise NotASchoolFile(say("portable.link", file=name))


def _with_folders(name: str) -> list[str]:
    """Return a name with the names of the folders it is in, the outermost first."""
    parts = name.split("/")
    return ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]


def _check_belongs(entries: Iterable[zipfile.ZipInfo], contents: SchoolContents) -> None:
    names = {entry.filename for entry in entries}
    for name in sorted(names):
        if not contents.holds(name):
            raise NotASchoolFile(say("portable.foreign", file=name))
    listed = {name for name in names if contents.holds(name)} - {LIST, PAGE}
    for name in sorted(listed ^ set(contents.files)):
        raise NotASchoolFile(say("portable.unlisted", file=_printable(name)))
    if contents.settings not in names:
        raise NotASchoolFile(say("portable.unlisted", file=contents.settings))


def _listing(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> bytes:
    with archive.open(entry) as stream:
        data = stream.read(limits.listing + 1)
    if len(data) > limits.listing:
        raise NotASchoolFile(say("portable.no_list", file=LIST))
    return data


def _unpacked(
    path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, limits: Limits, left: int
) -> tuple[int, str]:
    """Unpack one file piece by piece, counting what really comes out; return its size and SHA-256."""
    target.parent.mkdir(parents=True, exist_ok=True)
    size, crc, digest = 0, 0, hashlib.sha256()
    archive.open(entry).close()  # which compares the two headers of the file
    with target.open("xb") as out:
        for piece in _pieces(path, entry):
            size += len(piece)
            if size > min(limits.file, left):
                raise NotASchoolFile(say("portable.unpacks_large", file=entry.filename))
            if size > limits.from_size and size > limits.ratio * max(entry.compress_size, 1):
                raise NotASchoolFile(say("portable.unpacks_large", file=entry.filename))
            digest.update(piece)
            out.write(piece)
            crc = zlib.crc32(piece, crc)
    if size != entry.file_size or crc != entry.CRC:
        raise NotASchoolFile(say("portable.damaged"))
    return size, digest.hexdigest()


def _pieces(path: Path, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield all that a file unpacks to, however much its header says: a reader that stops there could be deceived."""
    if entry.compress_type == zipfile.ZIP_STORED:
        yield from _packed(path, entry)
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for packed in _packed(path, entry):
        yield inflater.decompress(packed, _PIECE)
        while inflater.unconsumed_tail:
            yield inflater.decompress(inflater.unconsumed_tail, _PIECE)
    while rest := inflater.decompress(b"", _PIECE):
        yield rest
    if not inflater.eof or inflater.unused_data:
        raise NotASchoolFile(say("portable.damaged"))


def _packed(path: Path, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a file as it is in the archive."""
    with path.open("rb") as stream:
        stream.seek(entry.header_offset + _NAME_LENGTH)
        name, extra = struct.unpack("<2H", stream.read(4))
        stream.seek(entry.header_offset + _HEADER + name + extra)
        left = entry.compress_size
        while left and (packed := stream.read(min(_PIECE, left))):
            left -= len(packed)
            yield packed


def _printable(name: str) -> str:
    """Return a name for a message, which must not obey what is in a file; a long one is cut."""
    shown = "".join(c if c.isprintable() else "\ufffd" for c in name)
    return shown if len(shown) <= 100 else f"{shown[:100]}…"
