"""How words of a DOCX look, as far as a reader can then not see them: hidden, in the page's colour, tiny, cut off.

What counts is what comes of direct formatting, character style, paragraph style and the document's defaults
(ECMA-376-1 17.7.2).
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from policygen.diagnostics.codes import say
from policygen.inspect.docx_parts import Package
from policygen.look.contrast import contrast
from policygen.render.docx.xml import W

_W = f"{{{W}}}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_OFF = ("0", "false", "off", "none")
_LEAST_CONTRAST = 1.6
_LEAST_SIZE = 8  # half points
_LEAST_SCALE, _CLOSEST = 40, -40  # hundredths of a letter's width; twentieths of a point
_HIGHEST = 60  # half points off the line
_FARTHEST = 9_000  # twentieths of a point of an indent: 16 cm
_LOWEST_ROW = 120  # twentieths of a point of a row of fixed height
_DEEPEST = 20  # styles based on one another
_LIGHT_THEME = frozenset(("background1", "background2", "light1", "light2"))
_OF_SIGNS = ("wingdings", "webdings", "symbol", "marlett", "zapf")

_Element = etree._Element


class Looks:
    """The styles of a package, and what is wrong with how its words look."""

    def __init__(self, package: Package) -> None:
        self._styles: dict[str, _Element] = {}
        self._defaults: list[_Element] = []
        self._kept: dict[tuple[str, ...], list[_Element]] = {}
        for styles in package.parts.get("styles", ()):
            for style in styles.iter(f"{_W}style"):
                self._styles.setdefault(style.get(f"{_W}styleId", ""), style)
                if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true", "on"):
                    self._defaults.insert(0, style)
            self._defaults += styles.findall(f"{_W}docDefaults/{_W}rPrDefault")
            self._defaults += styles.findall(f"{_W}docDefaults/{_W}pPrDefault")
        tables = [style for style in self._styles.values() if style.get(f"{_W}type") == "table"]
        self._odd_tables = any(map(_hides_words, tables))
        self._dark_is_light = any(map(_is_light, package.parts.get("theme", ())))

    def faults(self, part: _Element) -> Iterator[str]:
        """Yield a sentence for each run of a part that a reader does not see as it is."""
        if self._odd_tables:
            yield say("verify.docx_table_style")
        for run in part.iter(f"{_W}r"):
            words = "".join(text.text or "" for text in run.findall(f"{_W}t")).strip()
            if not words:
                continue
            key = self._fault(run)
            if key:
                yield say(f"verify.{key}", words=words[:60])

    def _fault(self, run: _Element) -> str:
        paragraph = next(run.iterancestors(f"{_W}p"), None)
        holders = [run] if paragraph is None else [run, paragraph]
        letters, lines = self._levels(holders, "rPr"), self._levels(holders[1:], "pPr")
        if any(_is_on(_first(letters, name)) for name in ("vanish", "specVanish")):
            return "docx_hidden"
        if self._faint(run, letters, lines):
            return "docx_faint"
        size = _number(_first(letters, "sz"), 22)
        if size < _LEAST_SIZE:
            return "docx_tiny"
        if _number(_first(letters, "w"), 100) < _LEAST_SCALE or _number(_first(letters, "spacing"), 0) < _CLOSEST:
            return "docx_squeezed"
        if abs(_number(_first(letters, "position"), 0)) > _HIGHEST:
            return "docx_away"
        font = _first(letters, "rFonts")
        if font is not None and font.get(f"{_W}ascii", "").lower().startswith(_OF_SIGNS):
            return "docx_signs"
        return _place_of(paragraph, lines, size)

    def _levels(self, holders: list[_Element], kind: str) -> list[_Element]:
        """Return the properties that apply, the strongest first. `holders` are the run and its paragraph, or this."""
        direct = [found for holder in holders[:1] if (found := holder.find(f"{_W}{kind}")) is not None]
        names: list[str] = []
        for holder in holders:
            letter = "r" if holder.tag == f"{_W}r" else "p"
            style = holder.find(f"{_W}{letter}Pr/{_W}{letter}Style")
            names.append(style.get(f"{_W}val", "") if style is not None else "")
        key = (kind, *names)
        if key not in self._kept:
            styles = [style for name in names for style in self._chain(name)]
            levels = [found for style in (*styles, *self._defaults) for found in style.findall(f"{_W}{kind}")]
            self._kept[key] = levels
        return [*direct, *self._kept[key]]

    def _chain(self, name: str) -> Iterator[_Element]:
        for _ in range(_DEEPEST):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            based = style.find(f"{_W}basedOn")
            name = based.get(f"{_W}val", "") if based is not None else ""

    def _faint(self, run: _Element, letters: list[_Element], lines: list[_Element]) -> bool:
        colour = _first(letters, "color")
        ink = colour.get(f"{_W}val", "auto") if colour is not None else "auto"
        theme = colour.get(f"{_W}themeColor", "") if colour is not None else ""
        if theme in _LIGHT_THEME or (theme and self._dark_is_light):
            return True
        shades = [_first(letters, "shd"), _first(lines, "shd")]
        shades += [cell.find(f"{_W}tcPr/{_W}shd") for cell in run.iterancestors(f"{_W}tc")]
        fills = [shade.get(f"{_W}fill", "auto") for shade in shades if shade is not None]
        paper = next((fill for fill in fills if fill != "auto"), "FFFFFF")
        return _is_faint(ink, paper)


def _place_of(paragraph: _Element | None, lines: list[_Element], size: float) -> str:
    """Return what is wrong with where words are; "" for nothing."""
    if paragraph is None:
        return ""
    if _first(lines, "framePr") is not None:
        return "docx_away"
    spacing = _first(lines, "spacing")
    if spacing is not None and spacing.get(f"{_W}lineRule") == "exact" and _value(spacing, "line", 240) < 5 * size:
        return "docx_cut"
    indent = _first(lines, "ind")
    if indent is not None:
        names = ("left", "start", "right", "end", "firstLine", "hanging")
        if any(abs(_value(indent, name, 0)) > _FARTHEST for name in names):
            return "docx_away"
    for cell in paragraph.iterancestors(f"{_W}tc"):
        merged = cell.find(f"{_W}tcPr/{_W}vMerge")
        if cell.find(f"{_W}tcPr/{_W}hMerge") is not None or (
            merged is not None and merged.get(f"{_W}val", "continue") == "continue"
        ):
            return "docx_hidden"
    for row in paragraph.iterancestors(f"{_W}tr"):
        height = row.find(f"{_W}trPr/{_W}trHeight")
        if _is_on(row.find(f"{_W}trPr/{_W}hidden")):
            return "docx_hidden"
        if height is not None and height.get(f"{_W}hRule") == "exact" and _value(height, "val", 240) < _LOWEST_ROW:
            return "docx_cut"
    floats = any(table.find(f"{_W}tblPr/{_W}tblpPr") is not None for table in paragraph.iterancestors(f"{_W}tbl"))
    return "docx_away" if floats else ""


def _hides_words(style: _Element) -> bool:
    """Tell whether a table's style hides the words of some cells, or sets them in the colour of the page."""
    for letters in style.iter(f"{_W}rPr"):
        colour = letters.find(f"{_W}color")
        around = letters.getparent()
        shade = None if around is None else around.find(f"{_W}tcPr/{_W}shd")
        paper = "FFFFFF" if shade is None else shade.get(f"{_W}fill", "auto").replace("auto", "FFFFFF")
        if _is_on(letters.find(f"{_W}vanish")) or (colour is not None and _is_faint(colour.get(f"{_W}val", ""), paper)):
            return True
    return False


def _is_faint(ink: str, paper: str) -> bool:
    """Tell whether one colour (RRGGBB) can hardly be seen on another; so is what is no colour."""
    if ink == "auto":
        return False
    try:
        return contrast(f"#{ink}", f"#{paper}") < _LEAST_CONTRAST
    except ValueError:
        return True


def _first(levels: list[_Element], name: str) -> _Element | None:
    return next((found for level in levels if (found := level.find(f"{_W}{name}")) is not None), None)


def _is_on(switch: _Element | None) -> bool:
    return switch is not None and switch.get(f"{_W}val", "true").lower() not in _OFF


def _number(thing: _Element | None, otherwise: float) -> float:
    return otherwise if thing is None else _value(thing, "val", otherwise)


def _value(thing: _Element, name: str, otherwise: float) -> float:
    try:
        return float(thing.get(f"{_W}{name}", otherwise))
    except ValueError:
        return otherwise


def _is_light(theme: _Element) -> bool:
    """Tell whether what a theme calls dark, the colour of text, is a light colour."""
    dark = next(theme.iter(f"{_A}dk1"), None)
    colours = [] if dark is None else [one.get("lastClr", one.get("val", "")) for one in dark]
    return any(len(one) == 6 and contrast(f"#{one}", "#FFFFFF") < 3 for one in colours)
