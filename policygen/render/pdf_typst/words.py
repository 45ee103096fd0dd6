"""Inline content as data for page.typ: a string is words, a list is a kind and what belongs to it."""

from __future__ import annotations

import re
from functools import lru_cache
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
from policygen.render.columns import LONGEST_WORD
from policygen.render.link_targets import address, anchor
from policygen.render.unbroken import LONGEST, pieces

# A string, or a kind with strings, numbers and further words.
Said = str | tuple[object, ...]
# Where words stand. A column may be narrower than a name: in a cell few words hold together, fewer in a narrow one.
Place = Literal["text", "roomy", "narrow"]

_KEPT = 4096  # words that schools have alike, of some hundred bytes each
# Runs of blanks, and blanks that are no space: a text of ordinary words has none.
_BLANKS = re.compile("[ \t\r\n\f]{2,}|[\t\r\n\f]")


def in_one_line(text: str) -> str:
    """Return words with each run of blanks as one, as HTML shows them."""
    return _BLANKS.sub(" ", text)


def tag_safe(text: str) -> str:
    """Return `text` so that it can stand in a tag's name; `urllib.parse.unquote` gives it back."""
    return quote(text, safe=" ")


@lru_cache(maxsize=_KEPT)
def said(
    children: tuple[Inline, ...], place: Place = "text", emphasis: str = "i", bare: bool = False
) -> tuple[Said, ...]:
    """Return words as page.typ prints them; `emphasis` is its kind for words with emphasis, `i` or `b`.

    No value is a link in words that are `bare`, because they stand in one.
    """
    found: list[Said] = []
    for child in children:
        match child:
            case Text():
                found += _unbroken(child.text, place)
            case Value():
                found += _value(child, place, bare)
            case Blank(kind="meeting"):
                found.append(("pen", tag_safe(child.label), child.width))
            case Blank():
                found.append(("answer", in_one_line(child.label)))
            case Emphasis():
                found.append((emphasis, said(child.children, place, emphasis, bare)))
            case Strong():
                found.append(("b", said(child.children, place, emphasis, bare)))
            case Link():
                words = said(child.children, place, emphasis, True)
                words = tuple(("nb", one) if isinstance(one, str) and _is_held(one, place) else one for one in words)
                found.append(("a", child.target, words, True))
            case Reference():
                found.append(("ref", anchor(child.target), child.before + child.number))
            case LineBreak():
                found.append(("br",))
            case _:
                assert_never(child)
    return tuple(found)


def said_text(text: str, place: Place = "text") -> list[Said]:
    """Return plain words, of which telephone numbers, addresses and the like are kept on one line."""
    return list(_unbroken(text, place))


def _is_held(words: str, place: Place) -> bool:
    """Tell whether the words of a link are an address that fits on its line; Typst would part it at any full stop."""
    if " " in words or place == "narrow":
        return False
    # A column has room for its longest word, which a hyphen parts; the word may have a comma or the like after it.
    return len(words) <= LONGEST if place == "text" else len(words) < LONGEST_WORD and "-" not in words


def _value(child: Value, place: Place, bare: bool) -> tuple[Said, ...]:
    text = in_one_line(child.text)
    short = _is_short(text, child.origin.key)
    target = "" if bare else address(child)
    if target:
        kind = "nb" if short else pieces(text)[0].kind
        whole = (place == "text" and kind) or kind in ("nb", "telephone") or _is_held(text, place)
        return (("a", target, (("nb", text) if whole else text,), not short),)
    if child.lang:
        return (("lang", child.lang, text),)
    if short and " " in text and place == "text":
        return (("nb", text),)
    return _unbroken(text, place)


def _is_short(text: str, key: str) -> bool:
    """Tell whether an answer is kept on one line: the name of a person, or a number with what belongs to it."""
    if len(text) <= 20 and any(c.isdigit() for c in text):
        return True
    return len(text) <= 30 and key.startswith("people.") and key.endswith(".name")


@lru_cache(maxsize=_KEPT)
def _unbroken(text: str, place: Place) -> tuple[Said, ...]:
    found: list[Said] = []
    for piece in pieces(in_one_line(text)):
        held = piece.kind and (place == "text" or (place == "roomy" and piece.kind in ("telephone", "letter")))
        found.append(("nb", piece.text) if held else piece.text)
    return tuple(found)
