"""A signature field over the ruled lines of each signatory: named, labelled and tagged; nothing of it is seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from policygen.document.layout import PX_TO_PT, Box, Layout
from policygen.document.model import Blank, Document, Section, Signatory, SignatureBlock
from policygen.document.plain import words_of
from policygen.look.units import POINTS_PER_MM
from policygen.render.link_targets import anchor

HEIGHT = 11 * POINTS_PER_MM
"""The most a field stands above its line, in points."""

_PRINT = 4  # ISO 32000-1 table 165
_SIGNATURES_EXIST = 1  # ISO 32000-1 table 219; AppendOnly is for whoever signs first


class NoPlace(Exception):
    """A signatory's line is not where the Layout or the structure tree says, so no field can be placed on it."""


def signatories(document: Document) -> list[Signatory]:
    """Return who signs the document itself, in reading order; none for sheets, drafts and what is signed by hand."""
    if document.kind == "sheet" or document.state == "draft":
        return []
    return list(_signatories(document.sections))


def _signatories(sections: tuple[Section, ...]) -> Iterator[Signatory]:
    for section in sections:
        if section.kind == "back":
            for block in section.blocks:
                if isinstance(block, SignatureBlock):
                    yield from block.signatories
            yield from _signatories(section.sections)


def field_names(signers: list[Signatory]) -> dict[str, str]:
    """Signatory id -> the name of its field: `policygen:signatory.chair` signs in `chair`.

    No two alike, without the full stop that parts a field's name from its parent's (ISO 32000-1 12.7.3.2).
    """
    names: dict[str, str] = {}
    for signer in signers:
        short = (
            re.sub(r"[^A-Za-z0-9_-]+", "-", signer.id.removeprefix("policygen:signatory.")).strip("-") or "signature"
        )
        name, count = short, 1
        while name in names.values():
            count += 1
            name = f"{short}-{count}"
        names[signer.id] = name
    return names


def printed_names(document: Document) -> dict[str, str]:
    """Return, by field, the name printed for who signs there; a name that is not known yet is left out."""
    signers = signatories(document)
    fields = field_names(signers)
    names = {fields[one.id]: " ".join(words_of(one.name).split()) for one in signers if not _has_blank(one)}
    return {field: name for field, name in names.items() if name}


def is_name_of(certificate: str, printed: str) -> bool:
    """Return whether a certificate's name is the printed one; capitals and spaces make no difference."""
    return " ".join(certificate.split()).casefold() == " ".join(printed.split()).casefold()


def _has_blank(signer: Signatory) -> bool:
    return any(isinstance(part, Blank) for part in signer.name)


def add_fields(pdf: pikepdf.Pdf, document: Document, layout: Layout) -> None:
    """Add a signature field for each of `signatories(document)` to an open PDF that `write_pdf` made of it.

    A field stands on the line for the signature and on the line for the date, so that none stays empty once it is
    signed on a screen; its Form element follows the signatory's role (ISO 14289-1 7.18.4).
    Raises NoPlace.
    """
    signers = signatories(document)
    if not signers:
        return
    names, tree = field_names(signers), _Tree(pdf)
    fields = Array()
    for signer in signers:
        if signer.id not in layout.boxes:
            raise NoPlace(f"the Layout has no line for {signer.id}")
        box = layout.boxes[signer.id]
        page = pdf.pages[box.page - 1]
        rect = rectangle(box, float(page.mediabox[3]))
        field = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Sig,
                T=String(names[signer.id]),
                TU=String(document.words.signature_of.replace("{role}", signer.role)),
                F=_PRINT,
                Rect=Array(list(rect)),
                P=page.obj,
                AP=Dictionary(N=_nothing(pdf, rect)),
            )
        )
        tree.add(field, page, anchor(signer.id))
        if Name.Annots not in page:
            page.Annots = Array()
        page.Annots.append(field)
        page.Tabs = Name.S
        fields.append(field)
    tree.close()
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=fields, SigFlags=_SIGNATURES_EXIST))


def rectangle(box: Box, height: float) -> tuple[float, float, float, float]:
    """Left, bottom, right, top in points of a field that stands on the line at the foot of `box`.

    `height` is the page's. A field is not higher than the room above its line.
    """
    bottom = height - (box.y + box.height) * PX_TO_PT
    top = bottom + min(HEIGHT, box.height * PX_TO_PT)
    left, right = box.x * PX_TO_PT, (box.x + box.width) * PX_TO_PT
    return round(left, 2), round(bottom, 2), round(right, 2), round(top, 2)


def _nothing(pdf: pikepdf.Pdf, rect: tuple[float, float, float, float]) -> pikepdf.Stream:
    """An appearance that shows nothing: every annotation has one (ISO 19005-3 6.3.3)."""
    left, bottom, right, top = rect
    form = pdf.make_stream(b"q Q")
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array([0, 0, round(right - left, 2), round(top - bottom, 2)])
    return form


class _Tree:
    """The structure tree, its ids and its parent tree (ISO 32000-1 14.7.4.4)."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.root = pdf.Root.StructTreeRoot
        self.elements = pikepdf.NameTree(self.root.IDTree) if Name.IDTree in self.root else {}
        self.next = int(self.root.ParentTreeNextKey)

    def add(self, field: pikepdf.Object, page: pikepdf.Page, group: str) -> None:
        """Make `field` the content of a Form element after the first element of the one with the id `group`."""
        if group not in self.elements:
            raise NoPlace(f"the structure tree has no element with the id {group}")
        owner = self.elements[group]
        reference = Dictionary(Type=Name.OBJR, Obj=field, Pg=page.obj)
        form = self.pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Form, P=owner, Pg=page.obj, K=Array([reference]))
        )
        owner.K.insert(1, form)
        field.StructParent = self.next
        self.root.ParentTree.Nums.append(self.next)
        self.root.ParentTree.Nums.append(form)
        self.next += 1

    def close(self) -> None:
        self.root.ParentTreeNextKey = self.next
