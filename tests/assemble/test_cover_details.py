"""The school's own details on a cover: those that are answered, and no part of what a board adopts."""

from __future__ import annotations

from datetime import date

import pytest

from policygen import Meeting
from policygen.adoption.digests import people_digest, words_digest
from policygen.document.model import Document, LineBreak
from policygen.document.plain import words_of
from tests.support.visiting import answered_school, hosted_library

POLICY, ROW = "mobile-phones", "policygen:cover.school/details"


def details_in(document: Document) -> str:
    rows = {row.id: row for table in document.cover.tables for row in table.rows}
    return words_of(rows[ROW].cells[1].children)


def test_a_cover_has_the_details_that_are_answered_and_a_new_one_needs_no_approval() -> None:
    library = hosted_library()
    visit = answered_school(library, "Oakfield Primary School", [POLICY])
    draft = library.drafts.of(visit.school, visit.files)
    before = draft.session().document(POLICY, draft=False)
    assert details_in(before) == "01234 567890"
    answers = {"address": "Oak Lane\nWestshire", "website": "https://www.oakfield.sch.uk/", "urn": "100001"}
    for key, text in answers.items():
        assert draft.answers.give(f"school.{key}", text) == ""
    after = draft.session().document(POLICY, draft=False)
    assert details_in(after) == "Oak Lane, Westshire; 01234 567890; www.oakfield.sch.uk; URN 100001"
    assert words_digest(after) == words_digest(before)
    assert people_digest(after) == people_digest(before)
    assert draft.adopt_as_it_stands(POLICY, Meeting(date.today(), "14/26")).file
    assert details_in(draft.records.of(draft.id)[POLICY][-1].document) == details_in(after)


@pytest.mark.parametrize(
    ("website", "lines"),
    [
        ("https://www.oakfield.sch.uk", ["01234 567890; www.oakfield.sch.uk"]),
        ("https://www.oak-field.sch.uk", ["01234 567890;", "www.oak-field.sch.uk"]),
        ("https://oakfield.sch.uk/about", ["01234 567890;", "oakfield.sch.uk/about"]),
        ("https://www.oakfieldprimary.westshire.sch.uk", ["01234 567890;", "www.oakfieldprimary.westshire.sch.uk"]),
    ],
)
def test_an_address_that_a_line_could_part_begins_one(website: str, lines: list[str]) -> None:
    library = hosted_library()
    visit = answered_school(library, "Oakfield Primary School", [POLICY])
    draft = library.drafts.of(visit.school, visit.files)
    assert draft.answers.give("school.website", website) == ""
    document = draft.session().document(POLICY, draft=False)
    rows = {row.id: row for table in document.cover.tables for row in table.rows}
    children = rows[ROW].cells[1].children
    parted = [n for n, child in enumerate(children) if isinstance(child, LineBreak)]
    starts, ends = [0, *(n + 1 for n in parted)], [*parted, len(children)]
    assert [words_of(children[start:end]) for start, end in zip(starts, ends, strict=True)] == lines
    assert details_in(document) == " ".join(lines)
