"""Typst beside WeasyPrint over all specimens: words, tags, standards, and pages within one."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from policygen.compile.compiler import Compiler
from policygen.document.model import Section
from policygen.document.walk import ids_of, walk
from policygen.look.look import Look
from policygen.render.engine import Seal, engine_named
from policygen.world.disk import DiskWorld
from tests.support.readback import in_document, in_pdf
from tests.support.specimens import EXTENTS, ROOT, Specimen, specimens
from tests.support.structure import findings

pytestmark = pytest.mark.conformance
page = pytest.importorskip("page")
pytest.importorskip("typst")

LEAST, BLANK = 18.0, 1.0  # points: of words in large print, and of the blank that a line to write on holds
STANDARDS = (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1)


@pytest.fixture(scope="module")
def compiler() -> Compiler:
    found, _ = Compiler.load(DiskWorld(ROOT))
    assert found is not None
    return found


@pytest.fixture(scope="module", params=EXTENTS)
def documents(request: pytest.FixtureRequest) -> list[Specimen]:
    return specimens(request.param)


@pytest.mark.parametrize("large_print", [False, True], ids=["ordinary", "large print"])
def test_every_document_has_its_words_and_tags(documents: list[Specimen], tmp_path: Path, large_print: bool) -> None:
    look, engine, file = Look.load(DiskWorld(ROOT), large_print=large_print), engine_named("typst"), tmp_path / "a.pdf"
    wrong = []
    for specimen in documents:
        document = specimen.document
        data, layout = engine.render_sealed(document, look, Seal())
        if large_print:
            # Pictures that large print describes in words are no figures there.
            wrong += (
                [f"{specimen.name}: words"] if in_pdf(data, document.words.contents) != in_document(document) else []
            )
            wrong += [f"{specimen.name}: {size}" for size in sizes(data) if BLANK < size < LEAST]
        else:
            wrong += [f"{specimen.name}: {one}" for one in findings(data, document)]
        wrong += [f"{specimen.name}: {one}" for one in set(ids_of(document)) ^ set(layout.page_of)]
        file.write_bytes(data)
        for standard in STANDARDS:
            said = str(page.validate_pdf(str(file), profile=standard))
            wrong += [] if "no failures" in said else [f"{specimen.name}: {said}"]
    assert wrong == []


def sizes(pdf: bytes) -> set[float]:
    """The sizes of type on all pages, in points; Typst scales none of it."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        fonts = (operands for one in opened.pages for operands, _ in pikepdf.parse_content_stream(one, operators="Tf"))
        return {float(size) for _, size in fonts}


def test_pages_are_weasyprints_within_one(compiler: Compiler) -> None:
    look = Look.load(DiskWorld(ROOT))
    apart, sections, school = [], 0, compiler.school("st-cuthmans")
    assert school is not None
    for policy in school.plans:
        document = compiler.compile(school, policy).document
        layouts = [engine_named(name).render(document, look)[1] for name in ("weasyprint", "typst")]
        first, second = layouts
        assert abs(first.pages - second.pages) <= 1
        titled = [one.id for one in walk(*document.sections) if isinstance(one, Section) and one.title]
        sections += len(titled)
        apart += [one for one in titled if first.page_of[one] != second.page_of[one]]
    assert len(apart) <= sections // 50
