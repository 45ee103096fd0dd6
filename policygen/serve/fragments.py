"""Clauses as HTML, kept for a while: most of a preview is what it was at the answer before.

A fragment is found only by all that it is made of, so whoever finds one has its words already.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from policygen.api.short_memory import ShortMemory


@dataclass(slots=True)
class Fragments(ShortMemory[Markup]):
    """Fragments of HTML, by what they are made of."""

    most: int = 2_000
