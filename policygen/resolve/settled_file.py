"""A school's settings file, read and settled: where both its questions and its policies begin."""

from __future__ import annotations

from dataclasses import dataclass

from policygen.check.project import Project
from policygen.check.schools import load_settings
from policygen.diagnostics.model import Diagnostic, Diagnostics
from policygen.resolve.inherit import chain_of
from policygen.resolve.settle import settle
from policygen.resolve.settled import Settled


@dataclass(frozen=True, slots=True)
class SettledFile:
    """What a settings file came to; `settled` is None if it cannot be used. `project` holds the file's text."""

    project: Project
    settled: Settled | None
    diagnostics: tuple[Diagnostic, ...]


def settled_file(project: Project, file: str) -> SettledFile:
    """Read a settings file and those above it as they are now, and settle the answers."""
    diagnostics = Diagnostics()
    settings = load_settings(project, file, diagnostics)
    settled = settle(project, chain_of(project, settings, diagnostics), diagnostics) if settings is not None else None
    return SettledFile(project, settled, tuple(diagnostics))
