"""A project folder and a school's settings file in it, from nothing or from a specimen; nothing is overwritten."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from policygen.ask.interview import interview
from policygen.ask.settings_file import NewSchool, new_settings
from policygen.check.locking import encode_lock, pins_of
from policygen.check.project import Project
from policygen.check.schools import SCHOOL_ID, school_files
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused
from policygen.resolve.groups import group_files, groups_of
from policygen.schema import write_schemas
from policygen.world.disk import DiskWorld, on_disk, packaged_root
from policygen.world.protocol import LOCK
from policygen.world.writing import write_whole


def id_from(name: str) -> str:
    """Return the id that a school's name suggests: “St Mary's CE Primary” becomes `st-marys-ce-primary`."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    plain = re.sub(r"['’]", "", plain).lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].rstrip("-")


def usual_policies(project: Project) -> tuple[str, ...]:
    """Return every policy and sheet of the project, the policies first."""
    outlines = sorted(project.outlines.values(), key=lambda outline: outline.kind)
    return tuple(outline.id.text for outline in outlines)


def only_nation(project: Project) -> str:
    """Return the nation that every library is for, empty where they differ."""
    nations = {library.nation.text for library in project.libraries.values()}
    return next(iter(nations)) if len(nations) == 1 else ""


def start_school(project: Project, school: NewSchool) -> str:
    """Write a new school's settings, with the schema that editors use beside them; return the text.

    Raises Refused for a name that cannot be used or is in use; OSError.
    """
    world = on_disk(project.world)
    identity = school.file.removeprefix("schools/").removesuffix(".yaml")
    if not SCHOOL_ID.fullmatch(identity):
        raise Refused(say("opening.wrong_id", id=identity))
    path = world.path(school.file)
    if path.exists():
        raise Refused(say("opening.file_exists", file=school.file, id=identity))
    text = new_settings(project, school, interview(project, school.policies))
    begin_project(project, world)
    write_whole(path, text.encode())
    return text


def begin_project(project: Project, world: DiskWorld) -> None:
    """Write what a project has before its first school: the pins of its libraries, the schema for editors, .gitignore.

    Raises OSError.
    """
    _pin(project, world)
    write_schemas(project, ("school",))
    _ignore(world)


def copy_specimen(project: Project, name: str) -> list[str]:
    """Copy a packaged specimen and what it extends into the project; return the names of the files.

    Raises Refused if one of them exists and is different; OSError, and KeyError for a specimen that does not come with
    policygen.
    """
    world = on_disk(project.world)
    packaged = DiskWorld(packaged_root(), environment={})
    files = school_files(packaged)
    above = group_files(packaged)
    names = [files[name], *(above[group] for group in groups_of(packaged, files[name]))]
    for each in names:
        target = world.path(each)
        if target.exists() and target.read_bytes() != packaged.read(each):
            raise Refused(say("opening.taken", file=each))
    begin_project(project, world)
    for each in names:
        write_whole(world.path(each), packaged.read(each))
    return names


def specimens() -> list[str]:
    """Return the ids of the specimens that come with policygen."""
    return sorted(school_files(DiskWorld(packaged_root(), environment={})))


def _pin(project: Project, world: DiskWorld) -> None:
    """Pin the packaged and installed libraries in a project that has no school yet."""
    if world.exists(LOCK) or school_files(world):
        return
    pins = pins_of(project)
    if pins:
        write_whole(world.path(LOCK), encode_lock(pins.values()))


def _ignore(world: DiskWorld) -> None:
    path: Path = world.root / ".gitignore"
    if not path.exists():
        write_whole(path, say("settings_file.ignored").encode())
