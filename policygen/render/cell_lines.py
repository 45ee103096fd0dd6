"""The lines of a table's cell that are a list to a reader: each begins with a bullet, and its further lines hang."""

from __future__ import annotations

from policygen.document.model import Cell, Inline, LineBreak, Text

BULLET = "• "
BULLET_WIDTH = 0.628  # ems that the bullet and the blank after it take in Arial


def bulleted_lines(cell: Cell) -> tuple[tuple[Inline, ...], ...]:
    """Return the lines of a cell if each of them begins with a bullet; none if one does not."""
    lines: list[list[Inline]] = [[]]
    for child in cell.children:
        if isinstance(child, LineBreak):
            lines.append([])
        else:
            lines[-1].append(child)
    bulleted = all(line and isinstance(line[0], Text) and line[0].text.startswith(BULLET) for line in lines)
    return tuple(tuple(line) for line in lines) if bulleted else ()
