"""Typst beside WeasyPrint over all specimens: words, tags, standards, and pages within one."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.compile.compiler import Compiler
from policygen.document.model import Section
from policygen.document.walk import ids_of, walk
from policygen.look.look import Look
from policygen.render.engine import engine_named
from policygen.world.disk import DiskWorld
from tests.support.structure import findings

pytestmark = pytest.mark.conformance
page = pytest.importorskip("page")
pytest.importorskip("typst")

ROOT = Path(__file__).parents[2]
STANDARDS = (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1)


@pytest.fixture(scope="module")
def compiler() -> Compiler:
    found, _ = Compiler.load(DiskWorld(ROOT))
    assert found is not None
    return found


@pytest.mark.parametrize("large_print", [False, True], ids=["ordinary", "large print"])
def test_every_specimens_policies_and_sheets_have_their_words_and_tags(
    compiler: Compiler, tmp_path: Path, large_print: bool
) -> None:
    look, engine, file = Look.load(DiskWorld(ROOT), large_print=large_print), engine_named("typst"), tmp_path / "a.pdf"
    wrong = []
    for name in sorted(compiler.files):
        school = compiler.school(name)
        assert school is not None
        for policy in school.plans:
            compiled = compiler.compile(school, policy)
            for document in (compiled.document, *compiled.sheets.values()):
                data, layout = engine.render(document, look)
                if not large_print:
                    # Pictures that large print describes in words are no figures there.
                    wrong += [f"{name} {policy}: {one}" for one in findings(data, document)]
                wrong += [f"{name} {policy}: {one}" for one in set(ids_of(document)) ^ set(layout.page_of)]
                file.write_bytes(data)
                for standard in STANDARDS:
                    said = str(page.validate_pdf(str(file), profile=standard))
                    wrong += [] if "no failures" in said else [f"{name} {policy}: {said}"]
    assert wrong == []


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
