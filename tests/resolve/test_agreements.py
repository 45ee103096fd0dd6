"""A trust can need a named person's agreement before a school leaves a clause out or rewords it."""

from __future__ import annotations

from pathlib import Path

from policygen.diagnostics.model import Diagnostic
from tests.support.projects import check, document, lay_out
from tests.support.settings import school
from tests.support.words import of_section, section

TRUST = "schools/trusts/elm.yaml"
OMIT = "{omit: basics.rules, because: They are in the handbook%s}"
REPLACE = "{replace: telling.who, text: Tell us., because: It was long%s}"
AGREED = ", agreed: {by: Ann Low, on: 2026-11-20}"


def trust(officer: str = "safeguarding_lead", more: str = "") -> str:
    return f"""specimen: true
school: {{nation: england, boarding: yes}}
people: {{safeguarding_lead: {{name: Ann Low, title: Safeguarding officer, telephone: 01632 960001}}}}
departures: {{need_agreement_of: {officer}}}
{more}"""


def files(above: str, *entries: str) -> dict[str, str]:
    tailoring = "".join(f"\n  - {entry}" for entry in entries) or "[]"
    return {TRUST: above, "schools/hilltop.yaml": school(extends="trusts/elm.yaml", tailoring=tailoring)}


def found(folder: Path, above: str, *entries: str) -> list[Diagnostic]:
    return check(lay_out(folder, files(above, *entries)))


def test_a_departure_without_agreement_is_an_error_that_says_whose_is_needed(tmp_path: Path) -> None:
    omitted, replaced = found(tmp_path, trust(), OMIT % "", REPLACE % "")
    assert [one.code for one in (omitted, replaced)] == ["PG317", "PG317"]
    who = "needs the agreement of Ann Low (Safeguarding officer), but this entry does not record it"
    assert omitted.message == f"leaving out `basics.rules` {who}"
    assert replaced.message == f"rewording `telling.who` {who}"
    assert omitted.span is not None
    assert omitted.span.file == "schools/hilltop.yaml"
    assert [related.span.file for related in omitted.related] == [TRUST]


def test_a_departure_with_agreement_is_fine_and_the_boards_copy_prints_it(tmp_path: Path) -> None:
    project = lay_out(tmp_path, files(trust(), OMIT % AGREED, REPLACE % AGREED))
    assert not check(project)
    rows = [row for row in of_section(section(document(project), "policygen:departures")) if "Agreed by" in row]
    assert len(rows) == 2
    assert all("Agreed by Ann Low on 20 November 2026." in row for row in rows), rows


def test_without_a_rule_no_agreement_is_needed(tmp_path: Path) -> None:
    assert not found(tmp_path, trust().replace("departures:", "#"), OMIT % "")


def test_an_added_clause_needs_no_agreement(tmp_path: Path) -> None:
    added = "{add: {after: basics.why}, id: own.words, title: Ours, text: We sing., because: We like to}"
    assert not found(tmp_path, trust(), added)


def test_the_file_with_the_rule_can_depart_itself(tmp_path: Path) -> None:
    assert not found(tmp_path, trust(more=f"tailoring:\n  - {OMIT % ''}\n"))


def test_a_roles_earlier_holder_could_agree_but_a_named_person_has_to_be_the_one(tmp_path: Path) -> None:
    entry = OMIT % ", agreed: {by: Jo Bell, on: 2026-11-20}"
    assert not found(tmp_path / "role", trust(), entry)
    (one,) = found(tmp_path / "name", trust("Ann Low"), entry)
    assert one.message == (
        "changing `basics.rules` needs the agreement of Ann Low, but this entry records the agreement of Jo Bell"
    )
    assert not found(tmp_path / "same", trust("Ann Low"), OMIT % AGREED)


def test_an_agreement_in_the_future_is_an_error(tmp_path: Path) -> None:
    (one,) = found(tmp_path, trust(), OMIT % ", agreed: {by: Ann Low, on: 2099-01-05}")
    assert one.code == "PG317"
    assert "which is in the future" in one.message


def test_a_misspelt_role_is_an_error_with_a_guess(tmp_path: Path) -> None:
    (one,) = found(tmp_path, trust("safegarding_lead"))
    assert one.code == "PG318"
    assert "safeguarding_lead" in one.hint


def test_the_role_is_named_by_its_title_if_nobody_holds_it_above(tmp_path: Path) -> None:
    (one,) = found(tmp_path, trust("headteacher"), OMIT % "")
    assert "needs the agreement of the holder of the post “Headteacher”" in one.message
