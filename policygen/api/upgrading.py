"""Moving a project to newer libraries: planned first, then written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from policygen.api.errors import LibraryUnusable
from policygen.assemble.wording import WordsUnusable
from policygen.check.project import Project
from policygen.collisions.reading import settled_in_word
from policygen.collisions.to_settle import collisions_to_settle, is_for_word
from policygen.collisions.word_file import collisions_file
from policygen.compile.findings import texts_in
from policygen.diagnostics.model import Diagnostic
from policygen.resolve.groups import settings_files
from policygen.upgrade.plan import UpgradePlan, plan_upgrade, project_then
from policygen.upgrade.report import upgrade_json, upgrade_lines, upgrade_summary
from policygen.upgrade.tailoring import Settlement
from policygen.upgrade.writing import write_upgrade
from policygen.world.disk import DiskWorld
from policygen.world.protocol import LOCK


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What moving to the libraries of today means for settings files. Nothing is written until `write` is called.

    `findings` say what a Word file leaves open.
    """

    project: Project
    plan: UpgradePlan
    world: DiskWorld
    seen: Mapping[str, bytes]
    findings: tuple[Diagnostic, ...] = field(default=())

    @classmethod
    def of(
        cls, project: Project, world: DiskWorld, names: Collection[str], settle: Mapping[str, str], old: str,
        word: tuple[str, bytes] | None = None,
    ) -> Upgrade:  # fmt: skip
        """Plan an upgrade; `word` is a Word file with collisions, its name and bytes.

        Raises UnknownSchool, Refused, OSError.
        """
        then = project_then(world, old) if old else None
        before = _read(world, (*settings_files(world).values(), LOCK))
        settlements = {clause: _settlement(how) for clause, how in settle.items()}
        plan = plan_upgrade(project, names, settlements, then)
        findings: tuple[Diagnostic, ...] = ()
        if word is not None:
            in_word = settled_in_word(*word, project, plan)
            findings = in_word.findings
            plan = plan_upgrade(project, names, settlements, then, in_word.by_file)
        return cls(project, plan, world, {**_read(world, plan.written), **before}, findings)

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
        return upgrade_json(self.plan, self.findings)

    @property
    def in_word(self) -> int:
        """How many collisions are left that can be settled in Word."""
        return len(collisions_to_settle(self.project, self.plan))

    @property
    def not_in_word(self) -> tuple[str, ...]:
        """The clauses that collide and cannot be settled in Word, because the library removed or split them."""
        steps = (step for one in self.plan.files for step in one.collisions)
        return tuple(dict.fromkeys(step.clause for step in steps if not is_for_word(step)))

    def collisions_docx(self, file: str) -> bytes:
        """Return the collisions as a Word file, which says in it that it is called `file`.

        It has the library's and the school's changes as tracked changes by two authors. Raises TokensError or OSError
        for the look; LibraryUnusable for mistakes in a project's own fixed words.
        """
        try:
            return collisions_file(self.project, collisions_to_settle(self.project, self.plan), file)
        except WordsUnusable as error:
            raise LibraryUnusable(error.diagnostics, texts_in(self.world, error.diagnostics)) from error

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
