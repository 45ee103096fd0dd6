"""What a trust answers for its schools is asked of none of them, policy by policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.ask.interview import InterviewQuestion
from policygen.ask.questionnaire import questions_for
from policygen.ask.starting import copy_specimen
from policygen.ask.unfinished import Unfinished
from policygen.check.project import Project

from .schools import compiler_in

SCHOOL = "schools/kestrelmoor.yaml"
TRUST = "schools/trusts/hartwold.yaml"
PEOPLE = ("clerk", "head", "lead", "it", "business-manager")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = compiler_in(tmp_path).project
    copy_specimen(project, "kestrelmoor")
    return project


def edited(project: Project, file: str, old: str, new: str) -> None:
    path = project.world.path(file)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def now(project: Project) -> Unfinished:
    found = Unfinished.load(project, SCHOOL)
    assert found is not None
    return found


def question(found: Unfinished, key: str) -> InterviewQuestion:
    item = found.interview.item(key)
    assert item is not None
    return item


def test_what_is_locked_is_nobodys_to_answer(project: Project) -> None:
    asked = {one.item.key for who in PEOPLE for one in questions_for(now(project), who, everything=True)}
    assert "people.headteacher" in asked
    assert "choices.phone_stance" in asked
    assert not asked & {"people.chair", "people.it_manager", "school.trust", "choices.email_hours"}
    assert not asked & {"policy.approving_body", "policy.review_after"}


def test_without_the_lock_it_is_asked_with_the_answer_from_above(project: Project) -> None:
    edited(project, TRUST, "  - people.chair\n", "")
    edited(project, TRUST, "  - policies\n", "")
    asked = {one.item.key: one for who in PEOPLE for one in questions_for(now(project), who, everything=True)}
    assert (asked["people.chair"].answer, asked["people.chair"].above) == ("Dr Miriam Ashdown", TRUST)
    assert (asked["policy.review_after"].answer, asked["policy.review_after"].above) == ("1 year", TRUST)


def test_a_title_alone_is_nobodys_name(project: Project) -> None:
    edited(project, TRUST, "    name: Dr Miriam Ashdown\n", "")
    found = now(project)
    chair = question(found, "people.chair")
    assert not found.locked(chair)
    assert chair in found.missing()


def test_an_answer_for_some_policies_is_none_for_all(project: Project) -> None:
    edited(project, TRUST, "    review_after: 1 year\n", "")
    edited(project, TRUST, "  e-safety:\n", "  e-safety:\n    review_after: 2 years\n")
    found = now(project)
    item = question(found, "policy.review_after")
    assert found.answer(item) is None
    assert found.from_above(item) == ""
    assert not found.locked(item)


def test_the_date_of_a_review_is_not_asked_where_the_time_between_reviews_is_locked(project: Project) -> None:
    assert "policy.review_on" not in {item.key for item in now(project).asked()}
    edited(project, TRUST, "  - policies\n", "")
    assert "policy.review_on" in {item.key for item in now(project).asked()}
