"""Coverage as one web page that needs nothing else: no script, no font, no network (WCAG 2.2, level AA)."""

from __future__ import annotations

from importlib import resources

from jinja2 import Environment

from policygen.report.coverage.matrix import MEANINGS, Matrix, percent, share_of


def coverage_html(matrix: Matrix) -> str:
    """Return the page; every id in it is unique, and requirements and clauses link to each other."""
    text = resources.files("policygen.report.coverage").joinpath("page.html.j2").read_text(encoding="utf-8")
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)
    return template.render(
        matrix=matrix,
        known={row.name for row in matrix.clauses},
        entries={entry.name for entry in matrix.entries},
        meanings=MEANINGS,
        percent=percent,
        share=percent(share_of(matrix.entries)),
    )
