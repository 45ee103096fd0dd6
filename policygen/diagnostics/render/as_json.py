"""All findings as one JSON document, for other programs; keys are stable and always present."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from policygen.diagnostics.model import Diagnostic, Related, Severity, Span

VERSION = 1


def render_json(diagnostics: Sequence[Diagnostic], sources: Mapping[str, str], color: bool) -> str:  # noqa: ARG001
    document = {
        "version": VERSION,
        "summary": {f"{severity}s": sum(found.severity is severity for found in diagnostics) for severity in Severity},
        "diagnostics": [entry(diagnostic) for diagnostic in diagnostics],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def entry(diagnostic: Diagnostic) -> dict[str, object]:
    """Return one finding as what JSON can hold."""
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "place": _place(diagnostic.span),
        "related": [{"message": related.message, "place": _place(related.span)} for related in diagnostic.related],
        "trace": list(diagnostic.trace),
    }


def finding_of(data: Mapping[str, Any]) -> Diagnostic:
    """Return the finding that `entry` gave these data of. Raises KeyError, TypeError or ValueError for any others."""
    related = tuple(Related(Span(**one["place"]), str(one["message"])) for one in data["related"])
    span = Span(**data["place"]) if data["place"] is not None else None
    return Diagnostic(
        data["code"], data["message"], span, Severity(data["severity"]), data["hint"], related, tuple(data["trace"])
    )


def _place(span: Span | None) -> dict[str, object] | None:
    if span is None:
        return None
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
