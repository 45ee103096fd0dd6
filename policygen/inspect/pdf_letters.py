"""Whether the letters of a PDF's fonts look like those of the look: what is read as "may" can be drawn as "must".

A font in a PDF states which character each of its glyphs stands for, and anybody can state something untrue. The
outlines of the glyphs are therefore compared with those of the look's own font, point for point.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from fontTools.ttLib import TTFont, TTLibError

from policygen.diagnostics.codes import say
from policygen.inspect.pdf_fonts import Font
from policygen.inspect.pdf_glyphs import PROGRAMS, Glyphs, GlyphShape, StrangeFont, check_font_tables
from policygen.inspect.squeezing import squeezed
from policygen.look.fonts import Face

_CLOSE = 2.0  # thousandths of the size by which a width may be rounded
_PENNED = frozenset("_☐")  # the lines and boxes that a pen fills, which are seen although they are not compared
_BROKEN = (
    TTLibError, AttributeError, LookupError, TypeError, ValueError, ArithmeticError, RecursionError, OSError,
    AssertionError, struct.error,
)  # fmt: skip


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
        own = known.get(_plain(font.name))
        if not font.used:
            continue
        if own is None:
            strange.append(font.name)
            continue
        try:
            check_font_tables(font.program)
            other = _other_letters(font, own)
        except StrangeFont as error:
            wrong.append(say("verify.font_part", font=font.name, part=str(error)))
        except _BROKEN:
            wrong.append(say("verify.font_broken", font=font.name))
        else:
            if other:
                wrong.append(say("verify.letters", font=font.name, letters=" ".join(other)[:60]))
    return Letters(wrong, sorted(set(strange)))


def _other_letters(font: Font, own: bytes) -> list[str]:
    """Return the characters whose outline or width is another than in the look's font."""
    other: dict[str, None] = {}
    with TTFont(BytesIO(font.program), lazy=True) as here, TTFont(BytesIO(own), lazy=True) as there:
        # The names are made up: to find those in the font, fontTools would read maps of any size.
        names = [f"glyph{number:05d}" for number in range(here["maxp"].numGlyphs)]
        here.setGlyphOrder(names)
        if any(tag in here for tag in PROGRAMS):
            # They are the look's own, or the letters could be moved.
            for tag in PROGRAMS:
                if tag not in here or tag not in there or here.getTableData(tag) != there.getTableData(tag):
                    raise StrangeFont(tag.rstrip())
            drawn, originals = Glyphs(here, "compared"), Glyphs(there, "compared")
        else:
            drawn, originals = Glyphs(here, "refused"), Glyphs(there, "ignored")
        stands_for = _glyphs_by_words(there)
        em = there["head"].unitsPerEm
        same_units = here["head"].unitsPerEm == em and here["head"].glyphDataFormat == 0
        for code in sorted(font.used):
            words = font.characters[code]
            shapes = {originals.shape(name) for name in stands_for.get(_one_form(words), ())}
            if _is_unseen(words):
                shapes = {shape for shape in shapes if shape.is_empty}
            shape = drawn.shape(names[code])
            if not same_units or shape not in shapes or not _is_as_wide(shape, em, font.advance(code)):
                other[_legible(words)] = None
    return list(other)


def _is_as_wide(shape: GlyphShape, em: int, advance: float) -> bool:
    return abs(shape.width * 1000 / em - advance) <= _CLOSE


def _is_unseen(words: str) -> bool:
    """Tell whether nothing may be drawn for these characters, because what they are is not compared with the words.

    A font can have an outline for a soft hyphen or a mark of direction; programs that know the characters show nothing.
    """
    return not squeezed(words) and _PENNED.isdisjoint(words)


def _legible(words: str) -> str:
    if words.strip() and words.isprintable():
        return words
    return " ".join(f"U+{ord(character):04X}" for character in words) or "\N{REPLACEMENT CHARACTER}"


def _glyphs_by_words(font: TTFont) -> dict[str, set[str]]:
    """Return, for a character or those that a ligature stands for, the glyphs that may show it."""
    words_of: dict[str, set[str]] = {}
    for code, name in font.getBestCmap().items():
        words_of.setdefault(name, set()).add(_one_form(chr(code)))
    for before, after in _substitutes(font):
        words_of.setdefault(after, set()).update(words_of.get(before, ()))
    found: dict[str, set[str]] = {}
    for name, all_words in words_of.items():
        for words in all_words:
            found.setdefault(words, set()).add(name)
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


def _one_form(words: str) -> str:
    return unicodedata.normalize("NFKC", words)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())
