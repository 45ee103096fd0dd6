"""Build the tree of a file from its events, up to the first thing that is refused.

The events come from libyaml's parser, which survives deep nesting and alias bombs; its composer does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import yaml

from policygen.diagnostics.model import Diagnostics, Span
from policygen.diagnostics.phrases import Fact
from policygen.source.nodes import Entry, Mapping, Node, Scalar, Sequence, Style

MAX_DEPTH = 64
MAX_EVENTS = 100_000
LOST_ENTRY = 3  # so many keys set twice in one group were meant as an entry of their own

_STYLES: dict[str | None, Style] = {
    None: "plain", "": "plain", "'": "single", '"': "double", "|": "literal", ">": "folded",
}  # fmt: skip


# What a scalar is: the name of a setting, an entry of a list in brackets, or any other value.
Role = Literal["key", "listed", "value"]

# Every word of every file is made into two tuples; their own constructors would take longer than libyaml does.
_new = tuple.__new__


@dataclass(slots=True)
class Scan:
    """What was read: the tree, the scalars in order, and what stopped the reading.

    `scalars` pairs each scalar with its role. `root` is None in an empty file. `usable` is False if the tree
    cannot be trusted.
    """

    root: Node | None = None
    scalars: list[tuple[Scalar, Role]] = field(default_factory=list)
    failure: yaml.MarkedYAMLError | None = None
    usable: bool = True


@dataclass(slots=True)
class _Frame:
    """An open list or group of settings; in a group `children` are keys and values in turn.

    `keys` tells where each key of a group was first set; it is None in a list.
    """

    start: yaml.CollectionStartEvent
    keys: dict[str, Span] | None
    children: list[Node] = field(default_factory=list)
    # Keys that were set before in this group: the key, where it is, and where it was first.
    twice: list[tuple[str, Span, Span]] = field(default_factory=list)

    @property
    def key_next(self) -> bool:
        return self.keys is not None and len(self.children) % 2 == 0


def _extent(event: yaml.Event) -> tuple[int, int, int, int]:
    """Return line and column, from 0, of an event's start and end; libyaml's parser gives them with every event."""
    start, end = event.start_mark, event.end_mark
    assert start is not None  # noqa: S101
    assert end is not None  # noqa: S101
    return start.line, start.column, end.line, end.column


def scan(name: str, lines: list[str], diagnostics: Diagnostics) -> Scan:
    """Return the tree of a file's first document; `lines` are the file's, without line ends.

    Adds PG107 (too deep, too much), PG108 (anchor, alias), PG109 (merge key), PG110 (tag), PG111 (duplicate key), PG112
    (second document) and PG114 (a key that is not plain text). A parser's error is kept in `failure`, not reported.
    The tree leaves out entries whose key is not plain text, merge keys and the second of two equal keys.
    """
    return _Scanner(name, lines, diagnostics).run()


class _Scanner:
    def __init__(self, name: str, lines: list[str], diagnostics: Diagnostics) -> None:
        self.name = name
        self.lines = lines
        self.diagnostics = diagnostics
        self.result = Scan()
        self.stack: list[_Frame] = []
        self.documents = 0

    def run(self) -> Scan:
        loader = yaml.CSafeLoader("\n".join(self.lines))
        events = 0
        try:
            while (event := loader.get_event()) is not None:
                if isinstance(event, yaml.ScalarEvent):
                    self._scalar(event)
                elif isinstance(event, yaml.CollectionStartEvent):
                    if not self._open(event):
                        break
                elif isinstance(event, yaml.CollectionEndEvent):
                    self._close(event)
                elif isinstance(event, yaml.AliasEvent):
                    self._alias(event)
                else:
                    if isinstance(event, yaml.StreamEndEvent) or not self._document(event):
                        break
                    continue
                events += 1
                if events > MAX_EVENTS:
                    self._refuse("PG107.entries", event)
                    break
        except yaml.MarkedYAMLError as error:
            self.result.failure = error
            self.result.usable = False
        finally:
            loader.dispose()
        return self.result

    def _document(self, event: yaml.Event) -> bool:
        """Return False if a second document begins, after reporting it."""
        self.documents += isinstance(event, yaml.DocumentStartEvent)
        if self.documents < 2:
            return True
        self._refuse("PG112", event)
        return False

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        start, end = event.start_mark, event.end_mark
        assert start is not None  # noqa: S101
        assert end is not None  # noqa: S101
        written = _new(Span, (self.name, start.line + 1, start.column + 1, end.line + 1, end.column + 1))
        style = _STYLES[event.style]
        span = self._block(written) if style in ("literal", "folded") else written
        scalar = _new(Scalar, (event.value, span, style))
        role: Role = "value"
        if self.stack:
            frame = self.stack[-1]
            if frame.keys is None:
                role = "listed" if frame.start.flow_style else "value"
            elif len(frame.children) % 2 == 0:
                role = "key"
                if scalar.text == "<<" and style == "plain":
                    self.diagnostics.report("PG109", written)
                elif (first := frame.keys.setdefault(scalar.text, written)) is not written:
                    frame.twice.append((scalar.text, written, first))
            frame.children.append(scalar)
        else:
            self.result.root = scalar
        self.result.scalars.append((scalar, role))
        if event.anchor is not None or event.tag is not None:
            self._refuse_shorthand(event)

    def _block(self, written: Span) -> Span:
        """Return the span of a block of text from its `|` to its last printed line.

        libyaml ends it where the next thing begins, after blank lines and at any column of that line.
        """
        lines = self.lines
        last, column = min(written.end_line - 1, len(lines) - 1), written.end_column - 1
        if column == 0 or lines[last][:column].isspace():
            last -= 1
        while last > written.line - 1 and not lines[last].strip():
            last -= 1
        return Span(self.name, written.line, written.column, last + 1, len(lines[last].rstrip()) + 1)

    def _add(self, node: Node) -> None:
        if self.stack:
            self.stack[-1].children.append(node)
        else:
            self.result.root = node

    def _open(self, event: yaml.CollectionStartEvent) -> bool:
        """Return False if lists and groups are nested too deep, after reporting it."""
        if self.stack and self.stack[-1].key_next:
            self._refuse_key(event)
        self.stack.append(_Frame(event, {} if isinstance(event, yaml.MappingStartEvent) else None))
        if len(self.stack) > MAX_DEPTH:
            self._refuse("PG107.depth", event, limit=MAX_DEPTH)
            return False
        if event.anchor is not None or event.tag is not None:
            self._refuse_shorthand(event)
        return True

    def _close(self, event: yaml.CollectionEndEvent) -> None:
        frame = self.stack.pop()
        self._report_twice(frame)
        children = frame.children
        span = self._span(frame.start, event, children[-1].span if children else None)
        if frame.keys is None:
            self._add(Sequence(tuple(children), span))
            return
        entries: dict[str, Entry] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if isinstance(key, Scalar) and not (key.text == "<<" and key.style == "plain"):
                entries.setdefault(key.text, Entry(key, value))
        self._add(Mapping(tuple(entries.values()), span))

    def _report_twice(self, frame: _Frame) -> None:
        """Report keys that are set twice; many in one group are one mistake, the lost first line of an entry."""
        if len(frame.twice) >= LOST_ENTRY:
            _, written, first = frame.twice[0]
            keys = [f"“{key}”" for key, *_ in frame.twice]
            self.diagnostics.report("PG111.several", written, keys=keys, related={"first": first})
            return
        for key, written, first in frame.twice:
            self.diagnostics.report("PG111.one", written, key=key, related={"first": first})

    def _span(self, start: yaml.CollectionStartEvent, end: yaml.Event, last: Span | None) -> Span:
        """Return the span up to the closing bracket or, without one, to the end of the last value."""
        line, column, *_ = _extent(start)
        if start.flow_style or last is None:
            *_, end_line, end_column = _extent(end)
            return Span(self.name, line + 1, column + 1, end_line + 1, end_column + 1)
        return Span(self.name, line + 1, column + 1, last.end_line, last.end_column)

    def _alias(self, event: yaml.AliasEvent) -> None:
        self.result.usable = False
        self._refuse("PG108.copy", event, name=str(event.anchor))
        # A placeholder keeps keys and values in step; the tree itself is not used.
        self._add(Scalar("", Span(self.name, 1, 1)))

    def _refuse_key(self, event: yaml.CollectionStartEvent) -> None:
        row, column, *_ = _extent(event)
        line = self.lines[row] if row < len(self.lines) else ""
        if line[column - 1 : column + 1] == "{{":
            span = Span(self.name, row + 1, column, row + 1, column + 2)
            self.diagnostics.report("PG125.braces", span)
            return
        self._refuse("PG114", event)

    def _refuse_shorthand(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            self._refuse("PG108.label", event, name=event.anchor)
        if event.tag is not None:
            self._refuse("PG110", event)

    def _refuse(self, code: str, event: yaml.Event, **facts: Fact) -> None:
        """Report at the word that `event` begins with; PG107 makes the tree unusable."""
        row, column, *_ = _extent(event)
        rest = self.lines[row][column:] if row < len(self.lines) else ""
        length = len(rest.split(maxsplit=1)[0]) if rest.strip() else 0
        if isinstance(event, yaml.CollectionStartEvent) and event.anchor is None and event.tag is None:
            length = min(length, 1)
        span = Span(self.name, row + 1, column + 1, row + 1, column + 1 + length)
        self.diagnostics.report(code, span, None, related=None, **facts)
        if code.startswith("PG107"):
            self.result.usable = False
