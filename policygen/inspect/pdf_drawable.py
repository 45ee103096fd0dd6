"""What a picture in a PDF may hold: only what is drawn in bounded time and memory (ISO 32000-1 8.4.3.6, 8.7, 8.9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pikepdf

_MOST_PIXELS = 40_000_000  # of a picture
_FILTERS = frozenset(("/FlateDecode", "/DCTDecode"))
_SHADINGS = (2, 3)  # along a line and round a point (ISO 32000-1 8.7.4.5)
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


def is_dashed_in_time(dashes: Sequence[float]) -> bool:
    """Tell whether a line of these dashes has an end: no dashes, or none too short to be seen."""
    return not dashes or sum(dashes) >= _SHORTEST
