"""A stage imports only from the stages before it in `policygen/stages.yaml`: no circle, no arrow up."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from tests.support.sources import nodes_of

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "policygen"
# The package itself: its version and its entry point, which belong to no stage.
FRONT = frozenset({"__init__", "__main__"})
# Arrows up that are still there, as (from, to). Take one out once it is put right; put none in.
STILL_UP: frozenset[tuple[str, str]] = frozenset()


class Import(NamedTuple):
    """An import of one stage by another, and where it is written."""

    importer: str
    imported: str
    place: str


def order() -> list[str]:
    stages = yaml.safe_load((PACKAGE / "stages.yaml").read_text(encoding="utf-8"))
    return [entry["stage"] for entry in stages]


def stage_of(module: str) -> str:
    """The stage of a module by its full name; the package itself is `__init__`."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def modules_named(node: ast.AST, package: str) -> Iterator[str]:
    """The modules that an import names in full, wherever in the file it is."""
    match node:
        case ast.Import():
            yield from (alias.name for alias in node.names)
        case ast.ImportFrom():
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            if module == "policygen":
                yield from (f"{module}.{alias.name}" for alias in node.names if (PACKAGE / alias.name).is_dir())
            else:
                yield module


def imports_in(text: str, file: str, package: str) -> Iterator[Import]:
    """Every import of a stage by another in one file; `package` is the file's own."""
    importer = stage_of(package)
    for node in nodes_of(text):
        for module in modules_named(node, package):
            imported = stage_of(module)
            if module.split(".")[0] == "policygen" and imported not in {importer, *FRONT}:
                yield Import(importer, imported, f"{file}:{getattr(node, 'lineno', 0)}")


def all_imports() -> Iterator[Import]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent != PACKAGE:
            package = ".".join(path.parent.relative_to(ROOT).parts)
            yield from imports_in(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix(), package)


def arrows_up(found: Iterator[Import], stages: list[str]) -> list[Import]:
    place = {stage: number for number, stage in enumerate(stages)}
    return [one for one in found if place[one.imported] > place[one.importer]]


def test_each_folder_is_a_stage_that_says_what_it_does() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert folders == set(order())
    assert len(order()) == len(set(order()))
    entries = yaml.safe_load((PACKAGE / "stages.yaml").read_text(encoding="utf-8"))
    assert all(entry["does"].endswith(".") for entry in entries)


def test_the_page_on_the_architecture_names_each_stage() -> None:
    page = (ROOT / "docs/dev/architecture.md").read_text(encoding="utf-8")
    assert [stage for stage in order() if f"`policygen/{stage}/`" not in page] == []


def test_no_stage_imports_one_that_comes_after_it() -> None:
    found = [one for one in arrows_up(all_imports(), order()) if (one.importer, one.imported) not in STILL_UP]
    words = [f"{one.place}: {one.importer} imports {one.imported}, which comes after it" for one in found]
    assert not words, "\n".join(words)


def test_the_list_of_arrows_up_only_shrinks() -> None:
    up = {(one.importer, one.imported) for one in arrows_up(all_imports(), order())}
    assert not STILL_UP - up, "these are put right: take them out of STILL_UP"


@pytest.mark.parametrize(
    "text",
    [
        "from policygen.cli.common import show",
        "import policygen.cli.common",
        "from policygen import cli",
        "from ..cli import common",
        "def f():\n    from policygen.cli import common",
        "if TYPE_CHECKING:\n    from policygen.cli.common import show",
    ],
)
def test_an_arrow_up_is_seen_however_it_is_written(text: str) -> None:
    found = arrows_up(imports_in(text, "policygen/check/x.py", "policygen.check"), order())
    assert [(one.importer, one.imported) for one in found] == [("check", "cli")]
