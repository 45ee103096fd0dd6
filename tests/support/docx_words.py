"""Reads a DOCX as a person reads it on the page: words in order, with the numbers that Word would count.

Knows the file format and nothing of the writer: zip and lxml only.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import NamedTuple

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9


class Item(NamedTuple):
    """`kind` is heading, paragraph, item or cell; `text` starts with the counted number or marker and a tab."""

    kind: str
    text: str


class Paragraph(NamedTuple):
    """A paragraph with its style id, its counted `label` ('2.1', '(a)') and its `words`."""

    element: etree._Element
    style: str
    label: str
    words: str
    heading: int
    in_cell: bool


@dataclass
class Level:
    start: int
    kind: str
    text: str


@dataclass
class Numbering:
    """Word's counters (ECMA-376 17.9): one row of counters an abstract list, restarted by a w:num's override."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    abstract_of: dict[str, str] = field(default_factory=dict)
    overrides: dict[str, dict[int, int]] = field(default_factory=dict)
    style_level: dict[tuple[str, str], int] = field(default_factory=dict)
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, data: bytes) -> Numbering:
        made = cls()
        tree = etree.fromstring(data)
        for abstract in tree.findall(f"{W}abstractNum"):
            code = abstract.get(f"{W}abstractNumId", "")
            made.levels[code] = {}
            for level in abstract.findall(f"{W}lvl"):
                place = int(level.get(f"{W}ilvl", "0"))
                made.levels[code][place] = Level(
                    int(_value(level, "start", "1")), _value(level, "numFmt"), _value(level, "lvlText")
                )
                if style := _value(level, "pStyle"):
                    made.style_level[code, style] = place
        for num in tree.findall(f"{W}num"):
            code = num.get(f"{W}numId", "")
            made.abstract_of[code] = _value(num, "abstractNumId")
            made.overrides[code] = {
                int(override.get(f"{W}ilvl", "0")): int(_value(override, "startOverride"))
                for override in num.findall(f"{W}lvlOverride")
                if _value(override, "startOverride")
            }
        return made

    def next(self, num: str, place: int) -> str:
        abstract = self.abstract_of[num]
        levels = self.levels[abstract]
        counts = self.counts.setdefault(abstract, [None] * LEVELS)
        if num not in self.seen:
            self.seen.add(num)
            for level, start in self.overrides[num].items():
                counts[level] = start - 1
        now = counts[place]
        counts[place] = levels[place].start if now is None else now + 1
        for deeper in range(place + 1, LEVELS):
            counts[deeper] = None

        def shown(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            count = counts[level]
            return _count(levels[level].kind, levels[level].start if count is None else count)

        return re.sub(r"%(\d)", shown, levels[place].text)


@dataclass
class Style:
    based_on: str = ""
    num: str | None = None
    place: int | None = None
    outline: int | None = None


class DocxWords:
    """The words of one DOCX."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.body = etree.fromstring(self.parts["word/document.xml"])[0]
        self._styles = dict(_styles(self.parts["word/styles.xml"]))
        self._numbering = Numbering.read(self.parts["word/numbering.xml"])
        self.paragraphs = [self._paragraph(element) for element in self.body.iter(f"{W}p")]

    def items(self) -> Iterator[Item]:
        """Everything in reading order, table cells by row; a cell's paragraphs are joined by a line end.

        What stands where people sign is set in a table and is no cell of one: each of its paragraphs is one.
        """
        cell: etree._Element | None = None
        held: list[str] = []
        for paragraph in self.paragraphs:
            around = next(paragraph.element.iterancestors(f"{W}tc"), None)
            if cell is not None and around is not cell:
                yield Item("cell", "\n".join(held))
                held = []
            cell = around
            text = f"{paragraph.label}\t{paragraph.words}" if paragraph.label else paragraph.words
            if around is not None and paragraph.style.startswith("PolicySignat"):
                cell, held = None, []
                yield Item("paragraph", text)
            elif around is not None:
                held.append(text)
            elif paragraph.heading:
                yield Item("heading", text)
            else:
                yield Item("item" if paragraph.label else "paragraph", text)
        if cell is not None:
            yield Item("cell", "\n".join(held))

    def _paragraph(self, element: etree._Element) -> Paragraph:
        properties = element.find(f"{W}pPr")
        style = _value(properties, "pStyle") if properties is not None else "Normal"
        chain = list(self._chain(style))
        outline = next((each.outline for each in chain if each.outline is not None), None)
        num, place = self._number(properties, style, chain)
        label = self._numbering.next(num, place) if num != "0" else ""
        in_cell = next(element.iterancestors(f"{W}tc"), None) is not None
        return Paragraph(element, style, label, words(element), 0 if outline is None else outline + 1, in_cell)

    def _number(self, properties: etree._Element | None, style: str, chain: list[Style]) -> tuple[str, int]:
        direct = properties.find(f"{W}numPr") if properties is not None else None
        num = _value(direct, "numId") if direct is not None else ""
        if num:
            return num, int(_value(direct, "ilvl", "0"))
        inherited = next((each.num for each in chain if each.num is not None), "0")
        if inherited == "0":
            return "0", 0
        linked = self._numbering.style_level.get((self._numbering.abstract_of[inherited], style))
        if linked is not None:
            return inherited, linked
        return inherited, next((each.place for each in chain if each.place is not None), 0)

    def _chain(self, style: str) -> Iterator[Style]:
        while style:
            yield self._styles[style]
            style = self._styles[style].based_on


def words(element: etree._Element) -> str:
    """What a paragraph shows: fields by their results, content controls by their words, a tab as a tab character."""
    found: list[str] = []
    open_fields: list[bool] = []  # whether each open field has reached its result
    for node in element.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}fldChar"):
        if node.tag == f"{W}fldChar":
            kind = node.get(f"{W}fldCharType")
            if kind == "begin":
                open_fields.append(False)
            elif kind == "separate" and open_fields:
                open_fields[-1] = True
            elif kind == "end" and open_fields:
                open_fields.pop()
        elif node.tag == f"{W}tab":
            parent = node.getparent()
            if parent is not None and parent.tag == f"{W}r":
                found.append("\t")
        elif node.tag == f"{W}br":
            found.append("\f" if node.get(f"{W}type") == "page" else "\n")
        elif all(open_fields):
            # A no-break space is a space to who reads it.
            found.append((node.text or "").replace("\u00a0", " "))
    return "".join(found)


def read(data: bytes) -> list[Item]:
    """The items of a DOCX in reading order."""
    return list(DocxWords(data).items())


def _styles(data: bytes) -> Iterator[tuple[str, Style]]:
    for element in etree.fromstring(data).findall(f"{W}style"):
        made = Style(based_on=_value(element, "basedOn"))
        properties = element.find(f"{W}pPr")
        if properties is not None:
            number = properties.find(f"{W}numPr")
            if number is not None:
                made.num = _value(number, "numId") or None
                made.place = int(_value(number, "ilvl", "0"))
            outline = _value(properties, "outlineLvl")
            made.outline = int(outline) if outline else None
        yield element.get(f"{W}styleId", ""), made


def _value(element: etree._Element | None, name: str, default: str = "") -> str:
    child = element.find(f"{W}{name}") if element is not None else None
    return default if child is None else child.get(f"{W}val", default)


def _count(kind: str, count: int) -> str:
    if kind == "decimal":
        return str(count)
    if kind == "bullet":
        return ""
    if kind in ("lowerLetter", "upperLetter"):
        repeated = "abcdefghijklmnopqrstuvwxyz"[(count - 1) % 26] * (1 + (count - 1) // 26)
        return repeated.upper() if kind == "upperLetter" else repeated
    assert kind == "lowerRoman", kind
    units = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    tens = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")
    return tens[count // 10] + units[count % 10]
