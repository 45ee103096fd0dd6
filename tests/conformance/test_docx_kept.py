"""Word files put together from what is kept of other schools': the bytes are those of files written alone."""

from __future__ import annotations

import pytest

from policygen.compile.compiler import Compiler
from policygen.document.layout import Layout
from policygen.document.model import Document, Section
from policygen.document.overlays import Companions, Overlay
from policygen.document.walk import parts_of
from policygen.look.look import Look
from policygen.render.docx import KeptBlocks, write_docx
from policygen.world.disk import DiskWorld
from tests.support.specimens import ROOT

pytestmark = pytest.mark.conformance


def layout_of(document: Document) -> Layout:
    ids = [part.id for part in parts_of(document) if isinstance(part, Section)]
    return Layout(engine="typst", pages=20, page_of={one: 2 + place // 6 for place, one in enumerate(ids)})


def test_every_specimen_in_every_edition_has_the_bytes_of_a_file_written_alone() -> None:
    world = DiskWorld(ROOT)
    compiler, _ = Compiler.load(world)
    assert compiler is not None
    look, kept = Look.load(world), KeptBlocks()
    documents: list[tuple[Document, tuple[Overlay, ...]]] = []
    for name in sorted(path.stem for path in (ROOT / "schools").glob("*.yaml")):
        school = compiler.school(name)
        assert school is not None
        for policy in ("e-safety", "acceptable-use"):
            made = compiler.compile(school, policy)
            editions = compiler.for_other_readers(school, made)
            documents.append((made.document, (Companions(editions=editions),)))
            documents += [(document, ()) for document in editions.values()]
    alone = [write_docx(document, layout_of(document), look, overlays) for document, overlays in documents]
    for _ in range(3):  # written, kept, copied
        for (document, overlays), expected in zip(documents, alone, strict=True):
            assert write_docx(document, layout_of(document), look, overlays, kept) == expected
