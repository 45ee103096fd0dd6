"""The characters of a PDF's fonts, by their ToUnicode maps (ISO 32000-1 9.10.3)."""

from __future__ import annotations

import re
from typing import Any

from policygen.diagnostics.codes import say


class UnreadablePdf(ValueError):
    """The words of the file cannot be read as a tagged PDF's; the message says why."""


class Font:
    """Codes to characters by the font's ToUnicode CMap (ISO 32000-1 9.10.3)."""

    def __init__(self, font: Any) -> None:
        if "/ToUnicode" not in font:
            raise UnreadablePdf(say("verify.no_map", font=str(font.get("/BaseFont"))))
        self.width = 2 if str(font.Subtype) == "/Type0" else 1
        self.characters = _cmap(font.ToUnicode.read_bytes().decode("latin-1"))

    def decode(self, codes: bytes) -> str:
        width = self.width
        whole = (int.from_bytes(codes[n : n + width], "big") for n in range(0, len(codes), width))
        return "".join(self.characters[code] for code in whole)


_SECTION = re.compile(r"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_PAIR = re.compile(r"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f\s]+)>|\[(.*?)\])", re.DOTALL)
_MOST_CODES = 0x10000


def _cmap(text: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for kind, body in _SECTION.findall(text):
        if kind == "bfchar":
            for code, characters in _PAIR.findall(body):
                found[int(code, 16)] = _utf16(characters)
            continue
        for low, high, start, listed in _RANGE.findall(body):
            codes = range(int(low, 16), min(int(high, 16) + 1, _MOST_CODES))
            if listed:
                found.update(zip(codes, map(_utf16, re.findall(r"<([^>]*)>", listed)), strict=False))
            else:
                first = _utf16(start)
                found.update((code, first[:-1] + chr(ord(first[-1]) + n)) for n, code in enumerate(codes))
    return found


def _utf16(digits: str) -> str:
    return bytes.fromhex(re.sub(r"\s", "", digits)).decode("utf-16-be")
