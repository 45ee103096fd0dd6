"""How words of a DOCX look: as policygen writes them, and where a reader sees them; not hidden, tiny, cut off or faint.

What counts is what comes of direct formatting, character style, paragraph style and the document's defaults
(ECMA-376-1 17.7.2). A switch that is on in any of these is taken as on: two styles can undo one another (17.7.3).
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from policygen.diagnostics.codes import say
from policygen.inspect.docx_allowed import OFF, is_of_letters, is_tracked, not_allowed
from policygen.inspect.docx_parts import Package
from policygen.inspect.squeezing import reads_from_right
from policygen.look.contrast import contrast
from policygen.render.docx.words import in_contents
from policygen.render.docx.xml import W

_W = f"{{{W}}}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LEAST_CONTRAST = 2.5
_DARKEST = 1.6  # contrast of a shade with white paper
_LEAST_SIZE = 8  # half points
_LEAST_SCALE, _CLOSEST = 40, -40  # hundredths of a letter's width; twentieths of a point
_HIGHEST = 60  # half points off the line
_FARTHEST = 9_000  # twentieths of a point of an indent: 16 cm
_OUTERMOST, _WIDEST = -1_300, 7_500  # where a line begins, and both indents together, in twentieths of a point
_NARROWEST = 200  # twentieths of a point for the words of a cell, beside the indents
_LEAST_LINE = 200  # 240ths of a line's own height
_LOWEST_ROW = 120  # twentieths of a point of a row of fixed height
_DEEPEST = 20  # styles based on one another
_LIGHT_THEME = frozenset(("background1", "background2", "light1", "light2"))
_OF_SIGNS = ("wingdings", "webdings", "symbol", "marlett", "zapf")
_FONTS = ("ascii", "hAnsi", "cs", "eastAsia")

_Element = etree._Element


class Looks:
    """The styles of a package, and what is wrong with how its words look. `faces` are fonts that may be used too."""

    def __init__(self, package: Package, faces: frozenset[str] = frozenset()) -> None:
        self._faces = {face.lower() for face in faces}
        self._styles: dict[str, _Element] = {}
        self._defaults: list[_Element] = []
        self._kept: dict[tuple[str, ...], list[_Element]] = {}
        self._odd: dict[tuple[str, ...], list[str]] = {}
        for styles in package.parts.get("styles", ()):
            for style in styles.iter(f"{_W}style"):
                self._styles.setdefault(style.get(f"{_W}styleId", ""), style)
                if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true", "on"):
                    self._defaults.insert(0, style)
            self._defaults += styles.findall(f"{_W}docDefaults/{_W}rPrDefault")
            self._defaults += styles.findall(f"{_W}docDefaults/{_W}pPrDefault")
        themes = package.parts.get("theme", ())
        self._dark_is_light = any(map(_is_light, themes))
        self._odd_theme = any(not self.is_face(font) for theme in themes for font in _theme_fonts(theme))

    def faults(self, part: _Element) -> Iterator[str]:
        """Yield a sentence for each run or paragraph of a part that a reader does not see as policygen writes it."""
        for paragraph in part.iter(f"{_W}p"):
            told = False
            for run in paragraph.iter(f"{_W}r"):
                if next(run.iterancestors(f"{_W}p"), None) is paragraph:
                    for sentence in self._faults_of_run(run, paragraph):
                        told = True
                        yield sentence
            if not told:
                yield from _named(self._odd_lines(paragraph), _words(paragraph))

    def is_face(self, font: str) -> bool:
        """Tell whether a font shows each letter as that letter, as far as is known."""
        return is_of_letters(font) or font.strip().lower() in self._faces

    def chain(self, name: str) -> Iterator[_Element]:
        """Yield the style of this id, and those that it is based on."""
        for _ in range(_DEEPEST):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            based = style.find(f"{_W}basedOn")
            name = based.get(f"{_W}val", "") if based is not None else ""

    def odd_letters(self, properties: _Element) -> Iterator[str]:
        """Yield the names of what a w:rPr says and should not."""
        yield from not_allowed(properties)
        for fonts in properties.findall(f"{_W}rFonts"):
            names = [fonts.get(f"{_W}{kind}", "") for kind in _FONTS]
            if any(name and not self.is_face(name) for name in names) or (
                self._odd_theme and any("Theme" in str(key) or "theme" in str(key) for key in fonts.attrib)
            ):
                yield "rFonts"

    def _faults_of_run(self, run: _Element, paragraph: _Element) -> Iterator[str]:
        words = _words(run)
        key = self._fault(run, paragraph) if words else ""
        if key:
            yield say(f"verify.{key}", words=words[:60])
        else:
            yield from _named(self._odd_run(run, paragraph, words), words)

    def _fault(self, run: _Element, paragraph: _Element) -> str:
        letters, lines = self._levels([run, paragraph], "rPr"), self._levels([paragraph], "pPr")
        if any(_is_on(level.find(f"{_W}{name}")) for level in letters for name in ("vanish", "specVanish")):
            return "docx_hidden"
        if _is_on(_first(letters, "webHidden")) and not in_contents(paragraph):
            return "docx_hidden"
        if self._faint(run, letters, lines):
            return "docx_faint"
        size = _number(_first(letters, "sz"), 22)
        if min(size, _number(_first(letters, "szCs"), 22)) < _LEAST_SIZE:
            return "docx_tiny"
        if _number(_first(letters, "w"), 100) < _LEAST_SCALE or _number(_first(letters, "spacing"), 0) < _CLOSEST:
            return "docx_squeezed"
        if abs(_number(_first(letters, "position"), 0)) > _HIGHEST:
            return "docx_away"
        fonts = [font for level in letters for font in level.findall(f"{_W}rFonts")]
        if any(font.get(f"{_W}{kind}", "").lower().startswith(_OF_SIGNS) for font in fonts[:1] for kind in _FONTS):
            return "docx_signs"
        return _place_of(paragraph, lines, size)

    def _odd_run(self, run: _Element, paragraph: _Element, words: str) -> Iterator[str]:
        direct = run.findall(f"{_W}rPr")
        if len(direct) > 1 or (direct and run[0] is not direct[0]):
            yield "rPr"
        for properties in direct:
            yield from self.odd_letters(properties)
        yield from self._odd_styles([run, paragraph], "rPr")
        letters, lines = self._levels([run, paragraph], "rPr"), self._levels([paragraph], "pPr")
        if any(map(is_dark, _fills(run, letters, lines))):
            yield "shd"
        if words and _is_on(_first(letters, "rtl")) and not reads_from_right(words):
            yield "rtl"

    def _odd_lines(self, paragraph: _Element) -> Iterator[str]:
        direct = paragraph.findall(f"{_W}pPr")
        if len(direct) > 1 or (direct and paragraph[0] is not direct[0]):
            yield "pPr"
        for properties in direct:
            yield from not_allowed(properties)
            for mark in properties.findall(f"{_W}rPr"):
                yield from self.odd_letters(mark)
        yield from self._odd_styles([paragraph], "pPr")
        yield from self._odd_styles([paragraph], "rPr")

    def _odd_styles(self, holders: list[_Element], kind: str) -> list[str]:
        key = (kind, *_style_names(holders))
        if key not in self._odd:
            odd = self.odd_letters if kind == "rPr" else not_allowed
            self._odd[key] = [name for level in self._levels_of_styles(key) for name in odd(level)]
        return self._odd[key]

    def _levels(self, holders: list[_Element], kind: str) -> list[_Element]:
        """Return the properties that apply, the strongest first. `holders` are the run and its paragraph, or this."""
        direct = [found for holder in holders[:1] if (found := holder.find(f"{_W}{kind}")) is not None]
        return [*direct, *self._levels_of_styles((kind, *_style_names(holders)))]

    def _levels_of_styles(self, key: tuple[str, ...]) -> list[_Element]:
        if key not in self._kept:
            kind, *names = key
            styles = [style for name in names for style in self.chain(name)]
            levels = [found for style in (*styles, *self._defaults) for found in style.findall(f"{_W}{kind}")]
            self._kept[key] = levels
        return self._kept[key]

    def _faint(self, run: _Element, letters: list[_Element], lines: list[_Element]) -> bool:
        colour = _first(letters, "color")
        ink = colour.get(f"{_W}val", "auto") if colour is not None else "auto"
        theme = colour.get(f"{_W}themeColor", "") if colour is not None else ""
        if theme in _LIGHT_THEME or (theme and self._dark_is_light):
            return True
        paper = next((fill for fill in _fills(run, letters, lines) if fill != "auto"), "FFFFFF")
        return is_faint(ink, paper)


def _fills(run: _Element, letters: list[_Element], lines: list[_Element]) -> list[str]:
    """Return the shades behind words, the nearest first."""
    shades = [_first(letters, "shd"), _first(lines, "shd")]
    shades += [cell.find(f"{_W}tcPr/{_W}shd") for cell in run.iterancestors(f"{_W}tc")]
    shades += [table.find(f"{_W}tblPr/{_W}shd") for table in run.iterancestors(f"{_W}tbl")]
    return [shade.get(f"{_W}fill", "auto") for shade in shades if shade is not None]


def is_faint(ink: str, paper: str = "FFFFFF") -> bool:
    """Tell whether one colour (RRGGBB) can hardly be seen on another; so is what is no colour."""
    return ink != "auto" and _contrast(ink, paper) < _LEAST_CONTRAST


def is_dark(fill: str) -> bool:
    """Tell whether a shade (RRGGBB) is darker than those that policygen puts behind words; so is what is no colour."""
    return fill != "auto" and not 1 <= _contrast(fill, "FFFFFF") < _DARKEST


def _contrast(one: str, other: str) -> float:
    try:
        return contrast(f"#{one}", f"#{other}")
    except ValueError:
        return 0


def _named(names: Iterator[str], words: str) -> Iterator[str]:
    """Yield a sentence on the formatting of these names."""
    for name in dict.fromkeys(names):
        if is_tracked(name):
            yield say("verify.docx_tracked")
        elif words:
            yield say("verify.docx_look", words=words[:60], name=name[:40])
        else:
            yield say("verify.docx_look_bare", name=name[:40])


def _style_names(holders: list[_Element]) -> list[str]:
    names: list[str] = []
    for holder in holders:
        letter = "r" if holder.tag == f"{_W}r" else "p"
        style = holder.find(f"{_W}{letter}Pr/{_W}{letter}Style")
        names.append(style.get(f"{_W}val", "") if style is not None else "")
    return names


def _place_of(paragraph: _Element, lines: list[_Element], size: float) -> str:
    """Return what is wrong with where words are; "" for nothing."""
    if _first(lines, "framePr") is not None:
        return "docx_away"
    if _is_cut(lines, size):
        return "docx_cut"
    if any(
        abs(_value(indent, name, 0)) > _FARTHEST
        for indent in [_first(lines, "ind")]
        if indent is not None
        for name in ("left", "start", "right", "end", "firstLine", "hanging")
    ):
        return "docx_away"
    left, right = _indent(lines, "left", "start"), _indent(lines, "right", "end")
    if left - _indent(lines, "hanging") < _OUTERMOST + _OUTERMOST or left + right > _WIDEST:
        return "docx_away"
    for cell in paragraph.iterancestors(f"{_W}tc"):
        merged = cell.find(f"{_W}tcPr/{_W}vMerge")
        if cell.find(f"{_W}tcPr/{_W}hMerge") is not None or (
            merged is not None and merged.get(f"{_W}val", "continue") == "continue"
        ):
            return "docx_hidden"
        width = cell.find(f"{_W}tcPr/{_W}tcW")
        fixed = width is not None and width.get(f"{_W}type", "dxa") == "dxa"
        if fixed and _value(width, "w", 0) - left - right < _NARROWEST:
            return "docx_cut"
    for row in paragraph.iterancestors(f"{_W}tr"):
        height = row.find(f"{_W}trPr/{_W}trHeight")
        if _is_on(row.find(f"{_W}trPr/{_W}hidden")):
            return "docx_hidden"
        if height is not None and height.get(f"{_W}hRule") == "exact" and _value(height, "val", 240) < _LOWEST_ROW:
            return "docx_cut"
    floats = any(table.find(f"{_W}tblPr/{_W}tblpPr") is not None for table in paragraph.iterancestors(f"{_W}tbl"))
    return "docx_away" if floats else ""


def _is_cut(lines: list[_Element], size: float) -> bool:
    """Tell whether lines are lower than letters of this size, in half points (ECMA-376-1 17.3.1.33)."""
    spacing = next(
        (found for level in lines for found in level.findall(f"{_W}spacing") if found.get(f"{_W}line")), None
    )
    if spacing is None:
        return False
    line = _value(spacing, "line", 240)
    match spacing.get(f"{_W}lineRule", "auto"):
        case "exact":
            return line < 8 * size
        case "auto":
            return line < _LEAST_LINE
    return False


def _indent(lines: list[_Element], *names: str) -> float:
    """Return an indent, which styles can set one by one."""
    for level in lines:
        for indent in level.findall(f"{_W}ind"):
            for name in names:
                if indent.get(f"{_W}{name}") is not None:
                    return _value(indent, name, 0)
    return 0


def _words(element: _Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{_W}t")).strip()


def _first(levels: list[_Element], name: str) -> _Element | None:
    return next((found for level in levels if (found := level.find(f"{_W}{name}")) is not None), None)


def _is_on(switch: _Element | None) -> bool:
    return switch is not None and switch.get(f"{_W}val", "true").lower() not in OFF


def _number(thing: _Element | None, otherwise: float) -> float:
    return _value(thing, "val", otherwise)


def _value(thing: _Element | None, name: str, otherwise: float) -> float:
    try:
        return otherwise if thing is None else float(thing.get(f"{_W}{name}", otherwise))
    except ValueError:
        return otherwise


def _is_light(theme: _Element) -> bool:
    """Tell whether what a theme calls dark, the colour of text, is a light colour."""
    dark = next(theme.iter(f"{_A}dk1"), None)
    colours = [] if dark is None else [one.get("lastClr", one.get("val", "")) for one in dark]
    return any(len(one) == 6 and _contrast(one, "FFFFFF") < 3 for one in colours)


def _theme_fonts(theme: _Element) -> Iterator[str]:
    """Yield the fonts that a theme gives to Latin letters."""
    for family in theme.iter(f"{_A}majorFont", f"{_A}minorFont"):
        yield from (latin.get("typeface", "") for latin in family.findall(f"{_A}latin"))
