"""Edits spread over the files of all specimens, made by the generator, and then by LibreOffice if that is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count as numbers
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import policygen
from policygen.look.look import Look

from . import DISGUISES, KINDS, Edit, EditedFile, NothingToEdit, make_edit
from .office import made_in_office
from .specimens import built_docx, specimen_files

_AT_ONCE = 48  # edits that one process of LibreOffice makes


@dataclass(frozen=True)
class Chosen:
    """An edit of a file of a school, what rewrites the file afterwards, and the chance that it takes for that."""

    number: int
    school: str
    policy: str
    built: bytes
    edit: Edit
    how: str
    random: Random


def choose(library: policygen.Library, look: Look, count: int, seed: int) -> Iterator[Chosen]:
    """Yield edits, of each kind in turn, spread over the files of the specimens."""
    files = list(specimen_files(library))
    Random(seed).shuffle(files)  # noqa: S311
    built: dict[tuple[str, str], bytes] = {}
    for number in range(count):
        kind = list(KINDS)[number % len(KINDS)]
        how = list(DISGUISES)[number // len(KINDS) % len(DISGUISES)]
        random = Random(seed * 100_000 + number)  # noqa: S311
        for step in range(len(files)):
            school, policy = files[(number + step) % len(files)]
            if (school, policy) not in built:
                built[school, policy] = built_docx(library, school, policy, look)
            data = built[school, policy]
            try:
                edit = make_edit(kind, EditedFile(data), random)
            except NothingToEdit:
                continue
            yield Chosen(number, school, policy, data, edit, how, random)
            break


def through_office(chosen: Iterator[Chosen], command: list[str]) -> Iterator[Chosen]:
    """Yield the same edits as LibreOffice makes them, which `command` starts. Raises NotMade."""
    with TemporaryDirectory() as folder:
        for number in numbers():
            several = list(islice(chosen, _AT_ONCE))
            if not several:
                return
            place = Path(folder, str(number))
            place.mkdir()
            made = made_in_office(command, place, {str(one.number): (one.built, one.edit) for one in several})
            yield from (replace(one, edit=made[str(one.number)]) for one in several)
