"""The specimens' PDFs, sealed: PDF/A-3a, PDF/UA-1, and tagged as their Documents are."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.look.look import Look
from policygen.render.pdf.seal import seal
from policygen.world.disk import DiskWorld
from tests.render.test_pdf_seal import conforms
from tests.support.drawn import drawn
from tests.support.specimens import EXTENTS, ROOT, specimens
from tests.support.structure import findings

pytestmark = pytest.mark.conformance


@pytest.mark.parametrize("extent", EXTENTS)
def test_each_conforms_and_is_tagged_as_its_document_is(extent: str, tmp_path: Path) -> None:
    look = Look.load(DiskWorld(ROOT))
    for one in specimens(extent):
        data, layout = drawn(one.document, look)
        file = tmp_path / f"{one.name}.pdf"
        file.write_bytes(seal(data, one.document, layout))
        assert conforms(file) == [], one.name
        assert findings(file.read_bytes(), one.document) == [], one.name
