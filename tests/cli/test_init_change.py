"""`policygen init` on a finished settings file: one answer is found, shown and changed, all else stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from policygen.cli import commands

FILE = "schools/allhallows.yaml"


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """A project with a school that has every answer, and remarks that somebody wrote into its file."""
    made = CliRunner().invoke(commands, ["init", str(tmp_path), "--sample"])
    assert made.exit_code == 0, made.output
    path = tmp_path / FILE
    text = path.read_text()
    lines = text.split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("  telephone:"))
    lines[at] += "  # the office"
    path.write_text("\n".join(lines))
    return tmp_path


def change(folder: Path, *answers: str, school: tuple[str, ...] = ("--school", "allhallows")) -> Result:
    # Then Enter: nothing else is to be changed, and the facts and optional questions are left as they are.
    typed = "".join(f"{answer}\n" for answer in (*answers, *[""] * 20))
    return CliRunner().invoke(commands, ["init", str(folder), *school], input=typed)


def test_a_finished_answer_is_found_by_words_shown_and_changed_alone(finished: Path) -> None:
    before = (finished / FILE).read_text().split("\n")
    result = change(finished, "telephone", "01632 960777")
    assert result.exit_code == 0, result.output
    assert "Which answer do you want to change?" in result.output
    old = next(line for line in before if line.startswith("  telephone:"))
    assert old.split(":")[1].split("#")[0].strip() in result.output
    after = (finished / FILE).read_text().split("\n")
    assert [line for line in after if line not in before] == ["  telephone: 01632 960777  # the office"]
    assert len(after) == len(before)
    assert "You have given all the answers that are needed" in result.output


def test_an_answer_is_found_by_its_topic_and_its_number(finished: Path) -> None:
    shown = change(finished, "2", "").output
    at = next(line for line in shown.split("\n") if line.endswith("01632 960101"))
    result = change(finished, "2", at.split()[0], "01632 960778")
    assert "telephone: 01632 960778" in (finished / FILE).read_text(), result.output


def test_enter_changes_nothing_and_words_that_fit_no_question_are_said(finished: Path) -> None:
    before = (finished / FILE).read_bytes()
    result = change(finished, "unicorns", "?", "telephone", "", "999", "telephone", "soon", "<")
    assert "No question or answer contains “unicorns”." in result.output
    assert "Type a number from the list" in " ".join(result.output.split())
    assert "This answer cannot be used" in result.output
    assert (finished / FILE).read_bytes() == before


def test_what_a_changed_answer_makes_needed_is_asked_at_once(finished: Path) -> None:
    result = change(finished, "school.type", "academy", "yes", "the Marram Trust")
    assert result.exit_code == 0, result.output
    text = (finished / FILE).read_text()
    assert "  type: academy\n" in text
    assert "  in_trust: yes\n" in text
    assert "  trust: the Marram Trust\n" in text


def test_a_school_of_this_project_can_be_named_in_place_of_a_folder(
    finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(finished)
    typed = "telephone\n01632 960779\n" + "\n" * 20
    result = CliRunner().invoke(commands, ["init", "allhallows"], input=typed)
    assert result.exit_code == 0, result.output
    assert "telephone: 01632 960779" in (finished / FILE).read_text()
    assert not (finished / "allhallows").exists()


def test_the_colour_and_the_logo_are_asked_checked_and_saved(finished: Path) -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40"/></svg>'
    (finished / "schools" / "crest.svg").write_text(picture)
    before = (finished / FILE).read_text()
    wrong = ("schools/none.png", "A crest", "../crest.svg", "A crest", "schools/crest.svg", "", FILE, "A crest")
    result = change(finished, "logo", "blue", "#1f3a5f", *wrong, "schools/crest.svg", "A crest")
    assert result.exit_code == 0, result.output
    assert "“blue” is not a colour." in result.output
    assert result.output.count("This answer cannot be used") == 5
    text = (finished / FILE).read_text()
    logo = "logo:\n  file: schools/crest.svg\n  alternative: A crest\n"
    assert text == f'{before}\ncolour: "#1f3a5f"\n\n{logo}'
    again = change(finished, "colour", "#203b60", "")
    assert again.exit_code == 0, again.output
    assert (finished / FILE).read_text() == text.replace("#1f3a5f", "#203b60")
