"""Typst itself: compilers that know one face and nothing else of the machine. The only module that imports Typst."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from threading import Lock
from typing import Any

import typst

from policygen.diagnostics.codes import say
from policygen.look.fonts import Face, folder_of
from policygen.render.engine import RenderingError

ENGINE = f"typst {version('typst')}"
STANDARDS = ["a-3a", "ua-1"]


class Press:
    """A Typst compiler for one face. It is given files in memory: it reads no other, and fetches no package."""

    def __init__(self, face: Face) -> None:
        self._folder = folder_of(face)  # held, so that it is there for as long as the compiler
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(self._folder.path)]
        )
        self._compiler = typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
        self._lock = Lock()

    def pdf(self, files: dict[str, bytes]) -> bytes:
        """Return the PDF of `main.typ`. Raises RenderingError with what Typst says, a warning too."""
        return self._made(files, format="pdf", pdf_standards=STANDARDS, timestamp=0)

    def png(self, files: dict[str, bytes], resolution: float) -> bytes:
        """Return the one page of `main.typ` at so many pixels an inch. Raises RenderingError."""
        return self._made(files, format="png", ppi=resolution)

    def _made(self, files: dict[str, bytes], **options: Any) -> bytes:
        with self._lock:
            try:
                made, warnings = self._compiler.compile_with_warnings(input=files, **options)
            except typst.TypstError as error:
                raise RenderingError("; ".join((error.message, *error.hints))) from error
        if warnings:
            raise RenderingError("; ".join(sorted({warning.message for warning in warnings})))
        if not isinstance(made, bytes):
            raise RenderingError(say("render.typst_pages"))
        return made


@lru_cache(maxsize=4)
def press_of(face: Face) -> Press:
    """Return the compiler for a face; it remembers its work, so that like documents are quick one after the other."""
    return Press(face)
