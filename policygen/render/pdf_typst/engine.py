"""Typst as an Engine. Importing this module does not import Typst, so any machine can ask what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING

from policygen.diagnostics.codes import say
from policygen.document.layout import Layout
from policygen.document.model import Document
from policygen.document.overlays import Overlay
from policygen.render.engine import Engine, EngineMissing, Seal

if TYPE_CHECKING:
    from policygen.look.fonts import Face
    from policygen.look.look import Look


class TypstEngine(Engine):
    """The fast engine. It needs no library beside its Python package, the extra `policygen[typst]`."""

    name = "typst"

    @property
    def version(self) -> str:
        try:
            return version("typst")
        except PackageNotFoundError:
            return ""

    def missing(self) -> tuple[str, ...]:
        return () if find_spec("typst") else ("typst",)

    def require(self) -> None:
        try:
            import typst  # noqa: F401
        except ImportError as error:
            raise EngineMissing(say("render.no_typst", reason=str(error))) from error

    def render(self, document: Document, look: Look, overlays: Sequence[Overlay] = ()) -> tuple[bytes, Layout]:
        self.require()
        from policygen.render.pdf_typst.writer import write_with_typst

        return write_with_typst(document, look, overlays)

    def render_sealed(self, document: Document, look: Look, seal: Seal) -> tuple[bytes, Layout]:
        self.require()
        from policygen.render.pdf_typst.writer import write_sealed

        return write_sealed(document, look, seal)

    def draw(self, svg: str, width: float, height: float, face: Face) -> bytes:
        self.require()
        from policygen.render.pdf_typst.drawing import draw_svg

        return draw_svg(svg, width, height, face)
