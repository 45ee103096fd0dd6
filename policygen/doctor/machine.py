"""The Machine that policygen runs on, asked through the system itself."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import shutil
import sys
import tempfile
import tomllib
from importlib import metadata
from pathlib import Path
from typing import TextIO

from policygen.doctor.model import Machine, System
from policygen.render.engine import engine_named
from policygen.render.pdf_weasyprint.native_libraries import NativeLibrary, load_library
from policygen.world.disk import DiskWorld

_FAMILIES: tuple[tuple[System, frozenset[str]], ...] = (
    ("debian", frozenset({"debian", "ubuntu"})),
    ("fedora", frozenset({"fedora", "rhel", "centos"})),
)


def this_machine(world: DiskWorld, stream: TextIO) -> Machine:
    """Return the machine that this runs on; `stream` is what is written to the terminal through."""
    return Machine(
        system=_system(),
        administrator=hasattr(os, "geteuid") and os.geteuid() == 0,
        python=sys.version_info[:3],
        interpreter=sys.executable,
        world=world,
        requirements=_requirements(world),
        package=_package,
        library=_library,
        program=lambda name: shutil.which(name) or "",
        write=_try_to_write,
        draw=lambda: draw_small(world),
        face=lambda: _face(world),
        temporary=Path(tempfile.gettempdir()),
        encoding=stream.encoding or "",
        environment=dict(world.environment),
    )


def draw_small(world: DiskWorld) -> bytes:
    """Return a PDF of one page, made as policies are. Raises EngineMissing, FaceMissing, and what the writer raises."""
    engine = engine_named()
    engine.require()
    from policygen.document.model import Cover, Document, Metadata, Paragraph, Section, Text, Words
    from policygen.look.look import Look

    name = (Text(text="policygen doctor"),)
    section = Section(
        id="doctor:one", level=1, number="1", title=name, blocks=(Paragraph(id="doctor:one/1", children=name),)
    )
    document = Document(
        policy="doctor",
        school="doctor",
        state="for-approval",
        language="en-GB",
        metadata=Metadata(
            title="doctor", author="doctor", subject="doctor", keywords=(), created="2026-01-01T00:00:00Z"
        ),
        words=Words(contents="", page="{page}/{pages}", signed="", name="", date=""),
        cover=Cover(school=name, title=name, status=""),
        sections=(section,),
        clauses=(),
        header="doctor",
        kind="sheet",
    )
    return engine.render(document, Look.load(world))[0]


def _system() -> System:
    if sys.platform == "darwin":
        return "macos"
    if sys.platform == "win32":
        return "windows"
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    likes = {release.get("ID", ""), *release.get("ID_LIKE", "").split()}
    return next((system for system, names in _FAMILIES if names & likes), "other")


def _requirements(world: DiskWorld) -> tuple[str, ...]:
    """The lines of the checkout's pyproject.toml, else of the installed package's metadata."""
    with contextlib.suppress(OSError, tomllib.TOMLDecodeError, KeyError):
        project = tomllib.loads((world.packaged / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        extras = project.get("optional-dependencies", {})
        optional = [f'{line}; extra == "{extra}"' for extra, wanted in extras.items() for line in wanted]
        return (*project["dependencies"], *optional)
    with contextlib.suppress(metadata.PackageNotFoundError):
        return tuple(metadata.requires("policygen") or ())
    return ()


def _package(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _library(library: NativeLibrary) -> str | None:
    found = load_library(library)
    if found is None:
        return None
    try:
        return _version(library.name, found)
    except (AttributeError, OSError, UnicodeDecodeError):
        return ""


def _version(name: str, library: ctypes.CDLL) -> str:
    """What the library says of itself; pangoft2 and harfbuzz-subset are of one version with pango and harfbuzz."""
    if name == "fontconfig":
        number = library.FcGetVersion()  # FcGetVersion(3): 21402 is 2.14.2
        return f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    function = {"pango": "pango_version_string", "harfbuzz": "hb_version_string"}.get(name)
    if function is None:
        return ""
    call = getattr(library, function)
    call.restype = ctypes.c_char_p
    said: bytes = call()
    return said.decode("ascii")


def _try_to_write(folder: Path) -> None:
    """Raises OSError where no file can be made in the folder."""
    with tempfile.TemporaryFile(prefix=".policygen-doctor-", dir=folder) as file:
        file.write(b"policygen")


def _face(world: DiskWorld) -> str:
    from policygen.look.fonts import face_fonts, find_face
    from policygen.look.tokens import load_tokens

    family = load_tokens(world).faces.pdf
    face = find_face(family, world)
    return (
        f"{family}, {len(face.characters)} characters ({_where(world, *next(iter(face_fonts(family, world).items())))})"
    )


def _where(world: DiskWorld, name: str, found: bytes | Path) -> str:
    if isinstance(found, Path):
        return str(found.parent)
    return str(next(base / "fonts" for base in world.look_folders() if (base / "fonts" / name).is_file()))
