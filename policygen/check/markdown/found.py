"""What the readers of Markdown have in common: a finding, a value, the rule row of a table, and the parser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# A value of a text that is read. Private use, which no clause can contain: it reads as a letter, as a value's words do.
VALUE = "\ue000"
RULE_ROW = re.compile(r"[ ]*\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*")


@dataclass(frozen=True, slots=True)
class Unprintable:
    """A finding at `length` characters from `at`, counted in the reading."""

    code: str
    at: int
    length: int = 1
    facts: tuple[tuple[str, Any], ...] = ()


@lru_cache(maxsize=1)
def markdown_parser() -> MarkdownIt:
    """Return the parser: CommonMark with tables, struck-out words and definition lists."""
    # Most runs parse nothing here, so they do not wait for the import either.
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    # Joined texts would hide which signs are escaped, and which were meant as emphasis.
    parser.disable(["reference", "text_join", "fragments_join"])
    parser.use(deflist_plugin)
    # markdown-it-py fills its tables of rules at the first text, and a second thread would see them half full.
    parser.parse("*a*\n")
    return parser
