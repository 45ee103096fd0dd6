"""The licence of every file is known, its text is here, and the clauses' libraries name the one that covers them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
RULES = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))["annotations"]


def covering(path: str) -> str:
    """The licence that REUSE.toml gives to everything under `path`."""
    (rule,) = (rule for rule in RULES if rule["path"] == path)
    return str(rule["SPDX-License-Identifier"])


def test_each_licence_has_its_text_and_no_text_is_without_use() -> None:
    used = {rule["SPDX-License-Identifier"] for rule in RULES}
    assert used == {path.stem for path in (ROOT / "LICENSES").iterdir()}


def test_the_code_is_under_the_licence_at_the_top() -> None:
    assert covering("**") == "MIT"
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")


def test_every_library_names_the_licence_that_covers_its_folder() -> None:
    libraries = sorted((ROOT / "clauses").glob("*/library.yaml"))
    assert libraries
    for path in libraries:
        assert yaml.safe_load(path.read_text(encoding="utf-8"))["licence"] == covering("clauses/**"), path


def test_the_package_names_every_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    packed = {rule["SPDX-License-Identifier"] for rule in RULES if not str(rule["path"]).startswith("tests/")}
    assert set(project["license"].split(" AND ")) == packed
