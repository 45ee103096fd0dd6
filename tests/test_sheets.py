"""The library's sheets on the specimens: pictures for children who cannot read yet, one wording, and full pages."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pypdfium2
import pytest

from policygen.build.artifacts import Builder
from policygen.compile.compiler import Compiler
from policygen.document.model import Document, Figure, Paragraph
from policygen.document.plain import words_of
from policygen.document.walk import parts_of
from policygen.world.disk import DiskWorld

ROOT = Path(__file__).parent.parent


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


@pytest.mark.parametrize("name", ["acceptable-use-early", "acceptable-use-accessible"])
def test_a_child_who_cannot_read_yet_has_pictures(compiler: Compiler, name: str) -> None:
    figure, svg = drawing(sheet(compiler, "acceptable-use", name))
    assert figure.alternative.startswith("Six pictures: ")
    assert svg.count("<g ") == 6
    across = re.search(r'viewBox="0 0 (\d+) ', svg)
    assert across is not None
    sizes = [
        float(size) * figure.width / float(across[1]) * 72 / 25.4 for size in re.findall(r'font-size="(\d+)"', svg)
    ]
    assert min(sizes) > 10


def test_the_chart_says_what_the_list_beside_it_says(compiler: Compiler) -> None:
    document = sheet(compiler, "e-safety", "forms-flowchart")
    said = " ".join(words_of(part.children) for part in parts_of(document) if isinstance(part, Paragraph))
    figure, svg = drawing(document)
    chart = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", svg))
    posts = r"(\w+ )?safeguarding lead|headteacher|chair of governors|online safety lead|head of the \w+|lead for \w+"
    for words in (chart, figure.alternative):
        named = {found[0] for found in re.finditer(posts, words)}
        assert named == {"designated safeguarding lead", "headteacher", "chair of governors", "online safety lead"}
        assert all(name in said for name in named)


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
