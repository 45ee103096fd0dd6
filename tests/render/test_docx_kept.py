"""Blocks that are kept from one Word file for the next: the bytes are those of a file written alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policygen.document.layout import Layout
from policygen.document.model import Document, Reference, Section
from policygen.document.transform import mapped
from policygen.render.docx import KeptBlocks, write_docx
from policygen.render.docx import kept as kept_module
from tests.support.documents import everything, paragraph, text
from tests.support.random_documents import changed_document, random_document
from tests.support.redlines import every, house_look


def write(document: Document, kept: KeptBlocks | None = None) -> bytes:
    layout = Layout(engine="", pages=1, page_of={section.id: 1 for section in every(document.sections)})
    return write_docx(document, layout, house_look(), (), kept)


def test_the_bytes_are_the_same_with_kept_blocks_of_other_documents() -> None:
    documents = [everything()]
    for seed in range(6):
        documents += [random_document(seed), changed_document(random_document(seed), seed + 1)]
    alone, kept, few = [write(one) for one in documents], KeptBlocks(), KeptBlocks(most=3)
    for _ in range(3):
        assert [write(one, kept) for one in documents] == alone
        assert [write(one, few) for one in documents] == alone


def test_a_block_is_written_apart_the_second_time_and_copied_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    apart: list[str] = []
    written = kept_module.write_apart
    monkeypatch.setattr(
        "policygen.render.docx.body.write_apart",
        lambda frame, block, write: apart.append(block.id) or written(frame, block, write),
    )
    kept = KeptBlocks()
    counts = []
    for _ in range(3):
        write(everything(), kept)
        counts.append(len(apart))
    assert counts[0] == 0
    assert counts[1] == counts[2] == len(set(apart)) > 5


def test_a_reference_to_a_section_that_lost_its_number_is_not_copied() -> None:
    target = Section(id="b:target", level=1, number="1", title=text("Target"))
    words = paragraph("b:words", Reference(target="b:target", number="1", before="section "))
    section = Section(id="b:section", level=1, number="2", title=text("Section"), blocks=(words,))
    numbered = replace(everything(), sections=(target, section))
    bare = replace(numbered, sections=(replace(target, number=""), replace(section, number="1")))
    kept = KeptBlocks()
    for _ in range(3):
        write(numbered, kept)
    assert write(bare, kept) == write(bare)
    gone = replace(numbered, sections=(section,))
    with pytest.raises(ValueError, match="b:target"):
        write(gone, kept)


def test_a_block_that_a_document_has_twice_is_written_as_ever() -> None:
    words = paragraph("b:words", *text("Twice."))
    section = Section(id="b:section", level=1, number="1", title=text("Section"), blocks=(words, words))
    document, kept = replace(everything(), sections=(section,)), KeptBlocks()
    alone = write(document)
    assert [write(document, kept) for _ in range(3)] == [alone] * 3


def test_a_tree_in_which_nothing_changes_is_the_same_object() -> None:
    document = everything()
    assert mapped(document, lambda node: node) is document
