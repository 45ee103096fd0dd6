"""Objects by key in the store: written whole, read with their checksum; one that is damaged counts as missing.

Each object is a file `<kind>/<first two digits>/<key>`, whose first line is the SHA-256 of the rest. The bytes of a
built file have no such line, because they are a second name (a hard link) of the file in the out folder and take no
room; the object of the same key says their digest. Nothing is read with pickle.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from errno import EMLINK, ENOSYS, ENOTSUP, EPERM, EXDEV
from pathlib import Path
from typing import Any

from policygen.store.place import BEGUN, FORM, prepare_folder, trouble_with
from policygen.world.writing import link_over, write_unsynced

BYTES = "bytes"
_HEAD = 65  # bytes of a digest and its line end
_DAY = 86_400.0
_LARGEST = 100_000_000  # bytes; nothing that policygen makes comes near it
# Another disk, a file system without links, or one that refuses them for files of another user.
_NO_LINKS = frozenset({EXDEV, EPERM, EMLINK, ENOTSUP, ENOSYS})


class ObjectStore:
    """A folder of objects. Nothing here raises: what cannot be read is missing, and `trouble` says what went wrong.

    Several processes can use one folder at once.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.trouble = ""
        """Why nothing more is written, in the system's words; empty while all is well."""
        self.damaged: list[str] = []
        """The objects, as `kind/key`, whose checksum was wrong."""
        self.written = 0
        """Bytes written by this object."""
        self.links = True
        """Whether a file can have a second name here, as far as is known."""
        self._ready = False
        try:
            self._readable = not trouble_with(folder)
        except OSError:
            self._readable = False

    def get(self, kind: str, key: str) -> bytes | None:
        """Return an object, or None where there is none whose checksum is right."""
        path = self._path(kind, key)
        try:
            if not self._readable or path.stat().st_size > _LARGEST:
                return None
            raw = path.read_bytes()
        except OSError:
            return None
        body = raw[_HEAD:]
        if raw[:_HEAD] != _head(body):
            self._discard(kind, key)
            return None
        with suppress(OSError):  # when it was last used decides what goes first
            if path.stat().st_mtime < time.time() - _DAY:
                os.utime(path)
        return body

    def put(self, kind: str, key: str, body: bytes) -> None:
        """Write an object. One that is there is replaced."""
        if not self._writable():
            return
        try:
            self._write(kind, key, lambda path, begun: write_unsynced(path, _head(body) + body, begun))
            self.written += _HEAD + len(body)
        except OSError as error:
            self.trouble = error.strerror or str(error)

    def get_data(self, kind: str, key: str) -> Any:
        """Return an object that `put_data` wrote, or None."""
        body = self.get(kind, key)
        if body is None:
            return None
        try:
            unpacker = zlib.decompressobj()
            text = unpacker.decompress(body, _LARGEST)
            return None if unpacker.unconsumed_tail else json.loads(text)
        except (ValueError, zlib.error, RecursionError):
            self._discard(kind, key)
            return None

    def put_data(self, kind: str, key: str, data: Any) -> None:
        """Write what JSON can hold, packed."""
        self.put(kind, key, zlib.compress(json.dumps(data, ensure_ascii=True).encode(), 1))

    def file_of(self, key: str, sha256: str) -> bytes | None:
        """Return the bytes of a built file that was kept under a key, if they have this digest (hex)."""
        try:
            path = self._path(BYTES, key)
            if not self._readable or path.stat().st_size > _LARGEST:
                return None
            data = path.read_bytes()
        except OSError:
            return None
        if hashlib.sha256(data).hexdigest() != sha256:
            self._discard(BYTES, key)
            return None
        return data

    def keep_file(self, key: str, path: Path) -> bool:
        """Keep a built file under a key by a second name for it; False where its disk has no such names."""
        if not self._writable():
            return False
        there = self._path(BYTES, key)
        try:
            with suppress(OSError):
                if there.samefile(path):
                    return True
            self._write(BYTES, key, lambda there, begun: link_over(path, there, begun))
        except FileNotFoundError:  # another build replaced it meanwhile
            return False
        except OSError as error:
            if error.errno in _NO_LINKS:
                self.links = False
            else:
                self.trouble = error.strerror or str(error)
            return False
        return True

    def _write(self, kind: str, key: str, write: Callable[[Path, Path], None]) -> None:
        """Write an object, making the folders that are missing: somebody may have cleared the store meanwhile."""
        path, begun = self._path(kind, key), self.folder / FORM / BEGUN
        try:
            write(path, begun)
            return
        except FileNotFoundError:
            prepare_folder(self.folder)
        for folder in (begun, path.parent.parent, path.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        write(path, begun)

    def _discard(self, kind: str, key: str) -> None:
        self.damaged.append(f"{kind}/{key}")
        with suppress(OSError):
            self._path(kind, key).unlink()

    def _writable(self) -> bool:
        if not self._ready and not self.trouble:
            try:
                self.trouble = prepare_folder(self.folder)
                self._ready = self._readable = not self.trouble
            except OSError as error:
                self.trouble = error.strerror or str(error)
        return not self.trouble

    def _path(self, kind: str, key: str) -> Path:
        return self.folder / FORM / kind / key[:2] / key[2:]


def _head(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode() + b"\n"
