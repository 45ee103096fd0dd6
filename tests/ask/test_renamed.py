"""Changing an answer that the settings file gives under a former key."""

from __future__ import annotations

from pathlib import Path

from policygen.ask.answers import Answers
from tests.support.adopted import change
from tests.support.projects import check, lay_out, load


def test_a_changed_answer_stays_under_the_key_that_the_file_has(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    change(world, "clauses/vocabulary.yaml", "  phones:\n", "  devices:\n    formerly: [phones]\n")
    change(world, "clauses/vocabulary.yaml", "put_away: {phones:", "put_away: {devices:")
    for old, new in (("when: {phones:", "when: {devices:"), ("choices.phones ==", "choices.devices ==")):
        text = (tmp_path / "clauses/home/basics.yaml").read_text(encoding="utf-8")
        (tmp_path / "clauses/home/basics.yaml").write_text(text.replace(old, new), encoding="utf-8")
    answers = Answers(load(world).project, "schools/hilltop.yaml")
    assert answers.answer("choices.devices") == "Handed in"
    assert answers.give("choices.devices", "lockers") == ""
    text = (tmp_path / "schools/hilltop.yaml").read_text(encoding="utf-8")
    assert "  phones: lockers\n" in text
    assert "devices" not in text
    assert [one.code for one in check(world)] == ["PG286"]
