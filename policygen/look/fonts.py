"""The four cuts of a font family, and the characters that all of them can print.

The look brings its own face (`templates/fonts/`), so a page has the same lines on every machine, and a machine without
fonts will do. A look that names another family finds it among the fonts of the machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont

from policygen.diagnostics.codes import say
from policygen.world.disk import packaged_root

CUTS = ("Regular", "Bold", "Italic", "BoldItalic")
CONFIGURATION = "fonts.conf"
_VARIABLE = "FONTCONFIG_FILE"

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


def find_face(family: str, folder: Path) -> Face:
    """Return the family from `folder`, or else the one that comes with policygen, or else the installed one.

    Raises FaceMissing, which names the missing style.
    """
    files = face_files(family, folder)
    configuration = next((here / CONFIGURATION for here in _own_folders(folder) if files[0].parent == here), None)
    if configuration is not None and not configuration.is_file():
        raise FaceMissing(say("look.no_configuration", file=CONFIGURATION))
    characters: set[int] | None = None
    for file in files:
        with TTFont(file, lazy=True) as font:
            here = set(font.getBestCmap())
        characters = here if characters is None else characters & here
    return Face(
        family=family,
        files=files,
        characters=frozenset(characters or ()),
        # fontconfig looks for a relative name elsewhere, and then silently uses the computer's own fonts.
        configuration=configuration.resolve() if configuration is not None else None,
    )


def face_files(family: str, folder: Path) -> tuple[Path, ...]:
    """Return where the cuts are, one for each of CUTS, found as `find_face` finds them. Raises FaceMissing."""
    return tuple(_find(family, cut, folder) for cut in CUTS)


def _find(family: str, cut: str, folder: Path) -> Path:
    name = f"{family.replace(' ', '')}-{cut}.ttf"
    for here in _own_folders(folder):
        if (here / name).is_file():
            return here / name
    found = _ask_fontconfig(family, cut)
    if found is None:
        raise FaceMissing(say("look.no_font", family=family, cut=cut, file=name))
    return found


def _own_folders(folder: Path) -> tuple[Path, Path]:
    return (folder, packaged_root() / "templates" / "fonts")


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
