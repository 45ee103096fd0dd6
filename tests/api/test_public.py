"""What `import policygen` offers: the same names to Python, to a type checker and to a reader of the reference."""

from __future__ import annotations

import ast
import inspect
import json
import re
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


MOST_NAMES = 62


def test_the_public_list_stays_short() -> None:
    assert len(set(policygen.__all__) - {"__version__"}) <= MOST_NAMES


def test_each_class_in_a_public_signature_of_a_session_or_library_is_public_or_plain() -> None:
    """What a caller has to hand in can be made from public names alone."""
    wanted = set()
    for thing in (policygen.load, *_methods(policygen.Library), *_methods(policygen.Session)):
        for one in inspect.signature(thing).parameters.values():
            wanted |= set(re.findall(r"\b[A-Z]\w+", str(one.annotation)))
    plain = {"Collection", "Iterable", "Sequence", "Mapping", "Callable", "Path", "None", "Compiler"}
    # Given by methods of other public classes, or a function.
    assert wanted - plain - set(policygen.__all__) == {"Overlay", "PresentPolicy", "Progress"}


def _methods(of: type) -> list[object]:
    return [one for name, one in vars(of).items() if inspect.isfunction(one) and not name.startswith("_")]


def test_results_are_text_for_people_and_for_programs(tmp_path: Path) -> None:
    library = policygen.load(lay_out(tmp_path))
    fresh = library.freshness()
    assert json.loads(fresh.json())["as_of"] == str(fresh.as_of)
    assert str(fresh.as_of) in next(fresh.lines())
    coverage = library.coverage()
    assert json.loads(coverage.text("json"))["registers"] is not None
    assert set(coverage.FORMATS) == {"table", "csv", "html", "json"}
    order = policygen.Order(("md",), out=tmp_path / "build")
    report = policygen.BuildReport(tuple(library.build(["hilltop"], order)))
    assert json.loads(report.json())["not_made"] == 0
    assert report.summary()


def test_what_is_refused_says_why(tmp_path: Path) -> None:
    world = lay_out(tmp_path, {"minutes.json": "{}"})
    for asked in (
        lambda: policygen.read_date("tomorrow"),
        lambda: policygen.Comparison.side(tmp_path / "minutes.json"),
        lambda: policygen.load(world).impact("nowhere"),
        lambda: policygen.load(world).word_copies(["nowhere"]),
        lambda: policygen.verify("a.pdf", b"", world, against=b"no document"),
        lambda: policygen.SchoolArchive(tmp_path / "minutes.json").add_to(world),
    ):
        with pytest.raises(policygen.Refused, match=r"."):
            asked()
