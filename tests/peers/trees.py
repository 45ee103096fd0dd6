"""What the structure of a PDF says, as pdf.js, MuPDF and poppler give it: headings, lists, tables and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]
Reading = dict[str, Any]
BULLETS = frozenset("•–▪◦")
# ISO 32000-1 14.8.4.4: pdf.js gives these only on the page that they are on.
INLINE = frozenset(("Span", "Link", "Reference", "Form", "Annot"))


def joined(pages: list[list[Node]]) -> list[Node]:
    """Return one tree of the trees of the pages: pdf.js and MuPDF give each page what they find of it there.

    pdf.js gives every element of a list or table that goes on again, without the words that are on other pages; MuPDF
    gives those with words, each with its place among its siblings.
    """
    root: Node = {"role": "Root", "kids": []}
    for page in pages:
        _add(root, {"role": "Root", "kids": page})
    return list(root["kids"])


def _add(whole: Node, page: Node) -> None:
    kids = whole["kids"]
    for kid in page["kids"]:
        at = next((one for one in kids if "index" in kid and one.get("index") == kid["index"]), None)
        if at is None and "index" not in kid and "role" in kid and kids and _goes_on(kids[-1], kid):
            at = kids[-1]
        if at is None:
            kids.append(kid)
        elif "index" in kid:
            _add(at, kid)
        else:
            _zip(at, kid)


def _goes_on(before: Node, after: Node) -> bool:
    """Whether two pages show parts of one element: the same elements, each with words on one of the two pages."""
    if before.get("role") == after.get("role") == "Document":
        return True
    return _bones(before) == _bones(after) and "Form" not in str(before.get("role")) and _empty_somewhere(before, after)


def _bones(node: Node) -> Any:
    return (node["role"], [_bones(kid) for kid in _blocks(node)])


def _empty_somewhere(before: Node, after: Node) -> bool:
    if not _blocks(before):
        return not _words(before) or not _words(after)
    pairs = zip(_blocks(before), _blocks(after), strict=True)
    return any(_empty_somewhere(one, other) for one, other in pairs)


def _zip(before: Node, after: Node) -> None:
    if before["role"] == "Document":
        _add(before, after)
        return
    blocks = _blocks(after)
    for one, other in zip(_blocks(before), blocks, strict=True):
        _zip(one, other)
    before["kids"] += [kid for kid in after["kids"] if not any(kid is block for block in blocks)]


def _blocks(node: Node) -> list[Node]:
    return [kid for kid in _inner(node) if kid["role"] not in INLINE]


def _inner(node: Node) -> list[Node]:
    return [kid for kid in node["kids"] if "role" in kid]


def reading(nodes: list[Node]) -> Reading:
    """Return what the tree says; terms, which are lists in PDF, are left out."""
    told: Reading = {"headings": [], "items": [], "tables": [], "captions": [], "alternatives": []}
    for node in nodes:
        _read(node, 0, told)
    return told


def _read(node: Node, depth: int, told: Reading) -> None:
    role = node.get("role", "")
    if heading := re.fullmatch(r"H(\d)", role):
        told["headings"].append([int(heading[1]), _words(node)])
    elif role == "Figure":
        told["alternatives"].append(node.get("alt", ""))
    elif role == "Caption":
        told["captions"].append(_words(node))
    elif role == "Table":
        told["tables"].append([[_words(cell) for cell in _inner(row)] for row in _rows(node)])
    elif role == "LI":
        label = next((kid for kid in _inner(node) if kid["role"] == "Lbl"), None)
        body = next((kid for kid in _inner(node) if kid["role"] == "LBody"), None)
        marker = _words(label).strip() if label else ""
        if body is not None and (bullet := marker in BULLETS) | bool(re.fullmatch(r"\(?\w+[).]", marker)):
            told["items"].append([depth, not bullet, marker, _first(body)])
            depth += 1
    for kid in node.get("kids", []):
        _read(kid, depth, told)


def _rows(node: Node) -> Iterator[Node]:
    for kid in _inner(node):
        if kid["role"] == "TR":
            yield kid
        elif kid["role"] != "Caption":
            yield from _rows(kid)


def _first(body: Node) -> str:
    inner = _inner(body)
    return _words(inner[0]) if inner and inner[0]["role"] == "P" else _words(body)


def _words(node: Node) -> str:
    if "role" not in node:
        return str(node["text"])
    return "".join(_words(kid) for kid in node["kids"])


def of_poppler(told: str) -> list[Node]:
    """Return the tree that `pdfinfo -struct-text` prints: two blanks a level, words in quotation marks."""
    root: Node = {"role": "Root", "kids": []}
    open_at = [(-1, root)]
    for line in told.split("\n"):
        indent = len(line) - len(line.lstrip())
        words = line.strip()
        if not words or words.startswith("/") or re.match(r"Object \d+", words):
            continue
        while open_at[-1][0] >= indent:
            open_at.pop()
        if words.startswith('"'):
            made: Node = {"text": words[1:-1] if words.endswith('"') and len(words) > 1 else words[1:]}
            open_at[-1][1]["kids"].append(made)
        elif role := re.match(r"(\w+)(?: \"[^\"]*\")?(?: <[^>]*>)?(?: \((?:block|inline)\))?:?$", words):
            made = {"role": role[1], "kids": []}
            open_at[-1][1]["kids"].append(made)
            open_at.append((indent, made))
    return list(root["kids"])
