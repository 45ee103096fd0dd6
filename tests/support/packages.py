"""Python packages that bring clause libraries, laid out as pip would, without installing anything."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.support.projects import write

LIBRARY = """\
id: {id}
title: {title}
publisher: the maintainers
version: "{version}"
released: 2026-09-01
licence: CC0-1.0
nation: england
language: en-GB
"""
CLAUSES = """\
clauses:
  - id: kite.flying
    title: Flying kites
    kind: information
    audience: [staff]
    text: Staff may fly kites.
"""


def library_yaml(library: str, version: str = "1.0", **more: str) -> str:
    """A library.yaml, with further keys as they are written."""
    text = LIBRARY.format(id=library, title=library.title(), version=version)
    return text + "".join(f"{key}: {value}\n" for key, value in more.items())


def package(folder: Path, name: str, entries: str, files: Mapping[str, str | bytes] | None = None) -> None:
    """A package in the folder of installed packages: its metadata with these lines of entry points, and its files."""
    write(folder, f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    write(folder, f"{name}-1.0.dist-info/entry_points.txt", f"[policygen.libraries]\n{entries}\n")
    for path, content in (files or {}).items():
        write(folder, path, content)


def kites(folder: Path, version: str = "1.0", text: str = CLAUSES, **more: str) -> None:
    """A package that brings the library `kites`, with one clause; it cannot be imported."""
    files = {
        "kite_clauses/__init__.py": "raise SystemExit('the code of a package with a library was run')\n",
        "kite_clauses/kites/library.yaml": library_yaml("kites", version, **more),
        "kite_clauses/kites/flying.yaml": text,
    }
    package(folder, "kite-clauses", "kites = kite_clauses:kites", files)
