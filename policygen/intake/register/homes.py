"""Which schools a project has, by their number in the register, and the file of a new one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from policygen.ask.starting import id_from
from policygen.check.schools import SCHOOL_ID, school_files
from policygen.world.protocol import OutsideTheProject, World

# A line of a settings file that gives the school's number; not in a comment.
_URN = re.compile(rb"^[^#\n]*?(?<![\w-])urn:[ \t]*[\"']?([0-9]{6})(?![0-9])", re.MULTILINE)


class SchoolHomes:
    """The settings files of a project's schools; `recorded` are those that the record of the register names, by URN."""

    def __init__(self, world: World, recorded: Mapping[str, str]) -> None:
        files = school_files(world)
        self._taken = set(files)
        there = frozenset(files.values())
        self._by_urn = {urn: file for urn, file in recorded.items() if file in there}
        self._by_urn |= dict(_numbers(world, files))

    def of(self, urn: str) -> str:
        """Return the file of the school with this number, "" if the project has none."""
        return self._by_urn.get(urn, "")

    def new(self, name: str, urn: str, wanted: str = "") -> str:
        """Return the file for a school that the project does not have, and keep it for this one.

        `wanted` is an id for it, by default one made from its name; if that is taken, its number is added.
        """
        wanted = wanted or id_from(name)
        if not SCHOOL_ID.fullmatch(wanted) or wanted in self._taken:
            wanted = f"{wanted[: 63 - len(urn)].rstrip('-') or 'school'}-{urn}"
        self._taken.add(wanted)
        file = f"schools/{wanted}.yaml"
        self._by_urn[urn] = file
        return file


def _numbers(world: World, files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for file in files.values():
        try:
            found = _URN.search(world.read(file))
        except (OSError, OutsideTheProject):
            continue  # `check` reports it
        if found is not None:
            yield found[1].decode(), file
