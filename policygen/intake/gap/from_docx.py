"""A Word file to passages (ECMA-376): paragraphs of the body, in tables and boxes too, then the footnotes.

python-docx leaves out what is in content controls and tracked changes, and a policy often has both, so the body is read
with lxml, from the package that `inspect` opens with its limits for hostile files.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from policygen.inspect.docx_parts import Package
from policygen.intake.gap.passages import BULLET, PolicyPassage, Role
from policygen.render.docx.xml import W

_W = f"{{{W}}}"
_PARAGRAPH, _RUN, _VALUE = f"{_W}p", f"{_W}r", f"{_W}val"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What was deleted or moved away, and what a drawing says again for old programs.
_GONE = (f"{_W}del", f"{_W}moveFrom", _FALLBACK)
_SPACE = (f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}ptab")
_OFF = ("0", "false", "off")


def passages_of_docx(package: Package) -> Iterator[PolicyPassage]:
    """Yield the passages of an opened Word file; with pages if the program that saved it marked where they began."""
    styles = _Styles(package)
    marks = any(True for _ in package.body.iter(f"{_W}lastRenderedPageBreak"))
    page = 1
    for paragraph in package.body.iter(_PARAGRAPH):
        text, starts = _text(paragraph)
        if not _is_gone(paragraph) and not styles.lists_contents(paragraph):
            number = page + (starts if not text[:1] else 0)
            yield _passage(paragraph, text, styles, number if marks else 0)
        page += starts
    for part in (*package.parts.get("footnotes", ()), *package.parts.get("endnotes", ())):
        for paragraph in part.iter(_PARAGRAPH):
            yield _passage(paragraph, _text(paragraph)[0], styles, 0)


def pages_of_docx(package: Package) -> int:
    """Return how many pages the program that saved it drew; 0 if it did not say."""
    marks = sum(1 for _ in package.body.iter(f"{_W}lastRenderedPageBreak"))
    return marks + 1 if marks else 0


def _passage(paragraph: etree._Element, text: str, styles: _Styles, page: int) -> PolicyPassage:
    role = styles.role_of(paragraph)
    bullet = BULLET.match(text) if role == "paragraph" else None
    return PolicyPassage(text[bullet.end() :] if bullet else text, "item" if bullet else role, page)


def _text(paragraph: etree._Element) -> tuple[str, int]:
    """Return the words of a paragraph that a reader sees, and how many pages begin in it."""
    found: list[str] = []
    starts = 0
    for one in paragraph.iter(f"{_W}t", f"{_W}noBreakHyphen", f"{_W}lastRenderedPageBreak", *_SPACE):
        if _paragraph_of(one) is not paragraph or _is_gone(one):
            continue
        if one.tag == f"{_W}lastRenderedPageBreak":
            starts += 1
        elif one.tag == f"{_W}t":
            found.append(one.text or "")
        else:
            found.append("-" if one.tag == f"{_W}noBreakHyphen" else " ")
    return "".join(found), starts


def _paragraph_of(element: etree._Element) -> etree._Element | None:
    """Return the paragraph that words are in: a box in a paragraph has paragraphs of its own."""
    return next(element.iterancestors(_PARAGRAPH), None)


def _is_gone(element: etree._Element) -> bool:
    """Return whether something was deleted, or is hidden (17.3.2.41)."""
    for one in element.iterancestors(_RUN, *_GONE):
        if one.tag != _RUN:
            return True
        hidden = one.find(f"{_W}rPr/{_W}vanish")
        if hidden is not None and hidden.get(_VALUE, "true") not in _OFF:
            return True
    return False


class _Styles:
    """The paragraph styles of a file by their ids: what they are called, and whether they are of headings or lists."""

    def __init__(self, package: Package) -> None:
        self._names: dict[str, str] = {}
        self._roles: dict[str, Role] = {}
        for part in package.parts.get("styles", ()):
            for style in part.iter(f"{_W}style"):
                key, name = style.get(f"{_W}styleId", ""), style.find(f"{_W}name")
                self._names[key] = (name.get(_VALUE, "") if name is not None else "").lower()
                self._roles[key] = self._role(self._names[key], style)

    def _role(self, name: str, style: etree._Element) -> Role:
        level = style.find(f"{_W}pPr/{_W}outlineLvl")
        if name.startswith("heading") or name == "title" or (level is not None and level.get(_VALUE, "9") < "9"):
            return "heading"
        return "item" if name.startswith("list ") or style.find(f"{_W}pPr/{_W}numPr") is not None else "paragraph"

    def _key(self, paragraph: etree._Element) -> str:
        named = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return str(named.get(_VALUE, "")) if named is not None else ""

    def lists_contents(self, paragraph: etree._Element) -> bool:
        """Return whether it is a line of a list of contents (17.7.4.9: the styles are called `toc 1` and so on)."""
        return self._names.get(self._key(paragraph), "").startswith("toc ")

    def role_of(self, paragraph: etree._Element) -> Role:
        role = self._roles.get(self._key(paragraph), "paragraph")
        level = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
        if level is not None and level.get(_VALUE, "9") < "9":
            return "heading"
        if role == "paragraph" and paragraph.find(f"{_W}pPr/{_W}numPr") is not None:
            return "item"
        return role
