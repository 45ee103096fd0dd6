"""What each format of a document says, read back without its writer, as one flat list that can be compared.

An entry is (kind, words): `heading` with its number, `item` with its marker, `cell`, `text`. White space and the lines
that a pen fills are left out of the words, and so are the contents list (its page numbers are no words of the policy),
pictures and empty cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import lxml.html
from markdown_it import MarkdownIt

from policygen.document.model import (
    Blank,
    Block,
    DefinitionList,
    Document,
    Form,
    Inline,
    LineBreak,
    List,
    Paragraph,
    Reference,
    Section,
    SignatureBlock,
    Table,
    Text,
    Value,
)

from .docx_words import read as read_docx
from .pdf_words import read_words

Entry = tuple[str, str]


def entry(kind: str, words: str) -> Entry | None:
    """Return an entry with the words squeezed, None where nothing is left of them."""
    squeezed = re.sub(r"[\s_☐\u200b]+", "", words)
    return (kind, squeezed) if squeezed else None


def _kept(entries: Iterator[Entry | None]) -> list[Entry]:
    return [found for found in entries if found is not None]


# --- the document itself ---------------------------------------------------------------------------------------------


def in_document(document: Document) -> list[Entry]:
    """What the document says, by the model alone."""
    return _kept(_document(document))


def _document(document: Document) -> Iterator[Entry | None]:
    cover = document.cover
    yield entry("text", said(cover.school))
    yield entry("text" if document.kind == "policy" else "heading", said(cover.title))
    if document.kind == "policy":
        yield entry("text", cover.status)
        yield from (entry("text", notice) for notice in document.notices)
    for table in cover.tables:
        yield from _block(table, document)
    for section in document.sections:
        yield from _section(section, document)


def _section(section: Section, document: Document) -> Iterator[Entry | None]:
    yield entry("heading", section.number + said(section.title))
    for block in section.blocks:
        yield from _block(block, document)
    for inner in section.sections:
        yield from _section(inner, document)


def _block(block: Block, document: Document) -> Iterator[Entry | None]:
    match block:
        case Paragraph(children=children):
            yield entry("text", said(children))
        case List(items=items):
            for item in items:
                found = [one for inner in item.blocks for one in _block(inner, document)]
                first = found[0] if found else None
                yield entry("item", item.marker + (first[1] if first else ""))
                yield from found[1:]
        case Table(caption=caption, header=header, rows=rows):
            yield entry("text", said(caption))
            for row in (*header, *rows):
                yield from (entry("cell", said(cell.children)) for cell in row.cells)
        case DefinitionList(entries=entries):
            for one in entries:
                yield entry("text", said(one.term))
                for inner in one.blocks:
                    yield from _block(inner, document)
        case Form(fields=fields):
            yield from (entry("text", field.label) for field in fields)
        case SignatureBlock(signatories=signatories):
            words = document.words
            for signatory in signatories:
                for line in (signatory.role, words.signed, words.name + said(signatory.name), words.date):
                    yield entry("text", line)
        case _:
            return


def said(children: Sequence[Inline]) -> str:
    """The words of inline content; a gap for a pen says nothing, another says what belongs there."""
    return "".join(_said(child) for child in children)


def _said(child: Inline) -> str:
    match child:
        case Text() | Value():
            return child.text
        case Blank():
            return "" if child.kind == "meeting" else child.label
        case Reference():
            return child.before + child.number
        case LineBreak():
            return " "
        case _:
            return said(child.children)


# --- the formats -----------------------------------------------------------------------------------------------------


def in_pdf(data: bytes, contents: str) -> list[Entry]:
    """What a PDF says in the order of its structure tree; `contents` is the contents list's heading."""
    return _kept(_pdf(data, contents))


def _pdf(data: bytes, contents: str) -> Iterator[Entry | None]:
    marker, skipping = "", False
    for piece in read_words(data):
        if re.fullmatch(r"H\d", piece.role):
            skipping = piece.text == contents
            if not skipping:
                yield entry("heading", piece.text)
        elif skipping or piece.role == "Figure":
            continue
        elif piece.role == "Lbl":
            marker = piece.text
        elif marker:
            yield entry("item", marker + piece.text)
            marker = ""
        else:
            yield entry("cell" if piece.role in ("TH", "TD") else "text", piece.text)


def in_docx(data: bytes, contents: str) -> list[Entry]:
    """What a DOCX says, its numbers worked out from numbering.xml; `contents` is the contents list's heading."""
    return _kept(_docx(data, contents))


def _docx(data: bytes, contents: str) -> Iterator[Entry | None]:
    skipping = False
    for item in read_docx(data):
        if item.kind == "heading":
            skipping = False
            yield entry("heading", item.text)
        elif item.text == contents:
            skipping = True
        elif not skipping:
            yield entry(item.kind if item.kind in ("item", "cell") else "text", item.text)


def in_html(data: bytes, sheet: bool = False) -> list[Entry]:
    """What a web page says; a sheet's title is a heading of its text, and its notices stand beside its words."""
    tree = lxml.html.document_fromstring(data)
    beside = ["skip", "unseen", "watermark", *(["notice"] if sheet else [])]
    for element in tree.xpath("//nav | //footer | " + " | ".join(f"//*[@class='{name}']" for name in beside)):
        element.drop_tree()
    return _kept(_html(tree.body, sheet))


def _html(within: lxml.html.HtmlElement, sheet: bool) -> Iterator[Entry | None]:
    yield entry("text", within.text or "")
    for element in within:
        words = element.text_content()
        match element.tag:
            case "h1" if not sheet:
                yield entry("text", words)
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                yield entry("heading", words)
            case "p" | "caption" | "dt":
                yield entry("text", words)
            case "th" | "td":
                yield entry("cell", words)
            case "li":
                found = _kept(_html(element, sheet))
                # The browser draws the bullet of a list without numbers.
                mark = "•" if within.tag == "ul" else ""
                yield entry("item", mark + (found[0][1] if found else ""))
                yield from found[1:]
            case _:
                yield from _html(element, sheet)
        yield entry("text", element.tail or "")


def in_markdown(data: bytes, sheet: bool = False) -> list[Entry]:
    """What a Markdown file says to a CommonMark reader with tables; a sheet's title is a heading of its text.

    What stands below the rule at a sheet's foot is left out, as the running footers of the other formats are.
    """
    return _kept(_markdown(data.decode("utf-8"), sheet))


def _markdown(text: str, sheet: bool) -> Iterator[Entry | None]:
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    kind = "text"
    for n, token in enumerate(tokens):
        match token.type:
            case "heading_open":
                # The policy's own title is the file's one heading of the first level.
                kind = "text" if token.tag == "h1" and not sheet else "heading"
            case "heading_close" | "th_close" | "td_close":
                kind = "text"
            case "th_open" | "td_open":
                kind = "cell"
            case "list_item_open":
                kind = "item"
            case "hr" if sheet:
                return
            case "inline":
                words = "".join(_markdown_words(token.children or []))
                mark = "" if kind != "item" or re.match(r"\((?:[a-z]+|\d+)\)", words) else "•"
                if not (kind == "text" and tokens[n - 1].hidden):
                    yield entry(kind, mark + words)
                kind = "text" if kind == "item" else kind
            case _:
                pass


def _markdown_words(children: list[object]) -> Iterator[str]:
    for child in children:
        kind, content = getattr(child, "type", ""), getattr(child, "content", "")
        if kind in ("text", "code_inline"):
            yield content
        elif kind in ("softbreak", "hardbreak", "html_inline"):
            yield " " if content in ("", "<br>") else content
