"""Settings of the small project's school, with what a test wants to say put in."""

from __future__ import annotations

from .projects import SMALL


def school(**groups: str) -> str:
    """Hilltop's settings as text; each group given replaces the one that is there, or is added, written as YAML."""
    text = (SMALL / "schools/hilltop.yaml").read_text(encoding="utf-8")
    kept: list[str] = []
    current = ""
    for line in text.splitlines(keepends=True):
        if not line.startswith((" ", "#")):
            current = line.partition(":")[0]
        if current not in groups:
            kept.append(line)
    return "".join(kept) + "".join(f"{group}: {value}\n" for group, value in groups.items())
