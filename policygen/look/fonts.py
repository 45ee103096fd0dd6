"""The four cuts of a font family, and the characters that all of them can print.

The look brings its own face (`templates/fonts/`), so a page has the same lines on every machine, and a machine without
fonts will do. A look that names another family finds it among the fonts of the machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

from policygen.diagnostics.codes import say
from policygen.world.protocol import World

CUTS = ("Regular", "Bold", "Italic", "BoldItalic")
FOLDER = "fonts"  # of the look
CONFIGURATION = "fonts.conf"
_VARIABLE = "FONTCONFIG_FILE"
_CONFIGURED = b"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir prefix="relative">.</dir>
</fontconfig>
"""

# One thread at a time draws: the variable that tells fontconfig of the fonts belongs to the whole process.
rendering_lock = threading.RLock()


class FaceMissing(LookupError):
    """A style of the family is missing, and another font would be substituted silently."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A font family: its `files`, one for each of CUTS, and the `characters` that every cut has a glyph for.

    `configuration` is what tells fontconfig of these files and of no others; None for a face of the machine's.
    """

    family: str
    files: tuple[Path, ...]
    characters: frozenset[int]
    configuration: Path | None = None


@contextmanager
def only(face: Face) -> Iterator[None]:
    """While it lasts, what is drawn knows the fonts of the look and no others, and no other thread draws.

    fontconfig reads the environment variable FONTCONFIG_FILE each time a page is begun (fonts.conf(5)).
    """
    with rendering_lock:
        before = os.environ.get(_VARIABLE)
        if face.configuration is not None:
            os.environ[_VARIABLE] = str(face.configuration)
        try:
            yield
        finally:
            if before is not None:
                os.environ[_VARIABLE] = before
            else:
                os.environ.pop(_VARIABLE, None)


def find_face(family: str, world: World) -> Face:
    """Return the family as the look has it, else as it is installed. Raises FaceMissing, which names the cut."""
    found = face_fonts(family, world)
    fonts = {name: data for name, data in found.items() if isinstance(data, bytes)}
    folder = _folder_of(tuple(sorted(fonts.items()))) if fonts else None
    files = tuple(data if isinstance(data, Path) else Path(str(folder)) / name for name, data in found.items())
    characters: set[int] | None = None
    for file in files:
        with TTFont(file, lazy=True) as font:
            here = set(font.getBestCmap())
        characters = here if characters is None else characters & here
    return Face(
        family=family,
        files=files,
        characters=frozenset(characters or ()),
        configuration=files[0].parent / CONFIGURATION if files[0].name in fonts else None,
    )


def face_fonts(family: str, world: World) -> dict[str, bytes | Path]:
    """Return the font of each of CUTS by its file's name: its bytes in the look, else where it is installed.

    Raises FaceMissing.
    """
    return dict(_find(family, cut, world) for cut in CUTS)


def _find(family: str, cut: str, world: World) -> tuple[str, bytes | Path]:
    name = f"{family.replace(' ', '')}-{cut}.ttf"
    if f"{FOLDER}/{name}" in set(world.look_names(FOLDER)):
        return name, world.look(f"{FOLDER}/{name}")
    found = _ask_fontconfig(family, cut)
    if found is None:
        raise FaceMissing(say("look.no_font", family=family, cut=cut, file=name))
    return name, found


@lru_cache(maxsize=4)
def _folder_of(fonts: tuple[tuple[str, bytes], ...]) -> _FontFolder:
    return _FontFolder(fonts)


class _FontFolder:
    """Fonts in a temporary folder, for fontconfig reads files only; it goes when the process ends."""

    def __init__(self, fonts: tuple[tuple[str, bytes], ...]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="policygen-fonts-")
        for name, data in (*fonts, (CONFIGURATION, _CONFIGURED)):
            (Path(self._folder.name) / name).write_bytes(data)

    def __str__(self) -> str:
        return self._folder.name


def _ask_fontconfig(family: str, cut: str) -> Path | None:
    program = shutil.which("fc-match")
    if program is None:
        return None
    style = cut.replace("BoldItalic", "Bold Italic")
    wanted = [program, "-f", "%{family[0]}\n%{style[0]}\n%{file}", f"{family}:style={style}"]
    answer = subprocess.run(wanted, capture_output=True, text=True, check=False, timeout=20).stdout.split("\n")  # noqa: S603 - the program found on the path, no shell
    # fc-match always answers; what it answers may be another family.
    if len(answer) != 3 or answer[0] != family or answer[1] != style:
        return None
    return Path(answer[2])
