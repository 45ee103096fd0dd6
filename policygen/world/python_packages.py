"""Find the clause libraries that Python packages bring, without running any code of theirs.

A package names its libraries in the group `policygen.libraries` of its entry points, as `id = package:folder` with a
package at the top level. The text of the entry is read, the package is looked for in the folders of Python's path, and
nothing is imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from importlib.machinery import PathFinder
from importlib.metadata import Distribution, EntryPoint, distributions
from pathlib import Path

from policygen.world.installed import GROUP, LIBRARY_FILE, RESERVED, InstalledLibrary

_ID = re.compile(r"[a-z][a-z0-9-]*")
# One package, whose code need not run to find it, and a folder in it; no part can be `..` or hidden.
_VALUE = re.compile(r"([A-Za-z_][A-Za-z0-9_]*):([A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*)")


def find_installed(path: tuple[str, ...]) -> tuple[InstalledLibrary, ...]:
    """Return the libraries of the Python packages in the folders of `path`, in order of their ids. Never raises.

    Of two packages of the same name, the one that is first on the path counts, as it does for Python.
    """
    found: dict[str, InstalledLibrary] = {}
    for distribution in _distributions(path):
        for library in _libraries(distribution, path):
            first = found.get(library.id)
            if first is None:
                found[library.id] = library
            else:
                found[library.id] = replace(first, folder=None, fault="twice", other=library.package)
    return tuple(found[name] for name in sorted(found))


def place_of(value: str) -> str:
    """Return the folder that the value of an entry point names, as `package/folder`; empty for no such value."""
    match = _VALUE.fullmatch(value)
    return "/".join(match.groups()) if match else ""


def _distributions(path: tuple[str, ...]) -> Iterator[Distribution]:
    """Yield each package that has libraries, once."""
    seen = set()
    for distribution in distributions(path=list(path)):
        try:
            mentions = GROUP in (distribution.read_text("entry_points.txt") or "")
        except (OSError, ValueError):
            continue
        if not mentions:
            continue
        name = _name(distribution)
        if name not in seen:
            seen.add(name)
            yield distribution


def _libraries(distribution: Distribution, path: tuple[str, ...]) -> Iterator[InstalledLibrary]:
    package = _package(distribution)
    try:
        entries = [entry for entry in distribution.entry_points if entry.group == GROUP]
    except Exception as error:  # whatever Python's own reader raises for what a package has in this file
        reason = " ".join(str(error).split()) or type(error).__name__
        yield InstalledLibrary(id=package, package=package, fault="unreadable", reason=reason)
        return
    for entry in entries:
        yield _located(entry, package, path)


def _located(entry: EntryPoint, package: str, path: tuple[str, ...]) -> InstalledLibrary:
    library = InstalledLibrary(id=entry.name, package=package, value=entry.value)
    if not _ID.fullmatch(entry.name):
        return replace(library, fault="id")
    if entry.name in RESERVED:
        return replace(library, fault="taken")
    match = _VALUE.fullmatch(entry.value)
    if match is None:
        return replace(library, fault="value")
    module, inner = match.groups()
    try:
        found = PathFinder.find_spec(module, path)
        bases = [Path(base) for base in (found.submodule_search_locations or ())] if found else []
        if not bases:
            return replace(library, fault="module")
        for base in bases:
            folder = base / inner
            if (folder / LIBRARY_FILE).is_file():
                inside = folder.resolve().is_relative_to(base.resolve())
                return replace(library, folder=folder) if inside else replace(library, fault="outside")
    except (OSError, RuntimeError, ValueError, ImportError) as error:
        return replace(library, fault="unreadable", reason=str(error))
    return replace(library, fault="folder")


def _name(distribution: Distribution) -> str:
    """Return a package's name as Python compares it, or where it is if it has no readable name."""
    try:
        name = distribution.metadata["Name"]
    except Exception:  # a file that is missing, is not text, or says no name
        name = None
    return re.sub(r"[-_.]+", "-", name).lower() if isinstance(name, str) else str(distribution.locate_file(""))


def _package(distribution: Distribution) -> str:
    """Return a package's name and version, as far as it says them."""
    try:
        known = distribution.metadata
        parts = [known["Name"], known["Version"]]
    except Exception:  # as above
        parts = []
    return " ".join(part for part in parts if isinstance(part, str)) or str(distribution.locate_file(""))
