"""Registers, references and contacts as CSV, and back into their files."""

from __future__ import annotations

import csv
import io
import random
import re
import shutil
from pathlib import Path

import pytest

import policygen
from policygen.check.loading import load_project
from policygen.diagnostics.model import Diagnostics
from policygen.registers.edit import edited
from policygen.registers.table import load_table, table_files, table_in
from policygen.report.cells import exact_cell, is_formula, read_cell
from policygen.source.reading import read_source
from policygen.world.disk import DiskWorld
from tests.support.cli import run
from tests.support.projects import SMALL, lay_out

ROOT = Path(__file__).resolve().parents[2]
FILE = "clauses/home/requirements/guide.yaml"
TEXT = """\
# The guide.
source: {id: guide, title: The Guide, publisher: Westshire, nation: england}

requirements:
  # First the pupils.
  - id: tell-1
    locator: page 3  # of the second edition
    audience: [pupils, staff]
    kind: advice
    summary: >-
      Pupils tell somebody, and hear back soon.
    verified: {on: 2026-11-20, by: Ann Reed, how: "read, twice"}

  - {id: open-1, locator: page 4, audience: [pupils], kind: advice, summary: "Something: more.", note: Look again.}
"""


def laid_out(folder: Path) -> Path:
    lay_out(folder, {FILE: TEXT})
    return folder / FILE


def table(folder: Path) -> list[dict[str, str]]:
    ran = run(folder, "registers", "out", "guide")
    assert (ran.code, ran.err) == (0, "")
    return list(csv.DictReader(io.StringIO(ran.out.removeprefix("\ufeff"))))


def take_in(folder: Path, rows: list[dict[str, str]], *options: str, name: str = "guide") -> tuple[int, str, str]:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    (folder / "t.csv").write_text(stream.getvalue(), encoding="utf-8")
    ran = run(folder, "registers", "in", name, "t.csv", *options)
    return ran.code, ran.out, ran.err


def test_every_register_of_the_library_comes_back_exactly() -> None:
    project = load_project(DiskWorld(ROOT), Diagnostics())
    assert project is not None
    names = table_files(project)
    assert {"nut-2014", "references", "contacts"} <= names.keys()
    for name in names:
        found = load_table(project, name)
        rows = list(csv.DictReader(io.StringIO(found.csv().removeprefix("\ufeff"))))
        back = [{key: read_cell(cell) for key, cell in row.items()} for row in rows]
        assert back == [{column.key: row.get(column.key, "") for column in found.columns} for row in found.rows], name
        assert not [cell for row in rows for cell in row.values() if is_formula(cell)], name


def test_random_changes_are_made_exactly_and_keep_comments() -> None:
    project = load_project(DiskWorld(ROOT), Diagnostics())
    assert project is not None
    chance = random.Random(16)  # noqa: S311
    words = [
        "Short.",
        "a: b # c",
        "yes",
        "1.5",
        "it's [odd], {really}",
        "“Quoted”",
        "x" * 130 + " y",
        "= 1",
        "long " * 40,
    ]
    for name in table_files(project):
        found = load_table(project, name)
        for _ in range(3):
            wanted = [dict(row) for row in found.rows]
            for row in chance.sample(wanted, min(4, len(wanted))):
                key = chance.choice(["summary", "locator", "note", "title", "purpose"])
                if any(column.key == key for column in found.columns):
                    row[key] = chance.choice(words).strip()
            text = edited(found, wanted, {})
            read = read_source(found.file, text.encode(), Diagnostics())
            assert read is not None
            again = [{key: cell for key, cell in row.items() if cell} for row in table_in(name, found.file, *read).rows]
            assert again == [{key: cell for key, cell in row.items() if cell} for row in wanted]
            comments = [line for line in found.source.text.split("\n") if line.lstrip().startswith("#")]
            assert [line for line in text.split("\n") if line.lstrip().startswith("#") and line in comments] == comments


def test_in_shows_what_would_change_and_writes_only_when_told(tmp_path: Path) -> None:
    file = laid_out(tmp_path)
    rows = table(tmp_path)
    rows[0] |= {"locator": "page 5", "audience": "pupils", "verified.on": "21 November 2026"}
    rows[1] |= {"note": ""}
    code, out, err = take_in(tmp_path, rows)
    assert code == 0
    assert out.splitlines() == [
        "tell-1 locator: “page 3” becomes “page 5”",
        "tell-1 audience: “pupils; staff” becomes “pupils”",
        "tell-1 verified.on: “2026-11-20” becomes “2026-11-21”",
        "open-1 note: “Look again.” becomes “”",
    ]
    assert "Nothing was written." in err
    assert file.read_text(encoding="utf-8") == TEXT
    assert take_in(tmp_path, rows, "--write")[0] == 0
    assert file.read_text(encoding="utf-8") == (
        TEXT.replace("page 3", "page 5").replace("[pupils, staff]", "[pupils]").replace("11-20", "11-21")
        .replace(", note: Look again.", "")
    )  # fmt: skip
    assert take_in(tmp_path, rows)[1] == f"{FILE} already has the same entries.\n"


def test_keys_and_entries_are_added_where_they_belong(tmp_path: Path) -> None:
    file = laid_out(tmp_path)
    rows = table(tmp_path)
    rows[0] |= {"note": "Ask again."}
    rows[1] |= {"verified.on": "2026-11-22", "verified.by": "Ann Reed", "verified.how": "Read."}
    rows.insert(1, dict.fromkeys(rows[0], "") | {
        "id": "tell-2", "locator": "page 3", "audience": "staff; governors", "kind": "duty", "summary": "Staff listen.",
    })  # fmt: skip
    code, out, err = take_in(tmp_path, rows, "--write")
    assert (code, out.splitlines()[-1:]) == (0, ["tell-2: new"]), err
    text = file.read_text(encoding="utf-8")
    assert (
        '    verified: {on: 2026-11-20, by: Ann Reed, how: "read, twice"}\n    note: Ask again.\n  - id: tell-2\n'
        in text
    )
    assert (
        "  - id: tell-2\n    locator: page 3\n    audience: [staff, governors]\n    kind: duty\n"
        "    summary: Staff listen.\n" in text
    )
    assert 'summary: "Something: more.", verified: {on: 2026-11-22, by: Ann Reed, how: Read.}, note: Look' in text
    assert "  # First the pupils.\n" in text
    assert "page 3  # of the second edition" in text
    assert run(tmp_path, "check").code == 0


def test_an_entry_that_the_table_does_not_have_stays(tmp_path: Path) -> None:
    file = laid_out(tmp_path)
    rows = [table(tmp_path)[0]]
    assert take_in(tmp_path, rows, "--write")[1] == "1 entry is not in the table and will not change: open-1\n"
    assert file.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"summary": "=1+1"}, "the cell in `summary` begins with “=”, so a spreadsheet would treat it as a formula"),
        ({"note": "@SUM(A1)"}, "the cell in `note` begins with “@”"),
        ({"id": "open-1"}, "the entry `open-1` has two rows"),
        ({"id": ""}, "this row has no id"),
        ({"summary": ""}, "the entry `tell-1` has nothing in summary"),
        ({"verified.on": "03/12/2026"}, "the cell in `verified.on` is not a date that can be read"),
        ({"verified": "no"}, "has a cell for the whole and cells for its parts"),
    ],
)
def test_what_could_mean_two_things_is_refused(tmp_path: Path, change: dict[str, str], says: str) -> None:
    file = laid_out(tmp_path)
    rows = table(tmp_path)
    rows[0] |= change
    code, out, err = take_in(tmp_path, rows, "--write")
    assert (code, out) == (1, "")
    assert says in err
    assert file.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize(
    ("change", "column", "says"),
    [
        ({"kind": "infomation"}, "kind", "information"),
        ({"audience": "staf"}, "audience", "Did you mean `staff`?"),
        ({"audience": ""}, "id", "has nothing in audience"),
        ({"reference": "care_akt"}, "reference", "care_act"),
        ({"verified.by": ""}, "id", "has nothing in verified.by"),
        ({"summary": "TODO"}, "summary", "TODO"),
    ],
)
def test_what_check_would_refuse_is_reported_at_its_cell_and_not_taken_in(
    tmp_path: Path, change: dict[str, str], column: str, says: str
) -> None:
    file = laid_out(tmp_path)
    rows = table(tmp_path)
    rows[0] |= change
    for options in ((), ("--write",)):
        code, out, err = take_in(tmp_path, rows, *options)
        assert (code, out) == (1, "")
        assert says in err
    assert file.read_text(encoding="utf-8") == TEXT
    before = io.StringIO()
    csv.writer(before, lineterminator=",").writerow(list(rows[0].values())[: list(rows[0]).index(column)])
    assert f"t.csv:2:{len(before.getvalue().lstrip(',')) + 1}\n" in err


def test_a_new_entry_is_held_to_the_same(tmp_path: Path) -> None:
    laid_out(tmp_path)
    rows = table(tmp_path)
    rows.append(dict.fromkeys(rows[0], "") | {
        "id": "Tell 2", "locator": "page 3", "audience": "staff", "kind": "duty", "summary": "Staff listen.",
    })  # fmt: skip
    code, out, err = take_in(tmp_path, rows)
    assert (code, out, "t.csv:4:1" in err) == (1, "", True), err


def test_a_number_that_nobody_can_ring_is_refused_and_an_earlier_mistake_elsewhere_is_not(tmp_path: Path) -> None:
    contacts = "clauses/contacts.yaml"
    text = (SMALL / contacts).read_text(encoding="utf-8")
    other = "  - {id: other, name: The Other, purpose: To talk., telephone: 0800 11x1}\n"
    lay_out(tmp_path, {contacts: text + other})
    ran = run(tmp_path, "registers", "out", "contacts")
    rows = list(csv.DictReader(io.StringIO(ran.out.removeprefix("\ufeff"))))
    rows[0]["telephone"] = "0800 11x1"
    code, _, err = take_in(tmp_path, rows, name="contacts")
    assert (code, err.count("t.csv:2:"), "t.csv:3:" in err) == (1, 1, False), err
    rows[0] |= {"telephone": "0800 1112"}
    assert take_in(tmp_path, rows, name="contacts")[0] == 0


def test_a_requirement_can_be_retired_before_the_clauses_that_claim_it_change(tmp_path: Path) -> None:
    file = laid_out(tmp_path)
    basics = tmp_path / "clauses/home/basics.yaml"
    claimed = basics.read_text(encoding="utf-8").replace("guide/tell-1", "guide/open-1")
    basics.write_text(claimed, encoding="utf-8")
    rows = table(tmp_path)
    rows[1] |= {"retired.on": "2026-11-20", "retired.by": "Ann Reed", "retired.because": "It went."}
    code, _, err = take_in(tmp_path, rows, "--write")
    assert code == 0, err
    assert "retired: {on: 2026-11-20" in file.read_text(encoding="utf-8")


def test_a_changed_number_is_not_taken_in_as_verified_before_it_was_changed(tmp_path: Path) -> None:
    contacts = "clauses/contacts.yaml"
    text = (SMALL / contacts).read_text(encoding="utf-8")
    verified = "    verified: {on: 2026-09-01, by: Ann Reed, how: rung}\n"
    first = text.index("  - id: ")
    end = text.index("\n", first) + 1
    lay_out(tmp_path, {contacts: text[:end] + verified + re.sub(r" +verified: .*\n", "", text[end:])})
    ran = run(tmp_path, "registers", "out", "contacts")
    rows = list(csv.DictReader(io.StringIO(ran.out.removeprefix("\ufeff"))))
    rows[0]["telephone"] = "0800 1112"
    assert "after it was verified" in take_in(tmp_path, rows, name="contacts")[2]
    rows[0]["verified.on"] = "2026-09-02"
    assert take_in(tmp_path, rows, name="contacts")[0] == 0


def test_a_row_that_is_too_short_and_an_unknown_column_are_refused(tmp_path: Path) -> None:
    laid_out(tmp_path)
    (tmp_path / "t.csv").write_text("id,sumary\ntell-1,x\n", encoding="utf-8")
    assert "there is no column `sumary` in this table" in run(tmp_path, "registers", "in", "guide", "t.csv").err
    (tmp_path / "t.csv").write_text("id,summary\ntell-1\n", encoding="utf-8")
    assert "this row has 1 cell, but the heading row has 2" in run(tmp_path, "registers", "in", "guide", "t.csv").err
    (tmp_path / "t.csv").write_text("summary\nx\n", encoding="utf-8")
    assert "there is no `id` column" in run(tmp_path, "registers", "in", "guide", "t.csv").err


def test_line_ends_and_the_byte_order_mark_of_the_file_stay(tmp_path: Path) -> None:
    file = laid_out(tmp_path)
    file.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    rows = table(tmp_path)
    rows[1]["locator"] = "page 5"
    assert take_in(tmp_path, rows, "--write")[0] == 0
    expected = TEXT.replace("locator: page 4", "locator: page 5").replace("\n", "\r\n")
    assert file.read_bytes() == b"\xef\xbb\xbf" + expected.encode()


def test_a_table_of_an_installed_library_is_known_as_one_that_no_project_changes(tmp_path: Path) -> None:
    lay_out(tmp_path / "packaged")
    shutil.copytree(SMALL / "schools", tmp_path / "project/schools")
    keeping = policygen.load(DiskWorld(tmp_path / "project", tmp_path / "packaged")).keeping
    changed = keeping.table("contacts").replace("Helpline", "Another line", 1)
    found = keeping.take_in("contacts", "t.csv", changed.encode())
    assert found.lines
    assert (found.file, found.is_packaged) == ("policygen/clauses/contacts.yaml", True)
    own = policygen.load(DiskWorld(tmp_path / "packaged", tmp_path / "packaged")).keeping
    assert not own.take_in("contacts", "t.csv", changed.encode()).is_packaged


def test_an_unknown_table_is_a_mistake_of_usage(tmp_path: Path) -> None:
    laid_out(tmp_path)
    ran = run(tmp_path, "registers", "out", "gide")
    assert ran.code == 2
    assert "there is no table 'gide'. Did you mean `guide`?" in ran.err


@pytest.mark.parametrize(
    "text", ["=1", "'=1", "''", "'", "+44 1632 960001", "-", "@x", "0800", "0", "plain", "a'b", "\tx"]
)
def test_a_cell_is_never_a_formula_and_is_read_back_exactly(text: str) -> None:
    assert not is_formula(exact_cell(text))
    assert read_cell(exact_cell(text)) == text
