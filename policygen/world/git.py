"""Ask git for the date of a project's last commit and for its files at another commit, without writing or a network."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused
from policygen.world.disk import DiskWorld
from policygen.world.memory import FOLDERS, VOCABULARY, MemoryWorld, snapshot

_AT_ONCE = 20  # files that are read from git together


class GitRefused(Refused):
    """Git cannot answer: it is not installed, this is not a repository, or there is no such commit. Shown to people."""


def head_date(root: Path) -> date:
    """Return the day of the commit that is checked out. Raises GitRefused."""
    return date.fromisoformat(_git(root, "show", "-s", "--format=%cs", "HEAD").decode().strip())


def commit_of(root: Path, ref: str) -> str:
    """Return the id of the commit that `ref` names. Raises GitRefused."""
    try:
        return _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}").decode().strip()
    except GitRefused as error:
        raise GitRefused(str(error) or say("git.no_commit", ref=ref)) from error


def parting_of(root: Path, ref: str) -> str:
    """Return the id of the newest commit that both `ref` and what is checked out contain. Raises GitRefused."""
    commit = commit_of(root, ref)
    try:
        return _git(root, "merge-base", "HEAD", commit).decode().strip()
    except GitRefused as error:
        raise GitRefused(str(error) or say("git.no_common", ref=ref)) from error


def last_change(root: Path, file: str, line: str) -> str:
    """Return the id of the last commit that changed a line of a file, one that a regular expression fits; "" if none.

    Raises GitRefused.
    """
    return _git(root, "log", "-1", "--format=%H", f"-G{line}", "--", file).decode().strip()


def world_at(world: DiskWorld, ref: str) -> MemoryWorld:
    """Return the project's clauses and schools as they were at `ref`, with the look and the packaged library of today.

    Raises GitRefused.
    """
    there = files_at(world.root, commit_of(world.root, ref), *FOLDERS)
    today = snapshot(world)
    packaged: dict[str, bytes] = {}
    if VOCABULARY not in there and not world.is_checkout:
        # Also the libraries that only today's project hides behind one of its own.
        packaged = {name: world.read(name) for folder in FOLDERS for name in world.names_beside(folder)}
    return replace(today, files={**packaged, **there}, unread={})


def unsaved_files(root: Path, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the project's files that have changes, or are there, without a commit that has them.

    Files that git ignores are none of its business. Raises GitRefused, also where there is no repository.
    """
    if not names:
        return ()
    found = _git(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", *names)
    prefix = _git(root, "rev-parse", "--show-prefix").decode().strip()
    entries = [entry.decode("utf-8", "surrogateescape") for entry in found.split(b"\0") if entry]
    return tuple(entry[3:].removeprefix(prefix) for entry in entries)


def files_at(root: Path, commit: str, *folders: str) -> dict[str, bytes]:
    """Return the files of a commit under folders of the project, name to bytes; links are left out.

    Raises GitRefused.
    """
    names, blobs = [], []
    for entry in _git(root, "ls-tree", "-r", "-z", commit, "--", *folders).split(b"\0"):
        head, _, name = entry.partition(b"\t")
        if head.startswith((b"100644", b"100755")):
            names.append(name.decode("utf-8", "surrogateescape"))
            blobs.append(head.split()[2])
    return dict(zip(names, _contents(root, blobs), strict=True))


@dataclass(frozen=True, slots=True)
class FileVersion:
    """A file as a commit left it; `day` is the day of the commit."""

    commit: str
    day: date
    name: str
    blob: str


def history(root: Path, folder: str) -> list[FileVersion]:
    """Return each version of each file that was ever under a folder of the project, the oldest first.

    Raises GitRefused.
    """
    # With -m a version that a merge made is found too.
    wanted = ("-m", "--raw", "--no-abbrev", "--no-renames", "--relative", "--topo-order", "--reverse")
    text = _git(root, "-c", "core.quotePath=off", "log", *wanted, "--format=%H %cs", "--", folder)
    found: dict[tuple[str, str], FileVersion] = {}
    commit, day = "", date.min
    for line in text.decode("utf-8", "surrogateescape").splitlines():
        head, _, name = line.partition("\t")
        parts = head.split()
        if line.startswith(":") and parts[1] in ("100644", "100755"):
            found.setdefault((name, parts[3]), FileVersion(commit, day, name, parts[3]))
        elif not line.startswith(":") and len(parts) == 2:
            commit, day = parts[0], date.fromisoformat(parts[1])
    return list(found.values())


def contents(root: Path, versions: Sequence[FileVersion]) -> Iterator[bytes]:
    """Yield the bytes of each version, a few read at a time. Raises GitRefused."""
    for start in range(0, len(versions), _AT_ONCE):
        yield from _contents(root, [version.blob.encode() for version in versions[start : start + _AT_ONCE]])


def _contents(root: Path, blobs: list[bytes]) -> list[bytes]:
    if not blobs:
        return []
    stream = _git(root, "cat-file", "--batch", fed=b"\n".join(blobs) + b"\n")
    found, at = [], 0
    for blob in blobs:
        end = stream.index(b"\n", at)
        # `<id> blob <size>`; a partial clone that lacks the file answers `<id> missing`.
        head = stream[at:end].split()
        if len(head) != 3:
            raise GitRefused(say("git.partial", blob=blob.decode()))
        size = int(head[2])
        found.append(stream[end + 1 : end + 1 + size])
        at = end + 2 + size
    return found


def _git(root: Path, *arguments: str, fed: bytes = b"") -> bytes:
    git = shutil.which("git")
    if git is None:
        raise GitRefused(say("git.not_installed"))
    # In a partial clone git must not download missing files silently, or ask for a password.
    environment = {**os.environ, "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
    ended = subprocess.run(  # noqa: S603  # the arguments are ours, but for a ref behind --end-of-options
        [git, "-C", str(root), *arguments], input=fed, capture_output=True, env=environment, check=False
    )
    if ended.returncode:
        raise GitRefused(ended.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: "))
    return ended.stdout
