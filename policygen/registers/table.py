"""A register, the references or the contacts as a table: a row for each entry, a column for each key."""

from __future__ import annotations

import csv
import io
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from datetime import date
from typing import Annotated, Any, Union, get_args, get_origin

from policygen.check.files import kind_of
from policygen.check.project import Project
from policygen.check.shape import slots_of
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Refused
from policygen.model.registers import ContactEntry, ReferenceEntry, RequirementEntry
from policygen.model.written import Written
from policygen.report.cells import exact_cell
from policygen.source.nodes import Mapping as MappingNode
from policygen.source.nodes import Node, Scalar, Sequence, Source
from policygen.source.reading import read_source
from policygen.world.protocol import PACKAGED, OutsideTheProject

# The model of an entry, by the key that holds the entries.
MODELS = {"requirements": RequirementEntry, "references": ReferenceEntry, "contacts": ContactEntry}
LIST_SEPARATOR = "; "


class NotATable(Refused):
    """A file cannot be shown as a table, or no file has this name; the message says which."""


@dataclass(frozen=True, slots=True)
class Column:
    """A key of an entry, such as `summary`, or of a group in it: `verified.on`. `kind` is how its cells are read.

    With `required`, an entry needs it; a column of a group, once another of the group is filled in.
    """

    key: str
    kind: str  # "words", "date" or "list"
    required: bool = False


@dataclass(frozen=True, slots=True)
class EntryTable:
    """The entries of one file. `source` and `items` are the file as it was read."""

    name: str
    file: str
    key: str
    source: Source
    items: tuple[MappingNode, ...]
    columns: tuple[Column, ...]

    @property
    def rows(self) -> tuple[Mapping[str, str], ...]:
        """Each entry's cells by column key; "" for a key that it does not have."""
        return tuple(cells_of(item) for item in self.items)

    def csv(self) -> str:
        """Return the table as CSV (RFC 4180) from which the same entries can be read back, with a byte order mark.

        Columns that no entry uses are there too, so that they can be filled in.
        """
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow([column.key for column in self.columns])
        for row in self.rows:
            writer.writerow([exact_cell(row.get(column.key, "")) for column in self.columns])
        return "\ufeff" + stream.getvalue()


def table_files(project: Project) -> dict[str, str]:
    """Return the names of tables and their files: a register's id, `references`, `contacts`, `LIBRARY/contacts`."""
    world = project.world
    found: dict[str, str] = {}
    for name in (*world.names("clauses"), *world.packaged_names("clauses")):
        inner = name.removeprefix(PACKAGED).removeprefix("clauses/")
        kind = kind_of(name) if name.endswith(".yaml") else "other"
        if kind in ("references", "contacts"):
            found.setdefault(inner.removesuffix(".yaml"), name)
        elif kind == "register":
            source = _read(project, name)
            register = source[1].get("source") if source and isinstance(source[1], MappingNode) else None
            register_id = register.get("id") if isinstance(register, MappingNode) else None
            if isinstance(register_id, Scalar):
                found.setdefault(register_id.text, name)
    return found


def load_table(project: Project, name: str) -> EntryTable:
    """Return the table of this name. Raises KeyError for an unknown one; NotATable for a file that does not read."""
    file = table_files(project)[name]
    found = _read(project, file)
    if found is None:
        raise NotATable(say("registers.unreadable", file=file))
    return table_in(name, file, *found)


def table_in(name: str, file: str, source: Source, root: Node) -> EntryTable:
    """Return the table in a file that was read. Raises NotATable."""
    for key, model in MODELS.items():
        entries = root.get(key) if isinstance(root, MappingNode) else None
        if isinstance(entries, Sequence):
            items = tuple(item for item in entries.items if isinstance(item, MappingNode))
            columns = tuple(_columns(model))
            known = {column.key for column in columns}
            for item in items:
                if unknown := cells_of(item).keys() - known:
                    raise NotATable(say("registers.unknown_keys", file=file, keys=tuple(sorted(unknown))))
            if len(items) == len(entries.items):
                return EntryTable(name, file, key, source, items, columns)
    raise NotATable(say("registers.no_entries", file=file))


def cells_of(entry: MappingNode, prefix: str = "") -> dict[str, str]:
    """Return an entry's cells by column key. Raises NotATable for what no cell can hold."""
    found: dict[str, str] = {}
    for key, value in entry.entries:
        name = f"{prefix}{key.text}"
        if isinstance(value, MappingNode):
            if prefix:
                raise NotATable(say("registers.too_deep", key=name, place=str(value.span)))
            found |= cells_of(value, f"{name}.")
        elif isinstance(value, Sequence):
            items = [item.text for item in value.items if isinstance(item, Scalar)]
            if len(items) < len(value.items) or any(";" in item for item in items):
                raise NotATable(say("registers.too_deep", key=name, place=str(value.span)))
            found[name] = LIST_SEPARATOR.join(items)
        else:
            found[name] = value.text
    return found


def _read(project: Project, file: str) -> tuple[Source, Node] | None:
    try:
        return read_source(file, project.world.read(file), Diagnostics())
    except (OSError, OutsideTheProject):
        return None


def _columns(model: type, prefix: str = "") -> Iterator[Column]:
    for key, slot in slots_of(model).items():
        kinds = list(_parts(slot.wanted))
        inner = next((one for one in kinds if is_dataclass(one) and one is not Written), None)
        plain = [one for one in kinds if one is not inner]
        if plain or inner is None:
            kind = "date" if date in plain else "list" if any(get_origin(one) is tuple for one in plain) else "words"
            yield Column(f"{prefix}{key}", kind, slot.required)
        if isinstance(inner, type):
            yield from _columns(inner, f"{key}.")


def _parts(wanted: Any) -> Iterator[Any]:
    """Yield the types that a field can have, without None."""
    if get_origin(wanted) is Annotated:
        yield from _parts(get_args(wanted)[0])
    elif get_origin(wanted) in (Union, types.UnionType):
        for part in get_args(wanted):
            yield from _parts(part)
    elif wanted is not type(None):
        yield wanted
