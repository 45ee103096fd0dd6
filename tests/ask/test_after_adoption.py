"""After a policy was adopted, the date of a change of people is a question like the rest."""

from __future__ import annotations

from pathlib import Path

from policygen.ask.answers import Answers
from policygen.world.writing import write_whole

from .schools import FILE, answer_all, compiler_in, now, start

KEY = "policy.people_updated_on"


def test_the_date_of_a_change_of_people_is_asked_of_adopted_policies_alone(tmp_path: Path) -> None:
    project = compiler_in(tmp_path).project
    start(project)
    answer_all(project, {"type": "community", "phase": "primary"})
    assert now(project).interview.item(KEY) is None
    folder = tmp_path / "schools" / "quayside" / "adopted" / "e-safety"
    folder.mkdir(parents=True)
    write_whole(folder / "2026-11-26.json", b"{}")
    assert KEY in [item.key for item in now(project).further()]
    answers = Answers(project, FILE)
    assert answers.give(KEY, "2026-11-27") == ""
    text = (tmp_path / FILE).read_text()
    assert '  e-safety:\n    people_updated_on: "2026-11-27"\n' in text
    assert text.count("people_updated_on:") == 1
    assert answers.answer(KEY) == "2026-11-27"
