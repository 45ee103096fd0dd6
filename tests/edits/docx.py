"""A built DOCX as an editor sees it: paragraphs that belong to clauses, their runs, and the values in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree

from .steps import Place

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BLOCKS = "{urn:policygen:blocks:1}"
_MARK = f"{W}bookmarkStart"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a clause. `block` is the id of the innermost block that begins in it."""

    element: etree._Element
    block: str
    clause: str
    style: str

    @property
    def is_heading(self) -> bool:
        return self.style.startswith("Heading")

    @property
    def is_item(self) -> bool:
        return self.style.startswith(("ListBullet", "ListNumber"))

    @property
    def words(self) -> str:
        return words_of(self.element)


@dataclass(frozen=True)
class Row:
    """A row of a clause's table: `number` counts from 1, the heading is the first; the table has `of` rows."""

    element: etree._Element
    block: str
    number: int
    of: int

    @property
    def words(self) -> str:
        """The words of its cells with a bar between them."""
        cells = (" ".join(map(words_of, cell.iter(f"{W}p"))).strip() for cell in self.element.iterchildren(f"{W}tc"))
        return " | ".join(words for words in cells if words)


@dataclass(frozen=True)
class Run:
    """A run with nothing but words, and the key of the value that it is in ("" for the library's words)."""

    element: etree._Element
    value: str

    @property
    def text(self) -> str:
        return "".join(one.text or "" for one in self.element.iter(f"{W}t"))


class EditedFile:
    """A DOCX that is being edited: its parts by name, and its body as a tree."""

    def __init__(self, data: bytes) -> None:
        with ZipFile(BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.body = etree.fromstring(self.parts["word/document.xml"])
        maps = (
            etree.fromstring(self.parts[name]) for name in self.parts if re.fullmatch(r"customXml/item\d+.xml", name)
        )
        block_map = next(one for one in maps if one.tag == f"{_BLOCKS}blocks")
        self.ids = {one.get("bookmark"): one.get("id") for one in block_map.iter(f"{_BLOCKS}block")}
        self.clauses = {one.get("id"): one.get("clause", "") for one in block_map.iter(f"{_BLOCKS}block")}
        self.keys = {one.get("bookmark"): one.get("key") for one in block_map.iter(f"{_BLOCKS}value")}
        self.holders = {one.get("bookmark"): one.get("block") for one in block_map.iter(f"{_BLOCKS}value")}

    def saved(self) -> bytes:
        """Return the file as it is now."""
        self.parts["word/document.xml"] = etree.tostring(
            self.body, xml_declaration=True, encoding="UTF-8", standalone=True
        )
        buffer = BytesIO()
        with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
            for name, data in self.parts.items():
                archive.writestr(name, data)
        return buffer.getvalue()

    def paragraphs(self) -> list[Paragraph]:
        """Return the paragraphs of clauses outside tables, in order."""
        found = []
        for element in self.body.iter(f"{W}p"):
            block = self.block_of(element)
            if block and self.clauses.get(block) and not _is_in_table(element):
                found.append(Paragraph(element, block, self.clauses[block], style_of(element)))
        return found

    def block_of(self, element: etree._Element) -> str:
        """Return the id of the innermost block that begins in a paragraph, or ""."""
        names = [mark.get(f"{W}name", "") for mark in element.iter(f"{W}bookmarkStart")]
        ids = [self.ids[name] for name in names if name in self.ids]
        return ids[-1] if ids else ""

    def cells(self) -> list[tuple[str, etree._Element]]:
        """Return the paragraphs in the cells of clauses' tables, each with its cell: the row's number, then its own."""
        found = []
        for row in self.rows():
            for place, cell in enumerate(row.element.iterchildren(f"{W}tc")):
                paragraphs = (paragraph for paragraph in cell.iter(f"{W}p") if words_of(paragraph))
                found += [(f"{row.block}/{place}", paragraph) for paragraph in paragraphs]
        return found

    def rows(self) -> list[Row]:
        """Return the rows of clauses' tables."""
        found = []
        for table in self.body.iter(f"{W}tbl"):
            first = next(table.iter(f"{W}p"), None)
            block = self.block_of(first) if first is not None else ""
            style = table.find(f"{W}tblPr/{W}tblStyle")
            # Places to sign are tables too, which have no rows of their own.
            if not self.clauses.get(block) or (style is not None and style.get(f"{W}val") == "PolicySignatures"):
                continue
            rows = list(table.iterchildren(f"{W}tr"))
            found += [Row(row, f"{block}/row-{number}", number, len(rows)) for number, row in enumerate(rows, 1)]
        return found

    def runs(self, element: etree._Element) -> list[Run]:
        """Return the runs of a paragraph that have nothing but words, outside links and fields."""
        found, value = [], ""
        field = 0
        for child in element:
            if child.tag == f"{W}bookmarkStart" and child.get(f"{W}name") in self.keys:
                value, mark = self.keys[child.get(f"{W}name")], child.get(f"{W}id")
            elif child.tag == f"{W}bookmarkEnd" and value and child.get(f"{W}id") == mark:
                value = ""
            elif child.tag == f"{W}r":
                for sign in child.iter(f"{W}fldChar"):
                    field += {"begin": 1, "end": -1}.get(sign.get(f"{W}fldCharType", ""), 0)
                inside = {one.tag for one in child} - {f"{W}rPr"}
                if inside == {f"{W}t"} and not field:
                    found.append(Run(child, value))
        return found

    def holder_of(self, element: etree._Element) -> str:
        """Return the id of what holds the values of a paragraph, which may be a cell of a table."""
        names = (mark.get(f"{W}name") for mark in element.iter(f"{W}bookmarkStart"))
        return next((self.holders[name] for name in names if name in self.holders), "")

    def place_of(self, element: etree._Element) -> Place:
        """Return where a paragraph is, in words that another program knows too."""
        table = next(element.iterancestors(f"{W}tbl"), None)
        marks = [one for one in map(_name_of, (table if table is not None else element).iter(_MARK)) if one]
        if table is None:
            return Place(marks[0])
        cell, row = (next(element.iterancestors(f"{W}{name}")) for name in ("tc", "tr"))
        rows, cells = list(table.iterchildren(f"{W}tr")), list(row.iterchildren(f"{W}tc"))
        return Place(marks[0], rows.index(row), cells.index(cell), list(cell.iterchildren(f"{W}p")).index(element))

    def offset_of(self, run: etree._Element) -> int:
        """Return the number of characters before a run in its paragraph, without those that fields print."""
        found = field = 0
        for node in next(run.iterancestors(f"{W}p")).iter(f"{W}r", f"{W}fldChar", f"{W}t", f"{W}tab", f"{W}br"):
            if node is run:
                return found
            if node.tag == f"{W}fldChar":
                field += {"begin": 1, "end": -1}.get(node.get(f"{W}fldCharType", ""), 0)
            elif node.tag != f"{W}r" and node.getparent().tag == f"{W}r" and not field:
                found += len(node.text or "") if node.tag == f"{W}t" else 1
        raise ValueError(run)

    def values(self, element: etree._Element) -> tuple[str, ...]:
        """Return the keys of the values in a paragraph, in order."""
        names = (mark.get(f"{W}name") for mark in element.iter(f"{W}bookmarkStart"))
        return tuple(self.keys[name] for name in names if name in self.keys)


def _name_of(mark: etree._Element) -> str:
    """Return the name of a bookmark of policygen's, or ""."""
    name = str(mark.get(f"{W}name", ""))
    return name if name.startswith("_pg") else ""


def words_of(element: etree._Element) -> str:
    """Return the words of a paragraph with every tracked change accepted, with single spaces."""
    pieces = []
    for node in element.iter(f"{W}t", f"{W}tab", f"{W}br"):
        if next(node.iterancestors(f"{W}moveFrom"), None) is None and node.getparent().tag == f"{W}r":
            pieces.append((node.text or "") if node.tag == f"{W}t" else " ")
    return " ".join("".join(pieces).split())


def style_of(element: etree._Element) -> str:
    found = element.find(f"{W}pPr/{W}pStyle")
    return found.get(f"{W}val", "") if found is not None else ""


def new_run(text: str, like: etree._Element | None = None, tag: str = "t") -> etree._Element:
    """Return a run of words with the looks of another."""
    run = etree.Element(f"{W}r")
    looks = like.find(f"{W}rPr") if like is not None else None
    if looks is not None:
        run.append(etree.fromstring(etree.tostring(looks)))
    word = etree.SubElement(run, f"{W}{tag}")
    word.text = text
    word.set(SPACE, "preserve")
    return run


def set_text(run: etree._Element, text: str) -> None:
    """Make the words of a run `text`."""
    first, *rest = run.findall(f"{W}t")
    first.text = text
    first.set(SPACE, "preserve")
    for one in rest:
        run.remove(one)


def _is_in_table(element: etree._Element) -> bool:
    return next(element.iterancestors(f"{W}tbl"), None) is not None
