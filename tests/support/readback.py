"""What each format of a document says, read back without its writer, as one flat list that can be compared.

An entry is (kind, words): `heading` with its number, `item` with its marker, `cell`, `text`. White space and the lines
that a pen fills are left out of the words, and so are the contents list (its page numbers are no words of the policy),
pictures and empty cells.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import lxml.html
from markdown_it import MarkdownIt

from policygen.document.json import to_json
from policygen.document.model import Document

from .docx_words import read as read_docx
from .pdf_words import read_words

Entry = tuple[str, str]
Part = dict[str, Any]


def squeezed(words: str) -> str:
    """Words without white space, ruled lines, boxes to tick, soft spaces and hyphens."""
    return re.sub(r"[\s_☐\u200b\u00ad\ufeff]+", "", words)


def entry(kind: str, words: str) -> Entry | None:
    """Return an entry with the words squeezed, None where nothing is left of them."""
    left = squeezed(words)
    return (kind, left) if left else None


def _kept(entries: Iterable[Entry | None]) -> list[Entry]:
    return [found for found in entries if found is not None]


# --- the document itself ---------------------------------------------------------------------------------------------


def in_document(document: Document) -> list[Entry]:
    """What the document says, by its JSON alone: a kind of part that is not known here is a KeyError."""
    data = json.loads(to_json(document))
    cover, words, sheet = data["cover"], data["words"], data["kind"] == "sheet"
    told = [("text", plain(cover["school"])), ("heading" if sheet else "text", plain(cover["title"]))]
    told += [] if sheet else [("text", line) for line in (cover["status"], *data["notices"])]
    told += [line for table in cover["tables"] for line in BLOCKS["table"](table, words)]
    waiting = list(reversed(data["sections"]))
    while waiting:
        section = waiting.pop()
        told.append(("heading", section["number"] + plain(section["title"])))
        told += _blocks(section["blocks"], words)
        waiting += reversed(section["sections"])
    return _kept(entry(kind, line) for kind, line in told)


def _blocks(blocks: list[Part], words: Part) -> list[Entry]:
    return [line for block in blocks for line in BLOCKS[block["type"]](block, words)]


def _list(block: Part, words: Part) -> Iterator[Entry]:
    for item in block["items"]:
        (_, first), *rest = _kept(entry(*line) for line in _blocks(item["blocks"], words)) or [("", "")]
        yield from (("item", item["marker"] + first), *rest)


def _table(block: Part, _: Part) -> Iterator[Entry]:
    yield "text", plain(block["caption"])
    for row in block["header"] + block["rows"]:
        yield from (("cell", plain(cell["children"])) for cell in row["cells"])


def _signatures(block: Part, words: Part) -> Iterator[Entry]:
    for one in block["signatories"]:
        lines = (one["role"], words["signed"], words["name"] + plain(one["name"]), words["date"])
        yield from (("text", line) for line in lines)


BLOCKS: dict[str, Callable[[Part, Part], Iterable[Entry]]] = {
    "paragraph": lambda block, _: [("text", plain(block["children"]))],
    "list": _list,
    "table": _table,
    "definition-list": lambda block, words: (
        line for one in block["entries"] for line in (("text", plain(one["term"])), *_blocks(one["blocks"], words))
    ),
    "form": lambda block, _: (("text", field["label"]) for field in block["fields"]),
    "signatures": _signatures,
    "figure": lambda _block, _words: (),
    "page-break": lambda _block, _words: (),
}
# A gap for a pen says nothing; another says what belongs there.
INLINES: dict[str, Callable[[Part], str]] = {
    "text": lambda child: child["text"],
    "value": lambda child: child["text"],
    "blank": lambda child: "" if child["kind"] == "meeting" else child["label"],
    "reference": lambda child: child["before"] + child["number"],
    "line-break": lambda _child: " ",
    "emphasis": lambda child: plain(child["children"]),
    "strong": lambda child: plain(child["children"]),
    "link": lambda child: plain(child["children"]),
}


def plain(children: list[Part]) -> str:
    """Return the words of inline parts, as they are in a Document's JSON, as a page prints them."""
    return "".join(INLINES[child["type"]](child) for child in children)


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
