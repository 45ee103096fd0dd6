"""What a picture in a PDF may hold: only what is drawn in bounded time and memory (ISO 32000-1 8.4.3.6, 8.7, 8.9)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pikepdf

_MOST_PIXELS = 40_000_000  # of a picture
_FILTERS = frozenset(("/FlateDecode", "/DCTDecode"))
_SHADINGS = (2, 3)  # along a line and round a point (ISO 32000-1 8.7.4.5)
# SHA-256 of the sRGB profile (v4.2) that Typst writes.
_PROFILES = frozenset(("c56e1685d888f5edb92fe07f2750f387f8fe8e91b32ff8fb0b56bfbbb9458353",))
_SHORTEST = 0.1  # points of a dash


def is_small(image: Any) -> bool:
    """Tell whether a picture is packed in one of the ways that policygen uses, and is not too large to unpack."""
    filters = image.get("/Filter", pikepdf.Array())
    names = {str(one) for one in filters} if isinstance(filters, pikepdf.Array) else {str(filters)}
    pixels = int(image.get("/Width", 0)) * int(image.get("/Height", 0))
    return names <= _FILTERS and pixels <= _MOST_PIXELS


def is_gradient(shading: Any) -> bool:
    """Tell whether a shading is one that policygen's engine writes."""
    return shading is not None and shading.get("/ShadingType") in _SHADINGS


def is_plain_colour(name: str, operands: Sequence[Any], resources: Any) -> bool:
    """Tell whether an operator sets a colour as Typst does: three numbers, in sRGB by a profile that is known."""
    if name in ("scn", "SCN"):
        return len(operands) == 3 and all(isinstance(one, int | float | Decimal) for one in operands)
    if name not in ("cs", "CS"):
        return False
    space = resources.get("/ColorSpace", {}).get(str(operands[0]))
    if not isinstance(space, pikepdf.Array) or len(space) != 2 or space[0] != "/ICCBased":
        return False
    return hashlib.sha256(space[1].read_bytes()).hexdigest() in _PROFILES


def is_dashed_in_time(dashes: Sequence[float]) -> bool:
    """Tell whether a line of these dashes has an end: no dashes, or none too short to be seen."""
    return not dashes or sum(dashes) >= _SHORTEST
