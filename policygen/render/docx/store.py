"""The extra parts of a model copy: the values that its controls are bound to, and their placeholders."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from docx.opc.constants import CONTENT_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from lxml import etree

from policygen.render.docx.controls import VALUES, Store, element_name
from policygen.render.docx.package import CUSTOM_XML_PROPERTIES, relationships
from policygen.render.docx.parts import data_store_item
from policygen.render.docx.repeatable import placeholder_name
from policygen.render.docx.xml import append, root, safe, serialised

GLOSSARY = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.glossary+xml"
STORE_TYPES = {
    "customXml/itemProps2.xml": CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES,
    "word/glossary/document.xml": GLOSSARY,
    "word/glossary/styles.xml": CONTENT_TYPE.WML_STYLES,
}
STORE_RELATIONSHIPS = {
    "rIdGlossary": (f"{RT.OFFICE_DOCUMENT.rpartition('/')[0]}/glossaryDocument", "glossary/document.xml"),
    "rIdValues": (RT.CUSTOM_XML, "../customXml/item2.xml"),
}


def store_parts(store: Store, styles: bytes) -> dict[str, bytes]:
    """The package's parts by name: the values, and the placeholders, with their `styles`."""
    return {
        "customXml/item2.xml": _values(store),
        "customXml/itemProps2.xml": data_store_item(store.item_id, VALUES),
        "customXml/_rels/item2.xml.rels": relationships(
            {"rIdProperties": (CUSTOM_XML_PROPERTIES, "itemProps2.xml")}, {}
        ),
        "word/glossary/document.xml": _placeholders(store),
        "word/glossary/styles.xml": styles,
        "word/glossary/_rels/document.xml.rels": relationships({"rIdStyles": (RT.STYLES, "styles.xml")}, {}),
    }


def _values(store: Store) -> bytes:
    values = etree.Element(f"{{{VALUES}}}values", nsmap={None: VALUES})  # type: ignore[dict-item]
    values.set("copy", safe(store.id))
    for placeholder in store.placeholders.values():
        etree.SubElement(values, f"{{{VALUES}}}{element_name(placeholder.key)}").text = safe(placeholder.words) or None
    return serialised(values)


def _placeholders(store: Store) -> bytes:
    """The glossary document (ECMA-376 17.12): what each control shows when it is empty again."""
    made = root("glossaryDocument")
    entries = append(made, "docParts")
    for placeholder in store.placeholders.values():
        entry = append(entries, "docPart")
        properties = append(entry, "docPartPr")
        name = placeholder_name(placeholder.key)
        append(properties, "name", val=name)
        category = append(properties, "category")
        append(category, "name", val="General")
        append(category, "gallery", val="placeholder")
        append(append(properties, "types"), "type", val="bbPlcHdr")
        append(append(properties, "behaviors"), "behavior", val="content")
        append(properties, "guid", val=f"{{{str(uuid5(NAMESPACE_URL, f'{VALUES}:{name}')).upper()}}}")
        run = append(append(append(entry, "docPartBody"), "p"), "r")
        append(append(run, "rPr"), "rStyle", val="PlaceholderText")
        append(run, "t").text = safe(placeholder.gap or placeholder.label)
    return serialised(made)
