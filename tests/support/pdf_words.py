"""The words of a tagged PDF in reading order: structure tree -> marked content -> ToUnicode, by pikepdf alone.

Knows nothing of what wrote the file: what it finds is what a screen reader finds (ISO 32000-1 14.7, 14.8, 9.10).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf

# Roles whose words run on with the words around them; every other role begins and ends a piece.
INLINE = frozenset(("Span", "NonStruct", "Link", "Reference", "Quote", "Code", "Em", "Strong", "Sub", "Annot"))

_OPERATORS = "BDC BMC EMC BT Tf Tm Td TD TL T* Tj TJ ' \""


class Piece(NamedTuple):
    """`text` of an element with the standard `role`, without white space at its ends; `lang` as the tree has it."""

    role: str
    text: str
    lang: str
    page: int


class _Run(NamedTuple):
    """The text of one marked-content sequence and the heights of its first and last line (a height is a line)."""

    text: str
    first: float
    last: float


def read_words(pdf: bytes | Path) -> list[Piece]:
    """The pieces of the document in the order of the structure tree; an element without words has no piece.

    A figure's text is its Alt. Words parted by the end of a line are joined by one blank, but after a hyphen, a dash
    or a slash that stands close to the word before it. ValueError when the file has no structure tree.
    """
    with _open(pdf) as opened:
        if "/StructTreeRoot" not in opened.Root:
            raise ValueError("the file is not tagged: it has no structure tree")
        return list(_Tree(opened).pieces())


def read_artefacts(pdf: bytes | Path) -> list[list[str]]:
    """For each page, the texts of its artefacts (header, footer, watermark) in painting order."""
    with _open(pdf) as opened:
        fonts: dict[tuple[int, int], _Font] = {}
        return [_Page(page, fonts).artefacts for page in opened.pages]


def _open(pdf: bytes | Path) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf) if isinstance(pdf, bytes) else pdf)


class _Tree:
    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.root = pdf.Root.StructTreeRoot
        self.roles = {str(name): str(role) for name, role in dict(self.root.get("/RoleMap", {})).items()}
        fonts: dict[tuple[int, int], _Font] = {}
        self.pages = {page.objgen: _Page(page, fonts) for page in pdf.pages}
        self.numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        self.open: list[_Run] = []
        self.lang = ""
        self.page = 0

    def pieces(self) -> Iterator[Piece]:
        for kid in _kids(self.root):
            yield from self._element(kid, "Document", "", None)
            yield from self._close("Document")

    def _element(self, element: Any, owner: str, lang: str, page: Any) -> Iterator[Piece]:
        role = str(element.S)
        role = self.roles.get(role, role).lstrip("/")
        lang = str(element.get("/Lang", lang))
        page = element.get("/Pg", page)
        inline = role in INLINE
        if not inline:
            yield from self._close(owner)
            owner = role
        if "/ActualText" in element or (role == "Figure" and "/Alt" in element):
            self._add(_Run(str(element.get("/ActualText", element.get("/Alt"))), 0.0, 0.0), lang, page)
        else:
            for kid in _kids(element):
                if isinstance(kid, int):
                    self._add(self.pages[page.objgen].runs.get(int(kid)), lang, page)
                elif "/S" in kid:
                    yield from self._element(kid, owner, lang, page)
                elif "/MCID" in kid:
                    on = kid.get("/Pg", page)
                    self._add(self.pages[on.objgen].runs.get(int(kid.MCID)), lang, on)
        if not inline:
            yield from self._close(owner)

    def _add(self, run: _Run | None, lang: str, page: Any) -> None:
        if run is None or not run.text:
            return
        number = self.numbers[page.objgen]
        if not self.open:
            self.page = number
            self.lang = lang
        elif lang != self.lang:
            self.lang = self.lang and lang and ""  # more languages than one: the piece has none of its own
        self.open.append(_Run(run.text, run.first - number * 1e6, run.last - number * 1e6))

    def _close(self, owner: str) -> Iterator[Piece]:
        if self.open:
            text = _join(self.open).strip()
            self.open = []
            if text:
                yield Piece(owner, text, self.lang, self.page)


class _Page:
    """The marked content of one page, by MCID, and its artefacts."""

    def __init__(self, page: pikepdf.Page, fonts: dict[tuple[int, int], _Font]) -> None:
        self.runs: dict[int, _Run] = {}
        self.artefacts: list[str] = []
        self._fonts = fonts
        self._resources = page.obj.Resources.get("/Font", {})
        self._read(page)

    def _read(self, page: pikepdf.Page) -> None:
        marks: list[int | str | None] = []
        lines: list[_Run] = []
        font: _Font | None = None
        height = leading = 0.0
        actual: Any = None
        for operands, operator in pikepdf.parse_content_stream(page, operators=_OPERATORS):
            match str(operator):
                case "BDC" | "BMC":
                    tag = str(operands[0])
                    properties = operands[1] if len(operands) > 1 else None
                    mcid = properties.get("/MCID") if isinstance(properties, pikepdf.Dictionary) else None
                    actual = properties.get("/ActualText") if isinstance(properties, pikepdf.Dictionary) else None
                    marks.append(int(mcid) if mcid is not None else tag if tag == "/Artifact" else None)
                    if marks[-1] is not None:
                        lines = []
                case "EMC":
                    mark = marks.pop() if marks else None
                    if mark is not None and actual is not None:
                        lines, actual = [_Run(str(actual), height, height)], None
                    if mark is not None and lines:
                        run = _Run(_join(lines), lines[0].first, lines[-1].last)
                        if isinstance(mark, int):
                            self.runs[mark] = run
                        else:
                            self.artefacts.append(run.text)
                        lines = []
                case "BT":
                    height = 0.0
                case "Tf":
                    font = self._font(str(operands[0]))
                case "Tm":
                    height = float(operands[5])
                case "TL":
                    leading = float(operands[0])
                case "Td":
                    height += float(operands[1])
                case "TD":
                    leading = -float(operands[1])
                    height -= leading
                case "T*":
                    height -= leading
                case shown:
                    if shown in ("'", '"'):
                        height -= leading
                    assert font is not None, "text is shown before a font is chosen"
                    strings = operands[0] if shown == "TJ" else [operands[-1]]
                    text = "".join(font.decode(bytes(part)) for part in strings if isinstance(part, pikepdf.String))
                    lines.append(_Run(text, height, height))

    def _font(self, name: str) -> _Font:
        reference = self._resources[name]
        key = reference.objgen
        if key not in self._fonts or key == (0, 0):
            self._fonts[key] = _Font(reference)
        return self._fonts[key]


class _Font:
    """Codes to characters by the font's ToUnicode CMap (ISO 32000-1 9.10.3)."""

    def __init__(self, font: Any) -> None:
        if "/ToUnicode" not in font:
            raise ValueError(f"the font {font.get('/BaseFont')} has no ToUnicode map: its words cannot be read")
        self.width = 2 if str(font.Subtype) == "/Type0" else 1
        self.characters = _cmap(font.ToUnicode.read_bytes().decode("latin-1"))

    def decode(self, codes: bytes) -> str:
        width = self.width
        whole = (int.from_bytes(codes[n : n + width], "big") for n in range(0, len(codes), width))
        return "".join(self.characters[code] for code in whole)


_SECTION = re.compile(r"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_PAIR = re.compile(r"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f\s]+)>|\[(.*?)\])", re.DOTALL)


def _cmap(text: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for kind, body in _SECTION.findall(text):
        if kind == "bfchar":
            for code, characters in _PAIR.findall(body):
                found[int(code, 16)] = _utf16(characters)
            continue
        for low, high, start, listed in _RANGE.findall(body):
            codes = range(int(low, 16), int(high, 16) + 1)
            if listed:
                found.update(zip(codes, map(_utf16, re.findall(r"<([^>]*)>", listed)), strict=False))
            else:
                first = _utf16(start)
                found.update((code, first[:-1] + chr(ord(first[-1]) + n)) for n, code in enumerate(codes))
    return found


def _utf16(digits: str) -> str:
    return bytes.fromhex(re.sub(r"\s", "", digits)).decode("utf-16-be")


def _join(runs: list[_Run]) -> str:
    text = ""
    height = 0.0
    for run in runs:
        if text and abs(run.first - height) > 0.5 and _parted(text) and not run.text[:1].isspace():
            text += " "
        text += run.text
        height = run.last
    return text


def _parted(text: str) -> bool:
    """Whether a blank was lost where this line ends."""
    if text[-1].isspace():
        return False
    return text[-1] not in "-‐–—/" or text[-2:-1].isspace()


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]
