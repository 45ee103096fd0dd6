"""The words of a DOCX body by its bookmarks, so that an edit can be found: what the writer wrote, what a reader reads.

A block's words are those from its bookmark's paragraph up to the next paragraph that has one; text before the
first belongs to the cover. The contents list and Word's own numbers are left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from policygen.render.docx.xml import Element, W

COVER = ""
KnownWords = tuple[int, str]  # a block's paragraphs, and its words without spaces
_NONE: Mapping[str, KnownWords] = MappingProxyType({})
STANDS_FOR = "copied"  # an attribute of elements in place of others, of no file
_W = f"{{{W}}}"
# Files of earlier versions have the second: their bookmarks were not hidden.
_BLOCK_PREFIXES = ("_pg_", "pg_")
_SPACES = re.compile(r"[\s_\u200b]+")
_BREAKS = (f"{_W}tab", f"{_W}br", f"{_W}cr")
_PROPERTIES, _STYLE, _PARAGRAPH = f"{_W}pPr", f"{_W}pStyle", f"{_W}p"
_CONTENTS = re.compile(r"(?i)toc ?(\d|heading)|contents ?(\d|heading)")


def block_words(
    body: Element, known: Mapping[str, KnownWords] = _NONE, copied: Sequence[tuple[str, ...]] = ()
) -> dict[str, str]:
    """Bookmark -> words of its block, without_spaces; COVER -> the words before the first bookmark.

    Bookmarks of one paragraph have the same words. What is `known` of a block with as many paragraphs is not read.
    Of what an element in the body stands for, `copied` has the bookmarks of the last paragraph, to which words after it
    belong; its other bookmarks are left out.
    """
    found = {}
    texts: dict[Element, str] = {}
    for name, paragraphs in block_paragraphs(body, copied).items():
        count, words = known.get(name, (-1, ""))
        whole = bool(paragraphs) and paragraphs[0].get(STANDS_FOR) is not None
        if whole:
            words += without_spaces(_block_text(paragraphs[1:], texts))
        found[name] = words if whole or count == len(paragraphs) else without_spaces(_block_text(paragraphs, texts))
    return found


def marked_words(body: Element) -> dict[str, KnownWords]:
    """Bookmark -> what is known of its block, for a body in which everything is in a block."""
    words = block_words(body)
    return {name: (len(found), words[name]) for name, found in block_paragraphs(body).items() if name != COVER}


def block_texts(body: Element) -> dict[str, str]:
    """Bookmark -> the words of its block with their spaces, as a reader sees them; COVER as in `block_words`."""
    texts: dict[Element, str] = {}
    return {name: _block_text(paragraphs, texts) for name, paragraphs in block_paragraphs(body).items()}


def _block_text(paragraphs: list[Element], texts: dict[Element, str]) -> str:
    """Return the words of paragraphs; `texts` are those of paragraphs read so far, as bookmarks can share them."""
    shown = [paragraph for paragraph in paragraphs if not in_contents(paragraph)]
    texts.update((paragraph, _words(paragraph)) for paragraph in shown if paragraph not in texts)
    return " ".join([texts[paragraph] for paragraph in shown])


def block_paragraphs(body: Element, copied: Sequence[tuple[str, ...]] = ()) -> dict[str, list[Element]]:
    """Bookmark -> the w:p elements of its block; COVER -> those before the first bookmark.

    An element that stands for others is the first of the bookmarks that are in `copied` for it.
    """
    found: dict[str, list[Element]] = {COVER: []}
    current = [COVER]
    for paragraph in body.iter(f"{_W}p", f"{_W}tbl") if copied else body.iter(f"{_W}p"):
        number = paragraph.get(STANDS_FOR) if copied else None
        if number is not None:
            ends = copied[int(number)]
            found.update((name, [paragraph]) for name in ends)
            current = list(ends) or current
            continue
        if copied and paragraph.tag != _PARAGRAPH:
            continue
        names = [name for name in _bookmarks(paragraph) if name not in found]
        if names:
            current = names
            found.update((name, []) for name in names)
        for name in current:
            found[name].append(paragraph)
    return found


def last_marked(body: Element) -> tuple[str, ...]:
    """Return the bookmarks of the last paragraph that has one."""
    found = (tuple(_bookmarks(paragraph)) for paragraph in body.iter(f"{_W}p"))
    return max(((place, names) for place, names in enumerate(found) if names), default=(0, ()))[1]


def without_spaces(words: str) -> str:
    """Words without white space, soft spaces and the underscores of ruled lines."""
    return _SPACES.sub("", words)


def digest(words: str) -> str:
    """The SHA-256 of a block's words, its first 32 hex digits."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def digest_of_words(blocks: Mapping[str, str]) -> str:
    """One SHA-256 for all blocks, whatever their order."""
    lines = "\n".join(f"{name} {digest(words)}" for name, words in sorted(blocks.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _bookmarks(paragraph: Element) -> Iterator[str]:
    for mark in paragraph.iter(f"{_W}bookmarkStart"):
        name = mark.get(f"{_W}name", "")
        if name.startswith(_BLOCK_PREFIXES):
            yield name


def in_contents(paragraph: Element) -> bool:
    """Tell whether a paragraph is a line of the contents list, or its heading, which are in no block."""
    properties = next(paragraph.iterchildren(_PROPERTIES), None)
    style = None if properties is None else next(properties.iterchildren(_STYLE), None)
    return style is not None and _CONTENTS.match(style.get(f"{_W}val", "")) is not None


def _words(paragraph: Element) -> str:
    """What a paragraph shows: fields by their results. Deleted words and field codes have elements of their own."""
    texts = []
    nested = next(paragraph.iterdescendants(_PARAGRAPH), None) is not None
    for node in paragraph.iter(f"{_W}t", *_BREAKS):
        if not nested or next(node.iterancestors(_PARAGRAPH), None) is paragraph:
            texts.append((node.text or "") if node.tag == f"{_W}t" else " ")
    return "".join(texts)
