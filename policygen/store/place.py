"""Where the store is, how large it may grow, and whether nobody else can write there."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from policygen.diagnostics.codes import say
from policygen.world.writing import write_unsynced

FOLDER = "POLICYGEN_STORE"  # in the environment: the store's folder
LIMIT = "POLICYGEN_STORE_LIMIT"  # in the environment: its largest size in megabytes
DEFAULT_LIMIT = 2000
MEGABYTE = 1_000_000
FORM = "store-1"  # the folder of this form of the store; another form gets another
BEGUN = "begun"  # in it: the folder of files that are being written, which is soon swept of what killed builds left
_TAG = "CACHEDIR.TAG"
# https://bford.info/cachedir/: programs that make backups leave such a folder out.
_SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55\n"


def store_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder of the store: the one that the environment names, or policygen's in the user's cache."""
    named = environment.get(FOLDER, "")
    if named:
        return Path(named).absolute()
    from platformdirs import user_cache_path  # only where nobody says where

    return user_cache_path("policygen", appauthor=False)


def store_limit(environment: Mapping[str, str]) -> int:
    """Return the largest size of the store in bytes. What is not a whole number of megabytes counts as not given."""
    text = environment.get(LIMIT, "").strip()
    return (int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else DEFAULT_LIMIT) * MEGABYTE


def prepare_folder(folder: Path) -> str:
    """Make the store's folder, for this user alone, if it is not there.

    Return why it cannot be used, or "". Raises OSError.
    """
    own, begun = folder / FORM, folder / FORM / BEGUN
    if not own.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        own.mkdir(mode=0o700, exist_ok=True)
    trouble = trouble_with(folder)
    if not trouble and not (own / _TAG).exists():
        begun.mkdir(mode=0o700, exist_ok=True)
        write_unsynced(own / _TAG, _SIGNATURE, begun)
    return trouble


def trouble_with(folder: Path) -> str:
    """Return why a store's folder cannot be trusted, or "": another user owns it, or others can write there.

    Raises OSError.
    """
    if not hasattr(os, "getuid"):  # Windows, where a user's folder is the user's
        return ""
    status = (folder / FORM).lstat()
    if not stat.S_ISDIR(status.st_mode):
        return say("store.no_folder")
    if status.st_uid != os.getuid():
        return say("store.of_another")
    return say("store.open_to_others") if status.st_mode & 0o022 else ""
