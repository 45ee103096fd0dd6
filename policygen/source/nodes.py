"""The tree that reading returns: mappings, sequences and scalars, each with its place and still without a type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from policygen.diagnostics.model import Span

Style = Literal["plain", "single", "double", "literal", "folded"]


class Scalar(NamedTuple):
    """A scalar exactly as it was written: `NO`, `01204 332555` and `1:30` stay text.

    `text` is the scalar's content after YAML's own unquoting and folding. `empty` means a key with nothing after it.
    """

    text: str
    span: Span
    style: Style = "plain"

    @property
    def empty(self) -> bool:
        return not self.text and self.style == "plain"


class Entry(NamedTuple):
    """One key of a mapping with its value."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """A YAML mapping, with its keys in the order of the file."""

    entries: tuple[Entry, ...]
    span: Span

    def get(self, key: str) -> Node | None:
        return next((entry.value for entry in self.entries if entry.key.text == key), None)

    def key(self, key: str) -> Scalar | None:
        return next((entry.key for entry in self.entries if entry.key.text == key), None)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A YAML sequence."""

    items: tuple[Node, ...]
    span: Span


Node = Scalar | Mapping | Sequence
# What a node holds, without places and styles.
Data = str | list["Data"] | dict[str, "Data"] | None


@dataclass(frozen=True, slots=True)
class Source:
    """A text file that was read: `name` relative to the project with `/`, `text` decoded and with `\\n` line ends."""

    name: str
    text: str
    digest: str


def as_written(node: Node | None) -> Data:
    """Return a node as JSON has it, with the keys in the order of the file; quotes and places make no difference."""
    match node:
        case None:
            return None
        case Scalar():
            return node.text
        case Sequence():
            return [as_written(item) for item in node.items]
        case Mapping():
            return {entry.key.text: as_written(entry.value) for entry in node.entries}
