"""What an SVG may not hold: anything outside itself, and effects that do not print as they were drawn."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

# SVG can refer to other files, scripts and fonts; a logo needs none of them.
_ACTIVE = re.compile(
    rb"<\s*(?:script|foreignObject|image)\b|\bon\w+\s*=|<!ENTITY|<!DOCTYPE[^>]*\[|@import",
    re.IGNORECASE,
)
_CSS_ESCAPE = re.compile(r"\\([0-9a-f]{1,6})\s?|\\(.)", re.IGNORECASE)
# An address in CSS and the first character of what it names; a function that takes addresses as bare strings.
_ADDRESS = re.compile(r"url\(\s*[\"']?\s*([^\s\"')]?)", re.IGNORECASE)
_IMPORTING = re.compile(r"@import|image-set\(|\bsrc\(", re.IGNORECASE)
_PAINTED_WITH = re.compile(r"url\(\s*[\"']?\s*#([^\s\"')]+)", re.IGNORECASE)
# WeasyPrint 70 writes gradients that poppler leaves blank, ignores blurring and blending, and misplaces such text.
_UNSAFE_ELEMENTS = {
    "linearGradient": "PG348.gradient",
    "radialGradient": "PG348.gradient",
    "filter": "PG348.filter",
}
_UNSAFE_PROPERTIES = {
    "mix-blend-mode": ("PG348.blended", ("normal",)),
    "writing-mode": ("PG348.vertical", ("horizontal-tb", "lr", "lr-tb")),
    "paint-order": ("PG348.outlined", ("normal",)),
}


def is_active(data: bytes) -> bool:
    """Whether an SVG's bytes hold a script, an event handler, an entity or another picture."""
    return _ACTIVE.search(data) is not None


def reaches_out(root: etree._Element) -> bool:
    """Whether a drawing names anything that is not in it, as a reader of XML and CSS reads it, however it is spelt."""
    from lxml import etree

    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            if etree.QName(name).localname == "href" and not str(value).lstrip().startswith("#"):
                return True
        for css in _css(element):
            if _IMPORTING.search(css) or any(first != "#" for first in _ADDRESS.findall(css)):
                return True
    return False


def unprintable(root: etree._Element) -> str:
    """Return what a drawing holds that a PDF or Word file would not show as a browser does (a wording of PG348), or "".

    A gradient or filter that is defined and not used, as drawing programs leave behind, does no harm.
    """
    from lxml import etree

    elements = list(root.iter(etree.Element))
    used = {name for element in elements for css in _css(element) for name in _PAINTED_WITH.findall(css)}
    for element in elements:
        kind = etree.QName(element).localname
        if kind == "textPath":
            return "PG348.path"
        if kind in _UNSAFE_ELEMENTS and element.get("id") in used:
            return _UNSAFE_ELEMENTS[kind]
        for name, (what, harmless) in _UNSAFE_PROPERTIES.items():
            if any(value not in harmless for value in _values(element, name)):
                return what
    return ""


def _css(element: etree._Element) -> Iterator[str]:
    """Yield the attributes and the text of an element that can name something: with a bracket, an `@` or an escape."""
    for css in map(str, (*element.attrib.values(), "".join(map(str, element.itertext())))):
        if "(" in css or "@" in css or "\\" in css:
            yield _CSS_ESCAPE.sub(_unescaped, css)


def _values(element: etree._Element, name: str) -> Iterator[str]:
    """Yield what a property is set to by an attribute, by `style` or in a style sheet."""
    from lxml import etree

    given = element.get(name)
    if given is not None:
        yield str(given).strip()
    sheet = element.text if etree.QName(element).localname == "style" else ""
    for css in (element.get("style"), sheet):
        yield from re.findall(rf"(?<![\w-]){name}\s*:\s*([\w-]+)", str(css or ""))


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else 0
    return match[2] if match[2] else chr(code) if code <= sys.maxunicode else ""


def size_of(box: str, width: str, height: str) -> tuple[int, int]:
    """Return width and height in the drawing's own units, from its `viewBox`, else from `width` and `height`."""
    number = r"\d{1,6}(?:\.\d+)?"
    numbers = re.findall(rf"-?{number}", box)
    if len(numbers) != 4:
        numbers = ["0", "0", *((re.match(number, words) or ["100"])[0] for words in (width, height))]
    return max(round(float(numbers[2])), 1), max(round(float(numbers[3])), 1)
