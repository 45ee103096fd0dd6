"""Every document of every specimen in large print: sizes, words, margins and standards."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from policygen.build.rendering import Renderer
from policygen.document.model import Document, Figure
from policygen.document.walk import parts_of
from policygen.look.tokens import Tokens
from policygen.world.disk import DiskWorld
from tests.support.painted import painted
from tests.support.readback import in_document, in_docx, in_pdf, squeezed
from tests.support.specimens import EXTENTS, ROOT, specimens

pytestmark = pytest.mark.conformance
LEAST = 18.0  # points
POINTS = 72 / 25.4  # in a millimetre
PROFILES = ("PDF_A_3A", "PDF_UA_1")


@pytest.fixture(scope="module", params=EXTENTS)
def documents(request: pytest.FixtureRequest) -> list[Document]:
    return [one.document for one in specimens(request.param)]


def told(figure: Figure) -> list[tuple[str, str]]:
    """What Word has in the place of a picture: a sentence, and a list of the others."""
    lead, *others = (squeezed(one) for one in re.split(r"(?<=[.!?])\s+(?=[A-Z])", figure.alternative))
    return [("text", lead), *(("item", f"•{one}") for one in others)]


def in_the_margin(pdf: bytes, tokens: Tokens) -> set[int]:
    """The pages on which a character is painted in the side margins; some pages are on their side."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        wide = {n for n, page in enumerate(opened.pages, 1) if page.mediabox[2] > page.mediabox[3]}
    found = set()
    for one in painted(pdf):
        page = (tokens.turned if one.page in wide else tokens).page
        left, right = (page.left - page.number_column) * POINTS, (page.width - page.right) * POINTS
        if one.left < left - 1 or one.right > right + 1:
            found.add(one.page)
    return found


def test_every_document_is_large_whole_and_conforms(documents: list[Document], tmp_path: Path) -> None:
    validation = pytest.importorskip("page")
    renderer = Renderer(DiskWorld(ROOT), large_print=True)
    for number, document in enumerate(documents):
        title = f"{document.metadata.title} of {document.school}"
        files = renderer.render(document, ("pdf", "docx"))
        assert min(one.size for one in painted(files["pdf"])) > LEAST - 0.1, title
        assert in_the_margin(files["pdf"], renderer.look.tokens.for_kind(document.kind)) == set(), title
        wanted = in_document(document)
        assert in_pdf(files["pdf"], document.words.contents) == wanted, title
        # A picture that is described has its description in Word, which is no text of the Document.
        described = {one for part in parts_of(document) if isinstance(part, Figure) for one in told(part)}
        said = in_docx(files["docx"], document.words.contents)
        assert [one for one in said if one not in described] == wanted, title
        file = tmp_path / f"{number}.pdf"
        file.write_bytes(files["pdf"])
        for profile in PROFILES:
            report = str(validation.validate_pdf(str(file), profile=getattr(validation.ValidationProfile, profile)))
            assert "no failures" in report, f"{title}: {report}"
