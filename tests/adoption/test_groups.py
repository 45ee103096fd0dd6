"""A trust adopts the words that its schools have in common: one record, and what each school prints of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from policygen.adoption.group_record import GroupRecord, decode_group_record, encode_group_record
from policygen.adoption.sealing import NotAnAdoptionRecord
from policygen.api.adopting import adopt_group
from policygen.compile.adopting import Meeting
from policygen.compile.adopting_group import adopt_common, write_group_record
from policygen.diagnostics.model import Diagnostics
from policygen.world.protocol import World
from tests.support.adopted import change, laid_out, record
from tests.support.projects import compiled, load, shown
from tests.support.settings import school
from tests.support.words import of_section, section

TRUST = "schools/trusts/elm.yaml"
RECORD = "schools/trusts/elm/adopted/online/2026-12-03.json"
ABOVE = """specimen: true
school: {nation: england}
people: {safeguarding_lead: {name: Ann Low, telephone: 01632 960001}}
tailoring:
  - {add: {after: basics.why}, id: trust.words, title: The trust, text: We all sing., because: We like to}
"""
OWN = """
  - {replace: telling.who, title: Whom, text: Tell us., because: It was long}
  - {add: {after: basics.why}, id: own.words, title: Ours, text: We hum., because: We like to}
"""
STATUS = "Common wording adopted by elm on 3 December 2026"


def project(folder: Path, **groups: str) -> World:
    first = school(extends="trusts/elm.yaml", **groups)
    second = school(extends="trusts/elm.yaml").replace("Hilltop", "Valley")
    return laid_out(folder, {TRUST: ABOVE, "schools/hilltop.yaml": first, "schools/valley.yaml": second})


def tried(world: World, on: date = date(2026, 12, 3)) -> tuple[GroupRecord | None, Diagnostics]:
    diagnostics = Diagnostics()
    return adopt_common(load(world), "trusts/elm", "online", Meeting(on, "14/26"), diagnostics), diagnostics


def adopted(world: World) -> GroupRecord:
    found, diagnostics = tried(world)
    assert found is not None, shown(diagnostics)
    write_group_record(world, found)
    return found


def approval(world: World, school_id: str = "hilltop") -> str:
    return "\n".join(of_section(section(compiled(world, school=school_id).document, "policygen:approval")))


def status(world: World, school_id: str = "hilltop") -> str:
    return compiled(world, school=school_id).document.cover.status


def codes(world: World) -> list[str]:
    return [one.code for one in compiled(world).diagnostics if one.code.startswith("PG81")]


def test_schools_with_the_same_common_words_share_a_branch_whatever_their_own_names_and_clauses(tmp_path: Path) -> None:
    world = project(tmp_path, tailoring=OWN)
    found = adopted(world)
    assert found.file == RECORD
    names = {one.schools: {part.id for part in one.parts} for one in found.branches}
    assert all("elm:trust.words" in parts and "hilltop:own.words" not in parts for parts in names.values())
    assert "Hilltop" not in str(found.branches)
    assert "Valley" not in str(found.branches)
    # Hilltop rewords a common clause, so its branch lacks that clause.
    assert set(names) == {("hilltop",), ("valley",)}
    same = adopted(project(tmp_path / "same"))
    assert [one.schools for one in same.branches] == [("hilltop", "valley")]


def test_each_school_says_that_the_trust_adopted_the_common_words_and_still_awaits_its_own_board(
    tmp_path: Path,
) -> None:
    world = project(tmp_path)
    assert STATUS not in status(world)
    adopted(world)
    for one in ("hilltop", "valley"):
        assert compiled(world, school=one).document.state == "for-approval"
        assert status(world, one) == f"For approval · {STATUS}"
        said = "elm adopted the wording that its schools have in common on 3 December 2026, minute 14/26."
        assert said in approval(world, one)
        assert "does not cover this school’s own answers" in approval(world, one)
        assert "these clauses" not in approval(world, one)


def test_a_schools_own_clauses_are_named_as_not_covered(tmp_path: Path) -> None:
    world = project(tmp_path, tailoring=OWN)
    adopted(world)
    said = "It also does not cover these clauses, which the school wrote or added itself: 1.2 Ours and 2.1 Whom."
    assert said in approval(world)


def test_a_departure_after_the_meeting_leaves_the_rest_adopted_and_is_said(tmp_path: Path) -> None:
    world = project(tmp_path)
    adopted(world)
    entry = "\ntailoring:\n  - {omit: basics.rules, because: We do without}\n"
    path = tmp_path / "schools/hilltop.yaml"
    path.write_text(path.read_text(encoding="utf-8") + entry, encoding="utf-8")
    assert STATUS in status(world)
    assert "The school has left out some of the common clauses: see “Departures from the model policy”." in approval(
        world
    )


def test_a_section_that_a_school_adds_after_the_meeting_leaves_the_common_words_adopted(tmp_path: Path) -> None:
    world = project(tmp_path)
    adopted(world)
    entries = (
        "\ntailoring:\n  - section: {id: trips, title: Trips, after: about}\n"
        "  - {add: {in: trips}, id: own.trips, title: Who goes, text: All., because: We do}\n"
    )
    path = tmp_path / "schools/hilltop.yaml"
    path.write_text(path.read_text(encoding="utf-8") + entries, encoding="utf-8")
    assert STATUS in status(world)
    assert "which the school wrote or added itself: 2.1 Who goes." in approval(world)


def test_changed_common_words_are_named_and_no_adoption_is_claimed(tmp_path: Path) -> None:
    world = project(tmp_path)
    adopted(world)
    change(world, TRUST, "We all sing.", "We all dance.")
    assert STATUS not in status(world)
    assert "common" not in approval(world)
    assert codes(world) == ["PG811", "PG812"]
    found = shown(compiled(world).diagnostics)
    assert "the common wording has changed since elm adopted it on 3 December 2026" in found
    assert "changed: The trust" in found


def test_a_changed_answer_of_the_school_is_no_change_of_the_common_words(tmp_path: Path) -> None:
    world = project(tmp_path)
    adopted(world)
    change(world, "schools/hilltop.yaml", "Hilltop", "Uphill")
    assert STATUS in status(world)


def test_the_schools_own_adoption_takes_the_place_of_the_trusts(tmp_path: Path) -> None:
    world = project(tmp_path)
    adopted(world)
    kept = record(world)
    assert compiled(world).document.state == "adopted"
    assert compiled(world).document == kept.document
    assert "common" not in status(world).lower() + approval(world)


def test_a_record_that_was_edited_is_rejected(tmp_path: Path) -> None:
    found = adopted(project(tmp_path))
    data = encode_group_record(found)
    assert decode_group_record(data) == found
    with pytest.raises(NotAnAdoptionRecord):
        decode_group_record(data.replace(b"We all sing", b"We all hum."))


def test_a_meeting_that_cannot_be_recorded_is_reported(tmp_path: Path) -> None:
    world = project(tmp_path)
    _, future = tried(world, date(2029, 1, 1))
    assert [one.code for one in future] == ["PG806"]
    adopted(world)
    _, again = tried(world)
    assert [one.code for one in again] == ["PG806"]
    _, before = tried(world, date(2026, 12, 2))
    assert [one.code for one in before] == ["PG806"]


def test_a_school_with_errors_keeps_the_trust_from_adopting(tmp_path: Path) -> None:
    world = project(tmp_path, choices="{phones: nowhere}")
    found, diagnostics = tried(world)
    assert found is None
    assert [one.code for one in diagnostics] == ["PG813"]
    assert "hilltop" in shown(diagnostics)


def test_a_minute_that_the_schools_could_not_print_is_refused(tmp_path: Path) -> None:
    made = adopt_group(load(project(tmp_path)), "trusts/elm", "online", Meeting(date(2026, 12, 3), "14/26 😀"))
    assert (made.file, [one.code for one in made.diagnostics]) == ("", ["PG323"])
    assert not (tmp_path / RECORD).exists()
