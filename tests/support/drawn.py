"""Pages that were drawn once in a run of tests: several tests look at the same PDF of the same specimen.

The engine's word is taken for what its protocol says, that the bytes depend on the arguments alone; tests/render tests
that. A file is known by its Document, its look and its engine, and kept in a folder of the run until the run is over.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast
from unittest.mock import patch

from policygen.document.json import to_json
from policygen.document.layout import Layout
from policygen.document.model import Document
from policygen.document.overlays import Overlay
from policygen.look.look import Look
from policygen.render.pdf_weasyprint.engine import WeasyPrintEngine
from policygen.world.digest import fingerprint_of
from policygen.world.writing import write_whole


@contextmanager
def drawn_once(folder: Path) -> Iterator[None]:
    """Meanwhile the engine draws a Document that has no overlays once, and gives the same bytes and Layout again."""
    draw = WeasyPrintEngine.render

    def render(
        self: WeasyPrintEngine, document: Document, look: Look, overlays: Sequence[Overlay] = ()
    ) -> tuple[bytes, Layout]:
        if overlays:
            return draw(self, document, look, overlays)
        known = folder / fingerprint_of(to_json(document), look.fingerprint, self.version)
        if not known.exists():
            write_whole(known, pickle.dumps(draw(self, document, look)))
        return cast(tuple[bytes, Layout], pickle.loads(known.read_bytes()))  # noqa: S301  # what this run wrote

    with patch.object(WeasyPrintEngine, "render", render):
        yield


def drawn(document: Document, look: Look) -> tuple[bytes, Layout]:
    """Return the PDF and the Layout of a Document."""
    return WeasyPrintEngine().render(document, look)
