"""What stages may use from outside: files by name, the look, the date and the environment.

A World gives bytes by name and never a path, so a build can run without a project on disk. Names are relative to
the project, with `/`; a packaged file's name begins with `policygen/` unless the project is policygen's own checkout,
where they are the same files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from errno import EFBIG
from pathlib import PurePosixPath
from typing import Protocol

from policygen.world.installed import LIBRARY_FILE, InstalledLibrary

PACKAGED = "policygen/"
# Lies in the project's folder, beside clauses/ and schools/.
LOCK = "policygen.lock"
# What lies in the folder of a school, `schools/<id>/`: none of it is settings.
ADOPTED, BASE, KEPT, SIGNED = SCHOOL_FOLDERS = ("adopted", "base", "kept", "signed")


class OutsideTheProject(ValueError):
    """A path leads out of the project folder: through `..`, as an absolute path, or through a link."""


class LinkInACircle(OutsideTheProject):
    """A link leads back to itself, directly or through others, and so to no file at all."""


class TooLarge(OSError):
    """A file is larger than anything that policygen reads; `size` is its size in bytes. Nothing of it was read."""

    def __init__(self, name: str, size: int) -> None:
        super().__init__(EFBIG, os.strerror(EFBIG), name)
        self.size = size

    def __reduce__(self) -> tuple[type[TooLarge], tuple[str, int]]:
        return TooLarge, (self.filename, self.size)


# No text, record or picture of a project comes near these sizes (bytes). Signed copies can be larger.
LARGEST, LARGEST_COPY = 10_000_000, 60_000_000
_COPIES = (".pdf", ".docx", ".zip")


def largest(name: str) -> int:
    """Return how many bytes a file with this name can have."""
    return LARGEST_COPY if name.lower().endswith(_COPIES) else LARGEST


class World(Protocol):
    """A project, the packaged library and look, and the date that the environment gives."""

    @property
    def environment(self) -> Mapping[str, str]: ...

    @property
    def is_checkout(self) -> bool:
        """Whether the project is policygen's own checkout, which has no packaged files besides its own."""

    @property
    def look_leads_out(self) -> bool:
        """Whether the project's `templates/`, or a link in it, points outside the project; then none of it is read."""

    @property
    def installed(self) -> tuple[InstalledLibrary, ...]:
        """The libraries that Python packages bring, also those that cannot be used, in order of their ids.

        The files of one that can be used are among the packaged ones, as `policygen/clauses/<id>/…`.
        """

    def read(self, name: str) -> bytes:
        """Return the file's bytes. Raises OutsideTheProject, OSError; TooLarge before anything is read."""

    def exists(self, name: str) -> bool: ...

    def leads_out(self, name: str) -> bool:
        """Whether a file of this name would be outside the project."""

    def names(self, folder: str, *, deep: bool = True) -> Iterator[str]:
        """Yield the names of the files under a project folder in sorted order, except hidden ones.

        Names that cannot be read are included, so that reading them says why: a link that leads nowhere, and a folder
        that cannot be listed, whose name then ends in `/`.
        """

    def packaged_names(self, folder: str) -> Iterator[str]:
        """Yield the names of the packaged files under `folder`.

        There are none if the project has a whole library with a vocabulary, as policygen's own checkout does: two
        vocabularies would ask everything twice. A library that the project has itself hides the packaged one.
        """

    def look_names(self, folder: str = "") -> Iterator[str]:
        """Yield the names of the files of the look, such as `words/en.yaml`, in sorted order."""

    def look_file(self, name: str) -> str:
        """Return the name that messages use for a file of the look; the project's file comes first."""

    def look(self, name: str) -> bytes:
        """Return a file of the look. Raises OSError."""

    def today(self) -> date:
        """Return the date that SOURCE_DATE_EPOCH gives, or today's. It is never printed in a document."""

    @property
    def source_date(self) -> datetime | None:
        """The time that SOURCE_DATE_EPOCH (seconds since 1970, UTC) gives, or None if it is absent or not a number."""


def source_date_of(environment: Mapping[str, str]) -> datetime | None:
    """Return the time that SOURCE_DATE_EPOCH gives, or None where it is absent, no number or beyond the year 9999."""
    text = environment.get("SOURCE_DATE_EPOCH", "")
    try:
        return datetime.fromtimestamp(int(text), UTC) if text.isdecimal() else None
    except (OverflowError, ValueError, OSError):
        return None


def today_of(environment: Mapping[str, str]) -> date:
    """Return the date in SOURCE_DATE_EPOCH if it is set, else today's date in UTC."""
    epoch = source_date_of(environment)
    return epoch.date() if epoch else datetime.now(UTC).date()


def checked_name(name: str) -> PurePosixPath:
    """Return the parts of a name. Raises OutsideTheProject for one that could lead elsewhere."""
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or any(mark in name for mark in "\\:\0"):
        raise OutsideTheProject(name)
    return pure


def is_under(name: str, folder: str, *, deep: bool = True) -> bool:
    """Return whether a file is in a folder ("" for all), or with `deep` anywhere below it, and not hidden."""
    pure, top = PurePosixPath(name), PurePosixPath(folder)
    under = top in pure.parents if deep else top == pure.parent
    return under and not any(part.startswith(".") for part in pure.parts)


def in_order(name: str) -> list[str]:
    """Return what names are sorted by, so that a folder's files stay together: `a/b` comes before `a-b/c`."""
    return name.split("/")


def not_hidden(names: Iterable[str], exists: Callable[[str], bool]) -> Iterator[str]:
    """Yield the packaged names without the libraries that the project has itself, as `exists` tells of a file."""
    own: dict[str, bool] = {}
    for name in names:
        parts = name.removeprefix(PACKAGED).split("/")
        if parts[0] == "clauses" and len(parts) > 2:
            library = parts[1]
            if library not in own:
                own[library] = exists(f"clauses/{library}/{LIBRARY_FILE}")
            if own[library]:
                continue
        yield name


def in_school_folder(name: str, *folders: str) -> bool:
    """Return whether a file is in one of the folders of a school or group, such as `kept` (default: in any of them)."""
    parts = PurePosixPath(name).parts
    return parts[:1] == ("schools",) and any(part in (folders or SCHOOL_FOLDERS) for part in parts[2:-1])
