"""The glyphs of a TrueType font as programs draw them, made comparable (OpenType 1.9: glyf, hmtx, the table directory).

fontTools reads them, but what it draws is not asked: a font of a stranger can refer to itself, and can hold parts that
fontTools ignores and other programs do not.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

TRUETYPE = b"\x00\x01\x00\x00"  # the first bytes of a font that has glyf, and is not packed as WOFF is
# What the engine leaves in a font when it takes out the glyphs that a file does not show, and the programs of all.
_EMBEDDED = frozenset(("GDEF", "OS/2", "cmap", "gasp", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"))
# What moves the points of a font's letters to suit a screen; WeasyPrint leaves it out, Typst keeps it as it is.
PROGRAMS = ("fpgm", "prep", "cvt ")
# What other families have, and nothing is drawn by.
_HARMLESS = frozenset(("FFTM", "PfEd", "MATH", "STAT", "meta", "vhea", "vmtx"))
_LONGEST = 20_000  # bytes of a glyph; the look's largest has a tenth
_MOST_PARTS = 200  # glyphs that one is composed of, counted as often as each is drawn
_ON_CURVE, _CUBIC = 0x01, 0x80
_PLACING = 0x0004 | 0x0200 | 0x0800 | 0x1000  # flags of a component that move it (OpenType, glyf, component flags)


class StrangeFont(ValueError):
    """The font has a part that policygen does not embed; the message names it."""


class GlyphShape(NamedTuple):
    """What is drawn for a glyph, in units of the font.

    `points` are those of each contour as (x, y, flags), `parts` the glyphs that it is composed of, each with its
    placing, and `aside` is how far all of it is moved. `size` counts the glyphs. `program` are its instructions, if
    they are compared.
    """

    width: int
    aside: int
    points: tuple[tuple[tuple[int, int, int], ...], ...]
    parts: tuple[tuple[Any, ...], ...]
    size: int
    program: bytes = b""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is drawn."""
        return not self.points and not self.parts


class Glyphs:
    """The glyphs of an open font, by name, each read once."""

    def __init__(self, font: TTFont, programs: Literal["refused", "ignored", "compared"]) -> None:
        """`programs` are the instructions of a glyph, which move its points while it is drawn."""
        self._table: Any = font["glyf"]
        self._metrics: Any = font["hmtx"].metrics
        self._programs = programs
        self._shapes: dict[str, GlyphShape | None] = {}

    def shape(self, name: str) -> GlyphShape:
        """Return what is drawn for a glyph. Raises StrangeFont, and what fontTools raises for a broken font."""
        if name not in self._shapes:
            self._shapes[name] = None
            self._shapes[name] = self._read(name)
        shape = self._shapes[name]
        if shape is None:
            raise ValueError(name)  # it is composed of itself
        return shape

    def _read(self, name: str) -> GlyphShape:
        held = self._table.glyphs[name]
        if len(getattr(held, "data", b"")) > _LONGEST:
            raise ValueError(name)
        glyph = self._table[name]
        program = bytes(glyph.program.getBytecode()) if hasattr(glyph, "program") else b""
        if program and self._programs == "refused":
            raise StrangeFont(name)
        if self._programs != "compared":
            program = b""
        width, bearing = self._metrics[name]
        if glyph.numberOfContours == 0:
            return GlyphShape(width, 0, (), (), 1)
        aside = bearing - glyph.xMin  # a glyph is drawn so that it begins at its bearing
        if glyph.numberOfContours == -1:
            parts = tuple(map(self._part, glyph.components))
            size = 1 + sum(part[0].size for part in parts)
            if size > _MOST_PARTS:
                raise ValueError(name)
            return GlyphShape(width, aside, (), parts, size, program)
        if glyph.numberOfContours < 0:
            raise ValueError(name)  # programs differ in what they make of it
        points = [
            (x, y, flag & (_ON_CURVE | _CUBIC)) for (x, y), flag in zip(glyph.coordinates, glyph.flags, strict=True)
        ]
        ends = glyph.endPtsOfContours
        starts = [0, *(end + 1 for end in ends[:-1])]
        contours = tuple(tuple(points[start : end + 1]) for start, end in zip(starts, ends, strict=True))
        return GlyphShape(width, aside, contours, (), 1, program)

    def _part(self, component: Any) -> tuple[Any, ...]:
        by_points = not hasattr(component, "x")
        place = (component.firstPt, component.secondPt) if by_points else (component.x, component.y)
        turned = tuple(map(tuple, getattr(component, "transform", ())))
        return self.shape(component.glyphName), component.flags & _PLACING, by_points, place, turned


def check_font_tables(data: bytes) -> None:
    """Raise StrangeFont for a font with a table that policygen does not embed, or with one twice.

    Of two tables with one name programs take different ones. Tables are listed in the order of their names.
    """
    (many,) = struct.unpack_from(">H", data, 4)
    before = b""
    for number in range(many):
        (tag,) = struct.unpack_from(">4s", data, 12 + 16 * number)
        name = tag.decode("latin-1").rstrip()
        if name not in _EMBEDDED | _HARMLESS | {one.rstrip() for one in PROGRAMS} or tag <= before:
            raise StrangeFont(name)
        before = tag
