"""Which pictures are described in words, because the words drawn in them would come out too small to read.

Large print asks that the words in a picture be as large as those of the text (UKAAF, "Creating clear print and large
print documents", G003). A drawing that cannot be printed so large gives way to its alternative text.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterable
from typing import TYPE_CHECKING

from policygen.check.drawings import read_drawing
from policygen.document.model import Asset, Figure
from policygen.look.tokens import Tokens
from policygen.look.units import POINTS_PER_MM

if TYPE_CHECKING:
    from lxml import etree

SVG = "image/svg+xml"
_UNSAID = 16.0  # user units; the size of words that are given none (CSS Fonts 3, 3.5: medium)
_SIZE = re.compile(r"(?:^|;)\s*font-size\s*:\s*([^;]+)")
# A shorthand, whose size stands among other words.
_SHORTHAND = re.compile(r"(?:^|;)\s*font\s*:")
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)"
_MOVES = re.compile(rf"(translate|rotate|scale)\s*\(\s*({_NUMBER}(?:[\s,]+{_NUMBER})*)\s*\)")
_PLAIN = re.compile(r"\s*(\d+\.?\d*|\.\d+)(?:px)?\s*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“‘(])")
_WORDS = frozenset(("text", "tspan", "textPath"))


def is_described(figure: Figure, assets: Iterable[Asset], tokens: Tokens) -> bool:
    """Tell whether a figure's alternative text is printed in its place: words drawn in it are under `marks.drawn`.

    The words in a bitmap are not known, so it is always shown.
    """
    asset = next((one for one in assets if one.id == figure.asset), None)
    if asset is None or asset.media_type != SVG or not tokens.marks.drawn:
        return False
    least = _smallest(asset.data)
    return least is not None and least * figure.width * POINTS_PER_MM < tokens.marks.drawn


def steps_of(figure: Figure) -> tuple[str, ...]:
    """Return what is printed in the place of a figure: a sentence, and each further one as an item of a list."""
    return tuple(_SENTENCE.split(figure.alternative))


def _smallest(data: str) -> float | None:
    """Return the smallest type in a drawing as a share of its width, None for one without words; 0 if it is unknown."""
    root = read_drawing(b64decode(data))
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    worded = [one for one in elements if _local(one) in _WORDS and "".join(map(str, one.itertext())).strip()]
    if not worded:
        return None
    if any(_local(one) == "style" for one in elements):
        return 0.0
    box = (root.get("viewBox") or "").replace(",", " ").split()
    width = float(box[2]) if len(box) == 4 else _plain(root.get("width") or "")
    return min(_size(one) for one in worded) / width if width else 0.0


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _size(element: etree._Element) -> float:
    """Return an element's type size, its own or what it inherits (SVG 2, 6.6), in the root's units as it is drawn."""
    above = (element, *element.iterancestors())
    scale = 1.0
    for one in above:
        scale *= _scale(one)
    for one in above:
        style = one.get("style") or ""
        if _SHORTHAND.search(style) or one.get("font"):
            return 0.0
        said = _SIZE.search(style)
        given = said[1] if said else one.get("font-size")
        if given:
            return _plain(given) * scale
    return _UNSAID * scale


def _scale(element: etree._Element) -> float:
    """Return how much smaller or larger an element is drawn than it says (SVG 2, 8.5); 0 if it is unknown."""
    style = element.get("style") or ""
    if "transform" in style or (_local(element) == "svg" and element.getparent() is not None):
        return 0.0
    given = element.get("transform") or ""
    if _MOVES.sub("", given).strip(" ,\n\t"):
        return 0.0
    scale = 1.0
    for kind, numbers in _MOVES.findall(given):
        if kind == "scale":
            scale *= min(abs(float(number)) for number in numbers.replace(",", " ").split())
    return scale


def _plain(text: str) -> float:
    """Return a number of user units; 0 for a measure in anything else."""
    found = _PLAIN.fullmatch(text)
    return float(found[1]) if found else 0.0
