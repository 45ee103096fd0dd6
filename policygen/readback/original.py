"""The file as it was built, written anew from the Document that it carries: each paragraph with its block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from policygen.document.model import Definition, Document, Inline, Paragraph, Section, Signatory, Table
from policygen.document.walk import TreePart, parts_of, walk
from policygen.inspect.docx import blocks_of_document
from policygen.inspect.docx_parts import Package
from policygen.look.look import Look
from policygen.readback.passages import Passage, passages_of
from policygen.render.docx.parts import BLOCKS

Kind = Literal["title", "text", "fixed"]


@dataclass(frozen=True, slots=True)
class BuiltLine:
    """What a paragraph of a built file is: a block, or a cell of a table, and the clause that it belongs to.

    `kind` is `title` for the heading of a clause, `text` for what a clause says, and `fixed` for everything else.
    `keys` are the settings keys of its values, in order.
    """

    id: str
    clause: str
    kind: Kind
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Original:
    """The paragraphs of a built file, and what each is. `package` is the file written anew."""

    document: Document
    passages: tuple[Passage, ...]
    lines: tuple[BuiltLine, ...]
    package: Package

    @classmethod
    def of(cls, document: Document, look: Look) -> Original:
        """Return what a Document's DOCX says. Raises NotADocument for one that cannot be written."""
        package = blocks_of_document(document, look).package
        passages = passages_of(package.body)
        block_map = next(one for one in package.own if one.tag == f"{{{BLOCKS}}}blocks")
        blocks = {one.get("bookmark", ""): one for one in block_map.iter(f"{{{BLOCKS}}}block")}
        values = {one.get("bookmark", ""): one for one in block_map.iter(f"{{{BLOCKS}}}value")}
        named = {mark: one.get("id", "") for mark, one in blocks.items()}
        clauses = {one.get("id", ""): one.get("clause", "") for one in blocks.values()}
        inlines = inlines_of(document)
        titles = {part.id for part in parts_of(document) if isinstance(part, Section) and part.clause}
        ids = _ids(document, passages, named, {mark: one.get("block", "") for mark, one in values.items()})
        lines = []
        for passage, (id_, holder) in zip(passages, ids, strict=True):
            clause = clauses.get(holder, "")
            kind: Kind = "title" if id_ in titles else "text" if clause and id_ in inlines else "fixed"
            keys = tuple(values[one.name].get("key", "") for one in passage.values if one.name in values)
            lines.append(BuiltLine(id_, clause, kind, keys))
        return cls(document, passages, tuple(lines), package)


def inlines_of(document: Document) -> Mapping[str, tuple[Inline, ...]]:
    """Return the content of each heading, paragraph, term, caption and cell: by its id, a cell's as `row/column`."""
    cover = document.cover
    own = {"policygen:cover.school": cover.school, "policygen:cover.title": cover.title}
    return {**own, **inlines_in(*cover.tables, *document.sections)}


def inlines_in(*parts: TreePart) -> dict[str, tuple[Inline, ...]]:
    """Return the same of some parts of a Document."""
    found: dict[str, tuple[Inline, ...]] = {}
    for part in walk(*parts):
        match part:
            case Section():
                found[part.id] = part.title
            case Paragraph():
                found[part.id] = part.children
            case Signatory():
                found[part.id] = part.name
            case Definition():
                found[part.id] = part.term
            case Table():
                found.setdefault(part.id, part.caption)
                for row in (*part.header, *part.rows):
                    found.update((f"{row.id}/{n}", cell.children) for n, cell in enumerate(row.cells))
            case _:
                pass
    return found


def _ids(
    document: Document, passages: tuple[Passage, ...], named: Mapping[str, str], holders: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the id of each paragraph, and of the block that says which clause it is of."""
    tables = {part.id: part for part in parts_of(document) if isinstance(part, Table)}
    current, table, number = "", "", -1
    for passage in passages:
        own = named[passage.marks[-1]] if passage.marks and passage.marks[-1] in named else ""
        current = own or current
        holder = next((holders[one.name] for one in passage.values if one.name in holders), "")
        if passage.cell is None:
            yield own or holder, own or (current if not holder.startswith("policygen:") else "")
            continue
        if passage.cell.table != number:
            number, table = passage.cell.table, current
        rows = (*tables[table].header, *tables[table].rows) if table in tables else ()
        at = passage.cell.row
        # The rows of a signature block are no rows of a table.
        yield (f"{rows[at].id}/{passage.cell.column}" if at < len(rows) else holder or table), table
