"""Keep built files that a person has edited: they are moved to `kept/` under their date, and the build says so."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from policygen.diagnostics.codes import say
from policygen.world.protocol import KEPT, SIGNED
from policygen.world.writing import keep_beside, sweep

_END = re.compile(rb"%%EOF(?:\r\n|\r|\n)?")
_SIGNATURE = b"/ByteRange"


class CannotKeep(OSError):
    """A person's file cannot be moved to `kept`, so nothing may be written in its place."""

    def __init__(self, kept: Path, error: OSError) -> None:
        super().__init__(error.errno, error.strerror or str(error))
        self.kept = kept


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps people's files of one out folder: in `schools/<id>/kept/` if `out` is in the project, else in `kept/`."""

    out: Path
    project: Path | None
    today: date
    _within: bool = field(init=False)

    def __post_init__(self) -> None:
        within = self.project is not None and self.out.resolve().is_relative_to(self.project.resolve())
        object.__setattr__(self, "_within", within)

    def keep(self, owner: str, name: str, found: bytes, new: bytes, ours: frozenset[str]) -> str:
        """Keep a file that holds `found`, which policygen did not write, and return what to say of it.

        `owner` is the school or group, `name` the file's under the out folder, `new` what will take its place, and
        `ours` the digests of what policygen wrote there. Raises CannotKeep, ReplacedMeanwhile.
        """
        path, shown = self.out / name, self.shown(self.out / name)
        signed = is_signed_copy(found, new, ours)
        if signed and (safe := self._signed_copy(owner, found)):
            return say("build.signed_elsewhere", file=shown, kept=self.shown(safe))
        wanted = self._place(owner, name)
        try:
            kept = keep_beside(path, wanted, found)
        except OSError as error:
            raise CannotKeep(wanted, error) from error
        key = "kept_signed" if signed else "kept_changed" if ours else "kept_unknown"
        return say(f"build.{key}", file=shown, kept=self.shown(kept))

    def shown(self, path: Path) -> str:
        """Return a path as the project names it, or the whole path."""
        if self.project is not None and path.is_relative_to(self.project):
            return path.relative_to(self.project).as_posix()
        return str(path)

    def folder(self, owner: str) -> Path | None:
        """Return `schools/<id>` of a school or group; None if the out folder is outside the project."""
        if self.project is None or not self._within:
            return None
        return self.project / "schools" / owner

    def sweep(self, owner: str, swept: set[Path]) -> None:
        """Delete what killed runs left half written where a build of this owner writes, but not in folders of `swept`.

        The folders are added to `swept`.
        """
        folders = [(self.out, False), (self.out / owner, True)]
        if (of_school := self.folder(owner)) is not None:
            folders += [(of_school.parent, False), (of_school, True)]
        for folder, deep in folders:
            if folder not in swept:
                swept.add(folder)
                sweep(folder, deep=deep)

    def _place(self, owner: str, name: str) -> Path:
        folder, own = self.folder(owner), f"{owner}/"
        if folder is None or not name.startswith(own):
            folder, own = self.out, ""
        return folder / KEPT / f"{self.today.isoformat()}-{name.removeprefix(own).replace('/', '-')}"

    def _signed_copy(self, owner: str, found: bytes) -> Path | None:
        folder = self.folder(owner)
        if folder is None:
            return None
        return next((path for path in sorted((folder / SIGNED).glob("*.pdf")) if path.read_bytes() == found), None)


def is_signed_copy(found: bytes, new: bytes, ours: frozenset[str]) -> bool:
    """Return whether a file is a PDF that policygen wrote, followed by signatures."""
    if not found.startswith(b"%PDF-"):
        return False
    for beginning in _beginnings(found):
        if _SIGNATURE in found[len(beginning) :] and (
            beginning == new or hashlib.sha256(beginning).hexdigest() in ours
        ):
            return True
    return False


def _beginnings(data: bytes) -> Iterator[bytes]:
    """Yield what a PDF was before each incremental update (ISO 32000-1 7.5.6), with and without the last line end."""
    for found in _END.finditer(data):
        yield data[: found.end()]
        if found.end() != found.start() + 5:
            yield data[: found.start() + 5]
