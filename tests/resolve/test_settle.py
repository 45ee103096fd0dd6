"""Which answer holds for a school, and where it came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.resolve.settled import Setting
from tests.support.projects import SMALL, lay_out, settle
from tests.support.settings import school


def came_from(setting: Setting) -> tuple[object, str, str]:
    origin = f"{setting.origin.file}:{setting.origin.line}" if setting.origin.file else ""
    return setting.value, setting.how, origin


def test_an_answer_is_the_schools_own_else_the_authoritys_else_the_default(tmp_path: Path) -> None:
    settings = settle(lay_out(tmp_path)).settled.settings
    assert came_from(settings["school.name"]) == ("Hilltop School", "school", "schools/hilltop.yaml:4")
    assert came_from(settings["choices.motto"]) == ("Onwards", "inherited", "schools/authorities/westshire.yaml:7")
    assert came_from(settings["school.board"]) == ("the governing board", "default", "policygen:vocabulary.yaml:27")
    assert came_from(settings["school.telephone"]) == (None, "unanswered", "")


def test_the_nearest_of_three_files_wins(tmp_path: Path) -> None:
    files = {
        "schools/hilltop.yaml": school(extends="authorities/westshire.yaml"),
        "schools/authorities/westshire.yaml": "extends: authorities/county.yaml\nspecimen: yes\n"
        "school: {nation: england}\npeople: {safeguarding_lead: Sam Okoro}\nchoices:\n  motto: Onwards\n",
        "schools/authorities/county.yaml": "specimen: yes\nchoices:\n  motto: Upwards\n  answer_within: 3 days\n",
    }
    settled = settle(lay_out(tmp_path, files)).settled
    assert [settings.id for settings in settled.chain] == ["hilltop", "westshire", "county"]
    assert came_from(settled.settings["choices.motto"]) == (
        "Onwards",
        "inherited",
        "schools/authorities/westshire.yaml:6",
    )
    assert came_from(settled.settings["choices.answer_within"])[1:] == (
        "inherited",
        "schools/authorities/county.yaml:4",
    )


def test_an_empty_answer_takes_what_is_inherited(tmp_path: Path) -> None:
    text = school(choices="\n  phones: handed_in\n  motto:")
    assert (
        settle(lay_out(tmp_path, {"schools/hilltop.yaml": text})).settled.settings["choices.motto"].value == "Onwards"
    )


def test_none_says_that_there_is_none_though_one_is_inherited(tmp_path: Path) -> None:
    text = school(choices="\n  phones: handed_in\n  motto: none")
    setting = settle(lay_out(tmp_path, {"schools/hilltop.yaml": text})).settled.settings["choices.motto"]
    assert (setting.value, setting.how) == (None, "none")


def test_a_word_in_quotes_is_a_word_and_no_sign(tmp_path: Path) -> None:
    text = school(choices='\n  phones: handed_in\n  motto: "nonesuch"')
    found = settle(lay_out(tmp_path, {"schools/hilltop.yaml": text})).settled.settings["choices.motto"]
    assert (found.value, found.how) == ("nonesuch", "school")


def test_the_fields_of_a_person_are_settled_one_by_one(tmp_path: Path) -> None:
    text = school(people="\n  headteacher: Ann Reed\n  chair: Jo Bell\n  safeguarding_lead: {post: Deputy head}")
    person = settle(lay_out(tmp_path, {"schools/hilltop.yaml": text})).settled.people["safeguarding_lead"]
    assert came_from(person.fields["post"]) == ("Deputy head", "school", "schools/hilltop.yaml:14")
    assert came_from(person.fields["name"]) == ("Sam Okoro", "inherited", "schools/authorities/westshire.yaml:5")


def test_a_role_that_nobody_holds_falls_back_on_another(tmp_path: Path) -> None:
    people = settle(lay_out(tmp_path)).settled.people
    assert people["online_lead"].held_by == "safeguarding_lead"
    assert people["online_lead"].fields["name"].value == "Sam Okoro"


def test_a_role_that_somebody_holds_does_not_fall_back(tmp_path: Path) -> None:
    text = school(people="\n  headteacher: Ann Reed\n  chair: Jo Bell\n  online_lead: Kim Shaw")
    person = settle(lay_out(tmp_path, {"schools/hilltop.yaml": text})).settled.people["online_lead"]
    assert (person.held_by, person.fields["name"].value) == ("online_lead", "Kim Shaw")


def test_a_vacant_role_is_vacant_and_does_not_fall_back(tmp_path: Path) -> None:
    text = school(people="\n  headteacher: Ann Reed\n  chair: Jo Bell\n  online_lead: vacant")
    person = settle(lay_out(tmp_path, {"schools/hilltop.yaml": text})).settled.people["online_lead"]
    assert (person.held_by, person.state) == ("online_lead", "vacant")


def test_a_policys_settings_are_inherited_too(tmp_path: Path) -> None:
    files = {
        "schools/hilltop.yaml": school(policies="\n  online: {}"),
        "schools/authorities/westshire.yaml": "specimen: yes\nschool: {nation: england}\n"
        "policies: {online: {version: NO}}\npeople: {safeguarding_lead: Sam Okoro}\n",
    }
    version = settle(lay_out(tmp_path, files)).settled.policies["online"]["version"]
    assert came_from(version) == ("NO", "inherited", "schools/authorities/westshire.yaml:3")


STORE = """  store:
    type: text
    label: Where phones are kept
    question: Where do handed-in phones go?
    help: A place.
    default: the office
    asked: {phones: handed_in}
    knows: head
"""


@pytest.mark.parametrize(("phones", "kept"), [("handed_in", "the office"), ("own_care", None)])
def test_the_default_of_a_question_that_is_not_asked_does_not_hold(
    tmp_path: Path, phones: str, kept: str | None
) -> None:
    vocabulary = (SMALL / "clauses/vocabulary.yaml").read_text(encoding="utf-8")
    files = {
        "clauses/vocabulary.yaml": vocabulary.replace("policy:\n", f"{STORE}policy:\n", 1),
        "schools/hilltop.yaml": school(choices=f"\n  phones: {phones}"),
    }
    setting = settle(lay_out(tmp_path, files)).settled.settings["choices.store"]
    assert (setting.value, setting.how) == (kept, "default" if kept else "unanswered")
