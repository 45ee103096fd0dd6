"""The tags of a PDF as this project has them, and where each block fell, from what Typst has tagged.

Typst tags paragraphs, headings, tables and links, one after the other. The nodes that they were made of say which
lists, entries and forms they stand in, and have the same order; anything else is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from policygen.document.layout import PX_TO_PT, Box
from policygen.render.pdf_typst.elements import TypstElement, read_elements, without_layout, write_elements
from policygen.render.pdf_typst.flow import Node
from policygen.render.pdf_typst.objects import NotAsExpected, PdfObjects, compressed, pdf_string, unpacked

_REFERENCE = re.compile(rb"(\d+) 0 R")
_KIDS = re.compile(rb"/Kids\[([^\]]*)\]")
_BOX = re.compile(rb"/BBox\[([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+)\]")
_MARK = re.compile(rb"/Alt\((Lbl|at|tv|cb|span)(?::([^()]*))?\)")


class Tags:
    """A file's own tags, read from Typst's and the nodes; `write` puts them in. The pages are `height` points high.

    `pages` are the numbers of the pages' objects, `page_of` says on which page, from 1, a block fell, by id; `boxes`
    are those of signatories' lines by their ids, `groups` the elements that they stand in by their anchors.
    Raises NotAsExpected.
    """

    def __init__(self, pdf: PdfObjects, nodes: Sequence[Node], height: float) -> None:
        self.pdf, self.height = pdf, height
        self.root_number = pdf.reference(pdf.bodies[pdf.root], b"StructTreeRoot")
        pages = _KIDS.search(pdf.bodies[pdf.reference(pdf.bodies[pdf.root], b"Pages")])
        self.pages = [int(one[1]) for one in _REFERENCE.finditer(pages[1] if pages else b"")]
        self.page_numbers = {page: number for number, page in enumerate(self.pages, 1)}
        self.found = read_elements(pdf)
        self.root = self._first()
        self.flow = iter([one for one in without_layout(self.root.kids) if not isinstance(one, bytes)])
        self.page_of: dict[str, int] = {}
        self.boxes: dict[str, Box] = {}
        self.groups: dict[str, TypstElement] = {}
        self.waiting: list[str] = []  # ids of what has no tag of its own
        self.caption: TypstElement | None = None
        self.tables = 0
        self.ids: dict[bytes, int] = {}
        self.pictures: dict[int, set[int]] = {}  # by page, the numbers of marked content
        self.root.kids = list(self._elements_of(nodes))
        left = next(self.flow, None)
        if left is not None:
            raise NotAsExpected(left.role.decode())

    def _first(self) -> TypstElement:
        top = re.search(rb"/K\[(\d+) 0 R\]", self.pdf.bodies[self.root_number])
        found = self.found.get(int(top[1])) if top else None
        if found is None:
            raise NotAsExpected("Document")
        return found

    # --- the flow ----------------------------------------------------------------------------------------------------

    def _elements_of(self, nodes: Sequence[Node]) -> Iterator[TypstElement]:
        """Yield the elements of nodes, which are the next of the flow, in the elements that they stand in."""
        for node in nodes:
            kind = node["kind"]
            if kind == "element":
                yield from self._group(node)
            elif kind in ("kept", "ruled", "turned"):
                yield from self._elements_of(node["nodes"])
            elif kind == "paragraph":
                yield self._met(node, self._inline(self._take("P")))
            elif kind == "heading":
                yield self._met(node, self._inline(self._take(f"H{node['level']}")))
            elif kind == "entry":
                entry = self._inline(self._take("P"))
                entry.role = b"Reference"
                yield self._new("TOCI", [entry])
            elif kind == "table":
                yield self._met(node, self._table(node))
            elif kind == "picture":
                yield self._met(node, self._picture(node))
            elif kind == "field":
                yield self._met(node, self._inline(self._take("P")))
                yield self._marked(self._take("Figure"))
            elif kind == "signatory":
                yield self._met(node, self._signatory(node))
            elif kind == "new-page" and "id" in node:
                self.page_of.setdefault(node["id"], self._last_page())
            elif "id" in node:
                self.waiting.append(node["id"])

    def _take(self, role: str) -> TypstElement:
        found = next(self.flow, None)
        if found is None or found.role.decode() != role:
            raise NotAsExpected(f"{role}: {found.role.decode() if found else None}")
        if role != "Figure":
            found.entries = b""
        return found

    def _new(self, role: str, kids: list[TypstElement], entries: bytes = b"") -> TypstElement:
        made = TypstElement(0, role.encode(), entries, list(kids))
        made.number = self.pdf.add(b"")
        return made

    def _met(self, node: Node, element: TypstElement) -> TypstElement:
        """Note the page of a node's element, and of what had none of its own before it."""
        page = element.first_page()
        if page and (self.waiting or "id" in node):
            number = self.page_numbers[page]
            for name in (*self.waiting, *([node["id"]] if "id" in node else [])):
                self.page_of.setdefault(name, number)
            self.waiting.clear()
        return element

    def _group(self, node: Node) -> Iterator[TypstElement]:
        if "id" in node:
            self.waiting.append(node["id"])
        kind, _, named = node["tag"].partition(":")
        kids = list(self._elements_of(node["nodes"]))
        match kind:
            case "Caption" | "Lbl":
                (one,) = kids
                one.role = kind.encode()
                if kind == "Lbl":
                    yield one
                else:
                    self.caption = one
            case "L":
                yield self._new("L", kids, b"/A<</O/List/ListNumbering/%b>>" % named.encode())
            case "LI":
                yield self._item(kids)
            case "figure":
                yield self._new("Figure", kids, b"/Alt" + pdf_string(unquote(named)))
            case _:
                yield self._new(kind, kids)

    def _item(self, kids: list[TypstElement]) -> TypstElement:
        """An item of a list: its marker, which Typst has in its first paragraph, and the rest of it."""
        if [kid.role for kid in kids] == [b"Lbl", b"LBody"]:
            return self._new("LI", kids)
        first = kids[0]
        label = first.elements()[0]
        first.kids.remove(label)
        label.role, label.entries = b"Lbl", b""
        body = self._new("LBody", kids if first.kids else kids[1:])
        return self._new("LI", [label, body])

    def _picture(self, node: Node) -> TypstElement:
        """A picture; its content is marked as one, which Typst marks as words with another text."""
        figure = self._take("Figure")
        box = _BOX.search(figure.entries)
        if box is None or not figure.page:
            raise NotAsExpected("Figure")
        figure.entries = b"/Alt%b/A<</O/Layout%b>>" % (pdf_string(node["alt"]), box[0])
        self.pictures.setdefault(figure.page, set()).update(
            int(mark) for kid in figure.kids if isinstance(kid, bytes) for mark in kid.split()
        )
        return figure

    def _inline(self, element: TypstElement) -> TypstElement:
        """Keep the tags within a paragraph or cell, without what Typst says of how they look."""
        for kid in element.kids:
            if isinstance(kid, bytes):
                continue
            if kid.role == b"Figure":
                self._marked(kid, inside=True)
            else:
                kid.entries = b""
                self._inline(kid)
        return element

    def _marked(self, element: TypstElement, *, inside: bool = False) -> TypstElement:
        """Make what page.typ has marked the element that it stands for."""
        mark = _MARK.search(element.entries)
        if mark is None:
            raise NotAsExpected("Alt")
        kind, said = mark[1], unquote((mark[2] or b"").decode())
        match kind:
            case b"tv" | b"cb":
                label = pdf_string(said)
                element.role = b"Form"
                element.entries = b"/A<</O/PrintField/Role/%b/Desc%b>>" % (kind, label)
                if inside and kind == b"tv":
                    element.entries += b"/Alt" + label
            case b"span":
                element.role, element.entries = b"Span", b"/Lang" + pdf_string(said)
            case _:
                # The marker of a list's item becomes its Lbl once the item is made.
                element.role, element.entries = b"Span", b""
        return element

    # --- tables ------------------------------------------------------------------------------------------------------

    def _table(self, node: Node) -> TypstElement:
        table = self._take("Table")
        self.tables += 1
        number = self.tables
        heads: dict[int, list[bytes]] = {}
        parts = {part.role: part for part in table.elements()}
        rows = [row for part in (parts.get(b"THead"), parts.get(b"TBody")) if part for row in part.elements()]
        if not parts.keys() <= {b"THead", b"TBody"}:
            # Without a head Typst has the rows in the table itself.
            rows = table.elements()
            table.kids = [self._new("TBody", rows)]
        first = len(node["head"])
        for line, row in enumerate(rows):
            ahead: list[bytes] = []
            source = (node["head"] + node["rows"])[line]
            self._drop(row, len(source["cells"]))
            page = 0
            for column, cell in enumerate(row.elements()):
                cell.kids = without_layout(cell.kids)
                self._inline(cell)
                page = page or cell.first_page()
                scope = b"Column" if line < first else b"Row" if node["row-heads"] and column == 0 else b""
                if scope and source["cells"][column]:
                    name = b"table-%d-%d-%d" % (number, line, column)
                    cell.role = b"TH"
                    cell.entries = b"/ID(%b)/A<</O/Table/Scope/%b>>" % (name, scope)
                    self.ids[name] = cell.number
                    (ahead if scope == b"Row" else heads.setdefault(column, [])).append(b"(%b)" % name)
                else:
                    cell.role = b"TD"
                    named = b"".join((*ahead, *heads.get(column, ())))
                    cell.entries = b"/A<</O/Table/Headers[%b]>>" % named
            if line >= first and source["id"]:
                self.page_of.setdefault(source["id"], self.page_numbers.get(page) or self._last_page())
        if self.caption is not None:
            table.kids.insert(0, self.caption)
            self.caption = None
        return table

    def _drop(self, row: TypstElement, cells: int) -> None:
        """Take out the cell that only keeps rows together, which is empty."""
        for cell in row.elements()[cells:]:
            if cell.kids:
                raise NotAsExpected("TD")
            row.kids.remove(cell)
            del self.pdf.bodies[cell.number]

    def _last_page(self) -> int:
        return max(self.page_of.values(), default=1)

    # --- signatures --------------------------------------------------------------------------------------------------

    def _signatory(self, node: Node) -> TypstElement:
        role, line = self._inline(self._take("P")), self._take("Figure")
        signed, name = self._take("P"), self._inline(self._take("P"))
        date, dated = self._take("Figure"), self._take("P")
        whole = self._new("Div", [role, signed, name, dated], b"/ID(%b)" % node["anchor"].encode())
        self.ids[node["anchor"].encode()] = whole.number
        self.groups[node["anchor"]] = whole
        left, right = (self._box(one) for one in (line, date))
        # Typst says where the rule is; above it is the room to sign in.
        bottom, top = left[1], left[1] + node["room"]
        self.boxes[node["id"]] = Box(
            page=self.page_numbers[role.page],
            x=round(left[0] / PX_TO_PT, 3),
            y=round((self.height - top) / PX_TO_PT, 3),
            width=round((right[2] - left[0]) / PX_TO_PT, 3),
            height=round((top - bottom) / PX_TO_PT, 3),
        )
        for one in (line, date):
            if one.kids:
                raise NotAsExpected("MCID")
            del self.found[one.number], self.pdf.bodies[one.number]
        return whole

    def _box(self, element: TypstElement) -> tuple[float, ...]:
        box = _BOX.search(element.entries)
        if box is None:
            raise NotAsExpected("BBox")
        return tuple(float(edge) for edge in box.groups())

    # --- writing -----------------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Put every element back, and the ids of those that have one in order (ISO 32000-1 7.9.6)."""
        write_elements(self.pdf, self.root, self.root_number)
        names = b"".join(b"(%b)%d 0 R" % (name, self.ids[name]) for name in sorted(self.ids))
        body = re.sub(rb"/(?:IDTree|RoleMap)<<.*?>>", b"", self.pdf.bodies[self.root_number])
        if names:
            body = body.replace(b"/ParentTreeNextKey", b"/IDTree<</Names[%b]>>/ParentTreeNextKey" % names)
        self.pdf.bodies[self.root_number] = body
        for page, marks in self.pictures.items():
            number = self.pdf.reference(self.pdf.bodies[page], b"Contents")
            found = unpacked(self.pdf.bodies[number])
            for mark in marks:
                typsts = re.compile(rb"/Span<</MCID %d/Alt.*?>>BDC\n" % mark, re.DOTALL)
                found = typsts.sub(b"/Figure<</MCID %d>>BDC\n" % mark, found, count=1)
            self.pdf.bodies[number] = compressed(found)
