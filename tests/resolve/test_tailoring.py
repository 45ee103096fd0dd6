"""A school's tailoring: clauses left out, replaced and added, in the order in which files stand above each other."""

from __future__ import annotations

from pathlib import Path

from policygen.document.model import Form, SignatureBlock, Table
from tests.support.projects import document, lay_out, settle
from tests.support.settings import school
from tests.support.words import clause, lines


def titles(folder: Path, tailoring: str, above: str = "") -> list[str]:
    """The numbered headings of the section on telling someone, as tailored by the school and by the authority above."""
    files = {"schools/hilltop.yaml": school(tailoring=tailoring)}
    if above:
        files["schools/authorities/westshire.yaml"] = (
            f"specimen: true\nschool: {{nation: england}}\npeople: {{safeguarding_lead: Sam}}\ntailoring: {above}\n"
        )
    found = lines(document(lay_out(folder, files)))
    # Not the rows of the table of departures, which begin with a number too.
    return [line for line in found if line.startswith("2.") and "|" not in line]


def test_without_tailoring_the_clauses_stand_as_the_outline_has_them(tmp_path: Path) -> None:
    assert titles(tmp_path, "[]") == ["2.1 Whom to tell", "2.2 The record", "2.3 The youngest"]


def test_a_clause_is_left_out_and_the_numbers_close_up(tmp_path: Path) -> None:
    text = "\n- replace: telling.who\n  text: Tell.\n  because: short\n- {omit: telling.record, because: We keep none}"
    assert titles(tmp_path, text) == ["2.1 Whom to tell", "2.2 The youngest"]


def test_a_section_without_clauses_is_left_out_with_its_number(tmp_path: Path) -> None:
    text = school(tailoring="\n- {omit: duties.board, because: It stands elsewhere}", policies="{online: {}}")
    headings = [
        line for line in lines(document(lay_out(tmp_path, {"schools/hilltop.yaml": text}))) if line[0] in "123A"
    ]
    assert headings[-3:] == ["Appendix A Forms", "A.1 A form", "Approval"]
    assert not any(line.startswith("3 ") for line in headings)


def test_a_clause_is_replaced_with_the_schools_words_and_keeps_its_place_and_title(tmp_path: Path) -> None:
    text = school(tailoring="\n- {replace: telling.who, text: 'Tell {{ people.chair }}.', because: We like it so}")
    made = document(lay_out(tmp_path, {"schools/hilltop.yaml": text}))
    assert clause(made, "home:telling.who") == ["2.1 Whom to tell", "Tell the chair of governors."]
    record = next(record for record in made.clauses if record.id == "home:telling.who")
    assert (record.change, record.meets, record.file) == ("replaced", (), "schools/hilltop.yaml")


def test_a_clause_is_added_before_or_after_another(tmp_path: Path) -> None:
    text = """
- {add: {after: telling.who}, id: school.after, title: After, text: A., because: We do}
- {add: {before: telling.who}, id: school.before, title: Before, text: B., because: We do}
- {add: {after: school.after}, id: school.third, title: Third, text: C., because: We do}"""
    expected = ["Before", "Whom to tell", "After", "Third", "The record", "The youngest"]
    assert titles(tmp_path, text) == [f"2.{n} {title}" for n, title in enumerate(expected, 1)]


def test_an_added_clause_is_the_schools_in_the_record(tmp_path: Path) -> None:
    text = school(
        tailoring="\n- {add: {after: telling.who}, id: school.own, title: Own, text: A., because: We do, kind: duty}"
    )
    made = document(lay_out(tmp_path, {"schools/hilltop.yaml": text}))
    record = next(record for record in made.clauses if record.id == "hilltop:school.own")
    assert (record.library, record.kind, record.change) == ("hilltop", "duty", "added")


def test_the_schools_tailoring_comes_after_the_authoritys(tmp_path: Path) -> None:
    above = "\n- {add: {after: telling.who}, id: county.own, title: County, text: A., because: We do}"
    text = "\n- {add: {after: telling.who}, id: school.own, title: School, text: A., because: We do}"
    expected = ["Whom to tell", "School", "County", "The record", "The youngest"]
    assert titles(tmp_path, text, above) == [f"2.{n} {title}" for n, title in enumerate(expected, 1)]


def test_a_reference_finds_a_clause_that_the_authority_added(tmp_path: Path) -> None:
    files = {
        "schools/authorities/westshire.yaml": "specimen: true\nschool: {nation: england}\n"
        "people: {safeguarding_lead: Sam}\ntailoring:\n"
        "- {add: {after: telling.who}, id: county.own, title: County, text: 'See [](#county.two).', because: We do}\n"
        "- {add: {after: county.own}, id: county.two, title: Two, text: B., because: We do}\n",
    }
    made = document(lay_out(tmp_path, files))
    assert clause(made, "westshire:county.own") == ["2.2 County", "See section 2.3."]


def test_what_is_left_out_is_known_with_its_reason(tmp_path: Path) -> None:
    text = school(tailoring="\n- {omit: telling.young, because: We have none}")
    left = settle(lay_out(tmp_path, {"schools/hilltop.yaml": text})).plans["online"].left_out
    assert {(one.clause.name, one.by, one.because) for one in left} == {
        ("home:telling.boarders", "condition", "boarding is no"),
        ("home:telling.young", "tailoring", "We have none"),
    }


def test_an_added_clause_may_hold_a_form_with_answers_in_its_labels(tmp_path: Path) -> None:
    text = school(
        tailoring="""
- add: {after: telling.who}
  id: school.slip
  title: Slip
  text: Fill it in.
  because: We use it
  kind: form
  form:
    - fields: [{label: "To {{ people.chair }}"}, {label: When, kind: date}]
    - {columns: [What, Done], items: [Told a parent]}
    - signatures: [Parent]"""
    )
    made = document(lay_out(tmp_path, {"schools/hilltop.yaml": text}))
    found = next(part for top in made.sections for part in top.sections if part.clause == "hilltop:school.slip")
    _, form, table, signatures = found.blocks
    assert isinstance(form, Form)
    assert [(field.label, field.kind) for field in form.fields] == [
        ("To the chair of governors", "text"), ("When", "date"),
    ]  # fmt: skip
    assert isinstance(table, Table)
    assert isinstance(signatures, SignatureBlock)
    assert [one.role for one in signatures.signatories] == ["Parent"]
