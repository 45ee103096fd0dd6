"""The states of a policy: what is missing is a blank in a draft and an error otherwise; the meeting's part is ruled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from policygen.diagnostics.model import Diagnostics, Severity
from policygen.document.fingerprint import fingerprint_parts
from policygen.document.model import Blank, Paragraph, Table
from policygen.document.walk import walk
from tests.support.projects import SMALL, check, compiled, document, lay_out, load
from tests.support.settings import school
from tests.support.words import clause, cover, lines, section

UNNAMED = school(school="\n  name:\n  phase: [primary]", people="\n  chair: Jo Bell")


def test_a_policy_for_approval_has_room_for_what_the_meeting_gives_and_nothing_else(tmp_path: Path) -> None:
    made = document(lay_out(tmp_path))
    assert (made.state, made.cover.status, made.words.watermark) == ("for-approval", "For approval", "")
    statement, signing, _ = section(made, "policygen:approval").blocks
    assert isinstance(statement, Paragraph)
    blanks = {child.key: child for child in statement.children if isinstance(child, Blank)}
    assert set(blanks) == {"adoption.on", "adoption.minute"}
    assert {blank.kind for blank in blanks.values()} == {"meeting"}
    assert all(blank.width > 30 for blank in blanks.values())
    assert isinstance(signing, Paragraph)
    assert "Date approved | [Date approved]" in cover(made)


def test_no_date_of_adoption_is_printed_though_the_meeting_is_known(tmp_path: Path) -> None:
    made = document(lay_out(tmp_path), "phones")
    assert "For the meeting on | 3 December 2026" in cover(made)
    assert not any("December" in line for line in lines(made))


def test_an_answer_that_is_missing_is_an_error_unless_it_is_a_draft(tmp_path: Path) -> None:
    world = lay_out(tmp_path, {"schools/hilltop.yaml": UNNAMED})
    found = {(one.code, str(one.span), one.severity) for one in compiled(world).diagnostics}
    assert found == {
        ("PG401", "schools/hilltop.yaml:9:8", Severity.ERROR),
        ("PG401", "schools/hilltop.yaml:11:1", Severity.ERROR),
    }
    assert not compiled(world, draft=True).diagnostics.errors


def test_a_draft_has_a_blank_for_each_missing_answer_and_says_draft(tmp_path: Path) -> None:
    made = document(lay_out(tmp_path, {"schools/hilltop.yaml": UNNAMED}), draft=True)
    assert (made.state, made.words.watermark) == ("draft", "DRAFT")
    assert "Draft" in made.cover.status
    assert clause(made, "home:basics.why")[1].startswith("[School name] keeps its pupils safe online.")
    blank = section(made, "home:basics.why").blocks[0].children[0]
    assert (blank.key, blank.kind) == ("school.name", "answer")
    assert "Headteacher | [Headteacher]" in cover(made)


def test_a_missing_answer_is_named_once_however_often_it_is_used(tmp_path: Path) -> None:
    missing = [one.key for one in compiled(lay_out(tmp_path, {"schools/hilltop.yaml": UNNAMED}), draft=True).missing]
    assert sorted(missing) == ["people.headteacher", "school.name"]


def test_an_unanswered_question_that_clauses_turn_on_is_a_warning_in_a_draft(tmp_path: Path) -> None:
    text = school(choices="\n  phones:")
    made = compiled(lay_out(tmp_path, {"schools/hilltop.yaml": text}), "phones", draft=True)
    assert [(one.code, one.severity, str(one.span)) for one in made.diagnostics] == [
        ("PG401", Severity.WARNING, "schools/hilltop.yaml:13:10")
    ]


def test_a_mistaken_answer_is_not_missing_too(tmp_path: Path) -> None:
    text = school(school="\n  name: [Hilltop]\n  phase: [primry]", policies="\n  online: {review_after: soon}")
    assert [one.code for one in check(lay_out(tmp_path, {"schools/hilltop.yaml": text}))] == ["PG203", "PG234", "PG224"]


def test_a_missing_detail_of_a_person_is_named(tmp_path: Path) -> None:
    files = {
        "clauses/law/duties.yaml": "clauses:\n"
        "  - {id: duties.board, title: A, kind: duty, audience: [staff], text: 'To {{ people.chair.email }}.'}\n"
        "  - {id: duties.form, title: A, kind: duty, audience: [staff], text: A.}\n",
    }
    (answer,) = compiled(lay_out(tmp_path, files)).missing
    assert (answer.key, answer.label) == ("people.chair.email", "Chair of governors (email)")


def test_a_specimen_says_so_on_every_page_and_in_the_properties(tmp_path: Path) -> None:
    made = document(lay_out(tmp_path))
    assert made.notices == ("Specimen: invented school and people",)
    assert made.notices[0] in made.metadata.subject
    assert made.notices[0] in made.metadata.keywords


def test_a_real_school_has_no_such_notice(tmp_path: Path) -> None:
    text = school(specimen="no")
    assert document(lay_out(tmp_path, {"schools/hilltop.yaml": text})).notices == ()


def test_a_vacant_post_is_said_to_be_vacant_and_signed_by_nobody(tmp_path: Path) -> None:
    text = school(people="\n  headteacher: vacant\n  chair: Jo Bell")
    made = document(lay_out(tmp_path, {"schools/hilltop.yaml": text}))
    assert any(line.startswith("Headteacher | Vacant at present") for line in cover(made))
    assert "Headteacher: " in lines(made)


def test_the_cover_has_room_for_the_name_of_who_is_acting_in_a_vacant_post(tmp_path: Path) -> None:
    text = school(people="\n  headteacher: vacant\n  chair: Jo Bell")
    world = lay_out(tmp_path, {"schools/hilltop.yaml": text})
    made = document(world)
    (line,) = (line for line in cover(made) if line.startswith("Headteacher"))
    assert line.endswith("Acting: [the acting headteacher]")
    assert "Headteacher: Vacant at present" in [line.text for line in fingerprint_parts(made)[0].lines]
    (blank,) = (part for part in walk(*made.cover.tables[0].rows) if isinstance(part, Blank))
    assert blank.kind == "meeting"
    compiler, found = load(world), Diagnostics()
    hilltop = compiler.school("hilltop", found)
    assert hilltop is not None
    copies = compiler.for_other_readers(hilltop, compiler.compile(hilltop, "online"))
    assert "Headteacher | Vacant at present" in cover(copies["staff"])


def test_no_name_is_wanted_where_another_post_takes_over_a_vacant_one(tmp_path: Path) -> None:
    vocabulary = (SMALL / "clauses" / "vocabulary.yaml").read_text(encoding="utf-8")
    post = "  headteacher: {label: Headteacher,"
    files = {
        "clauses/vocabulary.yaml": vocabulary.replace(post, f"{post} covered_by: [chair],"),
        "schools/hilltop.yaml": school(people="\n  headteacher: vacant\n  chair: Jo Bell"),
    }
    assert "Headteacher | Vacant at present" in cover(document(lay_out(tmp_path, files)))


def test_a_text_that_names_the_holder_of_a_vacant_post_names_the_post(tmp_path: Path) -> None:
    clauses = (SMALL / "clauses" / "home" / "basics.yaml").read_text(encoding="utf-8")
    named = clauses.replace("{{ people.headteacher | sentence }} answers", "{{ people.headteacher.name }} answers")
    files = {
        "clauses/home/basics.yaml": named,
        "schools/hilltop.yaml": school(people="\n  headteacher: vacant\n  chair: Jo"),
    }
    said = "\n".join(lines(document(lay_out(tmp_path, files))))
    assert "the acting headteacher answers for that." in said


def test_the_properties_are_dated_by_the_library_not_the_clock(tmp_path: Path) -> None:
    assert document(lay_out(tmp_path)).metadata.created == "2026-10-01T00:00:00Z"


def test_source_date_epoch_overrides_the_date_of_the_properties(tmp_path: Path) -> None:
    world = replace(lay_out(tmp_path), environment={"SOURCE_DATE_EPOCH": "1700000000"})
    assert document(world).metadata.created == "2023-11-14T22:13:20Z"


def test_the_tables_of_the_cover_are_equal_rows(tmp_path: Path) -> None:
    for table in document(lay_out(tmp_path)).cover.tables:
        assert isinstance(table, Table)
        assert {len(row.cells) for row in table.rows} == {2}
        assert sum(table.widths) == 1
