"""A disk that refuses to be written to, from some change on: errors where Python tells its audit hooks of a change."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

# Names are given up without room on the disk, so a full one lets them go.
TAKES_ROOM = frozenset({"os.link", "os.mkdir", "os.rename"})
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@dataclass
class FailingDisk:
    """What is under `folder` fails with `number` from the `first` change on, counted from 1; of `lasting` or once."""

    folder: Path
    number: int
    first: int
    lasting: bool = True
    changes: int = 0
    failed: int = 0

    def told(self, path: object) -> None:
        """Count a change, and refuse it. Raises OSError."""
        if not isinstance(path, (str, bytes, os.PathLike)) or not os.fsdecode(path).startswith(str(self.folder)):
            return
        self.changes += 1
        if self.changes == self.first or (self.lasting and self.changes > self.first):
            self.failed += 1
            raise OSError(self.number, os.strerror(self.number), os.fsdecode(path))


_disks: list[FailingDisk] = []


def _heard(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook, which Python has for as long as it runs (PEP 578)."""
    if not _disks:
        return
    if event == "open":
        flags = arguments[2]
        if not isinstance(flags, int) or not flags & _WRITING:
            return
    elif event not in TAKES_ROOM:
        return
    for disk in _disks:
        disk.told(arguments[1] if event == "os.link" else arguments[0])


@contextmanager
def failing(disk: FailingDisk) -> Iterator[FailingDisk]:
    """Let a disk fail; what is synced, which is when a full disk is noticed at the latest, counts as a change too."""
    if not getattr(sys, "_heard_by_failing_disk", False):
        sys.addaudithook(_heard)
        sys._heard_by_failing_disk = True  # type: ignore[attr-defined]
    fsync = os.fsync

    def synced(handle: int) -> None:
        disk.told(Path(f"/proc/self/fd/{handle}").readlink())
        fsync(handle)

    with patch("os.fsync", synced):
        _disks.append(disk)
        try:
            yield disk
        finally:
            _disks.remove(disk)
