"""A school is started and answered without a terminal: what a page in a browser needs is public."""

from __future__ import annotations

from pathlib import Path

import pytest

import policygen
from tests.support.projects import lay_out


def test_a_school_is_started_and_its_answers_are_given_one_at_a_time(tmp_path: Path) -> None:
    interviews = policygen.load(lay_out(tmp_path)).interviews
    answers = interviews.start("quayside", "Quayside School", ("phones",))
    assert answers.answer("school.name") == "Quayside School"
    first = answers.unasked()[0]
    assert answers.give(first.key, "Nothing of the kind" if first.closed else "\x07")
    assert answers.answer(first.key) == ""
    assert answers.give(first.key, "1" if first.closed else "An answer") == ""
    assert answers.answer(first.key)
    again = policygen.load(policygen.DiskWorld(tmp_path, tmp_path, {})).interviews.answers("quayside")
    assert again.answer(first.key) == answers.answer(first.key)
    assert first not in again.unasked()


def test_an_answer_that_cannot_be_used_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    answers = policygen.load(lay_out(tmp_path)).interviews.start("quayside", "Quayside School")
    before = (tmp_path / answers.file).read_bytes()
    assert answers.give("school.phase", "nothing")
    assert (tmp_path / answers.file).read_bytes() == before
    with pytest.raises(KeyError):
        answers.give("school.unheard_of", "1")


def test_a_name_in_use_and_one_that_cannot_be_a_files_are_refused(tmp_path: Path) -> None:
    interviews = policygen.load(lay_out(tmp_path)).interviews
    for name in ("hilltop", "No Such Name"):
        with pytest.raises(policygen.Refused):
            interviews.start(name)
    with pytest.raises(policygen.UnknownSchool):
        interviews.start("quayside", extends="trusts/nowhere")
    with pytest.raises(policygen.UnknownSchool):
        interviews.answers("quayside")
