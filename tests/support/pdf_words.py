"""The words of a tagged PDF in the order of its structure tree, written for the tests alone.

PDFium says which text each marked-content sequence shows and where; the tree is followed by ISO 32000-1, 14.7 and 14.8.
Nothing here comes from the product's own reader, so a mistake of one of the two is seen beside the other.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

# ISO 32000-1 14.8.4.4: inline-level elements, whose words run on with those around them.
INLINE = frozenset(("Span", "NonStruct", "Link", "Reference", "Quote", "Code", "Em", "Strong", "Sub", "Annot", "Form"))


class TaggedText(NamedTuple):
    """The words of one element of the standard `role`; `page` from 1, `lang` as the tree says it.

    The label of an item in a list without numbering is a term: its role is `Term`, which is no standard one.
    """

    role: str
    text: str
    lang: str
    page: int


@dataclass
class Shown:
    """What PDFium draws on one page: (baseline, text) by MCID, and the texts of each artefact."""

    marked: dict[int, list[tuple[float, str]]] = field(default_factory=dict)
    artefacts: list[list[tuple[float, str]]] = field(default_factory=list)


def read_words(pdf: bytes | Path) -> list[TaggedText]:
    """Every element's words in the order of the tree; a figure's are its Alt."""
    data = pdf if isinstance(pdf, bytes) else pdf.read_bytes()
    shown = list(_shown(data))
    with pikepdf.open(BytesIO(data)) as opened:
        numbers = {page.objgen: number for number, page in enumerate(opened.pages)}
        for page, number in zip(opened.pages, numbers.values(), strict=True):
            _put_in_place(page, shown[number])
        return list(_pieces(opened.Root.StructTreeRoot, shown, numbers))


def read_artefacts(pdf: bytes | Path) -> list[list[str]]:
    """For each page, the texts of its artefacts (header, footer, watermark) in painting order."""
    data = pdf if isinstance(pdf, bytes) else pdf.read_bytes()
    return [[_lines(artefact) for artefact in page.artefacts] for page in _shown(data)]


# --- what is drawn ---------------------------------------------------------------------------------------------------


def _shown(data: bytes) -> Iterator[Shown]:
    document = pypdfium2.PdfDocument(data)
    try:
        for page in document:
            text_page = page.get_textpage()
            yield _of_page(page.raw, text_page.raw)
            text_page.close()
            page.close()
    finally:
        document.close()


def _of_page(page: Any, text_page: Any) -> Shown:
    shown, last, texts = Shown(), 0, _texts(text_page)
    for number in range(pdfium.FPDFPage_CountObjects(page)):
        thing = pdfium.FPDFPage_GetObject(page, number)
        if pdfium.FPDFPageObj_GetType(thing) != pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        piece = (_baseline(thing), texts.get(_address(thing), ""))
        mcid = pdfium.FPDFPageObj_GetMarkedContentID(thing)
        if mcid >= 0:
            shown.marked.setdefault(mcid, []).append(piece)
        elif mark := _artefact(thing):
            # Objects of one marked-content sequence share its mark.
            if mark != last:
                shown.artefacts.append([])
            shown.artefacts[-1].append(piece)
            last = mark
        else:
            raise AssertionError(f"{piece[1]!r} is neither marked content nor an artefact")
    return shown


def _texts(text_page: Any) -> dict[int, str]:
    """The characters of each text object, by its address, without the blanks that PDFium guesses between objects."""
    found: dict[int, str] = {}
    for number in range(pdfium.FPDFText_CountChars(text_page)):
        if not pdfium.FPDFText_IsGenerated(text_page, number):
            # A hyphen at the end of a line has the code 2.
            code = pdfium.FPDFText_GetUnicode(text_page, number)
            owner = _address(pdfium.FPDFText_GetTextObject(text_page, number))
            found[owner] = found.get(owner, "") + ("-" if code == 2 else chr(code))
    return found


def _address(handle: Any) -> int:
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def _baseline(thing: Any) -> float:
    matrix = pdfium.FS_MATRIX()
    assert pdfium.FPDFPageObj_GetMatrix(thing, matrix)
    return float(matrix.f)


def _artefact(thing: Any) -> int:
    """The address of the object's Artifact mark; 0 where it has none."""
    for number in range(pdfium.FPDFPageObj_CountMarks(thing)):
        mark = pdfium.FPDFPageObj_GetMark(thing, number)
        name, size = (ctypes.c_ushort * 64)(), ctypes.c_ulong()
        assert pdfium.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), size)
        if bytes(name)[: size.value - 2].decode("utf-16-le") == "Artifact":
            return _address(mark)
    return 0


def _put_in_place(page: pikepdf.Page, shown: Shown) -> None:
    """Put ActualText (14.9.4) in the place of what its marked content shows, which may be nothing."""
    for operands, _ in pikepdf.parse_content_stream(page, operators="BDC"):
        properties: Any = operands[1]
        if isinstance(properties, pikepdf.Dictionary) and "/ActualText" in properties and "/MCID" in properties:
            mcid = int(properties.MCID)
            drawn = shown.marked.get(mcid, [])
            height = drawn[0][0] if drawn else float("nan")
            shown.marked[mcid] = [(height, str(properties.ActualText))]


# --- the tree --------------------------------------------------------------------------------------------------------


@dataclass
class Open:
    """The words that were met since the last element began or ended."""

    role: str = "Document"
    lines: list[tuple[float, str]] = field(default_factory=list)
    langs: set[str] = field(default_factory=set)
    page: int = 0

    def ended(self, role: str) -> Iterator[TaggedText]:
        text = _lines(self.lines).strip()
        if text:
            yield TaggedText(self.role, text, self.langs.pop() if len(self.langs) == 1 else "", self.page)
        self.role, self.lines, self.langs = role, [], set()


class Task(NamedTuple):
    """A kid of an element still to be read, with what it inherits; `ends` is the role that goes on after it."""

    kid: Any
    lang: str
    page: Any
    ends: str | None = None


def _pieces(root: Any, shown: list[Shown], numbers: dict[Any, int]) -> Iterator[TaggedText]:
    now = Open()
    roles = {str(name): str(role) for name, role in root.get("/RoleMap", pikepdf.Dictionary()).items()}
    waiting = [Task(kid, "", None) for kid in reversed(_kids(root))]
    block = ["Document"]
    while waiting:
        task = waiting.pop()
        if task.ends is not None:
            yield from now.ended(task.ends)
            block.pop()
        elif isinstance(task.kid, int) or "/S" not in task.kid:
            if isinstance(task.kid, int) or "/MCID" in task.kid:
                page = task.page if isinstance(task.kid, int) else task.kid.get("/Pg", task.page)
                mcid = int(task.kid if isinstance(task.kid, int) else task.kid.MCID)
                _add(now, shown[numbers[page.objgen]].marked.get(mcid, []), task.lang, numbers[page.objgen])
        else:
            element = task.kid
            role = _role(element, roles)
            lang, page = str(element.get("/Lang", task.lang)), element.get("/Pg", task.page)
            if role not in INLINE:
                yield from now.ended(role)
                waiting.append(Task(None, "", None, block[-1]))
                block.append(role)
            instead = element.get("/ActualText", element.get("/Alt") if role == "Figure" else None)
            if instead is not None:
                number = numbers[(page or _first_page(element)).objgen]
                _add(now, [(float("nan"), str(instead))], lang, number)
                continue
            waiting += [Task(kid, lang, page) for kid in reversed(_kids(element))]
    yield from now.ended("Document")


def _add(now: Open, lines: list[tuple[float, str]], lang: str, page: int) -> None:
    if any(text for _, text in lines):
        if not now.lines:
            now.page = page + 1
        now.langs.add(lang)
        # Further down the pages is further down: no two pages share a line.
        now.lines += [(height - page * 1e6, text) for height, text in lines]


def _role(element: Any, roles: dict[str, str]) -> str:
    name = str(element.S)
    role = roles.get(name, name).removeprefix("/")
    if role == "Lbl":
        attributes = element.P.P.get("/A", {})
        return "Lbl" if "/ListNumbering" in attributes and attributes.ListNumbering != "/None" else "Term"
    return role


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _first_page(element: Any) -> Any:
    return next(kid.Pg for kid in _kids(element) if isinstance(kid, pikepdf.Dictionary) and "/Pg" in kid)


def _lines(lines: list[tuple[float, str]]) -> str:
    """Words parted by the end of a line get a blank back, but after a hyphen, dash or slash close to its word."""
    text, before = "", float("nan")
    for height, words in lines:
        goes_on = not abs(height - before) > 0.5
        closed = text.endswith(tuple("-‐–—/")) and not text[:-1].endswith(" ")
        if text and not (goes_on or closed or text[-1].isspace() or words[:1].isspace()):
            text += " "
        text += words
        before = height
    return text
