"""Find what a policy cannot print inside a line: images, code, raw HTML, footnotes, stray marks of emphasis."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from policygen.check.markdown.found import Unprintable
from policygen.source.characters import name_of

if TYPE_CHECKING:
    from markdown_it.token import Token

_INLINES = {
    "image": "PG247.image",
    "code_inline": "PG247.code",
    "html_inline": "PG247.html",
    "s_open": "PG247.struck",
    "hardbreak": "PG247.hard_break",
}
_IN_TEXT = (
    ("PG247.footnote", re.compile(r"(?<!\\)\[\^[^\]\s]+\]")),
    ("PG247.task", re.compile(r"\A\[[ xX]\](?=\s)")),
    ("PG247.definition", re.compile(r"^[ ]*\[[^\]\n^]+\]:(?=[ \t]*\S)", re.MULTILINE)),
    ("PG247.reference_link", re.compile(r"(?<!\\)\[[^\]\n]+\]\[[^\]\n]*\]")),
    ("PG247.meaning", re.compile(r"^[ ]*[:~][ ]+(?=\S)", re.MULTILINE)),
)
_RUN = re.compile(r"\*+|_+")


class Where:
    """The place in a reading of a character of inline content, whose lines lack what their blocks put before them."""

    def __init__(self, lines: list[str], starts: list[int], content: str, at: int, first: int) -> None:
        self._begins: list[int] = []
        self._places: list[int] = []
        begin = 0
        for number, line in enumerate(content.split("\n")):
            self._begins.append(begin)
            if number == 0:
                self._places.append(at)
            else:
                row = min(first + number, len(lines) - 1)
                words = line.lstrip()
                indent = len(line) - len(words)
                self._places.append(starts[row] + max(lines[row].find(words), 0) - indent)
            begin += len(line) + 1

    def at(self, position: int) -> int:
        """Return the offset in the reading of a character of the content."""
        line = bisect_right(self._begins, position) - 1
        return self._places[line] + position - self._begins[line]


def unprintable_inlines(token: Token, where: Where) -> Iterator[Unprintable]:
    """Yield what a policy cannot print in an `inline` token, at places in the reading that `where` knows."""
    content = token.content
    for code, pattern in _IN_TEXT:
        for match in pattern.finditer(content):
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            yield Unprintable(code, where.at(start), match.end() - start)
    taken = {at for _, pattern in _IN_TEXT for match in pattern.finditer(content) for at in range(*match.span())}
    for one in _children(token.children or [], content):
        if one.at not in taken:
            yield Unprintable(one.code, where.at(one.at), one.length, one.facts)


def _children(children: list[Token], content: str) -> Iterator[Unprintable]:
    """Yield what is wrong among the tokens of a line, with places in its content."""
    cursor, run_end, in_html = 0, 0, False
    for child in children:
        match child.type:
            case "text":
                begin = max(content.find(child.content, cursor), cursor)
                run = _RUN.match(content, begin) if child.content in ("*", "_") and begin >= run_end else None
                run_end = run.end() if run else run_end
                if run and _is_meant(content, run):
                    mark = run[0]
                    yield Unprintable("PG247.emphasis", begin, len(mark), (("mark", mark),))
                cursor = begin + len(child.content)
            case "text_special":
                begin = max(content.find(child.markup, cursor), cursor)
                if child.info == "entity":
                    sign, written = child.content, child.markup
                    if unicodedata.category(sign[0]) == "Zs":
                        yield Unprintable("PG247.space_entity", begin, len(written), (("written", written),))
                    elif sign.isprintable():
                        yield Unprintable("PG247.entity", begin, len(written), (("written", written), ("sign", sign)))
                    else:
                        facts = (("written", written), ("character", name_of(sign[0])))
                        yield Unprintable("PG247.hidden_entity", begin, len(written), facts)
                cursor = begin + len(child.markup)
            case "softbreak" | "hardbreak":
                begin = max(content.find("\n", cursor), cursor)
                if child.type == "hardbreak":
                    start = begin
                    while content[start - 1 : start] == " ":
                        start -= 1
                    spaces = max(begin - start, 1)
                    yield Unprintable("PG247.hard_break", begin - spaces, spaces)
                cursor = begin + 1
            case "link_open":
                if child.markup == "autolink":
                    begin = max(content.find("<", cursor), cursor)
                    yield Unprintable("PG247.address", begin, max(content.find(">", begin) + 1 - begin, 1))
                    cursor = begin + 1
                else:
                    cursor = max(content.find("[", cursor), cursor) + 1
            case "link_close":
                closed = re.compile(r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|>").search(content, cursor)
                cursor = closed.end() if closed else cursor
            case "image" | "code_inline" | "html_inline" | "s_open":
                sign = {"image": "![", "code_inline": child.markup, "s_open": "~~"}.get(child.type, child.content)
                begin = max(content.find(sign, cursor), cursor)
                if not (in_html and child.content.startswith("</")):
                    yield Unprintable(_INLINES[child.type], begin, len(sign))
                in_html = in_html or child.type == "html_inline"
                cursor = begin + len(sign) + (len(child.content) + len(sign) if child.type == "code_inline" else 0)
                if child.type == "image" and (close := content.find(")", begin)) > 0:
                    cursor = close + 1
            case "em_open" | "em_close" | "strong_open" | "strong_close" | "s_close":
                cursor = max(content.find(child.markup, cursor), cursor) + len(child.markup)
            case _:
                yield Unprintable("PG247.other", cursor)


def _is_meant(content: str, run: re.Match[str]) -> bool:
    """Return whether a run of `*` or `_` that is printed as it is was meant as emphasis: it touches a word."""
    before, after = content[max(run.start() - 1, 0) : run.start()], content[run.end() : run.end() + 1]
    if run[0][0] == "*":
        return bool((before + after).strip()) and not (before.isdigit() and after.isdigit())
    # Three and more are a gap to write in, which lint has a rule about.
    return len(run[0]) < 3 and before.isalnum() != after.isalnum()
