"""Adopted, or for approval again: what the cover, the approval and the version table say after each kind of change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from policygen.adoption.record import decode_adoption_record
from policygen.diagnostics.model import Severity
from policygen.document.model import Blank, Document, LineBreak, Paragraph
from policygen.document.plain import words_of
from policygen.world.protocol import World
from tests.support.adopted import LATER, RECORD, change, laid_out, record
from tests.support.projects import check, compiled, shown, write
from tests.support.settings import school
from tests.support.words import cover, of_block, section

BASICS = "clauses/home/basics.yaml"
SETTINGS = "schools/hilltop.yaml"
ONLINE = "clauses/policies/online.yaml"


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = laid_out(tmp_path)
    record(made)
    return made


def built(world: World) -> Document:
    made = compiled(world)
    assert not made.diagnostics.errors, shown(made.diagnostics)
    return made.document


def answer(world: World, words: str) -> None:
    change(world, SETTINGS, "online: {}", f"online: {{{words}}}")


def statement(document: Document) -> str:
    (first, *_) = section(document, "policygen:approval").blocks
    assert isinstance(first, Paragraph)
    return "".join("____" if isinstance(child, Blank) else words_of((child,)) for child in first.children)


def table(document: Document) -> list[str]:
    (found,) = section(document, "policygen:history").blocks
    return list(of_block(found))[1:]


def test_unchanged_words_are_adopted_and_the_date_and_minute_are_printed(world: World) -> None:
    made = built(world)
    assert (made.state, made.cover.status) == ("adopted", "Adopted 3 December 2026")
    assert statement(made) == "This policy was approved by the full board on 3 December 2026, minute 14/26."
    assert cover(made)[-5:] == [
        "Who approves it | the full board",
        "Date approved | 3 December 2026",
        "Minute | 14/26",
        "In force from | 3 December 2026",
        "Next review | 3 December 2027",
    ]
    assert [one.type for one in section(made, "policygen:approval").blocks] == ["paragraph", "paragraph", "signatures"]


def test_a_changed_clause_is_for_approval_again_with_room_for_the_pen(world: World) -> None:
    change(world, BASICS, "keeps its pupils safe", "keeps all pupils safe")
    made = built(world)
    assert (made.state, made.cover.status) == ("for-approval", "For approval")
    assert statement(made) == "This policy was approved by the full board on ____, minute ____."
    (first, *_) = section(made, "policygen:approval").blocks
    assert isinstance(first, Paragraph)
    assert first.children[2] == LineBreak()
    assert "Date approved | [Date approved]" in cover(made)
    assert "Next review | 1 year after approval" in cover(made)


def test_what_differs_from_the_adopted_words_is_noted(world: World) -> None:
    change(world, BASICS, "keeps its pupils safe", "keeps all pupils safe")
    change(world, ONLINE, "telling.young, ", "")
    change(world, SETTINGS, "phase: [primary]", "phase: [primary]\n  boarding: yes")
    found = list(compiled(world).diagnostics)
    line = next(n for n, text in enumerate(world.read(SETTINGS).decode().split("\n"), 1) if "online:" in text)
    assert {one.span.line for one in found if one.span} == {line}
    notes = [(one.code, one.severity, one.message) for one in found]
    assert notes == [
        (
            "PG804",
            Severity.NOTE,
            "Online safety policy is for approval again: its wording has changed since it was adopted on "
            "3 December 2026 (1 section changed, 1 added, 1 removed)",
        ),
        ("PG805", Severity.NOTE, "Online safety policy, changed: 1.1 Why we have it"),
        ("PG805", Severity.NOTE, "Online safety policy, removed: 2.3 The youngest"),
        ("PG805", Severity.NOTE, "Online safety policy, added: 2.3 In the evening"),
    ]


def test_a_changed_person_stays_adopted_and_the_cover_says_since_when(world: World) -> None:
    change(world, SETTINGS, "name: Ann Reed", "name: Al Frost")
    answer(world, "people_updated_on: 2027-01-14")
    made = built(world)
    assert made.state == "adopted"
    assert made.cover.status == "Adopted 3 December 2026 · People updated 14 January 2027"
    assert statement(made).endswith("on 3 December 2026, minute 14/26.")


@pytest.mark.parametrize(
    ("words", "says"),
    [("", "date of the change is missing"), ("people_updated_on: 2026-12-02", "an earlier date")],
)
def test_the_date_of_a_changed_person_is_asked_for_never_taken_from_the_clock(
    world: World, words: str, says: str
) -> None:
    change(world, SETTINGS, "name: Ann Reed", "name: Al Frost")
    answer(world, words)
    made = compiled(world)
    assert [one.code for one in made.diagnostics] == ["PG803"]
    assert says in shown(made.diagnostics)
    assert made.document.state == "for-approval"


def test_a_date_that_does_not_read_is_reported_once(world: World) -> None:
    change(world, SETTINGS, "name: Ann Reed", "name: Al Frost")
    answer(world, "people_updated_on: soon")
    assert [one.code for one in check(world)] == ["PG221"]


def test_people_who_are_the_same_need_no_date_and_one_given_is_not_printed(world: World) -> None:
    answer(world, "people_updated_on: 2027-01-14")
    assert built(world).cover.status == "Adopted 3 December 2026"


def test_a_helplines_new_number_or_address_is_a_contact(world: World) -> None:
    change(world, "clauses/contacts.yaml", "https://helpline.test.org/", "https://helpline.test.org/new")
    answer(world, "people_updated_on: 2027-01-14")
    assert built(world).state == "adopted"


def test_a_new_title_for_the_same_post_is_the_persons(world: World) -> None:
    change(world, SETTINGS, "title: Principal", "title: Head")
    answer(world, "people_updated_on: 2027-01-14")
    assert built(world).state == "adopted"


SIGNED = "text: Adults tell for them.\n    form:\n      - signatures: [Pupil, '{{ people.headteacher | sentence }}']\n"
FIELDS = SIGNED + "      - fields: [{label: 'Date on which {{ people.headteacher }} saw it', kind: date}]\n"


@pytest.mark.parametrize("form", [SIGNED, FIELDS])
def test_a_new_title_in_the_label_of_a_form_is_the_persons(tmp_path: Path, form: str) -> None:
    """The finding clerk 12: `changed: A.1 (the label of a signature)`."""
    made = laid_out(tmp_path)
    change(made, BASICS, "text: Adults tell for them.\n", form)
    record(made)
    change(made, SETTINGS, "title: Principal", "title: Acting principal")
    answer(made, "people_updated_on: 2027-01-14")
    assert built(made).cover.status == "Adopted 3 December 2026 · People updated 14 January 2027"
    change(made, BASICS, "[Pupil, ", "[Parent, ")
    assert built(made).state == "for-approval"


def test_a_label_that_passes_to_another_role_is_a_change_of_words(tmp_path: Path) -> None:
    made = laid_out(tmp_path)
    change(made, BASICS, "text: Adults tell for them.\n", SIGNED)
    record(made)
    change(made, BASICS, "'{{ people.headteacher | sentence }}'", "'{{ people.chair | sentence }}'")
    assert built(made).state == "for-approval"


def test_those_who_were_at_the_meeting_sign_for_it(world: World) -> None:
    change(world, SETTINGS, "name: Ann Reed, title: Principal", "name: Zoe New, title: Acting principal")
    answer(world, "people_updated_on: 2027-01-14")
    made = built(world)
    assert any("Zoe New" in row for row in cover(made))
    signing = section(made, "policygen:approval").blocks[-1]
    assert list(of_block(signing)) == list(of_block(section(recorded(world), "policygen:approval").blocks[-1]))
    assert any("Ann Reed" in line for line in of_block(signing))


def recorded(world: World) -> Document:
    return decode_adoption_record(world.read(RECORD)).document


def test_a_new_chair_who_only_signs_changes_nothing_that_is_printed(world: World) -> None:
    change(world, SETTINGS, "chair: Jo Bell", "chair: Al Frost")
    assert built(world) == recorded(world)


def test_a_duty_that_passes_to_another_role_is_a_change_of_words(world: World) -> None:
    change(world, SETTINGS, "chair: Jo Bell", "chair: Jo Bell\n  online_lead: Sam Okoro")
    made = built(world)
    assert made.state == "for-approval"


def test_a_new_review_date_on_the_cover_stays_adopted(world: World) -> None:
    answer(world, "review_on: 2028-03-01")
    made = built(world)
    assert (made.state, made.cover.status) == ("adopted", "Adopted 3 December 2026")
    assert cover(made)[-1] == "Next review | 1 March 2028"


def test_a_new_time_between_reviews_is_reckoned_from_the_adoption(world: World) -> None:
    answer(world, "review_after: 6 months")
    made = built(world)
    assert made.state == "adopted"
    assert cover(made)[-1] == "Next review | 3 June 2027"


def test_a_time_of_no_fixed_length_stays_as_it_is(world: World) -> None:
    answer(world, "review_after: 2 terms")
    assert cover(built(world))[-1] == "Next review | 2 terms after approval"


def test_a_review_that_the_adoption_has_overtaken_is_an_error(world: World) -> None:
    answer(world, "review_on: 2026-12-01")
    assert [one.code for one in compiled(world).diagnostics] == ["PG237"]


def test_a_review_date_that_a_clause_prints_is_the_clauses_word(tmp_path: Path) -> None:
    text = school(policies="\n  online: {review_on: 2027-12-01}")
    world = laid_out(tmp_path, {SETTINGS: text})
    change(world, BASICS, "Adults tell for them.", "Adults tell for them until {{ policy.review_on }}.")
    record(world)
    change(world, SETTINGS, "2027-12-01", "2028-12-01")
    assert built(world).state == "for-approval"


def test_a_new_library_version_with_the_same_words_stays_adopted(world: World) -> None:
    change(world, "clauses/home/library.yaml", 'version: "1.0"', 'version: "1.1"')
    assert built(world).state == "adopted"


def test_a_clause_under_another_id_with_the_same_words_stays_adopted(world: World) -> None:
    change(world, BASICS, "id: basics.words", "id: basics.terms")
    change(world, ONLINE, "basics.words", "basics.terms")
    assert built(world).state == "adopted"


def test_a_draft_stays_a_draft_but_knows_its_past(world: World) -> None:
    made = compiled(world, draft=True).document
    assert (made.state, made.cover.status) == ("draft", "Draft, not for signature")
    assert table(made)[0] == " | 3 December 2026 | 14/26 | First version"
    assert statement(made) == "This policy was approved by the full board on ____, minute ____."
    (first, *_) = section(made, "policygen:approval").blocks
    assert isinstance(first, Paragraph)
    assert first.children[2] == LineBreak()


CHANGES = [
    (BASICS, "title: Whom to tell", "title: Who to tell"),
    (BASICS, "are *kind*", "are kind at times"),
    (BASICS, "Device\n      :", "Phone\n      :"),
    (BASICS, "| A note |", "| Two notes |"),
    (BASICS, "[{{ contacts.helpline }}]({{ contacts.helpline.web }})", "{{ contacts.helpline.purpose }}"),
    (BASICS, "[{{ contacts.helpline }}]({{ contacts.helpline.web }})", "[it](https://elsewhere.test.org)"),
    (BASICS, "{{ people.online_lead | sentence }}", "{{ people.headteacher | sentence }}"),
    (ONLINE, "basics.why, basics.rules", "basics.rules, basics.why"),
    (ONLINE, "title: Telling someone", "title: Telling"),
    (ONLINE, "clauses: [law:duties.board]", "clauses: [law:duties.board, phones.all]"),
    (ONLINE, ", basics.words", ""),
    (ONLINE, "title: Forms", "title: Form"),
    (SETTINGS, "name: Hilltop School", "name: Hilltop Academy"),
    (SETTINGS, "phones: handed_in", "phones: handed_in\n  routes: [the nurse]"),
    (SETTINGS, "phones: handed_in", "phones: handed_in\n  answer_within: 3 days"),
    (SETTINGS, "online: {}", "online: {title: Safe online}"),
    (SETTINGS, "online: {}", "online: {approving_body: the safety committee}"),
    (SETTINGS, "online: {}", "online: {effective_on: 2027-01-04}"),
    (
        SETTINGS,
        "specimen: true\n",
        "specimen: true\ntailoring: [{replace: basics.why, text: Because., because: We say so}]\n",
    ),
    (SETTINGS, "specimen: true\n", "specimen: true\ntailoring: [{omit: basics.words, because: Too hard}]\n"),
    (
        SETTINGS,
        "specimen: true\n",
        "specimen: true\ntailoring: [{add: {after: basics.why}, id: our.own, title: Ours, text: Own., because: X}]\n",
    ),
]


@pytest.mark.parametrize(("name", "before", "after"), CHANGES)
def test_no_date_of_adoption_is_printed_over_other_words(world: World, name: str, before: str, after: str) -> None:
    adopted = (world.root / name).read_text(encoding="utf-8")
    change(world, name, before, after)
    made = compiled(world)
    assert not made.diagnostics.errors, shown(made.diagnostics)
    assert made.document.state == "for-approval"
    front = [made.document.cover.status, *cover(made.document), statement(made.document)]
    assert not any("December 2026" in line or "14/26" in line for line in front)
    assert any(one.code == "PG805" for one in made.diagnostics), shown(made.diagnostics)
    # The adopted words come back, and the adoption with them.
    write(world.root, name, adopted)
    assert compiled(world).document.state == "adopted"


def test_the_version_table_has_a_row_for_each_adoption_and_one_for_approval(tmp_path: Path) -> None:
    world = laid_out(tmp_path, {SETTINGS: school(policies='\n  online: {version: "1"}')})
    assert table(built(world)) == [
        "1 | [Date approved] | [Minute] | Prepared for approval from model wording, version 1.0 and 2.0 (law)"
    ]
    record(world)
    change(world, BASICS, "keeps its pupils safe", "keeps all pupils safe")
    change(world, ONLINE, "telling.young, ", "")
    change(world, SETTINGS, 'version: "1"', 'version: "2"')
    record(world, date(2027, 3, 4), minute="3/27")
    change(world, SETTINGS, "name: Ann Reed", "name: Al Frost")
    record(world, date(2027, 12, 2), minute="19/27")
    rows = [
        "1 | 3 December 2026 | 14/26 | First version",
        "2 | 4 March 2027 | 3/27 | 1 section changed, 1 removed",
        "2 | 2 December 2027 | 19/27 | Adopted again with no section changed",
    ]
    made = built(world)
    assert table(made) == rows
    assert made.cover.status == "Adopted 2 December 2027"
    change(world, SETTINGS, 'version: "2"', 'version: "3"')
    change(world, BASICS, "Rules", "Our rules")
    assert table(built(world)) == [
        *rows,
        "3 | [Date approved] | [Minute] | Prepared for approval from model wording, version 1.0 and 2.0 (law). "
        "Since 2 December 2027: 1 section changed",
    ]


def test_words_of_an_older_adoption_are_not_adopted_now(tmp_path: Path) -> None:
    world = laid_out(tmp_path)
    record(world)
    change(world, BASICS, "keeps its pupils safe", "keeps all pupils safe")
    record(world, date(2027, 3, 4))
    change(world, BASICS, "keeps all pupils safe", "keeps its pupils safe")
    assert built(world).state == "for-approval"


def test_adopted_words_keep_their_version_and_other_words_want_another(tmp_path: Path) -> None:
    world = laid_out(tmp_path, {SETTINGS: school(policies='\n  online: {version: "1"}')})
    record(world)
    change(world, BASICS, "Rules", "Our rules")
    assert "the version is still 1" in shown(compiled(world).diagnostics)
    change(world, BASICS, "Our rules", "Rules")
    change(world, SETTINGS, 'version: "1"', 'version: "2"')
    made = compiled(world)
    assert [(one.code, one.severity) for one in made.diagnostics] == [("PG807", Severity.WARNING)]
    assert "Version | 1" in cover(made.document)


def test_a_build_of_adopted_words_does_not_turn_on_the_clock(world: World) -> None:
    early = replace(world, environment={**LATER, "SOURCE_DATE_EPOCH": "1000000000"})
    assert built(early).cover == built(world).cover
