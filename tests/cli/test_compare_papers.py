"""`policygen compare --paper` and `--for`: whatever kind of file holds the two copies, the papers say the same."""

from __future__ import annotations

import json
from pathlib import Path

import pikepdf
import pytest
from docx import Document as WordDocument

from policygen.document.json import to_json
from policygen.document.layout import Layout
from policygen.document.model import Document
from policygen.document.walk import ids_of
from policygen.look.look import Look
from policygen.render.docx import write_docx
from policygen.world.disk import DiskWorld
from tests.support.adopted import LATER, RECORD, change, laid_out, record
from tests.support.cli import Ran, run
from tests.support.projects import document

BASICS = "clauses/home/basics.yaml"


def ran(root: Path, *arguments: str) -> Ran:
    return run(root, *arguments, environment=LATER)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose online policy was adopted and then got other words: old.* and new.*."""
    root = tmp_path_factory.mktemp("project")
    world = laid_out(root)
    record(world)
    for side in ("old", "new"):
        save(document(world), root / side, Look.load(world))
        if side == "old":
            change(world, BASICS, "It is written down", "Somebody writes it down")
    return root


def save(made: Document, stem: Path, look: Look) -> None:
    """Save a Document as JSON, in a Word file, and in a PDF of one empty page."""
    pages = Layout(engine="tests", pages=1, page_of=dict.fromkeys(ids_of(made), 1))
    stem.with_suffix(".json").write_bytes(to_json(made))
    stem.with_suffix(".docx").write_bytes(write_docx(made, pages, look))
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.attachments["document.json"] = to_json(made)
    pdf.save(stem.with_suffix(".pdf"))


@pytest.mark.parametrize(("old", "new"), [(RECORD, "new.json"), ("old.docx", "new.pdf"), ("old.pdf", "new.docx")])
def test_the_papers_say_the_same_of_records_word_files_pdfs_and_json(project: Path, old: str, new: str) -> None:
    made = ran(project, "compare", old, new, "--paper", "paper.md")
    assert (made.code, made.err) == (0, "paper.md\n")
    assert "| Pupils | 2.1 Whom to tell: **Somebody writes it** (was *It is written*) down: section 2.2. |" in (
        project / "paper.md"
    ).read_text(encoding="utf-8")
    told = ran(project, "compare", old, new, "--for", "pupils")
    assert told.out.splitlines()[3:] == [
        "2.1 Whom to tell", "  {+Somebody writes it+} (was [-It is written-]) down: section 2.2.",
    ]  # fmt: skip
    assert ran(project, "compare", old, new, "--for", "staff").out.endswith("changes for staff.\n")


def test_a_terminal_says_how_it_marks_new_words(project: Path) -> None:
    told = ran(project, "compare", "old.json", "new.json", "--for", "pupils").out
    assert "{+New words+} replace [-old words-]." in told
    assert "bold" not in told


def test_an_edited_word_file_is_not_compared_without_a_word(project: Path) -> None:
    edited = WordDocument(str(project / "new.docx"))
    next(one for one in edited.paragraphs if one.text.startswith("Device")).runs[0].text = "Gadget"
    edited.save(str(project / "edited.docx"))
    assert ran(project, "compare", "new.docx", "new.docx").err == ""
    for sides in (("edited.docx", "new.docx"), ("new.docx", "edited.docx")):
        made = ran(project, "compare", *sides)
        assert made.code == 0
        assert made.err == (
            "edited.docx was edited after it was built, but is compared as it was built. "
            "To see the edits, run `policygen read edited.docx`.\n"
        )


def test_two_policies_are_compared_and_said_to_be_two(project: Path) -> None:
    (project / "phones.json").write_bytes(to_json(document(DiskWorld(project, project, {}), policy="phones")))
    told = ran(project, "compare", "old.json", "phones.json")
    assert told.code == 0
    assert told.err == (
        "“Online safety policy – Hilltop School” and “Phone policy – Hilltop School” are different policies, so "
        "most of their sections are listed as removed or added.\n"
    )


def test_a_file_that_somebody_may_have_edited_is_never_written_over(project: Path) -> None:
    (project / "mine.md").write_text("Notes of the head")
    for option in (("--paper",), ("--out",), ("--for", "pupils")):
        made = ran(project, "compare", "old.json", "new.json", *option, "mine.md")
        assert (made.code, made.err[:26]) == (1, "mine.md was not written: a"), made.err
    assert (project / "mine.md").read_text() == "Notes of the head"
    for _ in range(2):  # the same contents again are no loss
        assert ran(project, "compare", "old.json", "new.json", "--out", "again.md").code == 0


def test_what_a_reader_reads_is_written_to_a_file_and_for_a_program(project: Path) -> None:
    made = ran(project, "compare", "old.json", "new.json", "--for", "pupils", "pupils.md")
    assert (made.code, made.out, made.err) == (0, "", "pupils.md\n")
    assert "**Somebody writes it**" in (project / "pupils.md").read_text(encoding="utf-8")
    for reader, count in (("pupils", 1), ("staff", 0)):
        found = json.loads(ran(project, "compare", "old.json", "new.json", "--for", reader, "--json").out)
        assert len(found["differences"]) == count
