"""How many pages the specimens' policies and sheets take: none spills a few lines onto a page more."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.build.artifacts import Builder
from policygen.compile.compiler import Compiler
from policygen.document.layout import Layout
from policygen.document.model import Document
from policygen.look.look import Look
from policygen.world.disk import DiskWorld
from tests.support.drawn import drawn

pytestmark = pytest.mark.conformance
ROOT = Path(__file__).parents[2]
ONE_PAGE = ("advice-staff-sheet", "cyberbullying-sheet-pupils", "forms-confiscation", "forms-search")
SCHOOLS = ("allhallows", "foxmere", "three-becks")


@pytest.fixture(scope="module")
def compiler() -> Compiler:
    compiler, _ = Compiler.load(DiskWorld(ROOT))
    assert compiler is not None
    return compiler


@pytest.fixture(scope="module")
def look(compiler: Compiler) -> Look:
    return Builder(compiler).renderer.look


def compiled(compiler: Compiler, name: str, policy: str) -> tuple[Document, dict[str, Document]]:
    school = compiler.school(name)
    assert school is not None
    found = compiler.compile(school, policy)
    return found.document, dict(found.sheets)


def layout_of(document: Document, look: Look) -> Layout:
    return drawn(document, look)[1]


@pytest.mark.parametrize("school", SCHOOLS)
@pytest.mark.parametrize(("policy", "pages"), [("e-safety", 20), ("guidance-parents", 2), ("forms", 17)])
def test_a_document_keeps_to_its_pages(compiler: Compiler, look: Look, school: str, policy: str, pages: int) -> None:
    document, _ = compiled(compiler, school, policy)
    assert layout_of(document, look).pages <= pages


@pytest.mark.parametrize("school", SCHOOLS)
def test_the_parents_sheet_on_cyberbullying_is_one_page_of_the_policy(
    compiler: Compiler, look: Look, school: str
) -> None:
    document, _ = compiled(compiler, school, "cyberbullying")
    layout = layout_of(document, look)
    places = [section.id for section in document.sections]
    sheet = next(place for place, section in enumerate(document.sections) if section.number == "Appendix B")
    assert layout.page_of[places[sheet + 1]] == layout.page_of[places[sheet]] + 1


@pytest.mark.parametrize("school", SCHOOLS)
def test_an_agreement_to_sign_is_one_page(compiler: Compiler, look: Look, school: str) -> None:
    _, sheets = compiled(compiler, school, "acceptable-use")
    # Those with pictures have a page of pictures.
    plain = {
        name: each for name, each in sheets.items() if not each.assets or len(each.assets) <= bool(each.cover.logo)
    }
    assert len(plain) > 3
    assert {name: pages for name, each in plain.items() if (pages := layout_of(each, look).pages) != 1} == {}


def test_a_code_to_hand_out_and_a_record_of_a_device_are_one_page_at_every_school(
    compiler: Compiler, look: Look
) -> None:
    found = {}
    for name in sorted(compiler.files):
        school = compiler.school(name)
        assert school is not None
        for policy in school.plans:
            for sheet, document in compiler.compile(school, policy).sheets.items():
                if sheet.endswith(ONE_PAGE):
                    found[f"{name} {sheet}"] = layout_of(document, look).pages
    assert len(found) > 30
    assert {name: pages for name, pages in found.items() if pages != 1} == {}


@pytest.mark.parametrize(
    ("school", "policy", "pages"),
    [
        ("allhallows", "social-networking", 16),
        ("dunsallow", "cyberbullying", 17),
        ("dunsallow", "e-safety", 22),
        ("foxmere", "cyberbullying", 16),
        ("kestrelmoor", "e-safety", 22),
        ("larkfield", "cyberbullying", 15),
        ("the-lighthouse", "acceptable-use", 17),
        ("the-lighthouse", "cyberbullying", 16),
        ("three-becks", "cyberbullying", 16),
        ("st-cuthmans", "acceptable-use", 18),
        ("st-cuthmans", "guidance-staff", 3),
    ],
)
def test_a_longer_name_or_one_more_place_to_tell_costs_no_page(
    compiler: Compiler, look: Look, school: str, policy: str, pages: int
) -> None:
    """Appendices, tables and last lines that a line or two too many took to a page more at these schools."""
    document, _ = compiled(compiler, school, policy)
    assert layout_of(document, look).pages <= pages


def test_in_large_print_the_version_is_beside_a_long_approval_and_the_contents_are_two_pages(
    compiler: Compiler,
) -> None:
    document, _ = compiled(compiler, "the-lighthouse", "acceptable-use")
    layout = layout_of(document, Look.load(DiskWorld(ROOT), large_print=True))
    pages = {section.id: layout.page_of[section.id] for section in document.sections}
    approval, history = (
        next(page for name, page in pages.items() if name.endswith(end)) for end in ("approval", "history")
    )
    assert approval == history == layout.pages
    assert min(pages.values()) <= 4
