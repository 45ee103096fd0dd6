"""The characters of a PDF's fonts, by their ToUnicode maps, and how wide each is (ISO 32000-1 9.7.4.3, 9.10.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from policygen.diagnostics.codes import say

_MOST_CODES = 0x10000
_MOST_BYTES = 1_000_000  # of a ToUnicode map; one of a whole typeface has a tenth
_MOST_FONTS = 100
_MOST_FONT = 4_000_000  # bytes of a font; the look's largest cut has a tenth
_MOST_CONTENT = 4_000_000  # bytes of all pages, as often as each is painted; 20 pages have half a million
_MOST_AREA = 60.0  # pages that could be painted over from edge to edge; and for each page:
_AREA_OF_PAGE = 4.0


class UnreadablePdf(ValueError):
    """The words of the file cannot be read as a tagged PDF's; the message says why."""


class Font:
    """Codes to characters and widths. `name` is the typeface's, without the mark of a part of it.

    `program` is the TrueType font whose glyphs the codes are; empty where codes are not glyphs, or it has none.
    """

    def __init__(self, font: Any) -> None:
        self.name = re.sub(r"^/(?:[A-Z]{6}\+)?", "", str(font.get("/BaseFont", "")))
        if font.get("/Subtype") != "/Type0":
            raise UnreadablePdf(say("verify.font_broken", font=self.name))
        if "/ToUnicode" not in font:
            raise UnreadablePdf(say("verify.no_map", font=str(font.get("/BaseFont"))))
        self.width = 2  # bytes of a code
        table = font.ToUnicode.read_bytes()
        if len(table) > _MOST_BYTES:
            raise UnreadablePdf(say("verify.map_large", font=self.name))
        self.characters = _cmap(table.decode("latin-1"), self.name)
        self.inside: Any = font
        self.program = _program(font)
        self.used: set[int] = set()
        self._widths: dict[int, float] | None = None
        self._other = 0.0

    def codes(self, data: bytes) -> list[int]:
        """Return the codes in a string that is shown; each is noted as used."""
        width = self.width
        found = [int.from_bytes(data[n : n + width], "big") for n in range(0, len(data), width)]
        self.used.update(found)
        return found

    def decode(self, codes: bytes) -> str:
        return "".join(self.characters[code] for code in self.codes(codes))

    def advance(self, code: int) -> float:
        """Return how far the pen goes on after a character, in thousandths of the size (ISO 32000-1 9.7.4.3)."""
        if self._widths is None:
            self._widths = dict(self._read_widths())
        return self._widths.get(code, self._other)

    def _read_widths(self) -> Iterator[tuple[int, float]]:
        below = self.inside.DescendantFonts[0]
        self._other = float(below.get("/DW", 1000))
        listed, place, many = list(below.get("/W", [])), 0, 0
        while place + 1 < len(listed):
            first, second = int(listed[place]), listed[place + 1]
            if isinstance(second, pikepdf.Array):
                pairs = list(zip(range(first, _MOST_CODES), map(float, second), strict=False))
                place += 2
            else:
                width = float(listed[place + 2])
                pairs = [(code, width) for code in range(first, min(int(second) + 1, _MOST_CODES))]
                place += 3
            many += len(pairs)
            if many > 2 * _MOST_CODES:
                raise UnreadablePdf(say("verify.map_large", font=self.name))
            yield from pairs


def _program(font: Any) -> bytes:
    below = font.get("/DescendantFonts", [pikepdf.Dictionary()])[0]
    held = below.get("/FontDescriptor", pikepdf.Dictionary()).get("/FontFile2")
    as_they_are = font.get("/Encoding") == "/Identity-H" and below.get("/CIDToGIDMap", "/Identity") == "/Identity"
    if not as_they_are or not isinstance(held, pikepdf.Stream):
        return b""
    data = bytes(held.read_bytes())
    return data if len(data) <= _MOST_FONT else b""


class Fonts:
    """The fonts of a file, each read once however many pages name it, and how much of the file may still be read."""

    def __init__(self) -> None:
        self._read: dict[tuple[int, int], Font] = {}
        self._left = _MOST_CONTENT
        self._area = _MOST_AREA

    def spend(self, size: int) -> None:
        """Count the bytes of a page or a form, each time that it is painted. Raises UnreadablePdf."""
        self._left -= size
        if self._left < 0:
            raise UnreadablePdf(say("verify.page_large"))

    def begin_page(self) -> None:
        """Grant what a page may paint over."""
        self._area += _AREA_OF_PAGE

    def paint(self, share: float) -> None:
        """Count how much of a page is painted over. Raises UnreadablePdf where to draw it would take too long."""
        self._area -= share
        if not self._area >= 0:
            raise UnreadablePdf(say("verify.page_large"))

    def font(self, resources: Any, name: str) -> Font:
        """Return the font that a page calls `name`. Raises KeyError, UnreadablePdf."""
        thing = resources[name]
        place = thing.objgen
        if place not in self._read:
            if place == (0, 0) or len(self._read) >= _MOST_FONTS:
                raise UnreadablePdf(say("verify.fonts_many"))
            self._read[place] = Font(thing)
        return self._read[place]

    def all(self) -> list[Font]:
        return list(self._read.values())


_PAIR = re.compile(r"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f\s]+)>|\[([^\[\]]*)\])")


def _cmap(text: str, name: str) -> dict[int, str]:
    found: dict[int, str] = {}
    many = 0
    for section in text.split("begin")[1:]:
        if section.startswith("bfchar"):
            for code, characters in _PAIR.findall(section.partition("endbfchar")[0]):
                found[int(code, 16)] = _utf16(characters)
        elif section.startswith("bfrange"):
            for low, high, start, listed in _RANGE.findall(section.partition("endbfrange")[0]):
                codes = range(int(low, 16), min(int(high, 16) + 1, _MOST_CODES))
                many += len(codes)
                if many > 2 * _MOST_CODES:
                    raise UnreadablePdf(say("verify.map_large", font=name))
                if listed:
                    found.update(zip(codes, map(_utf16, re.findall(r"<([^>]*)>", listed)), strict=False))
                else:
                    first = _utf16(start)
                    found.update((code, first[:-1] + chr(ord(first[-1]) + n)) for n, code in enumerate(codes))
    return found


def _utf16(digits: str) -> str:
    return bytes.fromhex(re.sub(r"\s", "", digits)).decode("utf-16-be")
