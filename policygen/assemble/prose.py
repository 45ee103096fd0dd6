"""Marked Markdown to blocks: paragraphs, lists, tables, definition lists; emphasis, links, cross-references, values.

A line that starts with ### is a heading within the clause. HTML is off, and so is everything that a policy does not
need (other headings, code, pictures, block quotes): a stray sign prints as itself. Quotes stay as they were typed until
the Document is whole (`document.typography`). The parse of a marked text does not depend on the values, so every school
shares it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from urllib.parse import quote, unquote

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin

from policygen.assemble.columns import column_widths
from policygen.assemble.placeholders import MARK_CLOSE, MARK_OPEN, Hole
from policygen.document.model import (
    Block,
    Cell,
    Definition,
    DefinitionList,
    Emphasis,
    Inline,
    LineBreak,
    Link,
    List,
    ListItem,
    Paragraph,
    Row,
    Strong,
    Table,
    Text,
)

_MARK = re.compile(f"{MARK_OPEN}(\\d+){MARK_CLOSE}")
_SCHEMES = ("https://", "http://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Context:
    """What one clause's prose needs: its id, its holes, how a hole prints and what a cross-reference becomes.

    `say` gives the words that are printed for those of the text itself.
    """

    id: str
    holes: Sequence[Hole]
    value: Callable[[Hole], Inline]
    reference: Callable[[str], tuple[Inline, ...]]
    say: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class ProsePart:
    """A heading within a text, and the blocks below it up to the next."""

    id: str
    title: tuple[Inline, ...]
    blocks: tuple[Block, ...]


# A library's clauses in all their branches; a parse takes some ten kilobytes.
_KEPT = 2048


class Prose:
    """Reads clause texts, and keeps the parses of the library's. Safe to use from several threads."""

    def __init__(self) -> None:
        self._markdown = MarkdownIt("zero", {"html": False})
        self._markdown.enable(
            [
                "heading",
                "list",
                "table",
                "emphasis",
                "link",
                "newline",
                "escape",
                "entity",
                "balance_pairs",
                "fragments_join",
            ]
        )
        self._markdown.use(deflist_plugin)
        self._markdown.normalizeLink = _normalised  # type: ignore[method-assign, assignment]
        # markdown-it-py fills its tables of rules at the first text, and a second thread would see them half full.
        self._markdown.parse("*a*\n\n- [b](#c)\n\n|d|\n|-|\n|e|\n")
        self._read = partial(_parse, self._markdown)
        self._kept = lru_cache(_KEPT)(self._read)

    def blocks(self, marked: str, context: Context, *, kept: bool = False) -> tuple[Block, ...]:
        """Return the blocks of a marked text, with ids `<clause>/1`, `<clause>/2` …

        `kept` is for the library's texts, whose parses serve every school; no word of a school's own is kept.
        """
        reader = _Reader((self._kept if kept else self._read)(marked), context)
        return tuple(reader.blocks(context.id, None, ordered_depth=0))

    def parts(
        self, marked: str, context: Context, *, kept: bool = False
    ) -> tuple[tuple[Block, ...], tuple[ProsePart, ...]]:
        """Return the blocks of a marked text before its first heading, and a part for each heading.

        Ids count through: `<clause>/1`, `<clause>/2` …, headings included.
        """
        reader = _Reader((self._kept if kept else self._read)(marked), context)
        before: list[Block] = []
        found: list[tuple[_Heading, list[Block]]] = []
        for block in reader.parts(context.id):
            if isinstance(block, _Heading):
                found.append((block, []))
            else:
                (found[-1][1] if found else before).append(block)
        return tuple(before), tuple(ProsePart(one.id, one.title, tuple(blocks)) for one, blocks in found)

    def inline(self, marked: str, context: Context, *, kept: bool = False) -> tuple[Inline, ...]:
        """Return the inline content of a one-line text (a title); `kept` as for `blocks`."""
        tokens = (self._kept if kept else self._read)(marked, is_line=True)
        return _joined(_Reader([], context).inlines(tokens[0].children or []))


def _parse(markdown: MarkdownIt, marked: str, *, is_line: bool = False) -> list[Token]:
    return markdown.parseInline(marked) if is_line else markdown.parse(marked)


@dataclass(frozen=True, slots=True)
class _Heading:
    id: str
    title: tuple[Inline, ...]


class _Reader:
    def __init__(self, tokens: list[Token], context: Context) -> None:
        self._tokens, self._context, self._at = tokens, context, 0

    def blocks(self, prefix: str, closing: str | None, *, ordered_depth: int) -> Iterator[Block]:
        """Yield the blocks up to the token `closing`; each id is `prefix` and an ordinal.

        A heading, which has no place inside a list or a meaning, is a paragraph there.
        """
        for part in self.parts(prefix, closing, ordered_depth=ordered_depth):
            yield Paragraph(id=part.id, children=part.title) if isinstance(part, _Heading) else part

    def parts(self, prefix: str, closing: str | None = None, *, ordered_depth: int = 0) -> Iterator[Block | _Heading]:
        """Yield the blocks and headings up to the token `closing`; each id is `prefix` and an ordinal."""
        ordinal = 0
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token.type == closing:
                return
            ordinal += 1
            block_id = f"{prefix}/{ordinal}"
            match token.type:
                case "paragraph_open":
                    inline = self._tokens[self._at]
                    self._at += 2
                    yield Paragraph(id=block_id, children=self._content(inline))
                case "heading_open":
                    inline = self._tokens[self._at]
                    self._at += 2
                    yield _Heading(block_id, self._content(inline))
                case "bullet_list_open":
                    yield self._list(block_id, "bullet_list_close", False, ordered_depth)
                case "ordered_list_open":
                    yield self._list(block_id, "ordered_list_close", True, ordered_depth + 1)
                case "table_open":
                    yield self._table(block_id)
                case "dl_open":
                    yield self._definitions(block_id)
                case _:
                    raise AssertionError(token.type)

    def _list(self, block_id: str, closing: str, ordered: bool, depth: int) -> List:
        items: list[ListItem] = []
        while self._tokens[self._at].type != closing:
            self._at += 1
            item_id = f"{block_id}/{len(items) + 1}"
            blocks = tuple(self.blocks(item_id, "list_item_close", ordered_depth=depth))
            items.append(ListItem(id=item_id, marker=_marker(len(items) + 1, depth) if ordered else "•", blocks=blocks))
        self._at += 1
        return List(id=block_id, ordered=ordered, items=tuple(items))

    def _table(self, block_id: str) -> Table:
        header: list[Row] = []
        rows: list[Row] = []
        cells: list[Cell] = []
        in_header = False
        while (token := self._tokens[self._at]).type != "table_close":
            self._at += 1
            match token.type:
                case "thead_open":
                    in_header = True
                case "thead_close":
                    in_header = False
                case "inline":
                    cells.append(Cell(children=self._content(token)))
                case "tr_close":
                    row = Row(id=f"{block_id}/row-{len(header) + len(rows) + 1}", cells=tuple(cells))
                    (header if in_header else rows).append(row)
                    cells = []
                case _:
                    pass
        self._at += 1
        return Table(id=block_id, widths=column_widths([*header, *rows]), header=tuple(header), rows=tuple(rows))

    def _definitions(self, block_id: str) -> DefinitionList:
        entries: list[Definition] = []
        term: tuple[Inline, ...] = ()
        while (token := self._tokens[self._at]).type != "dl_close":
            self._at += 1
            if token.type == "inline":
                term = self._content(token)
            elif token.type == "dd_open":
                entry_id = f"{block_id}/{len(entries) + 1}"
                blocks = tuple(self.blocks(entry_id, "dd_close", ordered_depth=0))
                entries.append(Definition(id=entry_id, term=term, blocks=blocks))
        self._at += 1
        return DefinitionList(id=block_id, entries=tuple(entries))

    def _content(self, token: Token) -> tuple[Inline, ...]:
        return _joined(self.inlines(token.children or []))

    def inlines(self, tokens: list[Token]) -> list[Inline]:
        stack: list[tuple[Token | None, list[Inline]]] = [(None, [])]
        words = ""  # Those of several lines are read together, for what goes over the end of a line.
        for token in tokens:
            match token.type:
                case "text":
                    words += token.content
                    continue
                case "softbreak":
                    words += " "
                    continue
            stack[-1][1].extend(self._text(words))
            words = ""
            match token.type:
                case "hardbreak":
                    stack[-1][1].append(LineBreak())
                case "em_open" | "strong_open" | "link_open":
                    stack.append((token, []))
                case "em_close" | "strong_close" | "link_close":
                    opened, children = stack.pop()
                    stack[-1][1].extend(self._closed(opened, _joined(children)))
                case _:
                    raise AssertionError(token.type)
        return [*stack[0][1], *self._text(words)]

    def _closed(self, opened: Token | None, children: tuple[Inline, ...]) -> tuple[Inline, ...]:
        if opened is None:
            return children
        if opened.type == "em_open":
            return (Emphasis(children=children),)
        if opened.type == "strong_open":
            return (Strong(children=children),)
        href = self._href(str(opened.attrGet("href") or ""))
        if href.startswith("#"):
            return self._context.reference(href[1:])
        # A school's value can end up in an address: a scheme that is not on the list leaves the words and no link.
        return (Link(target=href, children=children),) if href.startswith(_SCHEMES) else children

    def _href(self, href: str) -> str:
        if "%EE%80" not in href:
            return href
        address = unquote(href)
        holes = [self._hole(found) for found in _MARK.finditer(address)]
        if any(hole is not None and hole.missing for hole in holes):
            return ""  # Nobody knows yet where it leads, so that its words stand alone.
        return _MARK.sub(lambda found: hole.target if (hole := self._hole(found)) else "", address)

    def _hole(self, found: re.Match[str]) -> Hole | None:
        """Return the value that a mark stands for; None for a mark that was typed in code, which `check` reports."""
        number = int(found[1])
        return self._context.holes[number] if number < len(self._context.holes) else None

    def _text(self, content: str) -> Iterator[Inline]:
        at = 0
        for found in _MARK.finditer(content):
            if found.start() > at:
                yield Text(text=self._context.say(content[at : found.start()]))
            if (hole := self._hole(found)) is not None:
                yield self._context.value(hole)
            at = found.end()
        if at < len(content):
            yield Text(text=self._context.say(content[at:]))


def _normalised(address: str) -> str:
    """Percent-encode an address with a mark in it, whose host markdown-it would put into Punycode (RFC 3492)."""
    return quote(address, safe="%/:?#[]@!$&'()*+,;=-._~") if MARK_OPEN in address else normalizeLink(address)


def _joined(children: list[Inline]) -> tuple[Inline, ...]:
    """Join neighbouring Text nodes, so content compares equal even if it came from different tokens."""
    result: list[Inline] = []
    for child in children:
        if isinstance(child, Text) and result and isinstance(result[-1], Text):
            result[-1] = Text(text=result[-1].text + child.text)
        elif not (isinstance(child, Text) and not child.text):
            result.append(child)
    return tuple(result)


_ROMAN = (
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
    "xvii",
    "xviii",
    "xix",
    "xx",
)


def _marker(number: int, depth: int) -> str:
    """Return the marker of an ordered list's item: (a) at the first level, (i) inside it, (1) deeper."""
    if depth == 1:
        return f"({letters(number)})"
    if depth == 2 and number <= len(_ROMAN):
        return f"({_ROMAN[number - 1]})"
    return f"({number})"


def letters(number: int) -> str:
    """Return a, b … z, aa, bb, cc: as word processors go on after z."""
    repeat, index = divmod(number - 1, 26)
    return chr(ord("a") + index) * (repeat + 1)
