"""The Document inside its own DOCX: a custom XML part (ECMA-376 15.2.5) that Word keeps and never shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5

from docx.opc.constants import CONTENT_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from lxml import etree

from policygen.document.json import document_digest, from_json
from policygen.document.model import Document, Edition
from policygen.render.carried import DOCUMENT, EDITIONS, Carried, carried_parts, editions_in
from policygen.render.docx.package import CUSTOM_XML_PROPERTIES, relationships
from policygen.render.docx.parts import data_store_item
from policygen.render.docx.xml import Element, bare, serialised

CARRIED = "urn:policygen:carried:1"
CARRIED_TYPES = {"customXml/itemProps3.xml": CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES}
CARRIED_RELATIONSHIPS = {"rIdCarried": (RT.CUSTOM_XML, "../customXml/item3.xml")}
# Readers of XML refuse one text of ten million characters, which pictures can reach.
_PIECE = 1_000_000


def carrying_parts(document: Document, editions: Mapping[Edition, Document]) -> dict[str, bytes]:
    """Return the parts of the package, by name, that carry a Document and what differs in other editions."""
    made = bare(CARRIED, "carried")
    for name, data in carried_parts(document, editions).items():
        # JSON can escape whatever XML cannot hold.
        text = json.dumps(json.loads(data), separators=(",", ":"))
        file = etree.SubElement(made, f"{{{CARRIED}}}file", {"name": name})
        for start in range(0, len(text), _PIECE):
            etree.SubElement(file, f"{{{CARRIED}}}piece").text = text[start : start + _PIECE]
    code = str(uuid5(NAMESPACE_URL, f"{CARRIED}:{document.school}:{document.policy}")).upper()
    return {
        "customXml/item3.xml": serialised(made),
        "customXml/itemProps3.xml": data_store_item(f"{{{code}}}", CARRIED),
        "customXml/_rels/item3.xml.rels": relationships(
            {"rIdProperties": (CUSTOM_XML_PROPERTIES, "itemProps3.xml")}, {}
        ),
    }


def carried_in(part: Element) -> Carried:
    """Return what the custom XML part of a DOCX carries. Raises NotADocument."""
    files = {
        file.get("name", ""): "".join(piece.text or "" for piece in file.iter(f"{{{CARRIED}}}piece"))
        for file in part.iter(f"{{{CARRIED}}}file")
    }
    document = from_json(files.get(DOCUMENT, ""))
    editions = editions_in(files[DOCUMENT], files[EDITIONS]) if EDITIONS in files else {}
    return Carried(document, editions, document_digest(document))
