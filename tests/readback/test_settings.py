"""What a person edited in Word is in the settings afterwards, and the next build prints it."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
import yaml

from tests.edits import disguised
from tests.edits.docx import EditedFile, W
from tests.edits.tracking import comment_on, delete_tracked
from tests.support.edited_word import WordProject, added, gone, paragraph, words
from tests.support.git import commit
from tests.support.settings import school

BECAUSE = ("--because", "The head wants it so")


@pytest.fixture
def project(tmp_path: Path) -> WordProject:
    return WordProject.lay_out(tmp_path)


def tailoring(project: WordProject) -> list[dict[str, str]]:
    return yaml.safe_load(project.settings())["tailoring"]


def test_an_edited_clause_keeps_its_placeholders_so_that_next_years_head_appears(project: WordProject) -> None:
    data = project.docx("online", words("answers for that", "answers for every bit of that"))
    assert project.read(data, "--write", *BECAUSE).code == 0
    (entry,) = tailoring(project)
    assert entry["replace"] == "home:basics.why"
    assert "{{ school.name }}" in entry["text"]
    assert "{{ people.headteacher | sentence }} answers for every bit of that." in entry["text"]
    assert entry["because"] == "The head wants it so"
    path = project.folder / "schools/hilltop.yaml"
    path.write_text(project.settings().replace("title: Principal", "title: Warden"))
    assert "The warden answers for every bit of that." in project.printed("online")


def test_what_was_written_is_printed_and_a_second_reading_finds_nothing(project: WordProject) -> None:
    data = project.docx("online", words("are ", "are always "), gone("notes"), added("calm", "quiet", "ListNumber2"))
    assert project.read(data, "--write", *BECAUSE).code == 0
    again = json.loads(project.read(project.docx("online"), "--json").out)
    assert (again["changes"], again["proposals"]) == ([], [])
    printed = project.printed("online")
    assert "are always kind" in printed
    assert "notes" not in printed
    done = json.loads(project.read(data, "--json").out)
    assert [one["refusal"]["code"] for one in done["proposals"]] == ["PG824"]


def test_comments_and_order_of_the_settings_stay_and_the_base_is_recorded(project: WordProject) -> None:
    path = project.folder / "schools/hilltop.yaml"
    path.write_text(project.settings().replace("choices:", "# What we decided in May.\nchoices:") + "# The end.\n")
    before = project.settings()
    ran = project.read(project.docx("online", words("A phone", "A telephone")), "--write", *BECAUSE)
    assert ran.code == 0
    assert project.settings().startswith(before.removesuffix("# The end.\n"))
    assert "# The end." in project.settings()
    index = yaml.safe_load((project.folder / "schools/hilltop/base/index.yaml").read_text())
    assert list(index["clauses"]) == ["home:basics.words"]
    kept = project.folder / f"schools/hilltop/base/{index['clauses']['home:basics.words']['digest']}.yaml"
    assert "A phone or a computer." in kept.read_text()


def test_an_edit_inside_a_value_changes_the_answer_and_no_clause(project: WordProject) -> None:
    ran = project.read(project.docx("online", words("Ann Reed", "Bea Lund")), "--write")
    assert ran.code == 0
    assert "headteacher: {name: Bea Lund, title: Principal}" in project.settings()
    assert "tailoring" not in project.settings()
    assert "Bea Lund" in project.printed("online")


def test_a_name_that_was_typed_anew_without_its_bookmark_is_an_answer_to_look_at(project: WordProject) -> None:
    data = project.docx("online", words("Hilltop School", "Oak Lane Primary"))
    lost = disguised(data, "bookmarks_lost", Random(1))  # noqa: S311
    (one,) = json.loads(project.read(lost, "--json").out)["proposals"]
    assert (one["target"], one["after"], one["sure"]) == ("school.name", "Oak Lane Primary", "unsure")
    assert (one["taken"], one["can_be_written"]) == (False, True)


def test_a_title_in_a_sentence_is_the_answer_that_it_is_printed_from(project: WordProject) -> None:
    project.read(project.docx("online", words("The principal", "The warden")), "--write")
    assert "title: Warden" in project.settings()


def test_different_words_for_one_value_are_left_to_a_person(project: WordProject) -> None:
    data = project.docx("online", words("Ann Reed", "Bea Lund"), words("Ann Reed", "Cy Moss"))
    (one,) = json.loads(project.read(data, "--json").out)["proposals"]
    assert one["refusal"]["code"] == "PG826"


def test_a_clause_of_which_everything_was_deleted_is_left_out(project: WordProject) -> None:
    project.read(project.docx("phones", gone("Every day"), gone("Phones are silent")), "--write", *BECAUSE)
    assert tailoring(project) == [{"omit": "home:phones.all", "because": "The head wants it so"}]


def test_a_new_heading_with_a_paragraph_is_a_new_clause(project: WordProject) -> None:
    data = project.docx(
        "phones",
        added("Phones are silent", "The site team *never* ring.\u00a0"),
        added("Phones are silent", "Ringing", "Heading2"),
    )
    project.read(data, "--write", *BECAUSE)
    (entry,) = tailoring(project)
    assert entry["add"] == {"after": "home:phones.all"}
    assert entry["title"] == "Ringing"
    assert "The site team *never* ring." in project.printed("phones")


def test_a_clause_that_the_school_reworded_before_is_changed_in_place(tmp_path: Path) -> None:
    own = "[{replace: basics.words, text: A phone or a watch., because: We have watches}]"
    project = WordProject.lay_out(tmp_path, {"schools/hilltop.yaml": school(tailoring=own)})
    assert project.read(project.docx("online", words("a watch", "a smart watch")), "--write").code == 0
    assert tailoring(project) == [
        {"replace": "basics.words", "text": "A phone or a smart watch.", "because": "We have watches"}
    ]


def test_a_comment_is_the_reason_and_a_remark_to_settle(project: WordProject) -> None:
    def remark(file: EditedFile) -> None:
        run = next(paragraph(file, "A telephone").iter(f"{W}r"))
        comment_on(file, run, (0, 11), "Governors asked for the whole word.", "Jo Bell", "2026-11-03T10:00:00Z")

    data = project.docx("online", words("A phone", "A telephone"), remark)
    found = json.loads(project.read(data, "--json").out)
    assert [one["kind"] for one in found["proposals"]] == ["replace", "remark"]
    assert found["proposals"][0]["because"] == "Governors asked for the whole word."
    assert found["comments"][0]["about"] == "A telephone"
    assert found["comments"][0]["clause"] == "home:basics.words"


def test_a_tracked_change_says_who_made_it_and_when(project: WordProject) -> None:
    def edit(file: EditedFile) -> None:
        run = next(paragraph(file, "A phone").iter(f"{W}r"))
        delete_tracked(run, (2, 7), "telephone", "Jo Bell", "2026-11-03T10:00:00Z")

    found = json.loads(project.read(project.docx("online", edit), "--json").out)
    (change,) = found["changes"]
    assert (change["before"], change["after"]) == ("A phone or a computer.", "A telephone or a computer.")
    assert [(one["kind"], one["words"], one["author"]) for one in change["tracked"]] == [
        ("deleted", "phone", "Jo Bell"),
        ("inserted", "telephone", "Jo Bell"),
    ]
    assert found["proposals"][0]["because"] == "as edited in Word by Jo Bell on 3 November 2026"


def test_without_a_reason_nothing_is_written(project: WordProject) -> None:
    before = project.settings()
    ran = project.read(project.docx("online", words("A phone", "A telephone")), "--write")
    assert ran.code == 1
    assert "proposal 1 needs a reason" in ran.err
    assert project.settings() == before


def test_changes_that_are_not_committed_are_not_written_over(tmp_path: Path) -> None:
    project = WordProject.lay_out(tmp_path)
    data = project.docx("online", words("A phone", "A telephone"))
    commit(tmp_path)
    (tmp_path / "schools/hilltop.yaml").write_text(project.settings() + "# mine\n")
    ran = project.read(data, "--write", *BECAUSE)
    assert ran.code == 1
    assert "not committed" in ran.err
    assert "tailoring" not in project.settings()


def test_only_the_proposals_that_are_named_are_written(project: WordProject) -> None:
    data = project.docx("online", words("Ann Reed", "Bea Lund"), words("A phone", "A telephone"))
    assert project.read(data, "--write", "--take", "1").code == 0
    assert "Bea Lund" in project.settings()
    assert "tailoring" not in project.settings()
    assert project.read(data, "--write", "--take", "9").code == 2
    assert "needs --write" in project.read(data, "--take", "1").err
