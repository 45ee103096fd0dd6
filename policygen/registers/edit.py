"""Changes to entries of a YAML file as edits of its text, so that comments, order and everything else stay."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from policygen.ask.yaml_text import scalar
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Refused, Span
from policygen.registers.table import Column, EntryTable, cells_of, table_in
from policygen.source.nodes import Entry
from policygen.source.nodes import Mapping as MappingNode
from policygen.source.reading import read_source

WIDTH = 120


class CannotEditTable(Refused):
    """A change cannot be made in the file as it is written; the message says where."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters from `start` to `end` of the text."""

    start: int
    end: int
    text: str


def edited(
    table: EntryTable, wanted: Sequence[Mapping[str, str]], new: Mapping[int, Sequence[Mapping[str, str]]]
) -> str:
    """Return the file's text with its entries changed to the cells `wanted`, in the table's order.

    `new` are the cells of entries to add after the entry of that number. The result is read again, and refused unless
    its entries are exactly those that were asked for. Raises CannotEditTable.
    """
    editor = _Editor(table)
    edits = [edit for item, cells in zip(table.items, wanted, strict=True) for edit in editor.changed(item, cells)]
    edits += [editor.added(number, entries) for number, entries in new.items()]
    text = table.source.text
    # What is added at one place is added from its end, so that the order is kept.
    for _, _, _, edit in sorted(((one.start, one.end, at, one) for at, one in enumerate(edits)), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    expected = [cells for number, old in enumerate(wanted) for cells in (old, *new.get(number, ()))]
    found = read_source(table.file, text.encode(), Diagnostics())
    rows = table_in(table.name, table.file, *found).rows if found is not None else ()
    if [_filled(row) for row in rows] != [_filled(cells) for cells in expected]:
        raise CannotEditTable(say("registers.cannot_edit", file=table.file))
    return text


def _filled(cells: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in cells.items() if value}


class _Editor:
    def __init__(self, table: EntryTable) -> None:
        self.table, self.text = table, table.source.text
        self.starts = [0]
        for line in self.text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.kinds = {column.key: column.kind for column in table.columns}
        self.order = list(dict.fromkeys(column.key.partition(".")[0] for column in table.columns))

    def offset(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column - 1

    def changed(self, item: MappingNode, wanted: Mapping[str, str]) -> list[Edit]:
        """Return the edits that give an entry these cells."""
        edits: list[Edit] = []
        for key in self.order:
            plain = wanted.get(key, "")
            inner = {
                name.partition(".")[2]: value for name, value in wanted.items() if name.startswith(f"{key}.") and value
            }
            entry = next((one for one in item.entries if one.key.text == key), None)
            if plain and inner:
                raise CannotEditTable(say("registers.both", key=key, place=str(item.span)))
            if entry is not None and isinstance(entry.value, MappingNode) and inner:
                edits += self._inside(key, entry.value, inner)
            elif entry is None and (plain or inner):
                edits.append(self._with_key(item, key, self._value(item, key, plain, inner)))
            elif entry is not None and not plain and not inner and self._has_value(entry):
                edits.append(self._without_key(item, entry))
            elif entry is not None and (inner or self._differs(entry, plain)):
                edits.append(self._replaced(entry.value.span, self._value(item, key, plain, inner)))
        return edits

    def _inside(self, key: str, group: MappingNode, wanted: Mapping[str, str]) -> list[Edit]:
        """Return the edits of a group in an entry, such as `verified: {on, by, how}`."""
        edits = []
        names = [name.partition(".")[2] for name in self.kinds if name.startswith(f"{key}.")]
        for name in names:
            value = wanted.get(name, "")
            entry = next((one for one in group.entries if one.key.text == name), None)
            written = self._plain(group, f"{key}.{name}", value)
            if entry is None and value:
                edits.append(self._with_key(group, name, written, names))
            elif entry is not None and not value and self._has_value(entry):
                edits.append(self._without_key(group, entry))
            elif entry is not None and value and self._differs(entry, value):
                edits.append(self._replaced(entry.value.span, written))
        return edits

    def _has_value(self, entry: Entry) -> bool:
        return bool(self._now(entry))

    def _differs(self, entry: Entry, value: str) -> bool:
        return isinstance(entry.value, MappingNode) or self._now(entry) != value

    @staticmethod
    def _now(entry: Entry) -> str:
        cells = cells_of(MappingNode((entry,), entry.key.span))
        return next(iter(cells.values()), "")

    def _value(
        self, item: MappingNode, key: str, plain: str, inner: Mapping[str, str], *, flow: bool | None = None
    ) -> str:
        if not inner:
            return self._plain(item, key, plain, flow=flow)
        cells = (f"{name}: {self._flow(f'{key}.{name}', value)}" for name, value in inner.items())
        return f"{{{', '.join(cells)}}}"

    def _plain(self, group: MappingNode, key: str, value: str, *, flow: bool | None = None) -> str:
        if (self._is_flow(group) if flow is None else flow) or self.kinds[key] == "list":
            return self._flow(key, value)
        written = value if self.kinds[key] == "date" else scalar(value)
        indent = " " * (group.span.column - 1)
        name = key.rpartition(".")[2]
        if len(indent) + len(name) + 2 + len(written) > WIDTH and "\n" not in value and "  " not in value:
            lines = textwrap.wrap(value, WIDTH - len(indent) - 2, break_long_words=False, break_on_hyphens=False)
            return ">-\n" + "\n".join(f"{indent}  {line}" for line in lines)
        return written

    def _flow(self, key: str, value: str) -> str:
        if self.kinds[key] == "list":
            items = [part.strip() for part in value.split(";")]
            return f"[{', '.join(_flow_scalar(part) for part in items if part)}]"
        return value if self.kinds[key] == "date" else _flow_scalar(value)

    def _is_flow(self, group: MappingNode) -> bool:
        return self.text.startswith("{", self.offset(group.span.line, group.span.column))

    def _replaced(self, span: Span, text: str) -> Edit:
        start, end = self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)
        # After a key with nothing behind it there is no blank yet.
        return Edit(start, end, f" {text}" if start == end and self.text[start - 1 : start] == ":" else text)

    def _with_key(self, group: MappingNode, key: str, value: str, order: Sequence[str] = ()) -> Edit:
        order = order or self.order
        before = [
            one for one in group.entries if one.key.text in order and order.index(one.key.text) < order.index(key)
        ]
        last = (before or list(group.entries))[-1]
        span = last.value.span
        if self._is_flow(group):
            at = self.offset(span.end_line, span.end_column)
            return Edit(at, at, f", {key}: {value}")
        at = self.text.find("\n", self.offset(span.end_line, span.end_column))
        at = len(self.text) if at < 0 else at
        return Edit(at, at, f"\n{' ' * (group.span.column - 1)}{key}: {value}")

    def _without_key(self, group: MappingNode, entry: Entry) -> Edit:
        number = group.entries.index(entry)
        span = entry.value.span
        end = self.offset(span.end_line, span.end_column)
        if self._is_flow(group):
            if number == 0:
                raise CannotEditTable(say("registers.cannot_remove", key=entry.key.text, place=str(entry.key.span)))
            before = group.entries[number - 1].value.span
            return Edit(self.offset(before.end_line, before.end_column), end, "")
        line_end = self.text.find("\n", end)
        line_end = len(self.text) if line_end < 0 else line_end
        if self.text[end:line_end].strip() or number == 0:
            raise CannotEditTable(say("registers.cannot_remove", key=entry.key.text, place=str(entry.key.span)))
        return Edit(self.starts[entry.key.span.line - 1], line_end + 1, "")

    def added(self, number: int, entries: Iterable[Mapping[str, str]]) -> Edit:
        """Return the edit that adds entries after the entry of this number."""
        item = self.table.items[number]
        dash = item.span.column - 3
        if dash < 0 or not self.text.startswith("- ", self.offset(item.span.line, item.span.column) - 2):
            raise CannotEditTable(say("registers.cannot_add", place=str(item.span)))
        block = MappingNode((), Span(item.span.file, item.span.line, item.span.column))
        text = ""
        for cells in entries:
            lines = []
            for key in self.order:
                inner = {
                    name.partition(".")[2]: value
                    for name, value in cells.items()
                    if name.startswith(f"{key}.") and value
                }
                if cells.get(key) or inner:
                    value = self._value(block, key, cells.get(key, ""), inner, flow=False)
                    lines.append(f"{key}: {value}")
            text += "\n" + " " * dash + "- " + ("\n" + " " * (dash + 2)).join(lines)
        # A flow mapping ends with its bracket, a block one with its last value; a comment may follow on the line.
        at = self.text.find("\n", self.offset(item.span.end_line, item.span.end_column))
        at = len(self.text) if at < 0 else at
        return Edit(at, at, text)


def _flow_scalar(text: str) -> str:
    written = scalar(text)
    if written.startswith('"') or not set(text) & set(",[]{}"):
        return written
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def required_missing(cells: Mapping[str, str], columns: Iterable[Column]) -> list[str]:
    """Return the columns that an entry needs and that have nothing in them; a group needs its own once it has any."""
    groups = {name.rpartition(".")[0] for name, value in cells.items() if value} | {""}
    return [
        column.key
        for column in columns
        if column.required and not cells.get(column.key) and column.key.rpartition(".")[0] in groups
    ]
