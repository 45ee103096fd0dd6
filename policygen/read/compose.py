"""Checked events to the tree of nodes, each with its exact place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Events

import yaml

from policygen.diagnostics.model import Span

from .nodes import Entry, Mapping, Node, Scalar, Sequence
from .scan import extent


def compose(name: str, events: Events[yaml.Event], scalars: Iterable[Scalar]) -> Node | None:
    """The tree of one document's events, as `scan` gives them with their scalars in order; None without events.

    Entries whose key is no plain text, merge keys and the second of two equal keys are left out: `scan` reported them.
    """
    stream = iter(events)
    first = next(stream, None)
    return None if first is None else _Composer(name, iter(scalars), stream).node(first)


class _Composer:
    def __init__(self, name: str, scalars: Iterator[Scalar], stream: Iterator[yaml.Event]) -> None:
        self.name = name
        self.scalars = scalars
        self.stream = stream

    def node(self, event: yaml.Event) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            return next(self.scalars)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(following := next(self.stream), yaml.SequenceEndEvent):
                items.append(self.node(following))
            return Sequence(tuple(items), self._extent(event, following, items[-1].span if items else None))
        assert isinstance(event, yaml.MappingStartEvent)  # noqa: S101
        return self._mapping(event)

    def _mapping(self, event: yaml.MappingStartEvent) -> Mapping:
        entries: dict[str, Entry] = {}
        last: Span | None = None
        while not isinstance(following := next(self.stream), yaml.MappingEndEvent):
            key = self.node(following)
            value = self.node(next(self.stream))
            last = value.span
            merge = isinstance(key, Scalar) and key.text == "<<" and key.style == "plain"
            if isinstance(key, Scalar) and not merge:
                entries.setdefault(key.text, Entry(key, value))
        return Mapping(tuple(entries.values()), self._extent(event, following, last))

    def _extent(self, start: yaml.CollectionStartEvent, end: yaml.Event, last: Span | None) -> Span:
        """From the first character to the closing bracket, or, where there is none, to the end of the last value."""
        line, column, *_ = extent(start)
        if start.flow_style or last is None:
            *_, end_line, end_column = extent(end)
            return Span(self.name, line + 1, column + 1, end_line + 1, end_column + 1)
        return Span(self.name, line + 1, column + 1, last.end_line, last.end_column)
