"""The commands are thin: what they need of policygen is public, so that a script or a server can do the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import policygen
from tests.support.sources import nodes_of

COMMANDS = Path(policygen.__file__).parent / "cli"


def _not_public(text: str) -> Iterator[str]:
    for node in nodes_of(text):
        match node:
            case ast.ImportFrom(module="policygen", names=names):
                yield from (one.name for one in names if one.name not in policygen.__all__ and one.name != "cli")
            case ast.ImportFrom(module=str(module)) if module.startswith("policygen."):
                if not f"{module}.".startswith("policygen.cli."):
                    yield module
            case ast.Import(names=names):
                yield from (one.name for one in names if one.name.startswith("policygen."))
            case ast.Attribute(value=ast.Name(id="policygen"), attr=name) if name not in policygen.__all__:
                yield f"policygen.{name}"


def test_commands_import_public_names_only() -> None:
    found = {path.stem: list(_not_public(path.read_text(encoding="utf-8"))) for path in COMMANDS.glob("*.py")}
    assert {name: modules for name, modules in found.items() if modules} == {}


def test_what_is_not_public_is_found() -> None:
    for text in (
        "from policygen.report.usage import Reach",
        "from policygen import Compiler",
        "import policygen.build",
        "import policygen\npolicygen.Compiler",
        "def late():\n    from policygen.cli_of_ours import x",
    ):
        assert list(_not_public(text)), text
    for text in ("from policygen import load", "from policygen.cli.common import show", "from policygen.cli import x"):
        assert not list(_not_public(text)), text
