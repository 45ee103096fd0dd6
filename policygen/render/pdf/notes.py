"""A reviewer's notes in a PDF's margin: at each clause's heading a note to open, tagged right after the heading.

They are annotations and not print, so every page breaks as it does in the clean copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, StreamDecodeLevel, String

from policygen.document.model import Document, Section
from policygen.document.overlays import AUTHOR, Annotations
from policygen.look.tokens import Tokens
from policygen.look.units import POINTS_PER_MM
from policygen.render.link_targets import anchor
from policygen.render.pdf.dates import pdf_date

SIZE = 15.0  # points, a note's width and height
GAP = 5.0  # millimetres between the text and the note
_FLAGS = 4 | 8 | 16  # Print, NoZoom and NoRotate (ISO 19005-3 6.3.2)


class HeadingsDiffer(Exception):
    """The PDF's headings are not those of the document; no note can be put beside one."""


def add_notes(pdf: bytes, document: Document, annotations: Annotations, tokens: Tokens) -> bytes:
    """The PDF that `write_pdf` made of `document`, with a note beside the heading of each clause that has one.

    Each is a /Text annotation with /Contents in an /Annot element (ISO 14289-1 7.18.1), so that a file that was
    PDF/A-3a and PDF/UA-1 still is. The bytes depend on the arguments alone. Raises HeadingsDiffer.
    """
    with pikepdf.open(BytesIO(pdf)) as opened:
        elements = [one for one in _elements(opened.Root.StructTreeRoot) if one.S in (Name.H1, Name.H2, Name.H3)]
        places = list(_places(opened.Root.Outlines)) if Name.Outlines in opened.Root else []
        headings = [None, *(section for section in _every(document.sections) if section.title)]
        if not len(headings) == len(elements) == len(places):
            raise HeadingsDiffer(f"{len(headings)} headings, {len(elements)} tags, {len(places)} bookmarks")
        left = (tokens.page.width - tokens.page.right + GAP) * POINTS_PER_MM
        pages = {page.obj.objgen: page for page in opened.pages}
        icon = _icon(opened, tokens)
        for section, element, (home, top) in zip(headings, elements, places, strict=True):
            lines = annotations.notes.get(section.clause, ()) if section is not None and section.clause else ()
            if section is not None and lines:
                note = _note(opened, document, section, lines, (left, top), icon)
                _place(opened, note, pages[home.objgen], element)
        target = BytesIO()
        # Nothing is packed anew: a stream made here would end in bytes that nobody chose.
        opened.save(
            target,
            fix_metadata_version=False,
            object_stream_mode=ObjectStreamMode.disable,
            stream_decode_level=StreamDecodeLevel.none,
            compress_streams=False,
            deterministic_id=True,
        )
    return target.getvalue()


def _every(sections: tuple[Section, ...]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _every(section.sections)


def _elements(parent: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The structure elements in reading order."""
    for kid in parent.get(Name.K, ()):
        if isinstance(kid, pikepdf.Dictionary) and Name.S in kid:
            yield kid
            yield from _elements(kid)


def _places(parent: pikepdf.Object) -> Iterator[tuple[pikepdf.Object, float]]:
    """The page and the height, in points from its foot, of each bookmark in order (ISO 32000-1 12.3.2.2, XYZ)."""
    item = parent.get(Name.First)
    while item is not None:
        yield item.Dest[0], float(item.Dest[3])
        yield from _places(item)
        item = item.get(Name.Next)


def _note(
    pdf: pikepdf.Pdf,
    document: Document,
    section: Section,
    lines: tuple[str, ...],
    corner: tuple[float, float],
    icon: pikepdf.Object,
) -> pikepdf.Object:
    left, top = corner
    date = String(pdf_date(document.metadata.created))
    rect = [round(edge, 2) for edge in (left, top - SIZE, left + SIZE, top)]
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Text,
            Name=Name.Note,
            NM=String(anchor(section.id)),
            T=String(AUTHOR),
            Contents=String("\n".join(lines)),
            CreationDate=date,
            M=date,
            F=_FLAGS,
            Rect=Array(rect),
            AP=Dictionary(N=icon),
        )
    )


def _icon(pdf: pikepdf.Pdf, tokens: Tokens) -> pikepdf.Object:
    """A slip of paper with three lines on it: every annotation shows what it is without the reader's own icons."""
    paper, ink = (
        " ".join(f"{int(colour[n : n + 2], 16) / 255:.3f}" for n in (1, 3, 5))
        for colour in (tokens.blank.answer_tint, tokens.colours.ink)
    )
    lines = " ".join(f"4 {y} m {end} {y} l" for y, end in ((10.5, 11), (7.5, 11), (4.5, 8.5)))
    drawn = f"{paper} rg {ink} RG .8 w 1 1 {SIZE - 2} {SIZE - 2} re B {lines} S"
    form = pdf.make_stream(drawn.encode("ascii"))
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, SIZE, SIZE])
    form.Resources = Dictionary()
    return form


def _place(pdf: pikepdf.Pdf, note: pikepdf.Object, page: pikepdf.Page, heading: pikepdf.Object) -> None:
    """Put `note` on `page`, and in the structure tree straight after `heading`."""
    root = pdf.Root.StructTreeRoot
    reference = Dictionary(Type=Name.OBJR, Obj=note, Pg=page.obj)
    owner = heading.P
    element = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Annot, P=owner, Pg=page.obj, K=Array([reference]))
    )
    place = next(n for n, kid in enumerate(owner.K) if getattr(kid, "objgen", None) == heading.objgen)
    owner.K.insert(place + 1, element)
    key = int(root.ParentTreeNextKey)
    note.P, note.StructParent = page.obj, key
    root.ParentTree.Nums.append(key)
    root.ParentTree.Nums.append(element)
    root.ParentTreeNextKey = key + 1
    if Name.Annots not in page:
        page.Annots = Array()
    page.Annots.append(note)
    page.Tabs = Name.S
