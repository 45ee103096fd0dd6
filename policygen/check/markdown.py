"""Check the Markdown of a text against an allow-list: what the Document has no block for would be printed raw or lost.

A text is read in full CommonMark with tables and definition lists, once for each way its tags can go. Each token that
`assemble` has no block for is a finding, at the place where it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from policygen.check.readings import VALUE, TextReading, lost_line_ends, readings
from policygen.diagnostics.model import Diagnostics
from policygen.model.written import Written
from policygen.source.nodes import Source
from policygen.source.positions import place

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# Numbers are printed in three kinds: (a), (i) and (1).
DEEPEST_LIST = 3

# What `is_suspect` leaves out first, and then looks for.
_WHOLE_EMPHASIS = re.compile(r"(?<![\w*\\])(\*{1,2})(?![\s*])(?:[^*\n\\]|\n(?![ ]*\n))*(?<!\s)\1(?![\w*])")
_WHOLE_MEANING = re.compile(r"(?:\A\n|(?<=\n\n))[^\n:|]+\n: (?=\S)")
_SIGNS = re.compile(r"[`<>~\\*]")
_ENTITY = re.compile(r"&#?\w+;")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_PAIRS = ("![", "][", "[^", "  \n", "|", "[ ]", "[x]", "[X]")
_LINE_STARTS = re.compile(r"\n[ \t]*(?:[ ]{4}|\t|#|[-_=][ \t]*[-_=]|[•·‣▪◦●○–—:]|\(?[a-z0-9]{1,4}\)[ ]|\[[^\]\n]*\]:)")
_PARAGRAPH = re.compile(r"\n[ ]*(?=\n[ ]*[^\s\d])")
_TAG = re.compile(r"\{%[^}]*\}")
_VALUE = re.compile(r"\{\{[^}]*\}\}")
_NUMBER = re.compile(r"\n[ ]*(\d+)[.)][ ]")

_BLOCKS = {
    "heading_open": "PG247.heading",
    "blockquote_open": "PG247.quote",
    "hr": "PG247.rule",
    "fence": "PG247.fence",
    "code_block": "PG247.indented",
    "html_block": "PG247.html",
}
_INLINES = {
    "image": "PG247.image",
    "code_inline": "PG247.code",
    "html_inline": "PG247.html",
    "s_open": "PG247.struck",
    "hardbreak": "PG247.hard_break",
}
_ALLOWED = re.compile(
    r"(?:paragraph|bullet_list|ordered_list|list_item|table|thead|tbody|tr|th|td|dl|dt|dd|em|strong|link)_(?:open|close)"
    r"|s_close|inline|text|text_special|softbreak"
)
_IN_TEXT = (
    ("PG247.footnote", re.compile(r"(?<!\\)\[\^[^\]\s]+\]")),
    ("PG247.task", re.compile(r"\A\[[ xX]\](?=\s)")),
    ("PG247.definition", re.compile(r"^[ ]*\[[^\]\n^]+\]:(?=[ \t]*\S)", re.MULTILINE)),
    ("PG247.reference_link", re.compile(r"(?<!\\)\[[^\]\n]+\]\[[^\]\n]*\]")),
    ("PG247.meaning", re.compile(r"^[ ]*[:~][ ]+(?=\S)", re.MULTILINE)),
)
_BULLET = re.compile(r"[ ]*(?P<mark>[•·‣▪◦●○])")
_TYPED = re.compile(r"[ ]*(?P<mark>[–—]|\([a-z0-9]{1,4}\)|[a-z]\)|[ivx]{1,4}\)|\d{1,3}[.)])[ ]")
_RULE_ROW = re.compile(r"[ ]*\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*")
_RUN = re.compile(r"\*+|_+")


@dataclass(frozen=True, slots=True)
class _Found:
    """A finding at `length` characters from `at`, counted in the reading."""

    code: str
    at: int
    length: int = 1
    facts: tuple[tuple[str, Any], ...] = ()


def check_markdown(source: Source, written: Written, diagnostics: Diagnostics, *, is_body: bool) -> None:
    """Report what a policy cannot print in a text; one that is not a body has one line, and no blocks."""
    text = written.text
    if not is_suspect(text):
        return
    found: dict[tuple[int, str], tuple[int, _Found]] = {}
    lonely: dict[int, bool] = {}
    keeping = frozenset(lost.offset for lost in lost_line_ends(text))
    for reading in readings(text, keeping):
        for one in _Reader(reading, text).found(is_body):
            offset = reading.offset(one.at)
            if one.code == "head":
                lonely[offset] = lonely.get(offset, True) and bool(one.facts)
                continue
            end = reading.offset(one.at + max(one.length, 1) - 1) + 1
            found.setdefault((offset, one.code), (max(end - offset, 1), one))
    for offset, is_lonely in lonely.items():
        if is_lonely:
            found[offset, "PG248.head_only"] = (1, _Found("PG248.head_only", 0))
    for (offset, code), (length, one) in sorted(found.items(), key=lambda item: item[0]):
        line_end = text.find("\n", offset)
        length = min(length, (line_end if line_end > offset else len(text)) - offset)
        diagnostics.report(code, place(source, written.scalar, offset, max(length, 1)), **dict(one.facts))


def check_line_ends(source: Source, written: Written, diagnostics: Diagnostics) -> None:
    """Report each tag that takes a line end with it, so that words, rows of a table or paragraphs run together.

    The library's lint says the same of its clauses.
    """
    for lost in lost_line_ends(written.text) if "%}" in written.text else ():
        code = "PG249.words" if lost.joins_words else "PG249.paragraphs"
        diagnostics.report(code, place(source, written.scalar, lost.offset, lost.length))


def is_suspect(text: str) -> bool:
    """Return whether a text is worth the time that parsing it takes: almost every text of a library is not."""
    plain = "\n" + _VALUE.sub(VALUE, _TAG.sub("", text)) if "{" in text else "\n" + text
    if "*" in plain:
        plain = _WHOLE_EMPHASIS.sub("x", plain)
    if "\n:" in plain:
        plain = _WHOLE_MEANING.sub("", plain)
    if "|" in plain:
        plain = "\n\n".join(block for block in plain.split("\n\n") if not _is_whole_table(block))
    return (
        _SIGNS.search(plain) is not None
        or any(pair in plain for pair in _PAIRS)
        or ("&" in plain and _ENTITY.search(plain) is not None)
        or ("_" in plain and _UNDERSCORE.search(plain) is not None)
        or _LINE_STARTS.search(plain) is not None
        or not _counts(plain)
    )


def _is_whole_table(block: str) -> bool:
    lines = [line.strip() for line in block.strip("\n").split("\n")]
    return (
        len(lines) > 2
        and _RULE_ROW.fullmatch(lines[1]) is not None
        and all(line.startswith("|") and line.endswith("|") and len(line) > 1 for line in lines)
        and len({line.count("|") for line in lines}) == 1
        and not re.search(r"[`<~\\&]", block)
    )


def _counts(plain: str) -> bool:
    """Return whether each run of numbered lines counts 1, 2, 3."""
    if not _NUMBER.search(plain):
        return True
    for run in _PARAGRAPH.split(plain):
        last = 0
        for number in _NUMBER.findall(run):
            if int(number) not in (1, last + 1):
                return False
            last = int(number)
    return True


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # Most runs parse nothing here, so they do not wait for the import either.
    # Most runs parse nothing here, so they do not wait for the import either.
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    # Joined texts would hide which signs are escaped, and which were meant as emphasis.
    # Joined texts would hide which signs are escaped, and which were meant as emphasis.
    parser.disable(["reference", "text_join", "fragments_join"])
    parser.use(deflist_plugin)
    # markdown-it-py fills its tables of rules at the first text, and a second thread would see them half full.
    # markdown-it-py fills its tables of rules at the first text, and a second thread would see them half full.
    parser.parse("*a*\n")
    return parser


class _Reader:
    """Finds what a policy cannot print in one reading of a text."""

    def __init__(self, reading: TextReading, written: str) -> None:
        self._reading, self._written = reading, written
        self._lines = reading.text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def found(self, is_body: bool) -> Iterator[_Found]:
        if not is_body:
            for token in _parser().parseInline(self._reading.text):
                yield from self._inline(token, 0, 0)
            return
        tokens = _parser().parse(self._reading.text)
        at, depth = 0, 0
        while at < len(tokens):
            token = tokens[at]
            if token.type in _BLOCKS:
                yield self._at_line(_BLOCKS[token.type], token)
                at = _closing(tokens, at)
            elif token.type == "table_open":
                end = _closing(tokens, at)
                yield from self._table(tokens[at:end])
                at = end
            elif token.type == "inline":
                yield from self._paragraph(token)
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                depth += 1
                if depth == DEEPEST_LIST + 1:
                    yield self._at_line("PG247.deep", token)
                if token.type == "ordered_list_open":
                    yield from self._start(token)
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                depth -= 1
            elif token.type == "dd_open" and tokens[at - 1].type == "dd_close":
                yield from self._swallowed_term(tokens[at - 3])
            elif not _ALLOWED.fullmatch(token.type):
                yield self._at_line("PG247.other", token)
            at += 1

    def _line(self, token: Token) -> int:
        return token.map[0] if token.map else 0

    def _at_line(self, code: str, token: Token, **facts: object) -> _Found:
        return self._on_line(code, self._line(token), **facts)

    def _on_line(self, code: str, number: int, **facts: object) -> _Found:
        line = self._lines[number]
        words = line.strip()
        indent = len(line) - len(line.lstrip())
        return _Found(code, self._starts[number] + indent, len(words), tuple(facts.items()))

    def _start(self, token: Token) -> Iterator[_Found]:
        start = int(token.attrGet("start") or 1) if token.attrGet("start") is not None else 1
        if start == 1:
            return
        number = self._line(token)
        line = self._lines[number]
        at = self._starts[number] + max(line.find(f"{start}{token.markup}"), 0)
        # The item before it can be in a branch that this reading does not take.
        shown = set(self._reading.offsets)
        before = self._written[: self._reading.offset(at)]
        left_out = re.compile(rf"(?:^|%\}})[ ]*{start - 1}[.)][ ]", re.MULTILINE)
        if not any(match.end() - 2 not in shown for match in left_out.finditer(before)):
            yield _Found("PG247.start", at, len(str(start)) + 1, (("number", start),))

    def _paragraph(self, token: Token) -> Iterator[_Found]:
        first = self._line(token)
        lines = token.content.split("\n")
        if (table := self._unruled(lines)) is not None:
            row, code = table
            yield self._on_line(code, first + row)
            return
        at = self._starts[first] + max(self._lines[first].find(lines[0]), 0)
        yield from self._typed(lines, first)
        yield from self._inline(token, at, first)

    def _swallowed_term(self, meaning: Token) -> Iterator[_Found]:
        """Yield the last line of a meaning that another meaning follows: it was to be the next term."""
        if meaning.type == "inline" and meaning.map and "\n" in meaning.content:
            yield self._on_line("PG247.term", meaning.map[1] - 1)

    def _unruled(self, lines: list[str]) -> tuple[int, str] | None:
        """Return the line and the code of what looks like a table and is none."""
        for number, line in enumerate(lines):
            if number and "|" in line and _RULE_ROW.fullmatch(line):
                return number, "PG248.rule_row"
        rows = [number for number, line in enumerate(lines) if line.lstrip().startswith("|")]
        if not rows:
            rows = [number for number, line in enumerate(lines) if " | " in line]
            rows = rows if len(rows) > 1 else []
        return (rows[0], "PG248.no_rule_row") if rows else None

    def _typed(self, lines: list[str], first: int) -> Iterator[_Found]:
        """Yield list marks that are typed as text: the first of a paragraph's, as the others follow from it."""
        for number, line in enumerate(lines):
            if bullet := _BULLET.match(line):
                yield self._mark(bullet, first + number)
                return
        marked = [(number, mark) for number, line in enumerate(lines) if (mark := _TYPED.match(line))]
        for number, mark in marked:
            # A line of wrapped prose can start with a dash, or with the number of a section.
            if (
                number == 0
                or sum(_is_like(mark["mark"], other["mark"]) for _, other in marked) > 1
                or re.search(r"[:;.][ ]*$", lines[number - 1])
                or re.match(r"[ ]*\d+[.)][ ]+[a-z]", lines[number])
            ):
                yield self._mark(mark, first + number)
                return

    def _mark(self, mark: re.Match[str], number: int) -> _Found:
        line = self._lines[number]
        at = self._starts[number] + max(line.find(mark["mark"]), 0)
        code = "PG247.number_in_text" if mark["mark"][0].isdigit() else "PG247.mark"
        return _Found(code, at, len(mark["mark"]), (("mark", mark["mark"]),))

    def _table(self, tokens: list[Token]) -> Iterator[_Found]:
        columns = sum(token.type == "th_open" for token in tokens)
        rows = [token for token in tokens if token.type == "tr_open"]
        head = self._at_line("head", tokens[0])
        yield _Found("head", head.at, 1, () if len(rows) > 1 else (("lonely", True),))
        faulty: set[int] = set()
        for token in rows[1:]:
            number = self._line(token)
            line = self._lines[number]
            cells = _cells(line)
            if "|" not in line and (columns > 1 or line.strip()):
                faulty.add(number)
                yield self._on_line("PG248.swallowed", number)
            elif len(cells) != columns:
                faulty.add(number)
                in_code = re.search(r"`[^`\n]*(?<!\\)\|[^`\n]*`", line)
                if in_code:
                    yield self._on_line("PG248.bar_in_code", number)
                else:
                    yield self._on_line("PG248.cells", number, cells=len(cells), columns=columns)
        ends: dict[int, int] = {}
        for token in tokens:
            number = self._line(token)
            if token.type == "inline" and number not in faulty:
                start = self._lines[number].find(token.content, ends.get(number, 0))
                start = max(start, 0)
                ends[number] = start + len(token.content)
                yield from self._inline(token, self._starts[number] + start, number)

    def _inline(self, token: Token, at: int, first: int) -> Iterator[_Found]:
        """Yield what is wrong inside a line; `at` is where the content starts, if its lines follow one another."""
        content = token.content
        where = _Where(self._lines, self._starts, content, at, first)
        for code, pattern in _IN_TEXT:
            for match in pattern.finditer(content):
                start = match.start() + len(match[0]) - len(match[0].lstrip())
                yield _Found(code, where.at(start), match.end() - start)
        taken = [match.span() for _, pattern in _IN_TEXT for match in pattern.finditer(content)]
        for one in _children(token.children or [], content):
            if not any(start <= one.at < end for start, end in taken):
                yield _Found(one.code, where.at(one.at), one.length, one.facts)


class _Where:
    """The place in a reading of a character of inline content, whose lines lack what their blocks put before them."""

    def __init__(self, lines: list[str], starts: list[int], content: str, at: int, first: int) -> None:
        self._begins: list[tuple[int, int]] = []
        begin = 0
        for number, line in enumerate(content.split("\n")):
            if number == 0:
                self._begins.append((begin, at))
            else:
                row = min(first + number, len(lines) - 1)
                words = line.lstrip()
                indent = len(line) - len(words)
                self._begins.append((begin, starts[row] + max(lines[row].find(words), 0) - indent))
            begin += len(line) + 1

    def at(self, position: int) -> int:
        begin, start = next(each for each in reversed(self._begins) if each[0] <= position)
        return start + position - begin


def _children(children: list[Token], content: str) -> Iterator[_Found]:
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
                    yield _Found("PG247.emphasis", begin, len(mark), (("mark", mark),))
                cursor = begin + len(child.content)
            case "text_special":
                begin = max(content.find(child.markup, cursor), cursor)
                if child.info == "entity":
                    facts = (("written", child.markup), ("sign", child.content.replace("\xa0", " ")))
                    yield _Found("PG247.entity", begin, len(child.markup), facts)
                cursor = begin + len(child.markup)
            case "softbreak" | "hardbreak":
                begin = max(content.find("\n", cursor), cursor)
                if child.type == "hardbreak":
                    spaces = len(content[:begin]) - len(content[:begin].rstrip(" "))
                    yield _Found("PG247.hard_break", begin - max(spaces, 1), max(spaces, 1))
                cursor = begin + 1
            case "link_open":
                if child.markup == "autolink":
                    begin = max(content.find("<", cursor), cursor)
                    yield _Found("PG247.address", begin, max(content.find(">", begin) + 1 - begin, 1))
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
                    yield _Found(_INLINES[child.type], begin, len(sign))
                in_html = in_html or child.type == "html_inline"
                cursor = begin + len(sign) + (len(child.content) + len(sign) if child.type == "code_inline" else 0)
                if child.type == "image" and (close := content.find(")", begin)) > 0:
                    cursor = close + 1
            case "em_open" | "em_close" | "strong_open" | "strong_close" | "s_close":
                cursor = max(content.find(child.markup, cursor), cursor) + len(child.markup)
            case _:
                yield _Found("PG247.other", cursor)


def _is_like(mark: str, other: str) -> bool:
    """Return whether two marks are of one list: (a) and (b), or 3. and 4."""
    return re.sub(r"[a-z]+|\d+", "x", mark) == re.sub(r"[a-z]+|\d+", "x", other)


def _is_meant(content: str, run: re.Match[str]) -> bool:
    """Return whether a run of `*` or `_` that is printed as it is was meant as emphasis: it touches a word."""
    before, after = content[: run.start()][-1:], content[run.end() : run.end() + 1]
    if run[0][0] == "*":
        return bool((before + after).strip()) and not (before.isdigit() and after.isdigit())
    # Three and more are a gap to write in, which lint has a rule about.
    return len(run[0]) < 3 and before.isalnum() != after.isalnum()


def _cells(line: str) -> list[str]:
    cells = re.split(r"(?<!\\)\|", line.strip())
    if cells and not cells[0].strip():
        cells.pop(0)
    if cells and not cells[-1].strip():
        cells.pop()
    return cells


def _closing(tokens: list[Token], at: int) -> int:
    """Return the index of the token that closes the one at `at`, or `at` for one that stands alone."""
    depth = 0
    for index in range(at, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    return len(tokens) - 1
