"""The annex of departures: what the school and those above it left out, reworded or added, and why; for the board."""

from __future__ import annotations

from pathlib import Path

from policygen.document.model import Document, Reference, Table, Value
from policygen.document.walk import walk
from tests.support.adopted import change, laid_out, record
from tests.support.projects import check, compiled, document, lay_out, shown
from tests.support.settings import school
from tests.support.words import of_section, section

TAILORING = """
  - {omit: basics.rules, because: They stand in the handbook}
  - {replace: telling.who, title: Whom, text: Tell us., because: It was long}
  - {add: {after: basics.why}, id: own.words, title: Ours, text: We sing., because: We like *to*}
"""
ABOVE = """specimen: true
school: {nation: england, local_authority: Westshire Council}
people: {safeguarding_lead: Sam Okoro}
choices: {motto: Onwards}
tailoring:
  - {omit: basics.words, because: Everybody knows them}
"""
AUTHORITY = "  local_authority: {type: text, label: Authority, question: Which?, help: Its name., knows: clerk}\n"
NAMED_BY = "groups_named_by: [local_authority]\n"


def annex(made: Document) -> list[str]:
    return list(of_section(section(made, "policygen:departures")))


def tailored(folder: Path, tailoring: str = TAILORING) -> Document:
    return document(lay_out(folder, {"schools/hilltop.yaml": school(tailoring=tailoring)}))


def test_a_policy_as_the_library_has_it_has_no_annex(tmp_path: Path) -> None:
    made = document(lay_out(tmp_path))
    assert made.sections[-1].id == "policygen:history"


def test_each_departure_is_a_row_with_what_was_done_why_and_by_whom(tmp_path: Path) -> None:
    made = tailored(tmp_path)
    assert made.sections[-1].id == "policygen:departures"
    assert made.sections[-1].kind == "back"
    assert annex(made)[2:] == [
        "Clause | What was done | Why | Made by",
        "1.2 Ours | Added | We like *to* | The school",
        "2.1 Whom | Reworded | It was long | The school",
        "Rules | Left out | They stand in the handbook | The school",
    ]


def test_a_clause_that_the_policy_holds_is_referred_to_and_a_reason_is_a_value_with_its_place(tmp_path: Path) -> None:
    table = section(tailored(tmp_path), "policygen:departures").blocks[-1]
    assert isinstance(table, Table)
    references = [part.target for part in walk(table) if isinstance(part, Reference)]
    assert references == ["hilltop:own.words", "home:telling.who"]
    reason = next(part for part in walk(table) if isinstance(part, Value))
    written = (tmp_path / reason.origin.file).read_text().splitlines()[reason.origin.line - 1]
    assert "We like *to*" in written


def test_what_an_authority_did_is_told_by_its_name(tmp_path: Path) -> None:
    vocabulary = (Path(__file__).parents[1] / "data/project/clauses/vocabulary.yaml").read_text()
    files = {
        "schools/authorities/westshire.yaml": ABOVE,
        "clauses/vocabulary.yaml": vocabulary.replace("people:\n", f"{AUTHORITY}people:\n", 1) + NAMED_BY,
    }
    found = annex(document(lay_out(tmp_path, files)))
    assert found[-1] == "Words | Left out | Everybody knows them | Westshire Council"


def test_an_authority_that_says_no_name_is_told_by_its_file(tmp_path: Path) -> None:
    above = ABOVE.replace(", local_authority: Westshire Council", "")
    found = annex(document(lay_out(tmp_path, {"schools/authorities/westshire.yaml": above})))
    assert found[-1].endswith("| westshire")


def test_only_the_vocabulary_says_which_answer_is_a_name(tmp_path: Path) -> None:
    vocabulary = (Path(__file__).parents[1] / "data/project/clauses/vocabulary.yaml").read_text()
    files = {
        "schools/authorities/westshire.yaml": ABOVE.replace("local_authority", "diocese"),
        "clauses/vocabulary.yaml": vocabulary.replace(
            "people:\n", AUTHORITY.replace("local_authority", "diocese") + "people:\n", 1
        )
        + NAMED_BY.replace("local_authority", "diocese"),
    }
    assert annex(document(lay_out(tmp_path, files)))[-1].endswith("| Westshire Council")


def test_a_name_that_no_question_asks_for_is_reported(tmp_path: Path) -> None:
    vocabulary = (Path(__file__).parents[1] / "data/project/clauses/vocabulary.yaml").read_text()
    world = lay_out(tmp_path, {"clauses/vocabulary.yaml": vocabulary + NAMED_BY})
    assert [(one.code, "school.local_authority" in one.message) for one in check(world)] == [("PG351", True)]


def test_a_draft_has_the_annex_too(tmp_path: Path) -> None:
    world = lay_out(tmp_path, {"schools/hilltop.yaml": school(tailoring=TAILORING)})
    assert document(world, draft=True).sections[-1].id == "policygen:departures"


def test_a_reason_is_no_part_of_what_the_board_adopts(tmp_path: Path) -> None:
    world = laid_out(tmp_path, {"schools/hilltop.yaml": school(tailoring=TAILORING)})
    record(world)
    change(world, "schools/hilltop.yaml", "It was long", "It was far too long")
    made = compiled(world)
    assert not list(made.diagnostics), shown(made.diagnostics)
    assert made.document.state == "adopted"
    assert "2.1 Whom | Reworded | It was far too long | The school" in annex(made.document)
