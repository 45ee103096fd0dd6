"""Check the parts of a form: a table needs rows, and what is measured must fit on a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from policygen.diagnostics.model import Diagnostics, Span
from policygen.model.library import FieldsPart, FigurePart, FormPart, GridPart, SignaturesPart

# The least and the most that a page of A4 can hold: lines and rows by their number, the others in millimetres.
_RANGES = {"lines": (1, 40), "rows": (1, 200), "height": (4, 200), "width": (10, 170), "widths": (1, 1_000)}


def check_form_part(part: FormPart, diagnostics: Diagnostics) -> None:
    """Report a table without rows or with two kinds of them, widths that fit no column, and what fits on no page."""
    if isinstance(part, GridPart):
        if part.widths and len(part.widths) != len(part.columns):
            columns = len(part.columns)
            diagnostics.report("PG265.widths", part.span, widths=len(part.widths), columns=columns)
        if part.items and part.rows:
            diagnostics.report("PG265.both", part.span)
        elif not part.items and not part.rows:
            diagnostics.report("PG265.no_rows", part.span)
    for key, number, span in _measured(part):
        least, most = _RANGES[key]
        if not least <= number <= most:
            diagnostics.report("PG265.range", span, key=key, number=number, least=least, most=most)


def _measured(part: FormPart) -> Iterator[tuple[str, int, Span]]:
    match part:
        case FieldsPart(fields=fields):
            yield from (("lines", field.lines, field.label.span) for field in fields)
        case GridPart():
            yield "height", part.height, part.span
            yield from (("widths", share, part.span) for share in part.widths)
            if part.rows:
                yield "rows", part.rows, part.span
        case FigurePart():
            yield "width", part.width, part.span
        case SignaturesPart():
            pass
        case _:
            assert_never(part)
