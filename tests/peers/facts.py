"""What a reader must find in any file of a Document: headings, numbers, lists, tables, pictures, links and words.

They are read from the Document's JSON alone. A kind of part that is not known here is a KeyError, so nothing new in a
Document goes unlooked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.support.readback import plain, squeezed

Part = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a list: how deep (0 outermost), whether it is counted, what is before it, its first paragraph."""

    depth: int
    counted: bool
    marker: str
    words: str


@dataclass(slots=True, kw_only=True)
class Facts:
    """All words squeezed. `beside` are words that a program may set in a table without being one of the Document."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    outline: list[tuple[int, str]] = field(default_factory=list)  # the headings with their numbers
    numbers: list[tuple[str, str]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    tables: list[tuple[tuple[str, ...], ...]] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


def facts_of(document: Part) -> Facts:
    """Return what a file of `document`, a Document's JSON, must say."""
    found = Facts()
    cover, words = document["cover"], document["words"]
    _say(found, _words(cover["school"]))
    title = _words(cover["title"])
    if document["kind"] == "sheet":
        found.headings.append((1, title))
        found.outline.append((1, title))
    _say(found, title)
    if cover["logo"]:
        found.alternatives += [asset["alternative"] for asset in document["assets"] if asset["id"] == cover["logo"]]
    for table in cover["tables"]:
        _table(found, table, 0)
    for section in document["sections"]:
        _section(found, section)
    found.links = list(_links([cover["school"], cover["title"], cover["tables"], document["sections"]]))
    found.beside += [squeezed(words[key]) for key in ("signed", "name", "date")]
    return found


def _words(children: list[Part]) -> str:
    return squeezed(plain(children))


def _say(found: Facts, words: str) -> None:
    if words:
        found.words.append(words)


def _section(found: Facts, section: Part) -> None:
    words, number = _words(section["title"]), squeezed(section["number"])
    if words:
        found.headings.append((section["level"], words))
        found.outline.append((section["level"], number + words))
        if number:
            found.numbers.append((number, words))
        _say(found, words)
    _blocks(found, section["blocks"], 0)
    for inner in section["sections"]:
        _section(found, inner)


def _blocks(found: Facts, blocks: list[Part], depth: int) -> None:
    for block in blocks:
        BLOCKS[block["type"]](found, block, depth)


def _paragraph(found: Facts, block: Part, _: int) -> None:
    _say(found, _words(block["children"]))


def _list(found: Facts, block: Part, depth: int) -> None:
    for item in block["items"]:
        first, *rest = item["blocks"]
        is_paragraph = first["type"] == "paragraph"
        words = _words(first["children"]) if is_paragraph else ""
        marker = squeezed(item["marker"])
        found.items.append(Item(depth=depth, counted=block["ordered"], marker=marker, words=words))
        _say(found, words)
        _blocks(found, rest if is_paragraph else item["blocks"], depth + 1)


def _definitions(found: Facts, block: Part, depth: int) -> None:
    for entry in block["entries"]:
        _say(found, _words(entry["term"]))
        _blocks(found, entry["blocks"], depth)


def _table(found: Facts, table: Part, _: int) -> None:
    made = tuple(tuple(_words(cell["children"]) for cell in row["cells"]) for row in table["header"] + table["rows"])
    found.tables.append(made)
    caption = _words(table["caption"])
    if caption:
        found.captions.append(caption)
        _say(found, caption)
    for row in made:
        for cell in row:
            _say(found, cell)


def _form(found: Facts, block: Part, _: int) -> None:
    for one in block["fields"]:
        found.beside.append(squeezed(one["label"]))
        _say(found, squeezed(one["label"]))


def _signatures(found: Facts, block: Part, _: int) -> None:
    for one in block["signatories"]:
        found.beside += [squeezed(one["role"]), _words(one["name"])]
        _say(found, squeezed(one["role"]))


def _figure(found: Facts, block: Part, _: int) -> None:
    found.alternatives.append(block["alternative"])


def _page_break(_found: Facts, _block: Part, _: int) -> None:
    pass


BLOCKS: dict[str, Callable[[Facts, Part, int], None]] = {
    "paragraph": _paragraph,
    "list": _list,
    "table": _table,
    "definition-list": _definitions,
    "form": _form,
    "signatures": _signatures,
    "figure": _figure,
    "page-break": _page_break,
}


def _links(part: Any) -> Iterator[str]:
    """Addresses of links, and of contacts outside a link."""
    if isinstance(part, list):
        for one in part:
            yield from _links(one)
    elif isinstance(part, dict):
        if part.get("type") == "link":
            yield part["target"]
        elif part.get("type") == "value":
            yield from _contact(part["text"], part["origin"]["key"].rpartition(".")[2])
        else:
            yield from _links(list(part.values()))


def _contact(words: str, key: str) -> Iterator[str]:
    """What a telephone, a mail program or a browser is to open for a value, if its words are nothing but that."""
    if key == "telephone" and re.fullmatch(r"[+\d][\d ]*", words):
        yield f"tel:{words.replace(' ', '')}"
    elif key.endswith("email") and re.fullmatch(r"[^\s@]+@[^\s@]+", words):
        yield f"mailto:{words}"
    elif key in ("web", "website") and re.fullmatch(r"[^\s@]+\.[^\s@]+", words):
        yield f"https://{words}"
