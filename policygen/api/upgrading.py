"""Moving a project to newer libraries: planned first, then written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from policygen.check.project import Project
from policygen.resolve.groups import settings_files
from policygen.upgrade.plan import UpgradePlan, plan_upgrade, project_then
from policygen.upgrade.report import upgrade_json, upgrade_lines, upgrade_summary
from policygen.upgrade.tailoring import Settlement
from policygen.upgrade.writing import write_upgrade
from policygen.world.disk import DiskWorld
from policygen.world.protocol import LOCK


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What moving to the libraries of today means for settings files. Nothing is written until `write` is called."""

    plan: UpgradePlan
    world: DiskWorld
    seen: Mapping[str, bytes]

    @classmethod
    def of(
        cls, project: Project, world: DiskWorld, names: Collection[str], settle: Mapping[str, str], old: str
    ) -> Upgrade:
        """Plan an upgrade. Raises UnknownSchool, Refused, OSError."""
        then = project_then(world, old) if old else None
        before = _read(world, (*settings_files(world).values(), LOCK))
        plan = plan_upgrade(project, names, {clause: _settlement(how) for clause, how in settle.items()}, then)
        return cls(plan, world, {**_read(world, plan.written), **before})

    @property
    def is_ready(self) -> bool:
        """Whether it can be written: nothing collides, and no file would have a mistake that it does not have now."""
        return self.plan.is_ready

    def lines(self) -> Iterator[str]:
        """Yield what the libraries changed, and what it means for each settings file."""
        return upgrade_lines(self.plan)

    def summary(self) -> str:
        """Return one line: how many files change, or what has to be settled first."""
        return upgrade_summary(self.plan)

    def json(self) -> str:
        """Return the upgrade for a program; keys are stable and always present."""
        return upgrade_json(self.plan)

    def write(self) -> tuple[str, ...]:
        """Write the settings, their bases and the lock, all or nothing; return the names of the files.

        Raises Refused if it is not ready, if a file changed in the meantime, or has changes without a commit; OSError.
        """
        return write_upgrade(self.world, self.plan, self.seen)


def _settlement(how: str) -> Settlement:
    if how == "theirs":
        return Settlement("theirs")
    return Settlement("ours") if how == "ours" else Settlement("words", how)


def _read(world: DiskWorld, names: Collection[str]) -> dict[str, bytes]:
    return {name: world.read(name) for name in names if world.exists(name)}
