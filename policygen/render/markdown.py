"""The Document as Markdown (CommonMark with tables), in which every word of it reads as itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from policygen.document.model import (
    Block,
    Definition,
    DefinitionList,
    Document,
    Figure,
    Form,
    FormField,
    Inline,
    List,
    PageBreak,
    Paragraph,
    Row,
    Section,
    SignatureBlock,
    Strong,
    Table,
    Text,
)
from policygen.render.markdown_words import RULED, at_start, cell_words, heading_words, inline_words, markdown_line


def write_markdown(document: Document) -> bytes:
    """Return the document as UTF-8 Markdown, one blank line between blocks, a final newline."""
    lines = list(_document(document))
    return ("\n".join(lines).rstrip("\n") + "\n").encode("utf-8")


def section_markdown(section: Section, document: Document) -> str:
    """Return one section of a document as Markdown, with a line end."""
    return "\n".join(_section(section, document)).rstrip("\n") + "\n"


def _document(document: Document) -> Iterator[str]:
    cover = document.cover
    yield from (markdown_line(cover.school), "")
    yield from (f"# {heading_words(inline_words(cover.title))}", "")
    standing = [line for line in (document.words.watermark, cover.status, *document.notices) if line]
    if document.kind == "policy":
        yield from _standing(standing)
    for table in cover.tables:
        yield from _table(table)
    for section in document.sections:
        yield from _section(section, document)
    if document.kind == "sheet" and standing:
        # At its foot, as on paper: a sheet begins with what it asks of whoever has it.
        yield from ("---", "", *_standing(standing))


def _standing(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield from (_bold((Text(text=line),)), "")


def _section(section: Section, document: Document) -> Iterator[str]:
    if section.title:
        number = (Text(text=f"{section.number} "),) if section.number else ()
        yield from (f"{'#' * (section.level + 1)} {heading_words(inline_words((*number, *section.title)))}", "")
    for block in section.blocks:
        yield from _block(block, document)
    for inner in section.sections:
        yield from _section(inner, document)


def _block(block: Block, document: Document) -> Iterator[str]:
    match block:
        case Paragraph(children=children):
            yield from (markdown_line(children), "")
        case List():
            yield from _list(block, document)
            yield ""
        case Table():
            yield from _table(block)
        case DefinitionList(entries=entries):
            for entry in entries:
                yield from _definition(entry, document)
        case Form(fields=fields):
            yield from _form(fields)
        case SignatureBlock(signatories=signatories):
            for signatory in signatories:
                yield from (_bold((Text(text=signatory.role),)), "")
                name = inline_words(signatory.name) or RULED
                for label, room in (
                    (document.words.signed, RULED),
                    (document.words.name, name),
                    (document.words.date, RULED),
                ):
                    yield from (_labelled(label, room), "")
        case Figure(asset=asset, alternative=alternative):
            # Markdown holds no picture: its words stand in its place, and its name where a picture would be looked for.
            words = inline_words((Text(text=alternative),), linked=True)
            yield from (f"![{words}](<{asset.rpartition('/')[2]}>)", "")
        case PageBreak():
            yield from ("---", "")
        case _:
            assert_never(block)


def _list(block: List, document: Document) -> Iterator[str]:
    for item in block.items:
        lines = [line for inner in item.blocks for line in _block(inner, document)]
        while lines and not lines[-1]:
            lines.pop()
        marker = "- " if item.marker == "•" else f"- {inline_words((Text(text=item.marker),))} "
        yield marker + (lines[0] if lines else "")
        yield from (f"  {line}" if line else "" for line in lines[1:])


def _definition(entry: Definition, document: Document) -> Iterator[str]:
    yield from (_bold(entry.term), "")
    for inner in entry.blocks:
        yield from _block(inner, document)


def _form(fields: Sequence[FormField]) -> Iterator[str]:
    for field in fields:
        room = "☐" if field.kind == "tick" else " ".join([RULED] * max(field.lines, 1))
        yield from (_labelled(field.label, room), "")


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield from (_bold(table.caption), "")
    columns = len(table.widths)
    header = table.header[0] if table.header else None
    yield _row(header, columns) if header else "|" + "   |" * columns
    yield "|" + " --- |" * columns
    for row in (*table.header[1:], *table.rows):
        yield _row(row, columns)
    yield ""


def _row(row: Row, columns: int) -> str:
    cells = [cell_words(cell.children) for cell in row.cells]
    cells += [""] * (columns - len(cells))
    return "| " + " | ".join(cells) + " |"


def _bold(children: Sequence[Inline]) -> str:
    return inline_words((Strong(children=tuple(children)),))


def _labelled(label: str, room: str) -> str:
    return f"{at_start(inline_words((Text(text=label),)))} {room}"
