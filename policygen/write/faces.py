"""The four cuts of a font family on this machine, and the characters that all of them can print."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont

CUTS = ("Regular", "Bold", "Italic", "BoldItalic")

# Looked into before fontconfig is asked: a look costs microseconds, fc-match 20 ms a cut.
FOLDERS = (
    "/usr/share/fonts/truetype/liberation2",
    "/usr/share/fonts/truetype/liberation",
    "/usr/share/fonts/liberation-sans",
    "/usr/share/fonts/liberation-fonts",
    "/usr/share/fonts/liberation",
    "/Library/Fonts",
    "/opt/homebrew/share/fonts",
    "~/Library/Fonts",
    "~/.local/share/fonts",
    "~/.fonts",
)


class FaceMissing(LookupError):
    """A cut of the family is not installed: another font would be put in its place without a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A font family: its `files`, one for each of CUTS, and the `characters` that every cut has a glyph for."""

    family: str
    files: tuple[Path, ...]
    characters: frozenset[int]


def find_face(family: str) -> Face:
    """The installed family; raises FaceMissing, which names the cut that is not there."""
    files = tuple(_find(family, cut) for cut in CUTS)
    characters: set[int] | None = None
    for file in files:
        with TTFont(file, lazy=True) as font:
            here = set(font.getBestCmap())
        characters = here if characters is None else characters & here
    return Face(family=family, files=files, characters=frozenset(characters or ()))


def _find(family: str, cut: str) -> Path:
    name = f"{family.replace(' ', '')}-{cut}.ttf"
    for folder in FOLDERS:
        path = Path(folder).expanduser() / name
        if path.is_file():
            return path
    found = _ask_fontconfig(family, cut)
    if found is None:
        raise FaceMissing(
            f"the font {family} ({cut}) is not installed; on Debian or Ubuntu: apt-get install fonts-liberation, "
            "with Homebrew: brew install --cask font-liberation"
        )
    return found


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
