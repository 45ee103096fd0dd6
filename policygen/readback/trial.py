"""A school as it would be with changed settings: compiled, and compared with what the edited file says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.model import Diagnostic, Diagnostics, Severity
from policygen.document.model import Document
from policygen.readback.model import NewEntry
from policygen.readback.settings_text import with_proposals
from policygen.source.editing import CannotEdit
from policygen.upgrade.editing import Change
from policygen.world.memory import OverlaidWorld


@dataclass(frozen=True, slots=True)
class Trial:
    """A policy of a school today; `known` are the mistakes that its settings have already."""

    compiler: Compiler
    school: School
    policy: str
    known: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, compiler: Compiler, school: School, policy: str) -> Trial:
        """Return the trial of changes to a school's settings."""
        found = Diagnostics()
        found.extend(school.diagnostics)
        found.extend(compiler.compile(school, policy, draft=True, records=()).diagnostics)
        return cls(compiler, school, policy, frozenset((one.code, one.message) for one in found))

    @property
    def file(self) -> str:
        return self.school.settled.chain[0].file

    def settings(self, changes: Sequence[Change], entries: Sequence[NewEntry]) -> bytes:
        """Return the settings file with changes. Raises CannotEdit."""
        return with_proposals(self.file, self.compiler.project.world.read(self.file), changes, entries)

    def school_with(self, files: Mapping[str, bytes], found: Diagnostics) -> tuple[Compiler, School | None]:
        """Return the school with other files; reports into `found`."""
        project = self.compiler.project
        other = replace(
            self.compiler, project=replace(project.for_session(), world=OverlaidWorld(project.world, dict(files)))
        )
        return other, other.school(self.school.id, found)

    def document_with(
        self, changes: Sequence[Change], entries: Sequence[NewEntry]
    ) -> tuple[Document | None, tuple[Diagnostic, ...]]:
        """Return the policy with changed settings, as it would be printed, and the mistakes that are new."""
        try:
            data = self.settings(changes, entries)
        except CannotEdit:
            return None, ()
        found = Diagnostics()
        compiler, school = self.school_with({self.file: data}, found)
        if school is None or self.policy not in school.plans:
            return None, self._mistakes(found)
        compiled = compiler.compile(school, self.policy, draft=True, records=())
        found.extend(compiled.diagnostics)
        return compiled.document, self._mistakes(found)

    def _mistakes(self, found: Diagnostics) -> tuple[Diagnostic, ...]:
        errors = (one for one in found if one.severity is Severity.ERROR)
        return tuple(one for one in errors if (one.code, one.message) not in self.known)
