"""What goes with findings: the texts that they point into, as they are shown beside them."""

from __future__ import annotations

from collections.abc import Iterable

from policygen.diagnostics.model import Diagnostic
from policygen.source.reading import shown
from policygen.world.protocol import OutsideTheProject, World


def texts_in(world: World, diagnostics: Iterable[Diagnostic]) -> dict[str, str]:
    """Return the text of each file of a project that the findings point into, by its name."""
    spans = (span for one in diagnostics for span in (one.span, *(related.span for related in one.related)) if span)
    names = sorted({span.file for span in spans})
    return {name: text for name in names if (text := _text(world, name)) is not None}


def _text(world: World, name: str) -> str | None:
    """Return the text of a file; None for one that is not there or cannot be read, which the finding itself says."""
    try:
        return shown(name, world.read(name)).text if world.exists(name) else None
    except (OSError, OutsideTheProject):
        return None
