"""What words of a DOCX stand in: tables, lists, sections, and the headers and footers of each section."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from policygen.diagnostics.codes import say
from policygen.inspect.docx_allowed import OFF, is_tracked, not_allowed
from policygen.inspect.docx_looks import Looks, is_dark, is_faint
from policygen.inspect.docx_parts import Package
from policygen.inspect.squeezing import without_digits
from policygen.render.docx.xml import R, W

_W = f"{{{W}}}"
_NARROWEST = 400  # twentieths of a point of a cell with words: two letters beside its margins
_STEP = 1_000  # twentieths of a point that each level of a list may be indented by
_LEAST_SIZE = 8  # half points

_Element = etree._Element


def faults_of_frames(package: Package, part: _Element, looks: Looks) -> Iterator[str]:
    """Yield a sentence for what is odd about the tables of a part, and the sections of a body."""
    for table, sheet in _tables(package.body, part):
        names = [name for kind in ("tblPr", "trPr", "tcPr") for one in _own(table, kind) for name in not_allowed(one)]
        style = table.find(f"{_W}tblPr/{_W}tblStyle")
        names += _odd_style(looks, "" if style is None else style.get(f"{_W}val", ""))
        yield from _said(names, "docx_table_look")
        yield from _widths(table, sheet)
    for section in part.iter(f"{_W}sectPr"):
        yield from _said(list(not_allowed(section)), "docx_section_look")
    if any(one.getparent() is not None and len(one) for one in part.iter(f"{_W}tblGridChange")):
        yield say("verify.docx_tracked")


def faults_of_styles(package: Package, looks: Looks) -> Iterator[str]:
    """Yield a sentence for styles of tables that hide words, for two styles of one name, and for odd lists."""
    known: set[str] = set()
    for styles in package.parts.get("styles", ()):
        for style in styles.iter(f"{_W}style"):
            name = style.get(f"{_W}styleId", "").lower()
            if name in known:
                yield say("verify.docx_style_twice", name=name[:40])
            known.add(name)
            if style.get(f"{_W}type") == "table" and _hides_words(style):
                yield say("verify.docx_table_style")
    for numbering in package.parts.get("numbering", ()):
        for level in numbering.iter(f"{_W}lvl"):
            yield from _said(list(_odd_level(level, looks)), "docx_list_look")


def faults_of_edges(package: Package, wanted: Package) -> Iterator[str]:
    """Yield the words that headers and footers of some pages should have, as those of `wanted` do, and have not."""
    sections = _edges(wanted)
    if not sections:
        return
    first, default = sections[0][0], sections[-1][1]
    for place, (found_first, found_default) in enumerate(_edges(package)):
        top = default if place else first
        for words, found in zip((*top, *default), (*found_first, *found_default), strict=True):
            if words and without_digits(words) != without_digits(found):
                yield say("verify.docx_edge_gone", words=words[:90])


def _edges(package: Package) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """Return for each section the words of header and footer: of its first page, and of the others."""
    found = []
    now = {(kind, place): "" for kind in ("header", "footer") for place in ("default", "first")}
    for section in package.body.iter(f"{_W}sectPr"):
        for kind in ("header", "footer"):
            for reference in section.findall(f"{_W}{kind}Reference"):
                part = package.edges.get(reference.get(f"{{{R}}}id", ""))
                words = "" if part is None else "".join(text.text or "" for text in part.iter(f"{_W}t")).strip()
                now[kind, reference.get(f"{_W}type", "default")] = words
        title = section.find(f"{_W}titlePg")
        top = "first" if title is not None and title.get(f"{_W}val", "true") not in OFF else "default"
        pages = (now["header", top], now["footer", top]), (now["header", "default"], now["footer", "default"])
        found.append(pages)
    return found


def _said(names: list[str], key: str) -> Iterator[str]:
    for name in dict.fromkeys(names):
        yield say("verify.docx_tracked") if is_tracked(name) else say(f"verify.{key}", name=name[:40])


def _own(table: _Element, kind: str) -> Iterator[_Element]:
    """Yield the properties of a table, its rows or cells, without those of a table inside it."""
    for one in table.iter(f"{_W}{kind}"):
        if next(one.iterancestors(f"{_W}tbl"), None) is table:
            yield one


def _odd_style(looks: Looks, name: str) -> list[str]:
    found: list[str] = []
    for style in looks.chain(name):
        for kind in ("pPr", "tblPr", "trPr", "tcPr"):
            found += [odd for one in style.iter(f"{_W}{kind}") for odd in not_allowed(one)]
        found += [odd for one in style.iter(f"{_W}rPr") for odd in looks.odd_letters(one)]
    return found


def _hides_words(style: _Element) -> bool:
    """Tell whether a table's style hides the words of some cells, or sets them in the colour of the page."""
    for letters in style.iter(f"{_W}rPr"):
        colour = letters.find(f"{_W}color")
        hidden = letters.find(f"{_W}vanish")
        if hidden is not None and hidden.get(f"{_W}val", "true") not in OFF:
            return True
        if colour is not None and is_faint(colour.get(f"{_W}val", "")):
            return True
    return any(is_dark(shade.get(f"{_W}fill", "auto")) for shade in style.iter(f"{_W}shd"))


def _odd_level(level: _Element, looks: Looks) -> Iterator[str]:
    """Yield what is odd about one level of a list: its number, and the indents of its paragraphs."""
    kind = level.find(f"{_W}numFmt")
    for properties in level.findall(f"{_W}rPr"):
        for name in looks.odd_letters(properties):
            # A bullet is a sign, not a letter.
            if name != "rFonts" or kind is None or kind.get(f"{_W}val") != "bullet":
                yield name
        colour, size = properties.find(f"{_W}color"), properties.find(f"{_W}sz")
        if colour is not None and is_faint(colour.get(f"{_W}val", "")):
            yield "color"
        if size is not None and _whole(size.get(f"{_W}val", "")) < _LEAST_SIZE:
            yield "sz"
    deepest = _STEP * (_whole(level.get(f"{_W}ilvl", "")) + 1)
    for properties in level.findall(f"{_W}pPr"):
        yield from not_allowed(properties)
        for indent in properties.findall(f"{_W}ind"):
            if max(_whole(indent.get(f"{_W}left", "0")), _whole(indent.get(f"{_W}start", "0"))) > deepest:
                yield "ind"


def _tables(body: _Element, part: _Element) -> list[tuple[_Element, int]]:
    """Return the tables of a part, each with the room to the right of the left margin, in twentieths of a point.

    The properties of a section follow what is in it (ECMA-376 17.6.17). A table of a header or footer is on the pages
    of any section, so the least room counts.
    """
    if part is not body:
        least = min((_room(section) for section in body.iter(f"{_W}sectPr")), default=0)
        return [(table, least) for table in part.iter(f"{_W}tbl")]
    found, room = [], 0
    for one in reversed(list(body.iter(f"{_W}tbl", f"{_W}sectPr"))):
        if one.tag == f"{_W}tbl":
            found.append((one, room))
        else:
            room = _room(one)
    return found[::-1]


def _room(section: _Element) -> int:
    size, margins = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
    if size is None or margins is None:
        return 0
    return _whole(size.get(f"{_W}w", "")) - _whole(margins.get(f"{_W}left", ""))


def _widths(table: _Element, sheet: int) -> Iterator[str]:
    """Yield what a table has beside the page, and the words of cells that are too narrow for them."""
    grid = [_whole(column.get(f"{_W}w", "")) for column in table.findall(f"{_W}tblGrid/{_W}gridCol")]
    indent = table.find(f"{_W}tblPr/{_W}tblInd")
    start = 0 if indent is None else _whole(indent.get(f"{_W}w", ""))
    for row in _own(table, "tr"):
        place = total = 0
        for cell in row.iterchildren(f"{_W}tc"):
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            many = 1 if span is None else max(1, _whole(span.get(f"{_W}val", "")))
            across = sum(grid[place : place + many])
            place += many
            own = cell.find(f"{_W}tcPr/{_W}tcW")
            if own is not None and own.get(f"{_W}type", "dxa") == "dxa":
                total += _whole(own.get(f"{_W}w", ""))
                across = min(across, _whole(own.get(f"{_W}w", "")))
            words = "".join(text.text or "" for text in cell.iter(f"{_W}t")).strip()
            if words and across < _NARROWEST:
                yield say("verify.docx_cut", words=words[:60])
        if sheet and start + max(total, sum(grid)) > sheet:
            yield say("verify.docx_table_wide")
            return


def _whole(value: str) -> int:
    try:
        return int(float(value))
    except (ValueError, OverflowError):
        return 0
