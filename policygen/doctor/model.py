"""The Machine that the doctor checks, and the DoctorFinding that each check gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from policygen.render.pdf_weasyprint.native_libraries import NativeLibrary
from policygen.world.disk import DiskWorld

System = Literal["debian", "fedora", "macos", "windows", "other"]
# `wanting`: a build needs it. `advice`: optional, but useful.
Status = Literal["fine", "wanting", "advice"]


@dataclass(frozen=True, slots=True)
class DoctorFinding:
    """The result of one check: `found` in a few words, `mend` the command (or the sentence) that fixes it."""

    topic: str
    name: str
    status: Status
    found: str
    mend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Everything that the checks may ask about the machine; tests use an invented one.

    `package` gives an installed Python package's version, None where it is not installed. `requirements` are those of
    policygen's own metadata ("weasyprint>=70"). `library` gives a native library's version, empty where it has
    none, None where it cannot be loaded. `program` gives the path of a program, empty where it is not installed.
    `write` tries a folder and raises OSError. `draw` draws a small PDF and returns its bytes; it raises EngineMissing
    or another error. `face` returns the name of the look's face or raises FaceMissing.
    """

    system: System
    administrator: bool
    python: tuple[int, int, int]
    interpreter: str
    world: DiskWorld
    requirements: tuple[str, ...]
    package: Callable[[str], str | None]
    library: Callable[[NativeLibrary], str | None]
    program: Callable[[str], str]
    write: Callable[[Path], None]
    draw: Callable[[], bytes]
    face: Callable[[], str]
    temporary: Path
    encoding: str
    environment: dict[str, str]


Check = Callable[[Machine], Iterable[DoctorFinding]]
