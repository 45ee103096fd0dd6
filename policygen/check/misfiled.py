"""Recognise a file under clauses/ that has another kind's contents, such as a library.yaml with its name misspelt.

Without this, everything that such a file declares would be reported as unknown wherever it is used.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from policygen.source.nodes import Mapping, Node
from policygen.world.protocol import PACKAGED

# The key that only this kind of file has at its top.
MAIN_KEYS = {
    "vocabulary": "people",
    "additions": "people",
    "library": "publisher",
    "clauses": "clauses",
    "policy": "sections",
    "register": "requirements",
    "contacts": "contacts",
    "references": "references",
    "models": "models",
}


def kind_inside(node: Node) -> str | None:
    """Return the kind that a file's keys show, or None where they do not tell."""
    if not isinstance(node, Mapping):
        return None
    found = next((kind for kind, key in MAIN_KEYS.items() if node.get(key) is not None), None)
    # A library's own vocabulary need not have posts.
    return "additions" if found is None and node.get("choices") is not None else found


def is_misfiled(node: Node, expected: str) -> bool:
    """Tell whether a file lacks the main key of the kind that its name says, and has the main key of another."""
    found = kind_inside(node)
    if found is None or {found, expected} <= {"vocabulary", "additions"}:
        return False
    if expected == "policy" and isinstance(node, Mapping) and node.get("insert") is not None:
        return False  # What a library inserts into another's policy.
    main = MAIN_KEYS.get(expected)
    return main is None or (isinstance(node, Mapping) and node.get(main) is None)


def wanted_name(name: str, kind: str) -> str:
    """Return where a file of `kind` belongs: `clauses/union/library.yaml` for `clauses/union/libary.yaml`."""
    prefix = PACKAGED if name.startswith(PACKAGED) else ""
    path = PurePosixPath(name.removeprefix(PACKAGED)).relative_to("clauses")
    folder = path.parts[0] if len(path.parts) > 1 else "LIBRARY"
    match kind:
        case "library":
            return f"{prefix}clauses/{folder}/library.yaml"
        case "register":
            return f"{prefix}clauses/{folder}/requirements/{path.name}"
        case "policy":
            return f"{prefix}clauses/policies/{path.name}"
        case "additions":
            return f"{prefix}clauses/{folder}/vocabulary.yaml"
        case "vocabulary" | "contacts" | "references" | "models" if _is_library(folder):
            return f"{prefix}clauses/{folder}/{kind}.yaml"
        case "clauses":
            return f"{prefix}clauses/{'LIBRARY' if folder == 'policies' else folder}/{path.name}"
        case _:
            return f"{prefix}clauses/{kind}.yaml"


def _is_library(folder: str) -> bool:
    return folder not in ("policies", "LIBRARY")
