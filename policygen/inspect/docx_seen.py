"""What a reader of a DOCX sees beside the words of its blocks: what is hidden, fetched, floats, or lies around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from policygen.diagnostics.codes import say
from policygen.document.model import Document
from policygen.inspect.docx_frames import faults_of_edges, faults_of_frames, faults_of_styles
from policygen.inspect.docx_looks import Looks
from policygen.inspect.docx_parts import Package
from policygen.inspect.squeezing import squeezed, without_digits
from policygen.inspect.transcript import contacts_of, contents_of, links_of
from policygen.render.docx.words import in_contents
from policygen.render.docx.xml import W

_W = f"{{{W}}}"
_DRAWING = (
    "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}",
    "{http://schemas.openxmlformats.org/drawingml/2006/main}",
    "{http://schemas.openxmlformats.org/drawingml/2006/picture}",
    "{http://schemas.microsoft.com/office/drawing/",
)
_TEXT = frozenset(
    f"{_W}{name}"
    for name in (
        "document", "body", "hdr", "ftr", "footnotes", "endnotes", "footnote", "endnote", "separator",
        "continuationSeparator", "p", "r", "t", "tab", "br", "cr", "noBreakHyphen", "softHyphen",
        "lastRenderedPageBreak", "bookmarkStart", "bookmarkEnd", "hyperlink", "fldChar", "instrText", "fldSimple",
        "tbl", "tblGrid", "tr", "tc", "sdt", "sdtContent", "proofErr", "drawing", "sectPr", "smartTag",
    )
)  # fmt: skip
_LOOKS = re.compile(r".*Pr$|tblGrid|sectPr|ffData")
_TRACKED = frozenset(f"{_W}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "delText", "delInstrText"))
_SHAPES = frozenset(("pict", "txbxContent", "AlternateContent", "shape", "textbox"))
# What may hold what: text anywhere else is not shown, though it is there.
_HOLDERS = {
    f"{_W}t": ("r",),
    f"{_W}instrText": ("r",),
    f"{_W}r": ("p", "hyperlink", "fldSimple", "smartTag", "sdtContent"),
    f"{_W}p": ("body", "tc", "hdr", "ftr", "sdtContent", "footnote", "endnote"),
    f"{_W}tr": ("tbl", "sdtContent"),
    f"{_W}tc": ("tr", "sdtContent"),
    f"{_W}tbl": ("body", "tc", "hdr", "ftr", "sdtContent"),
}
# Fields whose result is a number of a page or section, or the contents list (ECMA-376-1 17.16.5): all of the code.
_FIELD = re.compile(
    r"""(?ix) (?: (?:PAGE|NUMPAGES|SECTIONPAGES)
    | TOC (?:\s+ \\[hzu] | \s+ \\o \s+ "1-[1-3]")+
    | PAGEREF \s+ \w+ (?:\s+ \\h)?
    | REF \s+ \w+ (?:\s+ \\[rhnw])* \s+ \\[rnw] (?:\s+ \\[rhnw])*
    | HYPERLINK \s+ \\l \s+ "?\w+"? (?:\s+ \\h)? )
    (?:\s+ \\\* \s+ MERGEFORMAT)?"""
)
_FIELD_NAMES = re.compile(r"(?i)PAGE|NUMPAGES|SECTIONPAGES|TOC|PAGEREF|REF|HYPERLINK")
_PLACEHOLDER = re.compile(r"%\d")


def seen_around(
    package: Package, document: Document | None, wanted: Package | None, faces: frozenset[str] = frozenset()
) -> list[str]:
    """Return a sentence for all that policygen does not write, and for words that a reader does not see.

    `wanted` is the package that is written for `document`; without these two, words around the body and the addresses
    of links are not compared. `faces` are the fonts of the school's look.
    """
    found = dict.fromkeys(package.odd)
    looks = Looks(package, faces)
    found.update(dict.fromkeys(faults_of_styles(package, looks)))
    around = [part for kind in ("header", "footer", "footnotes", "endnotes") for part in package.parts.get(kind, ())]
    for part in (package.body, *around):
        found.update(dict.fromkeys(_strange(part)))
        found.update(dict.fromkeys(_fields(part)))
        found.update(dict.fromkeys(looks.faults(part)))
        found.update(dict.fromkeys(faults_of_frames(package, part, looks)))
    if any(next(part.iter(f"{_W}drawing"), None) is not None for part in around):
        found[say("verify.docx_edge_picture")] = None
    for kind in ("footnotes", "endnotes"):
        words = [say("verify.docx_note", words=text[:60]) for text in _texts(package, kind) if text]
        found.update(dict.fromkeys(words))
    if document is not None and wanted is not None:
        found.update(dict.fromkeys(_around(package, wanted)))
        found.update(dict.fromkeys(faults_of_edges(package, wanted)))
        known = {*links_of(document), *contacts_of(document)}
        strange = [one for one in package.addresses if one.rstrip("/") not in {each.rstrip("/") for each in known}]
        found.update(dict.fromkeys(say("verify.link_added", address=one[:120]) for one in strange))
        found.update(dict.fromkeys(_contents(package.body, document)))
    return list(found)


def _strange(part: etree._Element) -> Iterator[str]:
    """Yield what a part has beside text, tables, links and pictures in the line."""
    waiting = [part]
    while waiting:
        node = waiting.pop()
        if not isinstance(node.tag, str):
            continue
        local = etree.QName(node).localname
        if node.tag == f"{_W}sdtPr" and any("dataBinding" in str(each.tag) for each in node):
            yield say("verify.docx_bound")
        if node.tag.startswith(_W) and _LOOKS.fullmatch(local):
            continue
        if node.tag in _TRACKED:
            yield say("verify.docx_tracked")
        elif node.tag == f"{_W}altChunk":
            yield say("verify.docx_other_document")
        elif local in _SHAPES:
            yield say("verify.docx_shape")
        elif node.tag not in _TEXT or not _is_in_its_place(node):
            yield say("verify.entry", name=local[:40])
        elif node.tag == f"{_W}drawing":
            if not _is_picture(node):
                yield say("verify.docx_shape")
        else:
            waiting += list(node)


def _is_picture(drawing: etree._Element) -> bool:
    """Tell whether a drawing is a picture in the line and nothing more."""
    inside = [each for each in drawing.iter() if each is not drawing]
    known = all(str(each.tag).startswith(_DRAWING) for each in inside)
    return known and not any(str(each.tag).endswith(("}anchor", "}t", "}txBody")) for each in inside)


def _is_in_its_place(node: etree._Element) -> bool:
    holder = node.getparent()
    places = _HOLDERS.get(str(node.tag))
    return places is None or holder is None or str(holder.tag).removeprefix(_W) in places


def _fields(part: etree._Element) -> Iterator[str]:
    """Yield the fields that fetch, run or compute something, and the words that are hidden in the code of one."""
    codes = [one.get(f"{_W}instr", "") for one in part.iter(f"{_W}fldSimple")]
    open_fields: list[tuple[list[str], list[str]]] = []  # the code of each, and "shown" once its result begins
    for node in part.iter(f"{_W}fldChar", f"{_W}instrText", f"{_W}t"):
        kind = node.get(f"{_W}fldCharType", "")
        if node.tag == f"{_W}t":
            if (node.text or "").strip() and any(not shown for _, shown in open_fields):
                yield say("verify.docx_hidden", words=(node.text or "").strip()[:60])
        elif node.tag == f"{_W}instrText":
            if open_fields:
                open_fields[-1][0].append(node.text or "")
            else:
                codes.append(node.text or "")
        elif kind == "begin":
            open_fields.append(([], []))
        elif kind == "separate" and open_fields:
            open_fields[-1][1].append("shown")
        elif kind == "end" and open_fields:
            codes.append("".join(open_fields.pop()[0]))
    codes += ["".join(code) for code, _ in open_fields]
    for code in codes:
        if not _FIELD.fullmatch(code.strip()):
            words = code.split()
            known = bool(words) and _FIELD_NAMES.fullmatch(words[0]) is not None
            yield say("verify.docx_field", name=(" ".join(words) if known else "".join(words[:1]))[:40] or "?")


def _texts(package: Package, kind: str) -> list[str]:
    return ["".join(text.text or "" for text in part.iter(f"{_W}t")).strip() for part in package.parts.get(kind, ())]


def _around(package: Package, wanted: Package) -> Iterator[str]:
    """Yield what headers, footers and automatic numbers have that those of the document have not."""
    for kind in ("header", "footer"):
        allowed = {without_digits(text) for text in _texts(wanted, kind)} | {""}
        for text in _texts(package, kind):
            if without_digits(text) not in allowed:
                yield say("verify.docx_edge", words=text[:90])
    allowed = set(_numbers(wanted))
    for text in _numbers(package):
        if text not in allowed and len(text) > 1:
            yield say("verify.docx_number", words=text[:60])


def _numbers(package: Package) -> Iterator[str]:
    """Yield the words that automatic numbers print beside the number."""
    for part in package.parts.get("numbering", ()):
        for level in part.iter(f"{_W}lvlText"):
            yield squeezed(_PLACEHOLDER.sub("", level.get(f"{_W}val", "")))


def _contents(body: etree._Element, document: Document) -> Iterator[str]:
    """Yield the lines of the contents list that are no heading: its paragraphs are in no block."""
    headings = {one.words for one in contents_of(document)} | {squeezed(document.words.contents)}
    for paragraph in body.iter(f"{_W}p"):
        if in_contents(paragraph):
            text = "".join(one.text or "" for one in paragraph.iter(f"{_W}t"))
            # The number of the page is right behind the words; "Key Stage 25" is Key Stage 2 on page 5.
            words = squeezed(text)
            page = len(words) - len(words.rstrip("0123456789"))
            if words and not any(words[: len(words) - many] in headings for many in range(page + 1)):
                yield say("verify.docx_contents", words=text[:90])
