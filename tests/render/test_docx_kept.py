"""Blocks that are kept from one Word file for the next: the bytes are those of a file written alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from policygen.document.layout import Layout
from policygen.document.model import Document, Origin, Reference, Section, Value
from policygen.document.transform import mapped
from policygen.render.docx import KeptBlocks, write_docx
from policygen.render.docx import kept as kept_module
from policygen.render.docx.frame import Frame
from policygen.render.docx.kept import WrittenBlock
from policygen.render.docx.xml import Element
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

    def counted(frame: Frame, write: Callable[[Frame, Element], None]) -> WrittenBlock:
        made = written(frame, write)
        apart.append("".join(mark.block for mark in made.marks))
        return made

    monkeypatch.setattr(kept_module, "write_apart", counted)
    kept = KeptBlocks()
    counts = []
    for _ in range(3):
        write(everything(), kept)
        counts.append(len(apart))
    assert counts[0] == 0
    assert counts[1] == counts[2] == len(apart) > 5


def test_where_a_value_was_set_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    def of_school(school: str) -> Document:
        value = Value(text="the head", origin=Origin(key="people.head.title", file=f"schools/{school}.yaml", line=3))
        words = paragraph("b:words", value, *text(" reads it."))
        section = Section(id="b:section", level=1, number="1", title=text("Section"), blocks=(words,))
        return replace(everything(), sections=(section,))

    kept = KeptBlocks()
    alone = [write(of_school(name)) for name in "abc"]
    assert [write(of_school(name), kept) for name in "ab"] == alone[:2]
    monkeypatch.setattr(kept_module, "write_apart", None)
    assert write(of_school("c"), kept) == alone[2]


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
