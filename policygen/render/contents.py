"""The contents list's type, set a little closer where the list would else spill onto one page more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from math import ceil

from policygen.document.model import Document, Section
from policygen.document.plain import words_of
from policygen.look.fonts import Face
from policygen.look.tokens import Style, Tokens
from policygen.look.units import POINTS_PER_MM
from policygen.render.covers import left_over

# How much of its leading and of its spaces the list keeps; a closer one would be hard to read.
_SHARES = (1.0, 0.94, 0.88)
_LETTER = 0.52  # of the size: a letter's mean width in the face, as capitals are few
_PAGE_NUMBER = 12.0  # mm kept free at the right, for the page numbers


def fit_contents(tokens: Tokens, document: Document, face: Face | None = None) -> Tokens:
    """Return tokens with which the contents list needs a page less, if closer lines can save one.

    With a `face`, what is left of a cover that fills more than its page is above the list on the first.
    """
    if document.kind != "policy":
        return tokens
    room = (tokens.page.height - tokens.page.top - tokens.page.bottom) * POINTS_PER_MM
    above = left_over(document, tokens, face) if face else 0.0
    choices = _choices(tokens)
    entries = [(entry.level, len(words_of(entry.title))) for entry in _entries(document)]
    pages = [ceil((above + _height(closer, entries)) / room) for closer in choices]
    return choices[pages.index(min(pages))]


@lru_cache(maxsize=16)
def _choices(tokens: Tokens) -> tuple[Tokens, ...]:
    return tuple(_closer(tokens, share) for share in _SHARES)


def _closer(tokens: Tokens, share: float) -> Tokens:
    if share == 1.0:
        return tokens
    kinds = tokens.type
    first, second = (_set_closer(style, share) for style in (kinds.contents1, kinds.contents2))
    return replace(tokens, type=replace(kinds, contents1=first, contents2=second))


def _set_closer(style: Style, share: float) -> Style:
    return replace(style, line=style.line * share, before=style.before * share, after=style.after * share)


def _height(tokens: Tokens, entries: list[tuple[int, int]]) -> float:
    """Points from the contents list's title to its last entry; `entries` are their levels and numbers of letters."""
    kinds, page = tokens.type, tokens.page
    width = (page.text_width + page.front - page.number_column - _PAGE_NUMBER) * POINTS_PER_MM
    height = kinds.contents_title.size * kinds.contents_title.line + kinds.contents_title.after
    for level, letters in entries:
        style = kinds.contents1 if level == 1 else kinds.contents2
        lines = ceil(letters * style.size * _LETTER / width) or 1
        height += lines * style.size * style.line + style.before + style.after
    return height


def _entries(document: Document) -> Iterator[Section]:
    for section in document.sections:
        yield section
        yield from section.sections
