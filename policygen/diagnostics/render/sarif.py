"""SARIF 2.1.0 (OASIS), for code scanning; its rules are the registry's entries for the codes that occur."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, metadata
from urllib.parse import quote

import policygen
from policygen.diagnostics.codes import codes
from policygen.diagnostics.model import Diagnostic, Span

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render_sarif(diagnostics: Sequence[Diagnostic], sources: Mapping[str, str], color: bool) -> str:  # noqa: ARG001
    used = sorted({diagnostic.code for diagnostic in diagnostics})
    address = homepage()
    run = {
        "tool": {
            "driver": {
                "name": "policygen",
                "version": policygen.__version__,
                **({"informationUri": address} if address else {}),
                "rules": [_rule(code) for code in used],
            }
        },
        # SARIF 3.14.17: our columns count characters, not UTF-16 units.
        "columnKind": "unicodeCodePoints",
        "results": [_result(diagnostic, used.index(diagnostic.code)) for diagnostic in diagnostics],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def homepage() -> str:
    """Return the address that the installed package gives as its homepage, an absolute URI (SARIF 3.19.14), or ""."""
    try:
        urls = metadata("policygen").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    named: dict[str, str] = dict(url.split(", ", 1) for url in urls)
    return named.get("Homepage", "")


def _rule(code: str) -> dict[str, object]:
    known = codes().get(code)
    if known is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": known.title},
        "fullDescription": {"text": known.explanation},
        "help": {"text": f"Write instead: {known.fix}" if known.fix else known.explanation},
    }


def _result(diagnostic: Diagnostic, rule: int) -> dict[str, object]:
    message = diagnostic.message + (f"\n{diagnostic.hint}" if diagnostic.hint else "")
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": str(diagnostic.severity),
        "message": {"text": message},
    }
    if diagnostic.span:
        result["locations"] = [_location(diagnostic.span)]
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, **_location(related.span), "message": {"text": related.message}}
            for number, related in enumerate(diagnostic.related)
        ]
    return result


def _location(span: Span) -> dict[str, object]:
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"physicalLocation": {"artifactLocation": {"uri": quote(span.file)}, "region": region}}
