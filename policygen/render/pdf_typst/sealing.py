"""Signature fields and the Document inside, put into the objects of a file before it is written.

The same file comes of it as of `policygen.render.pdf.seal`, which reads a finished file, writes it anew and takes ten
times as long; a test holds the two together.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from policygen.document.model import Document, Edition
from policygen.render.carried import DOCUMENT, carried_parts
from policygen.render.link_targets import anchor
from policygen.render.pdf.dates import pdf_date
from policygen.render.pdf.fields import NoPlace, field_names, rectangle, signatories
from policygen.render.pdf_typst.elements import TypstElement
from policygen.render.pdf_typst.objects import NotAsExpected, PdfObjects, compressed, pdf_string, stream
from policygen.render.pdf_typst.tags import Tags

_NUMS = re.compile(rb"(/ParentTree<</Nums\[[^\]]*)\]")
_NEXT = re.compile(rb"/ParentTreeNextKey (\d+)")
_ANNOTS = re.compile(rb"/Annots\[([^\]]*)\]")


def put_fields(pdf: PdfObjects, tags: Tags, document: Document, height: float) -> None:
    """Add a signature field for each of `signatories(document)`, and its Form element to tags that are not yet written.

    The pages that are signed are `height` points high. Raises NoPlace or NotAsExpected.
    """
    signers = signatories(document)
    if not signers:
        return
    names, root = field_names(signers), tags.root_number
    key = int(_found(_NEXT, pdf.bodies[root])[1])
    fields, entries = b"", b""
    for signer in signers:
        box, group = tags.boxes.get(signer.id), tags.groups.get(anchor(signer.id))
        if box is None or group is None:
            raise NoPlace(signer.id)
        page = tags.pages[box.page - 1]
        rect = rectangle(box, height)
        width, tall = (_number(rect[side + 2] - rect[side]) for side in (0, 1))
        nothing = pdf.add(stream(b"/Type/XObject/Subtype/Form/BBox[0 0 %b %b]" % (width, tall), b"q Q"))
        field = pdf.add(
            b"<</Type/Annot/Subtype/Widget/FT/Sig/T%b/TU%b/F 4/Rect[%b]/P %d 0 R/AP<</N %d 0 R>>/StructParent %d>>"
            % (
                pdf_string(names[signer.id]),
                pdf_string(document.words.signature_of.replace("{role}", signer.role)),
                b" ".join(_number(edge) for edge in rect),
                page,
                nothing,
                key,
            )
        )
        content = b"<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>" % (field, page)
        form = TypstElement(pdf.add(b""), b"Form", b"", [content], page)
        group.kids.insert(1, form)
        pdf.bodies[page] = _with_annotation(pdf.bodies[page], field)
        fields += b"%d 0 R " % field
        entries += b" %d %d 0 R" % (key, form.number)
        key += 1
    body = _NEXT.sub(b"/ParentTreeNextKey %d" % key, pdf.bodies[root])
    pdf.bodies[root] = body.replace(_found(_NUMS, body)[1], _found(_NUMS, body)[1] + entries, 1)
    form_number = pdf.add(b"<</Fields[%b]/SigFlags 1>>" % fields.rstrip())
    pdf.bodies[pdf.root] = _with(pdf.bodies[pdf.root], b"/AcroForm %d 0 R" % form_number)


def put_attachments(pdf: PdfObjects, document: Document, editions: Mapping[Edition, Document]) -> None:
    """Attach the Document, and what differs in `editions` (ISO 19005-3 6.8, ISO 32000-1 7.11.4)."""
    parts = carried_parts(document, editions)
    files = {name: _file(pdf, document, name, data) for name, data in parts.items()}
    # In the order of their names, as a name tree has to be (ISO 32000-1 7.9.6).
    names = b"".join(b"%b%d 0 R" % (pdf_string(name), files[name]) for name in sorted(files))
    embedded = b"/EmbeddedFiles<</Names[%b]>>" % names
    body = pdf.bodies[pdf.root]
    start, names_there, rest = body.partition(b"/Names<</Dests")
    body = start + b"/Names<<" + embedded + b"/Dests" + rest if names_there else _with(body, b"/Names<<%b>>" % embedded)
    pdf.bodies[pdf.root] = _with(body, b"/AF[%b]" % b" ".join(b"%d 0 R" % number for number in files.values()))


def _file(pdf: PdfObjects, document: Document, name: str, data: bytes) -> int:
    date, told = pdf_string(pdf_date(document.metadata.created)), pdf_string(name)
    digest = hashlib.md5(data, usedforsecurity=False).hexdigest().encode()
    entries = (
        b"/Type/EmbeddedFile/Subtype/application#2Fjson/Params<</CreationDate%b/ModDate%b/Size %d/CheckSum<%b>>>"
        % (date, date, len(data), digest)
    )
    held = pdf.add(compressed(data, entries))
    how = b"Source" if name == DOCUMENT else b"Supplement"
    return pdf.add(
        b"<</Type/Filespec/F%b/UF%b/Desc%b/AFRelationship/%b/EF<</F %d 0 R/UF %d 0 R>>>>"
        % (told, told, pdf_string(document.metadata.title), how, held, held)
    )


def _with_annotation(page: bytes, number: int) -> bytes:
    """Return a page with one annotation more, read in the order of the tags (ISO 14289-1 7.18.3)."""
    there = _ANNOTS.search(page)
    if there is not None:
        made = page[: there.end(1)] + b" %d 0 R" % number + page[there.end(1) :]
    else:
        made = _with(page, b"/Annots[%d 0 R]" % number)
    return made if b"/Tabs/S" in made else _with(made, b"/Tabs/S")


def _with(body: bytes, entries: bytes) -> bytes:
    """Return a dictionary with more entries, before its end."""
    if not body.endswith(b">>"):
        raise NotAsExpected(entries.decode("ascii", "replace"))
    return body[:-2] + entries + b">>"


def _found(pattern: re.Pattern[bytes], body: bytes) -> re.Match[bytes]:
    found = pattern.search(body)
    if found is None:
        raise NotAsExpected(pattern.pattern.decode())
    return found


def _number(value: float) -> bytes:
    """A length in points as PDF writes it, to a hundredth."""
    return f"{value:.2f}".rstrip("0").rstrip(".").encode()
