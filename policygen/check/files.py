"""The files of a library: read once, their texts kept for messages, and what those with mistakes seem to hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TypeVar

from policygen.check.shape import decode_node
from policygen.diagnostics.model import Diagnostics
from policygen.source.nodes import Node, Source
from policygen.source.reading import misnamed, read_source, shown
from policygen.world.protocol import PACKAGED, OutsideTheProject, World

M = TypeVar("M")
# How an entry says what it is called, wherever it stands on its line.
_ID = re.compile(r"""\bid:[ \t]*["']?([^\s"',{}\[\]#]+)""")


@dataclass(slots=True)
class Files:
    """Reads files once, keeping each one's text for the messages that point into it.

    `unread` are the ids that stand in files with mistakes: where another file names one that could not be read, the
    mistake has been said, and saying that there is no such thing would mislead.
    """

    world: World
    diagnostics: Diagnostics
    sources: dict[str, Source]
    unread: set[str] = field(default_factory=set)

    def typed(self, name: str, wanted: type[M], what: str) -> tuple[Source, Node, M] | None:
        """Return a file as a `wanted`, which messages call `what`; None where it cannot be made (reported)."""
        before = self.diagnostics.errors
        found = self._node(name)
        made = decode_node(found[1], wanted, self.diagnostics, what) if found is not None else None
        if self.diagnostics.errors > before:
            self.unread.add(PurePosixPath(name).stem)
            if name in self.sources:
                self.unread.update(_ID.findall(self.sources[name].text))
        return (*found, made) if found is not None and made is not None else None

    def _node(self, name: str) -> tuple[Source, Node] | None:
        try:
            data = self.world.read(name)
        except (OSError, OutsideTheProject) as error:
            self.diagnostics.error(
                "PG207",
                f"{name} cannot be read: {getattr(error, 'strerror', None) or 'it lies outside the project'}",
                hint="Check that the file is there and may be read.",
            )
            return None
        found = read_source(name, data, self.diagnostics)
        self.sources[name] = found[0] if found is not None else shown(name, data)
        return found


def report_misnamed(names: Iterable[str], diagnostics: Diagnostics) -> None:
    for name in names:
        found = misnamed(name)
        if found is not None:
            diagnostics.add(found)


def kind_of(name: str) -> str:
    """Return what a file under clauses/ is, by its name: vocabulary, library, clauses, policy, register and so on."""
    path = PurePosixPath(name.removeprefix(PACKAGED)).relative_to("clauses")
    if path.suffix != ".yaml":
        return "other"
    match path.parts:
        case ("vocabulary.yaml" | "references.yaml" | "contacts.yaml" | "models.yaml",):
            return path.stem
        case ("policies", *_):
            return "policy"
        case (_, "library.yaml"):
            return "library"
        case (_, "requirements", *_):
            return "register"
        case (_, *rest) if rest:
            return "clauses"
        case _:
            return "other"
