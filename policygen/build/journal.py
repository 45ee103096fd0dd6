"""Note what a build is about to write before it writes it, so that a killed build's files are still recognised.

Each build appends to a file of its own in the out folder, `.policygen.<process>.journal`, a line of JSON for each file.
When the build is done, the manifest takes over and the journal goes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from policygen.build.manifest import NAME, Manifest, Output
from policygen.world.writing import process_ended, write_whole

_JOURNAL = re.compile(r"\.policygen\.(\d+)\.journal")


class Journal:
    """Which files of an out folder are policygen's, by digest: those of the manifest and of every journal.

    What this build writes is read again where it is asked for, so that a large build does not keep it in memory.
    """

    def __init__(self, out: Path) -> None:
        self._out = out
        self._own = out / f".policygen.{os.getpid()}.journal"
        self._announced = False
        self._known = self._read()

    def announce(self, outputs: Mapping[str, Output]) -> None:
        """Say what is about to be written, by name. Raises OSError; then it must not be written."""
        lines = [json.dumps([name, one.sha256, one.inputs], ensure_ascii=False) for name, one in outputs.items()]
        self._out.mkdir(parents=True, exist_ok=True)
        with self._own.open("ab") as stream:
            self._announced = True
            # A line that an earlier build could not end is ended first.
            stream.write("".join(f"\n{line}\n" for line in lines).encode("utf-8", "surrogatepass"))
            stream.flush()
            os.fsync(stream.fileno())

    def knows(self, name: str, digest: str) -> bool:
        """Return whether policygen wrote these bytes under this name, in this build or another."""
        if digest not in self._known.get(name, ()):
            self._known = self._read()
        return digest in self._known.get(name, ())

    def known(self, name: str) -> frozenset[str]:
        """Return the digests of what policygen wrote under this name."""
        return frozenset(self._known.get(name, ()))

    def close(self, written: Mapping[str, Output], tools: Mapping[str, str], sheets: bool = True) -> None:
        """Write the manifest, then delete this build's journal and those of dead builds. Raises OSError."""
        if not self._announced and not written:
            return
        with _alone(self._out):
            ended = [path for path in _journals(self._out) if path == self._own or _ended(path)]
            left = {name: one for path in ended for name, one in _entries(path) if name not in written}
            found = {name: one for name, one in left.items() if _digest_at(self._out / name) == one.sha256}
            manifest = Manifest.read(self._out).with_written({**found, **written}, tools, sheets)
            if manifest.outputs:
                write_whole(self._out / NAME, manifest.to_bytes())
            for path in ended:
                path.unlink(missing_ok=True)

    def discard(self) -> None:
        """Delete this build's journal, of which nothing was written."""
        with suppress(OSError):
            self._own.unlink(missing_ok=True)

    def _read(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        # The journals first: one that becomes a manifest meanwhile is then read twice, not never.
        for path in _journals(self._out):
            for name, one in _entries(path):
                found[name] = (*found.get(name, ()), one.sha256)
        for name, one in Manifest.read(self._out).outputs.items():
            found[name] = (*found.get(name, ()), one.sha256)
        return found


def unfinished_builds(out: Path) -> bool:
    """Return whether a build is writing into a folder, or was ended before it was done."""
    return bool(_journals(out))


def _journals(out: Path) -> list[Path]:
    return [path for path in sorted(out.glob(".policygen.*.journal")) if _JOURNAL.fullmatch(path.name)]


def _ended(path: Path) -> bool:
    found = _JOURNAL.fullmatch(path.name)
    return found is not None and process_ended(int(found[1]))


def _entries(path: Path) -> Iterator[tuple[str, Output]]:
    """Yield what a journal says; a line that was cut off says nothing."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return
    for line in lines:
        try:
            name, sha256, inputs = json.loads(line)
        except (ValueError, TypeError, RecursionError):
            continue
        if isinstance(name, str) and isinstance(sha256, str) and isinstance(inputs, str):
            yield name, Output(sha256, inputs)


def _digest_at(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError):
        return ""


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep two builds from writing one manifest at once, where the system can lock a folder."""
    try:
        import fcntl  # not on Windows

        handle = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
