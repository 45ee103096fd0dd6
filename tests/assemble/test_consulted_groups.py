"""Clauses that say who to consult: the board reads who is still to be asked, staff read what was changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.assemble.wording import Wording
from policygen.compare.align import compare_documents
from policygen.compare.report import report
from policygen.document.json import from_json, to_json
from policygen.document.model import Document, Edition
from policygen.world.protocol import World
from tests.support.adopted import change, laid_out
from tests.support.projects import check, document, lay_out, load, settle, shown
from tests.support.readers import vocabulary
from tests.support.settings import school
from tests.support.words import lines, of_section, section

BASICS = (Path(__file__).parents[1] / "data/project/clauses/home/basics.yaml").read_text(encoding="utf-8")
LIBRARY = (Path(__file__).parents[1] / "data/project/clauses/home/library.yaml").read_text(encoding="utf-8")
CONSULTED = (
    "  consulted: {type: list, label: Consultation, question: Who was consulted?, help: Groups., knows: clerk, "
    "optional: yes, public: yes}\nconditions:\n"
)
TAILORING = """
  - {omit: basics.rules, because: They stand in the handbook}
  - {replace: telling.who, title: Whom, text: Tell us., because: It was long}
  - {replace: telling.record, text: We write it down., because: It was a table}
"""


def files(consulted: str = "[]", tailoring: str = TAILORING) -> dict[str, str]:
    """The small project: rules concern all groups, whom to tell concerns parents, the record nobody."""
    basics = BASICS.replace(
        "title: Rules\n", "title: Rules\n    consult: [staff_unions, parents, nasuwt]\n", 1
    ).replace("title: Whom to tell\n", "title: Whom to tell\n    consult: [parents]\n", 1)
    return {
        "clauses/vocabulary.yaml": vocabulary().replace("conditions:\n", CONSULTED, 1),
        "clauses/home/basics.yaml": basics,
        "clauses/home/library.yaml": LIBRARY + "told_to_staff: yes\n",
        "schools/hilltop.yaml": school(policies=f"{{online: {{consulted: {consulted}}}}}", tailoring=tailoring),
    }


def annex(made: Document, name: str = "departures") -> list[str]:
    return list(of_section(section(made, f"policygen:{name}")))


def in_edition(world: World, edition: Edition) -> Document:
    compiler, found = load(world), settle(world)
    board = compiler.compile(found, "online")
    copy = compiler.in_edition(found, board, edition)
    assert not [*board.diagnostics, *copy.diagnostics], shown([*board.diagnostics, *copy.diagnostics])
    return copy.document


@pytest.mark.parametrize(
    ("consulted", "rules", "telling"),
    [
        (
            "[]",
            "\nStill to be discussed with: staff and their unions; parents and carers; NASUWT members.",
            "\nStill to be discussed with: parents and carers.",
        ),
        (
            "[STAFF and their  unions; 4 November 2026, All parents and carers of the school]",
            "\nStill to be discussed with: NASUWT members.",
            "",
        ),
        ("[Staff and their unions, Parents and carers, NASUWT members; May 2026]", "", ""),
        (
            "[Grandparents and carers, Staff]",
            "\nStill to be discussed with: staff and their unions; parents and carers; NASUWT members.",
            "\nStill to be discussed with: parents and carers.",
        ),
    ],
)
def test_the_board_reads_which_groups_are_still_to_be_asked(
    tmp_path: Path, consulted: str, rules: str, telling: str
) -> None:
    made = annex(document(lay_out(tmp_path, files(consulted))))
    assert made[3:] == [
        f"2.1 Whom | Reworded | It was long{telling} | The school",
        "2.2 The record | Reworded | It was a table | The school",
        f"Rules | Left out | They stand in the handbook{rules} | The school",
    ]


def test_a_clause_that_the_school_only_takes_in_or_writes_concerns_nobody(tmp_path: Path) -> None:
    tailoring = """
  - {omit: telling.young, because: We have none}
  - {add: {after: basics.why}, id: own.words, title: Ours, text: We sing., because: We like to}
"""
    made = document(lay_out(tmp_path, files(tailoring=tailoring)))
    assert not [line for line in annex(made) if "discussed" in line]


def test_staff_read_which_of_their_librarys_clauses_were_changed_and_not_why(tmp_path: Path) -> None:
    tailoring = TAILORING + (
        "  - {replace: law:duties.board, text: They do., because: Shorter}\n"
        "  - {add: {after: basics.why}, id: own.words, title: Ours, text: We sing., because: We like to}\n"
    )
    world = lay_out(tmp_path, files(tailoring=tailoring))
    made = in_edition(world, "staff")
    assert annex(made, "told_to_staff") == [
        "Clauses for staff that have been changed",
        "These clauses of “Home” have been reworded or left out of this policy. The board’s copy gives the reasons.",
        "Clause | What was done | Made by",
        "2.1 Whom | Reworded | The school",
        "2.2 The record | Reworded | The school",
        "Rules | Left out | The school",
    ]
    assert from_json(to_json(made)) == made


@pytest.mark.parametrize("edition", ["board", "web"])
def test_other_copies_do_not_have_the_annex_for_staff(tmp_path: Path, edition: Edition) -> None:
    world = lay_out(tmp_path, files())
    made = document(world) if edition == "board" else in_edition(world, edition)
    assert "policygen:told_to_staff" not in {one.id for one in made.sections}


def test_staff_have_no_annex_where_no_library_asks_for_it(tmp_path: Path) -> None:
    world = lay_out(tmp_path, {**files(), "clauses/home/library.yaml": LIBRARY})
    found = {one.id for one in in_edition(world, "staff").sections}
    assert not {"policygen:told_to_staff", "policygen:departures"} & found


def test_a_comparison_names_the_groups_to_ask_about_each_changed_clause(tmp_path: Path) -> None:
    world = laid_out(tmp_path, files("[NASUWT members; May 2026]", "[]"))
    old = document(world)
    change(world, "schools/hilltop.yaml", "tailoring: []", f"tailoring: {TAILORING}")
    new = document(world)
    assert from_json(to_json(new)) == new
    made = lines(report(old, new, compare_documents(old, new), Wording.load(world)))
    asked = [line.partition(" | ")[0::2] for line in made if "Still to be discussed" in line]
    assert [(name, words.rpartition("\n")[2]) for name, words in asked] == [
        ("1.2 Rules", "Still to be discussed with: staff and their unions; parents and carers."),
        ("2.1 Whom", "Still to be discussed with: parents and carers."),
    ]


def test_a_clause_that_asks_for_nobody_has_the_json_it_always_had(tmp_path: Path) -> None:
    assert b'"consult"' not in to_json(document(lay_out(tmp_path)))


def test_groups_that_no_vocabulary_has_are_errors(tmp_path: Path) -> None:
    head, _, _ = files()["clauses/vocabulary.yaml"].partition("# The groups")
    found = check(lay_out(tmp_path, {**files(), "clauses/vocabulary.yaml": head}))
    assert [(one.code, "unknown group to consult" in one.message) for one in found] == [("PG251", True)] * 4


def test_a_group_without_words_is_an_error_for_no_entry_could_name_it(tmp_path: Path) -> None:
    words = files()["clauses/vocabulary.yaml"].replace("nasuwt: NASUWT members", 'nasuwt: ""')
    assert check(lay_out(tmp_path, {**files(), "clauses/vocabulary.yaml": words}))
