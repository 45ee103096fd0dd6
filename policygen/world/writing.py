"""The only way policygen writes a file: whole or not at all. Half-written files of killed runs are deleted."""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from errno import EEXIST
from pathlib import Path

# `.e-safety.pdf.4711-9f3a2c01.part`: the name, the process that writes it, and a number that no other has.
_TEMPORARY = re.compile(r"\..+\.(\d+)-[0-9a-f]{8}\.part")
_LONGEST = 255  # bytes of a file's name, on the file systems that people use
_AT_A_TIME = 8  # files that are synced together
_OLD = 3600.0  # seconds, after which a temporary file is nobody's, even if its process's number is in use again


def write_whole(path: Path, data: bytes, ready: Callable[[], None] | None = None) -> None:
    """Write `data` to `path` completely or not at all: to a temporary file next to it, synced, then renamed.

    `ready` is called when only the renaming is left; an exception from it stops the write. Raises OSError; the file
    that was there before is then still there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _temporary(path)
    try:
        _create(temporary, data)
        umask = os.umask(0)
        os.umask(umask)
        # Who may read a file that is there stays as its owner set it.
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~umask)
        if ready is not None:
            ready()
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_each_whole(files: Sequence[tuple[Path, bytes]]) -> list[OSError | None]:
    """Write new files, each completely or not at all, and return for each the error that prevented it, if any.

    Several are synced at a time, because a disk takes almost as long for one as for many. A file that is there by now
    is not written over.
    """
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        prepared = list(pool.map(_prepared, files))
    umask = os.umask(0)
    os.umask(umask)
    errors: list[OSError | None] = []
    for (path, _), temporary in zip(files, prepared, strict=True):
        if isinstance(temporary, OSError):
            errors.append(temporary)
            continue
        try:
            temporary.chmod(0o666 & ~umask)
            if path.exists():
                raise FileExistsError(EEXIST, os.strerror(EEXIST), str(path))
            temporary.replace(path)
            errors.append(None)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            errors.append(error)
    return errors


def _prepared(file: tuple[Path, bytes]) -> Path | OSError:
    """Write a file under its temporary name, and return that name or the error."""
    path, data = file
    temporary = _temporary(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _create(temporary, data)
    except OSError as error:
        # It may have been made, or there may be no folder to make it in.
        with suppress(OSError):
            temporary.unlink()
        return error
    return temporary


class ReplacedMeanwhile(Exception):
    """A file no longer holds what it held, because another process has replaced it."""


def keep_beside(path: Path, wanted: Path, data: bytes) -> Path:
    """Give the file `path`, which holds `data`, a second name: `wanted`, or with -2, -3 … where that is taken.

    Return the name. No file is written over. A name that already has the same bytes is used again. Raises OSError,
    ReplacedMeanwhile.
    """
    wanted.parent.mkdir(parents=True, exist_ok=True)
    for name in _free(wanted):
        try:
            _second_name(path, name, data)
        except FileExistsError:  # there before, or another build is keeping the same file
            if name.exists() and name.read_bytes() == data:
                return name
            continue
        if name.read_bytes() != data:
            name.unlink()
            raise ReplacedMeanwhile
        _sync_folder(name.parent)
        return name
    raise AssertionError("there is always a further number")


def write_unsynced(path: Path, data: bytes, begun: Path) -> None:
    """Write a file for this user alone completely or not at all, without waiting for the disk. Raises OSError.

    `begun` is a folder on the same disk, which has it until it is whole; both folders are there. After a loss of
    power the file may be empty or missing: only for what can be made again, and is read with its checksum.
    """
    temporary = _temporary(begun / path.name)
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def link_over(path: Path, name: Path, begun: Path) -> None:
    """Make `name` a second name of the file `path`, in place of what has that name. Raises OSError.

    `begun` is as in write_unsynced.
    """
    temporary = _temporary(begun / name.name)
    try:
        os.link(path, temporary)
        temporary.replace(name)
    finally:
        temporary.unlink(missing_ok=True)


def sweep(folder: Path, *, deep: bool = True) -> None:
    """Delete the temporary files that processes which have ended left in a folder. What cannot be deleted stays."""
    for path in _temporary_files(folder, deep):
        found = _TEMPORARY.fullmatch(path.name)
        try:
            if found and not path.is_symlink() and (process_ended(int(found[1])) or _age(path) > _OLD):
                path.unlink()
        except OSError:
            continue


def _temporary_files(folder: Path, deep: bool) -> list[Path]:
    found: list[Path] = []
    for inside, _, names in os.walk(folder):
        found += [Path(inside, name) for name in names if name.startswith(".") and name.endswith(".part")]
        if not deep:
            break
    return found


def _temporary(path: Path) -> Path:
    ending = f".{os.getpid()}-{secrets.token_hex(4)}.part"
    # A name that is as long as a name can be is cut: only its ending is read again.
    stem = path.name.encode("utf-8", "surrogateescape")[: _LONGEST - len(ending) - 1].decode("utf-8", "ignore")
    return path.with_name(f".{stem or 'x'}{ending}")


def _create(path: Path, data: bytes) -> None:
    """Write a file that must not be there yet, and sync it."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _free(wanted: Path) -> Iterator[Path]:
    yield wanted
    number = 2
    while True:
        yield wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        number += 1


def _second_name(path: Path, name: Path, data: bytes) -> None:
    """Link a file under a second name, or where links are not possible, copy it. Raises FileExistsError, OSError."""
    try:
        os.link(path, name)
        return
    except FileExistsError:
        raise
    except OSError:  # another disk, or a file system without links
        temporary = _temporary(name)
    try:
        _create(temporary, data)
        temporary.chmod(path.stat().st_mode & 0o777)
        if name.exists():
            raise FileExistsError(17, "File exists", str(name))
        temporary.replace(name)
    finally:
        temporary.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder outlast a loss of power, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


def process_ended(number: int) -> bool:
    """Return whether this machine has no process with this number; False on Windows, where asking could end it."""
    if os.name == "nt":
        return False
    try:
        os.kill(number, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:  # somebody else's, and alive
        return False
    return False


def _age(path: Path) -> float:
    return time.time() - path.stat().st_mtime
