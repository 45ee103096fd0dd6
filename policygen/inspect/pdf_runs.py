"""Words as a page paints them, a line or less at a time, and how lines make a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Run(NamedTuple):
    """The text of one marked-content sequence and the heights of its first and last line (a height is a line)."""

    text: str
    first: float
    last: float


class Painted(NamedTuple):
    """Words that were painted at one go: `key` as in marks, the edges and the base line in points from the corner."""

    key: int | str | None
    text: str
    left: float
    right: float
    base: float
    size: float


def run_on(runs: Sequence[Run]) -> str:
    """Return the text of runs, with a blank where one was lost at the end of a line."""
    text = ""
    height = 0.0
    for run in runs:
        if text and abs(run.first - height) > 0.5 and _parted(text) and not run.text[:1].isspace():
            text += " "
        text += run.text
        height = run.last
    return text


def _parted(text: str) -> bool:
    """Whether a blank was lost where this line ends."""
    if text[-1].isspace():
        return False
    return text[-1] not in "-‐–—/" or text[-2:-1].isspace()
