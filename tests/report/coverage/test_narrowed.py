"""Coverage narrowed to what is open, to registers and to requirements, and by schools and kinds of school."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.support.cli import run
from tests.support.projects import lay_out
from tests.support.settings import school

from .test_matrix import GUIDE, HEAD, basics, entry

OTHER = "clauses/home/requirements/other.yaml"
MODELS = (
    "models:\n  - {id: day, title: day school, school: {nation: england, boarding: no}}\n"
    "  - {id: boarders, title: boarding school, school: {nation: england, boarding: yes}}\n"
)


def shown(folder: Path, *options: str) -> str:
    ran = run(folder, "coverage", *options)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def test_open_lists_only_what_is_open_and_counts_everything(tmp_path: Path) -> None:
    lay_out(tmp_path, {GUIDE: HEAD + entry("tell-1") + entry("open-1"), OTHER: HEAD.replace("guide", "other")})
    assert shown(tmp_path, "--open").splitlines() == [
        "guide: The Guide",
        "  open-1                   not met (no clause meets it)",
        "                             page 3: Something.",
        "",
        "Coverage of the whole library",
        "  guide     50 % of    2   met    1   retired   0 (0 %)   open   1",
        "  all       50 % of    2",
        "  judged 0 of 1 claim",
    ]
    found = json.loads(shown(tmp_path, "--open", "--json"))
    assert (found["share"], [one["name"] for one in found["registers"][0]["requirements"]]) == (0.5, ["guide/open-1"])
    rows = list(csv.DictReader(io.StringIO(shown(tmp_path, "--open", "--format", "csv").removeprefix("\ufeff"))))
    assert [row["requirement"] for row in rows] == ["open-1"]
    page = shown(tmp_path, "--open", "--format", "html")
    assert 'id="guide.open-1"' in page
    assert "guide.tell-1" not in page


def test_open_says_so_if_nothing_is(tmp_path: Path) -> None:
    lay_out(tmp_path)
    assert shown(tmp_path, "--open").startswith("Nothing is open.\n")


def test_a_register_and_a_requirement_are_looked_at_alone(tmp_path: Path) -> None:
    other = HEAD.replace("guide", "other") + entry("more-1") + entry("more-2")
    lay_out(tmp_path, {GUIDE: HEAD + entry("tell-1"), OTHER: other})
    text = shown(tmp_path, "--register", "other")
    assert "tell-1 " not in text
    assert "more-1" in text
    assert run(tmp_path, "coverage", "--register", "guide", "--fail-under", "100").code == 0
    assert run(tmp_path, "coverage", "--register", "other", "--fail-under", "100").code == 1
    found = json.loads(shown(tmp_path, "--requirement", "other/more-2", "--json"))
    assert [one["name"] for each in found["registers"] for one in each["requirements"]] == ["other/more-2"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--register", "gide"), "there is no register 'gide'. Did you mean `guide`?"),
        (("--requirement", "guide/tel-1"), "there is no requirement 'guide/tel-1'. Did you mean `guide/tell-1`?"),
        (("--matrix", "--school", "hilltop"), "--matrix shows every school: leave out --school"),
    ],
)
def test_an_unknown_name_is_a_mistake_of_usage(tmp_path: Path, options: tuple[str, ...], says: str) -> None:
    lay_out(tmp_path)
    ran = run(tmp_path, "coverage", *options)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def laid_out(folder: Path) -> None:
    lay_out(folder / "first")
    files = basics(folder / "first", "    text: Boarders tell the house.", "    text: B.\n    meets: [guide/late]")
    files[GUIDE] = HEAD + entry("tell-1") + entry("late") + entry("gap")
    files["schools/reworded.yaml"] = school(tailoring="[{replace: telling.who, text: Tell us., because: Shorter}]")
    files["clauses/models.yaml"] = MODELS
    lay_out(folder / "second", files)


def test_the_matrix_has_a_column_for_each_school_and_kind_and_what_is_open_first(tmp_path: Path) -> None:
    laid_out(tmp_path)
    lines = shown(tmp_path / "second", "--matrix").splitlines()
    assert [line.split() for line in lines[:2]] == [
        ["1", "hilltop", "33.3", "%", "2", "reworded", "0", "%", "3", "day", "33.3", "%"],
        ["4", "boarders", "66.6", "%"],
    ]  # fmt: skip
    assert [line.split() for line in lines[4:]] == [
        ["guide", "1", "2", "3", "4"],
        ["guide/gap", "○", "○", "○", "○"],
        ["guide/late", "○", "○", "○", "●"],
        ["guide/tell-1", "●", "○", "●", "●"],
    ]


def test_the_matrix_of_kinds_leaves_schools_out_and_what_is_met_everywhere(tmp_path: Path) -> None:
    laid_out(tmp_path)
    found = json.loads(shown(tmp_path / "second", "--matrix", "kinds", "--open", "--json"))
    assert [column["id"] for column in found["columns"]] == ["day", "boarders"]
    assert [(one["name"], one["states"]) for one in found["requirements"]] == [
        ("guide/gap", ["unmet", "unmet"]), ("guide/late", ["if-chosen", "met"]),
    ]  # fmt: skip


def test_the_matrix_as_a_spreadsheet_and_as_a_page(tmp_path: Path) -> None:
    laid_out(tmp_path)
    text = shown(tmp_path / "second", "--matrix", "schools", "--format", "csv").removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["requirement"], row["open"], row["reworded"]) for row in rows] == [
        ("late", "2", "if-chosen"), ("gap", "2", "unmet"), ("tell-1", "1", "not-checked"),
    ]  # fmt: skip
    page = shown(tmp_path / "second", "--matrix", "--format", "html")
    assert page.count('<th scope="col">') == 6
    assert page.count('<th scope="row"') == 3
