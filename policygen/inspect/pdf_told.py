"""What a PDF tells beside the words of its pages: to who listens, in a program's window, in a tip under the pointer.

An alternative text, the expansion of an abbreviation, the label of a field, the properties of the file: each can say
other words than the page shows, so each has to be one that the Document gives (ISO 32000-1 14.7.2, 14.9, 14.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from lxml import etree

from policygen.diagnostics.codes import say
from policygen.document.model import Blank, Document, FormField, Signatory
from policygen.document.walk import parts_of
from policygen.inspect.squeezing import squeezed

_ENTRIES = frozenset(("/Type", "/S", "/P", "/K", "/Pg", "/ID", "/A", "/Lang"))
_DESCRIBED = frozenset(("Figure", "Form"))  # roles that have an alternative text
_ATTRIBUTES = {
    "/Layout": frozenset(("/O", "/BBox")),
    "/Table": frozenset(("/O", "/Scope", "/Headers")),
    "/List": frozenset(("/O", "/ListNumbering")),
    "/PrintField": frozenset(("/O", "/Role", "/Desc")),
}
_ROOT = frozenset(("/Type", "/K", "/ParentTree", "/ParentTreeNextKey", "/IDTree"))
_MOST = 200_000  # bytes of the file's properties in XMP; a policy's have three thousand
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
# Properties that are no words of the document: when and by which program it was made, and to what it conforms.
_OTHER = (
    "{http://ns.adobe.com/xap/1.0/}", "{http://ns.adobe.com/xap/1.0/mm/}", "{http://www.aiim.org/pdfa/ns/id/}",
    "{http://www.aiim.org/pdfua/ns/id/}", "{http://www.aiim.org/pdfa/ns/extension/}",
    "{http://ns.adobe.com/pdf/1.3/}Producer", "{http://www.w3.org/XML/1998/namespace}", _RDF,
)  # fmt: skip


@dataclass(slots=True)
class Told:
    """What is told beside the pages: `properties` of the file, `labels` of what a pen fills and of fields to sign.

    `links` are what is told of each link, with where it leads.
    """

    properties: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)


def strange_entries(element: Any, role: str) -> list[str]:
    """Return the entries of a structure element that policygen never writes, by their names."""
    found = sorted(set(element.keys()) - _ENTRIES - ({"/Alt"} if role in _DESCRIBED else set()))
    attributes = element.get("/A")
    if attributes is None:
        return found
    if not isinstance(attributes, pikepdf.Dictionary):
        return [*found, "/A"]
    return found + sorted(set(attributes.keys()) - _ATTRIBUTES.get(str(attributes.get("/O", "")), frozenset()))


def strange_in_root(root: Any) -> list[str]:
    """Return the entries of the root of a structure tree that policygen never writes, by their names."""
    return sorted(set(root.keys()) - _ROOT)


def labels_of(element: Any, role: str) -> Iterator[str]:
    """Yield what is told of something to fill in."""
    if role == "Form":
        attributes = element.get("/A", pikepdf.Dictionary())
        yield from (str(held[key]) for held, key in ((element, "/Alt"), (attributes, "/Desc")) if key in held)


def told_beside(pdf: pikepdf.Pdf) -> Told:
    """Return what a file tells beside its pages and its structure tree."""
    found = Told()
    names = ("/Title", "/Author", "/Subject", "/Keywords")
    found.properties = [str(pdf.docinfo[name]) for name in names if name in pdf.docinfo]
    root: Any = pdf.Root
    if "/Metadata" in root:
        found.properties += _in_xmp(root.Metadata.read_bytes())
    for page in pdf.pages:
        for one in page.obj.get("/Annots", []):
            if one.get("/Subtype") == "/Link":
                leads = one.get("/A", pikepdf.Dictionary()).get("/URI", one.get("/Dest", ""))
                found.links.append((str(one.get("/Contents", "")), str(leads)))
            elif "/TU" in one:
                found.labels.append(str(one.TU))
    return found


def _in_xmp(data: bytes) -> list[str]:
    """Return the words of the properties in XMP (ISO 16684-1)."""
    if len(data) > _MOST:
        return [say("verify.page_large")]
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return [str(error)]
    found = []
    for described in tree.iter(f"{_RDF}Description"):
        if any(str(above.tag).startswith(_OTHER[4]) for above in described.iterancestors()):
            continue
        found += [str(value) for name, value in described.items() if not str(name).startswith(_OTHER)]
        for held in described:
            if isinstance(held.tag, str) and not held.tag.startswith(_OTHER):
                found += [str(words) for words in held.itertext()]
    return [words for words in found if words.strip()]


def told_otherwise(told: Told, document: Document) -> list[str]:
    """Return a sentence for each thing told that the Document does not have."""
    metadata = document.metadata
    properties = {metadata.title, metadata.author, metadata.subject, ", ".join(metadata.keywords), *metadata.keywords}
    found = [
        say("verify.property", words=words[:90])
        for words in dict.fromkeys(told.properties)
        if not _is_among(words, properties)
    ]
    labels = set()
    for part in parts_of(document):
        match part:
            case Blank(label=label) | FormField(label=label):
                labels.add(label)
            case Signatory(role=role):
                labels.add(document.words.signature_of.replace("{role}", role))
    found += [say("verify.label", words=words[:90]) for words in told.labels if not _is_among(words, labels)]
    return found + [
        say("verify.link_told", words=words[:90], address=leads[:90])
        for words, leads in told.links
        if words not in ("", leads)
    ]


def _is_among(words: str, known: set[str]) -> bool:
    return squeezed(words) in map(squeezed, known)
