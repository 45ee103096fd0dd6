"""From a project and a school's id to Documents: the stages in a row, with every mistake of the school reported.

The same functions serve the command line, tests and scripts; nothing here prints or writes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from policygen.assemble.adoptions import NONE, Adoptions
from policygen.assemble.assemble import Assembler, Assignment
from policygen.assemble.placeholders import MissingAnswer
from policygen.assemble.wording import Wording, WordsUnusable, source_of_words
from policygen.check.files import names_of_settings, report_unlisted
from policygen.check.loading import load_project
from policygen.check.pictures import logo_width, read_picture, report_coarse
from policygen.check.project import Project
from policygen.check.schools import load_settings, school_files
from policygen.compile.answers import report_axes, report_colour, report_missing, report_nation, report_titles
from policygen.compile.bases import report_changed
from policygen.compile.school import Compiled, School
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Refused, Severity
from policygen.diagnostics.suggest import did_you_mean
from policygen.document.model import Document, Edition, State
from policygen.document.typography import typeset, typographic
from policygen.model.settings import Settings
from policygen.resolve.contradictions import report_contradictions
from policygen.resolve.groups import group_files, group_name
from policygen.resolve.inherit import chain_of
from policygen.resolve.printable import check_letters_of, check_letters_of_figures, check_printable
from policygen.resolve.settled import Settled
from policygen.resolve.settled_file import SettledFile, settled_file
from policygen.resolve.tailoring import plan
from policygen.resolve.terms import in_terms, terms_of
from policygen.resolve.unanswered import report_unanswered
from policygen.resolve.unplaced import report_unplaced
from policygen.world.digest import fingerprint_of
from policygen.world.protocol import PACKAGED, World

if TYPE_CHECKING:
    from policygen.adoption.record import AdoptionRecord
    from policygen.assemble.adoptions import GroupAdoption


@dataclass(frozen=True, slots=True)
class Compiler:
    """A loaded project that schools are compiled against. `diagnostics` are the library's.

    It never changes, so threads and requests can share it; `school` gives each of them what is its own.
    """

    project: Project
    diagnostics: Diagnostics
    assembler: Assembler
    files: Mapping[str, str] = field(default_factory=dict)

    def __reduce__(self) -> tuple[Callable[[World, str], Compiler], tuple[World, str]]:
        """Pickle as the files that it is loaded from: another process loads them again, and compiles the same bytes.

        Unpickling raises Refused if one of them was changed since; a MemoryWorld's cannot be.
        """
        from policygen.world.memory import snapshot

        return _reloaded, (snapshot(self.project.world), self.fingerprint)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 (hex) of the names and bytes of all files of the library, including its pictures.

        A packaged file's name is what it is in its own folder, so that the fingerprint does not tell where that lies.
        """
        texts = ((name.removeprefix(PACKAGED), one.digest) for name, one in self.project.sources.items())
        pictures = ((":".join(key), picture.data) for key, picture in self.project.figures.items())
        return fingerprint_of(*(part for pair in (*sorted(texts), *sorted(pictures)) for part in pair))

    @classmethod
    def load(cls, world: World) -> tuple[Compiler | None, Diagnostics]:
        """Load a project; None beside the diagnostics when it holds no usable library or words."""
        diagnostics = Diagnostics()
        project = load_project(world, diagnostics)
        try:
            wording = Wording.load(world) if project is not None else None
        except WordsUnusable as error:
            diagnostics.extend(error.diagnostics)
            wording = None
        if project is None or wording is None:
            return None, diagnostics
        words = source_of_words(world)
        check_printable(world, (*project.sources.values(), *((words,) if words else ())), diagnostics)
        check_letters_of_figures(project, diagnostics)
        return cls(project, diagnostics, Assembler.over(project, wording), school_files(world)), diagnostics

    def school(self, school_id: str, diagnostics: Diagnostics | None = None) -> School | None:
        """Return a school settled and planned, or None where its settings cannot be used; reports into
        `diagnostics`.
        """
        diagnostics = Diagnostics() if diagnostics is None else diagnostics
        file = self.files.get(school_id)
        if file is None:
            diagnostics.report("PG306", school=school_id, guess=did_you_mean(school_id, self.files))
            return None
        return self.school_of(settled_file(self.project.for_session(), file), diagnostics)

    def school_of(self, read: SettledFile, diagnostics: Diagnostics) -> School | None:
        """Return what `school` does of a settings file that was read and settled, against a view for this school."""
        project, settled = read.project, read.settled
        diagnostics.extend(read.diagnostics)
        if settled is None:
            return None
        report_contradictions(project, settled, diagnostics)
        report_unanswered(project, settled, diagnostics)
        report_changed(project, settled.chain, diagnostics)
        check_printable(project.world, (one.source for one in settled.chain), diagnostics)
        school = self.planned(settled, diagnostics, project)
        report_titles(settled, school.plans.values(), diagnostics)
        return school

    def planned(self, settled: Settled, diagnostics: Diagnostics, project: Project | None = None) -> School:
        """Return settled answers with the clauses that they choose; reports into `diagnostics`.

        `project` is the view that the settings were read against, a new one unless told. The school has the library in
        its own words (`resolve.terms`).
        """
        project = project or self.project.for_session()
        terms = terms_of(project.vocabulary, settled)
        project, settled = in_terms(project, settled, terms)
        settings, school_id, file = settled.chain[0], settled.id, settled.file
        report_nation(project, settled, diagnostics)
        plans = {policy: plan(project, settled, project.outlines[policy]) for policy in settled.policies}
        unread = settled.unread_policies(project)
        if not plans and not unread and not settings.misspells("policies"):
            known = ", ".join(sorted(project.outlines))
            diagnostics.report("PG307", settings.span_of("policies"), file=file, known=known)
        if not unread:
            report_unplaced(project, settled, list(plans.values()), diagnostics)
        declared = next((s for s in settled.chain if s.model.logo is not None), None)
        report_colour(settled, diagnostics)
        logo = None
        if declared is not None and declared.model.logo is not None:
            where, alternative = declared.model.logo.file, declared.model.logo.alternative.text
            logo = read_picture(project.world, where.text, where.span, alternative, diagnostics)
            if logo is not None:
                check_letters_of(project.world, logo, where.text, where.span, diagnostics)
                report_coarse(logo, where.text, logo_width(logo.width, logo.height), where.span, diagnostics)
        assembler = self.assembler.for_session(project, terms)
        return School(school_id, settled, plans, logo, diagnostics, project, assembler)

    def check_folders(self, diagnostics: Diagnostics) -> None:
        """Report the folders of schools/ that cannot be listed; that of a school is reported with its settings."""
        world = self.project.world
        own = {"schools/", *(f"schools/{school}/" for school in self.files)}
        report_unlisted(world, [name for name in names_of_settings(world) if name not in own], diagnostics)

    def check_groups(self, diagnostics: Diagnostics) -> list[Settings]:
        """Check the files above schools, those too that no school extends yet, and return those that can be used."""
        found = []
        for file in group_files(self.project.world).values():
            project = self.project.for_session()
            settings = load_settings(project, file, diagnostics)
            if settings is not None:
                if "name" in settings.model.school:
                    span = settings.span_of("school", "name")
                    diagnostics.report("PG212.school", span, file=f"schools/{PurePosixPath(file).name}")
                chain = chain_of(project, settings, diagnostics)
                report_changed(project, chain, diagnostics)
                check_printable(project.world, (one.source for one in chain), diagnostics)
                found.append(settings)
        return found

    def compile(
        self, school: School, policy: str, *, draft: bool = False, records: Sequence[AdoptionRecord] | None = None
    ) -> Compiled:
        """Assemble the board's copy of one policy; answers that are missing are errors unless it is a draft.

        `records` are its adoptions, oldest first, read from the project unless told; read from there, a policy is
        compiled once a school.
        """
        if records is not None:
            return self._compiled(school, policy, draft, records)
        if (policy, draft) not in school.compiled:
            school.compiled[policy, draft] = self._compiled(school, policy, draft, None)
        return school.compiled[policy, draft]

    def in_edition(self, school: School, board: Compiled, edition: Edition) -> Compiled:
        """Assemble the copy for other readers of a policy compiled for the board, in the state that this has."""
        if edition == "board":
            return board
        diagnostics = Diagnostics()
        document, _ = _assembled(school, board.policy, board.assembled.state, diagnostics, board.adoptions, edition)
        return replace(board, assembled=self._guide(school, document), diagnostics=diagnostics)

    def for_other_readers(self, school: School, board: Compiled) -> dict[Edition, Document]:
        """Return the copies of a policy for staff and for the web, without any that is not public or has a mistake."""
        public = school.project.outlines[board.policy].public
        editions: tuple[Edition, ...] = ("staff", "web") if public else ("staff",)
        copies = {edition: self.in_edition(school, board, edition) for edition in editions}
        return {edition: copy.document for edition, copy in copies.items() if not copy.diagnostics.errors}

    def model(self, school: School, policy: str) -> Compiled:
        """Assemble one policy as a model copy: an unanswered question is a blank, unless clauses depend on it."""
        diagnostics = Diagnostics()
        report_axes(school.project, school.settled, policy, diagnostics, draft=False)
        document, missing = _assembled(school, policy, "model", diagnostics, NONE)
        known = school.assembler.prose.printed
        return Compiled(
            policy, document, tuple(missing), diagnostics, school.project, school.assembler.wording, printed=known
        )

    def _compiled(self, school: School, policy: str, draft: bool, records: Sequence[AdoptionRecord] | None) -> Compiled:
        diagnostics = Diagnostics()
        project, wording = school.project, school.assembler.wording
        report_axes(project, school.settled, policy, diagnostics, draft)
        document, missing = _assembled(school, policy, "draft" if draft else "for-approval", diagnostics, NONE)
        if not draft:
            report_missing(project, school.settled, policy, missing, diagnostics)
        if records is None:
            severity = Severity.WARNING if draft else Severity.ERROR
            records = _records(school, policy, diagnostics, severity)
        adoptions = NONE
        if records and not diagnostics.errors:
            from policygen.adoption.status import adoptions_of

            at = school.settled.chain[0].span_of("policies", policy)
            answers = school.settled.policies[policy]
            adoptions = adoptions_of(typographic(document), records, answers, wording, diagnostics, at, project.heirs)
            state: State = "adopted" if adoptions.holds else document.state
            document, _ = _assembled(school, policy, state, diagnostics, adoptions)
        if not draft and adoptions.current is None and document.kind == "policy" and not diagnostics.errors:
            common = self._common_adoption(school, policy, document, diagnostics)
            if common is not None:
                adoptions = replace(adoptions, common=common)
                document, _ = _assembled(school, policy, document.state, diagnostics, adoptions)
        document = self._guide(school, document)
        known = school.assembler.prose.printed
        return Compiled(policy, document, tuple(missing), diagnostics, project, wording, adoptions, known)

    def _common_adoption(
        self, school: School, policy: str, document: Document, diagnostics: Diagnostics
    ) -> GroupAdoption | None:
        groups = (group_name(settings.file) for settings in school.settled.chain[1:])
        if not any(_has_records(school.project.world, group, policy) for group in groups):
            return None
        from policygen.compile.common_words import common_adoption

        return common_adoption(self, school, policy, typographic(document), diagnostics)

    def _guide(self, school: School, document: Document) -> Document:
        """Have guides and forms, which no meeting adopts, say so while the policies that they go with are not in force.

        Each tells what several policies say, so all of the school's have to be adopted as they stand.
        """
        if document.kind != "sheet" or document.state != "for-approval":
            return document
        policies = [policy for policy, plan in school.plans.items() if plan.outline.kind == "policy"]
        if all(self._adopted(school, policy) for policy in policies):
            return document
        status = typeset(school.assembler.wording("state.goes_with"))
        return replace(document, cover=replace(document.cover, status=status))

    def _adopted(self, school: School, policy: str) -> bool:
        # Most schools have adopted nothing yet, and need not be compiled to know it.
        records = _records(school, policy, Diagnostics(), Severity.ERROR)
        return bool(records) and self.compile(school, policy).adoptions.holds


def _reloaded(world: World, fingerprint: str) -> Compiler:
    compiler, _ = Compiler.load(world)
    if compiler is None or compiler.fingerprint != fingerprint:
        raise Refused(say("reading.changed_since"))
    return compiler


def _assembled(
    school: School,
    policy: str,
    state: State,
    diagnostics: Diagnostics,
    adoptions: Adoptions,
    edition: Edition = "board",
) -> tuple[Document, list[MissingAnswer]]:
    wanted = Assignment(
        plan=school.plans[policy],
        plans=school.plans,
        state=state,
        edition=edition,
        logo=school.logo,
        adoptions=adoptions,
    )
    return school.assembler.assemble(school.settled, wanted, diagnostics)


def _records(school: School, policy: str, diagnostics: Diagnostics, severity: Severity) -> tuple[AdoptionRecord, ...]:
    if not _has_records(school.project.world, school.id, policy):
        return ()
    from policygen.adoption.records import read_records

    return read_records(school.project.world, school.id, policy, diagnostics, severity)


def _has_records(world: World, owner: str, policy: str) -> bool:
    """Return whether a school or a group has records of a policy, so that the code that reads them is needed."""
    return any(name.endswith(".json") for name in world.names(f"schools/{owner}/adopted/{policy}", deep=False))
