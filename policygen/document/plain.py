"""The words of a Document's parts, as they are printed: for titles, file properties, measuring and transcripts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from policygen.document.model import (
    Blank,
    Cell,
    Definition,
    DefinitionList,
    Emphasis,
    Figure,
    Form,
    FormField,
    Inline,
    LineBreak,
    Link,
    List,
    ListItem,
    PageBreak,
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
)
from policygen.document.walk import TreePart, walk


def words_of(children: Iterable[Inline]) -> str:
    """Return the words of inline content as one line; a gap to fill in gives its label."""
    words = []
    for child in children:
        kind = type(child)
        if kind is Text or kind is Value:  # most are, and a walk takes longer
            words.append(child.text)  # type: ignore[union-attr]
        else:
            words += [part.label if isinstance(part, Blank) else own_words(part) for part in walk(child)]
    return "".join(words)


def printed_words(children: Iterable[Inline]) -> str:
    """Return the words of inline content as a page prints them: a gap that a pen fills at the meeting has none."""
    return "".join(map(own_words, walk(*children)))


def own_words(part: TreePart) -> str:
    """Return the words that a part prints itself, without those of the parts in it."""
    match part:
        case Text() | Value():
            return part.text
        case Reference():
            return part.before + part.number
        case Blank():
            # A gap that a pen fills at the meeting is a ruled line and no words.
            return "" if part.kind == "meeting" else part.label
        case LineBreak():
            return " "
        case Section():
            return part.number
        case ListItem():
            return part.marker
        case FormField():
            return part.label
        case Signatory():
            return part.role
        case (
            Emphasis() | Strong() | Link() | Paragraph() | List() | Table() | Row() | Cell()
            | DefinitionList() | Definition() | Form() | SignatureBlock() | Figure() | PageBreak()
        ):  # fmt: skip
            return ""
        case _:
            # A kind of part that is not known here would be words that nobody checks.
            assert_never(part)
