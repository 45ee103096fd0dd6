"""`policygen duties`: the plan on the screen, and files that are written as a build writes them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.cli.test_build_calendar import Read, events
from tests.support.cli import Ran, run
from tests.support.docx_words import DocxWords
from tests.support.projects import SMALL, lay_out, write

TODAY = {"SOURCE_DATE_EPOCH": "1795910400"}  # 29 November 2026
YEAR = "school_year: [{id: only, title: Only term, months: [september, october, november], last_day: 20}]\n"
CLAUSE = """
clauses:
  - id: duties.board
    title: The board
    kind: duty
    audience: [governors]
    text: The lead will report once a year.
    cites: [care_act]
    duties: [{who: online_lead, what: report, every: year, by: MONTH, says: once a year}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lay_out(tmp_path)
    write(tmp_path, "clauses/vocabulary.yaml", (SMALL / "clauses/vocabulary.yaml").read_text(encoding="utf-8") + YEAR)
    write(tmp_path, "clauses/law/duties.yaml", (SMALL / "clauses/law/duties.yaml").read_text(encoding="utf-8"))
    promise(tmp_path, "november")
    return tmp_path


def promise(folder: Path, month: str) -> None:
    """Have the clause on the board promise a report by the end of this month."""
    form = (SMALL / "clauses/law/duties.yaml").read_text(encoding="utf-8").partition("  - id: duties.form")
    write(folder, "clauses/law/duties.yaml", CLAUSE.replace("MONTH", month) + form[1] + form[2])


def duties(folder: Path, *arguments: str) -> Ran:
    return run(folder, "duties", "hilltop", *arguments, environment=TODAY)


def event(folder: Path) -> Read:
    (found,) = events(folder / "build/hilltop/duties.ics")
    return found


def test_the_plan_is_shown_and_nothing_is_written(folder: Path) -> None:
    ran = duties(folder)
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[2:4] == [
        "November (by 20 November 2026)",
        "  Safeguarding lead (Sam Okoro): report",
    ]
    assert not (folder / "build").exists()


def test_json_is_alone_on_stdout(folder: Path) -> None:
    ran = duties(folder, "--json", "--year", "2030")
    assert json.loads(ran.out)["duties"][0]["due"][0]["on"] == "2030-11-20"
    assert ran.err == ""


def test_files_are_written_and_named(folder: Path) -> None:
    ran = duties(folder, "--format", "ics,csv", "--out", "elsewhere")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == ["elsewhere/hilltop/duties.csv", "elsewhere/hilltop/duties.ics"]
    assert sorted(path.name for path in (folder / "elsewhere/hilltop").iterdir()) == ["duties.csv", "duties.ics"]


def test_an_event_that_moves_to_an_earlier_day_is_taken_over_by_calendars(folder: Path) -> None:
    duties(folder, "--format", "ics")
    before = event(folder)
    # The duty stays the same and its day moves: the term ends sooner.
    vocabulary = folder / "clauses/vocabulary.yaml"
    write(
        folder,
        "clauses/vocabulary.yaml",
        vocabulary.read_text(encoding="utf-8").replace("last_day: 20", "last_day: 10"),
    )
    duties(folder, "--format", "ics")
    after = event(folder)
    assert (before.on, after.on) == (date(2026, 11, 20), date(2026, 11, 10))
    assert after.uid == before.uid
    assert after.sequence > before.sequence


def test_a_file_that_a_person_changed_is_kept(folder: Path) -> None:
    duties(folder, "--format", "csv")
    path = folder / "build/hilltop/duties.csv"
    path.write_bytes(path.read_bytes() + b"Ours\r\n")
    promise(folder, "october")
    ran = duties(folder, "--format", "csv")
    assert "Ours" not in path.read_text(encoding="utf-8")
    kept = "schools/hilltop/kept/2026-11-29-duties.csv"
    assert "Ours" in (folder / kept).read_text(encoding="utf-8")
    assert kept in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "xlsx"], "there is no format 'xlsx'"),
        (["--format", ","], "Choose from: table, json, csv, ics, docx, pdf"),
        (["--year", "26"], "26 is not in the range"),
    ],
)
def test_what_cannot_be_understood_is_said(folder: Path, arguments: list[str], said: str) -> None:
    ran = duties(folder, *arguments)
    assert ran.code == 2
    assert said in ran.err


def test_a_school_with_mistakes_has_no_plan(folder: Path) -> None:
    write(
        folder, "schools/hilltop.yaml", "extends: authorities/westshire.yaml\npolicies: {online: {review_on: soon}}\n"
    )
    ran = duties(folder)
    assert (ran.code, ran.out) == (1, "")
    assert "PG221" in ran.err


def test_a_library_with_mistakes_has_no_plan(folder: Path) -> None:
    promise(folder, "yesterday")
    ran = duties(folder)
    assert (ran.code, ran.out) == (1, "")
    assert "PG251" in ran.err


def test_the_sheets_come_in_large_print_with_the_same_words(folder: Path) -> None:
    ran = duties(folder, "--format", "docx", "--large-print")
    assert ran.code == 0, ran.err
    made = {path.name for path in (folder / "build/hilltop").iterdir()}
    assert {"duties.large-print.docx", "year.large-print.docx"} <= made
    assert not {"duties.docx", "year.docx"} & made
    assert duties(folder, "--format", "docx").code == 0
    for name in ("duties", "year"):
        large, usual = (
            DocxWords((folder / f"build/hilltop/{name}{kind}.docx").read_bytes()) for kind in (".large-print", "")
        )
        assert list(large.items()) == list(usual.items())
        assert b'w:sz w:val="36"' in large.parts["word/styles.xml"]


def test_what_has_no_type_size_has_no_large_print(folder: Path) -> None:
    ran = duties(folder, "--large-print")
    assert ran.code == 2
    assert "--large-print needs DOCX or PDF" in ran.err


def test_a_folder_for_files_without_a_format_of_files_is_a_mistake(folder: Path) -> None:
    ran = duties(folder, "--out", "plan.pdf")
    assert (ran.code, ran.out) == (2, "")
    assert "--out is a folder for files: add --format docx,pdf, csv or ics" in ran.err
