"""Which program this is: digests of policygen's own files, and of what it runs on."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from policygen import __version__

_ENDINGS = (".py", ".yaml")
_PACKAGE = Path(__file__).parents[1]


def code_digest() -> str:
    """Return the SHA-256 (hex) of the names and bytes of policygen's own files: the same for the same code anywhere."""
    total = hashlib.sha256()
    for name, entry in sorted(_files(_PACKAGE)):
        total.update(f"{name}\0{hashlib.sha256(Path(entry.path).read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def program_stamp() -> str:
    """Return what changes whenever policygen, Python or an installed package does, on this machine alone.

    It looks at the time and size of policygen's files and at the folders that packages are in, and reads none of them.
    """
    parts = [__version__, sys.version, sys.executable]
    for name, entry in sorted(_files(_PACKAGE)):
        status = entry.stat()
        parts.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    for folder in sys.path:
        try:
            status = Path(folder or ".").stat()
        except OSError:
            continue
        # An installed or updated package changes the names in its folder.
        if folder.endswith(("site-packages", "dist-packages")):
            parts.append(f"{folder} {status.st_ino} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _files(folder: Path | str, prefix: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(_ENDINGS):
                yield prefix + entry.name, entry
            elif entry.is_dir(follow_symlinks=False) and entry.name not in ("__pycache__", "data"):
                yield from _files(entry.path, f"{prefix}{entry.name}/")
