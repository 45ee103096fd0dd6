"""Runs the checks in order and shows what they found. If one check fails, the others still run."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from policygen.diagnostics.codes import say
from policygen.doctor.drawing import check_drawing, check_face, check_libraries
from policygen.doctor.machine import this_machine
from policygen.doctor.mending import without_repeats
from policygen.doctor.model import Check, DoctorFinding, Machine
from policygen.doctor.project import check_folders, check_pinned, check_schemas, check_schools
from policygen.doctor.python import check_library, check_packages, check_python
from policygen.doctor.tools import check_terminal, check_tools
from policygen.render.preflight import lacking_in_words

if TYPE_CHECKING:
    from policygen.diagnostics.model import Diagnostic
    from policygen.world.disk import DiskWorld

CHECKS: tuple[Check, ...] = (
    check_python, check_library, check_packages,
    check_libraries, check_face, check_drawing,
    check_folders, check_schools, check_pinned, check_schemas,
    check_tools, check_terminal,
)  # fmt: skip
# Words, not symbols: the terminal may be unable to show symbols.
_MARKS = {"fine": "doctor.mark_fine", "wanting": "doctor.mark_wanting", "advice": "doctor.mark_advice"}
_MARK_WIDTH = 8
VERSION = 1


@dataclass(frozen=True, slots=True)
class Examination:
    """What is present and what is missing on a machine and in a project."""

    findings: tuple[DoctorFinding, ...]

    @classmethod
    def of(cls, world: DiskWorld, stream: TextIO) -> Examination:
        """Examine this machine, a project, and whether `stream` can show every character. Never raises."""
        return cls(tuple(examine(this_machine(world, stream))))

    @staticmethod
    def explain(error: Exception) -> Diagnostic | None:
        """Return what is missing on this machine or in the look, if that is what the error means, or None."""
        return lacking_in_words(error)

    @property
    def good(self) -> bool:
        """Whether everything that a build needs is installed."""
        return healthy(list(self.findings))

    def lines(self) -> list[str]:
        """Return a line for each finding under its topic, then what to do."""
        return doctor_lines(list(self.findings))

    def as_json(self) -> str:
        """Return the findings as JSON; keys are stable and always present."""
        return doctor_json(list(self.findings))


def examine(machine: Machine, checks: tuple[Check, ...] = CHECKS) -> list[DoctorFinding]:
    """Return what the checks find. Never raises: a check that cannot run is reported as a finding."""
    found: list[DoctorFinding] = []
    for check in checks:
        try:
            found.extend(check(machine))
        except Exception as error:  # the machine may be broken in any way
            name = check.__name__.removeprefix("check_").replace("_", " ")
            words = say("doctor.not_checked", reason=f"{type(error).__name__}: {' '.join(str(error).split())}")
            found.append(DoctorFinding(say("doctor.topic_not_checked"), name, "wanting", words))
    return found


def healthy(findings: list[DoctorFinding]) -> bool:
    """Return whether everything that a build needs is installed."""
    return all(finding.status != "wanting" for finding in findings)


def doctor_lines(findings: list[DoctorFinding]) -> list[str]:
    """Return a line for each finding under its topic, then what to do."""
    width = max((len(finding.name) for finding in findings), default=0)
    said = []
    for topic, group in groupby(findings, key=lambda finding: finding.topic):
        said.append(topic)
        for finding in group:
            said.append(f"  {say(_MARKS[finding.status]):{_MARK_WIDTH}}  {finding.name:{width}}  {finding.found}")
            if finding.status != "fine" and finding.mend:
                said.append(f"  {'':{_MARK_WIDTH}}  {'':{width}}  {say('doctor.fix', command=finding.mend)}")
    return [*said, "", *_last(findings)]


def doctor_json(findings: list[DoctorFinding]) -> str:
    """Return the findings; keys are stable and always present."""
    document = {"version": VERSION, "good": healthy(findings), "findings": [asdict(each) for each in findings]}
    return json.dumps(document, indent=1, ensure_ascii=False)


def _last(findings: list[DoctorFinding]) -> list[str]:
    wanting = [finding for finding in findings if finding.status == "wanting"]
    if not wanting:
        return [say("doctor.good")]
    commands = without_repeats(finding.mend for finding in wanting)
    return [say("doctor.wanting", count=len(wanting)), *(f"  {each}" for each in commands)]
