"""`policygen freshness`: its day, its status and its JSON."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.cli import run
from tests.support.git import commit
from tests.support.projects import lay_out

NOT_CI = {"CI": "", "SOURCE_DATE_EPOCH": ""}


def day(folder: Path, *options: str, **environment: str) -> str:
    ran = run(folder, "freshness", "--json", *options, environment={**NOT_CI, **environment})
    assert ran.code == 0, ran.err
    return str(json.loads(ran.out)["as_of"])


def test_the_day_is_the_one_given_then_the_epoch_then_in_ci_the_commits(tmp_path: Path) -> None:
    lay_out(tmp_path)
    commit(tmp_path, "2026-09-05T12:00:00+00:00")
    assert day(tmp_path, "--as-of", "2027-12-01", SOURCE_DATE_EPOCH="1000000000", CI="true") == "2027-12-01"
    assert day(tmp_path, SOURCE_DATE_EPOCH="1000000000", CI="true") == "2001-09-09"
    assert day(tmp_path, CI="true") == "2026-09-05"
    assert day(tmp_path) > "2026-09-05"


def test_ci_without_a_work_tree_goes_by_today(tmp_path: Path) -> None:
    lay_out(tmp_path)
    assert day(tmp_path, CI="true") > "2026-09-05"


def test_strict_refuses_what_is_out_of_date(tmp_path: Path) -> None:
    lay_out(tmp_path)
    assert run(tmp_path, "freshness", "--as-of", "2026-11-20").code == 0
    assert run(tmp_path, "freshness", "--as-of", "2026-11-20", "--strict").code == 1


def test_the_report_names_place_policies_and_schools(tmp_path: Path) -> None:
    lay_out(tmp_path)
    lines = run(tmp_path, "freshness", "--as-of", "20 November 2026").out.splitlines()
    assert lines[0] == "Freshness on 2026-11-20"
    at = lines.index("Unverified references (1)")
    assert lines[at + 1].startswith(
        "  clauses/references.yaml:2:9: “Care of Children Act 2001” was entered from memory"
    )
    assert lines[at + 2] == "    2 clauses: home:telling.who, law:duties.board; online; 1 school: hilltop"


def test_a_day_that_can_be_read_two_ways_is_refused(tmp_path: Path) -> None:
    lay_out(tmp_path)
    ran = run(tmp_path, "freshness", "--as-of", "01/12/2027")
    assert ran.code == 2
    assert "could mean" in ran.err


def test_a_mistake_in_the_names_is_reported(tmp_path: Path) -> None:
    lay_out(tmp_path, {"clauses/dead-names.yaml": "names:\n  - {name: Bebo, instead: nothing}\n"})
    ran = run(tmp_path, "freshness", "--as-of", "2026-11-20")
    assert ran.code == 1
    assert "needs `since`" in ran.err
