"""Units of length: the look and the Document measure in millimetres, type in points, Word in twips."""

from __future__ import annotations

MM_PER_INCH = 25.4
POINTS_PER_MM = 72 / MM_PER_INCH
TWIPS_PER_MM = 1440 / MM_PER_INCH
