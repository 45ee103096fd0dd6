"""Who changed a policy: a clause library in some version, a trust or an authority above the school, or the school."""

from __future__ import annotations

from pathlib import PurePosixPath

from policygen.document.model import Blank, ClauseRecord, Document, Origin, Value
from policygen.document.overlays import AUTHOR
from policygen.document.plain import words_of
from policygen.document.walk import parts_of

# What names a group above the school in the policies that its settings file gives it to.
_GROUP_NAMES = ("school.trust", "school.local_authority")
_ABOVE_SCHOOLS = 2  # folders: schools/trusts/hartwold.yaml


class Authors:
    """The authors of the changes from one Document to another, by what the two tell of clauses and values."""

    def __init__(self, old: Document, new: Document) -> None:
        self._before = {record.id: record for record in old.clauses}
        self._after = {record.id: record for record in new.clauses}
        self._versions = {
            record.library: record.version for document in (old, new) for record in document.clauses if record.version
        }
        self._earlier = {record.library: record.version for record in old.clauses}
        self.school = words_of(part for part in new.cover.school if not isinstance(part, Blank)) or new.school
        self.renumbering = AUTHOR
        self._groups = {
            part.origin.file: part.text
            for document in (old, new)
            for part in parts_of(document)
            if isinstance(part, Value) and part.origin.key in _GROUP_NAMES and _is_above(part.origin.file)
        }

    def of_clause(self, clause: str) -> str:
        """Return who changed the words of a clause; the school for what is in no clause, or where nothing is told."""
        before, after = self._before.get(clause), self._after.get(clause)
        if before is not None and after is not None:
            if before.digest == after.digest:
                return self.school
            if after.change == "as-published" and before.change == "as-published":
                return self._library(after.library)
            return self._owner(after) if after.change != "as-published" else self.school
        record = after or before
        if record is None:
            return self.school
        if record.change != "as-published":
            return self._owner(record)
        moved_on = self._earlier.get(record.library) not in (None, self._versions.get(record.library))
        return self._library(record.library) if moved_on else self.school

    def of_value(self, before: Origin, after: Origin) -> str:
        """Return who changed a value: who owns the file that sets it now, or who no longer sets it."""
        library, colon, _ = after.file.partition(":")
        if not colon:
            return self._of_file(after.file)
        return self._library(library) if ":" in before.file else self._of_file(before.file)

    def _owner(self, record: ClauseRecord) -> str:
        return self.school if ":" in record.file else self._of_file(record.file)

    def _of_file(self, file: str) -> str:
        return self._groups.get(file, PurePosixPath(file).stem) if _is_above(file) else self.school

    def _library(self, name: str) -> str:
        version = self._versions.get(name, "")
        return f"{name} {version}".strip()


def _is_above(file: str) -> bool:
    return ":" not in file and len(PurePosixPath(file).parts) > _ABOVE_SCHOOLS
