"""Accepts or rejects every tracked change of a DOCX, as ECMA-376 17.13.5 describes it: with zip and lxml only.

It knows nothing of the writer, and refuses what it does not know: a kind of change left over fails the test.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHANGED_PARTS = re.compile(r"word/(document|header\w*|footer\w*)\.xml")
_INLINE = {f"{W}r", f"{W}hyperlink", f"{W}sdt", f"{W}ins", f"{W}del", f"{W}fldSimple"}
_LEFT_OVER = ("ins", "del", "moveFrom", "moveTo", "delText", "delInstrText", "pPrChange", "rPrChange", "trPrChange")


def all_accepted(data: bytes) -> bytes:
    """Return the DOCX after "Accept All Changes"."""
    return _settled(data, stays="ins", goes="del")


def all_rejected(data: bytes) -> bytes:
    """Return the DOCX after "Reject All Changes"."""
    return _settled(data, stays="del", goes="ins")


def settled_by(data: bytes, author: str, *, accepted: bool) -> bytes:
    """Return the DOCX after the changes of one author to its words were accepted or rejected."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        tree = etree.fromstring(archive.read("word/document.xml"))
    for change in list(tree.iter(f"{W}ins", f"{W}del")):
        if change.get(f"{W}author") != author:
            continue
        if (change.tag == f"{W}ins") == accepted:
            for child in list(change):
                change.addprevious(child)
        _remove(change)
    for node in tree.iter(f"{W}delText"):
        if next(node.iterancestors(f"{W}del"), None) is None:
            node.tag = f"{W}t"
    return _with(data, {"word/document.xml": etree.tostring(tree, xml_declaration=True, encoding="UTF-8")})


def changes(data: bytes) -> list[tuple[str, str, str]]:
    """Return (ins or del, author, date) of every tracked change, in the order of the parts."""
    found = []
    for _, tree in _trees(data):
        for one in tree.iter(f"{W}ins", f"{W}del"):
            found.append((etree.QName(one).localname, one.get(f"{W}author", ""), one.get(f"{W}date", "")))
    return found


def change_ids(data: bytes) -> list[str]:
    """Return the w:id of every tracked change."""
    return [
        one.get(f"{W}id", "") for _, tree in _trees(data) for one in tree.iter(f"{W}ins", f"{W}del", f"{W}pPrChange")
    ]


def _trees(data: bytes) -> Iterator[tuple[str, etree._Element]]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if _CHANGED_PARTS.fullmatch(name):
                yield name, etree.fromstring(archive.read(name))


def _settled(data: bytes, stays: str, goes: str) -> bytes:
    settled = {}
    for name, tree in _trees(data):
        _settle(tree, stays, goes)
        left = [one.tag for one in tree.iter(*(f"{W}{kind}" for kind in _LEFT_OVER))]
        assert not left, f"{name} still has {left}"
        settled[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return _with(data, settled)


def _with(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return the DOCX with other parts in it."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in archive.namelist():
            made.writestr(name, parts.get(name) or archive.read(name))
    return target.getvalue()


def _settle(tree: etree._Element, stays: str, goes: str) -> None:
    for row in list(tree.iter(f"{W}tr")):
        if row.find(f"{W}trPr/{W}{goes}") is not None:
            _remove(row)
    for table in list(tree.iter(f"{W}tbl")):
        if table.find(f"{W}tr") is None:
            _remove(table)
    for mark in list(tree.iterfind(f".//{W}trPr/{W}{stays}")):
        _remove(mark)
    for change in list(tree.iter(f"{W}pPrChange")):
        properties = change.getparent()
        assert properties is not None
        if goes == "ins":
            mark = properties.find(f"{W}rPr")
            before = list(change[0])
            for child in list(properties):
                properties.remove(child)
            properties.extend([*before, *([mark] if mark is not None else [])])
        else:
            properties.remove(change)
    marked = [p for p in tree.iter(f"{W}p") if p.find(f"{W}pPr/{W}rPr/{W}{goes}") is not None]
    for paragraph in tree.iter(f"{W}p"):
        for kind in (stays, goes):
            mark = paragraph.find(f"{W}pPr/{W}rPr/{W}{kind}")
            if mark is not None:
                _remove(mark)
    for change in list(tree.iter(f"{W}{goes}")):
        _remove(change)
    for change in list(tree.iter(f"{W}{stays}")):
        for child in list(change):
            change.addprevious(child)
        _remove(change)
    for deleted, name in (("delText", "t"), ("delInstrText", "instrText")):
        for node in tree.iter(f"{W}{deleted}"):
            node.tag = f"{W}{name}"
    for link in list(tree.iter(f"{W}hyperlink")):
        if next(link.iter(f"{W}r"), None) is None:
            _remove(link)
    for paragraph in marked:
        _join_with_next(paragraph)


def _join_with_next(paragraph: etree._Element) -> None:
    """Without its mark, what is left of a paragraph begins the next one, which keeps its own properties."""
    content = [child for child in paragraph if child.tag != f"{W}pPr"]
    following = paragraph.getnext()
    if following is not None and following.tag == f"{W}p":
        properties = following.find(f"{W}pPr")
        place = 0 if properties is None else list(following).index(properties) + 1
        for child in reversed(content):
            following.insert(place, child)
    else:
        assert not any(child.tag in _INLINE for child in content), "words without a paragraph to go to"
    _remove(paragraph)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)
