"""A program's row of the table: what it was to find in the files, and what of it is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.peers import limits
from tests.peers.compare import losses, summed
from tests.peers.facts import Part, facts_of

Reading = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Row:
    """`losses` maps a kind of facts to how many there were and which are lost."""

    program: str
    kind: str
    files: int
    losses: Mapping[str, tuple[int, list[str]]]


def judged(
    program: str, kind: str, reader: Callable[[Sequence[Path]], list[Reading]], files: Sequence[tuple[Path, Part]]
) -> Row:
    """Return how a program reads the files, each a path without its ending and its Document's JSON."""
    told = reader([path.parent / f"{path.name}.{kind}" for path, _ in files])
    found = []
    for (path, document), one in zip(files, told, strict=True):
        facts = facts_of(document)
        for limit in limits.of(program):
            facts, one = limit.facts(facts), limit.reading(document, one)
        lost = losses(document, facts, one, kind)
        found.append({name: (count, [_at(path, each) for each in wrong]) for name, (count, wrong) in lost.items()})
    return Row(program=program, kind=kind, files=len(files), losses=summed(found))


def _at(path: Path, what: str) -> str:
    return f"{path.parent.name}/{path.name}: {what}"
