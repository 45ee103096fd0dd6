"""The package: static parts made through python-docx once a look and colour, and everything put together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import docx
from docx.opc.constants import CONTENT_TYPE, NAMESPACE
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from lxml import etree

from policygen.look.tokens import Tokens
from policygen.render.docx.roles import TICK_FACE, Palette
from policygen.render.docx.styles import write_styles
from policygen.render.docx.xml import Element, append, bare, root, serialised

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
COMPATIBILITY = "http://schemas.microsoft.com/office/word"
DEFAULT_TAB = 567  # twips: 10 mm
CUSTOM_XML_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXmlProps"

CONTENT_TYPES = {
    "docProps/app.xml": CONTENT_TYPE.OFC_EXTENDED_PROPERTIES,
    "docProps/core.xml": CONTENT_TYPE.OPC_CORE_PROPERTIES,
    "word/document.xml": CONTENT_TYPE.WML_DOCUMENT_MAIN,
    "word/fontTable.xml": CONTENT_TYPE.WML_FONT_TABLE,
    "word/footerDefault.xml": CONTENT_TYPE.WML_FOOTER,
    "word/footerFirst.xml": CONTENT_TYPE.WML_FOOTER,
    "word/headerDefault.xml": CONTENT_TYPE.WML_HEADER,
    "word/headerFirst.xml": CONTENT_TYPE.WML_HEADER,
    "word/numbering.xml": CONTENT_TYPE.WML_NUMBERING,
    "word/settings.xml": CONTENT_TYPE.WML_SETTINGS,
    "word/styles.xml": CONTENT_TYPE.WML_STYLES,
    "word/theme/theme1.xml": CONTENT_TYPE.OFC_THEME,
    "customXml/itemProps1.xml": CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES,
}
COMMENTS_TYPE = {"word/comments.xml": CONTENT_TYPE.WML_COMMENTS}
DEFAULT_TYPES = {"rels": CONTENT_TYPE.OPC_RELATIONSHIPS, "xml": "application/xml"}
MEDIA_TYPES = {"jpeg": "image/jpeg", "png": "image/png"}

PACKAGE_RELATIONSHIPS = {
    "rIdApp": (RT.EXTENDED_PROPERTIES, "docProps/app.xml"),
    "rIdCore": (RT.CORE_PROPERTIES, "docProps/core.xml"),
    "rIdDocument": (RT.OFFICE_DOCUMENT, "word/document.xml"),
}
DOCUMENT_RELATIONSHIPS = {
    "rIdBlocks": (RT.CUSTOM_XML, "../customXml/item1.xml"),
    "rIdFontTable": (RT.FONT_TABLE, "fontTable.xml"),
    "rIdFooterDefault": (RT.FOOTER, "footerDefault.xml"),
    "rIdFooterFirst": (RT.FOOTER, "footerFirst.xml"),
    "rIdHeaderDefault": (RT.HEADER, "headerDefault.xml"),
    "rIdHeaderFirst": (RT.HEADER, "headerFirst.xml"),
    "rIdNumbering": (RT.NUMBERING, "numbering.xml"),
    "rIdSettings": (RT.SETTINGS, "settings.xml"),
    "rIdStyles": (RT.STYLES, "styles.xml"),
    "rIdTheme": (RT.THEME, "theme/theme1.xml"),
}
BLOCK_MAP_RELATIONSHIPS = {"rIdProperties": (CUSTOM_XML_PROPERTIES, "itemProps1.xml")}


@lru_cache(maxsize=64)
def static_parts(tokens: Tokens, colours: Palette, language: str) -> Mapping[str, bytes]:
    """The parts that are alike for every document of one look, colour and language."""
    template = docx.Document()
    write_styles(template.styles.element, tokens, colours, language)
    theme = next(part for part in template.part.package.iter_parts() if part.partname == "/word/theme/theme1.xml")
    return {
        "word/styles.xml": _tidy(template.styles.element),
        "word/settings.xml": serialised(_settings(language)),
        "word/fontTable.xml": serialised(_fonts(tokens)),
        "word/theme/theme1.xml": _theme(theme.blob, tokens, colours),
        "_rels/.rels": relationships(PACKAGE_RELATIONSHIPS, {}),
        "customXml/_rels/item1.xml.rels": relationships(BLOCK_MAP_RELATIONSHIPS, {}),
    }


def relationships(internal: Mapping[str, tuple[str, str]], external: Mapping[str, str]) -> bytes:
    """A relationships part (ECMA-376-2, 9.3): `internal` maps ids to type and target, `external` to hyperlinks."""
    made = bare(NAMESPACE.OPC_RELATIONSHIPS, "Relationships")
    tag = f"{{{NAMESPACE.OPC_RELATIONSHIPS}}}Relationship"
    for code, (kind, target) in sorted(internal.items()):
        etree.SubElement(made, tag, {"Id": code, "Type": kind, "Target": target})
    for code, target in sorted(external.items()):
        link = {"Id": code, "Type": RT.HYPERLINK, "Target": target, "TargetMode": "External"}
        etree.SubElement(made, tag, link)
    return serialised(made)


def content_types(media: bool, more: Mapping[str, str] | None = None) -> bytes:
    """[Content_Types].xml (ECMA-376-2, 10.1); `more` are the parts that only some documents have."""
    made = bare(NAMESPACE.OPC_CONTENT_TYPES, "Types")
    defaults = {**DEFAULT_TYPES, **(MEDIA_TYPES if media else {})}
    for extension, kind in sorted(defaults.items()):
        default = {"Extension": extension, "ContentType": kind}
        etree.SubElement(made, f"{{{NAMESPACE.OPC_CONTENT_TYPES}}}Default", default)
    for name, kind in sorted({**CONTENT_TYPES, **(more or {})}.items()):
        override = {"PartName": f"/{name}", "ContentType": kind}
        etree.SubElement(made, f"{{{NAMESPACE.OPC_CONTENT_TYPES}}}Override", override)
    return serialised(made)


def _tidy(element: Element) -> bytes:
    """The styles with the namespaces and attributes of the template left out."""
    copy = root("styles")
    copy.extend(etree.fromstring(etree.tostring(element)))
    etree.cleanup_namespaces(copy, keep_ns_prefixes=["w", "r"])
    return serialised(copy)


def _settings(language: str) -> Element:
    """The settings (ECMA-376 17.15.1), in schema order. No updateFields: Word would ask at every opening."""
    settings = root("settings")
    append(settings, "zoom", percent=100)
    append(settings, "defaultTabStop", val=DEFAULT_TAB)
    append(settings, "autoHyphenation", val=0)
    append(settings, "characterSpacingControl", val="doNotCompress")
    compatibility = append(settings, "compat")
    modern = {
        "compatibilityMode": 15,
        "overrideTableStyleFontSizeAndJustification": 1,
        "enableOpenTypeFeatures": 1,
        "doNotFlipMirrorIndents": 1,
        "differentiateMultirowTableHeaders": 1,
    }
    for name, value in modern.items():
        append(compatibility, "compatSetting", name=name, uri=COMPATIBILITY, val=value)
    append(settings, "themeFontLang", val=language)
    kinds = {"bg1": "light1", "t1": "dark1", "bg2": "light2", "t2": "dark2"}
    kinds |= {f"accent{number}": f"accent{number}" for number in range(1, 7)}
    append(settings, "clrSchemeMapping", **kinds, hyperlink="hyperlink", followedHyperlink="followedHyperlink")
    append(settings, "decimalSymbol", val=".")
    append(settings, "listSeparator", val=",")
    return settings


def _fonts(tokens: Tokens) -> Element:
    table = root("fonts")
    families = ((tokens.faces.docx, "020B0604020202020204"), (TICK_FACE, "020B0502040204020203"))
    for name, panose in families:
        font = append(table, "font", name=name)
        append(font, "panose1", val=panose)
        append(font, "charset", val="00")
        append(font, "family", val="swiss")
        append(font, "pitch", val="variable")
    return table


def _theme(blob: bytes, tokens: Tokens, colours: Palette) -> bytes:
    """The template's theme in the policy's face and colours: what Word's galleries offer fits the document."""
    theme = etree.fromstring(blob, etree.XMLParser(remove_blank_text=True, resolve_entities=False))
    theme.set("name", "Policy")
    for scheme in theme.iter(f"{DRAWING}clrScheme", f"{DRAWING}fontScheme", f"{DRAWING}fmtScheme"):
        scheme.set("name", "Policy")
    for family in theme.iter(f"{DRAWING}majorFont", f"{DRAWING}minorFont"):
        for font in family.findall(f"{DRAWING}font"):
            family.remove(font)
        for latin in family.findall(f"{DRAWING}latin"):
            latin.set("typeface", tokens.faces.docx)
    scheme_colours = {
        "dk2": colours.house,
        "lt2": colours.tint,
        "accent1": colours.house,
        "accent2": colours.muted,
        "hlink": colours.house,
        "folHlink": colours.muted,
    }
    for name, value in scheme_colours.items():
        for slot in theme.iter(f"{DRAWING}{name}"):
            slot[0].set("val", value)
    return serialised(theme)
