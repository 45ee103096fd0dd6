"""The characters of a PDF's fonts, by their ToUnicode maps, and how wide each is (ISO 32000-1 9.7.4.3, 9.10.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from policygen.diagnostics.codes import say
from policygen.inspect.pdf_glyphs import TRUETYPE

_WIDTH = 2  # bytes of a code in Identity-H
_MOST_CODES = 0x10000
_MOST_BYTES = 1_000_000  # of a ToUnicode map; one of a whole typeface has a tenth
_MOST_FONTS = 100
_MOST_FONT = 4_000_000  # bytes of a font; the look's largest cut has a tenth
_MOST_CONTENT = 4_000_000  # bytes of all pages, as often as each is painted; 20 pages have half a million
# Pages are drawn with two pixels to a point each way, so that A4 has two million.
_PIXELS_OF_AREA = 4.0
_MOST_PIXELS = 120_000_000  # that all pages paint, and for each page, itself included:
_PIXELS_OF_PAGE = 10_000_000


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


# The entries of a font, of the one below it, of what describes that and of its file, as the engine writes them.
_FONT = _names("/Type /Subtype /BaseFont /Encoding /DescendantFonts /ToUnicode")
_BELOW = _names("/Type /Subtype /BaseFont /CIDSystemInfo /CIDToGIDMap /DW /W /FontDescriptor")
_DESCRIPTION = _names(
    "/Type /FontName /FontFamily /Flags /FontBBox /ItalicAngle /Ascent /Descent /CapHeight /XHeight /StemV /StemH"
    " /FontFile2 /CIDSet"
)
_FILE = _names("/Length /Length1 /Filter /DecodeParms")


class UnreadablePdf(ValueError):
    """The words of a PDF cannot be read; the message says why."""


class Font:
    """Codes to characters and widths. `name` is the typeface's, without the mark of a part of it.

    `program` is the TrueType font whose glyphs the codes are.
    """

    def __init__(self, font: Any) -> None:
        self.name = re.sub(r"^/(?:[A-Z]{6}\+)?", "", str(font.get("/BaseFont", "")))
        if font.get("/Subtype") != "/Type0":
            raise self._broken()
        if "/ToUnicode" not in font:
            raise UnreadablePdf(say("verify.no_map", font=str(font.get("/BaseFont"))))
        table = font.ToUnicode.read_bytes()
        if len(table) > _MOST_BYTES:
            raise UnreadablePdf(say("verify.map_large", font=self.name))
        self.characters = _cmap(table.decode("latin-1"), self.name)
        self.inside: Any = font
        self.program = self._file()
        self.used: set[int] = set()
        self._widths: dict[int, float] | None = None
        self._other = 0.0

    def codes(self, data: bytes) -> list[int]:
        """Return the codes in a string that is shown; each is noted as used. Raises UnreadablePdf for half a code."""
        if len(data) % _WIDTH:
            raise UnreadablePdf(say("verify.half_letter", font=self.name))
        found = [int.from_bytes(data[n : n + _WIDTH], "big") for n in range(0, len(data), _WIDTH)]
        self.used.update(found)
        return found

    def decode(self, codes: bytes) -> str:
        return "".join(self.characters[code] for code in self.codes(codes))

    def advance(self, code: int) -> float:
        """Return how far the pen goes on after a character, in thousandths of the size (ISO 32000-1 9.7.4.3)."""
        if self._widths is None:
            self._widths = dict(self._read_widths())
        return self._widths.get(code, self._other)

    def _file(self) -> bytes:
        """Return the one TrueType font whose glyphs are numbered as the codes are (ISO 32000-1 9.7.4, 9.9).

        Raises UnreadablePdf for anything else: of two font files, or of a packed one, programs show different letters.
        """
        font, below = self.inside, self.inside.DescendantFonts[0]
        described = below.FontDescriptor
        if "/FontFile2" not in described:
            raise self._broken()
        file = described.FontFile2
        for part, known in ((font, _FONT), (below, _BELOW), (described, _DESCRIPTION), (file, _FILE)):
            strange = sorted(set(part.keys()) - known)
            if strange:
                raise UnreadablePdf(say("verify.font_part", font=self.name, part=strange[0][1:]))
        system = below.CIDSystemInfo
        if (
            font.Encoding != "/Identity-H"
            or len(font.DescendantFonts) != 1
            or below.Subtype != "/CIDFontType2"
            or below.get("/CIDToGIDMap", "/Identity") != "/Identity"
            or (str(system.Registry), str(system.Ordering), int(system.Supplement)) != ("Adobe", "Identity", 0)
        ):
            raise self._broken()
        data = bytes(file.read_bytes())
        if not data.startswith(TRUETYPE) or len(data) > _MOST_FONT:
            raise self._broken()
        return data

    def _broken(self) -> UnreadablePdf:
        return UnreadablePdf(say("verify.font_broken", font=self.name))

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


class ReadingBudget:
    """How much of a file may still be read and painted, so that to read and draw it takes bounded time."""

    def __init__(self) -> None:
        self._bytes = _MOST_CONTENT
        self._pixels: float = _MOST_PIXELS
        self._page = 0.0

    def spend(self, size: int) -> None:
        """Count the bytes of a page or a form, each time that it is painted. Raises UnreadablePdf."""
        self._bytes -= size
        if self._bytes < 0:
            raise UnreadablePdf(say("verify.page_large"))

    def begin_page(self, across: float, along: float) -> None:
        """Grant what a page may paint, and count the page itself, of so many points. Raises UnreadablePdf."""
        self._page = across * along * _PIXELS_OF_AREA
        self._pixels += _PIXELS_OF_PAGE
        self.paint(1.0)

    def paint(self, share: float) -> None:
        """Count the pixels of what is painted, given as a share of the page. Raises UnreadablePdf."""
        self._pixels -= share * self._page
        if not self._pixels >= 0:  # nor a number that is none
            raise UnreadablePdf(say("verify.page_large"))


class Fonts:
    """The fonts of a file, each read once however many pages name it, and the `budget` for the file."""

    def __init__(self) -> None:
        self._read: dict[tuple[int, int], Font] = {}
        self.budget = ReadingBudget()

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
