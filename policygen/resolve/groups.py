"""Groups of schools: the files that schools extend (trusts, councils), and the schools that extend each of them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from policygen.check.schools import files_above_schools, school_files
from policygen.diagnostics.model import Diagnostics
from policygen.source.nodes import Mapping, Scalar
from policygen.source.reading import read_source
from policygen.world.protocol import OutsideTheProject, World

# The most likely `extends` of a file that cannot be read as a whole.
EXTENDS = re.compile(r"^extends:[ \t]*[\"']?([^\s\"'#]+)", re.MULTILINE)


# How many files a settings file can extend, each through the one before: a school has two or three above it.
LONGEST_CHAIN = 10


def group_files(world: World) -> dict[str, str]:
    """Return the files that schools extend: name as people use it (`trusts/castlemere`) → file."""
    return {group_name(name): name for name in files_above_schools(world)}


def settings_files(world: World) -> dict[str, str]:
    """Return the settings files of a project: a school's id or a group's name, which has a slash in it → file."""
    return {**school_files(world), **group_files(world)}


def group_name(file: str) -> str:
    """Return `trusts/castlemere` for `schools/trusts/castlemere.yaml` in any form that people write."""
    return posixpath.normpath(file).removeprefix("schools/").removesuffix(".yaml")


def groups_of(world: World, file: str) -> tuple[str, ...]:
    """Return the names of the groups that a settings file is in, nearest first, as far as `extends` leads.

    Files with mistakes count too, so that no school of a group is silently left out.
    """
    return tuple(group_name(above) for above in _above(world, file))


def schools_in(world: World, group: str) -> list[str]:
    """Return the ids of the schools that extend a group's file, directly or through another, in order."""
    return sorted(school for school, file in school_files(world).items() if group in groups_of(world, file))


def _above(world: World, file: str) -> Iterator[str]:
    seen = {file}
    while (parent := _extends(world, file)) is not None:
        file = posixpath.normpath(f"schools/{parent}")
        if file in seen:
            return
        seen.add(file)
        yield file
        if len(seen) > LONGEST_CHAIN:
            return


def _extends(world: World, file: str) -> str | None:
    try:
        data = world.read(file)
    except (OSError, OutsideTheProject):
        return None
    found = read_source(file, data, Diagnostics())
    if found is not None and isinstance(found[1], Mapping):
        node = found[1].get("extends")
        return node.text if isinstance(node, Scalar) and not node.empty else None
    match = EXTENDS.search(data.decode("utf-8", "replace"))
    return match[1] if match else None
