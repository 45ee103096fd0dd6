"""Findings as text, one module a format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import cast

from policygen.diagnostics.model import Diagnostic, Severity
from policygen.diagnostics.render.together import merge_alike

FORMATS = {"full": "full", "concise": "concise", "json": "as_json", "github": "github", "sarif": "sarif"}
# Those that people read: a program has each policy's findings by themselves.
READ = ("full", "concise", "github")
_ORDER = list(Severity)

_Renderer = Callable[[Sequence[Diagnostic], Mapping[str, str], bool], str]


def render_diagnostics(
    diagnostics: Iterable[Diagnostic], output_format: str, sources: Mapping[str, str], *, color: bool = False
) -> str:
    """The findings in one of `FORMATS`, sorted by file, line and column; those without a place come first.

    `sources` maps a file's name to its text, for the lines that `full` shows; a file may be missing. `color` adds ANSI
    colours to `full` and `concise`. Ends with a line end, or is empty when there is nothing to say.
    Raises ValueError for an unknown format.
    """
    if output_format not in FORMATS:
        raise ValueError(f"unknown format {output_format!r}: choose one of {', '.join(FORMATS)}")
    module = import_module(f"{__name__}.{FORMATS[output_format]}")
    found = sorted(diagnostics, key=_key)
    renderer = cast(_Renderer, getattr(module, f"render_{output_format}"))
    return renderer(merge_alike(found) if output_format in READ else found, sources, color)


def _key(diagnostic: Diagnostic) -> tuple[str, int, int, int, str, str]:
    span = diagnostic.span
    place = (span.file, span.line, span.column) if span else ("", 0, 0)
    return (*place, _ORDER.index(diagnostic.severity), diagnostic.code, diagnostic.message)
