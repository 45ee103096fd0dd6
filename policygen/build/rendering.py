"""Turn one Document into the bytes of each format, with one page layout for all of them. Nothing is written here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from policygen import __version__
from policygen.build.order import SIZED
from policygen.build.part_digests import PartDigests
from policygen.build.results import Artifact
from policygen.build.versions import versions_behind
from policygen.diagnostics.model import Diagnostic
from policygen.document.json import to_json
from policygen.document.overlays import Annotations, Companions, Overlay, overlay_of
from policygen.look.fonts import FaceMissing
from policygen.look.look import Look
from policygen.look.texts import TemplateRefused
from policygen.look.tokens import TokensError
from policygen.render.engine import DEFAULT_ENGINE, RenderingError, ResourceRefused, Seal, engine_named
from policygen.render.glyphs import MissingGlyphs
from policygen.render.markdown import write_markdown
from policygen.render.preflight import DRAWN, lacking_in_words
from policygen.store.program import code_digest

if TYPE_CHECKING:
    from policygen.build.held import DocumentSources, Held
    from policygen.document.layout import Layout
    from policygen.document.model import Document
    from policygen.render.docx import KeptBlocks
    from policygen.world.protocol import World

LARGE_PRINT = "large-print"  # in the names of files


class Renderer:
    """Renders Documents in the look of one world, or in its look for large print, which it loads once.

    `engine` is the name of what draws the pages; `held` are the files of earlier builds, which are not made again.
    In a dry run nothing is drawn or looked for: artifacts have no bytes.
    """

    def __init__(
        self,
        world: World,
        *,
        large_print: bool = False,
        engine: str = DEFAULT_ENGINE,
        held: Held | None = None,
        dry: bool = False,
        digests: PartDigests | None = None,
    ) -> None:
        self._digests = digests or PartDigests()
        self._world, self._large_print, self.held, self._dry = world, large_print, held, dry
        self._engine = engine_named(engine)
        self._look: Look | None = None
        self._kept: KeptBlocks | None = None
        self._program: dict[str, dict[str, str]] = {}
        self.sources: dict[str, DocumentSources] = {}

    @property
    def look(self) -> Look:
        """The look. Raises TokensError, FaceMissing or OSError."""
        if self._look is None:
            self._look = Look.load(self._world, large_print=self._large_print)
        return self._look

    def artifacts(
        self, stem: str, document: Document, formats: tuple[str, ...], overlays: Sequence[Overlay] = ()
    ) -> list[Artifact]:
        """Return a Document in each format; `stem` is the files' name under the out folder, without an ending."""
        found: dict[str, Artifact] = {}
        parts = self.parts_of(document, formats, overlays)
        for one in formats:
            name, inputs = self.file_name(stem, one), digest_of_inputs(**parts[one])
            data = self.held.file(name, inputs) if self.held and not self._dry else None
            found[one] = Artifact(name, data or b"", inputs, tuple(parts[one].items()))
        missing = tuple(one for one, artifact in found.items() if not artifact.data and not self._dry)
        for one, data in (self.render(document, missing, overlays) if missing else {}).items():
            found[one] = replace(found[one], data=data)
        return list(found.values())

    def note(self, artifacts: Sequence[Artifact], sources: Callable[[], DocumentSources]) -> None:
        """Keep what a Document was made from, so that a dry run can say what has changed since.

        A dry run keeps it in `sources`, by the Document's digest.
        """
        digest = next((dict(one.parts)["document"] for one in artifacts), None)
        if digest and self._dry:
            self.sources[digest] = sources()
        elif digest and self.held:
            self.held.keep_sources(digest, sources)

    def file_name(self, stem: str, extension: str) -> str:
        """Return a file's name: `e-safety.pdf`, or `e-safety.large-print.pdf`.

        Markdown and JSON have no type size, so theirs is the same in large print.
        """
        marked = self._large_print and extension in SIZED
        return f"{stem}.{LARGE_PRINT}.{extension}" if marked else f"{stem}.{extension}"

    def tools(self, formats: Collection[str]) -> dict[str, str]:
        """Return what these formats are rendered with, by name, for the manifest.

        A look that cannot be used is not in it: each policy of the build says what is wrong with that.
        """
        used = {"policygen": __version__}
        if DRAWN & set(formats):
            used["engine"] = f"{self._engine.name} {self._engine.version}"
        if set(SIZED) & set(formats):
            with suppress(TokensError, FaceMissing, TemplateRefused, OSError):
                used[self._look_key] = self.look.fingerprint
                used |= {f"font {font.name}": font.digest for font in self.look.face.fonts}
        return used

    def render(
        self,
        document: Document,
        formats: tuple[str, ...],
        overlays: Sequence[Overlay] = (),
    ) -> dict[str, bytes]:
        """Return the bytes of each format, by extension.

        With annotations among `overlays`, DOCX and PDF are a reviewer's copy, which nobody signs; with placeholders,
        the DOCX is a model copy.
        """
        made: dict[str, bytes] = {}
        layout = self._known_layout(document) if "docx" in formats and "pdf" not in formats else None
        if "pdf" in formats or ("docx" in formats and layout is None):
            pdf, layout = self._drawn(document, overlays, sealed="pdf" in formats)
            if self.held:
                self.held.keep_layout(self._layout_key(document), layout)
            if "pdf" in formats:
                made["pdf"] = pdf
        if "docx" in formats and layout is not None:
            from policygen.render.docx import KeptBlocks, write_docx  # python-docx is needed for Word files only

            self._kept = self._kept or KeptBlocks()
            made["docx"] = write_docx(document, layout, self.look, overlays, self._kept)
        if "html" in formats:
            from policygen.render.html.web_page import write_html  # Pillow and Jinja are not needed for the rest

            made["html"] = write_html(document, self.look)
        if "md" in formats:
            made["md"] = write_markdown(document)
        if "json" in formats:
            made["json"] = to_json(document)
        return {extension: made[extension] for extension in formats}

    def pages(self, document: Document) -> int:
        """Return how many pages a Document has. Raises RenderingError and the like."""
        return self._engine.render(document, self.look)[1].pages

    def inputs_of(self, document: Document, formats: Sequence[str], overlays: Sequence[Overlay] = ()) -> dict[str, str]:
        """Return, by extension, the SHA-256 (hex) of all that the bytes of a format depend on."""
        return {one: digest_of_inputs(**parts) for one, parts in self.parts_of(document, formats, overlays).items()}

    def parts_of(
        self, document: Document, formats: Sequence[str], overlays: Sequence[Overlay] = ()
    ) -> dict[str, dict[str, str]]:
        """Return, by extension, all that the bytes of a format depend on: versions and digests, by name."""
        depends = {"document": self._digests.document(document)}
        if overlays:
            depends["overlays"] = self._digests.overlays(overlays)
        return {one: {"format": one, **depends, **self._rendered_with(one)} for one in formats}

    def _rendered_with(self, extension: str) -> dict[str, str]:
        if extension not in self._program:
            tools = self.tools((extension,))
            self._program[extension] = {
                **{name: tools[name] for name in ("engine", self._look_key) if name in tools},
                "code": next((one["code"] for one in self._program.values()), None) or code_digest(),
                "versions": versions_behind(extension, self._engine),
            }
        return self._program[extension]

    def _known_layout(self, document: Document) -> Layout | None:
        """Return where an earlier build's pages broke, so that a Word file alone is made without drawing them."""
        return self.held.layout(self._layout_key(document)) if self.held else None

    def _layout_key(self, document: Document) -> str:
        return digest_of_inputs(**{**self.parts_of(document, ("pdf",))["pdf"], "format": "layout"})

    @property
    def _look_key(self) -> str:
        return "large-print look" if self._large_print else "look"

    def _drawn(self, document: Document, overlays: Sequence[Overlay], *, sealed: bool) -> tuple[bytes, Layout]:
        annotations, companions = overlay_of(overlays, Annotations), overlay_of(overlays, Companions)
        if sealed and not annotations:
            editions = companions.editions if companions else {}
            seal = Seal(attached=document.edition != "web", editions=editions)
            return self._engine.render_sealed(document, self.look, seal)
        pdf, layout = self._engine.render(document, self.look)
        if sealed and annotations:
            from policygen.render.pdf.notes import add_notes  # pikepdf

            pdf = add_notes(pdf, document, annotations, self.look.tokens)
        return pdf, layout


def digest_of_inputs(**parts: str) -> str:
    """Return the SHA-256 (hex) of what an artifact depends on, policygen's own version included."""
    return hashlib.sha256(json.dumps({"policygen": __version__, **parts}, sort_keys=True).encode()).hexdigest()


def refused_in_words(error: Exception) -> list[Diagnostic] | None:
    """Return a writer's reason for refusing a document; None for an error that is a bug in policygen."""
    lacking = lacking_in_words(error)
    if lacking is not None:
        return [lacking]
    if isinstance(error, MissingGlyphs):
        return [Diagnostic.of("PG502", reason=str(error))]
    if isinstance(error, RenderingError):
        return [Diagnostic.of("PG506", reason=str(error).rstrip("."))]
    return [Diagnostic.of("PG503", reason=str(error))] if isinstance(error, ResourceRefused) else None
