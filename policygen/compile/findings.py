"""What goes with findings: the texts that they point into, as they are shown beside them."""

from __future__ import annotations

from collections.abc import Iterable

from policygen.diagnostics.model import Diagnostic
from policygen.source.reading import shown
from policygen.world.protocol import World


def texts_in(world: World, diagnostics: Iterable[Diagnostic]) -> dict[str, str]:
    """Return the text of each file of a project that the findings point into, by its name."""
    spans = (span for one in diagnostics for span in (one.span, *(related.span for related in one.related)) if span)
    names = sorted({span.file for span in spans})
    return {name: shown(name, world.read(name)).text for name in names if world.exists(name)}
