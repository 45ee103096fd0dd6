"""Data inside a DOCX, such as its own Document: a custom XML part (ECMA-376 15.2.5) that Word keeps and never shows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from uuid import NAMESPACE_URL, uuid5

from docx.opc.constants import CONTENT_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from lxml import etree

from policygen.document.json import document_digest, from_json
from policygen.document.model import Document, Edition, Value
from policygen.document.overlays import Enclosure
from policygen.document.printed import is_outside
from policygen.render.carried import DOCUMENT, EDITIONS, Carried, carried_texts, editions_in
from policygen.render.docx.package import CUSTOM_XML_PROPERTIES, relationships
from policygen.render.docx.parts import data_store_item
from policygen.render.docx.xml import Element, attributes, bare, safe, serialised, with_inside

CARRIED = "urn:policygen:carried:1"
CARRIED_TYPES = {"customXml/itemProps3.xml": CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES}
CARRIED_RELATIONSHIPS = {"rIdCarried": (RT.CUSTOM_XML, "../customXml/item3.xml")}
# Readers of XML refuse one text of ten million characters, which pictures can reach.
_PIECE = 1_000_000
# It stands for the school's settings file, which an attribute names: a quote within a text is escaped.
_SETTINGS = b'"file":"~"'


def carrying_parts(document: Document, editions: Mapping[Edition, Document]) -> dict[str, bytes]:
    """Return the parts of the package, by name, that carry a Document and what differs in other editions."""
    settings = _settings_of(document)
    named = b'"file":%b' % json.dumps(settings).encode()
    files = []
    for name, text in carried_texts(document, editions).items():
        # Nothing differs more often from school to school than the name of the school's own settings file.
        short = bool(settings) and _SETTINGS not in text
        inside = text.replace(named, _SETTINGS) if short else text
        files.append(f"<file{attributes(name=name, **({'settings': settings} if short else {}))}>".encode())
        for start in range(0, len(inside), _PIECE):
            piece = inside[start : start + _PIECE].replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
            files += (b"<piece>", piece, b"</piece>")
        files.append(b"</file>")
    part = with_inside(serialised(bare(CARRIED, "carried")), b"".join(files))
    return _parts(part, CARRIED, f"{CARRIED}:{document.school}:{document.policy}")


def _settings_of(document: Document) -> str:
    """Return the file that the school's name is set in, as its Document tells it."""
    first = next((part for part in document.cover.school if isinstance(part, Value)), None)
    return "" if first is None or is_outside(first.origin.file) else first.origin.file


def enclosing_parts(enclosure: Enclosure) -> dict[str, bytes]:
    """Return the parts of the package, by name, that keep an enclosure. A file has this or a Document, not both."""
    made = bare(enclosure.name, "enclosed")
    for start in range(0, len(enclosure.text), _PIECE):
        etree.SubElement(made, f"{{{enclosure.name}}}piece").text = safe(enclosure.text[start : start + _PIECE])
    return _parts(serialised(made), enclosure.name, enclosure.name)


def enclosed_in(parts: Iterable[Element], name: str) -> str | None:
    """Return the text enclosed under a name in one of a package's own XML parts; None where there is none."""
    for part in parts:
        if part.tag == f"{{{name}}}enclosed":
            return "".join(piece.text or "" for piece in part.iter(f"{{{name}}}piece"))
    return None


def _parts(made: bytes, namespace: str, seed: str) -> dict[str, bytes]:
    code = str(uuid5(NAMESPACE_URL, seed)).upper()
    return {
        "customXml/item3.xml": made,
        "customXml/itemProps3.xml": data_store_item(f"{{{code}}}", namespace),
        "customXml/_rels/item3.xml.rels": relationships(
            {"rIdProperties": (CUSTOM_XML_PROPERTIES, "itemProps3.xml")}, {}
        ),
    }


def carried_in(part: Element) -> Carried:
    """Return what the custom XML part of a DOCX carries. Raises NotADocument."""
    files = {file.get("name", ""): _text_in(file) for file in part.iter(f"{{{CARRIED}}}file")}
    document = from_json(files.get(DOCUMENT, ""))
    editions = editions_in(files[DOCUMENT], files[EDITIONS]) if EDITIONS in files else {}
    return Carried(document, editions, document_digest(document))


def _text_in(file: Element) -> str:
    text = "".join(piece.text or "" for piece in file.iter(f"{{{CARRIED}}}piece"))
    settings = file.get("settings")
    return text if settings is None else text.replace(_SETTINGS.decode(), f'"file":{json.dumps(settings)}')
