"""The characters that a text is printed with: curly quotes and apostrophes, and the usual form of rare characters.

There is one rule, and it is applied to a finished Document, so every format says the same words. Settings, clauses and
minutes can be typed with the quotes of any keyboard.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import fields, replace
from operator import is_not
from typing import Any, TypeVar, assert_never

from policygen.document.model import (
    Asset,
    Blank,
    Block,
    Cell,
    Cover,
    Definition,
    DefinitionList,
    Document,
    Emphasis,
    Figure,
    Form,
    FormField,
    Inline,
    LineBreak,
    Link,
    List,
    ListItem,
    Metadata,
    Paragraph,
    Reference,
    Row,
    Section,
    Signatory,
    SignatureBlock,
    Strong,
    Table,
    Text,
    Value,
    Words,
)
from policygen.document.transform import altered

_Part = TypeVar("_Part")

# Characters that a keyboard or a PDF gives in place of the usual ones: ligatures, full-width forms, odd spaces, and the
# hyphen that never ends a line, which few typefaces have.
USUAL = {
    0x2011: "-", 0x205F: " ", 0x3000: " ",
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
}  # fmt: skip
# A text of these alone stands as it is: neither letters with separate accents nor characters that have a usual form.
_PLAIN = re.compile("[\n -\u02ff\u2012-\u2027\ue000-\uf8ff]*")
_FOLDED = {
    ord("‘"): "'", ord("’"): "'", ord("‛"): "'", ord("′"): "'",
    ord("“"): '"', ord("”"): '"', ord("‟"): '"', ord("″"): '"',
}  # fmt: skip

# The same without the quotes that are typed: nothing in it is printed otherwise.
_UNCHANGED = re.compile("[\n !#-&(-\u02ff\u2012-\u2027\ue000-\uf8ff]*")

# Addresses, and code that was left in an answer: their quotes are no punctuation.
_CODE = (
    r"\{\{.*?\}\}|\{%.*?%\}"
    r"""|(?:https?://|www\.|mailto:|tel:)[^\s"<>“”]*[^\s"'<>“”‘’.,:;!?)\]]"""
    r"""|[^\s"“”()<>'][^\s"“”()<>]*@[\w-]+(?:\.[\w-]+)+"""
)
_QUOTES = re.compile("[\"'“”‘]")
_BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
# What an opening quote can follow, straight after which it stands.
_OPENS_AFTER = frozenset(" \t\n\u00a0\u2002\u2003\u2009\u202f([{/‘“‚„<«=")
_DASHES = frozenset("-‐–—―")
# Words that have lost their beginning, and cannot be meant otherwise.
_CUT_OFF = frozenset(("tis", "til", "till", "twas", "twere", "twill", "twould", "twixt", "em", "n", "s", "t"))
_WORD = re.compile(r"\w+")
_DECADE = re.compile(r"\d0s")
_YEAR = re.compile(r"\d\d(?!\w)")
_CLOSES_LATER = re.compile(r"""(?<=[\w.,!?;:)…”’"])'(?!\w)""")


def usual(text: str) -> str:
    """Return `text` in the form in which it is printed but for its quotes: NFC, and USUAL for rare characters."""
    if _PLAIN.fullmatch(text):
        return text
    return unicodedata.normalize("NFC", text.translate(USUAL))


def folded(text: str) -> str:
    """Return `text` so that it equals each text that only its quotes and rare characters tell apart from it.

    An older policygen printed straight quotes where they are curly now. A board adopts words, not the form of a quote.
    """
    return usual(text) if text.isascii() else usual(text).translate(_FOLDED)


def quoted(text: str) -> str:
    """Return `text` with typographic quotes, apostrophes and primes (5′10″), character for character.

    Quotes in addresses and in code stay as they are.
    """
    if "'" in text and "@" not in text and "/" not in text and "{" not in text:
        text = _BETWEEN_LETTERS.sub("’", text)
    if "'" not in text and '"' not in text:
        return text
    # Few texts have an address or code, and the pattern takes longer to compile than most files take to read.
    kept = (
        [match.span() for match in re.finditer(_CODE, text)]
        if any(sign in text for sign in ("@", "/", "{", "www.", ":"))
        else []
    )
    made = list(text)
    pair = _Pair(text, made)
    for match in _QUOTES.finditer(text):
        at = match.start()
        if not any(start <= at < end for start, end in kept):
            pair.put(at)
    return "".join(made)


class _Pair:
    """The quotes of one text, from left to right, and which of them are open."""

    def __init__(self, text: str, made: list[str]) -> None:
        self._text, self._made = text, made
        self._double = self._single = False
        self._left = text.count('"')

    def put(self, at: int) -> None:
        """Decide on the quote at `at`."""
        match self._text[at]:
            case '"':
                self._left -= 1
                self._made[at] = self._of_two(at)
            case "'":
                self._made[at] = self._of_one(at)
            case "“" | "”" as curly:
                self._double = curly == "“"
            case "‘":
                self._single = True
            case _:
                pass

    def _of_two(self, at: int) -> str:
        before, after = self._around(at)
        if before.isdigit() and (not self._double or self._left % 2 or self._is_feet(at)):
            return "″"
        self._double = self._is_opening(before, after, self._double)
        return "“" if self._double else "”"

    def _of_one(self, at: int) -> str:
        before, after = self._around(at)
        if before.isdigit() and not self._single and not after.isalpha():
            return "′"
        if not self._is_opening(before, after, False):
            self._single = self._single and (before.isalnum() and after.isalnum())
            return "’"
        if self._is_cut_off(at):
            return "’"
        self._single = True
        return "‘"

    def _around(self, at: int) -> tuple[str, str]:
        return (self._made[at - 1] if at else " "), (self._text[at + 1] if at + 1 < len(self._text) else " ")

    def _is_opening(self, before: str, after: str, is_open: bool) -> bool:
        if after.isspace() or after in ".,;:!?)]}":
            return False
        if before in _DASHES:
            return not is_open or after.isalnum()
        return before in _OPENS_AFTER

    def _is_cut_off(self, at: int) -> bool:
        """Tell whether the apostrophe begins a word that has lost its beginning, such as ’til, ’90s or ’99."""
        found = _WORD.match(self._text, at + 1)
        word = found[0].lower() if found else ""
        behind = self._text[at + 1 + len(word) : at + 2 + len(word)]
        if _DECADE.fullmatch(word) or (word in _CUT_OFF and (behind not in ("'", "’") or word == "n")):
            return True
        later = [self._text[found.start() - 1] for found in _CLOSES_LATER.finditer(self._text, at + 1)]
        if _YEAR.match(self._text, at + 1):
            # The pupils' year '06 has a plural after it, and no quotation.
            later = [letter for letter in later if letter != "s"]
        return not later

    def _is_feet(self, at: int) -> bool:
        """Tell whether the inches at `at` follow feet: 5'10"."""
        return re.search(r"\d['’′][ ]?\d{1,2}\Z", self._text[max(at - 6, 0) : at]) is not None


def typographic(document: Document, printed: MutableMapping[int, tuple[Any, Any]] | None = None) -> Document:
    """Return the Document with its words in the form in which they are printed.

    `printed` maps the identity of blocks and sections to the part, and to what it was printed as before
    (`typographic_block`); the parts of this Document are added.
    """
    if printed is None:
        return _printed(document)
    sections = tuple([typographic_section(section, printed) for section in document.sections])
    return replace(_printed(replace(document, sections=())), sections=sections)


def typographic_block(block: Block) -> Block:
    """Return a block with its words in the form in which they are printed."""
    return _printed(block)


def typographic_section(section: Section, printed: MutableMapping[int, tuple[Any, Any]]) -> Section:
    """Return a section with its words in the form in which they are printed; `printed` as for `typographic`."""
    before = printed.get(id(section))
    if before is not None:
        made: Section = before[1]
        return made
    blocks = []
    for block in section.blocks:
        try:
            known = printed[id(block)]
        except KeyError:
            known = printed[id(block)] = (block, _printed(block))
        blocks.append(known[1])
    changes = {
        "title": _line(section.title),
        "blocks": tuple(blocks),
        "sections": tuple([typographic_section(one, printed) for one in section.sections]),
    }
    made = altered(section, changes)
    printed[id(section)] = section, made
    return made


def typeset(text: str) -> str:
    """Return words that stand alone, such as a label, in the form in which they are printed."""
    return text if _UNCHANGED.fullmatch(text) else quoted(usual(text))


# What each part of a Document holds: inline content, other parts, and plain words that are printed. What stands in none
# of them is an id, an address, a measure, or what the library's files say.
INLINES: dict[type, tuple[str, ...]] = {
    Paragraph: ("children",), Cell: ("children",), Section: ("title",), Table: ("caption",), Definition: ("term",),
    Signatory: ("name",), Cover: ("school", "title"),
}  # fmt: skip
PARTS: dict[type, tuple[str, ...]] = {
    Document: ("metadata", "words", "cover", "sections", "assets"), Cover: ("tables",), Section: ("blocks", "sections"),
    List: ("items",), ListItem: ("blocks",), Table: ("header", "rows"), Row: ("cells",), DefinitionList: ("entries",),
    Definition: ("blocks",), Form: ("fields",), SignatureBlock: ("signatories",),
}  # fmt: skip
WORDS: dict[type, tuple[str, ...]] = {
    Document: ("header", "notices"), Cover: ("status",), FormField: ("label",), Signatory: ("role",),
    Figure: ("alternative",), Asset: ("alternative",), Metadata: ("title", "author", "subject", "keywords"),
    Words: tuple(field.name for field in fields(Words)),
}  # fmt: skip


def _printed(part: _Part) -> _Part:
    changes: dict[str, Any] = {}
    for name, change in _CHANGES.get(type(part), ()):
        found = getattr(part, name)
        changed = change(found)
        if changed is not found:
            changes[name] = changed
    made: _Part = altered(part, changes) if changes else part
    return made


def _line(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return one run of inline content: a quote is decided on by the words on both sides, whatever node holds them."""
    if not children:
        return children
    written = list(_leaves(children))
    if _UNCHANGED.fullmatch("".join(written)):
        return children
    leaves = [usual(leaf) for leaf in written]
    made = quoted("".join(leaves))
    if made == "".join(written):
        return children
    return tuple(_rebuilt(children, _cut(made, leaves)))


def _each(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return `change` for one or many; of many, the same tuple if none of them changes."""

    def changed(found: Any) -> Any:
        if not isinstance(found, tuple):
            return change(found)
        made = tuple([change(one) for one in found])
        return made if any(map(is_not, made, found)) else found

    return changed


_CHANGES: Mapping[type, tuple[tuple[str, Callable[[Any], Any]], ...]] = {
    kind: tuple(
        (name, change)
        for names, change in ((INLINES, _line), (PARTS, _each(_printed)), (WORDS, _each(typeset)))
        for name in names.get(kind, ())
    )
    for kind in {**INLINES, **PARTS, **WORDS}
}


def _leaves(children: tuple[Inline, ...]) -> Iterator[str]:
    for child in children:
        match child:
            case Text() | Value():
                yield child.text
            case Blank():
                yield child.label
            case Reference():
                yield child.before
                yield child.number
            case LineBreak():
                yield "\n"
            case Emphasis() | Strong() | Link():
                yield from _leaves(child.children)
            case _:
                assert_never(child)


def _cut(made: str, leaves: Iterable[str]) -> Iterator[str]:
    """Yield the pieces of `made` that the leaves have become, which are as long as they were."""
    at = 0
    for leaf in leaves:
        yield made[at : at + len(leaf)]
        at += len(leaf)


def _rebuilt(children: tuple[Inline, ...], leaves: Iterator[str]) -> Iterator[Inline]:
    for child in children:
        match child:
            case Text() | Value():
                yield altered(child, {"text": next(leaves)})
            case Blank():
                yield altered(child, {"label": next(leaves)})
            case Reference():
                yield altered(child, {"before": next(leaves), "number": next(leaves)})
            case LineBreak():
                next(leaves)
                yield child
            case Emphasis() | Strong() | Link():
                yield altered(child, {"children": tuple(_rebuilt(child.children, leaves))})
            case _:
                assert_never(child)
