"""The Document of a redline and its revisions: what was inserted, deleted and kept, and who changed it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policygen.compare.redlining import redlined
from policygen.document.model import (
    Block,
    ClauseRecord,
    Document,
    Inline,
    Origin,
    Reference,
    Section,
    Strong,
    Value,
)
from policygen.document.plain import words_of
from policygen.document.revisions import HeardMarks, Revisions, revisions_from_json, revisions_to_json
from policygen.document.transform import mapped
from tests.support.documents import bullets, everything, lettered, paragraph, table, text
from tests.support.random_documents import changed_document, random_document

HEARD = HeardMarks(inserted="in", after_inserted="out", deleted="gone", after_deleted="back")


def record(**changes: Any) -> ClauseRecord:
    return replace(
        ClauseRecord(
            id="union:a", library="union", version="2026.11", digest="a" * 64, kind="duty", file="union:a.yaml"
        ),
        **changes,
    )


def policy(*blocks: Block, clause: ClauseRecord | None = None, more: tuple[Section, ...] = ()) -> Document:
    """A policy of one section with one clause, and `more` sections after it."""
    own = Section(id="union:a", level=2, number="1.1", title=text("A"), clause="union:a", blocks=blocks)
    first = Section(id="policygen:one", level=1, number="1", title=text("One"), sections=(own,))
    return replace(everything(), sections=(first, *more), clauses=(clause or record(),))


def marked(revisions: Revisions, part_id: str) -> str:
    """The words of a part with what changed: [-gone-] {+new+}."""
    frames = {None: ("", ""), "deleted": ("[-", "-]"), "inserted": ("{+", "+}")}
    return "".join(
        frames[piece.revision.how if piece.revision else None][0]
        + words_of(piece.children)
        + frames[piece.revision.how if piece.revision else None][1]
        for piece in revisions.words[part_id]
    )


def authors(revisions: Revisions) -> set[str]:
    words = {piece.revision.author for run in revisions.words.values() for piece in run if piece.revision}
    return words | {revision.author for revision in revisions.blocks.values()}


def reworded(before: tuple[Inline | str, ...], after: tuple[Inline | str, ...]) -> Revisions:
    return redlined(policy(paragraph("union:a/1", *before)), policy(paragraph("union:a/1", *after)), HEARD)[1]


def test_nothing_is_marked_where_nothing_changed() -> None:
    assert redlined(everything(), everything(), HEARD) == (everything(), Revisions(heard=HEARD))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("Tell the lead today.", "Tell the head today.", "Tell the [-lead-]{+head+} today."),
        ("Staff reply.", "Staff never reply.", "Staff{+ never+} reply."),
        # Exactly the words of each: another form of quote is a change here.
        ("It is the school's own.", "It is the school’s own.", "It is the [-school's-]{+school’s+} own."),
        # A few words between two long changes belong to them.
        (
            "Keep it. Staff write down what they saw to the lead before noon. Go on.",
            "Keep it. Each member of staff tells somebody to the head within a day. Go on.",
            "Keep it. [-Staff write down what they saw to the lead before noon-]"
            "{+Each member of staff tells somebody to the head within a day+}. Go on.",
        ),
    ],
)
def test_words_are_marked_and_not_letters(before: str, after: str, shown: str) -> None:
    assert marked(reworded((before,), (after,)), "union:a/1") == shown


def test_words_that_became_a_value_have_not_changed() -> None:
    name = Value(text="the head of school", origin=Origin(key="people.head.title", file="schools/x.yaml"))
    assert not reworded(("Tell the head of school now.",), ("Tell ", name, " now.")).words


def test_words_that_became_strong_are_put_in_anew() -> None:
    revisions = reworded(("Tell them now please.",), ("Tell them ", Strong(children=text("now")), " please."))
    assert marked(revisions, "union:a/1") == "Tell them [-now-]{+now+} please."


def test_a_paragraph_is_found_again_when_others_come_before_it() -> None:
    old = policy(paragraph("union:a/1", "Staff keep the evidence and tell the lead."))
    new = policy(
        paragraph("union:a/1", "Nobody replies."),
        paragraph("union:a/2", "Staff keep the evidence and tell the headteacher."),
    )
    _, revisions = redlined(old, new, HEARD)
    assert revisions.blocks["union:a/1"].how == "inserted"
    assert marked(revisions, "union:a/2") == "Staff keep the evidence and tell the [-lead-]{+headteacher+}."


def test_items_and_rows_come_and_go_one_by_one_and_a_letter_that_changed_is_kept() -> None:
    old = policy(lettered("union:a/1", "keep it safe", "tell the lead now"), table("union:a/2", ("A", "B"), ("1", "2")))
    new = policy(
        lettered("union:a/1", "keep it safe", "do not reply to it", "tell the lead now"),
        table("union:a/2", ("A", "B"), ("1", "2"), ("3", "4")),
    )
    _, revisions = redlined(old, new, HEARD)
    assert {name for name, one in revisions.blocks.items() if one.how == "inserted"} == {
        "union:a/1/2", "union:a/1/2/1", "union:a/2/row-2", "union:a/2/row-2/0", "union:a/2/row-2/1",
    }  # fmt: skip
    assert revisions.numbers == {"union:a/1/3": "(b)"}


def test_a_list_with_another_kind_of_marker_is_taken_out_and_put_in_whole() -> None:
    old, new = (
        policy(bullets("union:a/1", "one thing", "two things")),
        policy(lettered("union:a/1", "one thing", "two things")),
    )
    document, revisions = redlined(old, new, HEARD)
    (before, after) = document.sections[0].sections[0].blocks
    assert (revisions.blocks[before.id].how, revisions.blocks[after.id].how) == ("deleted", "inserted")


def test_a_section_that_moved_is_deleted_at_its_old_place_and_inserted_at_its_new_one() -> None:
    two, three = (
        Section(
            id=f"policygen:{name}",
            level=1,
            number=number,
            title=text(name),
            blocks=(paragraph(f"policygen:{name}/1", name),),
        )
        for name, number in (("two", "2"), ("three", "3"))
    )
    document, revisions = redlined(
        policy(more=(two, three)), policy(more=(replace(three, number="2"), replace(two, number="3"))), HEARD
    )
    shown = [(words_of(one.title), getattr(revisions.blocks.get(one.id), "how", "")) for one in document.sections]
    assert sorted(shown) in (
        sorted([("One", ""), ("two", "deleted"), ("three", ""), ("two", "inserted")]),
        sorted([("One", ""), ("three", "inserted"), ("two", ""), ("three", "deleted")]),
    )
    assert len({one.id for one in document.sections}) == 4


def test_a_number_that_changed_in_a_cross_reference_is_policygens_own_doing() -> None:
    def to(number: str) -> Document:
        return policy(
            paragraph("union:a/1", "See ", Reference(target="union:a", before="section ", number=number), ".")
        )

    _, revisions = redlined(to("1.1"), to("1.2"), HEARD)
    assert authors(revisions) == {"policygen"}


@pytest.mark.parametrize(
    ("before", "after", "author"),
    [
        ({}, {"digest": "b" * 64, "version": "2027.2"}, "union 2027.2"),
        ({}, {}, "Example Primary School"),
        ({}, {"digest": "b" * 64, "change": "replaced", "file": "schools/example.yaml"}, "Example Primary School"),
        ({}, {"digest": "b" * 64, "change": "replaced", "file": "schools/trusts/hartwold.yaml"}, "hartwold"),
        (
            {"change": "replaced", "file": "schools/example.yaml", "digest": "b" * 64}, {}, "Example Primary School",
        ),
    ],
)  # fmt: skip
def test_a_change_has_the_name_of_who_changed_the_clause(
    before: dict[str, Any], after: dict[str, Any], author: str
) -> None:
    old = policy(paragraph("union:a/1", "Staff tell the lead."), clause=record(**before))
    new = policy(paragraph("union:a/1", "Staff tell the head."), clause=record(**after))
    assert authors(redlined(old, new, HEARD)[1]) == {author}


@pytest.mark.parametrize(
    ("file", "author"),
    [
        ("schools/example.yaml", "Example Primary School"),
        ("schools/trusts/hartwold.yaml", "Hartwold Learning Trust"),
        ("union:vocabulary.yaml", "union 2026.11"),
    ],
)
def test_a_value_has_the_name_of_who_set_it(file: str, author: str) -> None:
    trust = Value(
        text="Hartwold Learning Trust", origin=Origin(key="school.trust", file="schools/trusts/hartwold.yaml")
    )

    def naming(name: str) -> Document:
        held = Value(text=name, origin=Origin(key="people.head.name", file=file))
        return policy(paragraph("union:a/1", "Tell ", held, " of ", trust, "."))

    _, revisions = redlined(naming("Ms A"), naming("Mr B"), HEARD)
    assert marked(revisions, "union:a/1") == "Tell [-Ms A-]{+Mr B+} of Hartwold Learning Trust."
    assert authors(revisions) == {author}


def test_each_change_is_dated_by_the_new_document_and_never_by_the_clock() -> None:
    new = replace(
        policy(paragraph("union:a/1", "Tell the new lead.")),
        metadata=replace(everything().metadata, created="2027-01-02T00:00:00Z"),
    )
    _, revisions = redlined(policy(paragraph("union:a/1", "Tell the old lead.")), new, HEARD)
    dates = {piece.revision.date for run in revisions.words.values() for piece in run if piece.revision}
    assert dates == {"2027-01-02T00:00:00Z"}


def test_revisions_read_back_equal_from_their_json() -> None:
    old = random_document(28)
    _, revisions = redlined(old, changed_document(old, 29), HEARD)
    assert revisions.blocks
    assert revisions.words
    assert revisions_from_json(revisions_to_json(revisions)) == revisions


def test_no_id_is_used_twice() -> None:
    old = random_document(28)
    document, _ = redlined(old, changed_document(old, 29), HEARD)
    seen: list[str] = []

    def note(node: Any) -> Any:
        if getattr(node, "id", ""):
            seen.append(node.id)
        return node

    mapped(document.sections, note)
    assert len(seen) == len(set(seen))
