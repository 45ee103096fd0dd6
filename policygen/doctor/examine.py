"""Runs the checks in order; one that fails stops no other."""

from __future__ import annotations

import sys

from policygen.doctor.drawing import check_drawing, check_face, check_libraries
from policygen.doctor.model import Check, DoctorFinding, Machine
from policygen.doctor.project import check_folders, check_schemas, check_schools
from policygen.doctor.python import check_library, check_packages, check_python
from policygen.doctor.tools import check_terminal, check_tools

CHECKS: tuple[Check, ...] = (
    check_python, check_library, check_packages,
    check_libraries, check_face, check_drawing,
    check_folders, check_schools, check_schemas,
    check_tools, check_terminal,
)  # fmt: skip


def examine(machine: Machine, checks: tuple[Check, ...] = CHECKS) -> list[DoctorFinding]:
    """Return what the checks find. Never raises: a check that cannot be made is a finding too."""
    found: list[DoctorFinding] = []
    for check in checks:
        try:
            found.extend(check(machine))
        except Exception as error:  # what the doctor is asked about is a machine where things fail
            name = check.__name__.removeprefix("check_").replace("_", " ")
            words = f"could not be looked at: {type(error).__name__}: {' '.join(str(error).split())}"
            topic = getattr(sys.modules[check.__module__], "TOPIC", "This machine")
            found.append(DoctorFinding(topic, name, "wanting", words))
    return found


def healthy(findings: list[DoctorFinding]) -> bool:
    """Tell whether everything is there that a build needs."""
    return all(finding.status != "wanting" for finding in findings)
