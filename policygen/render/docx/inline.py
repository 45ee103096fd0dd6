"""Inline content as runs, hyperlinks, fields and content controls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import assert_never

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
from policygen.document.overlays import Placeholder
from policygen.render.docx import fields
from policygen.render.docx.controls import Store, control
from policygen.render.docx.properties import PLAIN, RunForm, write_run
from policygen.render.docx.repeatable import Numbers, bookmark_name, relationship_id
from policygen.render.docx.xml import XML, Element, R, append, safe

_SPACE = f"{{{XML}}}space"
_RELATIONSHIP = f"{{{R}}}id"
_BREAKS = re.compile("(\t|\r\n|\n|\r|\u2028|\u2029)")

UNDERSCORE = "_"
UNDERSCORE_WIDTH = 0.556  # ems, in Arial
MM_PER_POINT = 25.4 / 72


class InlineWriter:
    """Writes inline content; keeps the numbers given and the links made, which the package must declare.

    `numbered` maps each section's id to whether its heading carries a number; the values of a model copy are bound to
    its `store`.
    """

    def __init__(
        self, numbers: Numbers, numbered: Mapping[str, bool], body_size: float, store: Store | None = None
    ) -> None:
        self.links: dict[str, str] = {}
        self._numbers = numbers
        self._numbered = numbered
        self._body_size = body_size
        self._store = store
        self._blanks: dict[str, int] = {}

    def write(self, parent: Element, children: Iterable[Inline], block_id: str, form: RunForm = PLAIN) -> None:
        """Append `children` to a w:p or w:hyperlink; `block_id` names the content controls in them.

        Raises ValueError for a Reference to a section that the document does not have.
        """
        for child in children:
            match child:
                case Text(text=words):
                    text_run(parent, words, form)
                case Value():
                    self._value(parent, child, block_id, form)
                case Strong(children=inner):
                    self.write(parent, inner, block_id, replace(form, bold=True, style=form.style or "Strong"))
                case Emphasis(children=inner):
                    self.write(parent, inner, block_id, replace(form, italic=True, style=form.style or "Emphasis"))
                case Link(target=target, children=inner):
                    self._link(parent, target, inner, block_id, form)
                case Reference():
                    self._reference(parent, child, form)
                case LineBreak():
                    append(open_run(parent, form), "br")
                case Blank():
                    self._blank(parent, child, block_id, form)
                case _:
                    assert_never(child)

    def _link(self, parent: Element, target: str, children: Iterable[Inline], block_id: str, form: RunForm) -> None:
        relationship = relationship_id(target)
        self.links[relationship] = target
        link = append(parent, "hyperlink", history=1)
        link.set(_RELATIONSHIP, relationship)
        self.write(link, children, block_id, replace(form, style="Hyperlink"))

    def _reference(self, parent: Element, reference: Reference, form: RunForm) -> None:
        if reference.target not in self._numbered:
            raise ValueError(f"a cross-reference points to {reference.target!r}, which is not a section here")
        if reference.before:
            text_run(parent, reference.before, form)
        if reference.number:
            # \r gives the heading's number; an unnumbered heading has only its words to give (ECMA-376 17.16.5.50).
            switches = r"\r \h" if self._numbered[reference.target] else r"\h"
            code = f"REF {bookmark_name(reference.target)} {switches}"
            fields.field(parent, code, lambda result: text_run(result, reference.number, form), form)

    def _blank(self, parent: Element, blank: Blank, block_id: str, form: RunForm) -> None:
        if blank.kind == "meeting":
            # Underlined no-break spaces would be the finer line, but LibreOffice drops them at the end of a line.
            count = max(2, round(blank.width / (self._body_size * UNDERSCORE_WIDTH * MM_PER_POINT)))
            text_run(parent, UNDERSCORE * count, replace(form, style="PolicyBlank"))
            return
        bound = self._bound(blank.key)
        placeholder = bound or Placeholder(
            key=blank.key, label=blank.label, kind="date" if blank.kind == "date" else "text"
        )  # fmt: skip
        # Bound or not, the words are the Document's.
        shown = control(parent, placeholder, self._number(block_id), form, self._store if bound else None)
        text_run(shown, blank.label, replace(form, style="PlaceholderText"))

    def _value(self, parent: Element, value: Value, block_id: str, form: RunForm) -> None:
        bound = self._bound(value.origin.key)
        form = replace(form, lang=value.lang) if value.lang else form
        if bound is not None:
            parent = control(parent, bound, self._number(block_id), form, self._store)
        text_run(parent, value.text, form)

    def _bound(self, key: str) -> Placeholder | None:
        return self._store.placeholders.get(key) if self._store is not None else None

    def _number(self, block_id: str) -> int:
        self._blanks[block_id] = ordinal = self._blanks.get(block_id, 0) + 1
        return self._numbers.number(f"control:{block_id}:{ordinal}")


def open_run(parent: Element, form: RunForm) -> Element:
    """Append an empty w:r of `form`."""
    run = append(parent, "r")
    if form != PLAIN:
        write_run(append(run, "rPr"), form)
    return run


def text_run(parent: Element, words: str, form: RunForm = PLAIN) -> None:
    """Append one run of `words`: spaces kept, a tab as w:tab and a line end as w:br (ECMA-376 17.3.3)."""
    if not words:
        return
    run = open_run(parent, form)
    for piece in _BREAKS.split(safe(words)):
        if piece == "\t":
            append(run, "tab")
        elif _BREAKS.fullmatch(piece):
            append(run, "br")
        elif piece:
            text = append(run, "t")
            text.text = piece
            if piece[0] == " " or piece[-1] == " " or "  " in piece:
                text.set(_SPACE, "preserve")
