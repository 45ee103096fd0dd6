"""A policy as a list of passages: paragraphs, items and cells, each with its place and what stands above it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Literal

Role = Literal["heading", "paragraph", "item"]
FORMATS = ("docx", "pdf", "html", "md", "txt")
# A bullet, or the number or letter of an item: `•`, `-`, `1.`, `(b)`, `iv)`. Word and old PDFs write bullets in a
# symbol font, whose characters are for private use (Unicode 23.5).
BULLET = re.compile(r"\s*(?:[•·●▪■◦‣∙⁃*–—\-\ue000-\uf8ff]|o(?=\s)|\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)])\s+(?=\S)")
_NUMBER = re.compile(r"\s*\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+(?=\S)")
# A line of a list of contents: dots, then the number of a page.
_CONTENTS = re.compile(r"(?:(?:\.\s?){4,}|…{2,})\s*\d{1,2}\s*$")  # no telephone number, such as 999
_END = (".", ";", "!", "?", ",", "”", "’", '"')
_LONGEST_HEADING = 90  # characters


@dataclass(frozen=True, slots=True)
class PolicyPassage:
    """Words that stand together. `page` counts from 1, or is 0 in a format without pages; so does `line` in a file of
    text. `heading` is the nearest one above, `lead` the sentence that an item completes, such as "Staff should:".
    """

    text: str
    role: Role = "paragraph"
    page: int = 0
    line: int = 0
    heading: str = ""
    lead: str = ""


@dataclass(frozen=True, slots=True)
class PresentPolicy:
    """A policy as it was read. `name` is the file's, `form` one of FORMATS; `pages` is 0 in a format without pages."""

    name: str
    form: str
    passages: tuple[PolicyPassage, ...]
    pages: int = 0

    @property
    def title(self) -> str:
        """What people call the file: its name without the folders."""
        return PurePath(self.name).name


def one_line(text: str) -> str:
    """Return text as one line, without bullets for private use, soft hyphens and characters that are not printed."""
    kept = (one for one in unicodedata.normalize("NFKC", text.replace("\u00ad", "")))
    shown = "".join(one if one.isprintable() and unicodedata.category(one) != "Co" else " " for one in kept)
    return " ".join(shown.split())


def looks_like_heading(line: str) -> bool:
    """Return whether a line of plain text is more likely a heading than a sentence: it is short and does not end."""
    words = line.strip()
    if not words or len(words) > _LONGEST_HEADING or words.endswith(_END) or not any(map(str.isalpha, words)):
        return False
    return words.isupper() or bool(_NUMBER.match(words)) or (words[0].isupper() and not words.endswith(":"))


def place_passages(passages: Iterable[PolicyPassage]) -> Iterator[PolicyPassage]:
    """Yield passages with their heading and the sentence that leads to an item.

    Empty ones are left out, and the lines of a list of contents.
    """
    heading = lead = ""
    for one in passages:
        text = one_line(one.text)
        if not any(map(str.isalnum, text)) or _CONTENTS.search(one.text.rstrip()[-80:]):
            continue
        if one.role == "heading":
            heading, lead = text, ""
        elif one.role == "paragraph":
            lead = text if text.endswith((":", ":-", "–", "…")) else ""
        yield replace(one, text=text, heading="" if one.role == "heading" else heading,
                      lead=lead if one.role == "item" else "")  # fmt: skip
