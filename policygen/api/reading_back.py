"""A Word file that a person edited, read back: what changed, and what it proposes for a school's settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from policygen.api.errors import CannotRender
from policygen.build.rendering import Renderer, refused_in_words
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.model import Diagnostic
from policygen.look.look import Look
from policygen.readback.model import NotReadBack, Proposal, WordReading
from policygen.readback.paper import reading_paper
from policygen.readback.proposals import numbered
from policygen.readback.reading import opened, read_edited
from policygen.readback.report import reading_json, reading_lines, reading_summary
from policygen.readback.trial import Trial
from policygen.readback.writing import write_proposals
from policygen.world.disk import on_disk


def school_in_word(name: str, data: bytes) -> str:
    """Return the id of the school that a built Word file belongs to. Raises Refused if it cannot be read back."""
    return opened(name, data)[1].school


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
        return reading_summary(self.reading)

    def json(self) -> str:
        """Return the changes, comments and proposals for a program; keys are stable and always present."""
        return reading_json(self.reading)

    def paper(self, form: Literal["docx", "pdf"]) -> bytes:
        """Return the edits as a Word file or a PDF to hand out: what each becomes, what to settle, what is refused.

        Raises CannotRender if it cannot be drawn, for example if the font lacks a character.
        """
        trial = self.trial
        model = trial.compiler.compile(trial.school, trial.policy, draft=True).document
        sheet = reading_paper(self.reading, trial, model)
        try:
            return Renderer(trial.compiler.project.world).render(sheet, (form,))[form]
        except Exception as error:
            refused = refused_in_words(error)
            if refused is None:
                raise
            raise CannotRender(refused) from error

    def accepted(self, take: Sequence[int] = ()) -> tuple[Proposal, ...]:
        """Return the proposals with these numbers; by default those that are certain enough and need no check.

        Raises KeyError for a number that none has, or of one that cannot be written.
        """
        if not take:
            return tuple(one for one in self.proposals if one.is_taken)
        found = tuple(numbered(self.proposals, sorted(set(take))))
        for one in found:
            if not one.can_be_written:
                raise KeyError(one.number)
        return found

    def write(self, take: Sequence[int] = (), because: str = "") -> tuple[str, ...]:
        """Write the accepted proposals into the settings, all or nothing, and return the names of the files.

        `because` is the reason for them, by default the one that the file gives. The world must be a folder. Raises
        Refused for one without a reason, or if a file changed in the meantime or has changes without a commit; KeyError
        as `accepted`; OSError.
        """
        world = on_disk(self.trial.compiler.project.world)
        return write_proposals(world, self.trial, self.accepted(take), because, {self.trial.file: self.seen})
