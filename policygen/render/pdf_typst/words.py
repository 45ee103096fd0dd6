"""Inline content as data for page.typ: a string is words, a list is a kind and what belongs to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, assert_never
from urllib.parse import quote

from policygen.document.model import (
    Blank,
    Emphasis,
    Inline,
    LineBreak,
    Link,
    Reference,
    Strong,
    Text,
    Value,
)
from policygen.render.link_targets import address, anchor
from policygen.render.unbroken import LONGEST, pieces

# A string, or a list of a kind, strings, numbers and further words.
Said = str | list[object]
# Where words stand. A column may be narrower than a name: in a cell few words hold together, fewer in a narrow one.
Place = Literal["text", "roomy", "narrow"]

# Runs of blanks, and blanks that are no space: a text of ordinary words has none.
_BLANKS = re.compile("[ \t\r\n\f]{2,}|[\t\r\n\f]")


def in_one_line(text: str) -> str:
    """Return words with each run of blanks as one, as HTML shows them."""
    return _BLANKS.sub(" ", text)


def tag_safe(text: str) -> str:
    """Return `text` so that it can stand in a tag's name; `urllib.parse.unquote` gives it back."""
    return quote(text, safe=" ")


def said(children: Iterable[Inline], place: Place = "text", *, emphasis: str = "i", bare: bool = False) -> list[Said]:
    """Return words as page.typ prints them; `emphasis` is its kind for words with emphasis, `i` or `b`.

    No value is a link in words that are `bare`, because they stand in one.
    """
    return [one for child in children for one in _said(child, place, emphasis, bare)]


def said_text(text: str, place: Place = "text") -> list[Said]:
    """Return plain words, of which telephone numbers, addresses and the like are kept on one line."""
    return list(_unbroken(text, place))


def _said(child: Inline, place: Place, emphasis: str, bare: bool) -> Iterator[Said]:
    match child:
        case Text():
            yield from _unbroken(child.text, place)
        case Value():
            yield from _value(child, place, bare)
        case Blank(kind="meeting"):
            yield ["pen", tag_safe(child.label), child.width]
        case Blank():
            yield ["answer", in_one_line(child.label)]
        case Emphasis():
            yield [emphasis, said(child.children, place, emphasis=emphasis, bare=bare)]
        case Strong():
            yield ["b", said(child.children, place, emphasis=emphasis, bare=bare)]
        case Link():
            words = said(child.children, place, emphasis=emphasis, bare=True)
            if place == "text":
                words = [["nb", one] if isinstance(one, str) and _is_address(one) else one for one in words]
            yield ["a", child.target, words, True]
        case Reference():
            yield ["ref", anchor(child.target), child.before + child.number]
        case LineBreak():
            yield ["br"]
        case _:
            assert_never(child)


def _is_address(words: str) -> bool:
    """Tell whether the words of a link are an address that fits on a line; Typst would part it at any full stop."""
    return " " not in words and len(words) <= LONGEST


def _value(child: Value, place: Place, bare: bool) -> Iterator[Said]:
    text = in_one_line(child.text)
    named = child.origin.key.startswith("people.") and child.origin.key.endswith(".name")
    short = (len(text) <= 30 and named) or (len(text) <= 20 and any(c.isdigit() for c in text))
    target = "" if bare else address(child)
    if target:
        kind = "nb" if short else pieces(text)[0].kind
        whole = (place == "text" and (kind or _is_address(text))) or kind in ("nb", "telephone")
        yield ["a", target, [["nb", text] if whole else text], not short]
    elif child.lang:
        yield ["lang", child.lang, text]
    elif short and " " in text and place == "text":
        yield ["nb", text]
    else:
        yield from _unbroken(text, place)


def _unbroken(text: str, place: Place) -> Iterator[Said]:
    for piece in pieces(in_one_line(text)):
        held = piece.kind and (place == "text" or (place == "roomy" and piece.kind == "telephone"))
        yield ["nb", piece.text] if held else piece.text
