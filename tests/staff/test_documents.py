"""The register and the receipts: everybody once, with room to sign, as files of their own."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from policygen.assemble.wording import Wording
from policygen.document.model import Document, SignatureBlock, Table
from policygen.document.plain import words_of
from policygen.look.look import Look
from policygen.render.docx import write_docx
from policygen.render.pdf_weasyprint.writer import write_pdf
from policygen.staff.csv import Member
from policygen.staff.documents import REGISTER_ROW, receipts, register
from policygen.world.disk import DiskWorld
from tests.support.documents import HARD_NAME
from tests.support.docx_words import DocxWords, W
from tests.support.projects import document, lay_out
from tests.support.structure import findings

STAFF = [Member(f"Person {n}", "Teacher", "staff.csv", n) for n in range(2, 42)] + [Member(HARD_NAME, "", "s", 50)]
PRINTED = HARD_NAME.replace("'", "’")


@pytest.fixture(scope="module")
def look() -> Look:
    return Look.load(DiskWorld(Path(__file__).parents[2]))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, Document, Document]:
    """A policy, its register and its receipts."""
    world = lay_out(tmp_path_factory.mktemp("project"))
    policy, wording = document(world, "phones"), Wording.load(world)
    return policy, register(policy, STAFF, wording), receipts(policy, STAFF[-3:], wording)


def test_the_register_has_a_row_for_each_person_with_room_to_sign(made: tuple[Document, ...]) -> None:
    (section,) = made[1].sections
    statement, table = section.blocks
    assert isinstance(table, Table)
    assert [[words_of(cell.children) for cell in row.cells] for row in table.rows] == [
        [member.name.replace("'", "’"), member.role, "", ""] for member in STAFF
    ]
    assert {row.height for row in table.rows} == {REGISTER_ROW}
    assert "the Online" not in words_of(statement.children)  # type: ignore[union-attr]
    assert "the Phone policy, version 1, and" in words_of(statement.children)  # type: ignore[union-attr]


def test_each_person_has_a_receipt_that_begins_a_page(made: tuple[Document, ...], look: Look) -> None:
    sections = made[2].sections
    said = []
    for section in sections:
        statement, _, block = section.blocks
        assert isinstance(block, SignatureBlock)
        assert "understood" in words_of(statement.children)  # type: ignore[union-attr]
        said += [(one.role, words_of(one.name)) for one in block.signatories]
    assert said == [("Teacher", "Person 40"), ("Teacher", "Person 41"), ("Member of staff", PRINTED)]
    _, layout = write_pdf(made[2], look)
    assert [layout.page_of[section.id] for section in sections] == [1, 2, 3]
    assert [layout.boxes[f"{section.id}/4"].page for section in sections] == [1, 2, 3]


def test_a_version_that_nobody_gave_is_left_to_the_pen(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    found = register(document(world, "online"), STAFF, Wording.load(world))
    kinds = [child.type for child in found.sections[0].blocks[0].children]  # type: ignore[union-attr]
    assert kinds == ["text", "blank", "text"]


def test_nothing_of_the_policy_or_of_the_list_is_in_the_files_but_what_they_print(
    made: tuple[Document, ...], look: Look
) -> None:
    for sheet in made[1:]:
        assert (sheet.kind, sheet.clauses) == ("sheet", ())
        data, layout = write_pdf(sheet, look)
        with pikepdf.open(BytesIO(data)) as pdf:
            assert "/AF" not in pdf.Root
            assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
            assert "/AcroForm" not in pdf.Root
        assert findings(data, sheet) == []
        parts = DocxWords(write_docx(sheet, layout, look)).parts
        assert not any(
            b"staff.csv" in part or b"Person" in part for name, part in parts.items() if "document" not in name
        )


def test_the_registers_heading_is_repeated_and_no_row_is_parted(made: tuple[Document, ...], look: Look) -> None:
    _, layout = write_pdf(made[1], look)
    assert layout.pages > 1
    rows = list(DocxWords(write_docx(made[1], layout, look)).body.iter(f"{W}tr"))
    assert len(rows) == len(STAFF) + 1
    assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_the_same_list_gives_the_same_bytes(made: tuple[Document, ...], look: Look) -> None:
    assert write_pdf(made[2], look)[0] == write_pdf(made[2], look)[0]
