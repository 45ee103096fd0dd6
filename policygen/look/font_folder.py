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
        self.path, lock = _locked_folder()
        weakref.finalize(self, _remove, self.path, lock)
        for name, data in files.items():
            (self.path / name).write_bytes(data)


def remove_abandoned_fonts() -> None:
    """Remove the font folders of processes that were killed before they could do so themselves."""
    if fcntl is None:
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # in use, another user's, or gone meanwhile
            _remove(folder, _lock_of(folder, os.O_RDWR))


def _locked_folder() -> tuple[Path, int]:
    """Make a folder and lock it; return both. Another process may take it for abandoned before it is locked."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        try:
            lock = _lock_of(folder, os.O_RDWR | os.O_CREAT)
        except (FileNotFoundError, BlockingIOError):  # another process is removing it
            continue
        if fcntl is None or os.fstat(lock).st_nlink:
            return folder, lock
        os.close(lock)


def _lock_of(folder: Path, flags: int) -> int:
    """Lock a folder and return what is open then. Raises OSError, BlockingIOError if another process has locked it."""
    lock = os.open(folder / _LOCK, flags, 0o600)
    try:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise
    return lock


def _remove(folder: Path, lock: int) -> None:
    if fcntl is None:
        os.close(lock)  # first, because Windows deletes no open file
    shutil.rmtree(folder, ignore_errors=True)
    if fcntl is not None:
        os.close(lock)  # last: until then nobody else takes the folder for theirs
