"""Sheets: an agreement or form of a policy as a Document of its own, to hand out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from policygen.assemble.words import Wording
from policygen.document.model import Document, Reference, Section, Text
from policygen.document.plain import words_of


def sheet_of(document: Document, clause: str, title: str, wording: Wording) -> Document | None:
    """Return one clause of a policy as a sheet; None where the policy does not hold it.

    What it refers to stands in the policy, so each reference names the policy; `title` is the policy's.
    """
    found = next((s for top in document.sections for s in top.sections if s.clause == clause), None)
    if found is None:
        return None

    def elsewhere(node: Any) -> Any:
        if isinstance(node, Reference):
            return Text(text=wording("reference.of", reference=node.before + node.number, policy=title))
        return node

    section = _mapped(replace(found, level=1, number="", new_page=False), elsewhere)
    heading = section.title
    name = words_of(heading)
    kept = {section.id, *_figures(section)}
    return replace(
        document,
        policy=f"{document.policy}/{clause}",
        kind="sheet",
        metadata=replace(document.metadata, title=f"{name} – {document.metadata.author}"),
        cover=replace(document.cover, title=heading, tables=()),
        sections=(replace(section, title=()),),
        clauses=tuple(record for record in document.clauses if record.id == clause),
        assets=tuple(asset for asset in document.assets if asset.id in kept or asset.id == document.cover.logo),
    )


def file_name(clause: str) -> str:
    """Return the file name, without its ending, of a clause's sheet: `union:forms.incident` → forms-incident."""
    return clause.partition(":")[2].replace(".", "-")


def _mapped(node: Any, change: Callable[[Any], Any]) -> Any:
    """Return a frozen tree with `change` applied to each node, leaves first."""
    if isinstance(node, tuple):
        return tuple(_mapped(entry, change) for entry in node)
    if not is_dataclass(node) or isinstance(node, type):
        return node
    values = {}
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, tuple) or is_dataclass(value):
            values[field.name] = _mapped(value, change)
    return change(replace(node, **values) if values else node)


def _figures(section: Section) -> set[str]:
    return {block.asset for block in section.blocks if block.type == "figure"}
