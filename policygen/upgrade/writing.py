"""Writing an upgrade: all of its files or none, and nothing that somebody changed and has not saved elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused
from policygen.upgrade.plan import UpgradePlan
from policygen.world.disk import DiskWorld
from policygen.world.git import GitRefused, unsaved_files
from policygen.world.protocol import KEPT, LOCK, World
from policygen.world.writing import write_whole


class CannotUpgrade(Refused):
    """The files cannot be written as they were planned; nothing was written. The message says what to do."""


def write_upgrade(world: DiskWorld, plan: UpgradePlan, seen: Mapping[str, bytes]) -> tuple[str, ...]:
    """Write the files of a plan, and return their names; `seen` are the project's files as the plan was made from them.

    In a git repository none of them may have changes that are not committed. Elsewhere the settings as they were are
    kept in schools/<name>/kept/. Raises CannotUpgrade, OSError, OutsideTheProject; then everything is as it was.
    """
    if not plan.is_ready:
        raise CannotUpgrade(say("upgrade.not_ready"))
    settings = {one.file: one.name for one in plan.files if one.changes_settings}
    return write_together(world, plan.written, seen, settings)


def write_together(
    world: DiskWorld, files: Mapping[str, bytes], seen: Mapping[str, bytes], settings: Mapping[str, str]
) -> tuple[str, ...]:
    """Write files, all of them or none, and return their names; `settings` are the settings files among them, by name.

    `seen` are the project's files as the new ones were made from them. The rules of `write_upgrade` hold, and it raises
    the same.
    """
    changed = [name for name in files if _now(world, name) != seen.get(name)]
    if changed:
        raise CannotUpgrade(say("upgrade.changed_meanwhile", files=changed))
    kept: dict[str, bytes] = {}
    try:
        unsaved = unsaved_files(world.root, tuple(files))
    except GitRefused:
        kept = settings_kept(world, settings, seen)
    else:
        if unsaved:
            raise CannotUpgrade(say("upgrade.unsaved", files=unsaved))
    write_all(world, {**kept, **files})
    return tuple(sorted((*kept, *files)))


def _now(world: DiskWorld, name: str) -> bytes | None:
    return world.read(name) if world.exists(name) else None


def settings_kept(world: World, settings: Mapping[str, str], seen: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the settings as they were under names that nothing has yet."""
    found = {}
    for file, called in settings.items():
        folder = f"{file.removesuffix('.yaml')}/{KEPT}"
        stem = f"{folder}/{world.today()}-{called.rpartition('/')[2]}"
        number = 1
        name = f"{stem}.yaml"
        while world.exists(name):
            number += 1
            name = f"{stem}-{number}.yaml"
        found[name] = seen[file]
    return found


def write_all(world: DiskWorld, files: Mapping[str, bytes]) -> None:
    """Write files one after another, the lock last; after a failure put back what was there.

    Raises OSError, OutsideTheProject.
    """
    paths = {name: world.path(name) for name in sorted(files, key=lambda name: (name == LOCK, name))}
    before = {name: path.read_bytes() if path.exists() else None for name, path in paths.items()}
    done: list[str] = []
    try:
        for name, path in paths.items():
            done.append(name)
            write_whole(path, files[name])
    except BaseException:
        for name in reversed(done):
            was = before[name]
            if was is None:
                paths[name].unlink(missing_ok=True)
            elif paths[name].read_bytes() != was:
                write_whole(paths[name], was)
        raise
