"""ANSI colours (ECMA-48 SGR), applied only when asked for."""

from __future__ import annotations

from policygen.diagnostics.model import Severity

BOLD = "1"
BLUE = "1;34"
CYAN = "1;36"
SEVERITY = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;32"}


def paint(text: str, style: str, color: bool) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if color and text else text
