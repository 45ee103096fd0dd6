"""The words of a tagged PDF in reading order: structure tree -> marked content -> ToUnicode, by pikepdf alone.

Knows nothing of what wrote the file: what it finds is what a screen reader finds (ISO 32000-1 14.7, 14.8, 9.10). It
also tells what a screen reader is not told: text outside the tree, and words put in the place of those shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf

from policygen.diagnostics.codes import say
from policygen.inspect.pdf_fonts import Font, Fonts, UnreadablePdf
from policygen.inspect.pdf_page import PageContent
from policygen.inspect.pdf_runs import Run, run_on
from policygen.inspect.pdf_told import labels_of, strange_entries, strange_in_root
from policygen.inspect.squeezing import squeezed

# Roles whose words run on with the words around them; every other role begins and ends a piece.
INLINE = frozenset(("Span", "NonStruct", "Link", "Reference", "Quote", "Code", "Em", "Strong", "Sub", "Annot", "Form"))

_MOST_PAGES = 500
_DEEPEST = 200  # elements inside one another; nobody's document has so many


class CellPlace(NamedTuple):
    """Where a cell is: its table and its row, both counted through the file, and its column, all from 1.

    `head` says that its row is the table's header, `open` that a pen fills some of the cell.
    """

    table: int
    row: int
    column: int
    head: bool
    open: bool


class TaggedText(NamedTuple):
    """`text` of an element with the standard `role`, without white space at its ends; `lang` as the tree has it.

    The label of an item in a list that is not numbered is what the item defines: its role is `Term`, no standard one.
    `marks` are the page and the MCID of each of its stretches, in the order in which they are read. `cell` is its
    place in a table.
    """

    role: str
    text: str
    lang: str
    page: int
    marks: tuple[tuple[int, int], ...] = ()
    cell: CellPlace | None = None


class Stray(NamedTuple):
    """Something painted on `page` that the structure tree does not have, or not as it is painted."""

    page: int
    text: str


@dataclass(slots=True)
class Reading:
    """All that a PDF says: `pieces` by its tree, `artefacts` of each page, `strays` outside of both.

    `replaced` are words that stand in the file for others that are shown (ActualText), `pictures` the pages of what was
    painted outside of a figure, `figures` how many figures the tree has. `pages` are what each page paints, with
    `fonts`. `linked` are the pages and MCIDs of the words of links. `labels` are told of what a pen fills, `odd` names
    entries of the tree that policygen never writes.
    """

    pieces: list[TaggedText]
    artefacts: list[list[str]]
    strays: list[Stray] = field(default_factory=list)
    replaced: list[Stray] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    figures: int = 0
    pages: list[PageContent] = field(default_factory=list)
    fonts: list[Font] = field(default_factory=list)
    linked: set[tuple[int, int]] = field(default_factory=set)
    labels: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)


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
    reading.figures, reading.pages, reading.fonts = tree.figures, list(tree.pages.values()), tree.fonts.all()
    reading.linked, reading.labels, reading.odd = tree.linked, tree.labels, tree.odd
    return reading


def _open(pdf: bytes | Path) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf) if isinstance(pdf, bytes) else pdf)


class _Tree:
    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.root = pdf.Root.StructTreeRoot
        self.roles = {
            str(name): str(role) for name, role in dict(self.root.get("/RoleMap", pikepdf.Dictionary())).items()
        }
        self.fonts = fonts = Fonts()
        self.pages = {page.objgen: PageContent(page, fonts) for page in list(pdf.pages)[: _MOST_PAGES + 1]}
        self.numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        if len(self.pages) != len(pdf.pages) or len(self.pages) > _MOST_PAGES:
            raise UnreadablePdf(say("verify.pages_many"))
        self.open: list[Run] = []
        self.places: list[tuple[int, int]] = []
        self.figures = 0
        self.linked: set[tuple[int, int]] = set()
        self.labels: list[str] = []
        self.odd = strange_in_root(self.root)
        self.cell: CellPlace | None = None
        self._table = self._row = self._column = 0
        self._head = False
        self.replaced: list[Stray] = []
        self._met: set[tuple[int, int]] = set()
        self.lang = ""
        self.page = 0

    def pieces(self) -> Iterator[TaggedText]:
        for kid in _kids(self.root):
            yield from self._element(kid, "Document", "", None, "")
            yield from self._close("Document")

    def _visit(self, element: Any) -> None:
        """Raise for an element that was met before: what has two parents is no tree, and can be a maze."""
        place = element.objgen
        if place in self._met:
            raise RecursionError
        if place != (0, 0):
            self._met.add(place)

    def _element(self, element: Any, owner: str, lang: str, page: Any, within: str) -> Iterator[TaggedText]:
        self._visit(element)
        role = str(element.S)
        role = self.roles.get(role, role).lstrip("/")
        lang = str(element.get("/Lang", lang))
        page = element.get("/Pg", page)
        self.odd += strange_entries(element, role)
        self.labels += labels_of(element, role)
        if role == "Figure":
            self.figures += 1
        self._place(element, role)
        if role in ("Figure", "Link") and within != "Figure":
            within = role
        if role == "Lbl" and _numbering(element.P.P) == "/None":
            role = "Term"
        inline = role in INLINE
        if not inline:
            yield from self._close(owner)
            owner = role
        instead = element.get("/ActualText", element.get("/Alt") if role == "Figure" else None)
        if instead is not None:
            shown, on = self._shown(element, page, within, 0)
            if "/ActualText" in element:
                self._replaces(str(instead), shown, on)
            if on is not None:
                self._add(Run(str(instead), 0.0, 0.0), lang, on, None)
        for kid in _kids(element) if instead is None else ():
            if isinstance(kid, int) or ("/MCID" in kid and "/S" not in kid):
                run, on = self._content(kid, page, within)
                self._add(run, lang, on, _number_of(kid))
            elif "/S" in kid:
                yield from self._element(kid, owner, lang, page, within)
        if not inline:
            yield from self._close(owner)

    def _place(self, element: Any, role: str) -> None:
        """Keep count of where in a table an element is."""
        match role:
            case "Table":
                self._table += 1
            case "THead" | "TBody":
                self._head = role == "THead"
            case "TR":
                self._row, self._column = self._row + 1, 0
            case "TH" | "TD":
                self._column += 1
                parts = [kid for kid in _kids(element) if isinstance(kid, pikepdf.Dictionary)]
                to_fill = any(kid.get("/S") == "/Form" for kid in parts)
                self.cell = CellPlace(self._table, self._row, self._column, self._head, to_fill)

    def _content(self, kid: Any, page: Any, within: str) -> tuple[Run | None, Any]:
        on = page if isinstance(kid, int) else kid.get("/Pg", page)
        if within == "Link":
            self.linked.add((self.numbers[on.objgen], _number_of(kid)))
        return self.pages[on.objgen].take(_number_of(kid), within == "Figure"), on

    def _shown(self, element: Any, page: Any, within: str, depth: int) -> tuple[str, Any]:
        """What is painted for an element in whose place other words are read, and the page."""
        if depth > _DEEPEST:
            raise RecursionError
        page = element.get("/Pg", page)
        found = []
        for kid in _kids(element):
            if isinstance(kid, int) or ("/MCID" in kid and "/S" not in kid):
                run, page = self._content(kid, page, within)
                found.append(run.text if run else "")
            elif "/S" in kid:
                self._visit(kid)
                text, page = self._shown(kid, page, within, depth + 1)
                found.append(text)
        return "".join(found), page

    def _replaces(self, instead: str, shown: str, page: Any) -> None:
        if squeezed(instead) != squeezed(shown):
            self.replaced.append(Stray(self.numbers[page.objgen] if page is not None else 0, f"{shown} → {instead}"))

    def _add(self, run: Run | None, lang: str, page: Any, mark: int | None) -> None:
        if run is None or not run.text:
            return
        number = self.numbers[page.objgen]
        if mark is not None:
            self.places.append((number, mark))
        if not self.open:
            self.page = number
            self.lang = lang
        elif lang != self.lang:
            self.lang = self.lang and lang and ""  # more languages than one: the piece has none of its own
        self.open.append(Run(run.text, run.first - number * 1e6, run.last - number * 1e6))

    def _close(self, owner: str) -> Iterator[TaggedText]:
        if self.open:
            text = run_on(self.open).strip()
            marks = tuple(self.places)
            self.open, self.places = [], []
            if text:
                cell = self.cell if owner in ("TH", "TD") else None
                yield TaggedText(owner, text, self.lang, self.page, marks, cell)


def _numbering(element: Any) -> str:
    return str(element.get("/A", {}).get("/ListNumbering", "/None"))


def _number_of(kid: Any) -> int:
    return int(kid if isinstance(kid, int) else kid.MCID)


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]
