"""One file of answers that came back for one school, such as the form that somebody was sent."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from policygen.ask.unfinished import Unfinished
from policygen.check.project import Project
from policygen.collect.changes import returned_school
from policygen.collect.model import FolderFile, ReturnedSchool
from policygen.collect.returned import matched_files
from policygen.diagnostics.model import Diagnostic, Diagnostics


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What a file says for a school, None if it cannot be used, and why it or an answer in it was not taken."""

    school: ReturnedSchool | None
    diagnostics: tuple[Diagnostic, ...]


def taken_back(project: Project, settings: str, school: str, name: str, data: bytes) -> TakenBack:
    """Return what a file changes in a school's settings: only what nobody has answered since; nothing is written.

    `name` is the file's for messages; its ending says what it is. Raises OSError.
    """
    found, made = Diagnostics(), None
    now = Unfinished.load(project, settings)
    called = now.settled.settings.get("school.name") if now is not None else None
    known = {school: str(called.value or school) if called is not None else school}
    for one in _on_disk(name, data):
        for returned in matched_files([one], known, found, {}):
            made = returned_school(project, settings, returned, {}, found)
    return TakenBack(made, tuple(found))


def _on_disk(name: str, data: bytes) -> Iterator[FolderFile]:
    """Yield the file where archives can be unpacked, for as long as it is needed; its own name is not believed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"answers{Path(name).suffix[:5]}"
        path.write_bytes(data)
        yield FolderFile(path, name)
