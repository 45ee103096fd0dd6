"""`policygen questions`: the page that one person should answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from policygen.cli import commands
from tests.support.docx_words import read as words_of_docx


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(commands, ["questions", *arguments, "--project", str(folder)])


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    CliRunner().invoke(commands, ["init", str(tmp_path), "--no-input", "--school", "quayside"])
    return tmp_path


def test_each_person_gets_a_page_of_what_only_they_know(begun: Path) -> None:
    result = run(begun, "quayside")
    assert result.exit_code == 0, result.output
    assert "Questions for the headteacher" in result.output
    lead = run(begun, "quayside", "--for", "lead").output
    assert "How can pupils report a worry?" in lead
    assert "Who chairs the governing board?" not in lead
    assert "Who chairs the governing board? (needed)" in run(begun, "quayside", "--for", "clerk").output


def test_what_is_answered_is_asked_only_with_all(begun: Path) -> None:
    path = begun / "schools" / "quayside.yaml"
    path.write_text(path.read_text().replace("  # phone_stance:", "  phone_stance: locker"))
    assert "What happens to pupils’ phones" not in run(begun, "quayside", "--for", "head").output
    everything = run(begun, "quayside", "--for", "head", "--all").output
    assert "What happens to pupils’ phones during the school day? (needed)" in everything
    assert "At present: Phones stay in lockers for the day." in everything


def test_as_json_each_question_says_for_whom_and_whether_it_is_needed(begun: Path) -> None:
    found = json.loads(run(begun, "quayside", "--json").output)
    by_key = {question["key"]: question for question in found["questions"]}
    assert by_key["people.chair"]["needed"] is True
    assert by_key["people.chair"]["for"] == "clerk"
    assert by_key["choices.pupil_survey"]["default"] == "every year"
    assert by_key["choices.phone_stance"]["choices"]["locker"] == "Phones stay in lockers for the day"


def test_as_a_word_file_it_has_boxes_to_tick_and_room_to_write(begun: Path) -> None:
    result = run(begun, "quayside", "--for", "head", "--format", "docx", "--out", str(begun / "out"))
    assert result.exit_code == 0, result.output
    file = begun / "out" / "questions-head.docx"
    said = words_of_docx(file.read_bytes())
    text = str(said)
    assert "Questions for the headteacher" in text
    assert "Phones are locked in pouches for the day" in text
    assert "Tick one." in text


def test_a_school_that_is_not_there_is_said(begun: Path) -> None:
    result = run(begun, "quaysid")
    assert result.exit_code == 2
    assert "Did you mean `quayside`?" in result.output


def test_one_persons_word_file_can_be_named_and_several_need_a_folder(begun: Path) -> None:
    out = begun / "head.docx"
    assert run(begun, "quayside", "--for", "head", "--format", "docx", "--out", str(out)).exit_code == 0
    assert "Questions for the headteacher" in str(words_of_docx(out.read_bytes()))
    several = run(begun, "quayside", "--format", "docx", "--out", str(begun / "all.docx"))
    assert several.exit_code == 2
    assert "must be a folder" in several.output
    assert not (begun / "all.docx").exists()


def test_a_place_that_cannot_be_written_to_is_said_in_words(begun: Path) -> None:
    (begun / "taken").write_text("a file")
    for more in ((), ("--format", "docx", "--for", "it")):
        result = run(begun, "quayside", *more, "--out", str(begun / "taken" / "x"))
        assert result.exit_code == 1
        assert "cannot be written" in result.output


def test_text_is_not_written_under_the_name_of_a_word_file(begun: Path, tmp_path: Path) -> None:
    result = run(begun, "quayside", "--for", "head", "--out", str(tmp_path / "q.docx"))
    assert result.exit_code == 2
    assert "q.docx needs --format docx" in " ".join(result.output.split())
    assert not (tmp_path / "q.docx").exists()


def test_json_goes_into_a_file_too_and_is_a_format_of_its_own(begun: Path) -> None:
    out = begun / "questions.json"
    assert run(begun, "quayside", "--for", "head", "--json", "--out", str(out)).exit_code == 0
    assert json.loads(out.read_text()) == json.loads(run(begun, "quayside", "--for", "head", "--json").output)
    assert run(begun, "quayside", "--json", "--format", "docx").exit_code == 2


def test_what_is_needed_comes_first(begun: Path) -> None:
    found = json.loads(run(begun, "quayside", "--for", "clerk", "--json").output)
    needed = [question["needed"] for question in found["questions"]]
    assert needed == sorted(needed, reverse=True)
    assert len(set(needed)) == 2
