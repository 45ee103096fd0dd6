"""The tags of a PDF: one structure element for each HTML element, over however many pages, and artefacts beside.

WeasyPrint's own tags begin a new element on each page (WeasyPrint #2902, #2903), say a table's header rows again on
each and leave out languages, scopes and ids; so its boxes are walked here instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import signature
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint.formatting_structure.boxes import LineBox, MarginBox, ReplacedBox, TextBox

from policygen.write.tree import Annotation, Content, Element, write_tree

# WeasyPrint's boxes and pydyf's objects carry no types; they are Any here and in few modules else.
PX_TO_PT = 0.75

_KNOWN = ["pdf", "document", "pdf_version", "page_streams"]
_NOTHING_SHOWN = [b"BT", b"ET"]

_ROLES = {
    "p": "P", "h1": "H1", "h2": "H2", "h3": "H3", "ul": "L", "ol": "L", "li": "LI", "dd": "LBody", "span": "Span",
    "a": "Link", "img": "Figure", "table": "Table", "caption": "Caption", "thead": "THead", "tbody": "TBody",
    "tr": "TR", "th": "TH", "td": "TD",
}  # fmt: skip
_DIVISIONS = frozenset(("cover", "sheet-title", "form", "field", "signatures", "signatory"))
_SEEN_ONLY = frozenset(("html", "body", "div", "b", "i", "em", "strong"))
_NUMBERING = {"a": "LowerAlpha", "i": "LowerRoman", "A": "UpperAlpha", "I": "UpperRoman", "1": "Decimal"}


class TaggingError(Exception):
    """The page cannot be tagged: WeasyPrint's boxes are not as this module knows them, or a picture says nothing."""


@contextmanager
def own_tags() -> Iterator[None]:
    """Have `weasyprint.Document.write_pdf` write the tags made here. Not for two threads at a time.

    Raises TaggingError when WeasyPrint's function has another signature than the one that stands in for it.
    """
    theirs = weasyprint.pdf.add_tags
    if list(signature(theirs).parameters) != _KNOWN:
        raise TaggingError("this version of WeasyPrint tags in a way that policygen does not know")
    weasyprint.pdf.add_tags = _add_tags
    try:
        yield
    finally:
        weasyprint.pdf.add_tags = theirs


def _add_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: list[Any]) -> None:  # noqa: ARG001
    tagger = _Tagger(document, page_streams)
    tagger.tag()
    write_tree(pdf, tagger.root)
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


def boxes(rendering: Any) -> Iterator[tuple[int, Any]]:
    """(page number from 1, box) in the order of the tree, without what stands in the margins."""
    for number, page in enumerate(rendering.pages, 1):
        for box in _inside(page._page_box):
            yield number, box


def _inside(box: Any) -> Iterator[Any]:
    box = getattr(box, "_box", box)
    if isinstance(box, MarginBox):
        return
    yield box
    for child in getattr(box, "children", ()):
        yield from _inside(child)


class _Tagger:
    def __init__(self, document: Any, streams: list[Any]) -> None:
        self.document = document
        self.streams = streams
        self.root = Element("Document")
        self.page = 0
        self.free = 0  # the page's next number for marked content
        self.made: dict[tuple[Any, str], Element] = {}
        self.heads: dict[Any, int] = {}  # each thead: the page it is on first
        self.artefacts: set[int] = set()

    def tag(self) -> None:
        for self.page, (page, stream) in enumerate(zip(self.document.pages, self.streams, strict=True)):
            self.free = len(stream._tags)
            self.artefacts = set()
            self._box(page._page_box, self.root)
            if stream._tags:
                raise TaggingError(f"page {self.page + 1} shows words that are in none of its boxes")
            _settle_content(stream.stream, self.artefacts)
        for element in self.root.walk():
            if element.role == "Table":
                _link_cells(element, f"table-{len(self.made)}-{id(element)}")
        self.root.prune()

    def _box(self, box: Any, parent: Element) -> None:
        box = getattr(box, "_box", box)
        if isinstance(box, MarginBox) or self._repeated(box):
            self.artefacts.update(self._marks(box))
            return
        element = parent if box.element is None else self._element(box, parent)
        if getattr(box, "link_annotation", None) and element.role == "Link":
            element.kids.append(Annotation(self.page, box.link_annotation))
        mark = self.streams[self.page]._tags.pop(box, None)
        if mark is not None:
            element.kids.append(Content(self.page, mark["mcid"]))
            if element.role == "Lbl" and isinstance(box, TextBox):
                _number(element, box.text)
        for child in getattr(box, "children", ()):
            self._box(child, element)

    def _repeated(self, box: Any) -> bool:
        """Whether `box` holds a table's header rows on a page after their first (ISO 14289-1 7.5, 7.1)."""
        if box.element is None or box.element_tag != "thead":
            return False
        return self.heads.setdefault(box.element, self.page) != self.page

    def _marks(self, box: Any) -> Iterator[int]:
        for inner in (box, *_inside_all(box)):
            mark = self.streams[self.page]._tags.pop(inner, None)
            if mark is not None:
                yield mark["mcid"]

    def _element(self, box: Any, parent: Element) -> Element:
        """The element of `box`, made where its HTML element is met first; the parent for what has none of its own."""
        if isinstance(box, LineBox | TextBox):
            return parent
        key = (box.element, box.element_tag)
        if key not in self.made:
            self.made[key] = self._make(box, parent)
        return self.made[key]

    def _make(self, box: Any, parent: Element) -> Element:
        source, tag = box.element, box.element_tag
        kind = source.get("class") or ""
        if "::" in tag:
            return self._pseudo(tag, kind, source, parent)
        if tag == "div" and kind in _DIVISIONS:
            return _division(kind, source, parent)
        if kind == "line" and parent.role == "Div" and parent.source.get("class", "").startswith("field"):
            return self._gap(parent, "tv", _said(parent.source[0]))
        return parent
