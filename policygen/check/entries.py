"""Add up the contacts or references of every library, and let a library's correct another's.

Ids are the same for all libraries. An entry with an id that exists needs `overrides`, which says why it is better.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from policygen.check.shape import report_twice
from policygen.diagnostics.model import Diagnostics
from policygen.model.registers import ContactEntry, ReferenceEntry

E = TypeVar("E", ContactEntry, ReferenceEntry)


def added_up(files: Iterable[Sequence[E]], diagnostics: Diagnostics) -> tuple[dict[str, E], dict[str, E]]:
    """Return the entries of all `files` by id, and of those that another corrects the ones that no longer apply.

    An id that two entries have is reported, as are an entry that corrects none, and two that correct the same one.
    """
    plain: dict[str, E] = {}
    better: dict[str, E] = {}
    for entries in files:
        for entry in entries:
            found = plain if entry.overrides is None else better
            first = found.setdefault(entry.id.text, entry)
            if first is not entry:
                code = "PG206.entry" if entry.overrides is None else "PG277.two"
                report_twice(code, first.id, entry.id, diagnostics)
    for name, entry in better.items():
        if name not in plain:
            diagnostics.report("PG277.none", entry.id.span, name=name)
        elif plain[name].id.span.file == entry.id.span.file:
            # A file has no need to correct itself.
            report_twice("PG277.own", plain[name].id, entry.id, diagnostics)
    corrected = {name: entry for name, entry in plain.items() if name in better}
    return {**plain, **better}, corrected
