"""What the doctor found, in lines for a person and as JSON for a program."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import groupby

from policygen.doctor.examine import healthy
from policygen.doctor.mending import without_repeats
from policygen.doctor.model import DoctorFinding

# Words and no signs: the terminal itself may be what is ill.
_MARKS = {"fine": "ok", "wanting": "MISSING", "advice": "optional"}
VERSION = 1


def doctor_lines(findings: list[DoctorFinding]) -> list[str]:
    """Return a line for each finding under its topic, then what to do."""
    width = max((len(finding.name) for finding in findings), default=0)
    said = []
    for topic, group in groupby(findings, key=lambda finding: finding.topic):
        said.append(topic)
        for finding in group:
            said.append(f"  {_MARKS[finding.status]:8}  {finding.name:{width}}  {finding.found}")
            if finding.status != "fine" and finding.mend:
                said.append(f"  {'':8}  {'':{width}}  mend it: {finding.mend}")
    return [*said, "", *_last(findings)]


def doctor_json(findings: list[DoctorFinding]) -> str:
    """Return the findings; keys are stable and always present."""
    document = {"version": VERSION, "good": healthy(findings), "findings": [asdict(each) for each in findings]}
    return json.dumps(document, indent=1, ensure_ascii=False)


def _last(findings: list[DoctorFinding]) -> list[str]:
    wanting = [finding for finding in findings if finding.status == "wanting"]
    if not wanting:
        return ["Everything that a build needs is here."]
    count = f"{len(wanting)} thing{'s' if len(wanting) > 1 else ''} that a build needs"
    commands = without_repeats(finding.mend for finding in wanting)
    head = f"{count} {'are' if len(wanting) > 1 else 'is'} missing."
    return [f"{head} Do this, then run policygen doctor again:", *(f"  {each}" for each in commands)]
