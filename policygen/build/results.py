"""The results of a build: each school's artifacts before they are written, its files afterwards, and both as JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from policygen.diagnostics.model import Diagnostic
from policygen.diagnostics.render.as_json import entry
from policygen.render.ics import Event

VERSION = 1
CALENDAR = "review.ics"
CALENDAR_ENDING = ".ics"


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file to be written: its name in the out folder, its bytes, and the SHA-256 (hex) of all the inputs.

    `parts` are these inputs by name, each a version or a digest; empty for a file that the store does not keep.
    """

    name: str
    data: bytes
    inputs: str
    parts: tuple[tuple[str, str], ...] = ()


class FileMark(NamedTuple):
    """By what a file is known to be unchanged without being read: its size, its times (nanoseconds) and its inode.

    `sha256` (hex) is of its bytes.
    """

    size: int
    modified: int
    changed: int
    inode: int
    sha256: str

    @classmethod
    def of(cls, path: Path | str, sha256: str) -> FileMark:
        """Return the mark of a file with this digest. Raises OSError."""
        status = os.stat(path)  # noqa: PTH116 (of each of ten thousand files)
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, sha256)


# What is out of date: the kind of finding and its subject, such as `unverified-reference` and a reference's id.
StaleSubject = tuple[str, str]


@dataclass(frozen=True, slots=True)
class NotMade:
    """A policy that could not be built. `lines` are the lines of the school's file to look at; `missing` unanswered.

    `unwritten` says that it was built, or would have been, and its files could not be written.
    """

    policy: str
    errors: int
    missing: int
    lines: tuple[int, ...]
    unwritten: bool = False


@dataclass(slots=True)
class SchoolBuild:
    """The result of building one school in memory: artifacts by policy, policies that were not built, findings.

    `sources` are the texts that findings refer to. `beside` and `reviews` belong to the school as a whole; the calendar
    of its group is made from `reviews` too. `notes` are messages for the person who started the build.
    `bases` are files of the project, by name: the wording that tailoring was based on. `reused` counts the files that
    were not made again, and `damaged` names objects of the store that could not be used. `stale` is what is out of date
    of what the policies show; None where nobody asked or the school was not opened.
    """

    school: str
    artifacts: dict[str, list[Artifact]] = field(default_factory=dict)
    beside: list[Artifact] = field(default_factory=list)
    reviews: list[Event] = field(default_factory=list)
    bases: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    not_made: list[NotMade] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    reused: int = 0
    damaged: list[str] = field(default_factory=list)
    stale: tuple[StaleSubject, ...] | None = None


@dataclass(slots=True)
class SchoolResult:
    """The result for one school: files written, policies not built, findings, and the texts that they refer to.

    `marks` are of its files, by their names in the out folder. It is `lasting` if the same build would say the same
    again: no file of a person was moved, and nothing was in the way on this machine. `reused`, `damaged` and `stale`
    are as in SchoolBuild.
    """

    school: str
    made: dict[str, list[Path]] = field(default_factory=dict)
    beside: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    not_made: list[NotMade] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    marks: dict[str, FileMark] = field(default_factory=dict)
    lasting: bool = True
    reused: int = field(default=0, compare=False)
    damaged: tuple[str, ...] = field(default=(), compare=False)
    stale: tuple[StaleSubject, ...] | None = field(default=None, compare=False)


def results_json(
    results: Iterable[SchoolResult],
    library: Iterable[Diagnostic],
    out_of_date: Iterable[str],
    shown: Callable[[Path], str] = str,
) -> str:
    """Return the results; keys are stable and always present. `library` are the findings that concern every school.

    `out_of_date` are sentences on what the policies rest on; `shown` turns a path into text.
    """
    schools = [_school(result, shown) for result in results]
    document = {
        "version": VERSION,
        "made": sum(policy["made"] for school in schools for policy in school["policies"]),
        "not_made": sum(not policy["made"] for school in schools for policy in school["policies"]),
        "schools": schools,
        "out_of_date": list(out_of_date),
        "diagnostics": [entry(one) for one in library],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _school(result: SchoolResult, shown: Callable[[Path], str]) -> dict[str, Any]:
    failed = {one.policy: one for one in result.not_made}
    policies: list[dict[str, object]] = []
    for policy in dict.fromkeys((*result.made, *failed)):
        why = failed.get(policy)
        policies.append(
            {
                "policy": policy,
                "made": why is None,
                "files": [shown(path) for path in result.made.get(policy, ())],
                "errors": why.errors if why else 0,
                "missing": why.missing if why else 0,
                "lines": list(why.lines) if why else [],
            }
        )
    return {
        "school": result.school,
        "policies": policies,
        "files": [shown(path) for path in result.beside],
        "notes": list(result.notes),
        "diagnostics": [entry(one) for one in result.diagnostics],
    }
