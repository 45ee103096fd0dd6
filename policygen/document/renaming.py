"""A Document of an earlier day under today's names: the ids of clauses, and the keys of questions and roles.

Words are not touched. What was renamed says so in its library, under `formerly`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from policygen.document.model import Document
from policygen.document.transform import mapped

# Former full name → the full names that share it now, as `check.heirs` writes them.
Heirs = Mapping[str, tuple[str, ...]]
_NAMED = ("id", "key", "target", "clause")
_ROLES = ("policygen:cover.people/", "policygen:signatory.")
# A key that stands in the place of a value among words: see `document.lines` and `document.masking`.
_MARK = re.compile(r"(?<=\ue000)[^\ue001]*(?=\ue001)|(?<=\[)(?:school|choices|policy)\.[^\]]*(?=\])")


def renames_between(heirs: Heirs, old: Document, new: Document) -> dict[str, str]:
    """Return the former names of `old` → the names that `new` has for them.

    Of several heirs of a clause the first that `new` contains is meant. Two clauses that became one keep apart: the
    second has its former name still, so that nothing of it is lost in a comparison.
    """
    then, now = ({record.id for record in document.clauses} for document in (old, new))
    found: dict[str, str] = {}
    for former, names in heirs.items():
        name = next((name for name in names if name in now), names[0] if names else "")
        is_clause = former in then or name in now
        if name and not (is_clause and (former not in then or name in then or name in found.values())):
            found[former] = name
    return found


def renamed(document: Document, names: Mapping[str, str]) -> Document:
    """Return a document with each former name of `names` (full name → full name) replaced."""
    if not names:
        return document

    def change(node: Any) -> Any:
        values = {
            field.name: new
            for field in fields(node)
            if field.name in _NAMED
            and isinstance(old := getattr(node, field.name), str)
            and (new := renamed_key(old, names)) != old
        }
        return replace(node, **values) if values else node

    found: Document = mapped(document, change)
    return found


def renamed_key(key: str, names: Mapping[str, str]) -> str:
    """Return an id or a key under today's name: a clause's, a block's or a row's, a settings key or that of a role."""
    for before in _ROLES:
        role = f"people.{key.removeprefix(before)}"
        if key.startswith(before) and role in names:
            return before + names[role].removeprefix("people.")
    for old in (key, key.partition("/")[0], ".".join(key.split(".")[:2])):
        if old in names:
            return names[old] + key[len(old) :]
    return key


def renamed_words(words: str, names: Mapping[str, str]) -> str:
    """Return adopted words with today's names of the keys that stand in them in the place of values."""
    return _MARK.sub(lambda found: renamed_key(found[0], names), words)
