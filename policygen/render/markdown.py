"""The Document as Markdown (CommonMark with tables), every character of a value escaped so that it reads as itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import assert_never

from policygen.document.model import (
    Blank,
    Block,
    Definition,
    DefinitionList,
    Document,
    Emphasis,
    Figure,
    Form,
    FormField,
    Inline,
    LineBreak,
    Link,
    List,
    PageBreak,
    Paragraph,
    Reference,
    Row,
    Section,
    SignatureBlock,
    Strong,
    Table,
    Text,
    Value,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&$^=:@])")
_LINE = "\\_" * 12


def write_markdown(document: Document) -> bytes:
    """Return the document as UTF-8 Markdown, one blank line between blocks, a final newline."""
    lines = list(_document(document))
    return ("\n".join(lines).rstrip("\n") + "\n").encode("utf-8")


def _document(document: Document) -> Iterator[str]:
    cover = document.cover
    yield from (inlines(cover.school), "")
    yield from (f"# {inlines(cover.title)}", "")
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
        yield from (f"**{_escape(line)}**", "")


def _section(section: Section, document: Document) -> Iterator[str]:
    number = f"{_escape(section.number)} " if section.number else ""
    if section.title:
        yield from (f"{'#' * (section.level + 1)} {number}{inlines(section.title)}", "")
    for block in section.blocks:
        yield from _block(block, document)
    for inner in section.sections:
        yield from _section(inner, document)


def _block(block: Block, document: Document) -> Iterator[str]:
    match block:
        case Paragraph(children=children):
            yield from (inlines(children), "")
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
                yield from (f"**{_escape(signatory.role)}**", "")
                name = inlines(signatory.name) or _LINE
                for label, room in (
                    (document.words.signed, _LINE),
                    (document.words.name, name),
                    (document.words.date, _LINE),
                ):
                    yield from (f"{_escape(label)} {room}", "")
        case Figure(asset=asset, alternative=alternative):
            # Markdown holds no picture: its words stand in its place, and its name where a picture would be looked for.
            yield from (f"![{_escape(alternative)}](<{asset.rpartition('/')[2]}>)", "")
        case PageBreak():
            yield from ("---", "")
        case _:
            assert_never(block)


def _list(block: List, document: Document) -> Iterator[str]:
    for item in block.items:
        lines = [line for inner in item.blocks for line in _block(inner, document)]
        while lines and not lines[-1]:
            lines.pop()
        marker = "- " if item.marker == "•" else f"- {_escape(item.marker)} "
        yield marker + (lines[0] if lines else "")
        yield from (f"  {line}" if line else "" for line in lines[1:])


def _definition(entry: Definition, document: Document) -> Iterator[str]:
    yield from (f"**{inlines(entry.term)}**", "")
    for inner in entry.blocks:
        yield from _block(inner, document)


def _form(fields: Sequence[FormField]) -> Iterator[str]:
    for field in fields:
        room = "☐" if field.kind == "tick" else " ".join([_LINE] * max(field.lines, 1))
        yield from (f"{_escape(field.label)} {room}", "")


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield from (f"**{inlines(table.caption)}**", "")
    columns = len(table.widths)
    header = table.header[0] if table.header else None
    yield _row(header, columns) if header else "|" + "   |" * columns
    yield "|" + " --- |" * columns
    for row in (*table.header[1:], *table.rows):
        yield _row(row, columns)
    yield ""


def _row(row: Row, columns: int) -> str:
    cells = [inlines(cell.children) for cell in row.cells]
    cells += [""] * (columns - len(cells))
    return "| " + " | ".join(cells) + " |"


def inlines(children: Sequence[Inline]) -> str:
    """Return inline content as Markdown on one line."""
    return "".join(_inline(child) for child in children)


def _inline(child: Inline) -> str:
    match child:
        case Text(text=text) | Value(text=text):
            return _escape(text)
        case Blank(kind="meeting"):
            return _LINE
        case Blank(label=label):
            return f"\\_\\_{_escape(label)}\\_\\_"
        case Emphasis(children=children):
            return f"*{inlines(children)}*"
        case Strong(children=children):
            return f"**{inlines(children)}**"
        case Link(target=target, children=children):
            return f"[{inlines(children)}](<{target}>)"
        case Reference(before=before, number=number):
            return _escape(before + number)
        case LineBreak():
            return "<br>"
        case _:
            assert_never(child)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("\n", "<br>")
