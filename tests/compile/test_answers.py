"""What is reported of a school's answers."""

from __future__ import annotations

from policygen.compile.answers import lines_of
from policygen.diagnostics.model import Diagnostics, Severity, Span


def test_the_lines_to_look_at_are_those_of_errors_in_the_schools_own_file() -> None:
    diagnostics = Diagnostics()
    diagnostics.report("PG253.unknown", Span("schools/hilltop.yaml", 9, 1), name="a", guess="")
    diagnostics.report("PG253.unknown", Span("schools/hilltop.yaml", 4, 1), name="b", guess="")
    diagnostics.report("PG253.unknown", Span("schools/hilltop.yaml", 4, 7), name="c", guess="")
    diagnostics.report(
        "PG253.unknown", Span("schools/hilltop.yaml", 2, 1), severity=Severity.WARNING, name="d", guess=""
    )
    diagnostics.report("PG253.unknown", Span("schools/trusts/north.yaml", 3, 1), name="e", guess="")
    assert lines_of(diagnostics, "schools/hilltop.yaml") == [4, 9]
