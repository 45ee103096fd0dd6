"""`policygen init`: a school's settings from nothing, answered at the keyboard, left and taken up again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from policygen.cli import commands

# What is asked first of a community primary school, in order, with the start of each answer's question.
PRIMARY = [
    ("What is the school’s full name?", "Quayside: a School"),
    ("Which policies", "all"),
    ("The file's name", ""),
    ("What type of school is it?", "1"),
    ("Which stages", "1, 2"),
    ("infants, juniors or both", "1"),
    ("in a federation", "n"),
    ("Which local authority", "Westshire Council"),
    ("telephone number?", "01234 567890"),
    ("local authority’s designated officer?", "01234 567891"),
    ("children’s social care", "01234 567892"),
    ("Who is the headteacher?", "NO"),
    ("What the school calls this post", ""),
    ("Who chairs", "vacant"),
    ("Who employs", "Westshire Council"),
    ("designated safeguarding lead?", "Priya Nair"),
    ("Another post", "Assistant head"),
    ("Telephone number for this post", ""),
    ("E-mail address for this post", ""),
    ("Who stands in", "Sam Okoro"),
    ("Another post", ""),
    ("Telephone number for this post", ""),
    ("Which governor", "Comfort Boateng"),
    ("Another post", ""),
    ("Who looks after the school’s computers", "Halyard"),
    ("Another post", ""),
    ("Telephone number for this post", ""),
    ("data protection officer?", "The DPO"),
    ("Another post", ""),
    ("E-mail address for this post", "dpo@quayside.sch.uk"),
    ("What happens to pupils’ phones", "2"),
    ("Answer them now?", "n"),
]
FILE = "schools/quayside-a-school.yaml"


def typed(answers: list[str]) -> str:
    return "".join(f"{answer}\n" for answer in answers)


def init(folder: Path, answers: list[str], *more: str) -> Result:
    result = CliRunner().invoke(commands, ["init", str(folder), *more], input=typed(answers))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(commands, [*arguments, "--project", str(folder)])


def test_a_whole_interview_gives_a_file_that_build_takes(tmp_path: Path) -> None:
    result = init(tmp_path, [answer for _, answer in PRIMARY])
    assert result.exit_code == 0, result.output
    place = 0
    for question, _ in PRIMARY:
        place = result.output.index(question, place)
    assert "You have given all the answers that are needed" in result.output
    assert (tmp_path / "schools" / ".schema" / "school.json").is_file()
    assert (tmp_path / FILE).read_text().startswith("# yaml-language-server: $schema=.schema/school.json\n")
    built = run(tmp_path, "build", "--format", "md", "--out", str(tmp_path / "build"))
    assert built.exit_code == 0, built.output
    policy = (tmp_path / "build" / "quayside-a-school" / "e-safety.md").read_text()
    assert "Quayside: a School" in policy.replace("\\", "")
    assert "| Headteacher | NO |" in policy
    assert "For approval" in policy
    assert "    name: The DPO\n    email: dpo@quayside.sch.uk\n" in (tmp_path / FILE).read_text()


def test_what_does_not_read_is_said_and_asked_again(tmp_path: Path) -> None:
    answers = [answer for _, answer in PRIMARY]
    answers[3:4] = ["99", "an academy of sorts", "1"]
    answers[-2:-1] = ["none", "2"]
    result = init(tmp_path, answers)
    assert "“99” is not one of the answers. Type a number from 1 to 17." in " ".join(result.output.split())
    assert "“none” is not one of the answers" in result.output
    assert "You have given all the answers that are needed" in result.output


def test_going_back_shows_the_answer_and_takes_another(tmp_path: Path) -> None:
    answers = [answer for _, answer in PRIMARY]
    answers[4:7] = ["<", "community_special", "1, 2", "1", "n", "n", "n"]
    result = init(tmp_path, answers)
    assert "You have given all the answers that are needed" in result.output
    assert "  type: community_special\n" in (tmp_path / FILE).read_text()


def test_enter_on_the_way_back_changes_nothing_of_a_choice_or_a_person(tmp_path: Path) -> None:
    answers = [answer for _, answer in PRIMARY]
    at = answers.index("Priya Nair")
    # Back from the lead's deputy to the type of school, then Enter all the way, through the post beside the name too.
    answers[at + 4 : at + 4] = ["<"] * 11 + [""] * 15
    answers[answers.index("NO") + 1] = "Executive head"
    result = init(tmp_path, answers)
    assert "This answer cannot be used" not in result.output
    assert "You have given all the answers that are needed" in result.output
    text = (tmp_path / FILE).read_text()
    assert '    name: "NO"\n    title: Executive head\n' in text
    assert "    name: Priya Nair\n    post: Assistant head\n" in text
    assert "  type: community\n" in text


def test_none_takes_another_post_away_and_a_question_mark_is_no_post(tmp_path: Path) -> None:
    answers = [answer for _, answer in PRIMARY]
    at = answers.index("Priya Nair")
    answers[at + 4 : at + 4] = ["<", "", "?", "none", "", ""]
    result = init(tmp_path, answers)
    assert "Press Enter to leave it as it is, type `none` to remove it, or type < to go back." in result.output
    assert "  designated_safeguarding_lead:\n    name: Priya Nair\n\n" in (tmp_path / FILE).read_text()


def test_back_at_a_title_or_another_post_returns_to_the_name(tmp_path: Path) -> None:
    answers = [answer for _, answer in PRIMARY]
    head = answers.index("NO")
    answers[head + 1 : head + 2] = ["<", "Ann Reed", "Executive head"]
    lead = answers.index("Priya Nair")
    answers[lead + 1 : lead + 2] = ["<", "Priya Rao", "<", "", "Assistant head"]
    result = init(tmp_path, answers)
    assert "You have given all the answers that are needed" in result.output
    text = (tmp_path / FILE).read_text()
    assert "  headteacher:\n    name: Ann Reed\n    title: Executive head\n" in text
    assert "    name: Priya Rao\n    post: Assistant head\n" in text
    assert "<" not in text


def test_back_at_an_address_returns_to_the_number_and_the_post(tmp_path: Path) -> None:
    answers = [answer for _, answer in PRIMARY]
    at = answers.index("Assistant head")
    answers[at + 1 : at + 2] = ["<", "Deputy head", "ring twice", "01234 567893", "<", ""]
    result = init(tmp_path, answers)
    assert "You have given all the answers that are needed" in result.output
    assert "    name: Priya Nair\n    post: Deputy head\n    telephone: 01234 567893\n" in (tmp_path / FILE).read_text()


def test_a_vacancy_is_no_other_post(tmp_path: Path) -> None:
    answers = [answer for _, answer in PRIMARY]
    answers[answers.index("Assistant head") : answers.index("Assistant head")] = ["vacant"]
    result = init(tmp_path, answers)
    assert "`vacant` is an answer to the previous question (the name)" in result.output
    assert "    name: Priya Nair\n    post: Assistant head\n" in (tmp_path / FILE).read_text()


def test_what_was_answered_is_kept_when_somebody_stops_and_asked_no_more(tmp_path: Path) -> None:
    answers = [answer for _, answer in PRIMARY]
    first = init(tmp_path, [*answers[:12], "stop"])
    assert first.exit_code == 0
    on = f"cd {tmp_path} && policygen init --school quayside-a-school"
    assert f"Your answers are saved in {tmp_path / FILE}. To continue, run: {on}" in first.output
    again = init(tmp_path, ["", *answers[13:]])
    assert "You have started quayside-a-school; 8 answers are still needed." in again.output
    assert "What type of school is it?" not in again.output
    # Numbered by what is left to ask now, not by what there was at first.
    assert "(1 of 8)" in again.output
    assert "You have given all the answers that are needed" in again.output


def test_an_end_of_input_loses_nothing_either(tmp_path: Path) -> None:
    result = init(tmp_path, [answer for _, answer in PRIMARY[:9]])
    assert result.exit_code == 0
    assert "To continue, run" in result.output
    assert "local_authority: Westshire Council" in (tmp_path / FILE).read_text()


def test_what_a_person_wrote_into_the_file_meanwhile_stays(tmp_path: Path) -> None:
    answers = [answer for _, answer in PRIMARY]
    init(tmp_path, [*answers[:11], "stop"])
    path = tmp_path / FILE
    mine = "\n# ours\ntailoring:\n  - {omit: practice:young-people.life, because: Too small}\n"
    path.write_text(path.read_text() + mine)
    init(tmp_path, [*answers[12:]], "--school", "quayside-a-school")
    assert path.read_text().endswith(mine)


def test_an_answer_that_speaks_against_another_is_taken_out_again(tmp_path: Path) -> None:
    init(tmp_path, [answer for _, answer in PRIMARY])
    path = tmp_path / FILE
    path.write_text(path.read_text().replace("  e-safety: {}", "  e-safety:\n    meeting_on: 2026-12-03"))
    CliRunner().invoke(commands, ["init", str(tmp_path), "--school", "quayside-a-school"], input="\ny\n" + "\n" * 80)
    answers = ["", "y", *[""] * 80]
    result = init(tmp_path, answers, "--school", "quayside-a-school")
    question = "When is the next review due?"
    before = len(re.findall(r"\n(?:> |Name: )", result.output[: result.output.index(question)]))
    answers = ["", "y", *[""] * before, "1 December 2026", "2027-11-30", *[""] * 80]
    result = init(tmp_path, answers, "--school", "quayside-a-school")
    words = " ".join(result.output.split())
    assert (
        "This answer cannot be used: the review date (2026-12-01) must be after the meeting that approves the policy"
        in words
    )
    assert 'review_on: "2027-11-30"' in path.read_text()
    assert "2026-12-01" not in path.read_text()
    assert "1 December" not in path.read_text()


def test_without_input_the_blanks_are_marked(tmp_path: Path) -> None:
    result = init(tmp_path, [], "--no-input", "--school", "quayside")
    assert result.exit_code == 0, result.output
    text = (tmp_path / "schools" / "quayside.yaml").read_text()
    assert "\n  name:  # needed\n" in text
    assert "\n  # trust:\n" in text
    drafted = run(tmp_path, "build", "--draft", "--policy", "e-safety", "--format", "md", "--out", str(tmp_path / "b"))
    assert "Built 1 of 1 policy in " in drafted.output


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    init(tmp_path, [], "--no-input", "--school", "quayside")
    path = tmp_path / "schools" / "quayside.yaml"
    path.write_text("school: {name: Mine}\n")
    result = init(tmp_path, [], "--no-input", "--school", "quayside")
    assert path.read_text() == "school: {name: Mine}\n"
    assert result.exit_code == 1
    assert "schools/quayside.yaml already exists" in result.output


@pytest.mark.parametrize("name", ["../outside", "a/b", "Quayside", ""])
def test_a_name_that_cannot_be_an_id_is_refused(name: str, tmp_path: Path) -> None:
    result = init(tmp_path, [], "--no-input", "--school", name or "-")
    assert result.exit_code == 1
    assert "cannot be a file name here" in result.output
    assert list((tmp_path).rglob("*.yaml")) == []


def test_a_sample_is_an_invented_school_that_builds(tmp_path: Path) -> None:
    result = init(tmp_path, [], "--sample")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "schools" / "allhallows.yaml").is_file()
    assert (tmp_path / "schools" / "authorities" / "westshire.yaml").is_file()
    built = run(tmp_path, "build", "--format", "md", "--out", str(tmp_path / "build"))
    assert built.exit_code == 0, built.output
    assert "Not built" not in built.output


def test_a_sample_never_writes_over_what_somebody_changed(tmp_path: Path) -> None:
    init(tmp_path, [], "--sample")
    path = tmp_path / "schools" / "allhallows.yaml"
    path.write_text("school: {name: Mine}\n")
    assert init(tmp_path, [], "--sample").exit_code == 1
    assert path.read_text() == "school: {name: Mine}\n"
    nowhere = init(tmp_path, [], "--sample", "nowhere")
    assert nowhere.exit_code == 2
    assert "policygen init nowhere --sample" in " ".join(nowhere.output.split())


def test_what_a_council_answers_is_not_asked_again(tmp_path: Path) -> None:
    init(tmp_path, [], "--sample")
    (tmp_path / "schools" / "allhallows.yaml").unlink()
    council = tmp_path / "schools" / "authorities" / "westshire.yaml"
    council.write_text(
        "school: {nation: england, local_authority: Westshire}\npeople: {data_protection_officer: Them}\n"
    )
    result = init(tmp_path, ["Quayside", "1", "all", "", "1", "2", "1", "n", "01234 567890", "", "", "stop"])
    assert "authorities/westshire" in result.output
    assert "Which local authority" not in result.output
    assert "Who is the headteacher?" in result.output
    assert "extends: authorities/westshire.yaml" in (tmp_path / "schools" / "quayside.yaml").read_text()


def test_a_folder_that_cannot_hold_a_school_is_said_in_words(tmp_path: Path) -> None:
    outside, project, taken = tmp_path / "outside", tmp_path / "project", tmp_path / "taken"
    for folder in (outside, project, taken):
        folder.mkdir()
    (project / "schools").symlink_to(outside)
    (taken / "schools").write_text("a file")
    for folder, said in ((project, "is outside"), (taken, "schools/ cannot be read")):
        result = init(folder, [], "--no-input")
        assert result.exit_code == 1
        assert said in result.output
    assert list(outside.iterdir()) == []


def test_the_words_that_hold_for_every_question_hold_before_there_is_a_file(tmp_path: Path) -> None:
    asked = init(tmp_path, ["?", "<", "", "stop"])
    assert "Use the name on the school’s sign" in asked.output
    assert "To change an answer, type `stop`" in asked.output
    assert "Nothing has been written." in asked.output
    assert not (tmp_path / "schools").exists()
    later = init(tmp_path, ["Quayside", "?", "all", "?", "stop"])
    assert "Press Enter to choose all" in later.output
    assert "Press Enter to accept the name shown." in later.output
    assert not (tmp_path / "schools").exists()


def test_it_says_for_which_nation_the_wording_is(tmp_path: Path) -> None:
    assert "written for schools in England." in init(tmp_path, ["stop"]).output


def test_a_finished_school_is_gone_on_with_unless_another_is_wanted(tmp_path: Path) -> None:
    init(tmp_path, [answer for _, answer in PRIMARY])
    again = init(tmp_path, ["", "y", "stop"])
    assert "quayside-a-school has all the answers it needs." in again.output
    assert "What is the school’s full name?" not in again.output
    other = init(tmp_path, ["n", "stop"])
    assert "What is the school’s full name?" in other.output


def test_a_list_takes_a_line_for_each_entry(tmp_path: Path) -> None:
    answers = [answer for _, answer in PRIMARY]
    init(tmp_path, answers)
    asked = init(tmp_path, ["", "y", *[""] * 80], "--school", "quayside-a-school").output
    # An empty line ends each of the questions before it.
    before = len(re.findall(r"\n(?:> |Name: )", asked[: asked.index("How can pupils report a worry?")]))
    routes = ["the worry box; in the hall", "an e-mail to their tutor", ""]
    init(tmp_path, ["", "y", *[""] * before, *routes, "stop"], "--school", "quayside-a-school")
    text = (tmp_path / FILE).read_text()
    assert "  pupil_report_routes:\n    - the worry box; in the hall\n    - an e-mail to their tutor\n" in text


def test_a_name_that_cannot_be_printed_is_refused_as_it_is_typed(tmp_path: Path) -> None:
    answers = [answer for _, answer in PRIMARY]
    at = answers.index("Priya Nair")
    answers[at : at + 1] = ["Priya 🎻 Nair", "", "Priya Nair"]
    result = init(tmp_path, answers)
    assert "🎻 (violin). Use different words or letters" in " ".join(result.output.split())
    assert "    name: Priya Nair\n    post: Assistant head\n" in (tmp_path / FILE).read_text()


def test_an_invented_council_is_not_offered_to_a_real_school(tmp_path: Path) -> None:
    init(tmp_path, [], "--sample")
    result = init(tmp_path, ["Quayside", "all", "", "stop"])
    assert "authorities/westshire" not in result.output
    assert "extends:" not in (tmp_path / "schools" / "quayside.yaml").read_text()
