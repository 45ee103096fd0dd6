"""The copy for the web of every specimen, searched for each value that is not public; and what each edition holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.build.artifacts import Builder
from policygen.build.order import FORMATS
from policygen.compile.compiler import Compiler
from policygen.compile.school import Compiled, School
from policygen.document.json import from_json, to_json
from policygen.document.layout import Layout
from policygen.document.model import Blank, Document, Edition, Section, SignatureBlock, Value
from policygen.document.walk import parts_of, walk
from policygen.render.docx import write_docx
from policygen.render.docx.frame import every_section
from policygen.world.disk import DiskWorld
from tests.support.sampling import sampled

from .support.published import said, secrets, squeezed
from .support.specimens import policies_of_schools
from .support.words import cover

ROOT = Path(__file__).parent.parent
QUICK = tuple(name for name in FORMATS if name not in ("pdf", "docx"))


@pytest.fixture(scope="module")
def compiler() -> Compiler:
    found, diagnostics = Compiler.load(DiskWorld(ROOT))
    assert found is not None
    assert not diagnostics.errors
    return found


@pytest.fixture(scope="module")
def builder(compiler: Compiler) -> Builder:
    return Builder(compiler)


def specimens() -> list[tuple[str, str]]:
    schools = policies_of_schools()
    return [(name, policy) for name, held in schools.items() for policy, public in held.items() if public]


def school_called(compiler: Compiler, name: str) -> School:
    found = compiler.school(name)
    assert found is not None
    return found


def copy(compiler: Compiler, school: School, policy: str, edition: Edition) -> Compiled:
    made = compiler.in_edition(school, compiler.compile(school, policy), edition)
    assert not made.diagnostics.errors
    return made


def quick(builder: Builder, document: Document) -> dict[str, bytes]:
    """The formats that need no pages, and DOCX as if everything stood on the first."""
    layout = Layout(engine="test", pages=1, page_of={section.id: 1 for section in every_section(document.sections)})
    return {**builder.renderer.render(document, QUICK), "docx": write_docx(document, layout, builder.renderer.look)}


@pytest.mark.parametrize(("name", "policy"), sampled(specimens(), 3))
def test_no_copy_for_the_web_says_what_is_not_public(
    compiler: Compiler, builder: Builder, name: str, policy: str
) -> None:
    school = school_called(compiler, name)
    kept = secrets(compiler, school)
    made = copy(compiler, school, policy, "web")
    for document in (made.document, *made.sheets.values()):
        for extension, data in quick(builder, document).items():
            words = said(extension, data)
            assert [key for text, key in kept.items() if squeezed(text) in words] == [], (document.policy, extension)


def test_the_pdf_for_the_web_says_nothing_that_is_not_public_and_holds_no_files_and_fields(
    compiler: Compiler, builder: Builder
) -> None:
    school = school_called(compiler, "allhallows")
    data = builder.renderer.render(copy(compiler, school, "e-safety", "web").document, ("pdf",))["pdf"]
    words = said("pdf", data)
    assert [key for text, key in secrets(compiler, school).items() if squeezed(text) in words] == []
    assert b"/EmbeddedFile" not in data
    assert b"/AcroForm" not in data


def test_the_search_finds_in_the_boards_copy_what_it_looks_for(compiler: Compiler, builder: Builder) -> None:
    school = school_called(compiler, "allhallows")
    kept = secrets(compiler, school)
    assert {"Comfort Boateng", "Siân Morris", "Halyard School Computing"} <= set(kept)
    assert {"Halyard Watch", "Westshire Schools Web Filter", "NEU and UNISON"} <= set(kept)
    assert "online-safety@allhallows.example" in kept
    # He is the online safety lead too, and that is public.
    assert "Daniel Price" not in kept
    for extension, data in builder.renderer.render(compiler.compile(school, "e-safety").document, FORMATS).items():
        words = said(extension, data)
        for text in ("Comfort Boateng", "Westshire Schools Web Filter", "Halyard Watch", "NEU and UNISON"):
            assert squeezed(text) in words, (extension, text)


@pytest.mark.parametrize(("name", "policy"), sampled(specimens(), 3))
def test_a_copy_for_the_web_has_nothing_to_sign_and_says_how_it_stands(
    compiler: Compiler, name: str, policy: str
) -> None:
    made = copy(compiler, school_called(compiler, name), policy, "web")
    for document in (made.document, *made.sheets.values()):
        assert document.edition == "web"
        assert not [part for part in parts_of(document) if isinstance(part, SignatureBlock | Blank)]
        assert from_json(to_json(document)) == document
    if made.document.kind == "policy":
        assert any("none yet: not adopted" in line for line in cover(made.document))


def words_in(section: Section) -> str:
    return "".join(getattr(part, "text", "") for part in walk(section))


@pytest.mark.parametrize(("name", "policy"), sampled(specimens(), 3))
def test_every_edition_has_the_same_clauses_under_the_same_numbers(compiler: Compiler, name: str, policy: str) -> None:
    school = school_called(compiler, name)
    board = compiler.compile(school, policy).document
    for edition in ("staff", "web"):
        made = copy(compiler, school, policy, edition).document
        assert [(one.id, one.number) for one in every_section(made.sections) if one.kind != "back"] == [
            (one.id, one.number) for one in every_section(board.sections) if one.kind != "back"
        ]


def test_a_copy_for_the_web_does_not_say_where_anything_was_written(compiler: Compiler) -> None:
    document = copy(compiler, school_called(compiler, "the-lighthouse"), "social-networking", "web").document
    values = [part for part in parts_of(document) if isinstance(part, Value)]
    assert values
    assert all((value.origin.file, value.origin.line) == ("", 0) for value in values)
    assert document.clauses == ()


def test_the_copy_for_staff_names_people_but_no_products_and_has_no_departures(compiler: Compiler) -> None:
    school = school_called(compiler, "allhallows")
    document = copy(compiler, school, "e-safety", "staff").document
    words = "".join(part.text for part in parts_of(document) if isinstance(part, Value))
    assert "Comfort Boateng" in words
    assert "NEU and UNISON" in words
    assert "Halyard Watch" not in words
    assert "Westshire Schools Web Filter" not in words
    assert document.cover.status == "For approval · Copy for staff"
    assert not [part for part in parts_of(document) if isinstance(part, SignatureBlock) and "approval" in part.id]
    social = copy(compiler, school, "social-networking", "staff").document
    assert "policygen:departures" not in [section.id for section in social.sections]
    # Staff sign the receipt.
    assert [part.id for part in parts_of(social) if isinstance(part, SignatureBlock)]


def test_forms_of_the_school_leave_their_heading_and_a_sentence(compiler: Compiler) -> None:
    document = copy(compiler, school_called(compiler, "allhallows"), "social-networking", "web").document
    form = next(one for one in every_section(document.sections) if one.clause == "practice:forms.declaration")
    assert words_in(form).endswith("This form is for the school’s own use, so this copy does not include it.")
    assert len(form.blocks) == 1


def test_what_nobody_signs_comes_before_the_appendices(compiler: Compiler) -> None:
    school = school_called(compiler, "dunsallow")
    board = [one.kind for one in compiler.compile(school, "e-safety").document.sections]
    assert board == sorted(board, key=["body", "appendix", "back"].index)
    for edition in ("staff", "web"):
        kinds = [one.kind for one in copy(compiler, school, "e-safety", edition).document.sections]
        assert set(kinds) == set(board)
        assert kinds == sorted(kinds, key=["body", "back", "appendix"].index)
