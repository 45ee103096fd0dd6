from __future__ import annotations

import json

from policygen.doctor.model import Finding
from policygen.doctor.report import lines, to_json

FINE = Finding("Python", "Python", "fine", "3.12.4")
ILL = Finding("Drawing pages", "pango", "wanting", "cannot be loaded", "apt-get install libpango-1.0-0")
ILL_TOO = Finding("Drawing pages", "glib", "wanting", "cannot be loaded", "apt-get install libpango-1.0-0")
BESIDE = Finding("Beside it", "git", "advice", "not found", "apt-get install git")


def test_each_finding_has_its_line_and_what_mends_it() -> None:
    said = lines([FINE, ILL, BESIDE])
    assert said[:3] == ["Python", "  ok        Python  3.12.4", "Drawing pages"]
    assert said[3] == "  MISSING   pango   cannot be loaded"
    assert said[4].strip() == "mend it: apt-get install libpango-1.0-0"


def test_the_last_lines_name_each_needed_command_once() -> None:
    assert lines([FINE, ILL, ILL_TOO, BESIDE])[-2:] == [
        "2 things that a build needs are missing. Do this, then run policygen doctor again:",
        "  apt-get install libpango-1.0-0",
    ]
    assert lines([FINE, BESIDE])[-1] == "Everything that a build needs is here."


def test_the_json_says_whether_all_is_well() -> None:
    said = json.loads(to_json([FINE, ILL]))
    assert (said["version"], said["good"]) == (1, False)
    assert said["findings"][0] == {
        "topic": "Python", "name": "Python", "status": "fine", "found": "3.12.4", "mend": "",
    }  # fmt: skip
    assert json.loads(to_json([FINE, BESIDE]))["good"] is True
