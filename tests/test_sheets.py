"""The library's sheets on the specimens: pictures for children who cannot read yet, one wording, and full pages."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pypdfium2
import pytest

from policygen.build.artifacts import Builder
from policygen.compile.compiler import Compiler
from policygen.document.model import Document, Figure, List, Paragraph, SignatureBlock
from policygen.document.plain import words_of
from policygen.document.walk import parts_of, walk
from policygen.look.look import Look
from policygen.render.described import is_described
from policygen.render.pdf_weasyprint.writer import write_pdf
from policygen.world.disk import DiskWorld

ROOT = Path(__file__).parent.parent
SPECIMENS = ("allhallows", "dunsallow", "kestrelmoor", "the-lighthouse")


@pytest.fixture(scope="module")
def compiler() -> Compiler:
    found, _ = Compiler.load(DiskWorld(ROOT))
    assert found is not None
    return found


def sheet(compiler: Compiler, policy: str, name: str, school: str = "allhallows") -> Document:
    found = compiler.school(school)
    assert found is not None
    return compiler.compile(found, policy).sheets[name]


def drawing(document: Document) -> tuple[Figure, str]:
    (figure,) = [part for part in parts_of(document) if isinstance(part, Figure)]
    (asset,) = [asset for asset in document.assets if asset.id == figure.asset]
    return figure, base64.b64decode(asset.data).decode("utf-8")


def drawn_words(svg: str) -> str:
    """The words of a drawing in the order in which they stand in the file, lines run together."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", svg))


@pytest.fixture(scope="module")
def large_print() -> Look:
    return Look.load(DiskWorld(ROOT), large_print=True)


def with_pictures(compiler: Compiler) -> list[Document]:
    """The agreements with pictures of all specimens: the youngest have one in a primary school alone."""
    names = {"allhallows": ("acceptable-use-early", "acceptable-use-accessible")}
    return [
        sheet(compiler, "acceptable-use", name, school)
        for school in SPECIMENS
        for name in names.get(school, ("acceptable-use-accessible",))
    ]


def test_a_child_who_cannot_read_yet_has_pictures_in_large_print_too(compiler: Compiler, large_print: Look) -> None:
    for document in with_pictures(compiler):
        figure, svg = drawing(document)
        assert figure.alternative.startswith("Six pictures: ")
        assert len(re.findall(r"^<g ", svg, re.MULTILINE)) == 6
        assert not is_described(figure, document.assets, large_print.tokens)


def test_pictures_do_not_tell_a_child_to_keep_where_they_live_from_everyone(compiler: Compiler) -> None:
    for document in with_pictures(compiler):
        figure, svg = drawing(document)
        for words in (drawn_words(svg), figure.alternative):
            assert "I do not tell people online where I live" in words


def test_the_youngest_sign_on_the_page_that_they_read_and_have_the_pictures_on_the_next(compiler: Compiler) -> None:
    document = sheet(compiler, "acceptable-use", "acceptable-use-early")
    figure, _ = drawing(document)
    (signatures,) = [part for part in parts_of(document) if isinstance(part, SignatureBlock)]
    _, layout = write_pdf(document, Look.load(DiskWorld(ROOT)))
    assert (layout.page_of[signatures.id], layout.page_of[figure.id], layout.pages) == (1, 2, 2)


@pytest.mark.parametrize("school", SPECIMENS)
def test_the_chart_sends_people_to_those_whom_the_list_beside_it_names(compiler: Compiler, school: str) -> None:
    document = sheet(compiler, "e-safety", "forms-flowchart", school)
    figure, svg = drawing(document)
    (steps,) = [part for part in parts_of(document) if isinstance(part, List)]
    said = " ".join(words_of(part.children) for part in walk(steps) if isinstance(part, Paragraph))
    told = re.search(
        r"Tell the ([^.]+); if it is about the [^.;]+, the ([^.]+)\. .* evidence, and tell the ([^.]+)\.",
        said,
    )
    assert told is not None
    head, chair, lead = told.groups()
    for words in (drawn_words(svg), figure.alternative):
        named = {found[1] for found in re.finditer(r"[Tt]he ((?:\w+ ){0,2}(?:lead|head|headteacher|chair))\b", words)}
        assert named == {"designated safeguarding lead", "online safety lead", "chair"}
        assert "the person who leads the school" in words
        assert head.startswith(("head", "principal"))
        assert chair.startswith("chair")
        assert "the chair of" not in words
        assert "the online safety lead or, if there is none, the designated safeguarding lead" in words
        assert lead in named


def test_the_chart_leaves_out_nobody_for_whom_the_list_sends_a_reader_on(compiler: Compiler) -> None:
    document = sheet(compiler, "e-safety", "forms-flowchart")
    figure, svg = drawing(document)
    (steps,) = [part for part in parts_of(document) if isinstance(part, List)]
    said = [
        " ".join(words_of(part.children) for part in walk(item) if isinstance(part, Paragraph)) for item in steps.items
    ]
    for words in (drawn_words(svg), figure.alternative):
        assert words.count("do (e)") == sum("do (e)" in one for one in said) == 2
        assert words.lower().count("keep it private") == sum("Keep it private" in one for one in said) == 1
        assert "tell nobody else" not in words.lower()


@pytest.mark.parametrize("name", ["forms-ai-check", "forms-filtering-review", "forms-incident-log"])
def test_the_second_page_of_a_form_is_used(compiler: Compiler, name: str) -> None:
    data = Builder(compiler).renderer.render(sheet(compiler, "forms", name), ("pdf",))["pdf"]
    document = pypdfium2.PdfDocument(data)
    try:
        assert len(document) == 2
        on_page = document[1].get_textpage()
        lowest = min(box[1] for box in map(on_page.get_charbox, range(on_page.count_chars())) if box[1] > 70)
        assert lowest < document[1].get_height() * 0.35
    finally:
        document.close()
