"""Typst draws the same words with the same tags as WeasyPrint: nothing that a school says is ever code."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from policygen.document.layout import Layout
from policygen.document.model import Document, Figure
from policygen.document.overlays import Annotations
from policygen.document.revisions import Revision, Revisions
from policygen.document.walk import ids_of
from policygen.inspect.verify import verify
from policygen.look.look import Look
from policygen.render.docx import write_docx
from policygen.render.engine import RenderingError, Seal, engine_named
from policygen.render.glyphs import MissingGlyphs
from policygen.render.pdf.notes import add_notes
from policygen.render.pdf.seal import seal
from policygen.render.preflight import problems
from policygen.world.disk import DiskWorld
from policygen.world.memory import MemoryWorld
from tests.support.cli import run
from tests.support.documents import HARD_NAME, everything, one_section, paragraph, table
from tests.support.pdf_words import read_artefacts
from tests.support.projects import document as hilltop
from tests.support.projects import lay_out, write
from tests.support.structure import findings

from .test_pdf import dressed_up, png, svg, with_blocks
from .test_pdf_tags import over_pages

pytest.importorskip("typst")

ROOT = Path(__file__).parents[2]
CODE = '#panic("x") \\ "; #import "/etc/hostname": * $x^2$ [a] *b* _c_ `d` <e> @f // g /* h */ = i ~ -- \u2026'
ENGINE = engine_named("typst")
PACKING = frozenset(("/Length", "/Filter", "/DecodeParms"))


@pytest.fixture(scope="module")
def look() -> Look:
    return Look.load(DiskWorld(ROOT))


def drawn(document: Document, look: Look) -> tuple[bytes, Layout]:
    return ENGINE.render(document, look)


@pytest.mark.parametrize(
    "document",
    [everything(), everything(HARD_NAME), everything(CODE), dressed_up(), over_pages()],
    ids=["all", "hard", "code", "dressed", "over pages"],
)
def test_words_and_tags_are_the_documents_with_fields_and_attachment_too(look: Look, document: Document) -> None:
    data, layout = drawn(document, look)
    assert findings(data, document) == []
    assert set(layout.page_of) == set(ids_of(document))
    assert drawn(document, look) == (data, layout)
    sealed = ENGINE.render_sealed(document, look, Seal())
    assert findings(sealed[0], document) == []
    assert sealed[1] == layout
    assert ENGINE.render_sealed(document, look, Seal()) == sealed


@pytest.mark.parametrize("attached", [True, False], ids=["attached", "published"])
def test_fields_and_attachments_are_those_of_a_file_that_is_sealed_afterwards(look: Look, attached: bool) -> None:
    document, copy = everything(HARD_NAME), everything("Copy")
    data, layout = drawn(document, look)
    seal_of = Seal(attached=attached, editions={"staff": copy})
    ours, _ = ENGINE.render_sealed(document, look, seal_of)
    theirs = seal(data, document, layout, attached=attached, editions=seal_of.editions)
    with pikepdf.open(io.BytesIO(ours)) as first, pikepdf.open(io.BytesIO(theirs)) as second:
        differing = [*apart(first.Root, second.Root, "", set()), *apart(first.docinfo, second.docinfo, "", set())]
        assert len(first.attachments) == (2 if attached else 0)
    assert differing == []


def apart(ours: Any, theirs: Any, where: str, seen: set[tuple[int, int]]) -> Iterator[str]:
    """Yield where two objects differ, except in how streams are packed."""
    if isinstance(ours, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream) and type(ours) is type(theirs):
        if ours.is_indirect:
            pair = (ours.objgen[0], theirs.objgen[0])
            if pair in seen:
                return
            seen.add(pair)
        if isinstance(ours, pikepdf.Stream) and ours.read_bytes() != theirs.read_bytes():
            yield f"{where} data"
        if isinstance(ours, pikepdf.Array):
            if len(ours) != len(theirs):
                yield f"{where} length"
            for place, (one, other) in enumerate(zip(ours, theirs, strict=False)):
                yield from apart(one, other, f"{where}[{place}]", seen)
            return
        names = ours.keys() ^ theirs.keys()
        yield from (f"{where}{name}" for name in names - PACKING)
        for name in (ours.keys() & theirs.keys()) - PACKING:
            yield from apart(ours[name], theirs[name], where + name, seen)
    elif ours != theirs:
        yield f"{where}: {ours!r} {theirs!r}"


def test_a_page_without_a_watermark_has_no_empty_artefact_for_one(look: Look) -> None:
    data, _ = drawn(everything(), look)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        contents = [page.Contents.read_bytes() for page in pdf.pages]
    assert not any(b"/Artifact<</Type/Page>>" in one for one in contents)


def test_a_large_print_copy_has_the_same_words(look: Look) -> None:
    large = Look.load(DiskWorld(ROOT), large_print=True)
    document = everything()
    data, layout = drawn(document, large)
    assert findings(data, document) == []
    assert layout.pages > drawn(document, look)[1].pages


def test_a_wide_table_is_on_a_page_on_its_side_with_what_leads_to_it(look: Look) -> None:
    head, cells = (tuple(f"{word}{n}" for n in range(7)) for word in ("Responsibilities", "accommodation"))
    lead, after = paragraph("union:b/1", "It leads to this:"), paragraph("union:b/3", "After.")
    document = with_blocks(lead, table("union:b/2", head, cells, cells), after)
    data, layout = drawn(document, look)
    assert findings(data, document) == []
    assert layout.page_of["union:b/1"] == layout.page_of["union:b/2"] == layout.page_of["union:b/3"] - 1
    with pikepdf.open(io.BytesIO(data)) as pdf:
        box = pdf.pages[layout.page_of["union:b/2"] - 1].mediabox
    assert float(box[2]) > float(box[3])


@pytest.mark.parametrize("engine", ["typst", "weasyprint"])
def test_no_picture_hides_that_a_draft_is_one(look: Look, engine: str) -> None:
    figure = Figure(id="union:b/1", asset="drawing", alternative="Black on white", width=150)
    asset = svg('<rect width="9" height="9" fill="#fff"/><rect width="9" height="4.5"/>')
    base = with_blocks(figure)
    document = dataclasses.replace(
        base, assets=(asset,), words=dataclasses.replace(base.words, watermark="DRAFT"), state="draft"
    )
    data, layout = engine_named(engine).render(document, look)
    assert findings(data, document) == []
    opened = pypdfium2.PdfDocument(data)
    seen = opened[layout.page_of["union:b/1"] - 1].render(scale=1, grayscale=True).to_pil().histogram()
    opened.close()
    assert sum(seen[231:237]) > 5_000  # the letters on white
    assert sum(seen[:1]) > 75_000  # half of the picture: nothing is paler for what lies over it


def test_pages_bookmarks_and_properties_are_the_documents(look: Look) -> None:
    document = over_pages()
    data, layout = drawn(document, look)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == layout.pages
        assert str(pdf.docinfo.Title) == document.metadata.title
        assert document.metadata.title.encode() in pdf.Root.Metadata.read_bytes()
        assert str(pdf.Root.Lang) == document.language
        with pdf.open_outline() as outline:
            assert [one.title for one in outline.root] == ["Contents", *(
                f"{one.number} {one.title[0].text}".strip() for one in document.sections  # type: ignore[union-attr]
            )]  # fmt: skip
    foot = f"Page {layout.pages} of {layout.pages}"
    assert any(foot in words for words in read_artefacts(data)[-1])


def test_word_has_the_contents_of_typsts_pages(look: Look) -> None:
    figure = Figure(id="union:b/1", asset="drawing", alternative="A drawing", width=20)
    document = dataclasses.replace(
        with_blocks(figure), assets=(dataclasses.replace(svg('<rect width="9" height="5"/>'), width=9, height=9),)
    )
    _, layout = drawn(document, look)
    assert layout.engine.startswith("typst ")
    word = docx.Document(io.BytesIO(write_docx(document, layout, look)))
    entries = [one.text for one in word.paragraphs if (one.style.name if one.style else "").lower().startswith("toc ")]
    expected = [one for top in document.sections for one in (top, *top.sections)]
    assert [one.rpartition("\t")[2] for one in entries if "\t" in one] == [
        str(layout.page_of[one.id]) for one in expected
    ]


def test_a_reviewers_notes_stand_beside_the_headings(look: Look) -> None:
    document = everything()
    data, _ = drawn(document, look)
    noted = add_notes(data, document, Annotations(notes={"union:a": ("Why",)}), look.tokens)
    with pikepdf.open(io.BytesIO(noted)) as pdf:
        notes = [one for page in pdf.pages for one in page.get("/Annots", []) if one.Subtype == "/Text"]
    assert [str(one.Contents) for one in notes] == ["Why"]


def test_verify_knows_what_typst_draws(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    document = hilltop(world)
    made, _ = ENGINE.render_sealed(document, Look.load(world), Seal())
    report = verify("policy", made, world)
    assert [one.words for one in report.objections if not one.code.startswith("un")] == []
    for change in (another_font_program, another_letter_program, another_colour_space):
        with pikepdf.open(io.BytesIO(made)) as pdf:
            change(pdf)
            changed = io.BytesIO()
            pdf.save(changed)
        assert not verify("policy", changed.getvalue(), world).good, change.__name__


def another_font_program(pdf: pikepdf.Pdf) -> None:
    edit_fonts(pdf, lambda font: font["fpgm"].program.fromBytecode(b"\x4f"))


def another_letter_program(pdf: pikepdf.Pdf) -> None:
    """Let every letter be moved while it is drawn."""

    def edit(font: TTFont) -> None:
        for name in font.getGlyphOrder():
            if font["glyf"][name].numberOfContours > 0:
                font["glyf"][name].program.fromBytecode(b"\x4f")

    edit_fonts(pdf, edit)


def edit_fonts(pdf: pikepdf.Pdf, edit: Callable[[TTFont], None]) -> None:
    for font in pdf.pages[-1].Resources.Font.values():
        held = font.DescendantFonts[0].FontDescriptor.FontFile2
        with TTFont(io.BytesIO(held.read_bytes())) as opened:
            edit(opened)
            made = io.BytesIO()
            opened.save(made)
        held.write(made.getvalue())


def another_colour_space(pdf: pikepdf.Pdf) -> None:
    """Let a profile of a stranger say what the colours of the words are."""
    space = pdf.pages[-1].Resources.ColorSpace.c0
    space[1] = pdf.make_stream(space[1].read_bytes() + b"\0", N=3)


def test_what_is_drawn_reaches_out_to_nothing(look: Look, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(base64.b64decode(png().data))
    figure = Figure(id="union:b/1", asset="drawing", alternative="A drawing", width=20)
    asset = svg(f'<image href="{secret.as_uri()}" width="9" height="9"/>')
    with pytest.raises(RenderingError, match="not allowed"):
        drawn(dataclasses.replace(with_blocks(figure), assets=(asset,)), look)


def test_what_typst_cannot_draw_is_said(look: Look) -> None:
    with pytest.raises(MissingGlyphs):
        drawn(one_section("漢"), look)
    revised = Revisions(blocks={"union:a": Revision(how="inserted", author="A", date="2026-11-30T00:00:00Z")})
    with pytest.raises(RenderingError, match="tracked changes"):
        ENGINE.render(everything(), look, (revised,))


def test_what_typst_lacks_is_said_before_the_work_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "templates/pdf/policy.css.j2", "p {}")
    (found,) = problems(DiskWorld(tmp_path), ("pdf",), engine="typst")
    assert (found.code, "templates/pdf/policy.css.j2" in found.message) == ("PG856", True)
    monkeypatch.setattr("policygen.render.pdf_typst.engine.find_spec", lambda name: find_spec(f"no_{name}"))
    (found,) = problems(MemoryWorld.of(DiskWorld(ROOT)), ("pdf",), engine="typst")
    assert (found.code, "policygen[typst]" in (found.hint or "")) == ("PG855", True)


def test_build_takes_the_engine_and_records_it(tmp_path: Path) -> None:
    lay_out(tmp_path)
    ended = run(tmp_path, "build", "hilltop", "--policy", "online", "--format", "pdf", "--pdf-engine", "typst")
    assert ended.code == 0, ended.err
    manifest = json.loads((tmp_path / "build/.policygen.json").read_bytes())
    assert manifest["tools"]["engine"].startswith("typst ")
    with pikepdf.open(tmp_path / "build/hilltop/online.pdf") as pdf:
        assert "/AcroForm" in pdf.Root
        assert "document.json" in pdf.attachments
