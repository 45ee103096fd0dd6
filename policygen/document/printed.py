"""Reduce a Document to what its pages print, so that a file made from it carries nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from policygen.document.model import (
    Block,
    ClauseRecord,
    DefinitionList,
    Document,
    Figure,
    List,
    Origin,
    Paragraph,
    Section,
    Value,
)
from policygen.document.plain import words_of
from policygen.document.transform import mapped
from policygen.document.walk import parts_of


def printed_part(document: Document) -> Document:
    """The document without what its pages do not show.

    Left out are pictures and clauses that no page holds; a clause's title is the words printed, not its source, where
    words for other schools stand too; of a file outside the project only the name is told, not who keeps it where.
    """
    printed = without_unprinted(document)
    # Few documents have values from outside the project, and changing a whole tree takes longer than looking.
    if any(isinstance(part, Value) and is_outside(part.origin.file) for part in parts_of(document)):
        printed = without_paths(printed)
    return printed


def without_unprinted(document: Document) -> Document:
    """Return the printed part with paths as they are."""
    titles = {one.clause: words_of(one.title) for one in _every(document.sections) if one.clause}
    shown = {document.cover.logo}
    if document.assets:
        every = _every(document.sections)
        blocks = [block for section in every for block in section.blocks if type(block) is not Paragraph]
        shown |= {part.asset for part in _figures(blocks)}
    return replace(
        document,
        clauses=tuple(_printed_record(record, titles[record.id]) for record in document.clauses if record.id in titles),
        assets=tuple(asset for asset in document.assets if asset.id in shown),
    )


def _printed_record(record: ClauseRecord, title: str) -> ClauseRecord:
    file = _told(record.file)
    same = title == record.title and file == record.file
    return record if same else replace(record, title=title, file=file)


def is_outside(file: str) -> bool:
    """Tell whether a file lies outside the project, so that only its name is told."""
    return _told(file) != file


def without_paths(document: Document) -> Document:
    """Return a document in which files outside the project are named without their folders."""
    made: Document = mapped(document, _without_path)
    return made


def _every(sections: tuple[Section, ...]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _every(section.sections)


def _figures(blocks: Iterable[Block]) -> Iterator[Figure]:
    waiting = [*blocks]
    for block in waiting:
        match block:
            case Figure():
                yield block
            case List(items=parts) | DefinitionList(entries=parts):
                waiting += [inner for part in parts for inner in part.blocks if type(inner) is not Paragraph]
            case _:
                pass


def _without_path(node: Any) -> Any:
    if not isinstance(node, Origin):
        return node
    told = _told(node.file)
    return node if told == node.file else replace(node, file=told)


@lru_cache(maxsize=1024)
def _told(file: str) -> str:
    """`file` when it lies in the project, else its name alone."""
    windows = PureWindowsPath(file)
    if windows.is_absolute() or windows.root or windows.drive or ".." in windows.parts:
        return windows.name
    return str(PurePosixPath(file)) if file else ""
