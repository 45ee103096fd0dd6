"""Which questions stand between a new school and its policies: enough, none too many, and at most twenty."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.ask.interview import Interview, interview
from policygen.ask.yaml_text import with_answer
from policygen.check.project import Project
from policygen.world.writing import write_whole
from tests.support.projects import lay_out, load

from .schools import FILE, answer_all, compiler_in, errors, now, start

MOST = 20
KINDS = [
    ("community", {"phase": "primary"}),
    ("voluntary_aided", {"phase": "early_years primary", "faith": "church_of_england"}),
    ("maintained_nursery", {"phase": "early_years"}),
    ("pupil_referral_unit", {"phase": "secondary"}),
    ("academy", {"phase": "secondary sixth_form", "in_trust": "yes"}),
    ("free_school", {"phase": "primary", "in_trust": "no"}),
    ("special_academy", {"phase": "primary secondary", "in_trust": "yes"}),
    ("independent", {"phase": "middle secondary sixth_form", "boarding": "yes"}),
    ("non_maintained_special", {"phase": "secondary", "boarding": "yes"}),
]


@pytest.mark.parametrize(("kind", "wanted"), KINDS)
def test_what_is_asked_first_is_enough_for_approval_and_at_most_twenty(
    kind: str, wanted: dict[str, str], tmp_path: Path
) -> None:
    project = compiler_in(tmp_path).project
    start(project)
    asked = answer_all(project, {"type": kind, **wanted})
    assert errors(tmp_path) == []
    # The name and the nation are answered when the file is begun.
    assert len(asked) + 2 <= MOST
    assert ("trust" in {item.name for item in asked}) == (wanted.get("in_trust") == "yes")


def test_no_needed_answer_can_be_left_out(tmp_path: Path) -> None:
    project = compiler_in(tmp_path).project
    start(project)
    asked = answer_all(project, {"type": "academy", "in_trust": "yes", "phase": "primary"})
    whole = project.world.read(FILE).decode()
    needed = [item for item in asked if item.needed]
    assert len(needed) > 10
    for item in needed:
        text = with_answer(whole, (item.group, item.name), None, item.type)
        write_whole(project.world.path(FILE), text.encode())
        assert errors(tmp_path), f"{item.key} is not needed"
        assert item in now(project).missing()


def test_the_further_questions_are_all_right_unanswered(tmp_path: Path) -> None:
    project = compiler_in(tmp_path).project
    start(project)
    answer_all(project, {"type": "community"})
    further = now(project).further()
    assert len(further) > 20
    assert not any(item.needed for item in further)


def keys(found: Interview) -> set[str]:
    return {item.key for item in found.items}


def test_only_what_the_chosen_policies_use_is_asked(tmp_path: Path) -> None:
    project = compiler_in(tmp_path).project
    few, all_of_them = interview(project, ("social-networking",)), interview(project)
    assert keys(few) < keys(all_of_them)
    assert "choices.phone_stance" not in keys(few)
    assert all(topic.items for topic in all_of_them.topics)


def test_what_stands_in_no_topic_is_asked_at_the_end(tmp_path: Path) -> None:
    project: Project = load(lay_out(tmp_path)).project
    found = interview(project)
    assert [topic.title for topic in found.topics] == ["Other questions"]
    assert "school.name" in keys(found)


def test_what_is_chosen_between_is_worded_in_the_catalogue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No English stands in Python: other sentences give other words."""
    asked = interview(load(lay_out(tmp_path / "p")).project)
    boarding = asked.item("school.boarding")
    assert boarding is not None
    assert list(boarding.choices.values()) == ["Yes", "No"]
    monkeypatch.setattr("policygen.ask.interview.say", lambda key: f"<{key}>")
    assert boarding.choices == {"yes": "<ask.choose_yes>", "no": "<ask.choose_no>"}
