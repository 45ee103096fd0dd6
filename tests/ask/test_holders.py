"""Several people in one post, typed in the terminal: names with semicolons between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.ask.answers import Answers, post_of
from policygen.ask.interview import InterviewQuestion
from policygen.ask.reading import NotAnAnswer, read_answer
from policygen.check.project import Project

from .schools import FILE, answer_all, compiler_in, errors, now, start


@pytest.fixture
def project(tmp_path: Path) -> Project:
    found = compiler_in(tmp_path).project
    start(found)
    answer_all(found, {"type": "academy", "in_trust": "yes", "phase": "primary"})
    return found


def text_of(project: Project) -> str:
    return project.world.read(FILE).decode()


def item(project: Project, key: str) -> InterviewQuestion:
    found = now(project).interview.item(key)
    assert found is not None
    return found


def test_names_with_semicolons_are_several_people_and_are_read_back(project: Project, tmp_path: Path) -> None:
    answers = Answers(project, FILE)
    assert answers.give("people.headteacher", "Ann Reed;  Sam  Okoro ; Ann Reed", post="Co-headteachers") == ""
    holders = "    holders:\n      - name: Ann Reed\n      - name: Sam Okoro\n"
    assert f"  headteacher:\n    title: Co-headteachers\n{holders}" in text_of(project)
    assert errors(tmp_path) == []
    assert answers.answer("people.headteacher") == "Ann Reed; Sam Okoro"
    assert post_of(item(project, "people.headteacher"), now(project)) == "Co-headteachers"


def test_what_the_file_says_of_each_stays_with_the_name(project: Project) -> None:
    answers = Answers(project, FILE)
    answers.give("people.headteacher", "Ann Reed; Sam Okoro", post="Co-heads")
    path = project.world.path(FILE)
    path.write_text(text_of(project).replace("- name: Ann Reed\n", "- name: Ann Reed\n        post: Mondays\n"))
    assert answers.give("people.headteacher", "Ann Reed; Sam Okoro") == ""
    assert "    title: Co-heads\n" in text_of(project)
    assert answers.give("people.headteacher", "Kim Vale; Ann Reed") == ""
    assert "      - name: Kim Vale\n      - name: Ann Reed\n        post: Mondays\n" in text_of(project)
    assert "Co-heads" not in text_of(project)
    assert answers.give("people.headteacher", "Kim Vale") == ""
    assert "  headteacher:\n    name: Kim Vale\n" in text_of(project)


@pytest.mark.parametrize(
    "typed", ["Ann Reed; TBC", "Ann Reed; vacant", "Ann Reed; 01632 960123", "Ann Reed; Headteacher"]
)
def test_each_of_several_must_be_a_name(project: Project, typed: str) -> None:
    with pytest.raises(NotAnAnswer):
        read_answer(item(project, "people.headteacher"), typed)


def test_the_title_that_is_offered_is_the_usual_one_of_this_kind_of_school(project: Project) -> None:
    assert post_of(item(project, "people.chair"), now(project)) == "Chair of trustees"
    answers = Answers(project, FILE)
    assert answers.give("people.chair", "Sam Chair", post="Chair of trustees") == ""
    assert "Chair of trustees" not in text_of(project)
    answers.give("school.in_trust", "no")
    assert post_of(item(project, "people.chair"), now(project)) == "Chair of governors"


def test_another_post_can_be_one_that_the_policies_know(project: Project, tmp_path: Path) -> None:
    answers = Answers(project, FILE)
    assert answers.give("people.designated_safeguarding_lead", "Priya Nair", post="Headteacher") == ""
    assert "    post: Headteacher\n" in text_of(project)
    assert "no letters" in answers.give("people.designated_safeguarding_lead", "Priya Nair", post="12")
    assert errors(tmp_path) == []


def test_an_address_that_the_library_prints_is_asked_kept_and_taken_away(project: Project) -> None:
    asked = {each.name for each in now(project).interview.items if each.prints_email}
    assert asked == {"chair", "designated_safeguarding_lead", "data_protection_officer"}
    answers, key = Answers(project, FILE), "people.data_protection_officer"
    assert answers.give(key, "The DPO", email="soon") != ""
    assert answers.give(key, "The DPO", email="dpo@quayside.sch.uk") == ""
    assert answers.give(key, "The DPO", post="") == ""
    assert "    name: The DPO\n    email: dpo@quayside.sch.uk\n" in text_of(project)
    assert answers.give(key, "The DPO", email="none") == ""
    assert "dpo@" not in text_of(project)
