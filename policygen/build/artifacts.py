"""An order becomes artifacts: the bytes of each school's files, each with the digest of what they depend on.

Nothing here writes. The same order gives the same artifacts in one process or in several.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from policygen.assemble.annotations import annotations_of
from policygen.assemble.sheets import approval_sheet
from policygen.build.held import DocumentSources, Held
from policygen.build.manifest import SHEETS
from policygen.build.order import EDITIONS, Order, ordered
from policygen.build.part_digests import PartDigests
from policygen.build.rendering import Renderer, digest_of_inputs, refused_in_words
from policygen.build.results import CALENDAR, Artifact, NotMade, SchoolBuild, StaleSubject
from policygen.build.reviews import reviews_of
from policygen.compile.answers import lines_of
from policygen.compile.bases import files_of_bases
from policygen.compile.compiler import Compiler
from policygen.compile.findings import texts_in
from policygen.compile.school import Compiled, School
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic, Diagnostics, Severity
from policygen.document.model import Document
from policygen.document.overlays import Companions, Overlay
from policygen.render.engine import DEFAULT_ENGINE
from policygen.render.ics import Event, write_ics
from policygen.staff.documents import receipts, register

# Given the library, returns what says of each of its schools what is out of date there.
Freshness = Callable[[Compiler], Callable[[School], tuple[StaleSubject, ...]]]


def add_policy(
    built: SchoolBuild,
    policy: str,
    found: Diagnostics,
    files: Callable[[], list[Artifact]],
    settings: str,
    missing: int = 0,
) -> Iterator[Diagnostic]:
    """Add a policy's files to `built`, or the reason why it was not made, and yield its findings with their trace.

    `found` are the findings so far, `settings` is the file that a person looks at to mend them.
    """
    if not found.errors:
        try:
            built.artifacts[policy] = files()
        except Exception as error:
            refused = refused_in_words(error)
            if refused is None:
                raise
            found.extend(refused)
    if found.errors:
        built.not_made.append(NotMade(policy, found.errors, missing, tuple(lines_of(found, settings))))
    trace = (f"{policy} for {built.school}",)
    yield from (one if one.trace else replace(one, trace=trace) for one in found)


def calendar_of(name: str, events: Sequence[Event]) -> list[Artifact]:
    """Return the calendar of a school, or of a group such as `trusts/castlemere`; nothing where no review is due."""
    if not events:
        return []
    data = write_ics(events)
    digest = digest_of_inputs(format="ics", content=hashlib.sha256(data).hexdigest())
    return [Artifact(f"{name}/{CALENDAR}", data, digest)]


@dataclass(frozen=True, slots=True)
class Paper:
    """One Document to be drawn, in each of its formats; `stem` is its files' name in the out folder without an ending.

    A paper that is `noted` has its sources kept, so that a dry run can say what has changed since.
    """

    stem: str
    document: Document
    formats: tuple[str, ...]
    overlays: tuple[Overlay, ...] = ()
    noted: bool = True


@dataclass(slots=True)
class BegunPolicy:
    """One policy of a school, compiled: its papers, and what came of those that were drawn, by their number.

    `found` are the findings so far, `missing` counts unanswered questions. The first error is raised at the end.
    """

    school: School
    policy: str
    found: Diagnostics
    missing: int
    papers: list[Paper] = field(default_factory=list)
    made: dict[int, list[Artifact]] = field(default_factory=dict)
    errors: dict[int, Exception] = field(default_factory=dict)
    reused: int = 0
    damaged: list[str] = field(default_factory=list)


class Builder:
    """Builds schools one at a time, keeping the library, the look and the fonts between them.

    In a dry run the artifacts have no bytes, and nothing is drawn. With `freshness`, it is asked for each school what
    is out of date.
    """

    def __init__(self, compiler: Compiler, *, dry: bool = False, freshness: Freshness | None = None) -> None:
        self.compiler, self._dry, self.freshness = compiler, dry, freshness
        self._stale = freshness(compiler) if freshness else None
        self._library = ""
        self.latest = ""
        """The policy that was drawn last: an engine remembers most of it."""
        self._renderers: dict[tuple[bool, str, Path | None], Renderer] = {}
        self.digests = PartDigests()

    @property
    def renderer(self) -> Renderer:
        """What renders in the ordinary look with the default engine."""
        return self.renderer_in(False)

    def renderer_in(
        self, large_print: bool, engine: str = DEFAULT_ENGINE, out: Path | None = None, store: Path | None = None
    ) -> Renderer:
        """Return what renders in the ordinary look or in large print. Raises KeyError for an unknown engine.

        With `store`, files are not made that lie in it or in the folder `out`.
        """
        key = large_print, engine, out if store else None
        if key not in self._renderers:
            held = Held(out, store) if out and store else None
            world = self.compiler.project.world
            self._renderers[key] = Renderer(
                world, large_print=large_print, engine=engine, held=held, dry=self._dry, digests=self.digests
            )
        return self._renderers[key]

    def renderer_for(self, order: Order) -> Renderer:
        """Return what renders an order."""
        return self.renderer_in(order.large_print, order.pdf_engine, order.out, order.store)

    def school(self, school_id: str, order: Order) -> SchoolBuild:
        """Build a school's policies as ordered. The school's mistakes are in what is returned, never raised."""
        school = self.open(school_id, order)
        if isinstance(school, SchoolBuild):
            return school
        return self.close(school, order, [self.policy(school, policy, order) for policy in ordered(school, order)])

    def open(self, school_id: str, order: Order) -> School | SchoolBuild:
        """Return the school, ready to build; or the result, if its settings have mistakes."""
        diagnostics = Diagnostics()
        school = self.compiler.school(school_id, diagnostics)
        if school is not None and not diagnostics.errors:
            return school
        policies = order.policies or (tuple(school.plans) if school else ()) or ("",)
        lines = tuple(lines_of(diagnostics, self.compiler.files.get(school_id, "")))
        built = SchoolBuild(school_id, stale=self._stale_in(school))
        built.not_made = [NotMade(policy, diagnostics.errors, 0, lines) for policy in policies]
        return self.finished(built, diagnostics)

    def policy(self, school: School, policy: str, order: Order) -> SchoolBuild:
        """Build one policy with everything that goes with it, and return the result."""
        begun = self.begin(school, policy, order)
        for number in range(len(begun.papers)):
            self.draw(begun, number, order)
        return self.finish(begun)

    def begin(self, school: School, policy: str, order: Order) -> BegunPolicy:
        """Compile one policy with everything that goes with it."""
        board = self.compiler.compile(school, policy, draft=order.draft)
        copies = self._copies(school, board, order)
        found = Diagnostics()
        for each in (board, *copies):
            found.extend(each.diagnostics)
        missing = sum(d.code == "PG401" and d.severity is Severity.ERROR for d in found)
        begun = BegunPolicy(school, policy, found, missing)
        if not found.errors:
            try:
                begun.papers = [paper for copy in copies for paper in self._papers_of(copy, school, order)]
            except Exception as error:
                begun.errors[0] = error
        return begun

    def draw(self, begun: BegunPolicy, number: int, order: Order) -> None:
        """Draw one of the papers of a policy."""
        if begun.errors:
            return
        paper, renderer = begun.papers[number], self.renderer_for(order)
        self.latest = begun.policy
        try:
            made = renderer.artifacts(paper.stem, paper.document, paper.formats, paper.overlays)
            if paper.noted:
                renderer.note(made, lambda: self._sources(paper.document, begun.school))
            begun.made[number] = made
        except Exception as error:
            begun.errors[number] = error
        if renderer.held:
            reused, damaged = renderer.held.since()
            begun.reused += reused
            begun.damaged += damaged

    def finish(self, begun: BegunPolicy) -> SchoolBuild:
        """Return the result of a policy whose papers were drawn."""
        built = SchoolBuild(begun.school.id, reused=begun.reused, damaged=begun.damaged)

        def files() -> list[Artifact]:
            for number in sorted(begun.errors):
                raise begun.errors[number]
            return [artifact for _, made in sorted(begun.made.items()) for artifact in made]

        settings = self.compiler.files.get(begun.school.id, "")
        diagnostics = Diagnostics()
        diagnostics.extend(add_policy(built, begun.policy, begun.found, files, settings, begun.missing))
        return self.finished(built, diagnostics)

    def close(self, school: School, order: Order, parts: Iterable[SchoolBuild]) -> SchoolBuild:
        """Return the parts, in order, as one, with the files about the whole school."""
        built = SchoolBuild(school.id, stale=self._stale_in(school))
        diagnostics = Diagnostics()
        diagnostics.extend(school.diagnostics)
        for part in parts:
            built.artifacts |= part.artifacts
            built.not_made += part.not_made
            built.reused += part.reused
            built.damaged += part.damaged
            diagnostics.extend(part.diagnostics)
        if built.artifacts and "board" in order.editions:
            built.reviews = reviews_of(self.compiler, school)
            built.beside += calendar_of(school.id, built.reviews)
        if built.artifacts:
            built.bases = files_of_bases(school.project, school.settled.chain)
        if "web" in order.editions:
            self._note_kept(school, order, built)
        return self.finished(built, diagnostics)

    def finished(self, built: SchoolBuild, diagnostics: Diagnostics) -> SchoolBuild:
        """Return what was built with its findings and the texts that they point into."""
        built.diagnostics = list(diagnostics)
        built.sources = texts_in(self.compiler.project.world, diagnostics)
        return built

    def tools(self, order: Order) -> dict[str, str]:
        """Return what an order is built with, by name, for the manifest: versions and fingerprints."""
        return {**self.renderer_for(order).tools(order.formats), "library": self.compiler.fingerprint}

    def _stale_in(self, school: School | None) -> tuple[StaleSubject, ...] | None:
        if self._stale is None:
            return None
        return self._stale(school) if school else ()

    def _copies(self, school: School, board: Compiled, order: Order) -> list[Compiled]:
        """The editions of a policy that were ordered; no web copy of a policy that the library does not make public."""
        public = self.compiler.project.outlines[board.policy].public
        editions = [edition for edition in order.editions if public or edition != "web"]
        return [self.compiler.in_edition(school, board, edition) for edition in editions]

    def _note_kept(self, school: School, order: Order, built: SchoolBuild) -> None:
        outlines = self.compiler.project.outlines
        kept = [policy for policy in ordered(school, order) if not outlines[policy].public]
        if kept:
            built.notes.append(say("build.no_web_copy", school=school.id, policies=kept))

    def _papers_of(self, copy: Compiled, school: School, order: Order) -> Iterator[Paper]:
        """The papers of one copy."""
        edition, document = copy.document.edition, copy.document
        folder = f"{school.id}/" if edition == "board" else f"{school.id}/{edition}/"
        carried: tuple[Overlay, ...] = ()
        if edition == "board" and order.papers and document.kind == "policy" and document.state != "draft":
            carried = (Companions(editions=self.compiler.for_other_readers(school, copy)),)
        yield Paper(f"{folder}{copy.policy}", document, order.formats, carried)
        for name, sheet in copy.sheets.items() if order.sheets else ():
            yield Paper(f"{folder}{SHEETS}/{name}", sheet, order.formats)
        if order.papers:
            for name, paper in self._papers(copy, order).items():
                yield Paper(f"{school.id}/{name}", paper, order.papers)
            if order.annotate and edition == "board":
                yield self._annotated(school, document, order)

    def _sources(self, document: Document, school: School) -> DocumentSources:
        self._library = self._library or self.compiler.fingerprint
        return DocumentSources(school.fingerprint, self._library, self.digests.clauses(document))

    def _papers(self, copy: Compiled, order: Order) -> dict[str, Document]:
        """What goes with a policy on paper, as separate Documents by file name; a web copy has nothing."""
        document, wording, name = copy.document, copy.wording, copy.policy
        approval = approval_sheet(document, wording) if document.edition == "board" and order.sheets else None
        papers = {f"{SHEETS}/{name}-approval": approval} if approval else {}
        # Nobody signs for having read a sheet of forms, unless the order names it.
        for_staff = next((edition for edition in EDITIONS if edition in order.editions), "web")
        if (
            order.staff
            and document.edition == for_staff != "web"
            and (document.kind == "policy" or name in order.policies)
        ):
            papers[f"staff/{name}-register"] = register(document, order.staff, wording)
            papers[f"staff/{name}-receipts"] = receipts(document, order.staff, wording)
        return papers

    def _annotated(self, school: School, document: Document, order: Order) -> Paper:
        notes = annotations_of(school.project, school.plans[document.policy], school.settled, school.assembler.wording)
        return Paper(f"{school.id}/{document.policy}-annotated", document, order.papers, (notes,), noted=False)
