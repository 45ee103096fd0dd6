"""Builds: the files of each school's policies, written whole or not at all; one school's failure stops no other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from policygen.compile.compiler import Compiled, Compiler, School, lines_of
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic, Diagnostics, Severity
from policygen.world.disk import write_whole

if TYPE_CHECKING:
    from policygen.document.layout import Layout
    from policygen.document.model import Document, Edition
    from policygen.document.overlays import Overlay
    from policygen.render.look import Look
    from policygen.staff.csv import Member

FORMATS = ("docx", "pdf", "html", "md", "json")
PAPERS = ("docx", "pdf")  # the formats of what a pen fills and of a reviewer's copy
EDITIONS: tuple[Edition, ...] = ("board", "staff", "web")


@dataclass(frozen=True, slots=True)
class Order:
    """What to build. If `policies` is empty, all of the school's; files go to `<out>/<school>/<policy>.<ext>`.

    `staff` lists the people who sign a register and receipts; `annotate` adds a reviewer's copy. With `blank`, model
    copies in Word are built, and targets (`word_copies.kinds`) are named instead of schools. Each of the `editions`
    other than the board's goes to a separate folder, `<school>/<edition>/`.
    """

    formats: tuple[str, ...] = ("docx", "pdf")
    policies: tuple[str, ...] = ()
    out: Path = Path("build")
    draft: bool = False
    staff: tuple[Member, ...] = ()
    annotate: bool = False
    blank: bool = False
    editions: tuple[Edition, ...] = ("board",)

    @property
    def papers(self) -> tuple[str, ...]:
        return tuple(name for name in self.formats if name in PAPERS)


@dataclass(frozen=True, slots=True)
class NotMade:
    """A policy that was not built. `lines` are lines of the school's file to look at; `missing` counts the answers."""

    policy: str
    errors: int
    missing: int
    lines: tuple[int, ...]


@dataclass(slots=True)
class SchoolResult:
    """The result for one school: the files built, the policies that were not, the findings, and the texts they quote.

    `beside` are files about the whole school; `notes` are sentences for the person who ran the build.
    """

    school: str
    made: dict[str, list[Path]] = field(default_factory=dict)
    beside: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    not_made: list[NotMade] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)


class Builder:
    """Builds schools one at a time, keeping the library, the look and the fonts between them."""

    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler
        self._look: Look | None = None

    def build(self, school_id: str, order: Order) -> SchoolResult:
        """Build a school's policies as ordered. Never raises for the school's mistakes; they are in the result."""
        if order.blank:
            from policygen.word_copies.building import build_copies
            from policygen.word_copies.kinds import Target

            return build_copies(self._compiler, self.look, Target.read(school_id), order)
        school = self.open(school_id, order)
        if isinstance(school, SchoolResult):
            return school
        return self.close(school, order, [self.policy(school, policy, order) for policy in ordered(school, order)])

    def open(self, school_id: str, order: Order) -> School | SchoolResult:
        """Return the school, ready to build; or the result, if its settings have mistakes."""
        diagnostics = Diagnostics()
        school = self._compiler.school(school_id, diagnostics)
        if school is not None and not diagnostics.errors:
            return school
        policies = order.policies or (tuple(school.plans) if school else ()) or ("",)
        lines = tuple(lines_of(diagnostics, self._compiler.files.get(school_id, "")))
        result = SchoolResult(school_id)
        result.not_made = [NotMade(policy, diagnostics.errors, 0, lines) for policy in policies]
        return finished(self._compiler, result, diagnostics)

    def policy(self, school: School, policy: str, order: Order) -> SchoolResult:
        """Build one policy with everything that goes with it, and return the result."""
        result = SchoolResult(school.id)
        board = self._compiler.compile(school, policy, draft=order.draft)
        copies = self._copies(school, board, order)
        found = Diagnostics()
        for each in (board, *copies):
            found.extend(each.diagnostics)
        if not found.errors:
            self._write(copies, school, order, result, found)
        if found.errors:
            lines = tuple(lines_of(found, self._compiler.files.get(school.id, "")))
            missing = sum(d.code == "PG401" and d.severity is Severity.ERROR for d in found)
            result.not_made.append(NotMade(policy, found.errors, missing, lines))
        trace = (f"{policy} for {school.id}",)
        diagnostics = Diagnostics()
        diagnostics.extend(replace(d, trace=trace) if not d.trace else d for d in found)
        return finished(self._compiler, result, diagnostics)

    def close(self, school: School, order: Order, parts: Iterable[SchoolResult]) -> SchoolResult:
        """Return the parts, in order, as one result, with the files about the whole school."""
        result = SchoolResult(school.id)
        diagnostics = Diagnostics()
        diagnostics.extend(school.diagnostics)
        for part in parts:
            result.made |= part.made
            result.not_made += part.not_made
            diagnostics.extend(part.diagnostics)
        if result.made and "board" in order.editions:
            self._calendar(school, order, result, diagnostics)
        if "web" in order.editions:
            self._note_kept(school, order, result)
        return finished(self._compiler, result, diagnostics)

    def _copies(self, school: School, board: Compiled, order: Order) -> list[Compiled]:
        """The editions of a policy that were ordered; no web copy of a policy that the library does not make public."""
        public = self._compiler.project.outlines[board.policy].public
        editions = [edition for edition in order.editions if public or edition != "web"]
        return [self._compiler.in_edition(school, board, edition) for edition in editions]

    def _note_kept(self, school: School, order: Order, result: SchoolResult) -> None:
        outlines = self._compiler.project.outlines
        kept = [policy for policy in ordered(school, order) if not outlines[policy].public]
        if kept:
            result.notes.append(say("build.no_web_copy", school=school.id, policies=kept))

    def _calendar(self, school: School, order: Order, result: SchoolResult, diagnostics: Diagnostics) -> None:
        from policygen.build.reviews import reviews_of
        from policygen.render.ics import write_ics

        events = reviews_of(self._compiler, school)
        path = order.out / school.id / "review.ics"
        if events and put(path, write_ics(events), diagnostics):
            result.beside.append(path)
        elif events:
            result.not_made.append(NotMade(path.name, 1, 0, ()))

    def _papers(self, document: Document, order: Order) -> dict[str, Document]:
        """What goes with a policy on paper, as separate Documents by file name; a web copy has nothing."""
        from policygen.assemble.sheets import approval_sheet

        wording, name = self._compiler.assembler.wording, document.policy
        approval = approval_sheet(document, wording) if document.edition == "board" else None
        papers = {f"sheets/{name}-approval": approval} if approval else {}
        # Nobody signs for having read a sheet of forms, unless the order names it.
        for_staff = next((edition for edition in EDITIONS if edition in order.editions), "web")
        if (
            order.staff
            and document.edition == for_staff != "web"
            and (document.kind == "policy" or name in order.policies)
        ):
            from policygen.staff.documents import receipts, register

            papers[f"staff/{name}-register"] = register(document, order.staff, wording)
            papers[f"staff/{name}-receipts"] = receipts(document, order.staff, wording)
        return papers

    def _annotated(self, school: School, document: Document, order: Order) -> dict[str, dict[str, bytes]]:
        from policygen.assemble.annotations import annotations_of

        compiler = self._compiler
        notes = annotations_of(compiler.project, school.plans[document.policy], compiler.assembler.wording)
        return {f"{document.policy}-annotated": self.render(document, order.papers, (notes,))}

    def _files(self, copy: Compiled, school: School, order: Order) -> dict[str, dict[str, bytes]]:
        """The files of one copy, by name and extension."""
        edition = copy.document.edition
        folder = "" if edition == "board" else f"{edition}/"
        documents = {f"{folder}{copy.policy}": copy.document}
        documents |= {f"{folder}sheets/{name}": sheet for name, sheet in copy.sheets.items()}
        files = {name: self.render(document, order.formats) for name, document in documents.items()}
        if order.papers:
            papers = self._papers(copy.document, order)
            files |= {name: self.render(document, order.papers) for name, document in papers.items()}
            if order.annotate and edition == "board":
                files |= self._annotated(school, copy.document, order)
        return files

    def _write(
        self, copies: list[Compiled], school: School, order: Order, result: SchoolResult, diagnostics: Diagnostics
    ) -> None:
        files: dict[str, dict[str, bytes]] = {}
        try:
            for copy in copies:
                files |= self._files(copy, school, order)
        except Exception as error:
            found = refused_in_words(error)
            if found is None:
                raise
            diagnostics.extend(found)
            return
        made = []
        for name, formats in files.items():
            for extension, data in formats.items():
                path = order.out / school.id / f"{name}.{extension}"
                if put(path, data, diagnostics):
                    made.append(path)
        if made and not diagnostics.errors:
            result.made[copies[0].policy] = made

    def render(
        self, document: Document, formats: tuple[str, ...], overlays: Sequence[Overlay] = ()
    ) -> dict[str, bytes]:
        """Return the bytes of each format, by extension; the Layout is made once and shared.

        With annotations among `overlays`, DOCX and PDF are a reviewer's copy, which nobody signs.
        """
        files: dict[str, bytes] = {}
        layout: Layout | None = None
        if "pdf" in formats or "docx" in formats:
            from policygen.render.engine import engine_named

            pdf, layout = engine_named().render(document, self.look)
            from policygen.document.overlays import Annotations, overlay_of

            annotations = overlay_of(overlays, Annotations)
            if "pdf" in formats and annotations is not None:
                from policygen.render.pdf.notes import add_notes

                files["pdf"] = add_notes(pdf, document, annotations, self.look.tokens)
            elif "pdf" in formats:
                from policygen.render.pdf.seal import seal

                files["pdf"] = seal(pdf, document, layout, attached=document.edition != "web")
        if "docx" in formats and layout is not None:
            from policygen.render.docx import write_docx

            files["docx"] = write_docx(document, layout, self.look, overlays)
        if "html" in formats:
            from policygen.render.html.web_page import write_html

            files["html"] = write_html(document, self.look)
        if "md" in formats:
            from policygen.render.markdown import write_markdown

            files["md"] = write_markdown(document)
        if "json" in formats:
            from policygen.document.json import to_json

            files["json"] = to_json(document)
        return {extension: files[extension] for extension in formats}

    @property
    def look(self) -> Look:
        if self._look is None:
            from policygen.render.look import Look

            self._look = Look.load(*self._compiler.project.world.template_folders())
        return self._look


def ordered(school: School, order: Order) -> list[str]:
    """Return the policies to build: the ordered ones that the school has, or else all it has."""
    return [policy for policy in order.policies or school.plans if policy in school.plans]


def finished(compiler: Compiler, result: SchoolResult, diagnostics: Diagnostics) -> SchoolResult:
    """Return the result with its findings and the texts they point into."""
    result.diagnostics = list(diagnostics)
    named = {span.file for d in diagnostics for span in (d.span, *(r.span for r in d.related)) if span}
    sources = compiler.project.sources
    result.sources = {name: sources[name].text for name in named if name in sources}
    return result


def put(path: Path, data: bytes, diagnostics: Diagnostics) -> bool:
    """Write a file whole, or report why that is impossible; return whether it was written."""
    try:
        write_whole(path, data)
    except OSError as error:
        diagnostics.report("PG501", file=str(path), reason=error.strerror or str(error))
        return False
    return True


def refused_in_words(error: Exception) -> list[Diagnostic] | None:
    """Return what a writer refused, in words; None for an error that is a bug in policygen."""
    from policygen.render.preflight import in_words

    lacking = in_words(error)
    if lacking is not None:
        return [lacking]
    from policygen.render.engine import ResourceRefused
    from policygen.render.glyphs import MissingGlyphs

    if isinstance(error, MissingGlyphs | ResourceRefused):
        code = "PG502" if isinstance(error, MissingGlyphs) else "PG503"
        return [Diagnostic.of(code, reason=str(error))]
    return None
