"""A Document in which the answers of some settings files are replaced by their keys."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from policygen.document.details import is_detail
from policygen.document.model import Document, Text, Value
from policygen.document.transform import mapped


def masked(document: Document, files: Collection[str]) -> Document:
    """Return the Document with `[key]` in place of each value in a section that one of `files` gives.

    People and contacts stay as they are: `fingerprint` gives them by their keys anyway.
    """

    def mask(node: Any) -> Any:
        if isinstance(node, Value) and node.origin.file in files and not is_detail(node.origin):
            return Text(text=f"[{node.origin.key}]")
        return node

    return replace(document, sections=mapped(document.sections, mask))
