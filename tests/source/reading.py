"""Reads a text for a test, and finds the scalars in what was read."""

from __future__ import annotations

from collections.abc import Iterator

from policygen.diagnostics.model import Diagnostics
from policygen.source.nodes import Mapping, Node, Scalar, Sequence, Source
from policygen.source.reading import read_source


def tree(text: str) -> tuple[Source, Node]:
    diagnostics = Diagnostics()
    result = read_source("x.yaml", text.encode(), diagnostics)
    assert result is not None, [diagnostic.message for diagnostic in diagnostics]
    return result


def scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from scalars(item)
    else:
        for entry in node.entries:
            yield entry.key
            yield from scalars(entry.value)


def value(text: str) -> tuple[Source, Scalar]:
    """The value of the first setting of a text."""
    source, node = tree(text)
    assert isinstance(node, Mapping)
    found = node.entries[0].value
    assert isinstance(found, Scalar)
    return source, found


def place_of(node: Node) -> tuple[int, int, int, int]:
    return node.span.line, node.span.column, node.span.end_line, node.span.end_column
