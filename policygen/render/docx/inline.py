"""Inline content as runs, hyperlinks, fields and content controls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
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
from policygen.document.revisions import RevisedWords
from policygen.look.tokens import Tokens
from policygen.look.units import POINTS_PER_MM
from policygen.render.docx import fields
from policygen.render.docx.controls import Store, control
from policygen.render.docx.properties import PLAIN, RunForm, write_run
from policygen.render.docx.repeatable import Numbers, bookmark_name, relationship_id, value_bookmark_name
from policygen.render.docx.revising import Tracker
from policygen.render.docx.roles import emphasis_form
from policygen.render.docx.words import without_spaces
from policygen.render.docx.written import ValueMark, WrittenBlock
from policygen.render.docx.xml import XML, Element, R, append, qualified, safe
from policygen.render.link_targets import address
from policygen.render.unbroken import held, with_no_break_spaces, with_sections_held

_SPACE = f"{{{XML}}}space"
_RELATIONSHIP = f"{{{R}}}id"
_HYPERLINK = qualified("hyperlink")
_CELL = qualified("tc")
_BREAKS = re.compile("(\t|\r\n|\n|\r|\u2028|\u2029)")

UNDERSCORE = "_"
UNDERSCORE_WIDTH = 0.556  # ems, in Arial


class InlineWriter:
    """Writes inline content; keeps the numbers given, the values marked and the links made, which others declare.

    `numbered` maps each section's id to whether its heading carries a number; the values of a model copy are bound to
    its `store`.
    """

    def __init__(
        self,
        numbers: Numbers,
        numbered: Mapping[str, bool],
        tokens: Tokens,
        tracker: Tracker,
        store: Store | None = None,
    ) -> None:
        self.links: dict[str, str] = {}
        self.values: list[ValueMark | WrittenBlock] = []
        self._numbers = numbers
        self._numbered = numbered
        self._body_size = tokens.type.body.size
        self._emphasis = emphasis_form(tokens)
        self._store = store
        self._tracker = tracker
        self._blanks: dict[str, int] = {}
        self.ordinals: dict[tuple[str, str], int] = {}
        self.references: dict[str, bool] = {}

    def fresh(self, numbers: Numbers) -> InlineWriter:
        """Return a writer for the same document that has written nothing, for one without revisions or a store."""
        made = copy(self)
        made.links, made.values, made.ordinals, made.references, made._blanks = {}, [], {}, {}, {}
        made._numbers = numbers
        return made

    def takes(self, ordinals: Mapping[tuple[str, str], int], references: Mapping[str, bool]) -> bool:
        """Tell whether values and references that were written elsewhere would be written the same here."""
        return self.ordinals.keys().isdisjoint(ordinals) and all(
            self._numbered.get(target) == numbered for target, numbered in references.items()
        )

    def add(self, written: WrittenBlock) -> None:
        """Take over the values and links of a block that was written elsewhere."""
        if written.value_entries:
            self.values.append(written)
        self.links.update(written.links)
        self.ordinals.update(written.ordinals)

    def write(
        self,
        parent: Element,
        children: Iterable[Inline],
        block_id: str,
        form: RunForm = PLAIN,
        *,
        copied: bool = False,
    ) -> None:
        """Append `children` to a w:p or w:hyperlink; `block_id` names the content controls and bookmarks in them.

        Words that are `copied` stand elsewhere too (contents, header, footer): no value in them is marked or a link.
        Words that changed are tracked. Raises ValueError for a Reference to a section that the document does not have.
        """
        revised = self._tracker.revisions.words.get(block_id)
        if revised is None:
            self._children(parent, children, block_id, form, copied)
        else:
            self.pieces(parent, revised, block_id, form, copied=copied)

    def is_section(self, block_id: str) -> bool:
        """Tell whether an id is a section's."""
        return block_id in self._numbered

    def words(self, parent: Element, words: str, block_id: str, form: RunForm = PLAIN) -> None:
        """Append plain words, tracked where they changed."""
        revised = self._tracker.revisions.words.get(block_id)
        if revised is None:
            text_run(parent, words, form)
        else:
            self.pieces(parent, revised, block_id, form, copied=True)

    def number(self, parent: Element, part_id: str, number: str, *, auto: bool = False, was_auto: bool = False) -> None:
        """Append a number or a marker as words with a tab, tracked where it was another.

        Where Word counts it now (`auto`), or did before (`was_auto`), there are no words for it.
        """
        before = "" if was_auto else self._tracker.revisions.numbers.get(part_id, number)
        now = "" if auto else number
        if before == now:
            text_run(parent, f"{now}\t" if now else "")
            return
        # One tab for both, or the words behind it would move while the changes are shown.
        tab = "" if before and now else "\t"
        for words, renumbering in zip((before, now), self._tracker.renumbering(), strict=True):
            start = len(parent)
            text_run(parent, f"{words}{tab}" if words else "")
            self._tracker.runs(parent, start, renumbering)
        if not tab:
            text_run(parent, "\t")

    def pieces(
        self,
        parent: Element,
        pieces: Iterable[RevisedWords],
        block_id: str,
        form: RunForm = PLAIN,
        *,
        copied: bool = False,
    ) -> None:
        """Append runs of words, each tracked if it is a change. Values that are gone are not marked."""
        for piece in pieces:
            start = len(parent)
            gone = piece.revision is not None and piece.revision.how == "deleted"
            self._children(parent, piece.children, block_id, form, copied or gone)
            self._tracker.runs(parent, start, piece.revision, piece.then)

    def _children(
        self, parent: Element, children: Iterable[Inline], block_id: str, form: RunForm, copied: bool
    ) -> None:
        for child in children:
            match child:
                case Text(text=words):
                    # A column may be narrower than "section 4.2", which it parts rather than the number.
                    hold = with_no_break_spaces if _is_in_cell(parent) else with_sections_held
                    text_run(parent, hold(words), form)
                case Value():
                    self._value(parent, child, block_id, form, copied)
                case Strong(children=inner):
                    # Without Word's style of that name: mammoth prints words with both as strong twice over.
                    strong = replace(form, bold=True)
                    self._children(parent, inner, block_id, strong, copied)
                case Emphasis(children=inner):
                    how = self._emphasis
                    emphasis = replace(
                        form,
                        italic=how.italic or form.italic,
                        bold=how.bold or form.bold,
                        style=form.style or "Emphasis",
                    )
                    self._children(parent, inner, block_id, emphasis, copied)
                case Link(target=target, children=inner):
                    self._link(parent, target, inner, block_id, form, copied)
                case Reference():
                    self._reference(parent, child, form)
                case LineBreak():
                    append(open_run(parent, form), "br")
                case Blank():
                    with self._marking(parent, block_id, child.key, child.label, copied):
                        self._blank(parent, child, block_id, form)
                case _:
                    assert_never(child)

    def _link(
        self, parent: Element, target: str, children: Iterable[Inline], block_id: str, form: RunForm, copied: bool
    ) -> None:
        self._children(self._open_link(parent, target), children, block_id, replace(form, style="Hyperlink"), copied)

    def _open_link(self, parent: Element, target: str) -> Element:
        relationship = relationship_id(target)
        self.links[relationship] = target
        link = append(parent, "hyperlink", history=1)
        link.set(_RELATIONSHIP, relationship)
        return link

    def _reference(self, parent: Element, reference: Reference, form: RunForm) -> None:
        if reference.target not in self._numbered:
            raise ValueError(f"a cross-reference points to {reference.target!r}, which is not a section here")
        self.references[reference.target] = self._numbered[reference.target]
        if reference.before:
            # The number stays on the line of the words before it, as in the PDF.
            text_run(parent, held(reference.before), form)
        if reference.number:
            # \r gives the heading's number; an unnumbered heading has only its words to give (ECMA-376 17.16.5.50).
            switches = r"\r \h" if self._numbered[reference.target] else r"\h"
            code = f"REF {bookmark_name(reference.target)} {switches}"
            fields.field(parent, code, lambda result: text_run(result, reference.number, form), form)

    def _blank(self, parent: Element, blank: Blank, block_id: str, form: RunForm) -> None:
        if blank.kind == "meeting":
            # Underlined no-break spaces would be the finer line, but LibreOffice drops them at the end of a line.
            count = max(2, round(blank.width / (self._body_size * UNDERSCORE_WIDTH / POINTS_PER_MM)))
            text_run(parent, UNDERSCORE * count, replace(form, style="PolicyBlank"))
            return
        bound = self._bound(blank.key)
        placeholder = bound or Placeholder(
            key=blank.key, label=blank.label, kind="date" if blank.kind == "date" else "text"
        )  # fmt: skip
        # Bound or not, the words are the Document's.
        shown = control(parent, placeholder, self._number(block_id), form, self._store if bound else None)
        text_run(shown, blank.label, replace(form, style="PlaceholderText"))

    def _value(self, parent: Element, value: Value, block_id: str, form: RunForm, copied: bool) -> None:
        bound = self._bound(value.origin.key)
        form = replace(form, lang=value.lang) if value.lang else form
        with self._marking(parent, block_id, value.origin.key, value.text, copied):
            if bound is not None:
                # Not a link: somebody types another address over the words, and the link would keep the old one.
                parent = control(parent, bound, self._number(block_id), form, self._store)
            elif not copied and parent.tag != _HYPERLINK and (target := address(value)):
                parent = self._open_link(parent, target)
                # A number to ring has no line under it, as in the PDF.
                form = form if target.startswith("tel:") else replace(form, style="Hyperlink")
            text_run(parent, with_no_break_spaces(value.text), form)

    @contextmanager
    def _marking(self, parent: Element, block_id: str, key: str, words: str, copied: bool) -> Iterator[None]:
        """Put a bookmark around what is written inside; a value without a key has none."""
        if copied or not key or self._tracker.is_gone(block_id):
            yield
            return
        self.ordinals[block_id, key] = ordinal = self.ordinals.get((block_id, key), 0) + 1
        name = value_bookmark_name(block_id, key, ordinal)
        number = self._numbers.number(f"bookmark:{name}")
        append(parent, "bookmarkStart", id=number, name=name)
        yield
        append(parent, "bookmarkEnd", id=number)
        self.values.append(ValueMark(bookmark=name, block=block_id, key=key, words=without_spaces(words)))

    def _bound(self, key: str) -> Placeholder | None:
        return self._store.placeholders.get(key) if self._store is not None else None

    def _number(self, block_id: str) -> int:
        self._blanks[block_id] = ordinal = self._blanks.get(block_id, 0) + 1
        return self._numbers.number(f"control:{block_id}:{ordinal}")


def _is_in_cell(element: Element) -> bool:
    return next(element.iterancestors(_CELL), None) is not None


def is_one_piece(words: str) -> bool:
    """Tell whether `text_run` writes words as they are, in one w:t that does not say that its spaces are kept."""
    spaced = words[:1] in ("", " ") or words[-1] == " " or "  " in words
    return not spaced and safe(words) == words and not _BREAKS.search(words)


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
