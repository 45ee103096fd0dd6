"""Everything policygen takes from outside or gives back: files, today's date and the environment, in one object.

Stages get a World and touch nothing else, so that a test can hand them another one and a build can be repeated.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

PACKAGED = "policygen/"


class OutsideTheProject(ValueError):
    """A path leads out of the project folder, by `..`, by being absolute, or through a link."""


def packaged_root() -> Path:
    """Return the folder that holds the packaged `clauses/` and `templates/`: in a wheel `data/`, else the checkout."""
    package = Path(__file__).resolve().parents[1]
    return package / "data" if (package / "data").is_dir() else package.parent


def find_root(start: Path) -> Path:
    """Return the project folder: `start` or the nearest folder above it that holds `schools/` or `clauses/`."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "schools").is_dir() or (folder / "clauses" / "vocabulary.yaml").is_file():
            return folder
    return start


@dataclass(frozen=True)
class World:
    """A project folder, the packaged library and look, and the environment's say about time.

    Names are relative to the project, with `/`; a packaged file's name begins with `policygen/` unless the project is
    policygen's own checkout, where the two are one.
    """

    root: Path
    packaged: Path = field(default_factory=packaged_root)
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))

    @property
    def is_checkout(self) -> bool:
        return self.root.resolve() == self.packaged.resolve()

    def today(self) -> date:
        """Return the date that SOURCE_DATE_EPOCH gives, else today's. Never printed in a document."""
        epoch = self.source_date
        return epoch.date() if epoch else datetime.now(UTC).date()

    @property
    def source_date(self) -> datetime | None:
        """The time that SOURCE_DATE_EPOCH (seconds since 1970, UTC) gives, or None where it is absent or no number."""
        text = self.environment.get("SOURCE_DATE_EPOCH", "")
        return datetime.fromtimestamp(int(text), UTC) if text.isdecimal() else None

    def path(self, name: str) -> Path:
        """Return where the file of this name is. Raises OutsideTheProject."""
        base, inner = (self.packaged, name.removeprefix(PACKAGED)) if self._is_packaged(name) else (self.root, name)
        pure = PurePosixPath(inner)
        if pure.is_absolute() or ".." in pure.parts or "\\" in inner or ":" in inner:
            raise OutsideTheProject(name)
        path = base / pure
        if not path.resolve().is_relative_to(base.resolve()):
            raise OutsideTheProject(name)
        return path

    def read(self, name: str) -> bytes:
        """Return the file's bytes. Raises OutsideTheProject, OSError."""
        return self.path(name).read_bytes()

    def exists(self, name: str) -> bool:
        try:
            return self.path(name).is_file()
        except OutsideTheProject:
            return False

    def names(self, folder: str, *, deep: bool = True) -> Iterator[str]:
        """Yield the names of the files under a project folder in sorted order, hidden ones left out."""
        yield from _names(self.root, folder, "", deep)

    def packaged_names(self, folder: str) -> Iterator[str]:
        """Yield the names of the packaged files under `folder`.

        There are none beside a project that keeps a whole library of its own, a vocabulary included, as policygen's own
        checkout does: two vocabularies would ask everything twice.
        """
        if not (self.root / "clauses" / "vocabulary.yaml").is_file():
            yield from _names(self.packaged, folder, PACKAGED, True)

    def template(self, name: str) -> Path:
        """Return where a file of the look is: the project's own `templates/` first, else the packaged one."""
        folders = self.template_folders()
        found = (folder / name for folder in folders)
        return next((path for path in found if path.is_file()), folders[-1] / name)

    def template_folders(self) -> tuple[Path, ...]:
        """Return the folders of the look: the project's own `templates/` first, if all of it is within, then ours."""
        own, packaged = self.root / "templates", self.packaged / "templates"
        apart = own.is_dir() and own.resolve() != packaged.resolve()
        return (own, packaged) if apart and not self.look_leads_out else (packaged,)

    @property
    def look_leads_out(self) -> bool:
        """Whether the project's own `templates/`, or a link in it, leads out of the project: none of it is read."""
        own, root = self.root / "templates", self.root.resolve()
        if not own.is_dir() or own.resolve() == (self.packaged / "templates").resolve():
            return False
        return not all(path.resolve().is_relative_to(root) for path in (own, *own.rglob("*")))

    def _is_packaged(self, name: str) -> bool:
        return name.startswith(PACKAGED) and not self.is_checkout


def _names(base: Path, folder: str, prefix: str, deep: bool) -> Iterator[str]:
    top = base / folder
    if not top.is_dir():
        return
    found = top.rglob("*") if deep else top.glob("*")
    for path in sorted(found):
        inner = path.relative_to(base)
        if path.is_file() and not any(part.startswith(".") for part in inner.parts):
            yield prefix + inner.as_posix()


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` whole or not at all: to a temporary name beside it, synced, then renamed.

    Raises OSError; the file that stood there before is then still there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        umask = os.umask(0)
        os.umask(umask)
        # Who may read a file that is there stays as its owner set it.
        Path(temporary).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~umask)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
