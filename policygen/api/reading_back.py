"""A Word file that a person edited, read back: what changed, and what it proposes for a school's settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from policygen.api.errors import CannotRender
from policygen.build.rendering import Renderer, refused_in_words
from policygen.check.project import Project
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.model import Diagnostic, Diagnostics
from policygen.document.model import Document
from policygen.look.look import Look
from policygen.readback.library_files import clause_files, patch_of, write_clauses
from policygen.readback.library_reading import LibraryReading, read_for_library
from policygen.readback.library_report import library_reading_json, library_reading_lines
from policygen.readback.model import NotReadBack, Proposal, WordReading
from policygen.readback.paper import reading_paper
from policygen.readback.proposals import numbered
from policygen.readback.reading import opened, read_edited
from policygen.readback.report import proposals_summary, reading_json, reading_lines
from policygen.readback.trial import Trial
from policygen.readback.writing import files_to_write, write_proposals
from policygen.review.paper_clause import PAPER
from policygen.review.sheet import review_words
from policygen.world.disk import on_disk


def school_in_word(name: str, data: bytes) -> str:
    """Return the id of the school that a built Word file belongs to. Raises Refused if it cannot be read back."""
    return document_in_word(name, data).school


def document_in_word(name: str, data: bytes) -> Document:
    """Return the policy that a built Word file was made from. Raises Refused if the file cannot be read back."""
    return opened(name, data)[1]


def _accepted(proposals: Sequence[Proposal], take: Sequence[int]) -> tuple[Proposal, ...]:
    if not take:
        return tuple(one for one in proposals if one.is_taken)
    found = tuple(numbered(proposals, sorted(set(take))))
    for one in found:
        if not one.can_be_written:
            raise KeyError(one.number)
    return found


@dataclass(frozen=True, slots=True)
class EditedWord:
    """What was edited in a Word file, with a proposal for each edit. Nothing is written until `write` is called."""

    reading: WordReading
    trial: Trial
    seen: bytes

    @classmethod
    def of(cls, compiler: Compiler, school: School, name: str, data: bytes) -> EditedWord:
        """Read the bytes of a file, which messages call `name`. Raises Refused; TokensError or OSError for the look."""
        found, document = opened(name, data)
        world = compiler.project.world
        seen = world.read(school.settled.chain[0].file)
        if document.policy not in school.plans:
            raise NotReadBack(Diagnostic.of("PG820.policy", file=name, policy=document.policy, school=school.id))
        trial = Trial.of(compiler, school, document.policy)
        return cls(read_edited(name, found, document, trial, Look.load(world)), trial, seen)

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """The proposals, in the order of the file; each has a number, from 1."""
        return self.reading.proposals

    def lines(self) -> Iterator[str]:
        """Yield the proposals for a terminal."""
        return reading_lines(self.reading)

    def summary(self) -> str:
        """Return one line: how many proposals can be written, and how many need a person."""
        return proposals_summary(self.reading.proposals)

    def json(self) -> str:
        """Return the changes, comments and proposals for a program; keys are stable and always present."""
        return reading_json(self.reading)

    def paper(self, form: Literal["docx", "pdf"]) -> bytes:
        """Return the edits as a Word file or a PDF to hand out: what each becomes, what to settle, what is refused.

        Raises CannotRender if it cannot be drawn, for example if the font lacks a character.
        """
        trial = self.trial
        sheet = reading_paper(self.reading, trial, self.document())
        try:
            return Renderer(trial.compiler.project.world).render(sheet, (form,))[form]
        except Exception as error:
            refused = refused_in_words(error)
            if refused is None:
                raise
            raise CannotRender(refused) from error

    def document(self) -> Document:
        """Return the policy as the school's settings make it now, with blanks where answers are missing."""
        return self.trial.compiler.compile(self.trial.school, self.trial.policy, draft=True).document

    def accepted(self, take: Sequence[int] = ()) -> tuple[Proposal, ...]:
        """Return the proposals with these numbers; by default those that are certain enough and need no check.

        Raises KeyError for a number that none has, or of one that cannot be written.
        """
        return _accepted(self.proposals, take)

    def files(self, take: Sequence[int], reasons: Mapping[int, str] = MappingProxyType({})) -> dict[str, bytes]:
        """Return what `write` would write, by name; nothing is written, and the world need not be a folder.

        `reasons` are for proposals by number, instead of those that the file gives. Raises Refused for a proposal
        without a reason, or if they cannot be taken together; KeyError as `accepted`.
        """
        chosen = [replace(one, because=reasons.get(one.number, one.because)) for one in self.accepted(take)]
        world = self.trial.compiler.project.world
        return files_to_write(world, self.trial, chosen, "", {self.trial.file: self.seen}) if take else {}

    def write(self, take: Sequence[int] = (), because: str = "") -> tuple[str, ...]:
        """Write the accepted proposals into the settings, all or nothing, and return the names of the files.

        `because` is the reason for them, by default the one that the file gives. The world must be a folder. Raises
        Refused for one without a reason, or if a file changed in the meantime or has changes without a commit; KeyError
        as `accepted`; OSError.
        """
        world = on_disk(self.trial.compiler.project.world)
        return write_proposals(world, self.trial, self.accepted(take), because, {self.trial.file: self.seen})


@dataclass(frozen=True, slots=True)
class EditedLibraryWord:
    """What was edited in a paper for reviewers or in a policy, with a proposal for each edit of a library's clauses.

    Nothing is written until `write` is called.
    """

    reading: LibraryReading
    project: Project
    seen: Mapping[str, bytes]

    @classmethod
    def of(cls, compiler: Compiler, library: str, name: str, data: bytes, school: str = "") -> EditedLibraryWord:
        """Read the bytes of a file, which messages call `name`; `school` is the one whose policy it is, if not its own.

        Raises Refused if it cannot be read back, or if its school is not here or has mistakes; TokensError or OSError
        for the look.
        """
        found, document = opened(name, data, for_library=True)
        project, having = compiler.project, None
        if document.policy != PAPER:
            wanted = school or document.school
            if wanted not in compiler.files:
                raise NotReadBack(Diagnostic.of("PG820.school", file=name, school=wanted))
            mistakes = Diagnostics()
            having = compiler.school(wanted, mistakes)
            if having is None or mistakes.errors:
                raise NotReadBack(Diagnostic.of("PG820.unusable", file=name, school=wanted))
            if document.policy not in having.plans:
                raise NotReadBack(Diagnostic.of("PG820.policy", file=name, policy=document.policy, school=wanted))
        look = Look.load(project.world)
        reading = read_for_library(name, found, document, compiler, library, having, look)
        files = {project.clauses[one.target].source.name for one in reading.proposals if one.changes}
        return cls(reading, project, {file: project.world.read(file) for file in files})

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """The proposals, in the order of the file; each has a number, from 1."""
        return self.reading.proposals

    def lines(self, take: Sequence[int] = (), *, patch: bool = True) -> Iterator[str]:
        """Yield the proposals for a terminal, with the patch of the accepted ones. Raises KeyError as `accepted`."""
        return library_reading_lines(self.reading, self.patch(take) if patch else "")

    def summary(self) -> str:
        """Return one line: how many proposals can be written, and how many need a person."""
        return proposals_summary(self.proposals)

    def json(self, take: Sequence[int] = ()) -> str:
        """Return the changes, comments, proposals and patch for a program; keys are stable and always present.

        Raises KeyError as `accepted`.
        """
        return library_reading_json(self.reading, self.patch(take))

    def accepted(self, take: Sequence[int] = ()) -> tuple[Proposal, ...]:
        """Return the proposals with these numbers; by default those that are certain enough and need no check.

        Raises KeyError for a number that none has, or of one that cannot be written.
        """
        return _accepted(self.proposals, take)

    def patch(self, take: Sequence[int] = ()) -> str:
        """Return the accepted proposals as a unified diff of the clause files. Raises KeyError as `accepted`."""
        return patch_of(self.project, clause_files(self.project, self.accepted(take)))

    def reviews(self, take: Sequence[int] = ()) -> dict[str, str]:
        """Return the clauses that the accepted proposals change: full name → what their last review was."""
        clauses = self.project.clauses
        return {one.target: review_words(clauses[one.target].entry) for one in self.accepted(take)}

    def write(self, take: Sequence[int] = ()) -> tuple[str, ...]:
        """Write the accepted proposals into the files of the library, all or nothing, and return their names.

        The world must be a folder. Raises Refused for an installed library, one with changes without a commit or one
        that git does not have, or if a file changed in the meantime; KeyError as `accepted`; OSError.
        """
        files = clause_files(self.project, self.accepted(take))
        return write_clauses(on_disk(self.project.world), self.reading.library, files, self.seen)
