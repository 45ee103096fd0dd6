"""Whether the letters of a PDF's fonts look like those of the look: what is read as "may" can be drawn as "must".

A font inside a PDF says which character each of its drawings stands for, and anybody can write what is not so. The
drawings are therefore compared with those of the look's own font, point for point.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont, TTLibError

from policygen.diagnostics.codes import say
from policygen.inspect.pdf_fonts import Font
from policygen.look.fonts import Face

_SHARE = 0.5  # of the letters: when more are other ones, the font is another version of the look's
_CLOSE = 2.0  # thousandths of the size by which a width may be rounded


class Letters(NamedTuple):
    """What was found of a file's fonts: `wrong` in sentences, `strange` the names of those that are not the look's."""

    wrong: list[str]
    strange: list[str]


def compare_letters(fonts: list[Font], face: Face) -> Letters:
    """Compare each letter that a file shows with the look's."""
    known = {_plain(file.name.rpartition(".")[0]).removesuffix("regular"): file.data for file in face.fonts}
    wrong: list[str] = []
    strange: list[str] = []
    for font in fonts:
        if not font.used:
            continue
        own = known.get(_plain(font.name))
        if own is None:
            strange.append(font.name)
            continue
        if not font.program:
            wrong.append(say("verify.font_broken", font=font.name))
            continue
        try:
            other, swapped = _other_letters(font, own)
        except (
            TTLibError, AttributeError, LookupError, TypeError, ValueError, ArithmeticError, RecursionError, OSError,
            AssertionError, struct.error,
        ):  # fmt: skip
            wrong.append(say("verify.font_broken", font=font.name))
            continue
        if other and not swapped and len(other) > _SHARE * len(font.used):
            strange.append(font.name)
        elif other:
            wrong.append(say("verify.letters", font=font.name, letters=" ".join(other)[:60]))
    return Letters(wrong, sorted(set(strange)))


def _other_letters(font: Font, own: bytes) -> tuple[list[str], bool]:
    """Return the characters whose drawing or width is another than in the look's font, and whether one is another's."""
    other: dict[str, None] = {}
    swapped = False
    with TTFont(BytesIO(font.program), lazy=True) as here, TTFont(BytesIO(own), lazy=True) as there:
        drawings, originals = here.getGlyphSet(), there.getGlyphSet()
        names, stands_for = here.getGlyphOrder(), _glyphs_by_words(there)
        ems = 1000 / there["head"].unitsPerEm
        for code in sorted(font.used):
            words = font.characters[code]
            drawn = _shape(drawings, names[code])
            own_names = stands_for.get(_one_form(words), [])
            same = [name for name in own_names if _shape(originals, name) == drawn]
            if not any(abs(originals[name].width * ems - font.advance(code)) <= _CLOSE for name in same):
                other[words or "\N{REPLACEMENT CHARACTER}"] = None
                swapped |= bool(same) or any(_shape(originals, name) == drawn for name in originals)
    return list(other), swapped


def _glyphs_by_words(font: TTFont) -> dict[str, list[str]]:
    """Return, for a character or those that a ligature stands for, the glyphs that may show it."""
    found: dict[str, list[str]] = {}
    for code, name in font.getBestCmap().items():
        found.setdefault(_one_form(chr(code)), []).append(name)
    for before, after in _substitutes(font):
        for names in found.values():
            if before in names and after not in names:
                names.append(after)
    return found


def _substitutes(font: TTFont) -> Iterator[tuple[str, str]]:
    """Yield the glyphs that stand for others in some language or place (OpenType GSUB, lookup type 1)."""
    if "GSUB" not in font:
        return
    lookups = font["GSUB"].table.LookupList
    for lookup in lookups.Lookup if lookups else ():
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            if table.LookupType == 1:
                yield from table.mapping.items()


def _shape(glyphs: Any, name: str) -> list[Any]:
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return list(pen.value)


def _one_form(words: str) -> str:
    return unicodedata.normalize("NFKC", words)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())
