"""The result of a build as JSON for other programs: the files, the policies that were not built, every finding."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from policygen.build.builder import SchoolResult
from policygen.diagnostics.model import Diagnostic
from policygen.diagnostics.render.as_json import entry

VERSION = 1


def to_json(
    results: Iterable[SchoolResult],
    library: Iterable[Diagnostic],
    out_of_date: Iterable[str],
    shown: Callable[[Path], str] = str,
) -> str:
    """Return the results; keys are stable and always present. `library` are findings that concern every school.

    `out_of_date` are sentences about sources that are out of date; `shown` turns a path into text.
    """
    schools = [_school(result, shown) for result in results]
    document = {
        "version": VERSION,
        "made": sum(policy["made"] for school in schools for policy in school["policies"]),
        "not_made": sum(not policy["made"] for school in schools for policy in school["policies"]),
        "schools": schools,
        "out_of_date": list(out_of_date),
        "diagnostics": [entry(one) for one in library],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _school(result: SchoolResult, shown: Callable[[Path], str]) -> dict[str, Any]:
    failed = {one.policy: one for one in result.not_made}
    policies: list[dict[str, object]] = []
    for policy in dict.fromkeys((*result.made, *failed)):
        why = failed.get(policy)
        policies.append(
            {
                "policy": policy,
                "made": why is None,
                "files": [shown(path) for path in result.made.get(policy, ())],
                "errors": why.errors if why else 0,
                "missing": why.missing if why else 0,
                "lines": list(why.lines) if why else [],
            }
        )
    return {
        "school": result.school,
        "policies": policies,
        "files": [shown(path) for path in result.beside],
        "notes": list(result.notes),
        "diagnostics": [entry(one) for one in result.diagnostics],
    }
