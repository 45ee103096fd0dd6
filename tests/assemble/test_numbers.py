"""Numbers of sections, clauses and appendices, cross-references, and identity that survives renumbering."""

from __future__ import annotations

from pathlib import Path

from policygen.document.json import from_json, to_json
from policygen.document.model import Document, Paragraph, Reference
from tests.support.projects import SMALL, compiled, document, lay_out
from tests.support.settings import school
from tests.support.words import clause, lines, section


def ids(made: Document) -> set[str]:
    return {block.id for top in made.sections for inner in top.sections for block in inner.blocks}


def test_sections_clauses_and_appendices_are_numbered(tmp_path: Path) -> None:
    made = document(lay_out(tmp_path))
    numbers = [(top.number, [inner.number for inner in top.sections]) for top in made.sections]
    assert numbers == [
        ("1", ["1.1", "1.2", "1.3"]),
        ("2", ["2.1", "2.2", "2.3"]),
        ("3", ["3.1"]),
        ("Appendix A", ["A.1"]),
        ("", []),
        ("", []),
    ]
    assert [top.new_page for top in made.sections[:4]] == [False, False, False, True]


def test_a_reference_within_a_policy_is_number_and_target(tmp_path: Path) -> None:
    blocks = section(document(lay_out(tmp_path)), "home:telling.who").blocks
    assert isinstance(blocks[0], Paragraph)
    reference = next(child for child in blocks[0].children if isinstance(child, Reference))
    assert (reference.target, reference.before, reference.number) == ("home:telling.record", "section ", "2.2")


def test_a_reference_follows_its_clause_when_numbers_change(tmp_path: Path) -> None:
    text = school(
        tailoring="\n- {add: {before: telling.who}, id: school.first, title: First, text: A., because: We do}"
    )
    made = document(lay_out(tmp_path, {"schools/hilltop.yaml": text}))
    assert clause(made, "home:telling.who")[1].endswith("It is written down: section 2.3.")


def test_a_reference_into_another_policy_is_number_heading_and_title(tmp_path: Path) -> None:
    found = clause(document(lay_out(tmp_path), "phones"), "home:phones.handed-in")
    assert found[1].endswith(
        "see section 2.1 “Whom to tell” of the Online safety policy"
        " and section 3.1 “The board of Hilltop School” of the Online safety policy."
    )


def test_a_reference_into_another_policy_follows_its_clause_when_numbers_change_there(tmp_path: Path) -> None:
    text = school(
        tailoring="\n- {add: {before: telling.who}, id: school.first, title: First, text: A., because: We do}",
        policies="\n  online: {}\n  phones: {}",
    )
    found = clause(document(lay_out(tmp_path, {"schools/hilltop.yaml": text}), "phones"), "home:phones.handed-in")
    assert "see section 2.2 “Whom to tell” of the Online safety policy" in found[1]


def test_a_reference_into_sheets_is_heading_and_title_because_they_have_no_numbers(tmp_path: Path) -> None:
    outline = (SMALL / "clauses/policies/online.yaml").read_text(encoding="utf-8") + "kind: sheet\n"
    found = clause(
        document(lay_out(tmp_path, {"clauses/policies/online.yaml": outline}), "phones"), "home:phones.handed-in"
    )
    assert "see “Whom to tell” in the Online safety policy" in found[1]


def test_a_sheet_cites_a_section_of_its_policy_by_number_and_title(tmp_path: Path) -> None:
    outline = (SMALL / "clauses/policies/online.yaml").read_text(encoding="utf-8") + "sheets: [telling.who]\n"
    world = lay_out(tmp_path, {"clauses/policies/online.yaml": outline})
    made = compiled(world).sheets["telling-who"]
    assert lines(made)[-1].endswith("It is written down: section 2.2 “The record” of the Online safety policy.")


def test_a_policys_own_title_is_used_where_the_school_gives_one(tmp_path: Path) -> None:
    text = school(policies="\n  online: {title: Being safe online}\n  phones: {}")
    world = lay_out(tmp_path, {"schools/hilltop.yaml": text})
    assert "of the Being safe online" in clause(document(world, "phones"), "home:phones.handed-in")[1]
    assert document(world).cover.title[0].text == "Being safe online"


def test_conditions_choose_the_clauses(tmp_path: Path) -> None:
    text = school(
        school="\n  name: Hilltop School\n  phase: [secondary]\n  boarding: yes", choices="\n  phones: lockers"
    )
    world = lay_out(tmp_path, {"schools/hilltop.yaml": text})
    found = lines(document(world))
    assert "2.3 In the evening" in found
    assert not any("The youngest" in line for line in found)
    assert lines(document(world, "phones"))[:3] == ["1 Rules", "1.1 Lockers", "Phones go into lockers."]


def test_a_blocks_id_is_its_clause_and_ordinal_whatever_the_numbers(tmp_path: Path) -> None:
    text = school(tailoring="\n- {add: {before: basics.why}, id: school.first, title: First, text: A., because: We do}")
    before, after = document(lay_out(tmp_path / "a")), document(lay_out(tmp_path / "b", {"schools/hilltop.yaml": text}))
    assert ids(after) - ids(before) == {"hilltop:school.first/1"}
    assert ids(before) <= ids(after)
    assert {"home:basics.rules/1", "home:basics.rules/2", "home:basics.rules/3"} <= ids(before)


def test_every_clause_is_in_the_record_with_its_library_version_and_digest(tmp_path: Path) -> None:
    made = document(lay_out(tmp_path))
    record = {clause.id: clause for clause in made.clauses}
    assert [clause.id for clause in made.clauses][:2] == ["home:basics.why", "home:basics.rules"]
    who = record["home:telling.who"]
    assert (who.library, who.version, who.meets, who.cites) == ("home", "1.0", ("guide/tell-1",), ("care_act",))
    assert (who.file, who.line) == ("home:basics.yaml", 37)
    assert len({clause.digest for clause in made.clauses}) == len(made.clauses)


def test_a_document_reads_back_equal_from_its_json(tmp_path: Path) -> None:
    for policy in ("online", "phones"):
        for draft in (True, False):
            made = document(lay_out(tmp_path / f"{policy}{draft}"), policy, draft=draft)
            assert from_json(to_json(made)) == made


def test_a_reference_in_passing_gives_way_where_the_school_left_the_clause_out(tmp_path: Path) -> None:
    words = "Write it down ([](#telling.record)). Keep it, see [](#telling.record). Read it ([](#basics.why))."
    tailoring = (
        f"\n- {{omit: telling.record, because: We do}}\n- {{replace: telling.who, text: {words!r}, because: We do}}"
    )
    made = document(lay_out(tmp_path, {"schools/hilltop.yaml": school(tailoring=tailoring)}))
    assert clause(made, "home:telling.who")[1] == "Write it down. Keep it. Read it (section 1.1)."
