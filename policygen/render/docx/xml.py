"""WordprocessingML elements by short name: the namespaces, and the builders that every other module here uses."""

from __future__ import annotations

import re
from functools import cache

from lxml import etree

from policygen.look.units import TWIPS_PER_MM

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
V = "urn:schemas-microsoft-com:vml"
O = "urn:schemas-microsoft-com:office:office"  # noqa: E741
W10 = "urn:schemas-microsoft-com:office:word"
XML = "http://www.w3.org/XML/1998/namespace"

NAMESPACES = {"w": W, "r": R, "wp": WP, "a": A, "pic": PIC, "v": V, "o": O, "w10": W10, "xml": XML}

TWIPS_PER_POINT = 20
EMU_PER_MM = 36000

Element = etree._Element

# What XML 1.0 cannot hold; `read_source` refuses it with a line and column, so here it only must not break the file.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def safe(words: str) -> str:
    """`words` with what XML cannot hold replaced by U+FFFD."""
    return _ILLEGAL.sub("\ufffd", words)


@cache
def qualified(name: str) -> str:
    """The Clark name of `name`: 'w:val' or, for WordprocessingML, plain 'val'."""
    prefix, _, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix or 'w']}}}{local}"


def root(name: str, *prefixes: str) -> Element:
    """A part's root element, declaring `w`, `r` and the named prefixes.

    `r` even where it is not used: docx2python looks its attributes up in every part, and fails where it is unknown.
    """
    return etree.Element(qualified(name), nsmap={prefix: NAMESPACES[prefix] for prefix in ("w", "r", *prefixes)})


def document_root() -> Element:
    """The root element of word/document.xml."""
    return root("document", "wp", "a", "pic")


def bare(namespace: str, name: str) -> Element:
    """A root element of another vocabulary, its namespace the default one."""
    return etree.Element(f"{{{namespace}}}{name}", nsmap={None: namespace})  # type: ignore[dict-item]


def append(parent: Element, name: str, /, **attributes: str | int) -> Element:
    """Append a WordprocessingML element with WordprocessingML attributes to `parent` and return it."""
    return etree.SubElement(parent, qualified(name), {qualified(key): str(value) for key, value in attributes.items()})


def plain(parent: Element, name: str, /, **attributes: str | int) -> Element:
    """Append an element of any namespace whose attributes have none (DrawingML, VML)."""
    return etree.SubElement(parent, qualified(name), {key: str(value) for key, value in attributes.items()})


def toggle(parent: Element, name: str, on: bool) -> None:
    """Append an on/off property (ECMA-376 17.17.4) when `on`."""
    if on:
        etree.SubElement(parent, qualified(name))


def serialised(element: Element) -> bytes:
    """A whole part: UTF-8 with a declaration, no white space added."""
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)


# An attribute's value as XML has it (XML 1.0, 3.3.3 and 2.4), in the way of lxml.
_ESCAPED = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)
TAG_END = "/>"
_ESCAPED_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escaped_text(words: str) -> str:
    """Words without line ends, which XML can hold, as the text of an element."""
    return words.translate(_ESCAPED_TEXT)


def tag(name: str, /, **values: str) -> str:
    """Begin an element that has nothing in it, as text: lxml takes ten times as long over thousands of them."""
    return f"<{name}{attributes(**values)}"


def attributes(**values: str) -> str:
    """Attributes as text. What XML cannot hold is U+FFFD."""
    return "".join([f' {name}="{safe(value).translate(_ESCAPED)}"' for name, value in values.items()])


def with_inside(part: bytes, elements: bytes) -> bytes:
    """A serialised part that has nothing in it, with elements in it."""
    if not elements:
        return part
    end = TAG_END.encode()
    start = part.removesuffix(end)
    name = start[start.rindex(b"<") + 1 :].partition(b" ")[0]
    return b"%b>%b</%b>" % (start, elements, name)


def twips(points: float) -> int:
    """Points in twentieths of a point."""
    return round(points * TWIPS_PER_POINT)


def mm_twips(millimetres: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(millimetres * TWIPS_PER_MM)


def half_points(points: float) -> int:
    """Points in half points, the unit of w:sz (ECMA-376 17.3.2.38)."""
    return round(points * 2)


def eighths(points: float) -> int:
    """Points in eighths of a point, the unit of a border's w:sz (ECMA-376 17.3.4); at least a quarter point."""
    return max(2, round(points * 8))
