"""What was read for a clause library, for a terminal and for a program."""

from __future__ import annotations

import json
from collections.abc import Iterator

from policygen.diagnostics.codes import say
from policygen.readback.library_reading import LibraryReading
from policygen.readback.report import change_data, comment_data, proposal_data, proposal_lines

VERSION = 1


def library_reading_lines(reading: LibraryReading, patch: str) -> Iterator[str]:
    """Yield the proposals of a file, and the patch of those that are taken, if there is one."""
    if reading.is_paper:
        yield say("readback.paper", file=reading.file, library=reading.library)
    else:
        yield say("readback.file_for_library", file=reading.file, policy=reading.policy, library=reading.library)
    if not reading.has_bookmarks:
        yield say("readback.no_bookmarks")
    if reading.is_unchanged:
        yield say("readback.unchanged")
    for one in reading.proposals:
        yield ""
        yield from proposal_lines(one, reading.comments)
    if patch:
        yield ""
        yield patch.rstrip("\n")


def library_reading_json(reading: LibraryReading, patch: str) -> str:
    """Return what was read for a program; keys are stable and always present."""
    data = {
        "version": VERSION,
        "file": reading.file,
        "library": reading.library,
        "policy": "" if reading.is_paper else reading.policy,
        "bookmarks": reading.has_bookmarks,
        "changes": [change_data(one) for one in reading.changes],
        "comments": [comment_data(one) for one in reading.comments],
        "proposals": [
            {
                **proposal_data(one),
                "title": one.title,
                "new": {str(change.path[-1]): change.to for change in one.changes},
            }
            for one in reading.proposals
        ],
        "patch": patch,
    }
    return json.dumps(data, ensure_ascii=False, indent=1)
