"""A trial of a table's changes: what `check` would refuse in the file that they make, each at its cell in the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from policygen.check.loading import load_project
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostic, Diagnostics, Severity, Span
from policygen.registers.table import EntryTable, table_in
from policygen.registers.taking_in import TableChanges
from policygen.source.nodes import Mapping as MappingNode
from policygen.source.nodes import Node, Scalar
from policygen.source.reading import read_source
from policygen.world.memory import OverlaidWorld


def report_refused(
    project: Project, known: Diagnostics, changes: TableChanges, text: str, diagnostics: Diagnostics
) -> None:
    """Report what `check` would refuse in the file of a table once it has this text; `known` is what it found before.

    Clauses that rest on the entries are left to `check`: they can only be changed after the file.
    """
    file = changes.table.file
    found = Diagnostics()
    load_project(OverlaidWorld(project.world, {file: text.encode()}), found)
    read = read_source(file, text.encode(), Diagnostics())
    if read is None:
        diagnostics.extend(_errors(found, file))
        return
    after = table_in(changes.table.name, file, *read)
    before = {_key(changes.table, error) for error in _errors(known, file)}
    for error in _errors(found, file):
        if _key(after, error) not in before:
            diagnostics.add(replace(error, span=_cell(after, error, changes)))


def _errors(found: Diagnostics, file: str) -> Iterator[Diagnostic]:
    return (one for one in found if one.severity is Severity.ERROR and one.span is not None and one.span.file == file)


def _key(table: EntryTable, error: Diagnostic) -> tuple[str, str, str]:
    return error.code, error.message, _column(table, error)[0]


def _cell(table: EntryTable, error: Diagnostic, changes: TableChanges) -> Span | None:
    """Return the place of the cell that an error is about, or of its entry's id, or of the table."""
    name, column = _column(table, error)
    group = column.partition(".")[0]
    near = (place for (entry, key), place in changes.places.items() if entry == name and key.partition(".")[0] == group)
    place = changes.places.get((name, column)) or next(near, None) or changes.places.get((name, "id"))
    return place or next(iter(changes.places.values()), None)


def _column(table: EntryTable, error: Diagnostic) -> tuple[str, str]:
    """Return the entry that an error is in and its column, such as `verified.on`; "" for what cannot be told."""
    for item in table.items:
        if error.span is not None and _has(item, error.span):
            name = item.get("id")
            return name.text if isinstance(name, Scalar) else "", _path(item, error.span)
    return "", ""


def _path(group: MappingNode, span: Span) -> str:
    for key, value in group.entries:
        if _has(key, span):
            return key.text
        if _has(value, span):
            inner = _path(value, span) if isinstance(value, MappingNode) else ""
            return f"{key.text}.{inner}" if inner else key.text
    return ""


def _has(node: Node, span: Span) -> bool:
    start, end = (node.span.line, node.span.column), (node.span.end_line, node.span.end_column)
    return start <= (span.line, span.column) <= end
