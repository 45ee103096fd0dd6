"""One finding that several policies have is said once, and names them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from policygen.diagnostics.model import Diagnostic


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
