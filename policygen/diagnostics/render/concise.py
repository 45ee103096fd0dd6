"""One line a finding: `file:line:col: error PG103 message`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policygen.diagnostics.model import Diagnostic
from policygen.diagnostics.render.paint import SEVERITY, paint


def render_concise(diagnostics: Sequence[Diagnostic], sources: Mapping[str, str], color: bool) -> str:  # noqa: ARG001
    return "".join(
        (f"{diagnostic.span}: " if diagnostic.span else "")
        + paint(f"{diagnostic.severity} {diagnostic.code}", SEVERITY[diagnostic.severity], color)
        + f" {' '.join(diagnostic.message.split())}\n"
        for diagnostic in diagnostics
    )
