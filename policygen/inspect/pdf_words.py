"""The words of a tagged PDF in reading order: structure tree -> marked content -> ToUnicode, by pikepdf alone.

Knows nothing of what wrote the file: what it finds is what a screen reader finds (ISO 32000-1 14.7, 14.8, 9.10). It
also tells what a screen reader is not told: text outside the tree, and words put in the place of those shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf

from policygen.diagnostics.codes import say
from policygen.inspect.pdf_fonts import Font, UnreadablePdf

# Roles whose words run on with the words around them; every other role begins and ends a piece.
INLINE = frozenset(("Span", "NonStruct", "Link", "Reference", "Quote", "Code", "Em", "Strong", "Sub", "Annot", "Form"))

_OPERATORS = "BDC BMC EMC BT Tf Tm Td TD TL T* Tj TJ ' \" Do BI EI"


_SPACES = re.compile(r"[\s_☐\u200b]+")
_DEEPEST = 200  # elements inside one another; nobody's document has so many


class TaggedText(NamedTuple):
    """`text` of an element with the standard `role`, without white space at its ends; `lang` as the tree has it.

    The label of an item in a list that is not numbered is what the item defines: its role is `Term`, no standard one.
    """

    role: str
    text: str
    lang: str
    page: int


class Stray(NamedTuple):
    """Something painted on `page` that the structure tree does not have, or not as it is painted."""

    page: int
    text: str


@dataclass(slots=True)
class Reading:
    """All that a PDF says: `pieces` by its tree, `artefacts` of each page, `strays` outside of both.

    `replaced` are words that stand in the file for others that are shown (ActualText), `pictures` what was painted
    outside of a figure.
    """

    pieces: list[TaggedText]
    artefacts: list[list[str]]
    strays: list[Stray] = field(default_factory=list)
    replaced: list[Stray] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)


class _Run(NamedTuple):
    """The text of one marked-content sequence and the heights of its first and last line (a height is a line)."""

    text: str
    first: float
    last: float


def read_pdf(pdf: bytes | Path | pikepdf.Pdf) -> Reading:
    """Read the words of a PDF. Raises Unreadable, also for a file that is not a PDF."""
    try:
        if isinstance(pdf, pikepdf.Pdf):
            return _read(pdf)
        with _open(pdf) as opened:
            return _read(opened)
    except UnreadablePdf:
        raise
    except RecursionError as error:
        raise UnreadablePdf(say("verify.tree_deep")) from error
    except (
        pikepdf.PdfError, AttributeError, IndexError, KeyError, TypeError, ValueError, ArithmeticError
    ) as error:  # fmt: skip
        raise UnreadablePdf(say("verify.tree_broken", error=f"{type(error).__name__}: {error}"[:160])) from error


def _read(pdf: pikepdf.Pdf) -> Reading:
    if "/StructTreeRoot" not in pdf.Root:
        raise UnreadablePdf(say("verify.untagged"))
    tree = _Tree(pdf)
    reading = Reading(list(tree.pieces()), [page.artefacts for page in tree.pages.values()])
    for number, page in enumerate(tree.pages.values(), 1):
        loose = [*page.loose, *(run.text for mcid, run in page.runs.items() if mcid not in page.taken)]
        reading.strays += [Stray(number, text) for text in loose if text.strip()]
        reading.replaced += [Stray(number, text) for text in page.replaced]
        reading.pictures += [number for mark in page.painted if mark is None or mark not in page.figures]
    reading.replaced += tree.replaced
    return reading


def read_words(pdf: bytes | Path) -> list[TaggedText]:
    """The pieces of the document in the order of the structure tree; an element without words has no piece.

    A figure's text is its Alt. Words parted by the end of a line are joined by one blank, but after a hyphen, a dash
    or a slash that stands close to the word before it. Raises Unreadable, a ValueError.
    """
    return read_pdf(pdf).pieces


def read_artefacts(pdf: bytes | Path) -> list[list[str]]:
    """For each page, the texts of its artefacts (header, footer, watermark) in painting order."""
    with _open(pdf) as opened:
        fonts: dict[tuple[int, int], Font] = {}
        return [_Page(page, fonts).artefacts for page in opened.pages]


def _open(pdf: bytes | Path) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf) if isinstance(pdf, bytes) else pdf)


class _Tree:
    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.root = pdf.Root.StructTreeRoot
        self.roles = {
            str(name): str(role) for name, role in dict(self.root.get("/RoleMap", pikepdf.Dictionary())).items()
        }
        fonts: dict[tuple[int, int], Font] = {}
        self.pages = {page.objgen: _Page(page, fonts) for page in pdf.pages}
        self.numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        self.open: list[_Run] = []
        self.replaced: list[Stray] = []
        self._met: set[tuple[int, int]] = set()
        self.lang = ""
        self.page = 0

    def pieces(self) -> Iterator[TaggedText]:
        for kid in _kids(self.root):
            yield from self._element(kid, "Document", "", None, False)
            yield from self._close("Document")

    def _visit(self, element: Any) -> None:
        """Raise for an element that was met before: what has two parents is no tree, and can be a maze."""
        place = element.objgen
        if place in self._met:
            raise RecursionError
        if place != (0, 0):
            self._met.add(place)

    def _element(self, element: Any, owner: str, lang: str, page: Any, figure: bool) -> Iterator[TaggedText]:
        self._visit(element)
        role = str(element.S)
        role = self.roles.get(role, role).lstrip("/")
        lang = str(element.get("/Lang", lang))
        page = element.get("/Pg", page)
        figure = figure or role == "Figure"
        if role == "Lbl" and _numbering(element.P.P) == "/None":
            role = "Term"
        inline = role in INLINE
        if not inline:
            yield from self._close(owner)
            owner = role
        instead = element.get("/ActualText", element.get("/Alt") if role == "Figure" else None)
        if instead is not None:
            shown, on = self._shown(element, page, figure, 0)
            if "/ActualText" in element:
                self._replaces(str(instead), shown, on)
            if on is not None:
                self._add(_Run(str(instead), 0.0, 0.0), lang, on)
        for kid in _kids(element) if instead is None else ():
            if isinstance(kid, int) or ("/MCID" in kid and "/S" not in kid):
                run, on = self._content(kid, page, figure)
                self._add(run, lang, on)
            elif "/S" in kid:
                yield from self._element(kid, owner, lang, page, figure)
        if not inline:
            yield from self._close(owner)

    def _content(self, kid: Any, page: Any, figure: bool) -> tuple[_Run | None, Any]:
        on = page if isinstance(kid, int) else kid.get("/Pg", page)
        return self.pages[on.objgen].take(int(kid if isinstance(kid, int) else kid.MCID), figure), on

    def _shown(self, element: Any, page: Any, figure: bool, depth: int) -> tuple[str, Any]:
        """What is painted for an element in whose place other words are read, and the page."""
        if depth > _DEEPEST:
            raise RecursionError
        page = element.get("/Pg", page)
        found = []
        for kid in _kids(element):
            if isinstance(kid, int) or ("/MCID" in kid and "/S" not in kid):
                run, page = self._content(kid, page, figure)
                found.append(run.text if run else "")
            elif "/S" in kid:
                self._visit(kid)
                text, page = self._shown(kid, page, figure, depth + 1)
                found.append(text)
        return "".join(found), page

    def _replaces(self, instead: str, shown: str, page: Any) -> None:
        if squeezed(instead) != squeezed(shown):
            self.replaced.append(Stray(self.numbers[page.objgen] if page is not None else 0, f"{shown} → {instead}"))

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

    def _close(self, owner: str) -> Iterator[TaggedText]:
        if self.open:
            text = _join(self.open).strip()
            self.open = []
            if text:
                yield TaggedText(owner, text, self.lang, self.page)


class _Mark:
    """A marked-content sequence while it is open: `key` its MCID, `Artifact`, or None for one that is neither."""

    def __init__(self, operands: Any) -> None:
        properties = operands[1] if len(operands) > 1 else None
        held = properties if isinstance(properties, pikepdf.Dictionary) else pikepdf.Dictionary()
        mcid = held.get("/MCID")
        self.actual = held.get("/ActualText")
        tag = str(operands[0])
        self.key: int | str | None = int(mcid) if mcid is not None else "Artifact" if tag == "/Artifact" else None
        self.lines: list[_Run] = []


class _Page:
    """The marked content of one page, by MCID, its artefacts, and what is painted outside of both."""

    def __init__(self, page: pikepdf.Page, fonts: dict[tuple[int, int], Font]) -> None:
        self.runs: dict[int, _Run] = {}
        self.artefacts: list[str] = []
        self.loose: list[str] = []
        self.replaced: list[str] = []
        self.painted: list[int | str | None] = []
        self.taken: set[int] = set()
        self.figures: set[int | str | None] = {"Artifact"}
        self._fonts = fonts
        resources: Any = page.obj.get("/Resources", {})
        self._resources: Any = resources.get("/Font", {})
        self._marks: list[_Mark] = []
        self._read(page)

    def take(self, mcid: int, figure: bool) -> _Run | None:
        """The run of a marked-content sequence, which an element of the tree holds."""
        self.taken.add(mcid)
        if figure:
            self.figures.add(mcid)
        return self.runs.get(mcid)

    def _read(self, page: pikepdf.Page) -> None:
        font: Font | None = None
        height = leading = 0.0
        instructions: Any = pikepdf.parse_content_stream(page, operators=_OPERATORS)
        for operands, operator in instructions:
            match str(operator):
                case "BDC" | "BMC":
                    self._marks.append(_Mark(operands))
                case "EMC":
                    if self._marks:
                        self._finish(self._marks.pop(), height)
                case "Do" | "INLINE IMAGE" | "BI":
                    inner = self._innermost()
                    self.painted.append(inner.key if inner else None)
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
                case "Tj" | "TJ" | "'" | '"' as shown:
                    if shown in ("'", '"'):
                        height -= leading
                    if font is None:
                        raise UnreadablePdf(say("verify.no_font"))
                    strings = operands[0] if shown == "TJ" else [operands[-1]]
                    text = "".join(font.decode(bytes(part)) for part in strings if isinstance(part, pikepdf.String))
                    mark = self._innermost()
                    if mark is None:
                        self.loose.append(text)
                    else:
                        mark.lines.append(_Run(text, height, height))
                case _:
                    pass

    def _innermost(self) -> _Mark | None:
        return next((mark for mark in reversed(self._marks) if mark.key is not None), None)

    def _finish(self, mark: _Mark, height: float) -> None:
        lines = mark.lines
        if mark.actual is not None:
            shown = _join(lines)
            if squeezed(shown) != squeezed(str(mark.actual)):
                self.replaced.append(f"{shown} → {mark.actual}")
            if mark.key is not None:
                lines = [_Run(str(mark.actual), height, height)]
        if mark.key is None or not lines:
            return
        run = _Run(_join(lines), lines[0].first, lines[-1].last)
        if not isinstance(mark.key, int):
            self.artefacts.append(run.text)
        elif mark.key in self.runs:
            self.loose.append(run.text)  # a number given twice: the tree can mean one of the two only
        else:
            self.runs[mark.key] = run

    def _font(self, name: str) -> Font:
        reference = self._resources[name]
        key = reference.objgen
        if key not in self._fonts or key == (0, 0):
            self._fonts[key] = Font(reference)
        return self._fonts[key]


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


def squeezed(words: str) -> str:
    """`words` without white space and without the lines and boxes that a pen fills."""
    return _SPACES.sub("", words)


def _numbering(element: Any) -> str:
    return str(element.get("/A", {}).get("/ListNumbering", "/None"))


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]
