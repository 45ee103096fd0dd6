"""What is in the store: how much, whether it is undamaged, and what goes when it is too large."""

from __future__ import annotations

import os
import shutil
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from policygen.store.objects import BYTES, ObjectStore
from policygen.store.place import BEGUN, FORM, trouble_with
from policygen.world.writing import sweep, write_unsynced

_TRIMMED = "trimmed"  # its time says when the store was last looked through
_OFTEN = 3600.0  # seconds between two times
_LEFT = 0.9  # of the limit, so that not every build has to look


class StoreObject(NamedTuple):
    """A file of the store: its kind and key, when it was last used (seconds), its size, and whether it takes room.

    A built file that has a name in an out folder too takes none here.
    """

    kind: str
    key: str
    used: float
    size: int
    shared: bool


@dataclass(frozen=True, slots=True)
class StoreSize:
    """How many objects a store has, their bytes, and the bytes of those that lie in an out folder anyway."""

    objects: int
    own: int
    shared: int


def store_size(folder: Path) -> StoreSize:
    """Return how large a store is; nothing where there is none."""
    found = list(_objects(folder))
    own, shared = (sum(one.size for one in found if one.shared is which) for which in (False, True))
    return StoreSize(len(found), own, shared)


def clear_store(folder: Path) -> StoreSize:
    """Delete everything that policygen keeps in a store, and return how much that was. Raises OSError.

    Files in out folders stay, because they have names of their own there.
    """
    size = store_size(folder)
    own = folder / FORM
    if own.is_dir() and not own.is_symlink():
        shutil.rmtree(own)
    with suppress(OSError):  # it may hold what is not policygen's
        folder.rmdir()
    return size


def verify_store(folder: Path) -> tuple[int, tuple[str, ...]]:
    """Read every object with its checksum; return how many there are, and those that were damaged, which are deleted.

    The bytes of a file that no record speaks of, or that was edited since, are damaged too.
    """
    store, count = ObjectStore(folder), 0
    for one in _objects(folder):
        count += 1
        if one.kind != BYTES:
            store.get(one.kind, one.key)
            continue
        record = store.get_data("artifact", one.key)
        store.file_of(one.key, str(record.get("sha256")) if isinstance(record, dict) else "")
    return count, tuple(store.damaged)


def trim_store(folder: Path, limit: int, written: int) -> None:
    """Delete what has not been used for longest, until the store is under its limit in bytes. It never raises.

    It looks at most once an hour, unless a good part of the limit was `written` since; but what killed builds left half
    written is deleted each time.
    """
    stamp, begun = folder / FORM / _TRIMMED, folder / FORM / BEGUN
    try:
        if trouble_with(folder):
            return
        sweep(begun, deep=False)
        recent = stamp.exists() and time.time() - stamp.stat().st_mtime < _OFTEN
        if recent and written < limit / 20:
            return
        begun.mkdir(mode=0o700, exist_ok=True)
        write_unsynced(stamp, b"", begun)
        _delete_oldest(folder, limit)
    except OSError:
        return


def _delete_oldest(folder: Path, limit: int) -> None:
    keys: defaultdict[str, list[StoreObject]] = defaultdict(list)
    for one in _objects(folder):
        keys[one.key].append(one)
    size = sum(one.size for same in keys.values() for one in same if not one.shared)
    if size <= limit:
        return
    # A built file's own times are its file's in the out folder: its record says when it was last used.
    oldest = sorted(keys.values(), key=lambda same: max((one.used for one in same if one.kind != BYTES), default=0.0))
    for same in oldest:
        if size <= limit * _LEFT:
            return
        for one in same:
            with suppress(OSError):
                _path(folder, one.kind, one.key).unlink()
            size -= 0 if one.shared else one.size


def _path(folder: Path, kind: str, key: str) -> Path:
    return folder / FORM / kind / key[:2] / key[2:]


def _objects(folder: Path) -> Iterator[StoreObject]:
    own = folder / FORM
    for kind in _folders(own):
        for start in _folders(own / kind):
            with suppress(OSError), os.scandir(own / kind / start) as entries:
                for entry in entries:
                    if entry.name.startswith("."):  # another process is writing it
                        continue
                    status = entry.stat(follow_symlinks=False)
                    shared = kind == BYTES and status.st_nlink > 1
                    yield StoreObject(kind, start + entry.name, status.st_mtime, status.st_size, shared)


def _folders(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except OSError:
        return []
