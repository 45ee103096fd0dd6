"""Clauses that a settings file names and that the libraries removed or split, elsewhere than in what it tailors."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence as SequenceType
from dataclasses import dataclass

from policygen.check.project import Project
from policygen.check.tailoring import clauses_called
from policygen.check.templates import CROSS_REFERENCE
from policygen.compile.bases import base_folder, read_index
from policygen.diagnostics.model import Span
from policygen.model.settings import Add, Replace, Settings, Take
from policygen.model.written import Written
from policygen.source.positions import place
from policygen.upgrade.entries import tailoring_items
from policygen.upgrade.tailoring import Past, TailoringStep, removed_name


@dataclass(frozen=True, slots=True)
class LostName:
    """A name of a clause that is gone, or was split into `heirs`; a person has to say which clause is meant instead."""

    name: str
    span: Span
    heirs: tuple[str, ...] = ()


def lost_names(
    project: Project, chain: tuple[Settings, ...], steps: SequenceType[TailoringStep], past: Past
) -> tuple[LostName, ...]:
    """Return the lost clauses at which the first file of a chain places something, or to which its words refer.

    Entries that the `steps` remove count no more, nor words that they replace.
    """
    index = read_index(project.world, base_folder(chain[0]))
    found = []
    for name, span in _named(chain[0], steps):
        if clauses_called(project, name, chain):
            continue
        heirs = project.clause_heirs(name)
        if heirs or removed_name(project, name, index, past):
            found.append(LostName(name, span, heirs))
    return tuple(found)


def _named(settings: Settings, steps: SequenceType[TailoringStep]) -> Iterator[tuple[str, Span]]:
    removed = {change.path for step in steps for change in step.changes if change.what == "remove"}
    worded = {change.path: change.to for step in steps for change in step.changes if change.what == "value"}
    for path, entry in tailoring_items(settings):
        if path in removed:
            continue
        names: list[Written | None] = [entry.clause] if isinstance(entry, Take) else []
        if isinstance(entry, Add | Take):
            names += [entry.add.after, entry.add.before]
        yield from ((name.text, name.span) for name in names if name is not None)
        if isinstance(entry, Add | Replace):
            for match in CROSS_REFERENCE.finditer(entry.text.text):
                if match[0] in worded.get((*path, "text"), match[0]):
                    start, length = match.start(), match.end() - match.start()
                    yield match["id"], place(settings.source, entry.text.scalar, start, length)
