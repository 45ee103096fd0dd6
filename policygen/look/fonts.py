"""The four cuts of a font family as bytes, and the characters that all of them can print.

The look brings its own face (`templates/fonts/`), so a page has the same lines on every machine, and a machine without
fonts will do. A look that names another family finds it among the fonts of the machine.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont

from policygen.diagnostics.codes import say
from policygen.look.font_folder import FontFolder
from policygen.world.digest import fingerprint_of
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


@dataclass(frozen=True, slots=True)
class FontFile:
    """One cut as the bytes of its file; `name` is the file's name."""

    name: str
    data: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 (hex) of the file."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, kw_only=True, eq=False)
class Face:
    """A font family: its `fonts`, one for each of CUTS, and the `characters` that every cut has a glyph for.

    Two faces are equal if their fingerprints are.
    """

    family: str
    fonts: tuple[FontFile, ...]
    characters: frozenset[int]

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 (hex) over the family's name and the fonts."""
        return fingerprint_of(self.family, *(part for font in self.fonts for part in (font.name, font.data)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Face) and other.fingerprint == self.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)


@contextmanager
def only(face: Face) -> Iterator[None]:
    """While it lasts, what is drawn knows the fonts of the face and no others, and no other thread draws.

    fontconfig reads the environment variable FONTCONFIG_FILE each time a page is begun (fonts.conf(5)).
    """
    with rendering_lock:
        folder = _folder_of(face)  # kept in hand: the cache may let it go meanwhile
        before = os.environ.get(_VARIABLE)
        os.environ[_VARIABLE] = str(folder.path / CONFIGURATION)
        try:
            yield
        finally:
            if before is not None:
                os.environ[_VARIABLE] = before
            else:
                os.environ.pop(_VARIABLE, None)


def folder_of(face: Face) -> FontFolder:
    """Return a folder with the fonts of the face; it is there for as long as somebody holds it."""
    return _folder_of(face)


def find_face(family: str, world: World) -> Face:
    """Return the family as the look has it, else as it is installed. Raises FaceMissing, which names the cut."""
    found = face_fonts(family, world).items()
    fonts = tuple(FontFile(name, data if isinstance(data, bytes) else data.read_bytes()) for name, data in found)
    return Face(family=family, fonts=fonts, characters=frozenset.intersection(*map(_characters_of, fonts)))


@lru_cache(maxsize=16)
def _characters_of(font: FontFile) -> frozenset[int]:
    with TTFont(BytesIO(font.data), lazy=True) as opened:
        return frozenset(opened.getBestCmap())


@lru_cache(maxsize=16)
def advances(font: FontFile) -> tuple[dict[int, int], int]:
    """Return how wide the font's characters are, by code point, and how many of these units an em has."""
    with TTFont(BytesIO(font.data), lazy=True) as opened:
        widths = opened["hmtx"].metrics
        return {code: widths[glyph][0] for code, glyph in opened.getBestCmap().items()}, opened["head"].unitsPerEm


@lru_cache(maxsize=16)
def rise_and_fall(font: FontFile) -> tuple[float, float]:
    """Return how far the font's letters may reach above the line and below it, in ems (hhea)."""
    with TTFont(BytesIO(font.data), lazy=True) as opened:
        units = opened["head"].unitsPerEm
        return opened["hhea"].ascent / units, -opened["hhea"].descent / units


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
def _folder_of(face: Face) -> FontFolder:
    return FontFolder({**{font.name: font.data for font in face.fonts}, CONFIGURATION: _CONFIGURED})


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
