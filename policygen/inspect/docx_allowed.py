"""Formatting of a DOCX that policygen writes, or that Word and LibreOffice add when they save such a file.

What is not listed here is named by `verify`, so that nobody has to think of every way to hide words: an element, an
attribute of one, or a value (ECMA-376-1 17.3 to 17.7). Lengths are in twentieths of a point unless said otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from policygen.render.docx.xml import W

# A value is one of some words, a whole number from one to another, or anything (None).
Rule = frozenset[str] | tuple[int, int] | re.Pattern[str] | None
Attributes = Mapping[str, Rule]

_W = f"{{{W}}}"
_WORD_2010 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
OFF = frozenset(("0", "false", "off", "none"))
_ON = frozenset(("1", "true", "on"))
_COLOUR = re.compile(r"(?i)auto|[0-9a-f]{6}")
_LETTERS = frozenset((
    "arial", "arial nova", "aptos", "aptos display", "calibri", "calibri light", "cambria", "candara", "carlito",
    "caladea", "century gothic", "comic sans ms", "consolas", "constantia", "corbel", "courier new", "dejavu sans",
    "dejavu sans mono", "dejavu serif", "franklin gothic book", "garamond", "georgia", "gill sans", "gill sans mt",
    "helvetica", "helvetica neue", "liberation mono", "liberation sans", "liberation serif", "lucida sans", "noto sans",
    "noto serif", "open sans", "palatino linotype", "public sans", "segoe ui", "segoe ui symbol", "source sans pro",
    "tahoma", "times new roman", "trebuchet ms", "verdana",
    # What stands in for these where the words are not Latin, which the words in question hardly ever are.
    "arial unicode ms", "freesans", "lohit devanagari", "mangal", "microsoft yahei", "ms gothic", "ms mincho",
    "noto naskh arabic", "noto sans arabic", "noto sans cjk sc", "noto sans devanagari", "noto serif cjk sc", "nsimsun",
    "simsun", "yu gothic", "yu mincho",
))  # fmt: skip
_THEME_LETTERS = re.compile(r"(major|minor)(HAnsi|Ascii|EastAsia|Bidi)")

_ANY: Attributes = {"val": None}
_SWITCH: Attributes = {"val": OFF | _ON}
_NOT: Attributes = {"val": OFF}
_SHADE: Attributes = {"val": frozenset(("clear", "nil")), "color": _COLOUR, "fill": _COLOUR}
_LINE: Attributes = {
    "val": frozenset(("single", "nil", "none")), "sz": (0, 24), "space": (0, 31), "color": _COLOUR,
    "shadow": OFF, "frame": OFF,
}  # fmt: skip
_WIDTH: Attributes = {"w": (0, 15_000), "type": frozenset(("dxa", "auto", "pct", "nil"))}
_MARGIN: Attributes = {"w": (0, 400), "type": frozenset(("dxa", "nil"))}
_ALIGNED: Attributes = {"val": frozenset(("left", "start", "right", "end", "center", "both"))}
_BAND: Attributes = {"val": (0, 10)}


def _each(names: str, rule: Attributes) -> dict[str, Attributes]:
    return dict.fromkeys(names.split(), rule)


_LETTER: Mapping[str, Attributes] = {
    **_each("b bCs i iCs noProof webHidden rtl snapToGrid", _SWITCH),
    **_each("caps smallCaps strike dstrike outline shadow emboss imprint vanish specVanish cs oMath", _NOT),
    "rStyle": _ANY,
    "rFonts": {
        **dict.fromkeys(("ascii", "hAnsi", "cs", "eastAsia"), None),
        **dict.fromkeys(("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"), _THEME_LETTERS),
        "hint": frozenset(("default", "eastAsia", "cs")),
    },
    "color": {"val": _COLOUR},
    "spacing": {"val": (-6, 20)},
    "w": {"val": (90, 110)},  # hundredths
    "position": {"val": (0, 0)},
    "kern": {"val": (0, 200)},
    **_each("sz szCs", {"val": (1, 200)}),  # half points
    "highlight": _NOT,
    "effect": _NOT,
    "em": _NOT,
    "u": {"val": frozenset(("single", "none")), "color": _COLOUR},
    "bdr": {**_LINE, "sz": (0, 12), "space": (0, 4)},
    "shd": _SHADE,
    "vertAlign": {"val": frozenset(("baseline",))},
    "lang": {"val": None, "eastAsia": None, "bidi": None},
    f"{_WORD_2010}ligatures": {f"{_WORD_2010}val": None},
}

_PARAGRAPH: Mapping[str, Attributes] = {
    **_each(
        "keepNext keepLines pageBreakBefore widowControl suppressLineNumbers suppressAutoHyphens contextualSpacing "
        "adjustRightInd snapToGrid autoSpaceDE autoSpaceDN kinsoku overflowPunct topLinePunct",
        _SWITCH,
    ),
    **_each("bidi mirrorIndents suppressOverlap", _NOT),
    "wordWrap": {"val": _ON},
    "pStyle": _ANY,
    "numPr": {}, "numPr/ilvl": {"val": (0, 8)}, "numPr/numId": {"val": (0, 100_000)},
    "pBdr": {}, **_each("pBdr/top pBdr/left pBdr/bottom pBdr/right pBdr/between", _LINE),
    "shd": _SHADE,
    "tabs": {},
    "tabs/tab": {
        "val": frozenset(("clear", "left", "start", "right", "end", "center", "num")),
        "pos": (-2_200, 10_000),
        "leader": frozenset(("none", "dot", "underscore")),
    },
    "spacing": {
        "before": (0, 2_000), "after": (0, 2_000), "line": (1, 2_000),
        "lineRule": frozenset(("auto", "exact", "atLeast")),
        "beforeAutospacing": OFF, "afterAutospacing": OFF, "beforeLines": (0, 0), "afterLines": (0, 0),
    },
    "ind": {
        **dict.fromkeys(("left", "start"), (-1_200, 8_000)), **dict.fromkeys(("right", "end"), (-200, 2_000)),
        "firstLine": (0, 1_200), "hanging": (0, 1_300),
    },
    "jc": _ALIGNED,
    "textAlignment": {"val": frozenset(("auto", "baseline", "top", "center", "bottom"))},
    "textDirection": {"val": frozenset(("lrTb",))},
    "outlineLvl": {"val": (0, 9)},
    "cnfStyle": dict.fromkeys((
        "val", "firstRow", "lastRow", "firstColumn", "lastColumn", "oddVBand", "evenVBand", "oddHBand", "evenHBand",
        "firstRowFirstColumn", "firstRowLastColumn", "lastRowFirstColumn", "lastRowLastColumn",
    )),
    "divId": _ANY,
    # These two are looked at wherever they are.
    "rPr": {}, "sectPr": {"rsidR": None, "rsidRPr": None, "rsidSect": None, "rsidDel": None},
}  # fmt: skip

_EDGES = ("top", "left", "start", "bottom", "right", "end", "insideH", "insideV")
_TABLE: Mapping[str, Attributes] = {
    "tblStyle": _ANY, "tblCaption": _ANY, "tblDescription": _ANY,
    "tblW": _WIDTH,
    "tblInd": {"w": (-1_200, 3_000), "type": frozenset(("dxa", "nil"))},
    "tblLayout": {"type": frozenset(("fixed", "autofit"))},
    "tblLook": dict.fromkeys(("val", "firstRow", "lastRow", "firstColumn", "lastColumn", "noHBand", "noVBand")),
    "tblBorders": {}, **{f"tblBorders/{edge}": _LINE for edge in _EDGES},
    "tblCellMar": {}, **{f"tblCellMar/{edge}": _MARGIN for edge in _EDGES},
    "jc": {"val": frozenset(("left", "start"))},
    "shd": _SHADE, "bidiVisual": _NOT, "tblStyleRowBandSize": _BAND, "tblStyleColBandSize": _BAND,
}  # fmt: skip
_ROW: Mapping[str, Attributes] = {
    **_each("cantSplit tblHeader", _SWITCH), "hidden": _NOT, "cnfStyle": _PARAGRAPH["cnfStyle"], "divId": _ANY,
    "jc": _TABLE["jc"], "trHeight": {"val": (0, 15_000), "hRule": frozenset(("auto", "atLeast"))},
}  # fmt: skip
_CELL: Mapping[str, Attributes] = {
    "tcW": _WIDTH, "gridSpan": {"val": (1, 60)}, "vMerge": {"val": frozenset(("restart", "continue"))},
    "tcBorders": {}, **{f"tcBorders/{edge}": _LINE for edge in _EDGES},
    "tcMar": {}, **{f"tcMar/{edge}": _MARGIN for edge in _EDGES},
    "shd": _SHADE, **_each("noWrap hideMark", _SWITCH), "tcFitText": _NOT, "cnfStyle": _PARAGRAPH["cnfStyle"],
    "vAlign": {"val": frozenset(("top", "center", "bottom"))}, "textDirection": _PARAGRAPH["textDirection"],
}  # fmt: skip

_SHEET: Rule = (11_000, 17_000)
_REFERENCE: Attributes = {"type": frozenset(("default", "first", "even")), "id": None}
_SECTION: Mapping[str, Attributes] = {
    "headerReference": _REFERENCE, "footerReference": _REFERENCE,
    "type": {"val": frozenset(("nextPage", "continuous"))},
    "pgSz": {"w": _SHEET, "h": _SHEET, "orient": frozenset(("portrait", "landscape")), "code": None},
    "pgMar": {
        "top": (700, 3_500), "bottom": (500, 3_500), "left": (700, 2_500), "right": (700, 2_500),
        "header": (0, 1_500), "footer": (0, 1_500), "gutter": (0, 0),
    },
    "paperSrc": {"first": None, "other": None},
    "pgNumType": {"fmt": frozenset(("decimal",)), "start": (0, 1)},
    "cols": {"space": (0, 2_000), "num": (1, 1), "equalWidth": OFF | _ON},
    "docGrid": {"type": frozenset(("default",)), "linePitch": None, "charSpace": None},
    "titlePg": _SWITCH, **_each("bidi rtlGutter formProt noEndnote", _NOT),
    "textDirection": _PARAGRAPH["textDirection"], "vAlign": {"val": frozenset(("top",))},
    "footnotePr": {}, "endnotePr": {},
    **{f"{kind}notePr/{name}": {"val": None} for kind in ("foot", "end") for name in
       ("pos", "numFmt", "numStart", "numRestart")},
}  # fmt: skip
_LISTS: Mapping[str, Mapping[str, Attributes]] = {
    "rPr": _LETTER, "pPr": _PARAGRAPH, "tblPr": _TABLE, "trPr": _ROW, "tcPr": _CELL, "sectPr": _SECTION,
}  # fmt: skip
_TRACKED = re.compile(r".*Change|ins|del|moveFrom|moveTo|cellIns|cellDel|cellMerge")


def not_allowed(properties: etree._Element) -> Iterator[str]:
    """Yield the names of what w:rPr, w:pPr, w:tblPr, w:trPr, w:tcPr or w:sectPr says and should not.

    To say two different things is among that: programs do not agree on which counts.
    """
    allowed = _LISTS[_name(properties)]
    known: dict[str, etree._Element] = {}
    for child in properties:
        if not isinstance(child.tag, str):
            continue
        name = _name(child)
        before = known.setdefault(name, child)
        if not _is_allowed(child, name, allowed) or not _agree(before, child, name):
            yield etree.QName(child).localname
        if name in ("rPr", "sectPr"):
            continue
        for inner in child.iterdescendants():
            if inner.getparent() is not child or not _is_allowed(inner, f"{name}/{_name(inner)}", allowed):
                yield name
                break


def is_tracked(name: str) -> bool:
    """Tell whether a name of properties is one of a tracked change (ECMA-376-1 17.13.5)."""
    return _TRACKED.fullmatch(name) is not None


def is_of_letters(font: str) -> bool:
    """Tell whether a font is known to show each letter as that letter."""
    return font.strip().lower() in _LETTERS


def _agree(before: etree._Element, child: etree._Element, name: str) -> bool:
    if before is child or name.endswith("Reference"):
        return True
    return sorted(before.items()) == sorted(child.items()) and len(before) == len(child) == 0


def _is_allowed(element: etree._Element, name: str, allowed: Mapping[str, Attributes]) -> bool:
    rules = allowed.get(name)
    if rules is None or (rules is _NOT and element.get(f"{_W}val") is None):
        return False
    for attribute, value in element.attrib.items():
        key = str(attribute)
        key = key.rpartition("}")[2] if not key.startswith(_WORD_2010) else key
        if key not in rules or not _fits(str(value), rules[key]):
            return False
    return True


def _fits(value: str, rule: Rule) -> bool:
    match rule:
        case None:
            return True
        case re.Pattern():
            return rule.fullmatch(value) is not None
        case frozenset():
            return value in rule
        case (least, most):
            # LibreOffice writes some with a fraction.
            return re.fullmatch(r"-?\d{1,6}(\.\d{1,6})?", value) is not None and least <= float(value) <= most


def _name(element: etree._Element) -> str:
    """Return an element's name, without the namespace of WordprocessingML."""
    return str(element.tag).removeprefix(_W)
