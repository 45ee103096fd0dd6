"""Findings as text: each module holds a format, and `text` both that people read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import cast

from policygen.diagnostics.model import Diagnostic, Severity
from policygen.diagnostics.render.repository import Repository

FORMATS = {"full": "text", "concise": "text", "json": "as_json", "github": "github", "sarif": "sarif"}
# Those that people read, if only on a code host: a program has each policy's findings by themselves.
READ = ("full", "concise", "github", "sarif")
# Those that a code host reads; true if it rejects a finding without a place.
HOSTS = {"github": False, "sarif": True}
_ORDER = list(Severity)

_Renderer = Callable[[Sequence[Diagnostic], Mapping[str, str], bool], str]


def render_diagnostics(
    diagnostics: Iterable[Diagnostic],
    output_format: str,
    sources: Mapping[str, str],
    *,
    color: bool = False,
    repository: Repository | None = None,
) -> str:
    """The findings in one of `FORMATS`, sorted by file, line and column; those without a place come first.

    `sources` maps a file's name to its text, for the lines that `full` shows; a file may be missing. `color` adds ANSI
    colours to `full` and `concise`. `repository` says where a code host finds the files that `github` and `sarif` name.
    Ends with a line end, or is empty when there is nothing to say.
    Raises ValueError for an unknown format.
    """
    if output_format not in FORMATS:
        raise ValueError(f"unknown format {output_format!r}: choose one of {', '.join(FORMATS)}")
    module = import_module(f"{__name__}.{FORMATS[output_format]}")
    found = sorted(diagnostics, key=_key)
    renderer = cast(_Renderer, getattr(module, f"render_{output_format}"))
    found = merge_alike(found) if output_format in READ else found
    if output_format in HOSTS:
        place = repository or Repository()
        found = [place.located(one, everywhere=HOSTS[output_format]) for one in found]
    return renderer(found, sources, color)


def _key(diagnostic: Diagnostic) -> tuple[str, int, int, int, str, str]:
    span = diagnostic.span
    place = (span.file, span.line, span.column) if span else ("", 0, 0)
    return (*place, _ORDER.index(diagnostic.severity), diagnostic.code, diagnostic.message)


def merge_alike(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the findings in their order, those that differ in nothing but where they led from as one.

    `e-safety for quayside` and `forms for quayside` become `e-safety and forms for quayside`.
    """
    found: dict[Diagnostic, list[tuple[str, ...]]] = {}
    for diagnostic in diagnostics:
        found.setdefault(replace(diagnostic, trace=()), []).append(diagnostic.trace)
    return [replace(one, trace=_joined([trace for trace in traces if trace])) for one, traces in found.items()]


def _joined(traces: list[tuple[str, ...]]) -> tuple[str, ...]:
    if len(traces) < 2:
        return traces[0] if traces else ()
    schools: dict[str, list[str]] = {}
    others = []
    for trace in traces:
        said = " > ".join(trace)
        policy, of, school = said.rpartition(" for ")
        if of:
            schools.setdefault(school, []).append(policy)
        else:
            others.append(said)
    return ("; ".join([*others, *(f"{_listed(policies)} for {school}" for school, policies in schools.items())]),)


def _listed(names: list[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
