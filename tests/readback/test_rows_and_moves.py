"""Rows of tables, and parts that were moved between clauses, are in the settings afterwards, or it says what to do."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

from tests.edits.docx import EditedFile, W
from tests.support.edited_word import EditOf, WordProject, added, gone, paragraph, words
from tests.support.settings import school

BECAUSE = ("--because", "The head wants it so")
LIST = """[{replace: telling.who, because: A list is clearer, text: "Pupils tell:\\n\\n
  {% for route in choices.routes %}\\n- {{ route }}\\n{% endfor %}\\n"}]"""


def row_of(file: EditedFile, text: str) -> etree._Element:
    return next(paragraph(file, text).iterancestors(f"{W}tr"))


def row_added(after: str, *cells: str) -> EditOf:
    """Return the edit that copies a row, as Word does for a new one, and types into its cells."""

    def edit(file: EditedFile) -> None:
        row = row_of(file, after)
        made = deepcopy(row)
        for cell, text in zip(made.iter(f"{W}tc"), cells, strict=True):
            one = cell.find(f"{W}p")
            for child in one.findall("*"):
                one.remove(child)
            etree.SubElement(etree.SubElement(one, f"{W}r"), f"{W}t").text = text
        row.addnext(made)

    return edit


def row_gone(text: str) -> EditOf:
    def edit(file: EditedFile) -> None:
        row = row_of(file, text)
        row.getparent().remove(row)

    return edit


def row_moved(text: str, after: str) -> EditOf:
    return lambda file: row_of(file, after).addnext(row_of(file, text))


def table_gone(text: str) -> EditOf:
    def edit(file: EditedFile) -> None:
        table = row_of(file, text).getparent()
        table.getparent().remove(table)

    return edit


def table_added(after: str, like: str) -> EditOf:
    def edit(file: EditedFile) -> None:
        table = deepcopy(row_of(file, like).getparent())
        for number, one in enumerate(table.iter(f"{W}t")):
            one.text = f"lighthouse{number}"
        for mark in list(table.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
            mark.getparent().remove(mark)
        paragraph(file, after).addnext(table)

    return edit


def moved(text: str, after: str) -> EditOf:
    return lambda file: paragraph(file, after).addnext(paragraph(file, text))


def read(project: WordProject, *edits: EditOf) -> dict[str, Any]:
    found = json.loads(project.read(project.docx("online", *edits), "--json").out)
    assert isinstance(found, dict)
    return found


@pytest.fixture
def project(tmp_path: Path) -> WordProject:
    return WordProject.lay_out(tmp_path)


def test_rows_that_were_added_changed_and_deleted_are_in_the_clause(project: WordProject) -> None:
    edits = (words("A note", "A short note"), row_added("What", "A letter | a card", "Ann"), row_gone("A call"))
    found = read(project, *edits)
    assert [(one["what"], one["before"], one["after"]) for one in found["changes"]] == [
        ("added", "", "A letter | a card | Ann"),
        ("changed", "A note", "A short note"),
        ("removed", "A call | The Helpline", ""),
    ]
    project.read(project.docx("online", *edits), "--write", *BECAUSE)
    (entry,) = yaml.safe_load(project.settings())["tailoring"]
    assert entry["text"].splitlines() == [
        "| What | Who |",
        "| --- | --- |",
        "| A letter \\| a card | Ann |",
        "| A short note | {{ people.online_lead | sentence }} |",
    ]
    assert (read(project)["changes"], "A letter | a card" in project.printed("online")) == ([], True)


def test_a_table_that_was_deleted_is_gone_as_a_whole(tmp_path: Path) -> None:
    own = '[{replace: telling.record, because: Ours, text: "It is written.\\n\\n| What |\\n| --- |\\n| A note |\\n"}]'
    project = WordProject.lay_out(tmp_path, {"schools/hilltop.yaml": school(tailoring=own)})
    project.read(project.docx("online", table_gone("A note")), "--write")
    assert yaml.safe_load(project.settings())["tailoring"][0]["text"] == "It is written."


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (row_gone("What"), "the heading row of a table in `home:telling.record` was deleted"),
        (row_moved("A call", "What"), "a table row in `home:telling.record` was moved"),
        (table_added("keeps its pupils", "A note"), "a table was added to `home:basics.why`"),
    ],
)
def test_what_cannot_be_done_to_a_table_is_told(edit: EditOf, message: str, project: WordProject) -> None:
    refusals = [one["refusal"] for one in read(project, edit)["proposals"]]
    assert [message in one["message"] and bool(one["hint"]) for one in refusals] == [True]


def test_what_was_moved_to_another_clause_rewords_both_and_keeps_its_placeholders(project: WordProject) -> None:
    edits = (added("keeps its pupils", "This is ours."), moved("keeps its pupils", "It is written down"))
    (one,) = read(project, *edits)["proposals"]
    assert (one["kind"], one["target"], one["others"], one["taken"]) == (
        "move",
        "home:basics.why",
        ["home:telling.who"],
        True,
    )
    ran = project.read(project.docx("online", *edits), "--write", *BECAUSE)
    assert (
        "move part of home:basics.why “Why we have it” to another clause, and reword both: home:telling.who" in ran.out
    )
    texts = {one["replace"]: one["text"] for one in yaml.safe_load(project.settings())["tailoring"]}
    assert texts["home:basics.why"] == "This is ours."
    assert texts["home:telling.who"].endswith(
        "\n\n{{ school.name }} keeps its pupils safe online. {{ people.headteacher | sentence }} answers for that.\n"
    )
    assert read(project)["changes"] == []


def test_a_part_that_was_moved_into_a_locked_clause_leaves_both_as_they_are(tmp_path: Path) -> None:
    project = WordProject.lay_out(tmp_path)
    path = tmp_path / "schools/authorities/westshire.yaml"
    path.write_text(path.read_text() + "locked: [telling.who]\n")
    edits = (added("keeps its pupils", "This is ours."), moved("keeps its pupils", "It is written down"))
    (one,) = read(project, *edits)["proposals"]
    assert (one["refusal"]["code"], one["can_be_written"]) == ("PG822", False)


def test_an_edit_in_a_list_that_is_made_from_an_answer_names_the_answer(tmp_path: Path) -> None:
    choices = "\n  phones: handed_in\n  routes: [a friend, the office]"
    project = WordProject.lay_out(tmp_path, {"schools/hilltop.yaml": school(choices=choices, tailoring=LIST)})
    reworded = words("the office", "the office, at once")
    for edit in (added("the office", "a teacher", "ListBullet"), reworded, gone("the office")):
        (one,) = read(project, edit)["proposals"]
        assert one["refusal"]["code"] == "PG829"
        assert "`choices.routes`" in one["refusal"]["message"]
