from __future__ import annotations

import json

from policygen.doctor.examine import doctor_json, doctor_lines
from policygen.doctor.model import DoctorFinding

FINE = DoctorFinding("Python", "Python", "fine", "3.12.4")
ILL = DoctorFinding("Drawing pages", "pango", "wanting", "cannot be loaded", "apt-get install libpango-1.0-0")
ILL_TOO = DoctorFinding("Drawing pages", "glib", "wanting", "cannot be loaded", "apt-get install libpango-1.0-0")
OTHER = DoctorFinding("Other programs", "git", "advice", "not found", "apt-get install git")


def test_each_finding_has_its_line_and_what_mends_it() -> None:
    said = doctor_lines([FINE, ILL, OTHER])
    assert said[:3] == ["Python", "  ok        Python  3.12.4", "Drawing pages"]
    assert said[3] == "  MISSING   pango   cannot be loaded"
    assert said[4].strip() == "to fix it: apt-get install libpango-1.0-0"


def test_the_last_lines_name_each_needed_command_once() -> None:
    assert doctor_lines([FINE, ILL, ILL_TOO, OTHER])[-2:] == [
        "2 things that a build needs are missing. Do this, then run policygen doctor again:",
        "  apt-get install libpango-1.0-0",
    ]
    assert doctor_lines([FINE, OTHER])[-1] == "Everything that a build needs is installed."


def test_the_json_says_whether_all_is_well() -> None:
    said = json.loads(doctor_json([FINE, ILL]))
    assert (said["version"], said["good"]) == (1, False)
    assert said["findings"][0] == {
        "topic": "Python", "name": "Python", "status": "fine", "found": "3.12.4", "mend": "",
    }  # fmt: skip
    assert json.loads(doctor_json([FINE, OTHER]))["good"] is True
