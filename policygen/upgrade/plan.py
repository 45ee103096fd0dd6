"""The plan of an upgrade: each settings file as it will be, its bases, the lock, and what is left to people."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from policygen.ask.unfinished import Unfinished
from policygen.check.loading import load_project
from policygen.check.locking import encode_lock, pins_of, read_lock
from policygen.check.project import Project
from policygen.check.schools import UnknownSchool, load_settings
from policygen.compile.bases import base_folder, files_of_bases, index_file
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic, Diagnostics, Refused, Severity
from policygen.model.settings import Settings
from policygen.resolve.groups import groups_of, settings_files
from policygen.resolve.inherit import chain_of
from policygen.source.editing import CannotEdit
from policygen.upgrade.editing import Change, changed
from policygen.upgrade.entries import ClauseWords, other_names
from policygen.upgrade.library_changes import LibraryMove, library_moves
from policygen.upgrade.lost import LostName, lost_names
from policygen.upgrade.renames import Rename, Unclear, renames_in
from policygen.upgrade.tailoring import Past, Settlement, TailoringStep, tailoring_steps
from policygen.world.disk import DiskWorld
from policygen.world.git import GitRefused, world_at
from policygen.world.libraries import world_with
from policygen.world.memory import OverlaidWorld
from policygen.world.protocol import LOCK


class UnknownSettlement(Refused):
    """A collision is settled that there is not, or one that several files have is settled with words for one."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that a school has to answer; `is_new` if the old libraries did not ask it."""

    key: str
    label: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class FileUpgrade:
    """What an upgrade does to one settings file, a school's or a group's.

    `files` are the files that it writes, by name, with their bytes. `mistakes` are errors that the file would have
    afterwards and does not have now, `unreadable` those for which it cannot be read.
    """

    name: str
    file: str
    renames: tuple[Rename, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    steps: tuple[TailoringStep, ...] = ()
    lost: tuple[LostName, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()
    mistakes: tuple[Diagnostic, ...] = ()
    unreadable: tuple[Diagnostic, ...] = ()
    cannot_edit: str = ""
    files: MappingType[str, bytes] = field(default_factory=dict)

    @property
    def collisions(self) -> tuple[TailoringStep, ...]:
        return tuple(step for step in self.steps if step.outcome == "collides")

    @property
    def is_ready(self) -> bool:
        """Whether it can be written: nothing collides, no name is lost, and it gets no mistake that it has not now."""
        return not (self.collisions or self.lost or self.mistakes or self.unreadable or self.cannot_edit)

    @property
    def changes_settings(self) -> bool:
        return self.file in self.files


@dataclass(frozen=True, slots=True)
class UpgradePlan:
    """An upgrade as it would be. `lock` is the new lock, None if there is none to write; `waiting` keeps it back.

    `waiting` names the settings files of the project that are not part of this upgrade and have something left to do.
    """

    moves: tuple[LibraryMove, ...]
    files: tuple[FileUpgrade, ...]
    lock: bytes | None
    waiting: tuple[str, ...]
    is_locked: bool

    @property
    def is_ready(self) -> bool:
        return all(one.is_ready for one in self.files)

    @property
    def written(self) -> dict[str, bytes]:
        """The files that the upgrade writes, by name."""
        found = {name: data for one in self.files for name, data in one.files.items()}
        return found if self.lock is None or self.waiting else {**found, LOCK: self.lock}


class NoSuchPast(Refused):
    """What was named as the libraries of before is no file, folder or revision, or holds no clause library."""


def project_then(world: DiskWorld, old: str) -> Project:
    """Return the project over the libraries that `old` names: a wheel, a folder, or a git revision of the project.

    Libraries that are not there are those of today. Raises NoSuchPast; Refused for a wheel or folder without libraries.
    """
    try:
        past = world_with(world, old) if Path(old).exists() else world_at(world, old)
    except GitRefused as error:
        raise NoSuchPast(say("upgrade.no_old", old=old, reason=str(error))) from error
    project = load_project(past, Diagnostics(), to_print=False)
    if project is None:
        raise NoSuchPast(say("upgrade.no_library", old=old))
    return project


def plan_upgrade(
    project: Project,
    names: Collection[str],
    settlements: MappingType[str, Settlement],
    old: Project | None = None,
    by_file: MappingType[str, MappingType[str, Settlement]] = MappingProxyType({}),
) -> UpgradePlan:
    """Plan the upgrade of these schools and groups, by default all; nothing is written.

    `settlements` are decisions by the clause's name, for all of these files; `by_file` are those for one school or
    group alone, by its name. Raises UnknownSchool, UnknownSettlement.
    """
    world = project.world
    known = settings_files(world)
    for name in names:
        if name not in known:
            raise UnknownSchool(name, known)
    # A group's words are those that its schools tailored, so it comes before them.
    ordered = sorted(known, key=lambda name: (len(groups_of(world, known[name])), name))
    chosen = [name for name in ordered if not names or name in names]
    locked = read_lock(world, Diagnostics())
    past = Past(old, locked.pins if locked else {})
    planned: dict[str, FileUpgrade] = {}
    overlay: dict[str, bytes] = {}
    for name in chosen:
        own = {**settlements, **by_file.get(name, {})}
        planned[name] = _file(project, name, known[name], overlay, own, past)
        if planned[name].is_ready:
            overlay |= planned[name].files
    _all_used(settlements, planned.values())
    rest = [_file(project, name, known[name], overlay, {}, past) for name in ordered if name not in chosen]
    waiting = tuple(one.name for one in rest if one.changes_settings or not one.is_ready)
    kept = _kept_words([*planned.values(), *rest])
    moves = library_moves(project, locked.pins if locked else None, old, kept)
    pins = pins_of(project)
    lock = encode_lock(pins.values()) if pins or locked is not None else None
    if lock is not None and world.exists(LOCK) and world.read(LOCK) == lock:
        lock = None
    return UpgradePlan(moves, tuple(planned.values()), lock, waiting, is_locked=locked is not None)


def _file(
    project: Project, name: str, file: str, overlay: MappingType[str, bytes],
    settlements: MappingType[str, Settlement], past: Past,
) -> FileUpgrade:  # fmt: skip
    here = _with(project, overlay)
    chain, before = _chain(here, file)
    if not chain:
        return FileUpgrade(name, file, unreadable=tuple(one for one in before if one.severity is Severity.ERROR))
    settings = chain[0]
    old = past.project
    renames, unclear = renames_in(here, settings, old)
    renames += other_names(here, settings)
    steps = tailoring_steps(here, chain, settlements, past)
    lost = lost_names(here, chain, steps, past)
    upgrade = FileUpgrade(name, file, tuple(renames), tuple(unclear), tuple(steps), lost)
    if upgrade.collisions:
        return replace(upgrade, questions=tuple(_questions(here, name, file, old)))
    removed = [Change(one.path, "remove") for one in unclear if one.why == "removed"]
    changes = [*(one.change for one in renames), *(c for step in steps for c in step.changes), *removed]
    files: dict[str, bytes] = {}
    try:
        if changes:
            files[file] = changed(file, here.world.read(file), _in_order(changes))
    except CannotEdit as error:
        return replace(upgrade, cannot_edit=str(error))
    files |= _bases(project, file, settings, steps, {**overlay, **files})
    after = _with(project, {**overlay, **files})
    _, found = _chain(after, file)
    known = {(one.code, one.message) for one in before}
    mistakes = [one for one in found if one.severity is Severity.ERROR and (one.code, one.message) not in known]
    return replace(upgrade, questions=tuple(_questions(after, name, file, old)), mistakes=tuple(mistakes), files=files)


def _with(project: Project, files: MappingType[str, bytes]) -> Project:
    """Return a view of a project in which these files are as given."""
    return replace(project.for_session(), world=OverlaidWorld(project.world, dict(files)))


def _chain(project: Project, file: str) -> tuple[tuple[Settings, ...], Diagnostics]:
    diagnostics = Diagnostics()
    settings = load_settings(project, file, diagnostics)
    return (chain_of(project, settings, diagnostics) if settings is not None else ()), diagnostics


def _in_order(changes: list[Change]) -> list[Change]:
    """Return changes without those within an entry that is removed as a whole."""
    gone = [change.path for change in changes if change.what == "remove"]
    return [c for c in changes if c.what == "remove" or not any(c.path[: len(path)] == path for path in gone)]


def _bases(
    project: Project, file: str, settings: Settings, steps: list[TailoringStep], files: MappingType[str, bytes]
) -> dict[str, bytes]:
    """Return the files that record what the entries of a file are made against once it is upgraded."""
    if not any(step.outcome in ("merged", "settled", "removed") or step.formerly for step in steps):
        return {}
    recorded = {step.clause: step.recorded for step in steps if step.recorded and not step.base_in_entry}
    index = f"{base_folder(settings)}/index.yaml"
    made = {index: index_file(recorded)} if recorded or project.world.exists(index) else {}
    after = _with(project, {**files, **made})
    chain, _ = _chain(after, file)
    own = f"{base_folder(settings)}/"
    return {**made, **{name: data for name, data in files_of_bases(after, chain).items() if name.startswith(own)}}


def _questions(project: Project, name: str, file: str, old: Project | None) -> Iterator[OpenQuestion]:
    """Yield what a school, or with new questions only a group too, has to answer before its policies can be built."""
    if "/" in name:
        return
    now = Unfinished.load(project, file)
    for item in now.missing() if now is not None else ():
        group, _, key = item.key.partition(".")
        asked = old.vocabulary.people if old is not None and group == "people" else {}
        questions = old.vocabulary.groups.get(group, {}) if old is not None else {}
        yield OpenQuestion(item.key, item.label, old is not None and key not in asked and key not in questions)


def _all_used(settlements: MappingType[str, Settlement], files: Collection[FileUpgrade]) -> None:
    for name, settlement in settlements.items():
        using = [one.name for one in files if any(name in step.names for step in one.steps)]
        if not using:
            raise UnknownSettlement(say("upgrade.nothing_to_settle", clause=name))
        if settlement.take == "words" and len(using) > 1:
            raise UnknownSettlement(say("upgrade.words_for_one", clause=name, files=using))


def _kept_words(files: Collection[FileUpgrade]) -> dict[str, ClauseWords]:
    """Return the old words that settings files keep, by the first digits of their digest."""
    return {step.base_digest: step.base for one in files for step in one.steps if step.base and step.base_digest}
