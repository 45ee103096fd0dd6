"""What an SVG would cost to draw, and what no engine can draw: looked at before any engine sees it.

A drawing of two kilobytes can ask for a thousand million shapes, by copies of copies; a gradient can repeat a million
times within a millimetre. A logo needs neither.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policygen.diagnostics.phrases import Fact

if TYPE_CHECKING:
    from lxml import etree

# Of one drawing, copies written out; a detailed crest has some hundred shapes.
MOST_SHAPES, MOST_LETTERS, MOST_STEPS, DEEPEST = 5_000, 2_000, 400_000, 60
_REFERENCE = re.compile(r"url\(\s*[\"']?#([^\s\"')]+)")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_WORDS = frozenset({"text", "tspan", "textPath"})
# Where a number that is none stops an engine.
_MEASURES = frozenset({
    "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "width", "height", "dx", "dy",
    "font-size", "stroke-width", "stroke-dashoffset", "offset", "stroke-miterlimit",
})  # fmt: skip
_MEASURE = re.compile(
    r"\s*[-+]?(?:\d{1,7}(?:\.\d*)?|\.\d+)(?:e-?\d{1,2})?(?:%|px|pt|pc|mm|cm|in|em|ex|rem)?\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DrawingFault:
    """Why a drawing is refused: `code` is a wording of PG347, with its facts."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


def read_drawing(data: bytes) -> etree._Element:
    """Return the root of an SVG, with nothing read but its own bytes. Raises lxml.etree.XMLSyntaxError."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    return etree.fromstring(data, parser)


def fault_in(root: etree._Element) -> DrawingFault | None:
    """Return what is wrong with a drawing, or None."""
    if not _is_view_box(root.get("viewBox")):
        return DrawingFault("PG347.view_box")
    letters = steps = 0
    for element in _elements(root):
        name = _local(element)
        if name == "svg" and not _is_view_box(element.get("viewBox")):
            return DrawingFault("PG347.view_box")
        if element.get("spreadMethod", "pad") != "pad":
            return DrawingFault("PG347.repeats")
        if name == "pattern":
            return DrawingFault("PG347.pattern")
        if (wrong := _not_a_measure(element)) is not None:
            return DrawingFault("PG347.number", {"attribute": wrong, "value": (element.get(wrong) or "")[:40]})
        steps += sum(len(element.get(each) or "") for each in ("d", "points", "stroke-dasharray", "transform", "style"))
        if name in _WORDS:
            letters += len("".join(map(str, element.itertext())))
    if letters > MOST_LETTERS:
        return DrawingFault("PG347.letters", {"most": MOST_LETTERS})
    if steps > MOST_STEPS:
        return DrawingFault("PG347.shapes", {"most": MOST_SHAPES})
    return _Copies(root).fault()


class _Copies:
    """Counts the shapes of a drawing with each copy written out, and finds what refers back to itself."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._by_id = {str(each.get("id")): each for each in _elements(root) if each.get("id")}
        self._counted: dict[str, int] = {}
        self._open: set[str] = set()

    def fault(self) -> DrawingFault | None:
        try:
            shapes = self._shapes(self._root, 0)
        except RecursionError:
            return DrawingFault("PG347.circle")
        return DrawingFault("PG347.shapes", {"most": MOST_SHAPES}) if shapes > MOST_SHAPES else None

    def _shapes(self, element: etree._Element, depth: int) -> int:
        """Return the number of shapes. Raises RecursionError for a circle, and for what is too deep to draw."""
        if depth > DEEPEST:
            raise RecursionError
        count = 1 + sum(self._shapes(child, depth + 1) for child in element if isinstance(child.tag, str))
        for name in _references(element):
            if name in self._open:
                raise RecursionError
            if name not in self._counted:
                target = self._by_id.get(name)
                self._open.add(name)
                self._counted[name] = 0 if target is None else self._shapes(target, depth + 1)
                self._open.discard(name)
            count += self._counted[name]
        return count


def _references(element: etree._Element) -> Iterator[str]:
    """Yield the ids of what an element draws besides itself: copies, masks, clips, markers and gradients."""
    for name, value in element.attrib.items():
        text = str(value)
        if str(name).rpartition("}")[2] == "href" and text.lstrip().startswith("#"):
            yield text.strip()[1:]
        elif "url(" in text:
            yield from _REFERENCE.findall(text)


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    return (element for element in root.iter() if isinstance(element.tag, str))


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _is_view_box(text: str | None) -> bool:
    """Tell whether a view box has four numbers, the last two above 0 (SVG 2 8.6). A drawing need not have one."""
    if text is None:
        return True
    parts = text.replace(",", " ").split()
    if len(parts) != 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return False
    numbers = [float(part) for part in parts]
    return all(math.isfinite(each) and abs(each) < 1e6 for each in numbers) and min(numbers[2:]) > 1e-3


def _not_a_measure(element: etree._Element) -> str | None:
    for name, value in element.attrib.items():
        if name in _MEASURES and not all(_MEASURE.fullmatch(part) for part in re.split(r"[\s,]+", str(value).strip())):
            return str(name)
    return None
