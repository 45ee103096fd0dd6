"""Where each key of one entry of a school's tailoring is in its file, to say beside which field a finding belongs."""

from __future__ import annotations

from dataclasses import dataclass

from policygen.diagnostics.model import Diagnostic, Diagnostics
from policygen.source.nodes import Mapping, Node, Scalar, Sequence
from policygen.source.reading import read_source


@dataclass(frozen=True, slots=True)
class FieldFinding:
    """A finding with the key that it is about, "" for the whole entry; `line` counts the lines of a longer text."""

    field: str
    line: int
    found: Diagnostic


@dataclass(frozen=True, slots=True)
class FieldPlaces:
    """Where the keys of one entry of a settings file are."""

    file: str
    entry: Mapping | None

    @classmethod
    def of(cls, file: str, data: bytes, number: int) -> FieldPlaces:
        """Read a settings file and find the entry with this number, counted from 0; -1 stands for none."""
        found = read_source(file, data, Diagnostics())
        root = found[1] if found is not None else None
        node = root.get("tailoring") if isinstance(root, Mapping) else None
        items = node.items if isinstance(node, Sequence) else ()
        entry = items[number] if 0 <= number < len(items) else None
        return cls(file, entry if isinstance(entry, Mapping) else None)

    def has(self, found: Diagnostic) -> bool:
        """Tell whether a finding is about the entry."""
        return self.entry is not None and _is_in(found, self.entry)

    def finding(self, found: Diagnostic) -> FieldFinding:
        """Return a finding with its field."""
        for key, node in self.entry.entries if self.entry is not None and found.span is not None else ():
            if found.span is not None and (_is_in(found, node) or _is_in(found, key)):
                is_block = isinstance(node, Scalar) and node.style == "literal"
                return FieldFinding(key.text, found.span.line - node.span.line if is_block else 0, found)
        return FieldFinding("", 0, found)


def _is_in(found: Diagnostic, node: Node) -> bool:
    at, span = found.span, node.span
    return (
        at is not None
        and at.file == span.file
        and (span.line, span.column) <= (at.line, at.column) <= (span.end_line, span.end_column)
    )
