"""Marked Markdown to blocks: paragraphs, lists, tables, definition lists; emphasis, links, cross-references, values.

A line that starts with ### is a heading within the clause. HTML is off, and so is everything that a policy does not
need (other headings, code, pictures, block quotes): a stray sign prints as itself. Quotes stay as they were typed until
the Document is whole (`document.typography`). What a marked text is read as does not depend on the values, so every
school shares it, with gaps that are filled for each (`assemble.moulds`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast
from urllib.parse import quote, unquote

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin

from policygen.assemble.columns import column_widths
from policygen.assemble.moulds import Found, Gap, Heading, Mould, PrintedBlocks, has_gap, joined_text
from policygen.assemble.placeholders import MARK_CLOSE, MARK_OPEN, Hole
from policygen.document.markers import marker_of
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
# A line without a sign that could mean something in Markdown.
_PLAIN = re.compile(f"(?:[^\\W_]|[ ,.;:?/%()'’‘\"“”…–{MARK_OPEN}{MARK_CLOSE}-])*")
_SCHEMES = ("https://", "http://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Context:
    """What one clause's prose needs: its id, its holes, how a hole prints and what a cross-reference becomes.

    `say` gives the words that are printed for those of the text itself; a link whose address has values in it becomes a
    gap if the rest does (`with_gaps`).
    """

    id: str
    holes: Sequence[Hole]
    value: Callable[[Hole], Inline]
    reference: Callable[[str], tuple[Inline, ...]]
    say: Callable[[str], str] = str
    with_gaps: bool = False


@dataclass(frozen=True, slots=True)
class ProsePart:
    """A heading within a text, and the blocks below it up to the next."""

    id: str
    title: tuple[Inline, ...]
    blocks: tuple[Block, ...]


# A library's clauses in all their branches and in the words of its schools; a mould takes some kilobytes.
_KEPT = 4096


class Prose:
    """Reads clause texts, and keeps moulds of the library's. Safe to use from several threads, but for a session's."""

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
        self._mould = lru_cache(_KEPT)(self._moulded)
        self._filled: dict[Mould, list[tuple[tuple[Found, ...], tuple[Any, ...]]]] | None = None
        self.printed = PrintedBlocks()

    def for_session(self) -> Prose:
        """Return the same for one school: a text with the same values is the same objects in each of its Documents.

        `printed` has the blocks without a value, which are printed alike in all of them.
        """
        made = copy(self)
        made._filled, made.printed = {}, PrintedBlocks()
        return made

    def parts(
        self, marked: str, context: Context, *, kept: bool = False
    ) -> tuple[tuple[Block, ...], tuple[ProsePart, ...]]:
        """Return the blocks of a marked text before its first heading, and a part for each heading.

        Ids count through: `<clause>/1`, `<clause>/2` …, headings included. `kept` is for the library's texts, which
        serve every school; no word of a school's own is kept for another.
        """
        parts = self._from_mould(marked, context, False) if kept else tuple(self._parts(marked, context))
        before: list[Block] = []
        found: list[tuple[Heading, list[Block]]] = []
        for part in parts:
            if isinstance(part, Heading):
                found.append((part, []))
            else:
                (found[-1][1] if found else before).append(part)
        return tuple(before), tuple(ProsePart(one.id, one.title, tuple(blocks)) for one, blocks in found)

    def inline(self, marked: str, context: Context, *, kept: bool = False) -> tuple[Inline, ...]:
        """Return the inline content of a one-line text (a title); `kept` as for `parts`."""
        return self._from_mould(marked, context, True) if kept else self._line(marked, context)

    def _parts(self, marked: str, context: Context) -> Iterator[Block | Heading]:
        return _Reader(self._markdown.parse(marked), context).parts(context.id)

    def _line(self, marked: str, context: Context) -> tuple[Inline, ...]:
        reader = _Reader([], context)
        if _PLAIN.fullmatch(marked):
            return joined_text(list(reader.words(marked)))
        tokens = self._markdown.parseInline(marked)
        return joined_text(reader.inlines(tokens[0].children or []))

    def _moulded(self, marked: str, clause: str, holes: int, say: Callable[[str], str], is_line: bool) -> Mould:
        if say is not str:
            # Schools with other words than the library's differ in nothing else: the text is not parsed again.
            made = self._mould(marked, clause, holes, str, is_line).in_words(say)
            if made is not None:
                return made
        pieces: list[str] = []

        def piece(text: str) -> str:
            pieces.append(say(text))
            return pieces[-1]

        context = Context(
            clause,
            cast("Sequence[Hole]", range(holes)),
            lambda number: cast(Inline, Gap("value", cast(int, number))),
            lambda name: (cast(Inline, Gap("reference", name)),),
            piece,
            with_gaps=True,
        )
        return Mould(self._line(marked, context) if is_line else tuple(self._parts(marked, context)), pieces)

    def _from_mould(self, marked: str, context: Context, is_line: bool) -> tuple[Any, ...]:
        # What a line is read as has no ids in it.
        mould = self._mould(marked, "" if is_line else context.id, len(context.holes), context.say, is_line)
        found = tuple([_put(gap, context) for gap in mould.gaps])
        if self._filled is None:
            return mould.filled(iter(found))
        before = self._filled.setdefault(mould, [])
        for values, known in before:
            if values == found:
                return known
        for block in mould.closed:
            self.printed.fixed[id(block)] = mould
        made = mould.filled(iter(found))
        before.append((found, made))
        return made


def _put(gap: Gap, context: Context) -> Found:
    """Return what is put into a gap."""
    match gap.kind:
        case "value":
            return (context.value(context.holes[cast(int, gap.what)]),)
        case "reference":
            return context.reference(str(gap.what))
        case "link":
            href = _href(str(gap.what), context.holes)
            if href.startswith("#"):
                return context.reference(href[1:])
            return href if href.startswith(_SCHEMES) else None


class _Reader:
    def __init__(self, tokens: list[Token], context: Context) -> None:
        self._tokens, self._context, self._at = tokens, context, 0

    def blocks(self, prefix: str, closing: str | None, *, ordered_depth: int) -> Iterator[Block]:
        """Yield the blocks up to the token `closing`; each id is `prefix` and an ordinal.

        A heading, which has no place inside a list or a meaning, is a paragraph there.
        """
        for part in self.parts(prefix, closing, ordered_depth=ordered_depth):
            yield Paragraph(id=part.id, children=part.title) if isinstance(part, Heading) else part

    def parts(self, prefix: str, closing: str | None = None, *, ordered_depth: int = 0) -> Iterator[Block | Heading]:
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
                    yield Heading(block_id, self._content(inline))
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
            items.append(
                ListItem(id=item_id, marker=marker_of(len(items) + 1, depth) if ordered else "•", blocks=blocks)
            )
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
        widths = () if has_gap(*header, *rows) else column_widths([*header, *rows])
        return Table(id=block_id, widths=widths, header=tuple(header), rows=tuple(rows))

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
        return joined_text(self.inlines(token.children or []))

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
            stack[-1][1].extend(self.words(words))
            words = ""
            match token.type:
                case "hardbreak":
                    stack[-1][1].append(LineBreak())
                case "em_open" | "strong_open" | "link_open":
                    stack.append((token, []))
                case "em_close" | "strong_close" | "link_close":
                    opened, children = stack.pop()
                    stack[-1][1].extend(self._closed(opened, joined_text(children)))
                case _:
                    raise AssertionError(token.type)
        return [*stack[0][1], *self.words(words)]

    def _closed(self, opened: Token | None, children: tuple[Inline, ...]) -> tuple[Inline, ...]:
        if opened is None:
            return children
        if opened.type == "em_open":
            return (Emphasis(children=children),)
        if opened.type == "strong_open":
            return (Strong(children=children),)
        written = str(opened.attrGet("href") or "")
        if self._context.with_gaps and _has_mark(written):
            return (cast(Inline, Gap("link", written, children)),)
        href = _href(written, self._context.holes)
        if href.startswith("#"):
            return self._context.reference(href[1:])
        # A school's value can end up in an address: a scheme that is not on the list leaves the words and no link.
        return (Link(target=href, children=children),) if href.startswith(_SCHEMES) else children

    def words(self, content: str) -> Iterator[Inline]:
        """Yield what stands in words without Markdown: text, and values for marks."""
        at = 0
        for found in _MARK.finditer(content):
            if found.start() > at:
                yield Text(text=self._context.say(content[at : found.start()]))
            if (hole := _hole(found, self._context.holes)) is not None:
                yield self._context.value(hole)
            at = found.end()
        if at < len(content):
            yield Text(text=self._context.say(content[at:]))


def _normalised(address: str) -> str:
    """Percent-encode an address with a mark in it, whose host markdown-it would put into Punycode (RFC 3492)."""
    return quote(address, safe="%/:?#[]@!$&'()*+,;=-._~") if MARK_OPEN in address else normalizeLink(address)


def _has_mark(address: str) -> bool:
    return "%EE%80" in address


def _href(address: str, holes: Sequence[Hole]) -> str:
    """Return an address with the values in it."""
    if not _has_mark(address):
        return address
    shown = unquote(address)
    found = [_hole(mark, holes) for mark in _MARK.finditer(shown)]
    if any(hole is not None and hole.missing for hole in found):
        return ""  # Nobody knows yet where it leads, so that its words stand alone.
    return _MARK.sub(lambda mark: hole.target if (hole := _hole(mark, holes)) else "", shown)


def _hole(mark: re.Match[str], holes: Sequence[Hole]) -> Hole | None:
    """Return the value that a mark stands for; None for a mark that was typed in code, which `check` reports."""
    number = int(mark[1])
    return holes[number] if number < len(holes) else None
