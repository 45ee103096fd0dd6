"""From a project and a school's id to Documents: runs the stages in order and reports every mistake.

The command line, tests and scripts call the same functions; nothing here prints or writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from policygen.adoption.record import AdoptionRecord
from policygen.adoption.records import read_records
from policygen.adoption.status import adoptions_of
from policygen.assemble.adoptions import NONE, Adoptions
from policygen.assemble.assemble import Assembler
from policygen.assemble.placeholders import MissingAnswer
from policygen.assemble.redaction import kept_parts
from policygen.assemble.sheets import file_name, sheet_of
from policygen.assemble.wording import Wording
from policygen.check.pictures import Picture, read_picture
from policygen.check.project import Project, load_project
from policygen.check.schools import load_settings, school_files
from policygen.diagnostics.model import Diagnostic, Diagnostics, Severity, Span
from policygen.diagnostics.suggest import did_you_mean
from policygen.document.model import Document, Edition, State
from policygen.document.plain import words_of
from policygen.resolve.groups import group_files
from policygen.resolve.inherit import chain_of
from policygen.resolve.printable import check_printable
from policygen.resolve.settle import Settled, settle
from policygen.resolve.tailoring import Plan, plan
from policygen.resolve.unplaced import report_unplaced
from policygen.world.disk import World


@dataclass(slots=True)
class School:
    """One school, settled and planned: what its policies will contain. `diagnostics` are about this school only."""

    id: str
    settled: Settled
    plans: dict[str, Plan]
    logo: Picture | None
    diagnostics: Diagnostics


@dataclass(frozen=True, slots=True)
class Compiled:
    """One assembled policy. `missing` lists the answers it still needs; until they are given it can only be a draft.

    `sheets` holds its agreements and forms as separate Documents, by file name; `adoptions` is what the policy prints
    about its adoptions.
    """

    policy: str
    document: Document
    sheets: dict[str, Document]
    missing: tuple[MissingAnswer, ...]
    diagnostics: Diagnostics
    adoptions: Adoptions = NONE


@dataclass(slots=True)
class Compiler:
    """A loaded project to compile schools against. `diagnostics` are about its libraries."""

    project: Project
    diagnostics: Diagnostics
    assembler: Assembler
    files: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, world: World) -> tuple[Compiler | None, Diagnostics]:
        """Load a project. The first value is None when the project has no usable library."""
        diagnostics = Diagnostics()
        project = load_project(world, diagnostics)
        if project is None:
            return None, diagnostics
        compiler = cls(project, diagnostics, Assembler(project, Wording.load(world)), school_files(world))
        return compiler, diagnostics

    def school(self, school_id: str, diagnostics: Diagnostics | None = None) -> School | None:
        """Return a school, settled and planned, or None if its settings cannot be used; reports into `diagnostics`."""
        diagnostics = Diagnostics() if diagnostics is None else diagnostics
        file = self.files.get(school_id)
        if file is None:
            diagnostics.report("PG306", school=school_id, guess=did_you_mean(school_id, self.files))
            return None
        settings = load_settings(self.project, file, diagnostics)
        if settings is None:
            return None
        settled = settle(self.project, chain_of(self.project, settings, diagnostics), diagnostics)
        check_printable(self.project.world, settled, diagnostics)
        return self.planned(settled, diagnostics)

    def planned(self, settled: Settled, diagnostics: Diagnostics) -> School:
        """Return the settled answers with the clauses they select; reports into `diagnostics`."""
        settings, school_id, file = settled.chain[0], settled.id, settled.file
        self._nation(settled, diagnostics)
        plans = {policy: plan(self.project, settled, self.project.outlines[policy]) for policy in settled.policies}
        unread = settled.unread_policies(self.project)
        if not plans and not unread:
            known = ", ".join(sorted(self.project.outlines))
            diagnostics.report("PG307", settings.span_of("policies"), file=file, known=known)
        if not unread:
            report_unplaced(self.project, settled, list(plans.values()), diagnostics)
        declared = next((s for s in settled.chain if s.model.logo is not None), None)
        self._colour(settled, diagnostics)
        logo = None
        if declared is not None and declared.model.logo is not None:
            where, alternative = declared.model.logo.file, declared.model.logo.alternative.text
            logo = read_picture(self.project.world, where.text, where.span, alternative, diagnostics, "logo")
        return School(school_id, settled, plans, logo, diagnostics)

    def check_groups(self, diagnostics: Diagnostics) -> None:
        """Check every file above schools, even one that no school extends yet; reports into `diagnostics`."""
        for file in group_files(self.project.world).values():
            settings = load_settings(self.project, file, diagnostics)
            if settings is not None:
                chain_of(self.project, settings, diagnostics)

    def compile(
        self, school: School, policy: str, *, draft: bool = False, records: Sequence[AdoptionRecord] | None = None
    ) -> Compiled:
        """Assemble the board's copy of one policy. A missing answer is an error unless the copy is a draft.

        `records` are its adoptions, oldest first; by default they are read from the project.
        """
        diagnostics = Diagnostics()
        self.report_axes(school, policy, diagnostics, draft)
        document, missing = self._assembled(school, policy, "draft" if draft else "for-approval", diagnostics, NONE)
        if not draft and school.settled.complete:
            for answer in missing:
                if not school.settled.mistaken(policy, answer.key):
                    setting = school.settled.settings.get(answer.key)
                    none = setting is not None and setting.how == "none"
                    diagnostics.add(_none_where_needed(answer) if none else _unanswered(answer))
        if records is None:
            severity = Severity.WARNING if draft else Severity.ERROR
            records = read_records(self.project.world, school.id, policy, diagnostics, severity)
        adoptions = NONE
        if records and not diagnostics.errors:
            settings = school.settled.policies[policy]
            adoptions = adoptions_of(document, records, settings, self.assembler.wording, diagnostics)
            state: State = "adopted" if adoptions.holds else document.state
            document, _ = self._assembled(school, policy, state, diagnostics, adoptions)
        document = self._standing(school, document)
        sheets = self._sheets(policy, document)
        return Compiled(policy, document, sheets, tuple(missing), diagnostics, adoptions)

    def in_edition(self, school: School, board: Compiled, edition: Edition) -> Compiled:
        """Assemble another edition of a policy that was compiled for the board, in the same state.

        Its diagnostics leave out those that the board's copy already has.
        """
        if edition == "board":
            return board
        policy, diagnostics = board.policy, Diagnostics()
        document, _ = self._assembled(school, policy, board.document.state, diagnostics, board.adoptions, edition)
        document = self._standing(school, document)
        known = set(board.diagnostics)
        own = Diagnostics()
        own.extend(found for found in diagnostics if found not in known)
        return Compiled(policy, document, self._sheets(policy, document), board.missing, own, board.adoptions)

    def model(self, school: School, policy: str) -> Compiled:
        """Assemble one policy as a model copy: what nobody answered is a blank, unless it decides on clauses."""
        diagnostics = Diagnostics()
        self.report_axes(school, policy, diagnostics, draft=False)
        document, missing = self._assembled(school, policy, "model", diagnostics, NONE)
        return Compiled(policy, document, {}, tuple(missing), diagnostics)

    def _assembled(
        self,
        school: School,
        policy: str,
        state: State,
        diagnostics: Diagnostics,
        adoptions: Adoptions,
        edition: Edition = "board",
    ) -> tuple[Document, list[MissingAnswer]]:
        return self.assembler.assemble(
            school.settled, school.plans[policy], school.plans, state, diagnostics, school.logo, adoptions, edition
        )

    def _standing(self, school: School, document: Document) -> Document:
        """Mark a guide or form while any of the school's policies is not adopted: no meeting adopts the sheet itself.

        A guide sums up several policies, so all of them have to be adopted in their present wording.
        """
        if document.kind != "sheet" or document.state != "for-approval":
            return document
        policies = [policy for policy, plan in school.plans.items() if plan.outline.kind == "policy"]
        if all(self._adopted(school, policy) for policy in policies):
            return document
        status = self.assembler.wording("state.goes_with")
        return replace(document, cover=replace(document.cover, status=status))

    def _adopted(self, school: School, policy: str) -> bool:
        records = read_records(self.project.world, school.id, policy, Diagnostics())
        return bool(records) and self.compile(school, policy, records=records).adoptions.holds

    def _sheets(self, policy: str, document: Document) -> dict[str, Document]:
        found = {}
        title = words_of(document.cover.title)
        for name in self.project.outlines[policy].sheets:
            for clause in self.project.find_clause(name.text):
                entry = self.project.clauses[clause].entry
                # The school gives out forms to fill in by hand; it does not publish them.
                if document.edition == "web" and (not entry.public or len(kept_parts(entry.form)) < len(entry.form)):
                    continue
                sheet = sheet_of(document, clause, title, self.assembler.wording)
                if sheet is not None:
                    found[file_name(clause)] = sheet
        return found

    def _colour(self, settled: Settled, diagnostics: Diagnostics) -> None:
        """Warn about a school colour that is too light to read on paper and is printed darker (WCAG 2.2, 1.4.3)."""
        from policygen.look.contrast import TEXT_RATIO, contrast

        colour = next((file.model.colour for file in settled.chain if file.model.colour is not None), None)
        if colour is None:
            return
        ratio = contrast(colour.text, "#ffffff")
        if ratio < TEXT_RATIO:
            diagnostics.report("PG346", colour.span, colour=colour.text, ratio=f"{ratio:.1f}", least=TEXT_RATIO)

    def _nation(self, settled: Settled, diagnostics: Diagnostics) -> None:
        nation = settled.settings.get("school.nation")
        if nation is None or (nation.value is None and diagnostics.errors):
            # The answer may be missing because of a mistake that is already reported.
            return
        if nation.value is None:
            question = self.project.vocabulary.groups["school"]["nation"].question.text
            diagnostics.report("PG401.nation", nation.span, question=question)
            return
        held = {library.nation for library in self.project.libraries.values()}
        if held and nation.value not in held:
            values = self.project.vocabulary.groups["school"]["nation"].values
            names = sorted(values[name].text for name in held if name in values)
            file, line = nation.span.file.rpartition("/")[2], nation.span.line
            diagnostics.report("PG308", nation.span, nations=names, file=file, line=line, nation=str(nation.value))

    def report_axes(self, school: School, policy: str, diagnostics: Diagnostics, draft: bool) -> None:
        """Report each unanswered question that decides which clauses this policy has."""
        from policygen.check.conditions import keys_of

        if not school.settled.complete:
            return
        outline = self.project.outlines[policy]
        asked: set[str] = set()
        for section in (*outline.sections, *outline.appendices):
            for name in section.names:
                for full in self.project.find_clause(name.text):
                    condition = self.project.clauses[full].condition
                    asked |= keys_of(condition) if condition else set()
        for key in sorted(asked):
            for group in ("school", "choices"):
                setting = school.settled.settings.get(f"{group}.{key}")
                question = self.project.vocabulary.groups[group].get(key)
                if setting is None or question is None or setting.value is not None or not question.closed:
                    continue
                if setting.how == "mistaken":
                    continue
                diagnostics.report(
                    "PG401.decides",
                    setting.span,
                    Severity.WARNING if draft else None,
                    key=key,
                    group=group,
                    question=question.question.text,
                    values=", ".join(question.values) or "yes, no",
                )


def _unanswered(answer: MissingAnswer) -> Diagnostic:
    group, _, key = answer.key.partition(".")
    if group == "people" and "." in key:
        group, _, key = key.partition(".")
    group = "policies" if group == "policy" else group
    return Diagnostic.of(
        "PG401.answer", answer.span, label=answer.label, question=answer.question, key=key, group=group
    )


def _none_where_needed(answer: MissingAnswer) -> Diagnostic:
    return Diagnostic.of("PG401.none", answer.span, label=answer.label, question=answer.question)


def lines_of(diagnostics: Diagnostics, file: str) -> list[int]:
    """Return the lines of `file` that errors point at, in order and without repeats."""
    spans = [d.span for d in diagnostics if d.severity is Severity.ERROR and isinstance(d.span, Span)]
    return sorted({span.line for span in spans if span.file == file})
