"""What the doctor looks at, a Machine, and what it says of each thing, a Finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from policygen.render.pdf_weasyprint.native_libraries import NativeLibrary
from policygen.world.disk import DiskWorld

System = Literal["debian", "fedora", "macos", "windows", "other"]
# `wanting`: a build needs it. `advice`: a build does without, and something else would be better with it.
Status = Literal["fine", "wanting", "advice"]


@dataclass(frozen=True, slots=True)
class DoctorFinding:
    """What was found of one thing: `found` in a few words, `mend` the command (or the sentence) that mends it."""

    topic: str
    name: str
    status: Status
    found: str
    mend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """All that the checks may ask of the machine; a test hands them another one.

    `package` gives an installed Python package's version, None where it is not installed. `requirements` are those of
    policygen's own metadata ("weasyprint>=70"). `library` gives a native library's version, empty where it does not
    tell, None where it cannot be loaded. `program` gives where a program is, empty where it is not. `write` tries a
    folder and raises OSError. `draw` draws a small PDF and returns its bytes; it raises EngineMissing or another error.
    `face` returns the name of the look's face or raises FaceMissing.
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
