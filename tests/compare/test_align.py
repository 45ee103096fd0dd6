"""Which sections differ between two Documents, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from policygen.compare.align import Difference, compare_documents
from policygen.document.model import Document, Paragraph, Section
from tests.support.documents import everything, paragraph, text, value


def told(differences: tuple[Difference, ...]) -> list[tuple[str, str]]:
    return [(one.kind, one.part.id) for one in differences]


def clause(name: str, number: str, *words: str) -> Section:
    blocks = tuple(paragraph(f"{name}/{n}", line) for n, line in enumerate(words, 1))
    return Section(id=name, level=2, number=number, title=text(name), clause=name, blocks=blocks)


def document(*sections: tuple[str, tuple[Section, ...]]) -> Document:
    """A document of sections by id, each with its clauses; numbers are the clauses' own."""
    made = tuple(
        Section(id=name, level=1, number=str(n), title=text(f"Section {name}"), sections=clauses)
        for n, (name, clauses) in enumerate(sections, 1)
    )
    return replace(everything(), sections=made)


A, B, C = clause("a", "1.1", "Words of a."), clause("b", "1.2", "Words of b."), clause("c", "1.3", "Words of c.")


def numbered(found: Section, number: str) -> Section:
    return replace(found, number=number)


def test_a_document_does_not_differ_from_itself() -> None:
    assert compare_documents(everything(), everything()) == ()


def test_a_changed_line_is_found_among_those_that_stayed() -> None:
    old = document(("x", (clause("a", "1.1", "One.", "Two words.", "Three."),)))
    new = document(("x", (clause("a", "1.1", "One.", "Two other words.", "Three."),)))
    (found,) = compare_documents(old, new)
    assert (found.kind, len(found.lines)) == ("changed", 1)
    assert [(one.before.text, one.after.text) for one in found.lines if one.before and one.after] == [
        ("Two words.", "Two other words.")
    ]


def test_a_line_put_in_at_the_top_leaves_the_others_as_they_are() -> None:
    old = document(("x", (clause("a", "1.1", "Tell the lead at once.", "Keep calm."),)))
    new = document(("x", (clause("a", "1.1", "Do not reply.", "Tell the lead at once.", "Keep calm."),)))
    (found,) = compare_documents(old, new)
    assert [(one.before, one.after.text if one.after else "") for one in found.lines] == [(None, "Do not reply.")]


def test_a_section_that_came_and_one_that_went_are_told_where_they_stood() -> None:
    new = clause("n", "1.2", "New words.")
    found = compare_documents(document(("x", (A, B, C))), document(("x", (A, new, C))))
    assert told(found) == [("removed", "b"), ("added", "n")]


def test_sections_that_only_have_another_number_are_renumbered() -> None:
    found = compare_documents(document(("x", (A, B, C))), document(("x", (B, C))))
    assert told(found) == [("removed", "a")]
    found = compare_documents(document(("x", (A, B, C))), document(("x", (numbered(B, "1.1"), numbered(C, "1.2")))))
    assert told(found) == [("removed", "a"), ("renumbered", "b"), ("renumbered", "c")]


def test_a_reference_whose_number_changed_is_no_change_of_words() -> None:
    old = everything()
    told_later = replace(old.sections[0].sections[0].blocks[0].children[5], number="9.9")  # type: ignore[union-attr]
    block = old.sections[0].sections[0].blocks[0]
    assert isinstance(block, Paragraph)
    children = (*block.children[:5], told_later, *block.children[6:])
    inner = old.sections[0].sections[0]
    inner = replace(inner, blocks=(replace(block, children=children), *inner.blocks[1:]))
    new = replace(old, sections=(replace(old.sections[0], sections=(inner,)), *old.sections[1:]))
    assert told(compare_documents(old, new)) == [("renumbered", "union:a")]


@pytest.mark.parametrize(
    ("old", "new", "moved"),
    [
        ((("x", (A, B, C)),), (("x", (B, C, A)),), ["a"]),
        ((("x", (A, B, C)),), (("x", (C, A, B)),), ["c"]),
        ((("x", (A, B)), ("y", (C,))), (("x", (A,)), ("y", (B, C))), ["b"]),
        ((("x", (A,)), ("y", (B,)), ("z", (C,))), (("z", (C,)), ("x", (A,)), ("y", (B,))), ["z"]),
    ],
)
def test_the_fewest_sections_that_can_have_moved_did(old: Any, new: Any, moved: list[str]) -> None:
    found = compare_documents(document(*old), document(*new))
    assert [one.part.id for one in found if one.moved] == moved
    assert {one.kind for one in found} <= {"moved", "renumbered"}


def test_a_section_that_moved_and_changed_is_both() -> None:
    found = compare_documents(
        document(("x", (A, B, C))), document(("x", (clause("c", "1.1", "Words of c, now."), A, B)))
    )
    assert [(one.kind, one.moved) for one in found if one.part.id == "c"] == [("changed", True)]


def test_the_same_words_under_another_id_are_the_same_section() -> None:
    renamed = replace(B, id="new", clause="new")
    assert compare_documents(document(("x", (A, B, C))), document(("x", (A, renamed, C)))) == ()


def _person(document: Document) -> Document:
    return replace(document, cover=replace(document.cover, tables=()))


def _school(document: Document) -> Document:
    return replace(document, cover=replace(document.cover, school=(value("Another School"),)))


def _title(document: Document) -> Document:
    return replace(document, cover=replace(document.cover, title=text("Another policy")))


@pytest.mark.parametrize(("change", "kind"), [(_person, "details"), (_school, "changed"), (_title, "changed")])
def test_the_cover_is_compared_too(change: Callable[[Document], Document], kind: str) -> None:
    found = compare_documents(everything(), change(everything()))
    assert told(found) == [(kind, "policygen:cover")]


def test_the_state_and_what_the_meeting_gives_are_no_difference() -> None:
    old = everything()
    new = replace(
        old,
        state="adopted",
        cover=replace(old.cover, status="Adopted"),
        sections=tuple(one for one in old.sections if one.kind != "back"),
    )
    assert compare_documents(old, new) == ()
