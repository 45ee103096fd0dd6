"""A clause library that a Python package brings, as its entry point says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

GROUP = "policygen.libraries"
LIBRARY_FILE = "library.yaml"
# Names under clauses/ that are no library: the folder of outlines, and what origins call the part common to all.
RESERVED = ("policies", "policygen")

Fault = Literal["", "id", "taken", "twice", "value", "module", "folder", "outside", "unreadable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledLibrary:
    """A clause library that a Python package says it brings.

    `package` is the package's name and version, `value` what its entry point says. Without a `fault` the library's
    files are in `folder`; other worlds than a disk have no folder. `reason` is the system's, for an unreadable entry;
    `other` is the second package with a library of this name.
    """

    id: str
    package: str
    value: str = ""
    folder: Path | None = None
    fault: Fault = ""
    reason: str = ""
    other: str = ""

    @property
    def module(self) -> str:
        """The top-level package that the entry point names."""
        return self.value.partition(":")[0]
