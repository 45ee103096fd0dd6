"""A face's fonts in a temporary folder, because fontconfig reads files only; no folder outlives its process for long.

Each folder has a file that its process keeps locked. The system unlocks it when the process ends in whatever way, so
another process can tell a folder that was left behind by one that was killed, and removes it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import weakref
from collections.abc import Mapping
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: what a killed process leaves there goes with the other temporary files.
    fcntl = None  # type: ignore[assignment]

_PREFIX = "policygen-fonts-"
_LOCK = "in-use"


class FontFolder:
    """A temporary folder with `files`, by name. It goes when nothing holds this object, and when the process ends."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        remove_abandoned_fonts()
        # Under another name until it is locked, so that no other process takes it for one that was left behind.
        unlocked = Path(tempfile.mkdtemp(prefix="policygen-new-"))
        for name, data in files.items():
            (unlocked / name).write_bytes(data)
        lock = os.open(unlocked / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self.path = unlocked.rename(unlocked.with_name(unlocked.name.replace("policygen-new-", _PREFIX)))
        weakref.finalize(self, _remove, self.path, lock)


def remove_abandoned_fonts() -> None:
    """Remove the font folders of processes that were killed before they could do so themselves."""
    if fcntl is None:
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # in use, another user's, or gone meanwhile
            lock = os.open(folder / _LOCK, os.O_RDWR)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(lock)
            else:
                _remove(folder, lock)


def _remove(folder: Path, lock: int) -> None:
    os.close(lock)  # first, because Windows deletes no open file
    shutil.rmtree(folder, ignore_errors=True)
