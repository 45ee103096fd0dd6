"""The consultation record, the approval sheet, and a signature page that never stands alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.assemble.annotations import annotations_of
from policygen.assemble.sheets import approval_sheet
from policygen.assemble.wording import Wording
from policygen.document.model import Document, Paragraph, SignatureBlock, Table
from policygen.document.plain import words_of
from policygen.look.look import Look
from policygen.render.pdf_weasyprint.writer import write_pdf
from policygen.world.disk import DiskWorld
from policygen.world.protocol import World
from tests.support.projects import SMALL, document, lay_out, load, settle
from tests.support.settings import school
from tests.support.structure import findings

CONSULTED = "  consulted: {type: list, optional: yes, label: C, question: Who was?, help: One each., knows: clerk}\n"


def asked(folder: Path, answer: str) -> World:
    text = (SMALL / "clauses/vocabulary.yaml").read_text()
    vocabulary = text.replace("conditions:\n", f"{CONSULTED}conditions:\n")
    settings = school(policies=f"\n  online: {{{answer} }}\n  phones: {{}}")
    return lay_out(folder, {"clauses/vocabulary.yaml": vocabulary, "schools/hilltop.yaml": settings})


def test_who_was_consulted_is_a_table_after_the_approval(tmp_path: Path) -> None:
    entries = (
        '["Staff, and their unions; 4 to 18 May, by letter", "Parents, by letter, 12 May 2026", "The council, or so"]'
    )
    made = document(asked(tmp_path, f"consulted: {entries}"))
    titles = [words_of(section.title) for section in made.sections[-3:]]
    assert titles == ["Approval", "Consultation", "Version history"]
    (table,) = made.sections[-2].blocks
    assert isinstance(table, Table)
    assert [[words_of(cell.children) for cell in row.cells] for row in (*table.header, *table.rows)] == [
        ["Who was consulted", "When"],
        ["Staff, and their unions", "4 to 18 May, by letter"],
        ["Parents, by letter", "12 May 2026"],
        ["The council, or so", ""],
    ]
    value = table.rows[0].cells[0].children[0]
    assert (value.type, value.origin.key) == ("value", "policy.consulted")  # type: ignore[union-attr]


@pytest.mark.parametrize("answer", ["", "consulted: none", "consulted: []", "consulted:"])
def test_no_consultation_prints_no_table(tmp_path: Path, answer: str) -> None:
    made = document(asked(tmp_path, answer))
    assert [words_of(section.title) for section in made.sections[-2:]] == ["Approval", "Version history"]


def test_a_vocabulary_that_does_not_ask_prints_no_table(tmp_path: Path) -> None:
    assert not any(section.id == "policygen:consultation" for section in document(lay_out(tmp_path)).sections)


def test_the_approval_sheet_names_the_policy_and_its_version_and_has_the_policys_own_approval(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    policy = document(world, "phones")
    sheet = approval_sheet(policy, Wording.load(world))
    assert sheet is not None
    assert (sheet.kind, words_of(sheet.cover.title), sheet.clauses) == ("sheet", "Approval sheet", ())
    (section,) = sheet.sections
    table, use, *rest = section.blocks
    assert isinstance(table, Table)
    assert isinstance(use, Paragraph)
    assert "in place of the page in the policy" in words_of(use.children)
    assert [[words_of(cell.children) for cell in row.cells] for row in table.rows] == [
        ["Policy", "Phone policy"],
        ["Version", "1"],
    ]
    assert tuple(rest) == next(one for one in policy.sections if one.id == "policygen:approval").blocks


def test_a_draft_has_no_approval_sheet(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    assert approval_sheet(document(world, draft=True), Wording.load(world)) is None


def together(made: Document, look: Look) -> None:
    """The signatures stand on the page of the heading, or of the title, and the statement above them."""
    data, layout = write_pdf(made, look)
    approval = next(section for section in made.sections if section.id == "policygen:approval")
    blocks = [block.id for block in approval.blocks]
    signatories = [
        one.id for block in approval.blocks if isinstance(block, SignatureBlock) for one in block.signatories
    ]
    assert signatories
    assert len(blocks) >= 3
    pages = {layout.page_of[block] for block in blocks} | {layout.boxes[one].page for one in signatories}
    assert pages == {layout.page_of[approval.id]}
    assert findings(data, made) == []


def test_a_signature_page_never_stands_alone(tmp_path: Path) -> None:
    look = Look.load(DiskWorld(Path(__file__).parents[2]))
    world = asked(tmp_path, 'consulted: ["Staff; 4 May 2026"]')
    policy = document(world)
    sheet = approval_sheet(policy, Wording.load(world))
    assert sheet is not None
    together(policy, look)
    together(sheet, look)


def test_a_reviewers_note_holds_a_clauses_id_requirements_references_and_note(tmp_path: Path) -> None:
    tailoring = "\n- {replace: basics.rules, text: Be kind., because: Shorter.}\n"
    tailoring += "- {add: {after: basics.why}, id: chapel, title: Chapel, text: Silence., because: We have one.}"
    world = lay_out(tmp_path, {"schools/hilltop.yaml": school(tailoring=tailoring)})
    compiler = load(world)
    hilltop = settle(world)
    found = annotations_of(compiler.project, hilltop.plans["online"], hilltop.settled, compiler.assembler.wording).notes
    assert found["home:telling.who"][0] == "home:telling.who, expectation"
    assert found["home:telling.who"][2:] == (
        "Meets guide/tell-1 (The Guide, page 3): Pupils tell someone.",
        "Based on Care of Children Act 2001",
        "Wording reviewed 1 September 2026 by the maintainers",
        "Note: Ask pupils too.",
    )
    assert found["home:basics.rules"][1].startswith("In the school’s own words, in place of ")
    assert found["home:basics.rules"][1].endswith(": Shorter.")
    assert found["hilltop:chapel"] == ("hilltop:chapel, information", "Added by the school: We have one.")
