"""A Document as lines of plain words, for tests to compare: headings, paragraphs, list entries and table rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policygen.document.model import (
    Blank,
    Block,
    DefinitionList,
    Document,
    Emphasis,
    Inline,
    LineBreak,
    Link,
    List,
    Paragraph,
    Reference,
    Section,
    SignatureBlock,
    Strong,
    Table,
)


def lines(document: Document) -> list[str]:
    return [line for section in document.sections for line in of_section(section)]


def clause(document: Document, name: str) -> list[str]:
    """The lines of one clause, its heading first."""
    return list(of_section(section(document, name)))


def section(document: Document, name: str) -> Section:
    """The section of this id, at any depth. Raises LookupError."""
    waiting = list(document.sections)
    while waiting:
        found = waiting.pop()
        if found.id == name:
            return found
        waiting += found.sections
    raise LookupError(name)


def cover(document: Document) -> list[str]:
    return [line for table in document.cover.tables for line in of_block(table)]


def of_section(found: Section) -> Iterator[str]:
    yield f"{found.number} {of_inline(found.title)}".strip()
    for block in found.blocks:
        yield from of_block(block)
    for inner in found.sections:
        yield from of_section(inner)


def of_block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(children=children):
            yield of_inline(children)
        case List(items=items):
            for item in items:
                first, *rest = (line for inner in item.blocks for line in of_block(inner))
                yield f"{item.marker} {first}"
                yield from (f"  {line}" for line in rest)
        case Table(header=header, rows=rows):
            for row in (*header, *rows):
                yield " | ".join(of_inline(cell.children) for cell in row.cells)
        case DefinitionList(entries=entries):
            for entry in entries:
                yield f"{of_inline(entry.term)}: {' '.join(line for inner in entry.blocks for line in of_block(inner))}"
        case SignatureBlock(signatories=signatories):
            for signatory in signatories:
                yield f"{signatory.role}: {of_inline(signatory.name)}"
        case _:
            yield f"<{block.type}>"


def of_inline(children: Iterable[Inline]) -> str:
    return "".join(_one(child) for child in children)


def _one(child: Inline) -> str:
    match child:
        case Blank(label=label):
            return f"[{label}]"
        case Emphasis(children=children):
            return f"*{of_inline(children)}*"
        case Strong(children=children):
            return f"**{of_inline(children)}**"
        case Link(target=target, children=children):
            return f"{of_inline(children)} <{target}>"
        case Reference(before=before, number=number):
            return f"{before}{number}"
        case LineBreak():
            return "\n"
        case _:
            return child.text
