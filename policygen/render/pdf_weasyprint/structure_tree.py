"""A structure tree (ISO 32000-1 14.7): elements, what they hold on which page, and the objects that say so in a PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pydyf

# A cell without words is still a cell of its row.
_KEPT_EMPTY = frozenset(("TH", "TD"))


@dataclass(frozen=True, slots=True)
class Content:
    """A marked-content sequence: `page` from 0, `mcid` its number on that page."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation on `page` (from 0), an object that the `pydyf.PDF` already has."""

    page: int
    annotation: Any


@dataclass(slots=True, eq=False)
class Element:
    """A structure element; `entries` are further entries of its dictionary, as pydyf's objects.

    `source` is the HTML element it represents.
    """

    role: str
    parent: Element | None = None
    source: Any = None
    entries: dict[str, Any] = field(default_factory=dict)
    kids: list[Element | Content | Annotation] = field(default_factory=list)

    def add(self, role: str, source: Any = None, **entries: Any) -> Element:
        """A new last child."""
        child = Element(role, self, source, entries)
        self.kids.append(child)
        return child

    def elements(self) -> list[Element]:
        """The children that are elements themselves."""
        return [kid for kid in self.kids if isinstance(kid, Element)]

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in reading order."""
        yield self
        for kid in self.elements():
            yield from kid.walk()

    def prune(self) -> None:
        """Drop the elements below that hold nothing."""
        for kid in self.elements():
            kid.prune()
            if not kid.kids and kid.role not in _KEPT_EMPTY:
                self.kids.remove(kid)


def write_tree(pdf: Any, document: Element) -> None:
    """Add `document`, the root element, to a `pydyf.PDF`, with its parent tree and its tree of ids.

    An element's /Pg is the page of its first content; content of another page is a marked-content reference.
    """
    _Writer(pdf).write(document)


class _Writer:
    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.pages = pdf.page_references
        self.owners: list[dict[int, bytes]] = [{} for _ in self.pages]
        self.annotations: list[bytes] = []
        self.ids: dict[bytes, bytes] = {}

    def write(self, document: Element) -> None:
        root = self._object({"Type": "/StructTreeRoot"})
        root["K"] = pydyf.Array([self._element(document, root.reference)])
        nums = pydyf.Array()
        for page, owners in enumerate(self.owners):
            last = max(owners, default=-1)
            nums.extend((page, pydyf.Array(owners.get(mcid, b"null") for mcid in range(last + 1))))
        for key, owner in enumerate(self.annotations, len(self.pages)):
            nums.extend((key, owner))
        root["ParentTree"] = self._object({"Nums": nums}).reference
        root["ParentTreeNextKey"] = len(self.pages) + len(self.annotations)
        if self.ids:
            names = pydyf.Array(part for name in sorted(self.ids) for part in (name, self.ids[name]))
            root["IDTree"] = self._object({"Names": names}).reference
        self.pdf.catalog["StructTreeRoot"] = root.reference

    def _element(self, element: Element, parent: bytes) -> bytes:
        written = self._object({"Type": "/StructElem", "S": f"/{element.role}", "P": parent, **element.entries})
        if "ID" in element.entries:
            self.ids[element.entries["ID"].data] = written.reference
        home = next((kid.page for kid in element.kids if isinstance(kid, Content)), None)
        if home is not None:
            written["Pg"] = self.pages[home]
        if element.kids:
            written["K"] = pydyf.Array(self._kid(kid, home, written.reference) for kid in element.kids)
        return bytes(written.reference)

    def _kid(self, kid: Element | Content | Annotation, home: int | None, owner: bytes) -> Any:
        match kid:
            case Element():
                return self._element(kid, owner)
            case Content(page, mcid):
                self.owners[page][mcid] = owner
                if page == home:
                    return mcid
                return pydyf.Dictionary({"Type": "/MCR", "Pg": self.pages[page], "MCID": mcid})
            case Annotation(page, annotation):
                annotation["StructParent"] = len(self.pages) + len(self.annotations)
                self.annotations.append(owner)
                return pydyf.Dictionary({"Type": "/OBJR", "Pg": self.pages[page], "Obj": annotation.reference})

    def _object(self, entries: dict[str, Any]) -> Any:
        made = pydyf.Dictionary(entries)
        self.pdf.add_object(made)
        return made
