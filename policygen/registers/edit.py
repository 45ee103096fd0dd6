"""Changes to entries of a YAML file as edits of its text, so that comments, order and everything else stay."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Span
from policygen.registers.table import Column, EntryTable, cells_of, table_in
from policygen.source.editing import (
    CannotEdit,
    Replacement,
    end_of,
    end_of_line,
    is_flow,
    start_of,
    start_of_line,
    with_replacements,
)
from policygen.source.nodes import Entry
from policygen.source.nodes import Mapping as MappingNode
from policygen.source.reading import read_source
from policygen.source.writing import WIDTH, flow_scalar, scalar


def edited(
    table: EntryTable, wanted: Sequence[Mapping[str, str]], new: Mapping[int, Sequence[Mapping[str, str]]]
) -> str:
    """Return the file's text with its entries changed to the cells `wanted`, in the table's order.

    `new` are the cells of entries to add after the entry of that number. The result is read again, and refused unless
    its entries are exactly those that were asked for. Raises CannotEdit.
    """
    editor = _Editor(table)
    edits = [edit for item, cells in zip(table.items, wanted, strict=True) for edit in editor.changed(item, cells)]
    edits += [editor.added(number, entries) for number, entries in new.items()]
    text = with_replacements(table.source, edits)
    expected = [cells for number, old in enumerate(wanted) for cells in (old, *new.get(number, ()))]
    found = read_source(table.file, text.encode(), Diagnostics())
    rows = table_in(table.name, table.file, *found).rows if found is not None else ()
    if [_filled(row) for row in rows] != [_filled(cells) for cells in expected]:
        raise CannotEdit(say("registers.cannot_edit", file=table.file))
    return text


def _filled(cells: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in cells.items() if value}


class _Editor:
    def __init__(self, table: EntryTable) -> None:
        self.table, self.text = table, table.source.text
        self.kinds = {column.key: column.kind for column in table.columns}
        self.order = list(dict.fromkeys(column.key.partition(".")[0] for column in table.columns))

    def changed(self, item: MappingNode, wanted: Mapping[str, str]) -> list[Replacement]:
        """Return the edits that give an entry these cells."""
        edits: list[Replacement] = []
        for key in self.order:
            plain = wanted.get(key, "")
            inner = {
                name.partition(".")[2]: value for name, value in wanted.items() if name.startswith(f"{key}.") and value
            }
            entry = next((one for one in item.entries if one.key.text == key), None)
            if plain and inner:
                raise CannotEdit(say("registers.both", key=key, place=str(item.span)))
            if entry is not None and isinstance(entry.value, MappingNode) and inner:
                edits += self._inside(key, entry.value, inner)
            elif entry is None and (plain or inner):
                edits.append(self._with_key(item, key, self._value(item, key, plain, inner)))
            elif entry is not None and not plain and not inner and self._has_value(entry):
                edits.append(self._without_key(item, entry))
            elif entry is not None and (inner or self._differs(entry, plain)):
                edits.append(self._replaced(entry.value.span, self._value(item, key, plain, inner)))
        return edits

    def _inside(self, key: str, group: MappingNode, wanted: Mapping[str, str]) -> list[Replacement]:
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
        if (is_flow(self.text, group) if flow is None else flow) or self.kinds[key] == "list":
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
            return f"[{', '.join(flow_scalar(part) for part in items if part)}]"
        return value if self.kinds[key] == "date" else flow_scalar(value)

    def _replaced(self, span: Span, text: str) -> Replacement:
        start, end = start_of(self.text, span), end_of(self.text, span)
        # After a key with nothing behind it there is no blank yet.
        return Replacement(start, end, f" {text}" if start == end and self.text[start - 1 : start] == ":" else text)

    def _with_key(self, group: MappingNode, key: str, value: str, order: Sequence[str] = ()) -> Replacement:
        order = order or self.order
        before = [
            one for one in group.entries if one.key.text in order and order.index(one.key.text) < order.index(key)
        ]
        last = (before or list(group.entries))[-1]
        at = end_of(self.text, last.value.span)
        if is_flow(self.text, group):
            return Replacement(at, at, f", {key}: {value}")
        at = end_of_line(self.text, at)
        return Replacement(at, at, f"\n{' ' * (group.span.column - 1)}{key}: {value}")

    def _without_key(self, group: MappingNode, entry: Entry) -> Replacement:
        number = group.entries.index(entry)
        end = end_of(self.text, entry.value.span)
        if is_flow(self.text, group):
            if number == 0:
                raise CannotEdit(say("registers.cannot_remove", key=entry.key.text, place=str(entry.key.span)))
            return Replacement(end_of(self.text, group.entries[number - 1].value.span), end, "")
        line_end = end_of_line(self.text, end)
        if self.text[end:line_end].strip() or number == 0:
            raise CannotEdit(say("registers.cannot_remove", key=entry.key.text, place=str(entry.key.span)))
        return Replacement(start_of_line(self.text, start_of(self.text, entry.key.span)), line_end + 1, "")

    def added(self, number: int, entries: Iterable[Mapping[str, str]]) -> Replacement:
        """Return the edit that adds entries after the entry of this number."""
        item = self.table.items[number]
        dash = item.span.column - 3
        if dash < 0 or not self.text.startswith("- ", start_of(self.text, item.span) - 2):
            raise CannotEdit(say("registers.cannot_add", place=str(item.span)))
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
        at = end_of_line(self.text, end_of(self.text, item.span))
        return Replacement(at, at, text)


def required_missing(cells: Mapping[str, str], columns: Iterable[Column]) -> list[str]:
    """Return the columns that an entry needs and that have nothing in them; a group needs its own once it has any."""
    groups = {name.rpartition(".")[0] for name, value in cells.items() if value} | {""}
    return [
        column.key
        for column in columns
        if column.required and not cells.get(column.key) and column.key.rpartition(".")[0] in groups
    ]
