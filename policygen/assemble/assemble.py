"""One policy of one school, from its plan to a Document: texts filled and read, numbers given, references resolved."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from jinja2 import TemplateError

from policygen.assemble.abbreviations import Abbreviations
from policygen.assemble.adoptions import NONE, Adoptions
from policygen.assemble.consultation import consultation, still_to_discuss
from policygen.assemble.departures import departures, told_to_staff
from policygen.assemble.filler import Filler
from policygen.assemble.forms import form_blocks, policy_assets
from policygen.assemble.front_back_matter import Parts
from policygen.assemble.placeholders import Hole, MissingAnswer, inline_of
from policygen.assemble.programs import ROUNDS
from policygen.assemble.prose import Context, Prose, ProsePart
from policygen.assemble.redaction import held_form, is_public, is_said_first, kept_parts, published, published_as
from policygen.assemble.references import References, numbers_of
from policygen.assemble.shared_clauses import ReadAt, Reads, SharedClauses
from policygen.assemble.values import KnownValues, hole_of, library_scope, scope_of
from policygen.assemble.wording import Wording, fixed_words
from policygen.check.pictures import Picture
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics
from policygen.document.model import (
    LONGEST_PROPERTY,
    Blank,
    Block,
    Document,
    Edition,
    Inline,
    Metadata,
    Paragraph,
    Reference,
    Section,
    State,
    Table,
    Text,
)
from policygen.document.walk import blocks_in
from policygen.look.texts import TemplateRefused
from policygen.model.checked import Clause
from policygen.model.written import Written
from policygen.resolve.settled import Settled
from policygen.resolve.tailoring import LeftOut, Plan, Planned, PlannedSection
from policygen.resolve.terms import AS_WRITTEN, Terms
from policygen.source.positions import place


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What is to be assembled: one policy of a school, in a state, for the readers of an edition.

    `plans` holds the plans of all the school's policies, for references from one into another.
    """

    plan: Plan
    plans: MappingType[str, Plan]
    state: State
    edition: Edition = "board"
    logo: Picture | None = None
    adoptions: Adoptions = NONE


@dataclass(frozen=True, slots=True)
class Assembler:
    """Assembles Documents for one project; keeps the parses of the library's clauses between schools."""

    project: Project
    wording: Wording
    filler: Filler
    prose: Prose
    shared_scope: MappingType[str, Any]
    terms: Terms = AS_WRITTEN
    known: KnownValues | None = None
    abbreviations: Abbreviations | None = None
    shared: SharedClauses | None = None

    @classmethod
    def over(cls, project: Project, wording: Wording) -> Assembler:
        """Return the assembler of a library."""
        return cls(
            project, wording, Filler(project.checker.refused, project.checker.trees), Prose(), library_scope(project)
        )

    def for_session(self, project: Project, terms: Terms) -> Assembler:
        """Return the assembler of one school, whose own texts are in `project`: they are kept with it alone.

        `terms` are the school's words, which `project` has in its vocabulary and its outlines already.
        """
        filler = self.filler.for_session(project.checker.refused, project.checker.trees)
        wording = self.wording.in_terms(terms) if terms else self.wording
        prose = self.prose.for_session()
        return replace(
            self, project=project, filler=filler, wording=wording, prose=prose, terms=terms, known=KnownValues(),
            abbreviations=Abbreviations(project, wording), shared=SharedClauses(),
        )  # fmt: skip

    def assemble(
        self, settled: Settled, wanted: Assignment, diagnostics: Diagnostics
    ) -> tuple[Document, list[MissingAnswer]]:
        """Return the Document, its words as they were written, and the answers it lacks, each once, in order of need.

        `settled` are all the school's answers: those that readers of the edition may not see are withheld here.
        """
        settled = (self.known or KnownValues()).for_edition(self.project, settled, wanted.edition)
        return _One(self, settled, wanted, diagnostics).document()


class _One:
    """The assembling of one Document."""

    def __init__(self, assembler: Assembler, settled: Settled, wanted: Assignment, diagnostics: Diagnostics) -> None:
        self._assembler, self._settled, self._diagnostics = assembler, settled, diagnostics
        self._plan, self._state, self._edition = wanted.plan, wanted.state, wanted.edition
        self._logo, self._adoptions = wanted.logo, wanted.adoptions
        self._project, self._wording = assembler.project, assembler.wording
        self._missing: dict[str, MissingAnswer] = {}
        self._abbreviations = (assembler.abbreviations or Abbreviations(self._project, self._wording)).afresh()
        self._known = assembler.known or KnownValues()
        policy = settled.policies[wanted.plan.outline.id.text]
        self._plans, self._reads = wanted.plans, Reads()
        self._shared = assembler.shared or SharedClauses()
        self._key = self._shared.key(wanted.state, wanted.plan, wanted.plans, settled.chain)
        self._scope = scope_of(
            self._project, settled, policy, self._wording, assembler.shared_scope, self._known, self._reads
        )
        self._policy: dict[str, Hole] = self._scope["policy"].children
        self._numbers = numbers_of(wanted.plan, self._wording)
        find = self._project.find_clause
        self._sheets = frozenset(name for sheet in wanted.plan.outline.sheets for name in find(sheet.text))
        clauses = ((one, section) for section in wanted.plan.sections for one in section.clauses)
        self._alone = frozenset(one.name for one, section in clauses if section.appendix or self._is_sheet(one))

    @property
    def _references(self) -> References:
        # Made for each use: kept, it and this would hold each other, and all of a school until Python looks for such.
        return References(
            self._project, self._settled, self._plan, self._plans, self._numbers, self._wording, self._diagnostics,
            self._title, self._title_of,
        )  # fmt: skip

    def document(self) -> tuple[Document, list[MissingAnswer]]:
        wording, outline = self._wording, self._plan.outline
        title = title_of(self._settled, self._plan)
        school = hole_of(self._project, self._settled.settings["school.name"], wording)
        name = school.text
        parts = Parts(
            self._project, self._settled, outline, self._policy, wording, self._state, title, self.value,
            self._adoptions, self._edition, self._known,
        )  # fmt: skip
        libraries = {c.clause.library.id.text: c.clause.library for c in self._plan.clauses if c.clause is not None}
        cover = parts.cover("policygen:logo" if self._logo else "", tables=outline.kind == "policy")
        sections = [self._section(planned) for planned in self._plan.sections]
        versions = {name: library.version.text for name, library in libraries.items()}
        if outline.kind == "policy":
            consulted = consultation(self._policy.get("consulted"), wording)
            back = (parts.approval(), consulted, parts.history(versions), self._departures())
            # Nobody signs the other copies: what they say of the approval needs no page of its own after an appendix.
            appendices = next((n for n, one in enumerate(sections) if one.kind == "appendix"), len(sections))
            at = len(sections) if self._edition == "board" else appendices
            sections[at:at] = [section for section in back if section is not None]
        released = max((library.released for library in libraries.values()), default=None)
        created = self._project.world.source_date or (
            datetime(released.year, released.month, released.day, tzinfo=UTC)
            if released
            else datetime(2026, 1, 1, tzinfo=UTC)
        )
        notices = (wording("specimen"),) if self._settled.specimen else ()
        document_title = wording("document_title", title=title, school=name)
        document = Document(
            policy=outline.id.text,
            school=self._settled.id,
            state=self._state,
            language=wording("language"),
            metadata=Metadata(
                title=document_title[:LONGEST_PROPERTY],
                author=name[:LONGEST_PROPERTY],
                subject="; ".join((outline.subject.text, *notices))[:LONGEST_PROPERTY],
                keywords=(*(word.text for word in outline.keywords), *notices),
                created=created.strftime("%Y-%m-%dT%H:%M:%SZ"),
            ),
            words=fixed_words(wording, self._state),
            cover=cover,
            sections=tuple(sections),
            clauses=tuple(
                self._shared.record(self._key, planned, self._settled, self._groups, wording("language"))
                for planned in self._plan.clauses
            ),
            header=wording("header", school=name, title=title),
            kind=outline.kind,
            notices=notices,
            colour=self._colour(),
            assets=policy_assets(self._project, self._plan, self._logo),
            edition=self._edition,
        )  # fmt: skip
        if self._edition == "web":
            document = published(document, self._assembler.prose.printed)
        return document, list(self._missing.values())

    def value(self, hole: Hole, planned: Planned | None = None) -> Inline:
        """Return what a hole of the clause `planned` prints: its value, or a blank to fill in where nobody gave one."""
        if hole.missing is None:
            return inline_of(hole)
        if hole.missing.withheld:
            self._report_withheld(hole, planned)
            return Text(text="…")
        self._missing.setdefault(hole.missing.key, hole.missing)
        return Blank(label=hole.missing.label, key=hole.missing.key)

    def _section(self, planned: PlannedSection) -> Section:
        first = self._numbers[planned.clauses[0].name][0].rpartition(".")[0]
        number = self._wording("appendix", letter=first) if planned.appendix and first else first
        # One that a copy for the web only names does not fill a page.
        named = self._edition == "web" and not any(map(is_public, planned.clauses))
        handed_out = not named and (planned.appendix or self._plan.outline.kind == "sheet")
        return Section(
            id=f"policygen:section.{planned.section.id.text}",
            level=1,
            number=number,
            title=(Text(text=planned.section.title.text),),
            sections=tuple(
                self._placed(clause, new_page=n > 0 and handed_out and self._is_sheet(clause))
                for n, clause in enumerate(planned.clauses)
            ),
            kind="appendix" if planned.appendix else "body",
            new_page=planned.appendix and not named,
        )

    def _placed(self, planned: Planned, *, new_page: bool) -> Section:
        """Return a clause, as another copy has it if it would be the same here."""
        if self._edition == "web" and not (is_public(planned) and kept_parts(planned.form) == planned.form):
            section = self._clause(planned)
        else:
            section = self._shared.section(
                (*self._key, id(planned)), lambda: self._clause(planned), now=self._now, reads=self._reads,
                abbreviations=self._abbreviations, lacking=self._missing, diagnostics=self._diagnostics,
            )  # fmt: skip
        return replace(section, new_page=True) if new_page else section

    def _now(self, place: ReadAt) -> Any:
        """Return what this copy has where another one read something."""
        group, name, part = place
        return self._scope[group].children.at(name, part) if group else title_of(self._settled, self._plans[name])

    def _title_of(self, other: Plan) -> str:
        """Return the title of another policy."""
        title = title_of(self._settled, other)
        self._reads.note(("", other.outline.id.text, ""), title)
        return title

    def _is_sheet(self, planned: Planned) -> bool:
        """Return whether a clause is also a sheet, so that it starts on a new page."""
        return planned.name in self._sheets

    def _clause(self, planned: Planned) -> Section:
        web = self._edition == "web"
        parts: tuple[ProsePart, ...] = ()
        if web and not is_public(planned):
            blocks: tuple[Block, ...] = (held_form(planned.name, self._wording),)
        else:
            marked, holes = self._filled(planned, planned.text)
            marked = self._references.without_unheld(planned, marked)
            kept = planned.change == "as-published"
            context = self._context(planned, planned.text, holes)
            blocks, parts = self._assembler.prose.parts(marked, context, kept=kept)
            number = 1 + len(blocks) + sum(1 + len(part.blocks) for part in parts)
            last = self._form(planned, number, web=web)
            if parts:
                parts = (*parts[:-1], replace(parts[-1], blocks=(*parts[-1].blocks, *last)))
            else:
                blocks += last
        if not blocks and not parts:
            self._diagnostics.report("PG404", planned.text.span, clause=planned.name)
            blocks = (Paragraph(id=f"{planned.name}/1", children=()),)
        branching = "{%" in planned.text.text and "|" in planned.text.text  # every table has the second
        every = (*blocks, *(block for part in parts for block in part.blocks)) if branching else ()
        if any(isinstance(block, Table) and not block.rows for block in blocks_in(every)):
            # One without tags is found by `check` in the text. A listener hears headings of nothing (ISO 14289-1 7.5).
            self._diagnostics.report("PG248.head_left", planned.text.span, clause=planned.name)
        own = self._numbers[planned.name][0]
        return Section(
            id=planned.name,
            level=2,
            number=own,
            title=self._title(planned),
            blocks=blocks,
            sections=tuple(
                Section(id=part.id, level=3, number=own and f"{own}.{n}", title=part.title, blocks=part.blocks)
                for n, part in enumerate(parts, 1)
            ),
            clause=planned.name,
        )

    def _form(self, planned: Planned, number: int, *, web: bool) -> tuple[Block, ...]:
        """Return the blocks of a clause's form, which follow its text; the first has the ordinal `number`."""
        form = kept_parts(planned.form) if web else planned.form
        first = is_said_first(form, planned.form)
        blocks = form_blocks(
            planned.name, number + first, form, lambda text: self._line(planned, text), self._assembler.terms
        )
        if len(form) < len(planned.form):
            note = published_as(planned.name, number if first else number + len(blocks), self._wording)
            blocks = (note, *blocks) if first else (*blocks, note)
        return blocks

    def _context(self, planned: Planned, text: Written, holes: list[Hole]) -> Context:
        return Context(
            planned.name,
            holes,
            lambda hole: self.value(self._printed(hole, planned, text), planned),
            lambda name: self._references.inline(planned, name),
            self._assembler.terms.printing(planned.clause, text),
        )

    def _printed(self, hole: Hole, planned: Planned, text: Written) -> Hole:
        """Return a value as a clause prints it: by an abbreviation only in the text of a policy that is read from its
        beginning, not in titles, forms and sheets, nor where somebody will type another title.
        """
        whole = text is not planned.text or self._state == "model" or self._plan.outline.kind == "sheet"
        return hole if whole or self._stands_alone(planned) else self._abbreviations.of(hole)

    def _stands_alone(self, planned: Planned) -> bool:
        return planned.name in self._alone

    def _report_withheld(self, hole: Hole, planned: Planned | None) -> None:
        """Report a text that prints what the readers of this edition do not have."""
        key = hole.origin.key
        span = hole.missing.span if hole.missing else None
        if planned is not None:
            printed = re.search(rf"\{{\{{[^}}]*?(?P<key>{re.escape(key)})\b", planned.text.text)
            span = planned.text.span
            if printed is not None:
                span = place(planned.source, planned.text.scalar, printed.start("key"), len(key))
        self._diagnostics.report("PG411", span, key=key, edition=self._edition)

    def _departures(self) -> Section | None:
        if self._edition == "web" or self._state == "model":
            return None

        def clause(planned: Planned | LeftOut) -> tuple[Inline, ...]:
            if isinstance(planned, Planned):
                number = self._numbers[planned.name][0]
                return (Reference(target=planned.name, number=number), Text(text=" "), *self._title(planned))
            marked, holes = self._filled(planned, planned.title)
            say = self._assembler.terms.printing(planned.clause, planned.title)
            return self._assembler.prose.inline(
                marked, Context(planned.name, holes, self.value, lambda name: (Text(text=name),), say)
            )

        named_by = self._project.vocabulary.groups_named_by
        if self._edition == "staff":
            return told_to_staff(self._settled, self._plan, clause, self._wording, named_by)
        return departures(self._settled, self._plan, clause, self._wording, named_by, self._to_discuss)

    def _to_discuss(self, clause: Clause) -> str:
        hole = self._policy.get("consulted")
        entries = hole.raw if hole is not None and isinstance(hole.raw, tuple) else ()
        return still_to_discuss(self._groups(clause), entries, self._wording)

    def _groups(self, clause: Clause) -> tuple[str, ...]:
        """Return the groups that a clause names to be consulted, as they are printed."""
        known = self._project.vocabulary.consulted_groups
        return tuple(known[key.text].text for key in clause.entry.consult if key.text in known)

    def _filled(self, planned: Planned | LeftOut, text: Written) -> tuple[str, list[Hole]]:
        """Return a text with marks for its values; report one that repeats too much."""
        try:
            return self._assembler.filler.fill(text.text, self._scope, self._project.checker.key_of(text))
        except TemplateRefused:
            self._diagnostics.report("PG412", text.span, clause=planned.name, limit=ROUNDS)
            return "…", []
        except (ArithmeticError, LookupError, NameError, SyntaxError, TemplateError, TypeError, ValueError):
            # What the rules for templates let through is still the text's fault, and is reported at its place.
            self._diagnostics.report("PG413", text.span, clause=planned.name)
            return "…", []

    def _title(self, planned: Planned) -> tuple[Inline, ...]:
        return self._line(planned, planned.title)

    def _line(self, planned: Planned, text: Written) -> tuple[Inline, ...]:
        """Return one line of a clause (its title, a form's label) with its values filled in."""
        marked, holes = self._filled(planned, text)
        kept = planned.change == "as-published"
        return self._assembler.prose.inline(marked, self._context(planned, text, holes), kept=kept)

    def _colour(self) -> str:
        return next((s.model.colour.text for s in self._settled.chain if s.model.colour is not None), "")


def title_of(settled: Settled, plan: Plan) -> str:
    """Return a policy's title: the school's own, else the outline's."""
    setting = settled.policies.get(plan.outline.id.text, {}).get("title")
    return str(setting.value) if setting is not None and setting.value is not None else plan.outline.title.text
