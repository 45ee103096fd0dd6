"""A DOCX opened with suspicion: its parts, what leads to them, and which of them policygen never writes (ECMA-376-2).

What a program shows is what the relations lead to, wherever it lies, so the body is looked for as Word looks for it.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import unquote

from lxml import etree

from policygen.diagnostics.codes import say
from policygen.render.docx.xml import W

# Bytes of all parts that are read, unpacked, and elements in one of them: a policy with its pictures needs a fifth.
_MOST, _MOST_ELEMENTS, _MOST_PARTS = 40_000_000, 500_000, 2_000
_BODY, _TYPES, _TOP = "word/document.xml", "[Content_Types].xml", "_rels/.rels"
_W, _OFF = f"{{{W}}}", ("0", "false", "off")
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_BODY_TYPE = f"{_WORD}document.main+xml"
# The last word of a relation's type: what policygen, Word, LibreOffice and python-docx write for such a document.
_LEADS_TO = frozenset(
    (
        "officeDocument", "core-properties", "extended-properties", "custom-properties", "styles", "stylesWithEffects",
        "settings", "webSettings", "fontTable", "theme", "numbering", "header", "footer", "footnotes", "endnotes",
        "customXml", "customXmlProps", "image", "hyperlink", "thumbnail", "classificationlabels",
    )
)  # fmt: skip
_ENDINGS = (".xml", ".rels", ".png", ".jpeg", ".jpg")
_THUMBNAILS = ("docprops/thumbnail.emf", "docprops/thumbnail.wmf")  # seen in a folder of files only
_READ = ("header", "footer", "footnotes", "endnotes", "styles", "numbering", "theme", "comments")
_CORE = "core-properties"


class NotReadable(ValueError):
    """The file is no DOCX that can be read; the message says why."""


class Relation(NamedTuple):
    """What leads from one part to another, or outside: `kind` is the last word of its type."""

    kind: str
    target: str
    outside: bool
    code: str = ""


@dataclass(slots=True)
class Package:
    """A DOCX: its body, the other parts with words or looks by kind, its own XML, and what is odd about it.

    `edges` are the headers and footers by the identifier of what leads to them; `entities` says that a part has a
    document type, which could hide or multiply words.
    """

    body: etree._Element
    parts: dict[str, list[etree._Element]] = field(default_factory=dict)
    own: list[etree._Element] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    edges: dict[str, etree._Element] = field(default_factory=dict)
    entities: bool = False


def open_package(data: bytes) -> Package:
    """Return what a DOCX holds. Raises NotReadable."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _Reader(archive).package()
    except NotReadable:
        raise
    except (
        zipfile.BadZipFile, etree.XMLSyntaxError, zlib.error, OSError, EOFError, RuntimeError, LookupError, ValueError,
        struct.error,
    ) as error:  # fmt: skip
        raise NotReadable(say("verify.parts_changed", error=type(error).__name__)) from error


class _Reader:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = archive.namelist()
        self.known: dict[str, str] = {}
        for name in self.names:
            self.known.setdefault(_plain(name), name)
        self.left = _MOST
        self.odd: dict[str, None] = {}
        self.addresses: list[str] = []
        self.entities = False

    def package(self) -> Package:
        self._check_names()
        relations = {name: list(self._relations(name)) for name in self.names if _plain(name).endswith(".rels")}
        top = self.known.get(_TOP, _TOP)
        bodies = [one.target for one in relations.get(top, ()) if one.kind == "officeDocument"]
        if len(bodies) > 1:
            self._say("verify.part_bodies")
        body = self.known.get(_plain(bodies[0] if bodies else _BODY), "")
        if not body:
            raise NotReadable(say("verify.no_body"))
        own = [name for plain, name in self.known.items() if plain.startswith("customxml/") and plain.endswith(".xml")]
        self._reserve([body, *own])
        self._check_relations(relations, top)
        self._check_types(body)
        found = Package(self._parsed(body), own=[self._parsed(name) for name in own])
        self._read_around(found, relations.get(self.known.get(_plain(_relations_of(body)), ""), []))
        for one in relations.get(top, ()):
            name = self.known.get(_plain(one.target), "")
            if one.kind == _CORE and name and not one.outside:
                self._reserve([name])
                found.parts.setdefault(_CORE, []).append(self._parsed(name))
        found.odd, found.addresses = list(self.odd), self.addresses
        found.entities = self.entities
        return found

    def _read_around(self, found: Package, around: list[Relation]) -> None:
        """Read the parts that the body leads to."""
        for one in around:
            name = self.known.get(_plain(one.target), "")
            if one.outside or not name or one.kind not in (*_READ, "settings"):
                continue
            self._reserve([name])
            part = self._parsed(name)
            if one.kind == "settings":
                if any(one.get(f"{_W}val", "true") not in _OFF for one in part.iter(f"{_W}evenAndOddHeaders")):
                    self._say("verify.docx_even_pages")
                continue
            found.parts.setdefault(one.kind, []).append(part)
            if one.kind in ("header", "footer"):
                found.edges[one.code] = part

    def _say(self, key: str, **facts: str) -> None:
        self.odd[say(key, **facts)] = None

    def _check_names(self) -> None:
        if len(self.names) > _MOST_PARTS:
            raise NotReadable(say("verify.parts_many"))
        known: set[str] = set()
        for entry in self.archive.infolist():
            name = entry.filename
            if entry.compress_type not in _PLAIN:
                raise NotReadable(say("verify.part_compression", part=_printable(name)))
            plain = _plain(name)
            if plain in known:
                self._say("verify.part_twice", part=_printable(name))
            known.add(plain)
            if not name.endswith("/") and not plain.endswith(_ENDINGS) and plain not in _THUMBNAILS:
                self._say("verify.part_kind", part=_printable(name))

    def _relations(self, name: str) -> Iterator[Relation]:
        self._reserve([name])
        folder = posixpath.dirname(posixpath.dirname(name))
        for one in self._parsed(name).iter(_RELATION):
            target, outside = one.get("Target", ""), one.get("TargetMode", "Internal") != "Internal"
            if not outside:
                joined = target if target.startswith("/") else posixpath.join("/", folder, target)
                target = posixpath.normpath(joined).lstrip("/")
            kind = one.get("Type", "").rstrip("/").rpartition("/")[2]
            yield Relation(kind, target, outside, one.get("Id", ""))

    def _check_relations(self, relations: dict[str, list[Relation]], top: str) -> None:
        for name, each in relations.items():
            for one in each:
                if one.kind not in _LEADS_TO:
                    self._say("verify.relation", kind=_printable(one.kind), target=_printable(one.target))
                elif one.outside and one.kind != "hyperlink":
                    self._say("verify.relation_outside", kind=_printable(one.kind), target=_printable(one.target))
                elif one.outside:
                    self.addresses.append(one.target)
                elif one.kind == "officeDocument" and name != top:
                    self._say("verify.part_bodies")
                elif _plain(one.target) not in self.known:
                    self._say("verify.relation_missing", kind=_printable(one.kind), target=_printable(one.target))

    def _check_types(self, body: str) -> None:
        types = self.known.get(_plain(_TYPES))
        if types is None:
            return
        self._reserve([types])
        for one in self._parsed(types).iter(f"{_TYPE}Override", f"{_TYPE}Default"):
            kind = one.get("ContentType", "")
            if (_plain(one.get("PartName", "")) == _plain(body) and kind != _BODY_TYPE) or any(
                word in kind.lower() for word in ("macro", "vba", "activex", "oleobject")
            ):
                self._say("verify.part_type", kind=_printable(kind))

    def _reserve(self, names: list[str]) -> None:
        """Look at what parts say they unpack to, which is also the most that is ever unpacked of them."""
        for name in names:
            self.left -= self.archive.getinfo(name).file_size
            if self.left < 0:
                raise NotReadable(say("verify.part_large", part=_printable(name)))

    def _parsed(self, name: str) -> etree._Element:
        data = self.archive.read(name)
        if data.count(b"<") > _MOST_ELEMENTS:
            raise NotReadable(say("verify.part_large", part=_printable(name)))
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
        root = etree.fromstring(data, parser)
        docinfo: Any = root.getroottree().docinfo
        if docinfo.doctype:
            self.entities = True
            self._say("verify.part_entities", part=_printable(name))
        return root


def _plain(name: str) -> str:
    """Return a part's name as names are compared: whatever the case of its letters (ECMA-376-2, 6.2.2)."""
    return posixpath.normpath(unquote(name).replace("\\", "/")).lstrip("/").lower()


def _relations_of(name: str) -> str:
    return posixpath.join(posixpath.dirname(name), "_rels", f"{posixpath.basename(name)}.rels")


def _printable(name: str) -> str:
    return "".join(character if character.isprintable() else "\ufffd" for character in name)[:100]
