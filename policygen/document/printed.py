"""Reduce a Document to what its pages print, so that a file made from it carries nothing else."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from policygen.document.model import Document, Figure, Origin, Section, Value
from policygen.document.plain import words_of
from policygen.document.transform import mapped
from policygen.document.walk import parts_of


def printed_part(document: Document) -> Document:
    """The document without what its pages do not show.

    Left out are pictures and clauses that no page holds; a clause's title is the words printed, not its source, where
    words for other schools stand too; of a file outside the project only the name is told, not who keeps it where.
    """
    parts = list(parts_of(document))
    titles = {part.clause: words_of(part.title) for part in parts if isinstance(part, Section) and part.clause}
    shown = {document.cover.logo} | {part.asset for part in parts if isinstance(part, Figure)}
    printed = replace(
        document,
        clauses=tuple(
            replace(record, title=titles[record.id], file=_told(record.file))
            for record in document.clauses
            if record.id in titles
        ),
        assets=tuple(asset for asset in document.assets if asset.id in shown),
    )
    # Few documents have values from outside the project, and changing a whole tree takes longer than looking.
    if any(_without_path(part.origin) is not part.origin for part in parts if isinstance(part, Value)):
        printed = mapped(printed, _without_path)
    return printed


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
