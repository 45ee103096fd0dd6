"""A lint of a PDF's structure tree against the Document it was made of; it knows nothing of what wrote the file.

`findings` is empty for a file whose tags are right. What it checks beside the validators: heading levels; one L a
list, one LI an item; a table's rows and cells with scope and headers; figures and gaps; reading order; empty elements;
and that the parent tree, the ids and the parents agree with the tree.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import pikepdf

from policygen.document.model import (
    Blank,
    Block,
    Definition,
    DefinitionList,
    Document,
    Emphasis,
    Figure,
    Form,
    Inline,
    Link,
    List,
    ListItem,
    Paragraph,
    Section,
    SignatureBlock,
    Strong,
    Table,
)

from .readback import in_document, in_pdf

Shape = tuple[object, ...]

_CHILDREN = {"TR": {"TH", "TD"}, "THead": {"TR"}, "TBody": {"TR"}, "Table": {"Caption", "THead", "TBody"},
             "L": {"LI"}, "LI": {"Lbl", "LBody"}, "TOC": {"TOC", "TOCI"}}  # fmt: skip
_MAY_BE_EMPTY = ("TH", "TD")


def findings(data: bytes, document: Document) -> list[str]:
    """What is wrong with the tags of the PDF `data`, in words."""
    found = []
    with pikepdf.open(BytesIO(data)) as pdf:
        fields = "/AcroForm" in pdf.Root
        found += _differences("shape", list(shapes(document, fields)), list(_tagged(pdf.Root.StructTreeRoot)))
        found += _levels(pdf)
        found += _elements(pdf)
        found += _references(pdf)
    return found + _differences("words", in_document(document), in_pdf(data, document.words.contents))


def _differences(what: str, expected: Sequence[object], got: Sequence[object]) -> list[str]:
    lines = difflib.unified_diff([repr(one) for one in expected], [repr(one) for one in got], lineterm="", n=0)
    return [f"{what}: {line}" for line in lines if not line.startswith(("---", "+++", "@@"))]


# --- as the document has it ------------------------------------------------------------------------------------------


def shapes(document: Document, fields: bool) -> Iterator[Shape]:
    """Headings, lists, tables, figures and gaps in reading order; `fields` if those who approve have fields to sign."""
    cover = document.cover
    if cover.logo:
        yield ("Figure", next(asset.alternative for asset in document.assets if asset.id == cover.logo))
    if document.kind == "sheet":
        yield ("H", 1)
    for table in cover.tables:
        yield from _block(table, document, False)
    if document.kind == "policy":
        yield ("H", 1)
        yield ("TOC", sum(1 + len(section.sections) for section in document.sections))
    for section in document.sections:
        yield from _section(section, document, fields)


def _section(section: Section, document: Document, fields: bool) -> Iterator[Shape]:
    if section.title:
        yield ("H", section.level)
    for block in section.blocks:
        yield from _block(block, document, fields and section.kind == "back")
    for inner in section.sections:
        yield from _section(inner, document, fields)


def _block(block: Block, document: Document, fields: bool) -> Iterator[Shape]:
    match block:
        case Paragraph(children=children):
            yield from _gaps(children)
        case List(items=items):
            first = items[0].marker.strip("()")[:1] if items else ""
            yield ("L", {"a": "/LowerAlpha", "i": "/LowerRoman"}.get(first, "/Disc"), len(items))
            yield from _parts(items, document)
        case DefinitionList(entries=entries):
            yield ("L", "/None", len(entries))
            yield from _parts(entries, document)
        case Table():
            yield from _table(block)
        case Form():
            yield from (("Form", "/cb" if one.kind == "tick" else "/tv", one.label) for one in block.fields)
        case SignatureBlock(signatories=signatories) if fields:
            words = document.words.signature_of
            yield from (("Form", "/Sig", words.replace("{role}", one.role)) for one in signatories)
        case Figure(alternative=alternative):
            yield ("Figure", alternative)
        case _:
            return


def _parts(parts: Sequence[ListItem | Definition], document: Document) -> Iterator[Shape]:
    for part in parts:
        for block in part.blocks:
            yield from _block(block, document, False)


def _table(table: Table) -> Iterator[Shape]:
    yield ("Table", bool(table.caption), len(table.header), len(table.rows))
    columns = "/Column " * len(table.widths)
    for _ in table.header:
        yield ("TR", columns.split())
    for row in table.rows:
        rest = ["TD"] * (len(row.cells) - table.row_headers)
        yield ("TR", ["/Row", *rest] if table.row_headers else rest)
        for cell in row.cells:
            yield from _gaps(cell.children)


def _gaps(children: Sequence[Inline]) -> Iterator[Shape]:
    for child in children:
        match child:
            case Blank(kind="meeting", label=label):
                yield ("Form", "/tv", label)
            case Emphasis() | Strong() | Link():
                yield from _gaps(child.children)
            case _:
                pass


# --- as the file has it ----------------------------------------------------------------------------------------------


def elements(root: Any) -> Iterator[Any]:
    """The structure elements below `root` in reading order."""
    for kid in _kids(root):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def role(element: Any) -> str:
    return str(element.S).lstrip("/")


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", pikepdf.Array())
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _inner(element: Any) -> list[Any]:
    return [kid for kid in _kids(element) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def _tagged(root: Any) -> Iterator[Shape]:
    for element in elements(root):
        attributes = element.get("/A", {})
        match role(element):
            case heading if re.fullmatch(r"H\d", heading):
                yield ("H", int(heading[1]))
            case "TOC" if role(element.P) != "TOC":
                yield ("TOC", sum(role(inner) == "TOCI" for inner in elements(element)))
            case "L":
                yield ("L", str(attributes.get("/ListNumbering", "/None")), len(_inner(element)))
            case "Table":
                parts = {kind: sum(len(_inner(one)) for one in _inner(element) if role(one) == kind)
                         for kind in ("THead", "TBody")}  # fmt: skip
                captions = any(role(one) == "Caption" for one in _inner(element))
                yield ("Table", captions, parts["THead"], parts["TBody"])
            case "TR":
                yield ("TR", [str(one.A.Scope) if role(one) == "TH" else "TD" for one in _inner(element)])
            case "Figure":
                yield ("Figure", str(element.get("/Alt", "")))
            case "Form":
                widget = next((kid.Obj for kid in _kids(element) if not isinstance(kid, int) and "/Obj" in kid), None)
                if widget is not None:
                    yield ("Form", str(widget.FT), str(widget.TU))
                else:
                    yield ("Form", str(attributes.Role), str(attributes.Desc))
            case _:
                pass


def _levels(pdf: pikepdf.Pdf) -> Iterator[str]:
    before = 0
    for element in elements(pdf.Root.StructTreeRoot):
        if re.fullmatch(r"H\d", role(element)):
            level = int(role(element)[1])
            if level > before + 1:
                yield f"a heading of level {level} follows one of level {before}"
            before = level


def _elements(pdf: pikepdf.Pdf) -> Iterator[str]:
    ids = _ids(pdf.Root.StructTreeRoot)
    for element in elements(pdf.Root.StructTreeRoot):
        name = role(element)
        if not _kids(element) and name not in _MAY_BE_EMPTY:
            yield f"a {name} is empty"
        allowed = _CHILDREN.get(name)
        strangers = {role(kid) for kid in _inner(element)} - allowed if allowed else set()
        if strangers or (allowed and len(_inner(element)) != len(_kids(element))):
            yield f"a {name} holds {', '.join(sorted(strangers)) or 'words of its own'}"
        if name == "LI" and [role(kid) for kid in _inner(element)] != ["Lbl", "LBody"]:
            yield f"an item is {[role(kid) for kid in _inner(element)]}"
        if name == "Figure" and not str(element.get("/Alt", "")):
            yield "a Figure has no Alt"
        if "/ID" in element and ids.get(bytes(element.ID)) != element.objgen:
            yield f"the id {element.ID} leads elsewhere"
        for header in element.get("/A", {}).get("/Headers", []):
            if bytes(header) not in ids:
                yield f"a cell names a header {header} that is not there"


def _ids(root: Any) -> dict[bytes, tuple[int, int]]:
    names = list(root.IDTree.Names) if "/IDTree" in root else []
    found = {bytes(names[n]): names[n + 1].objgen for n in range(0, len(names), 2)}
    assert list(found) == sorted(found), "the tree of ids is not in order"
    return found


def _references(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Each piece of content and each annotation leads to its element, and that to its parent (ISO 32000-1 14.7.4.4)."""
    root = pdf.Root.StructTreeRoot
    nums = list(root.ParentTree.Nums)
    owners = {int(nums[n]): nums[n + 1] for n in range(0, len(nums), 2)}
    marks = {page.objgen: owners[int(page.StructParents)] for page in pdf.pages}
    claimed = dict.fromkeys(marks, 0)
    for element in elements(root):
        for kid in _kids(element):
            if isinstance(kid, int) or "/MCID" in kid:
                page = (element.Pg if isinstance(kid, int) else kid.get("/Pg", element.get("/Pg"))).objgen
                mcid = int(kid if isinstance(kid, int) else kid.MCID)
                claimed[page] += 1
                if marks[page][mcid].objgen != element.objgen:
                    yield f"content {mcid} of a {role(element)} leads to another element"
            elif "/Obj" in kid:
                if owners[int(kid.Obj.StructParent)].objgen != element.objgen:
                    yield f"an annotation of a {role(element)} leads to another element"
            elif kid.P.objgen != element.objgen:
                yield f"a {role(kid)} names another parent than the {role(element)} that holds it"
    for number, page in enumerate(pdf.pages, 1):
        shown = sum(1 for owner in marks[page.objgen] if isinstance(owner, pikepdf.Dictionary))
        if claimed[page.objgen] != shown:
            yield f"page {number} has {shown} pieces of content in the parent tree, {claimed[page.objgen]} in the tree"
        loose = _marked(page) ^ {
            n for n, owner in enumerate(marks[page.objgen]) if isinstance(owner, pikepdf.Dictionary)
        }
        if loose:
            yield f"page {number}: the marks {sorted(loose)} are on the page or in the parent tree, not in both"


def _marked(page: pikepdf.Page) -> set[int]:
    return {
        int(operands[1].MCID)
        for operands, _ in pikepdf.parse_content_stream(page, operators="BDC")
        if isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]
    }
