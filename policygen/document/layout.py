"""The Layout: the page of each block in the PDF, from which other writers print the right page numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

PX_TO_PT = 0.75
"""Points (1/72 inch) in a CSS pixel (1/96 inch)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on a page: `page` from 1; `x`, `y` of its top left corner and its size in CSS pixels (1/96 inch)."""

    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The number of `pages`; `page_of` maps a section's or block's id to the page it starts on, from 1.

    `boxes` maps a signatory's id to the box that reaches from its ruled signature line to the line of its date.
    """

    engine: str
    pages: int
    page_of: dict[str, int] = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)
