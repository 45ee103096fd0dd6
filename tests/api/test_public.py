"""What `import policygen` offers: the same names to Python, to a type checker and to a reader of the reference."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import policygen
from tests.support.projects import lay_out
from tests.support.settings import school

PACKAGE = Path(policygen.__file__).parent


def test_every_public_name_is_there_and_documented() -> None:
    for name in policygen.__all__:
        found = getattr(policygen, name)
        if inspect.isclass(found) or inspect.isfunction(found):
            assert found.__doc__, name


def test_a_type_checker_sees_the_names_that_python_sees() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    guarded = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {
        alias.asname: node.module for node in guarded.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert seen == policygen._PUBLIC


def test_no_public_name_is_a_folders_name() -> None:
    assert not {name for name in policygen.__all__ if (PACKAGE / name).is_dir()}


def test_a_name_that_is_not_public_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Compiler'"):
        _ = policygen.Compiler


def test_importing_the_package_loads_none_of_it() -> None:
    code = "import sys, policygen; print([m for m in sys.modules if m.startswith('policygen.')])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_library_with_mistakes_says_them(tmp_path: Path) -> None:
    with pytest.raises(policygen.LibraryUnusable) as caught:
        policygen.load(policygen.DiskWorld(tmp_path, tmp_path, {}))
    assert [one.code for one in caught.value.diagnostics] == ["PG208"]


def test_a_school_that_is_not_there_is_said(tmp_path: Path) -> None:
    library = policygen.load(lay_out(tmp_path))
    with pytest.raises(policygen.UnknownSchool):
        library.open("vale")


def test_a_school_with_mistakes_opens_and_says_them(tmp_path: Path) -> None:
    library = policygen.load(
        lay_out(tmp_path, {"schools/vale.yaml": school(school="\n  name: Vale\n  phase: [nothing]")})
    )
    vale = library.open("vale")
    assert not vale.usable
    assert vale.diagnostics
    assert library.open("hilltop").usable


def test_a_policy_that_a_school_has_not_is_a_key_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        policygen.load(lay_out(tmp_path)).open("hilltop").compile("nothing")


def test_check_finds_what_the_command_finds(tmp_path: Path) -> None:
    library = policygen.load(lay_out(tmp_path, {"schools/vale.yaml": "school: {name: Vale, type: nothing}\n"}))
    assert {one.span.file for one in library.check() if one.span} == {"schools/vale.yaml"}
