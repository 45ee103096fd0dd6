"""The structure elements of a PDF that Typst wrote, read from its objects and put back (ISO 32000-1 14.7.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from policygen.render.pdf_typst.objects import NotAsExpected, PdfObjects

_ELEMENT = b"<</Type/StructElem/S/"
# The array of kids comes last, and no string is in it.
_WHOLE = re.compile(rb"<</Type/StructElem/S/(\w+)/P \d+ 0 R(.*)/K\[([^\[\]]*)\](?:/Pg (\d+) 0 R)?>>", re.DOTALL)
_KID = re.compile(rb"(<<[^<>]*>>|(\d+) 0 R|\d+)")


@dataclass(slots=True, eq=False)
class TypstElement:
    """A structure element of a file that Typst made: `number` of its object, `entries` beside the usual ones.

    `page` is the number of its page's object, 0 for none. `kids` are elements, or content as bytes: one or more
    numbers of marked content, or a reference to an object.
    """

    number: int
    role: bytes
    entries: bytes = b""
    kids: list[TypstElement | bytes] = field(default_factory=list)
    page: int = 0

    def elements(self) -> list[TypstElement]:
        return [kid for kid in self.kids if not isinstance(kid, bytes)]

    def first_page(self) -> int:
        """The number of the first page's object on which it has content; 0 for none."""
        if self.page:
            return self.page
        for kid in self.kids:
            found = 0 if isinstance(kid, bytes) else kid.first_page()
            if found:
                return found
        return 0


def read_elements(pdf: PdfObjects) -> dict[int, TypstElement]:
    """Return the elements of a file by the numbers of their objects. Raises NotAsExpected."""
    found, within = {}, {}
    for number, body in pdf.bodies.items():
        if body.startswith(_ELEMENT):
            whole = _WHOLE.fullmatch(body)
            if whole is None:
                raise NotAsExpected(f"StructElem {number}")
            role, entries, kids, page = whole.groups()
            found[number] = TypstElement(number, role, entries, [], int(page) if page else 0)
            if b"R" in kids:
                within[number] = kids
            elif kids:
                found[number].kids.append(kids)
    for number, kids in within.items():
        found[number].kids = [found.get(int(one), b"") if one else kid for kid, one in _KID.findall(kids)]
    return found


def write_elements(pdf: PdfObjects, element: TypstElement, parent: int) -> None:
    """Put an element and all that is in it back; `parent` is the number of the object that holds it."""
    number = element.number
    kids = []
    for kid in element.kids:
        if isinstance(kid, bytes):
            kids.append(kid)
        else:
            kids.append(b"%d 0 R" % kid.number)
            write_elements(pdf, kid, number)
    page = b"/Pg %d 0 R" % element.page if element.page else b""
    pdf.bodies[number] = b"%b%b/P %d 0 R%b/K[%b]%b>>" % (
        _ELEMENT, element.role, parent, element.entries, b" ".join(kids), page,
    )  # fmt: skip


def without_layout(kids: Sequence[TypstElement | bytes]) -> list[TypstElement | bytes]:
    """Return kids in order; in the place of a group that only lays out, such as a grid, what it holds."""
    found: list[TypstElement | bytes] = []
    for kid in kids:
        if isinstance(kid, bytes) or kid.role != b"Div":
            found.append(kid)
        else:
            found += without_layout(kid.kids)
    return found
