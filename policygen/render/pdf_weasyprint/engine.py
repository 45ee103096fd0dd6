"""WeasyPrint as an Engine. Importing this module does not import WeasyPrint, so any machine can ask what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from policygen.document.layout import Layout
from policygen.document.model import Document
from policygen.document.overlays import Overlay
from policygen.render.engine import Engine, Seal
from policygen.render.pdf_weasyprint.native_libraries import missing_libraries, require_weasyprint
from policygen.render.pdf_weasyprint.rasterise import svg_to_png

if TYPE_CHECKING:
    from policygen.look.fonts import Face
    from policygen.look.look import Look


class WeasyPrintEngine(Engine):
    """The default engine, and the reference for others."""

    name = "weasyprint"

    @property
    def version(self) -> str:
        try:
            return version("weasyprint")
        except PackageNotFoundError:
            return ""

    def missing(self) -> tuple[str, ...]:
        return tuple(f"{library.name} ({library.file})" for library in missing_libraries())

    def require(self) -> None:
        require_weasyprint()

    def render(self, document: Document, look: Look, overlays: Sequence[Overlay] = ()) -> tuple[bytes, Layout]:
        self.require()
        from policygen.render.pdf_weasyprint.writer import write_pdf

        return write_pdf(document, look, overlays)

    def render_sealed(self, document: Document, look: Look, seal: Seal) -> tuple[bytes, Layout]:
        self.require()
        from policygen.render.pdf.seal import seal as sealed

        pdf, layout = self.render(document, look)
        return sealed(pdf, document, layout, attached=seal.attached, editions=seal.editions), layout

    def draw(self, svg: str, width: float, height: float, face: Face) -> bytes:
        self.require()
        return svg_to_png(svg, width, height, face)
