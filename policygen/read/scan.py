"""The event stream of a file, read up to the first thing that is refused, before any tree is made.

Events come from libyaml's parser, which survives what its composer does not: deep nesting and alias bombs.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from policygen.diagnostics.model import Diagnostics, Related, Span

from .nodes import Scalar, Style

MAX_DEPTH = 64
MAX_EVENTS = 100_000

_STYLES: dict[str | None, Style] = {None: "plain", "'": "single", '"': "double", "|": "literal", ">": "folded"}


@dataclass(slots=True)
class Scan:
    """What was read: the events in order, the scalars among them, and what stopped the reading.

    `scalars` pairs each scalar with whether it is a key. `usable` is False when a tree would be a lie.
    """

    events: list[yaml.Event] = field(default_factory=list)
    scalars: list[tuple[Scalar, bool]] = field(default_factory=list)
    failure: yaml.MarkedYAMLError | None = None
    usable: bool = True


@dataclass(slots=True)
class _Frame:
    """An open list (`keys` None) or group of settings, with the keys seen so far."""

    keys: dict[str, Span] | None
    key_next: bool


def extent(event: yaml.Event) -> tuple[int, int, int, int]:
    """Line and column, from 0, of an event's start and end; libyaml's parser gives them with every event."""
    start, end = event.start_mark, event.end_mark
    assert start is not None  # noqa: S101
    assert end is not None  # noqa: S101
    return start.line, start.column, end.line, end.column


def scalar_of(name: str, event: yaml.ScalarEvent, lines: list[str]) -> Scalar:
    """The scalar with its text as unquoted and unfolded; a block's span runs from its `|` to its last printed line."""
    start_line, start_column, end_line, end_column = extent(event)
    style = _STYLES[event.style or None]
    if style in ("literal", "folded"):
        end_line = min(end_line, len(lines) - 1)
        # libyaml ends a block where the next thing begins, after blank lines and at any column of that line.
        if end_column == 0 or lines[end_line][:end_column].isspace():
            end_line -= 1
        while end_line > start_line and not lines[end_line].strip():
            end_line -= 1
        end_column = len(lines[end_line].rstrip())
    return Scalar(event.value, Span(name, start_line + 1, start_column + 1, end_line + 1, end_column + 1), style)


def scan(name: str, lines: list[str], diagnostics: Diagnostics) -> Scan:
    """The events of a file's first document; `lines` are the file's, without line ends.

    Adds PG107 (too deep, too much), PG108 (anchor, alias), PG109 (merge key), PG110 (tag), PG111 (duplicate key), PG112
    (second document) and PG114 (a key that is not plain text). A parser's error is kept in `failure`, not reported.
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
        try:
            for event in yaml.parse("\n".join(self.lines), Loader=yaml.CSafeLoader):
                if not self._take(event):
                    break
        except yaml.MarkedYAMLError as error:
            self.result.failure = error
            self.result.usable = False
        return self.result

    def _take(self, event: yaml.Event) -> bool:
        """Record one event; False when reading stops here."""
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._second_document(event)
                return False
            return True
        if not isinstance(event, (yaml.NodeEvent, yaml.CollectionEndEvent)):
            return True
        self.result.events.append(event)
        if len(self.result.events) > MAX_EVENTS:
            self._refuse(event, "PG107", "this file has too many entries to be read", "Divide it into smaller files.")
            return False
        if isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
            return True
        is_key = self._place_in_parent(event)
        if isinstance(event, yaml.CollectionStartEvent):
            mapping = isinstance(event, yaml.MappingStartEvent)
            self.stack.append(_Frame({} if mapping else None, mapping))
            if len(self.stack) > MAX_DEPTH:
                message = f"brackets or lists stand inside each other more than {MAX_DEPTH} deep"
                self._refuse(event, "PG107", message, "Check for brackets that were opened and not closed.")
                return False
        elif isinstance(event, yaml.ScalarEvent):
            self.result.scalars.append((scalar_of(self.name, event, self.lines), is_key))
        self._refuse_shorthand(event)
        return True

    def _place_in_parent(self, event: yaml.NodeEvent) -> bool:
        """Whether `event` is a key of the group it stands in, which is checked on the way."""
        if not self.stack or self.stack[-1].keys is None:
            return False
        frame = self.stack[-1]
        is_key, frame.key_next = frame.key_next, not frame.key_next
        if is_key:
            assert frame.keys is not None  # noqa: S101
            self._check_key(event, frame.keys)
        return is_key

    def _check_key(self, event: yaml.NodeEvent, keys: dict[str, Span]) -> None:
        if isinstance(event, yaml.ScalarEvent):
            span = Span(self.name, *(number + 1 for number in extent(event)))
            if event.value == "<<" and not event.style:
                hint = "Write the settings out in full."
                self.diagnostics.error("PG109", "“<<” (a merge of settings) is not used here", span, hint=hint)
            elif event.value in keys:
                self.diagnostics.error(
                    "PG111",
                    f"“{event.value}” is set twice in the same place",
                    span,
                    hint="Keep one of the two and delete the other.",
                    related=(Related(keys[event.value], "first set here"),),
                )
            else:
                keys[event.value] = span
            return
        if isinstance(event, yaml.AliasEvent):
            return
        row, column, *_ = extent(event)
        line = self.lines[row] if row < len(self.lines) else ""
        if line[column - 1 : column + 1] == "{{":
            span = Span(self.name, row + 1, column, row + 1, column + 2)
            message = "a value that begins with “{{” must stand in quotes"
            self.diagnostics.error("PG125", message, span, hint='Write it as "{{ … }}", with straight quotes round it.')
            return
        message = "a list or a group of settings stands where the name of a setting is expected"
        self._refuse(event, "PG114", message, "Give the setting a plain name, followed by a colon.")

    def _refuse_shorthand(self, event: yaml.NodeEvent) -> None:
        quotes = "If the value itself begins with {}, put the whole value in quotes. Otherwise write it out in full."
        if isinstance(event, yaml.AliasEvent):
            self.result.usable = False
            self._refuse(
                event, "PG108", f"“*{event.anchor}” (a copy of another value) is not used here", quotes.format("*")
            )
        elif event.anchor is not None:
            span_hint = quotes.format("&")
            self._refuse(event, "PG108", f"“&{event.anchor}” (a label for copying) is not used here", span_hint)
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._refuse(event, "PG110", "a word that begins with “!” is not used here", quotes.format("!"))

    def _second_document(self, event: yaml.DocumentStartEvent) -> None:
        message = "a second document begins here; a file holds one"
        self._refuse(event, "PG112", message, "Delete the line “---”, or move what follows it to a file of its own.")

    def _refuse(self, event: yaml.Event, code: str, message: str, hint: str) -> None:
        """Report at the word that `event` begins with; what is reported with PG107 leaves no tree."""
        row, column, *_ = extent(event)
        rest = self.lines[row][column:] if row < len(self.lines) else ""
        length = len(rest.split(maxsplit=1)[0]) if rest.strip() else 0
        if isinstance(event, yaml.CollectionStartEvent) and event.anchor is None and event.tag is None:
            length = min(length, 1)
        span = Span(self.name, row + 1, column + 1, row + 1, column + 1 + length)
        self.diagnostics.error(code, message, span, hint=hint)
        if code == "PG107":
            self.result.usable = False
