"""The tags of a PDF: one structure element for each HTML element, over however many pages, and artefacts beside.

WeasyPrint's own tags begin a new element on each page (WeasyPrint #2902, #2903), say a table's header rows again on
each and leave out languages, scopes and ids; so its boxes are walked here instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf

from policygen.diagnostics.codes import say
from policygen.document.layout import PX_TO_PT
from policygen.document.revisions import NOTHING_HEARD, HeardMarks
from policygen.render.pdf_weasyprint.internals import (
    children_of,
    is_in_margin,
    is_line_or_text,
    is_picture,
    marks_of,
    page_box,
    real_box,
)
from policygen.render.pdf_weasyprint.structure_tree import Annotation, Content, Element, write_tree

_NOTHING_SHOWN = [b"BT", b"ET"]

_ROLES = {
    "p": "P", "h1": "H1", "h2": "H2", "h3": "H3", "ul": "L", "ol": "L", "li": "LI", "dd": "LBody", "span": "Span",
    "ins": "Span", "del": "Span",
    "a": "Link", "img": "Figure", "table": "Table", "caption": "Caption", "thead": "THead", "tbody": "TBody",
    "tr": "TR", "th": "TH", "td": "TD",
}  # fmt: skip
# Groups that mean something to a listener; any other div is layout.
_DIVISIONS = frozenset(("cover", "sheet-title", "form", "field", "signatures", "signatory"))
# ISO 32000-1 14.8.5.4.4: a listener's program can tell what is struck through.
_DECORATED = {"ins": "/Underline", "del": "/LineThrough"}
_SEEN_ONLY = frozenset(("html", "body", "div", "br", "b", "i", "em", "strong"))
_NUMBERING = {"a": "LowerAlpha", "i": "LowerRoman", "A": "UpperAlpha", "I": "UpperRoman", "1": "Decimal"}


class TaggingError(Exception):
    """The page cannot be tagged: WeasyPrint's boxes are not as expected, or a picture has no alternative text."""


def add_own_tags(pdf: Any, rendering: Any, streams: list[Any], heard: HeardMarks = NOTHING_HEARD) -> None:
    """Tag the `pydyf.PDF` of `rendering`, whose pages have these streams, as it is written. Raises TaggingError.

    `heard` is what is said before and after words that were inserted or deleted.
    """
    tagger = _Tagger(rendering, streams, heard)
    tagger.tag()
    write_tree(pdf, tagger.root)
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


class _Tagger:
    def __init__(self, document: Any, streams: list[Any], heard: HeardMarks) -> None:
        self.document = document
        self.heard = heard
        self.revised: dict[Any, int] = {}  # each ins and del: the page it is on last
        self.frees: list[int] = []
        self.streams = streams
        self.root = Element("Document")
        self.page = 0
        self.free = 0  # the page's next number for marked content
        self.made: dict[tuple[Any, str], Element] = {}
        self.heads: dict[Any, int] = {}  # each thead: the page it is on first
        self.artefacts: set[int] = set()

    def tag(self) -> None:
        for number, (page, stream) in enumerate(zip(self.document.pages, self.streams, strict=True)):
            self.page = number
            self.free = len(marks_of(stream))
            self.artefacts = set()
            self._box(page_box(page), self.root)
            if marks_of(stream):
                raise TaggingError(say("render.text_not_tagged", page=self.page + 1))
            _settle_content(stream.stream, self.artefacts)
            self.frees.append(self.free)
        for source, page in self.revised.items():
            self.page, self.free = page, self.frees[page]
            after = self.heard.after_inserted if source.tag == "ins" else self.heard.after_deleted
            self._say(self.made[source, source.tag], after)
            self.frees[page] = self.free
        self.root.prune()
        tables = (element for element in self.root.walk() if element.role == "Table")
        for number, table in enumerate(tables, 1):
            _link_cells(table, number)

    def _box(self, box: Any, parent: Element) -> None:
        box = real_box(box)
        if is_in_margin(box) or self._repeated(box):
            self.artefacts.update(self._marks(box))
            return
        element = parent if box.element is None else self._element(box, parent)
        if box.element_tag in _DECORATED:
            self.revised[box.element] = self.page
        if box.link_annotation and element.role == "Link":
            element.kids.append(Annotation(self.page, box.link_annotation))
        mark = marks_of(self.streams[self.page]).pop(box, None)
        if mark is not None:
            element.kids.append(Content(self.page, mark["mcid"]))
            if is_picture(box):
                element.entries["A"] = self._place(box)
            elif box.element_tag == "li::marker":
                _number(element, box.text)
        for child in children_of(box):
            self._box(child, element)

    def _repeated(self, box: Any) -> bool:
        """Whether `box` holds a table's header rows on a page after their first."""
        if box.element is None or box.element_tag != "thead":
            return False
        return self.heads.setdefault(box.element, self.page) != self.page

    def _marks(self, box: Any) -> Iterator[int]:
        mark = marks_of(self.streams[self.page]).pop(box, None)
        if mark is not None:
            yield mark["mcid"]
        for child in children_of(box):
            yield from self._marks(real_box(child))

    def _place(self, box: Any) -> Any:
        """A figure's BBox in the page's own space (ISO 32000-1 14.8.5.4.3)."""
        left, top = box.content_box_x(), self.document.pages[self.page].height - box.content_box_y()
        edges = (left, top - box.height, left + box.width, top)
        area = pydyf.Array(round(edge * PX_TO_PT, 3) for edge in edges)
        return pydyf.Dictionary({"O": "/Layout", "BBox": area})

    # --- elements ----------------------------------------------------------------------------------------------------

    def _element(self, box: Any, parent: Element) -> Element:
        """The element of `box`, made where its HTML element is met first; `parent` for what has none of its own."""
        if is_line_or_text(box):
            return parent
        key = (box.element, box.element_tag)
        if key not in self.made:
            self.made[key] = self._make(box.element, box.element_tag, parent)
        return self.made[key]

    def _make(self, source: Any, tag: str, parent: Element) -> Element:
        kinds = (source.get("class") or "").split()
        if "::" in tag:
            return self._pseudo(source, tag, kinds, parent)
        if tag in _SEEN_ONLY or "inner" in kinds:
            return self._seen_only(source, tag, kinds, parent)
        if tag not in _ROLES:
            raise TaggingError(say("render.no_tag", element=tag))
        if parent.role == "TOC" or "contents" in kinds:
            return _contents(source, tag, parent)
        if "term" in kinds:
            return parent.add("Lbl", source)
        if "described" in kinds:
            return parent.add("Figure", source, Alt=pydyf.String(_words(source)))
        if parent.role == "LI" and tag != "dd":
            parent = next((kid for kid in parent.elements() if kid.role == "LBody"), None) or parent.add("LBody")
        made = parent.add(_ROLES[tag], source, **_entries(source, tag))
        if tag in _DECORATED:
            self._say(made, self.heard.inserted if tag == "ins" else self.heard.deleted)
        return made

    def _pseudo(self, source: Any, tag: str, kinds: list[str], parent: Element) -> Element:
        if tag == "li::marker":
            return self.made[source, "li"].add("Lbl", source)
        if tag == "p::before" and "tick" in kinds:
            self._gap(parent, "cb", _words(source))
        return parent

    def _seen_only(self, source: Any, tag: str, kinds: list[str], parent: Element) -> Element:
        if "pen" in kinds:
            gap = self._gap(parent, "tv", source.get("title"))
            gap.entries["Alt"] = pydyf.String(source.get("title"))
            return gap
        if "line" in kinds and parent.role == "Div" and "field" in parent.source.get("class"):
            if not any(kid.role == "Form" for kid in parent.elements()):
                self._gap(parent, "tv", _words(parent.source[0]))
            return parent
        if tag == "div" and _DIVISIONS.intersection(kinds):
            entries = {}
            if "signatory" in kinds:
                entries["ID"] = pydyf.String(next(one.get("id") for one in source.iter() if one.get("id")))
            return parent.add("Div", source, **entries)
        return parent

    def _say(self, element: Element, words: str) -> None:
        """Add words to an element that are heard and not seen: an empty sequence that stands for them."""
        if words:
            stream = self.streams[self.page]
            said = {"MCID": self.free, "ActualText": pydyf.String(f" {words} ")}
            stream.begin_marked_content("Span", pydyf.Dictionary(said))
            stream.end_marked_content()
            element.kids.append(Content(self.page, self.free))
            self.free += 1

    def _gap(self, parent: Element, role: str, label: str) -> Element:
        """What a pen fills: a form field that is only printed (ISO 32000-1 14.8.5.6); its ruled line is an artefact."""
        stream = self.streams[self.page]
        stream.begin_marked_content("Form", pydyf.Dictionary({"MCID": self.free}))
        stream.end_marked_content()
        field = {"O": "/PrintField", "Role": f"/{role}", "Desc": pydyf.String(label)}
        form = parent.add("Form", A=pydyf.Dictionary(field))
        form.kids.append(Content(self.page, self.free))
        self.free += 1
        return form


def _contents(source: Any, tag: str, parent: Element) -> Element:
    """The contents list (ISO 32000-1 14.8.4.3.2): an entry's words and page number are a Reference that links."""
    if tag == "li":
        return parent.add("TOCI", source).add("Reference")
    return parent.add("TOC", source)


def _entries(source: Any, tag: str) -> dict[str, Any]:
    """Return the attributes of an element: language, alternative text, scope, numbering."""
    match tag:
        case "span":
            return {"Lang": pydyf.String(source.get("lang"))}
        case "img":
            if not source.get("alt"):
                raise TaggingError(say("render.no_alternative"))
            return {"Alt": pydyf.String(source.get("alt"))}
        case "ins" | "del":
            return {"A": pydyf.Dictionary({"O": "/Layout", "TextDecorationType": _DECORATED[tag]})}
        case "th":
            scope = "/Row" if source.get("scope") == "row" else "/Column"
            return {"A": pydyf.Dictionary({"O": "/Table", "Scope": scope})}
        case _:
            return {}


def _number(label: Element, marker: str) -> None:
    """Say on the list how its items are numbered (ISO 32000-1 14.8.5.5), by the marker of its first."""
    item = label.parent
    if item is None or item.parent is None or "A" in item.parent.entries:
        return
    numbering = _NUMBERING.get(marker.strip().strip("().")[:1], "Disc")
    item.parent.entries["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": f"/{numbering}"})


def _link_cells(table: Element, number: int) -> None:
    """Give each header cell an id and each other cell its headers (ISO 14289-1 7.5); no cell spans another."""
    columns: dict[int, list[Any]] = {}
    rows = [row for part in table.elements() for row in part.elements() if row.role == "TR"]
    for line, row in enumerate(rows):
        ahead: list[Any] = []
        for column, cell in enumerate(row.elements()):
            if cell.role == "TH":
                cell.entries["ID"] = pydyf.String(f"table-{number}-{line}-{column}")
                across = cell.entries["A"]["Scope"] == "/Row"
                (ahead if across else columns.setdefault(column, [])).append(cell.entries["ID"])
            else:
                headers = pydyf.Array((*ahead, *columns.get(column, ())))
                cell.entries["A"] = pydyf.Dictionary({"O": "/Table", "Headers": headers})


def _settle_content(operators: list[Any], artefacts: set[int]) -> None:
    """Mark artefacts as such; a blank between two elements gets ActualText, or two words would run together."""
    for place, operand in enumerate(operators):
        if not isinstance(operand, dict) or "MCID" not in operand:
            continue
        if operand["MCID"] in artefacts:
            operators[place - 1] = "/Artifact"
            operand.clear()
            operand["Type"] = "/Pagination"
        elif operators[place - 1] == "/Span":
            end = operators.index(b"EMC", place)
            if operators[end - 2 : end] == _NOTHING_SHOWN:
                operand["ActualText"] = b"( )"


def _words(source: Any) -> str:
    return " ".join("".join(source.itertext()).split())
