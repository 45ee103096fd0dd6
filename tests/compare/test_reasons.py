"""Why a section differs, told from two builds of the small project; and the sheet for the board."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.assemble.wording import Wording
from policygen.compare.align import compare_documents
from policygen.compare.reasons import reason_of, requirements_of
from policygen.compare.report import report
from policygen.document.json import from_json, to_json
from policygen.document.model import Table
from tests.support.adopted import change, laid_out
from tests.support.projects import document
from tests.support.words import lines

BASICS = "clauses/home/basics.yaml"
LIBRARY = "clauses/home/library.yaml"
SETTINGS = "schools/hilltop.yaml"
ONLINE = "clauses/policies/online.yaml"
TAILORED = "specimen: true\ntailoring: [{words}]\n"


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([(BASICS, "are *kind*", "are calm")], {"home:basics.rules": "reworded"}),
        (
            [(BASICS, "are *kind*", "are calm"), (LIBRARY, 'version: "1.0"', 'version: "1.1"')],
            {"home:basics.rules": "library"},
        ),
        ([(SETTINGS, "phones: handed_in", "phones: handed_in\n  routes: [the nurse]")], {"home:telling.who": "answer"}),
        (
            [(SETTINGS, "phase: [primary]", "phase: [secondary]\n  boarding: yes")],
            {"home:telling.young": "answers_dropped", "home:telling.boarders": "answers_chose"},
        ),
        (
            [
                (
                    SETTINGS,
                    "specimen: true\n",
                    "specimen: true\ntailoring: [{replace: basics.rules, text: Be kind., because: X}]\n",
                )
            ],
            {"home:basics.rules": "replaced"},
        ),
        (
            [
                (
                    SETTINGS,
                    "specimen: true\n",
                    "specimen: true\ntailoring: [{add: {after: basics.words}, id: our.own, title: O, text: T., "
                    "because: X}]\n",
                )
            ],
            {"hilltop:our.own": "added"},
        ),
        (
            [(ONLINE, "basics.why, basics.rules, basics.words", "basics.rules, basics.words, basics.why")],
            {"home:basics.why": "moved"},
        ),
        ([(SETTINGS, "online: {}", "online: {approving_body: the board}")], {"policygen:cover": "answer"}),
        ([(SETTINGS, "Ann Reed", "Ann Rook")], {"policygen:cover": "details"}),
        (
            [(ONLINE, "clauses: [law:duties.board]", "clauses: [basics.words]"), (ONLINE, ", basics.words]", "]")],
            {},
        ),
    ],
)
def test_the_reason_comes_from_what_each_copy_knows_of_its_clauses(
    tmp_path: Path, edits: list[tuple[str, str, str]], expected: dict[str, str]
) -> None:
    world = laid_out(tmp_path)
    old = document(world)
    for edit in edits:
        change(world, *edit)
    new = document(world)
    found = {
        one.part.id: reason_of(one, old, new).why for one in compare_documents(old, new) if one.kind != "renumbered"
    }
    if expected:
        assert found == expected
    back = {
        one.part.id: reason_of(one, new, old).why for one in compare_documents(new, old) if one.kind != "renumbered"
    }
    swapped = {
        "answers_chose": "answers_dropped", "answers_dropped": "answers_chose", "added": "withdrawn",
        "replaced": "restored", "withdrawn": "added", "library_new": "library_gone", "library_gone": "library_new",
    }  # fmt: skip
    assert back == {name: swapped.get(why, why) for name, why in found.items()}
    wording = Wording.load(world)
    assert all(wording(f"compare.reason.{why}") for why in found.values())


def test_a_part_of_a_schools_own_clause_changes_by_its_own_wording(tmp_path: Path) -> None:
    clause = (
        "tailoring:\n  - add: {after: basics.words}\n    id: our.own\n    title: Ours\n    because: We do\n"
        "    text: |\n      ### By day\n\n      All sing.\n"
    )
    world = laid_out(tmp_path)
    change(world, SETTINGS, "specimen: true\n", f"specimen: true\n{clause}")
    old = document(world)
    change(world, SETTINGS, "All sing.\n", "All sing loudly.\n\n      ### By night\n\n      All sleep.\n")
    new = document(world)
    reasons = {one.part.id: reason_of(one, old, new).why for one in compare_documents(old, new)}
    assert reasons == {"hilltop:our.own/1": "own", "hilltop:our.own/3": "own"}


def test_another_heading_comes_from_the_outline_or_from_what_the_school_calls_its_pupils(tmp_path: Path) -> None:
    world = laid_out(tmp_path)
    old = document(world)
    change(world, ONLINE, "title: Forms", "title: Form")
    (found,) = compare_documents(old, document(world))
    said = Wording.load(world)(f"compare.reason.{reason_of(found, old, document(world)).why}")
    assert said == "One of the school’s answers or the outline of the policy changed"


def test_the_source_is_what_the_clause_meets(tmp_path: Path) -> None:
    world = laid_out(tmp_path)
    old = document(world)
    change(world, BASICS, "It is written down", "Somebody writes it down")
    new = document(world)
    (found,) = compare_documents(old, new)
    assert requirements_of(found, old, new) == ("guide/tell-1",)


def test_the_sheet_for_the_board_shows_before_after_reason_and_source(tmp_path: Path) -> None:
    world = laid_out(tmp_path)
    old = document(world)
    change(world, BASICS, "It is written down", "Somebody writes it down")
    change(world, ONLINE, "telling.young, ", "")
    new = document(world)
    sheet = report(old, new, compare_documents(old, new), Wording.load(world))
    assert (sheet.kind, sheet.policy) == ("sheet", "online/compare")
    assert from_json(to_json(sheet)) == sheet
    assert lines(sheet) == [
        "",
        "Before: For approval. Now: For approval.",
        "In all: 1 section changed, 1 removed.",
        "Words in italics were removed; words in bold were added.",
        "Section | Before | After | Reason, and requirements met",
        "2.1 Whom to tell | Pupils tell any adult they trust. *It is written* down: section 2.2. | "
        "Pupils tell any adult they trust. **Somebody writes it** down: section 2.2. | "
        "The wording of the clause library home changed within version 1.0\nMeets guide: tell-1",
        "2.3 The youngest | Adults tell for them. | Nothing | "
        "One of the school’s answers, its tailoring or the outline of the policy changed",
    ]


def test_a_sheet_without_differences_says_so_and_has_no_table(tmp_path: Path) -> None:
    world = laid_out(tmp_path)
    made = document(world)
    sheet = report(made, made, (), Wording.load(world))
    assert lines(sheet)[1:] == ["Before: For approval. Now: For approval.", "The wording is the same."]


def test_long_sections_are_parted_into_rows_that_a_page_can_hold(tmp_path: Path) -> None:
    world = laid_out(tmp_path)
    old = document(world)
    words = "".join(f"\n\n      Paragraph {n} {'of words ' * 40}" for n in range(12))
    change(world, BASICS, "text: Adults tell for them.", f"text: |\n      Adults.{words}")
    change(world, BASICS, "id: telling.young", "id: telling.little")
    change(world, ONLINE, "telling.young", "telling.little")
    new = document(world)
    sheet = report(old, new, compare_documents(old, new), Wording.load(world))
    table = sheet.sections[0].blocks[-1]
    assert isinstance(table, Table)
    assert len(table.rows) == 1 + 6
    assert len({row.id for row in (*table.header, *table.rows)}) == 1 + len(table.rows)
