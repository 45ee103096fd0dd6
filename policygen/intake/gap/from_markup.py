"""A web page or a Markdown file to passages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html
from markdown_it import MarkdownIt
from markdown_it.token import Token

from policygen.intake.gap.passages import BULLET, PolicyPassage, Role

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "title"))
_ITEMS = frozenset(("li", "dd"))
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "details", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "header", "hr", "legend", "main", "ol", "p", "pre", "section",
        "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", *_HEADINGS, *_ITEMS,
    )
)  # fmt: skip
_BREAK = "\v"  # where a line was broken; two in a row part paragraphs
_BREAKS = re.compile(r"\v\s*\v")
# What a reader does not see, and the ways round a site that are no part of a policy.
_UNSEEN = frozenset(("script", "style", "noscript", "template", "nav", "svg", "math", "head", "button", "select"))


def passages_of_html(data: bytes) -> Iterator[PolicyPassage]:
    """Yield the passages of a web page. Raises etree.ParserError for one without any markup."""
    parser = html.HTMLParser(encoding=_encoding(data), no_network=True, remove_comments=True, remove_pis=True)
    root = html.document_fromstring(data, parser=parser)
    held: list[str] = []
    roles: list[Role] = ["paragraph"]
    unseen = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = str(element.tag)
        if event == "start":
            unseen += _is_unseen(element)
        if tag in _BLOCKS and not unseen:
            yield from _flushed(held, roles[-1])
        if event == "start":
            held += _BREAK if tag == "br" else ""
            roles.append(_role(tag, roles[-1]))
            if not unseen:
                held.append(element.text or "")
            continue
        roles.pop()
        unseen -= _is_unseen(element)
        if not unseen:
            held.append(element.tail or "")
    yield from _flushed(held, "paragraph")


def _role(tag: str, around: Role) -> Role:
    if tag in _HEADINGS:
        return "heading"
    if tag in _ITEMS:
        return "item"
    return around if tag not in ("table", "section", "article") else "paragraph"


def _flushed(held: list[str], role: Role) -> Iterator[PolicyPassage]:
    text = "".join(held)
    held.clear()
    for part in _BREAKS.split(text):
        if part.strip():
            bullet = BULLET.match(part) if role == "paragraph" else None
            yield PolicyPassage(part[bullet.end() :] if bullet else part, "item" if bullet else role)


def _encoding(data: bytes) -> str | None:
    """Return UTF-8 where the bytes are that; None leaves it to what the page says."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _is_unseen(element: etree._Element) -> bool:
    style = element.get("style", "").replace(" ", "").lower()
    return element.tag in _UNSEEN or element.get("hidden") is not None or "display:none" in style


def passages_of_markdown(text: str) -> Iterator[PolicyPassage]:
    """Yield the passages of a Markdown file (CommonMark, with tables), each with its line."""
    role: Role = "paragraph"
    depth = 0
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        depth += (token.type == "list_item_open") - (token.type == "list_item_close")
        if token.type == "heading_open":
            role = "heading"
        elif token.type in ("heading_close", "list_item_open", "list_item_close"):
            role = "item" if depth else "paragraph"
        elif token.type == "inline":
            yield PolicyPassage(_words(token), role, 0, token.map[0] + 1 if token.map else 0)
        elif token.type in ("fence", "code_block"):
            yield PolicyPassage(token.content, role, 0, token.map[0] + 1 if token.map else 0)
        elif token.type == "html_block" and token.content.strip().strip("<!->"):
            yield from passages_of_html(f"<body>{token.content}</body>".encode())


def _words(token: Token) -> str:
    parts = (one for one in token.children or () if one.type != "html_inline")
    return "".join(" " if one.type in ("softbreak", "hardbreak") else one.content for one in parts)
