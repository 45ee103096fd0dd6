"""One name, one thing: a public function or class is defined in one module only."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

from tests.support.sources import tree_of

PACKAGE = Path(__file__).parent.parent / "policygen"

# Names that two modules still share. Take a name out once it is put right; put none in.
SHARED: frozenset[str] = frozenset()


def _public(file: Path) -> list[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    body = tree_of(file.read_text(encoding="utf-8")).body
    return [node.name for node in body if isinstance(node, kinds) and not node.name.startswith("_")]


def _shared() -> dict[str, list[str]]:
    modules = defaultdict(list)
    for file in sorted(PACKAGE.rglob("*.py")):
        for name in _public(file):
            modules[name].append(file.relative_to(PACKAGE).as_posix())
    return {name: files for name, files in modules.items() if len(files) > 1}


def test_a_public_name_is_defined_in_one_module() -> None:
    found = {name: files for name, files in _shared().items() if name not in SHARED}
    assert not found, "\n".join(f"{name}: {', '.join(files)}" for name, files in found.items())


def test_the_list_of_shared_names_only_shrinks() -> None:
    assert not SHARED - _shared().keys(), "these are put right: take them out of SHARED"
