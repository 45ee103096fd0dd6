"""What a school's file holds: which files of a project belong to a school, and the list of them that goes with it."""

from __future__ import annotations

import hashlib
import json
import posixpath
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from policygen.check.files import OWN_FOLDERS
from policygen.check.schools import SCHOOL_ID, school_files
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Refused
from policygen.resolve.groups import group_files, groups_of
from policygen.source.nodes import Mapping as MappingNode
from policygen.source.nodes import Scalar
from policygen.source.reading import read_source
from policygen.world.protocol import ADOPTED, BASE, World

KIND, VERSION = "policygen school", 1
LIST, PAGE = "school.json", "READ ME.txt"
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
LONGEST_NAME = 240
PICTURES = (".png", ".jpg", ".jpeg", ".svg")
LOGO = "logo/"  # a logo may be anywhere in a project, so it has a folder of its own here


class NotASchoolFile(Refused):
    """The file is not a school's file, or cannot be read safely; its message says why."""


# What is carried of a group besides its settings: the words that it tailored, and what it adopted for its schools.
GROUP_FOLDERS = MappingProxyType({"base": ".yaml", "adopted": ".json"})


@dataclass(frozen=True, slots=True)
class SchoolContents:
    """The list in a school's file. `groups` are the settings files that it extends, `libraries` what it was made with.

    `files` are the SHA-256 digests of all files but the list and the page, by name.
    """

    school: str
    name: str
    groups: tuple[str, ...]
    libraries: Mapping[str, str]
    policygen: str
    files: Mapping[str, str]

    @property
    def settings(self) -> str:
        return f"schools/{self.school}.yaml"

    def to_bytes(self) -> bytes:
        content = {"kind": KIND, "version": VERSION, **asdict(self)}
        return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"

    @classmethod
    def from_bytes(cls, data: bytes) -> SchoolContents:
        """Read a list, which may come from anywhere. Raises NotASchoolFile."""
        try:
            found = json.loads(data)
            if found["kind"] != KIND or found["version"] != VERSION:
                raise NotASchoolFile(say("portable.other_version"))
            contents = cls(
                _text(found["school"]),
                _text(found["name"]),
                tuple(_text(name) for name in found["groups"]),
                _texts(found["libraries"]),
                _text(found["policygen"]),
                _texts(found["files"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            if isinstance(error, NotASchoolFile):
                raise
            raise NotASchoolFile(say("portable.no_list", file=LIST)) from error
        if not SCHOOL_ID.fullmatch(contents.school) or not all(_is_group(name) for name in contents.groups):
            raise NotASchoolFile(say("portable.no_list", file=LIST))
        return contents

    def holds(self, name: str) -> bool:
        """Return whether a file of this name can belong to this school."""
        if name in (LIST, PAGE, self.settings) or name in self.groups:
            return True
        if name.startswith(LOGO):
            return posixpath.splitext(name)[1].lower() in PICTURES
        for folder, extension in GROUP_FOLDERS.items():
            if any(name.startswith(f"{group.removesuffix('.yaml')}/{folder}/") for group in self.groups):
                return name.endswith(extension)
        return any(name.startswith(f"schools/{self.school}/{folder}/") for folder in OWN_FOLDERS)

    def is_shared(self, name: str) -> bool:
        """Return whether a file belongs to a group above the school, and so to other schools too."""
        return any(name == group or name.startswith(f"{group.removesuffix('.yaml')}/") for group in self.groups)


def files_of_school(world: World, school: str, libraries: Mapping[str, str], policygen: str) -> dict[str, bytes]:
    """Return the files of a school's file by name, the list among them. Raises KeyError for an unknown school; OSError
    and OutsideTheProject for a file that cannot be read; NotASchoolFile for a name that other computers cannot hold.
    """
    settings, groups = _with_groups(world, school)
    names = _names_of(world, school, settings, groups, OWN_FOLDERS)
    for name in names:
        if not is_safe_name(name):
            raise NotASchoolFile(say("portable.cannot_travel", file=name))
    files = {name: world.read(name) for name in names}
    files |= {f"{LOGO}{logo}": world.read(logo) for logo in _logos(world, (settings, *groups), files)}
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    contents = SchoolContents(
        school, _name(settings, files[settings]) or school, groups, dict(sorted(libraries.items())), policygen, digests
    )
    return {**files, LIST: contents.to_bytes()}


def files_to_compile(world: World, school: str) -> dict[str, bytes]:
    """Return the files that a school's policies are made from, by their names in the project: its settings, the files
    that it extends, their logos, what was adopted, and the words beneath tailoring. Kept and signed copies are not.

    Raises KeyError for an unknown school; OSError and OutsideTheProject for a file that cannot be read.
    """
    settings, groups = _with_groups(world, school)
    files = {name: world.read(name) for name in _names_of(world, school, settings, groups, (ADOPTED, BASE))}
    return files | {logo: world.read(logo) for logo in _logos(world, (settings, *groups), files)}


def _with_groups(world: World, school: str) -> tuple[str, tuple[str, ...]]:
    """Return the settings file of a school, and those that it extends."""
    settings, known = school_files(world)[school], group_files(world)
    return settings, tuple(known[group] for group in groups_of(world, settings) if group in known)


def _names_of(world: World, school: str, settings: str, groups: tuple[str, ...], folders: Collection[str]) -> list[str]:
    """Return the names of the files of a school, of its own folder those in `folders`, and of its groups."""
    own = [name for folder in sorted(folders) for name in world.names(f"schools/{school}/{folder}")]
    shared = [
        name
        for group in groups
        for folder, extension in GROUP_FOLDERS.items()
        for name in world.names(f"{group.removesuffix('.yaml')}/{folder}")
        if name.endswith(extension)
    ]
    return [settings, *groups, *own, *shared]


def _logos(world: World, settings: Collection[str], files: Mapping[str, bytes]) -> list[str]:
    """Return the names of the logos that settings files name and that are there."""
    return sorted({logo for file in settings if (logo := _logo(file, files[file])) and world.exists(logo)})


def _name(file: str, data: bytes) -> str:
    return _answer(file, data, "school", "name")


def _logo(file: str, data: bytes) -> str:
    found = _answer(file, data, "logo", "file")
    return posixpath.normpath(found) if posixpath.splitext(found)[1].lower() in PICTURES else ""


def _answer(file: str, data: bytes, group: str, key: str) -> str:
    """Return what a settings file says, mistakes elsewhere in it or not; "" if it says nothing."""
    found = read_source(file, data, Diagnostics())
    node = found[1].get(group) if found and isinstance(found[1], MappingNode) else None
    value = node.get(key) if isinstance(node, MappingNode) else None
    return value.text if isinstance(value, Scalar) else ""


def _is_group(name: str) -> bool:
    first, *folders, last = name.split("/")
    return (
        first == "schools"
        and bool(folders)
        and last.endswith(".yaml")
        and all(SCHOOL_ID.fullmatch(part) for part in (*folders, last.removesuffix(".yaml")))
        and OWN_FOLDERS.isdisjoint(folders[1:])
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _texts(value: Any) -> dict[str, str]:
    return {_text(key): _text(one) for key, one in value.items()}


def is_safe_name(name: str, longest: int = LONGEST_NAME) -> bool:
    """Return whether a name stays within a folder and means the same on every system."""
    if not 0 < len(name) <= longest or unicodedata.normalize("NFC", name) != name:
        return False
    if not name.isprintable() or any(mark in name for mark in '\\:*?"<>|'):
        return False
    parts = name.split("/")
    return all(
        part and not part.startswith((".", " ")) and not part.endswith((".", " ")) and not _is_reserved(part)
        for part in parts
    )


def _is_reserved(part: str) -> bool:
    return part.partition(".")[0].rstrip().casefold() in _RESERVED
