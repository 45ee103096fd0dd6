"""The list of edits as a sheet for the head: each edit with what it becomes, remarks, and what is refused and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.api.library import Library
from policygen.compile.compiler import Compiler
from policygen.document.model import Document, LineBreak, Table
from policygen.document.plain import words_of
from policygen.readback.paper import reading_paper
from policygen.world.disk import DiskWorld
from tests.edits.docx import EditedFile, W
from tests.edits.tracking import comment_on, delete_tracked
from tests.support.docx_words import DocxWords
from tests.support.edited_word import EditOf, WordProject, paragraph, words


def sheet(project: WordProject, *edits: EditOf) -> Document:
    compiler, _ = Compiler.load(DiskWorld(project.folder, project.folder, {}))
    assert compiler is not None
    edited = Library(compiler).open("hilltop").read_word("in/edited.docx", project.docx("online", *edits))
    return reading_paper(edited.reading, edited.trial, project.document("online"))


def told(made: Document) -> dict[str, list[list[list[str]]]]:
    """The rows of each part by its heading: cells without the number, a cell as its lines."""
    return {
        words_of(part.title): [
            ["".join("\n" if isinstance(one, LineBreak) else words_of((one,)) for one in cell.children).split("\n")
             for cell in row.cells[1:]]
            for block in part.blocks if isinstance(block, Table) for row in block.rows
        ]
        for part in made.sections[0].sections
    }  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> WordProject:
    return WordProject.lay_out(tmp_path)


def test_each_edit_is_told_with_what_becomes_of_it(project: WordProject) -> None:
    def remark(file: EditedFile) -> None:
        run = next(paragraph(file, "A phone").iter(f"{W}r"))
        comment_on(file, run, (2, 7), "Should we say telephone?", "Jo Bell", "2026-11-03T10:00:00Z")

    found = told(sheet(project, words("Ann Reed", "Bea Lund"), words("are ", "are always "), remark))
    assert list(found) == ["Can be put into the settings", "Remarks to deal with"]
    (head, rules), (comment,) = found.values()
    assert head == [
        ["Principal"], ["Ann Reed Bea Lund"],
        ["The answer changes from “Ann Reed” to “Bea Lund”, wherever it is printed."],
    ]  # fmt: skip
    assert rules[0][0].endswith("Rules")
    assert "are always kind" in rules[1][0]
    assert rules[2][0] == "The section gets these words in this school’s policy."
    assert rules[2][-1] == "A reason is needed."
    assert comment[0][0].endswith("Words")
    assert comment[2] == ["Should we say telephone?", "Jo Bell, 3 November 2026"]


def test_what_is_refused_says_why_with_the_sections_name_and_a_tracked_change_who_made_it(project: WordProject) -> None:
    council = project.folder / "schools/authorities/westshire.yaml"
    council.write_text(council.read_text() + "locked: [basics.words]\n")

    def edit(file: EditedFile) -> None:
        run = next(paragraph(file, "A phone").iter(f"{W}r"))
        delete_tracked(run, (2, 7), "telephone", "Jo Bell", "2026-11-03T10:00:00Z")

    (((section, edited, result),),) = told(sheet(project, edit)).values()
    assert edited == ["A phone telephone or a computer.", "Jo Bell, 3 November 2026"]
    assert result[-1] == (
        f"“{section[0]}” is locked by schools/authorities/westshire.yaml. Ask the people who look after that file."
    )


def test_a_file_without_edits_says_so_and_a_report_is_a_word_file_of_another_name(project: WordProject) -> None:
    made = sheet(project)
    assert words_of(made.sections[0].blocks[0].children) == (  # type: ignore[union-attr]
        "Nothing was edited in edited.docx, and there are no comments."
    )
    for name, said in (("report.pdf", "must end in .docx"), ("edited.docx", "choose another name")):
        ran = project.read(project.docx("online"), "--docx", name)
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.err
    ran = project.read(project.docx("online"), "--docx", "report.docx", "--library", "home")
    assert (ran.code, "cannot be combined with --library" in ran.err) == (2, True)


@pytest.mark.conformance
def test_the_report_is_written_as_a_word_file(project: WordProject) -> None:
    assert project.read(project.docx("online", words("A phone", "A telephone")), "--docx", "report.docx").code == 0
    shown = " ".join(one.words for one in DocxWords((project.folder / "report.docx").read_bytes()).paragraphs)
    assert "The section gets these words in this school’s policy." in shown
